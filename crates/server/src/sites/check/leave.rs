//! Leaving a site: its entry ends, here and at once. The sign-in with us goes on, and the page one
//! comes to says so and offers to end that too.

use axum::response::{IntoResponse, Redirect, Response};

use super::held::Held;
use crate::sites::{events, outside, store};
use crate::web::{App, Ctx, PageError, cookie, set_cookie};

/// Where one leaves, on every host of a site.
pub(super) const PATH: &str = "/.vestibule/sign-out";

/// Ends the entry of this browser, if it has one.
pub(super) async fn leave(app: &App, ctx: &Ctx, held: &Held) -> Result<Response, PageError> {
    if let Some(token) = &held.token {
        let mut conn = app.db.write().await?;
        let whose = store::end_entry(&mut conn, held.site.id, token.hash()).await?;
        if let Some(person) = whose {
            let event = events::of(&held.site, ctx.done(events::LEFT)).by(person);
            app.record(&mut conn, event).await?;
        }
        conn.commit().await?;
    }
    let to = format!("/forward-auth/{}/signed-out", held.site.id);
    let response = Redirect::to(&app.config.public_url.of(&to)).into_response();
    let mut response = outside::elsewhere(app, response);
    let https = held.original.origin.is_https();
    set_cookie(&mut response, cookie::SITE.clear(https));
    Ok(response)
}
