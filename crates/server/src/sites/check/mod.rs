//! What proxies call at each request: may it pass, and as whom?
//!
//! `check` answers the browser too: it leads to sign-in, takes the code that comes back, shows why a
//! request may not pass. Caddy and Traefik hand that on; nginx calls `status` for its
//! `auth_request` and hands the browser to `check` when the answer was no.

mod answer;
mod held;
mod leave;
mod taken;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::db::Conn;

use self::held::Held;
use super::standing::{self, Behind};
use super::verdict::{Verdict, judge};
use crate::signin::{door, session};
use crate::web::{App, Ctx, PageError, is_trusted_proxy};

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
    let (verdict, behind) = ask(app, held).await?;
    let behind = behind.as_deref();
    match verdict {
        Verdict::Open { named } => {
            let behind = behind.filter(|_| named);
            answer::open(app, &held.site, behind).await
        }
        Verdict::SignIn => Ok(answer::sign_in(app, ctx, held)),
        Verdict::Refused(why) => {
            let inputs = behind.map(|behind| &behind.inputs);
            answer::refused(app, ctx, held, (why, inputs)).await
        }
    }
}

/// The answer to a request that may pass, and nothing else: whoever is to sign in, is refused, or goes to
/// a path of ours is left to the routes, as is whatever goes wrong.
pub async fn pass(app: &App, (site, peer): (&str, IpAddr), sent: &HeaderMap) -> Option<Response> {
    if !is_trusted_proxy(peer, &app.config.trusted_proxies) {
        return None;
    }
    let held = Held::read(app, site, sent).await.ok()?;
    if held.original.raw_path().starts_with(OURS) {
        return None;
    }
    match ask(app, &held).await.ok()? {
        (Verdict::Open { named }, behind) => {
            let behind = behind.as_deref().filter(|_| named);
            answer::open(app, &held.site, behind).await.ok()
        }
        _ => None,
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
    let (verdict, behind) = ask(&app, &held).await?;
    match verdict {
        Verdict::Open { named } => {
            let behind = behind.as_deref().filter(|_| named);
            answer::open(&app, &held.site, behind).await
        }
        Verdict::SignIn => Ok(answer::unauthorized(
            StatusCode::UNAUTHORIZED.into_response(),
        )),
        Verdict::Refused(_) => Ok(StatusCode::FORBIDDEN.into_response()),
    }
}

/// Everything that may have changed since the last request is asked at this one.
async fn ask(app: &App, held: &Held) -> Result<(Verdict, Option<Arc<Behind>>), PageError> {
    let now = app.clock.now();
    let behind = match &held.token {
        None => None,
        Some(token) => {
            let mut conn: Conn = app.db.read().await?;
            let origin = held.original.origin.to_string();
            standing::behind(&mut conn, held.site.id, (token.hash(), &origin), now).await?
        }
    };
    let decided = behind.as_deref().map(|behind| {
        let decision = door::ask(&behind.inputs.entrance, behind.session(), now, None);
        (&behind.inputs, decision)
    });
    let decided = decided
        .as_ref()
        .map(|(inputs, decision)| (*inputs, decision));
    let (_, verdict) = judge(&held.site, &held.original, decided);
    if let (Verdict::Open { named: true }, Some(behind)) = (&verdict, &behind) {
        session::note_use(app, behind.session(), now).await;
    }
    Ok((verdict, behind))
}
