//! What proxies call at each request: may it pass, and as whom?
//!
//! `check` answers the browser too: it leads to sign-in, takes the code that comes back, shows why a
//! request may not pass. Caddy and Traefik hand that on; nginx calls `status` for its
//! `auth_request` and hands the browser to `check` when the answer was no.

mod answer;
mod held;
mod leave;
mod taken;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::db::Conn;

use self::held::Held;
use super::standing::{self, Inputs};
use super::verdict::{Verdict, judge};
use crate::signin::{door, session};
use crate::web::{App, Ctx, PageError};

/// Below this the paths of every site are ours.
const OURS: &str = "/.vestibule";

/// `GET /forward-auth/{site}/check`. Takes codes and ends entries, and writes for that.
pub(super) async fn check(
    State(app): State<App>,
    ctx: Ctx,
    held: Held,
) -> Result<Response, PageError> {
    let path = held.original.raw_path();
    if let Some(below) = path.strip_prefix(OURS) {
        return match path {
            super::entry::BACK => taken::take(&app, &ctx, &held).await,
            leave::PATH => leave::leave(&app, &ctx, &held).await,
            _ if below.is_empty() || below.starts_with('/') => Err(PageError::NotFound),
            _ => judged(&app, &ctx, &held).await,
        };
    }
    judged(&app, &ctx, &held).await
}

async fn judged(app: &App, ctx: &Ctx, held: &Held) -> Result<Response, PageError> {
    let (verdict, inputs) = ask(app, held).await?;
    match verdict {
        Verdict::Open { named } => {
            let inputs = inputs.as_ref().filter(|_| named);
            answer::open(app, &held.site, inputs).await
        }
        Verdict::SignIn => Ok(answer::sign_in(app, ctx, held)),
        Verdict::Refused(why) => answer::refused(app, ctx, held, (why, inputs.as_ref())).await,
    }
}

/// `GET /forward-auth/{site}/status`: 200 with the headers, 401 or 403; nothing for eyes.
///
/// nginx takes any other status for a fault of ours, so a request that cannot be read is a 403 too.
pub(super) async fn status(
    State(app): State<App>,
    held: Result<Held, PageError>,
) -> Result<Response, PageError> {
    let held = match held {
        Ok(held) => held,
        Err(PageError::UnreadableForm) => return Ok(StatusCode::FORBIDDEN.into_response()),
        Err(other) => return Err(other),
    };
    let (verdict, inputs) = ask(&app, &held).await?;
    match verdict {
        Verdict::Open { named } => {
            let inputs = inputs.as_ref().filter(|_| named);
            answer::open(&app, &held.site, inputs).await
        }
        Verdict::SignIn => Ok(answer::unauthorized(
            StatusCode::UNAUTHORIZED.into_response(),
        )),
        Verdict::Refused(_) => Ok(StatusCode::FORBIDDEN.into_response()),
    }
}

/// Everything that may have changed since the last request is asked at this one.
async fn ask(app: &App, held: &Held) -> Result<(Verdict, Option<Inputs>), PageError> {
    let now = app.clock.now();
    let inputs = match &held.token {
        None => None,
        Some(token) => {
            let mut conn: Conn = app.db.read().await?;
            let origin = held.original.origin.to_string();
            standing::inputs(&mut conn, &held.site, (token.hash(), &origin), now).await?
        }
    };
    let session = inputs.as_ref().and_then(|inputs| inputs.session.as_ref());
    let behind = inputs.as_ref().zip(session);
    let decision = behind.map(|(inputs, session)| door::ask(&inputs.entrance, session, now, None));
    let behind = inputs.as_ref().zip(decision.as_ref());
    let (_, verdict) = judge(&held.site, &held.original, behind);
    if let (Verdict::Open { named: true }, Some(session)) = (&verdict, session) {
        session::note_use(app, session, now).await;
    }
    Ok((verdict, inputs))
}
