//! Sessions, this one first, and what happened with the passport lately.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::audit::{self, Recorded};

use super::{Nothing, events};
use crate::audit_trail;
use crate::inside;
use crate::signin::{Session, SessionId, SignedIn, end_session, keep_only, sessions_of};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, set_cookie, show as shown};

/// Events shown.
const HISTORY: u32 = 50;

#[derive(Template)]
#[template(path = "passport/sessions.html")]
struct Page {
    frame: Frame,
    sessions: ui::Table,
    others: bool,
    history: ui::Table,
}

/// `GET /passport/sessions`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let frame = inside::passport(&app, &ctx, &signed_in, "inside-sessions", "sessions").await?;
    let mut conn = app.db.read().await?;
    let person = signed_in.person.id;
    let mut all = sessions_of(&mut conn, person, app.clock.now()).await?;
    let lately = audit::of_person(&mut conn, person, None, HISTORY)
        .await?
        .events;
    drop(conn);
    all.sort_by_key(|one| one.id != signed_in.session.id);
    let page = Page {
        others: all.len() > 1,
        sessions: sessions(&ctx, &all, signed_in.session.id),
        history: history(&ctx, &lately),
        frame,
    };
    Ok(shown(&page))
}

fn sessions(ctx: &Ctx, all: &[Session], own: SessionId) -> ui::Table {
    let head = ["device", "place", "since", "seen"].iter().fold(
        ui::table(ctx.text("passport-sessions")).titled(),
        |table, key| table.column(ui::column(ctx.text(&format!("passport-session-{key}")))),
    );
    let head = head.column(ui::column(ctx.text("passport-session-deed")).unseen());
    head.rows(all.iter().map(|one| {
        let row = ui::row(device(&one.user_agent))
            .cell(ui::tag(&one.address))
            .cell(ui::time(one.signed_in_at, ctx.at, &ctx.texts))
            .cell(ui::time(one.seen_at, ctx.at, &ctx.texts));
        if one.id == own {
            return row.cell(ui::badge(Tone::Good, ctx.text("passport-this-device")));
        }
        let path = format!("/passport/sessions/{}/end", one.id);
        let button = ui::post_button(path, &ctx.csrf, ctx.text("passport-end-session"));
        row.cell(button.about(device(&one.user_agent)).quiet())
    }))
}

/// Browser and system in two words, from what the browser says of itself.
fn device(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser/", "Yandex"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if user_agent.is_empty() => "–".to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}

/// A sign-in stands in the trail of each workspace; its person sees it once.
fn history(ctx: &Ctx, lately: &[Recorded]) -> ui::Table {
    let mut seen = BTreeSet::new();
    let once = lately
        .iter()
        .filter(|event| seen.insert((&event.reference, &event.kind)));
    let head = ["event", "time", "from"].iter().fold(
        ui::table(ctx.text("passport-history")).titled(),
        |table, key| table.column(ui::column(ctx.text(&format!("audit-column-{key}")))),
    );
    head.rows(once.map(|event| {
        ui::row(audit_trail::sentence(ctx, &event.kind))
            .cell(ui::time(event.at, ctx.at, &ctx.texts))
            .cell(event.ip.as_deref().map(ui::tag))
    }))
}

/// `POST /passport/sessions/{session}/end`.
pub(super) async fn end(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = SessionId::parse(&id).ok_or(PageError::NotFound)?;
    let person = signed_in.person.id;
    let mut conn = app.db.write().await?;
    if !end_session(&app, &mut conn, (person, id), "ended-by-person").await? {
        return Err(PageError::NotFound);
    }
    app.record(
        &mut conn,
        ctx.done(events::SESSION_ENDED).by(person).about(id),
    )
    .await?;
    conn.commit().await?;
    Ok(Flash::new("passport-session-ended").redirect(&ctx, "/passport/sessions"))
}

/// `POST /passport/sessions/others/end`: only this one stays, with a new token.
pub(super) async fn end_others(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let cookie = keep_only(&app, &ctx, &mut conn, &signed_in).await?;
    app.record(
        &mut conn,
        ctx.done(events::OTHERS_ENDED).by(signed_in.person.id),
    )
    .await?;
    conn.commit().await?;
    let mut response = Flash::new("passport-others-ended").redirect(&ctx, "/passport/sessions");
    set_cookie(&mut response, cookie);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_in_two_words() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
                      (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome, Windows");
        assert_eq!(device(&format!("{chrome} Edg/140.0")), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1";
        assert_eq!(device(phone), "Safari, iPhone");
        assert_eq!(device("curl/8.0"), "curl/8.0");
        assert_eq!(device(""), "–");
    }
}
