//! Signing out: the session ends, and with it what applications were given under it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::PassportId;
use serde::Deserialize;

use super::session::{Session, SessionId, SignedIn};
use super::{events, store, trail};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Form, PageError, card, cookie, set_cookie, show};

#[derive(Template)]
#[template(path = "signin/signed_out.html")]
struct Page {
    card: Card,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /sign-out`.
pub(super) async fn sign_out(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    if let Some(SignedIn { session, person }) = signed_in {
        let mut conn = app.db.write().await?;
        end_session(
            &mut conn,
            person.id,
            session.id,
            app.clock.now(),
            "signed-out",
        )
        .await?;
        let event = ctx.done(events::ENDED).by(person.id).about(session.id);
        trail::record(&app, &mut conn, person.id, event).await?;
        conn.commit().await?;
    }
    Ok(forget(&ctx, "/signed-out"))
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

/// `GET /signed-out`.
pub(super) async fn signed_out(ctx: Ctx) -> Response {
    show(&Page {
        card: card(&ctx, "signin-signed-out-title"),
    })
}

/// Ends a session of `passport`; whether it was alive. What hangs on a session checks it
/// whenever it is used, so applications' tokens end with it.
///
/// # Errors
/// What the database says.
pub async fn end_session(
    conn: &mut Conn,
    passport: PassportId,
    id: SessionId,
    now: Time,
    why: &str,
) -> Result<bool, DbError> {
    store::end_session(conn, passport, id, now, why).await
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
