//! Making an address the primary one, and removing one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::one_use;
use base::token::{EmailConfirm, ResetPassword};
use people::identifiers::{self, Identifier, Kind, Removed};
use people::{EmailAddress, members};
use serde::Deserialize;

use super::add::find;
use super::list;
use super::told::{self, Deed};
use crate::passport::{Nothing, events};
use crate::signin::door::SteppedUp;
use crate::signin::record as record_everywhere;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

const LIST: &str = "/passport/identifiers";

#[derive(Template)]
#[template(path = "passport/confirm.html")]
struct Page {
    frame: Frame,
    confirmation: ui::Confirmation,
}

#[derive(Template)]
#[template(path = "passport/identifiers/primary.html")]
struct Primary {
    frame: Frame,
    question: String,
    action: String,
    happens: String,
    everywhere: Option<ui::Checkbox>,
}

/// What the form about the primary address sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    everywhere: Option<String>,
}

fn question(ctx: &Ctx, key: &str, one: &Identifier) -> String {
    ctx.texts
        .with(key, &[("name", one.shown().as_str().into())])
}

fn primary_text(one: &Identifier, what: &str) -> &'static str {
    match (one.kind, what) {
        (Kind::Phone, "question") => "identifiers-phone-primary-question",
        (Kind::Phone, _) => "identifiers-phone-primary-happens",
        (_, "question") => "identifiers-primary-question",
        (..) => "identifiers-primary-happens",
    }
}

/// `GET /passport/identifiers/{identifier}/primary`.
pub(super) async fn ask_primary(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let one = find(&mut app.db.read().await?, &signed_in, &id).await?;
    if one.kind == Kind::Login || one.verified_at.is_none() {
        return Err(PageError::NotFound);
    }
    Ok(shown(&Primary {
        question: question(&ctx, primary_text(&one, "question"), &one),
        happens: ctx.text(primary_text(&one, "happens")),
        action: format!("{LIST}/{}/primary", one.id),
        everywhere: (one.kind == Kind::Email).then(|| {
            ui::checkbox("everywhere", ctx.text("identifiers-everywhere"))
                .hint(ctx.text("identifiers-everywhere-hint"))
        }),
        frame: list::frame(&app, &ctx, &signed_in).await?,
    }))
}

/// `POST /passport/identifiers/{identifier}/primary`.
pub(super) async fn make_primary(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let person = &signed_in.person;
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &signed_in, &id).await?;
    if one.kind == Kind::Login {
        return Err(PageError::NotFound);
    }
    // The one before hears of it, so the letter is written first.
    if !one.is_primary {
        told::tell(&app, &ctx, &mut conn, (person, Deed::Primary(&one.shown()))).await?;
    }
    let made = identifiers::make_primary(&mut conn, person.id, one.id).await?;
    let made = made.ok_or(PageError::NotFound)?;
    let event = || {
        let event = ctx.done(events::IDENTIFIER_PRIMARY).by(person.id);
        event.about(person.id).personal("name", made.masked())
    };
    record_everywhere(&app, &mut conn, person.id, event()).await?;
    if let (Some(_), Ok(email)) = (&typed.everywhere, EmailAddress::parse(&made.value)) {
        let new = (None, Some(&email));
        members::describe_everywhere(&mut conn, person.id, new).await?;
    }
    conn.commit().await?;
    let key = match made.kind {
        Kind::Phone => "identifiers-phone-primary-made",
        Kind::Email | Kind::Login => "identifiers-primary-made",
    };
    let said = Flash::new(key).with("name", made.shown());
    Ok(said.redirect(&ctx, LIST))
}

/// `GET /passport/identifiers/{identifier}/remove`.
pub(super) async fn ask_remove(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let one = find(&mut app.db.read().await?, &signed_in, &id).await?;
    let to = format!("{LIST}/{}/remove", one.id);
    let asked = question(&ctx, "identifiers-remove-question", &one);
    let confirmation = ui::confirmation(asked, to, &ctx.csrf, LIST, &ctx.texts)
        .happens(ctx.text("identifiers-remove-happens"));
    let confirmation = match (one.kind, one.verified_at) {
        (Kind::Email, Some(_)) => confirmation.undo(ctx.text("identifiers-remove-undo")),
        _ => confirmation,
    };
    Ok(shown(&Page {
        frame: list::frame(&app, &ctx, &signed_in).await?,
        confirmation: confirmation.button(ctx.text("identifiers-remove")),
    }))
}

/// `POST /passport/identifiers/{identifier}/remove`: links on their way to the address end with it.
pub(super) async fn remove(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let person = &signed_in.person;
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &signed_in, &id).await?;
    let said = match identifiers::remove(&mut conn, person.id, one.id).await? {
        Removed::Gone(gone) => {
            one_use::withdraw::<EmailConfirm>(&mut conn, gone.id, ctx.at).await?;
            one_use::withdraw::<ResetPassword>(&mut conn, person.id, ctx.at).await?;
            let event = ctx.done(events::IDENTIFIER_REMOVED).by(person.id);
            let event = event.about(person.id).personal("name", gone.masked());
            record_everywhere(&app, &mut conn, person.id, event).await?;
            if gone.verified_at.is_some() {
                let deed = Deed::Removed(&gone);
                told::tell(&app, &ctx, &mut conn, (person, deed)).await?;
            }
            "identifiers-removed"
        }
        Removed::LastEmail | Removed::LastPhone | Removed::LastVerified => "identifiers-last",
        Removed::NoSuch => return Err(PageError::NotFound),
    };
    conn.commit().await?;
    Ok(Flash::new(said)
        .with("name", one.shown())
        .redirect(&ctx, LIST))
}
