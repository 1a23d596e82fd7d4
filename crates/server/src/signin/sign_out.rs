//! Signing out: the session ends, and with it what applications were given under it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::PassportId;
use serde::{Deserialize, Serialize};

use super::ending::end_session;
use super::held::Holding;
use super::session::{Session, SessionId, SignedIn};
use super::{events, store, trail};
use crate::web::{App, Ctx, Form, Held, PageError, cookie, keepsake, set_cookie};

/// The page after a sign-out, which is that of whoever knows the applications.
pub const SIGNED_OUT: &str = "/signed-out";

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /sign-out`: whoever acts leaves. Others who are signed in here stay so, and none of them acts
/// before somebody says so.
pub(super) async fn sign_out(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let holding = Holding::of(&app, &ctx).await?;
    let Some(signed_in) = signed_in else {
        let others = holding.others().next().is_some();
        let held = if others {
            (*ctx.held).clone()
        } else {
            Held::default()
        };
        return Ok(leave(&ctx, SIGNED_OUT, &held));
    };
    let held = holding.without(signed_in.session.id);
    end_all(&app, &ctx, [&signed_in], &held).await
}

/// `POST /sign-out/all`: everybody who is signed in in this browser leaves.
pub(super) async fn sign_out_all(
    State(app): State<App>,
    ctx: Ctx,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let holding = Holding::of(&app, &ctx).await?;
    end_all(&app, &ctx, holding.all(), &Held::default()).await
}

/// Ends these sessions; the browser keeps what is left.
async fn end_all(
    app: &App,
    ctx: &Ctx,
    who: impl IntoIterator<Item = &SignedIn>,
    held: &Held,
) -> Result<Response, PageError> {
    let mut sessions = Vec::new();
    let mut conn = app.db.write().await?;
    for SignedIn { session, person } in who {
        end_session(app, &mut conn, (person.id, session.id), "signed-out").await?;
        let event = ctx.done(events::ENDED).by(person.id).about(session.id);
        trail::record(app, &mut conn, person.id, event).await?;
        sessions.push(session.id);
    }
    conn.commit().await?;
    let left = Left {
        sessions,
        back: None,
    };
    Ok(left.with(ctx, leave(ctx, SIGNED_OUT, held)))
}

/// What a sign-out leaves for the page after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// The sessions that are over.
    pub sessions: Vec<SessionId>,
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

/// A redirect that leaves the browser these sessions, and nothing of what it kept of our pages.
pub fn leave(ctx: &Ctx, to: &str, held: &Held) -> Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, held.cookie(ctx));
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
