//! Signing out: the session ends, and with it what applications were given under it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::PassportId;
use serde::{Deserialize, Serialize};

use super::ending::end_session;
use super::session::{Session, SessionId, SignedIn};
use super::{events, store, trail};
use crate::web::{App, Ctx, Form, PageError, cookie, keepsake, set_cookie};

/// The page after a sign-out, which is that of whoever knows the applications.
pub const SIGNED_OUT: &str = "/signed-out";

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /sign-out`.
pub(super) async fn sign_out(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let response = forget(&ctx, SIGNED_OUT);
    if let Some(SignedIn { session, person }) = signed_in {
        let mut conn = app.db.write().await?;
        end_session(&app, &mut conn, (person.id, session.id), "signed-out").await?;
        let event = ctx.done(events::ENDED).by(person.id).about(session.id);
        trail::record(&app, &mut conn, person.id, event).await?;
        conn.commit().await?;
        let left = Left {
            session: session.id,
            back: None,
        };
        return Ok(left.with(&ctx, response));
    }
    Ok(response)
}

/// What a sign-out leaves for the page after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// The session that is over.
    pub session: SessionId,
    /// Where the browser goes from there.
    pub back: Option<WayBack>,
}

/// Where an application wants the browser after a sign-out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayBack {
    /// The registered address, with what the application wants to hear.
    pub uri: String,
    /// The name of the application.
    pub application: String,
}

impl Left {
    /// Leaves it with an answer.
    pub fn with(&self, ctx: &Ctx, mut response: Response) -> Response {
        keepsake::leave(ctx, cookie::LEFT, self, &mut response);
        response
    }

    /// What was left for this request.
    pub fn find(ctx: &Ctx, sent: &HeaderMap) -> Option<Self> {
        keepsake::find(ctx, cookie::LEFT, sent)
    }
}

/// A redirect that takes the session's cookie and what the browser kept of our pages with it.
pub fn forget(ctx: &Ctx, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, cookie::SESSION.clear(ctx.https));
    let clear = HeaderName::from_static("clear-site-data");
    response
        .headers_mut()
        .insert(clear, HeaderValue::from_static("\"cache\", \"storage\""));
    response
}

/// The live sessions of a passport, last seen first.
///
/// # Errors
/// What the database says.
pub async fn sessions_of(
    conn: &mut Conn,
    passport: PassportId,
    now: Time,
) -> Result<Vec<Session>, DbError> {
    store::sessions_of(conn, passport, now).await
}
