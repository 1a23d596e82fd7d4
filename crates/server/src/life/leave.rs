//! Leaving a workspace, by oneself.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::members::{Guarded, Role};

use super::{Confirm, Nothing, acts};
use crate::inside;
use crate::signin::door::Entered;
use crate::web::ui;
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

async fn page(app: &App, ctx: &Ctx, entered: &Entered) -> Result<Confirm, PageError> {
    let texts = &ctx.texts;
    let here = &entered.workspace;
    let name = here.name.as_str();
    let question = texts.with("life-leave-question", &[("name", name.into())]);
    let mut frame = inside::workspace(app, ctx, entered, "life-leave", "settings").await?;
    frame.page.title.clone_from(&question);
    let mut ends = vec![
        texts.get("life-ends-entry"),
        texts.get("people-ends-applications"),
    ];
    if entered.member.role == Role::Administrator {
        ends.push(texts.get("people-ends-rights"));
    }
    let base = format!("/w/{}", here.address);
    let confirmation = ui::confirmation(
        question,
        format!("{base}/leave"),
        &ctx.csrf,
        format!("{base}/"),
        texts,
    )
    .happens(texts.get("life-leave-happens"))
    .ends(texts.get("people-ends"), ends)
    .undo(texts.get("life-leave-undo"))
    .button(texts.get("life-leave"));
    Ok(Confirm {
        frame,
        refusal: None,
        confirmation,
    })
}

/// `GET /w/{workspace}/leave`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    entered: Entered,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &entered).await?))
}

/// `POST /w/{workspace}/leave`.
pub(super) async fn leave(
    State(app): State<App>,
    ctx: Ctx,
    entered: Entered,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = entered.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    match acts::leave(&acting, &mut conn, &entered.member).await? {
        Guarded::Done(()) => {}
        Guarded::LastAdministrator => {
            drop(conn);
            let mut page = page(&app, &ctx, &entered).await?;
            page.frame.page.has_error = true;
            let heading = ctx.text("life-leave-last");
            let notice = ui::notice(ui::Tone::Bad, heading).text(ctx.text("life-leave-last-how"));
            page.refusal = Some(notice.after_deed());
            let mut response = shown(&page);
            *response.status_mut() = StatusCode::CONFLICT;
            return Ok(response);
        }
        Guarded::Unchanged | Guarded::NoSuchMember => return Err(PageError::NotFound),
    }
    conn.commit().await?;
    let said = Flash::new("life-left").with("name", &entered.workspace.name);
    Ok(said.redirect(&ctx, "/passport"))
}
