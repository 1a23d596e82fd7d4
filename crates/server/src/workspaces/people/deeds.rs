//! Deeds that end nothing and so need no confirmation: letters sent once more, blocks lifted,
//! somebody hired again.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::acts::{self, Sent};
use super::chosen::{Chosen, Helped};
use crate::texting;
use crate::web::{App, Ctx, Flash, Form, PageError};

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST …/unblock`: lifts what whoever asks may lift.
pub(super) async fn unblock(
    State(app): State<App>,
    ctx: Ctx,
    Helped(chosen): Helped,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    if !acts::unblock(&acting, &mut conn, &chosen.member).await? {
        return Ok(said(&ctx, &chosen, "people-unchanged"));
    }
    conn.commit().await?;
    Ok(said(&ctx, &chosen, "people-unblocked"))
}

/// `POST …/rehire`.
pub(super) async fn rehire(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let key = match acts::rehire(&acting, &mut conn, &chosen.member).await? {
        None => return Ok(said(&ctx, &chosen, "people-unchanged")),
        Some(true) => "people-rehired-invited",
        Some(false) => "people-rehired",
    };
    conn.commit().await?;
    Ok(said(&ctx, &chosen, key))
}

/// `POST …/invite`: the letter once more; the link of the one before ends.
pub(super) async fn invite_again(
    State(app): State<App>,
    ctx: Ctx,
    Helped(chosen): Helped,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    match acts::invite_again(&acting, &mut conn, &chosen.member).await? {
        Sent::Now => {}
        Sent::JustNow => return Ok(said(&ctx, &chosen, "people-sent-just-now")),
        Sent::Withheld(why) => return Ok(said(&ctx, &chosen, texting::said(why))),
        Sent::TooMany => return Ok(said(&ctx, &chosen, "people-too-many-letters")),
        Sent::NoAddress | Sent::Unfit => {
            return Ok(said(&ctx, &chosen, "people-unchanged"));
        }
    }
    conn.commit().await?;
    let email = chosen.member.contact().map(|one| one.shown());
    let email = email.unwrap_or_default();
    let flash = Flash::new("people-invited-again").with("email", email);
    Ok(flash.redirect(&ctx, &chosen.path()))
}

/// `POST …/new-password`.
pub(super) async fn send_password_link(
    State(app): State<App>,
    ctx: Ctx,
    Helped(chosen): Helped,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    match acts::send_password_link(&acting, &mut conn, &chosen.member).await? {
        Sent::Now => {}
        Sent::NoAddress => return Ok(said(&ctx, &chosen, "people-no-address")),
        Sent::TooMany => return Ok(said(&ctx, &chosen, "people-too-many-letters")),
        Sent::Withheld(why) => return Ok(said(&ctx, &chosen, texting::said(why))),
        Sent::JustNow | Sent::Unfit => return Ok(said(&ctx, &chosen, "people-unchanged")),
    }
    conn.commit().await?;
    Ok(said(&ctx, &chosen, "people-password-link-sent"))
}

fn said(ctx: &Ctx, chosen: &Chosen, key: &'static str) -> Response {
    Flash::new(key).redirect(ctx, &chosen.path())
}
