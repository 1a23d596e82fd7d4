//! The authorization endpoint: the stages of `protocol`, then the person, the door, the consent,
//! and the code.
//!
//! A request that needs nobody is answered at once. One that does is stored, bound to the browser
//! that brought it, and goes on under its id: its parameters never travel through the browser
//! again, and every stage is run once more when it goes on, against the application as it is
//! registered then.

mod answering;
mod arrival;
mod code;
mod deliver;
mod next;
mod object;
mod pushed;
mod refusal;
mod source;
mod store;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::oauth::authorization::Came;
use protocol::oauth::{ErrorCode, is_form};

pub(super) use answering::answering;
pub(super) use arrival::{Arrived, load};
pub(super) use code::{Code, enter};
pub(super) use next::{Entry, Next, next};
pub(super) use pushed::push;
pub(super) use refusal::{gone, refuse};
pub(super) use store::clean;

use self::arrival::{Asked, RequestId};
use super::request;
use crate::signin::{self, Begin, door};
use crate::web::{App, Ctx, PageError};

/// `GET /oidc/authorize`: a request arrives.
pub(super) async fn begin(
    State(app): State<App>,
    ctx: Ctx,
    RawQuery(query): RawQuery,
    sent: HeaderMap,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let now = app.clock.now();
    let arrived = match source::open(&app, &query, now).await? {
        Ok(asked) => {
            bring(&ctx, &asked);
            arrival::arrive(&app, asked, now).await?
        }
        Err(turned) => Err(turned),
    };
    let arrived = match arrived {
        Ok(arrived) => arrived,
        Err(refused) => return refusal::answer(&app, &ctx, refused).await,
    };
    let wishes = arrived.request.ui_locales.clone();
    let answering = answering(&app, &ctx, &arrived).await?;
    let step = next(&app, &answering, &arrived).await?;
    let mut response = match unasked(&arrived, &step) {
        Some(why) => refusal::refuse_unasked(&app, &ctx, &arrived, why).await?,
        None => {
            let arrived = keep(&app, &ctx, arrived, &step).await?;
            take(&app, &ctx, &arrived, step).await?
        }
    };
    arrival::settle_browser(&ctx, &sent, &wishes, &mut response);
    Ok(response)
}

/// Notes the parameters that do not stand in the address, for whoever asks why it was refused.
fn bring(ctx: &Ctx, asked: &Asked) {
    if asked.came != Came::default() {
        ctx.bring(asked.text());
    }
}

/// `POST /oidc/authorize`: the same as a query (OpenID Connect Core section 3.1.2.1). A form from
/// another site brings no cookie, so the browser is sent once around to bring it.
pub(super) async fn begin_by_form(sent: HeaderMap, body: Body) -> Result<Response, PageError> {
    around(sent, body, "/oidc/authorize").await
}

/// Turns a form from another site into the same request as a query.
pub(super) async fn around(sent: HeaderMap, body: Body, path: &str) -> Result<Response, PageError> {
    let kind = sent.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.to_str().is_ok_and(is_form)) {
        return Err(PageError::UnreadableForm);
    }
    let body = request::whole(body)
        .await
        .map_err(|_| PageError::TooLarge)?;
    let query = std::str::from_utf8(&body).map_err(|_| PageError::UnreadableForm)?;
    let sound = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    if !query.bytes().all(sound) {
        return Err(PageError::UnreadableForm);
    }
    Ok(Redirect::to(&format!("{path}?{query}")).into_response())
}

/// `GET /oidc/authorize/{request}`: a stored request goes on.
pub(super) async fn resume(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let arrived = match load(&app, &ctx, &id).await? {
        Some(Ok(arrived)) => arrived,
        Some(Err(refused)) => return refusal::answer(&app, &ctx, refused).await,
        None => return Ok(gone(&ctx)),
    };
    let answering = answering(&app, &ctx, &arrived).await?;
    let step = next(&app, &answering, &arrived).await?;
    take(&app, &ctx, &arrived, step).await
}

/// What `prompt=none` is answered with where somebody would have to be asked.
fn unasked(arrived: &Arrived, step: &Next) -> Option<(ErrorCode, &'static str)> {
    if !arrived.request.prompt.none {
        return None;
    }
    match step {
        Next::SignIn { .. } => Some((ErrorCode::LoginRequired, "nobody-may-be-asked")),
        Next::Choose => Some((ErrorCode::AccountSelectionRequired, "account-open")),
        Next::OtherPerson => Some((ErrorCode::LoginRequired, "other-person")),
        Next::Closed { .. } => Some((ErrorCode::AccessDenied, "closed-door")),
        Next::Consent(_) => Some((ErrorCode::ConsentRequired, "consent-needed")),
        Next::Unmet | Next::Enter(_) => None,
    }
}

/// Stores a request that has to wait for somebody.
async fn keep(
    app: &App,
    ctx: &Ctx,
    mut arrived: Arrived,
    step: &Next,
) -> Result<Arrived, PageError> {
    if matches!(step, Next::SignIn { .. } | Next::Choose | Next::Consent(_)) {
        let id = RequestId::fresh(arrived.at, &app.random);
        let mut conn = app.db.write().await?;
        let browser = ctx.browser.hash();
        store::insert(&mut conn, id, &browser, &arrived).await?;
        conn.commit().await?;
        arrived.id = Some(id);
    }
    Ok(arrived)
}

/// Takes the step that is due.
async fn take(app: &App, ctx: &Ctx, arrived: &Arrived, step: Next) -> Result<Response, PageError> {
    match step {
        Next::SignIn { fresh_since } => {
            let begin = Begin {
                identifier: arrived.request.login_hint.clone(),
                fresh_since,
                ..sign_in_for(arrived)
            };
            signin::begin(app, ctx, begin).await
        }
        Next::Choose => signin::begin(app, ctx, sign_in_for(arrived)).await,
        Next::OtherPerson => {
            refuse(app, ctx, arrived, ErrorCode::LoginRequired, "other-person").await
        }
        Next::Unmet => {
            let unmet = ErrorCode::UnmetAuthenticationRequirements;
            refuse(app, ctx, arrived, unmet, "acr-unmet").await
        }
        Next::Closed(closed) => {
            refusal::note_closed(app, ctx, arrived, &closed).await?;
            Err(PageError::Closed(door::closed(
                &closed.person,
                &closed.workspace,
                closed.reason,
            )))
        }
        Next::Consent(_) => Ok(Redirect::to(arrived.path("consent").as_str()).into_response()),
        Next::Enter(entry) => enter(app, ctx, arrived, &entry, false).await,
    }
}

/// A sign-in on behalf of the application, or the choice of a passport, which is its first page.
fn sign_in_for(arrived: &Arrived) -> Begin {
    Begin {
        workspace: Some(arrived.application.workspace),
        application_name: Some(arrived.application.name.clone()),
        leads_to: Some(arrived.request.return_to.policy_source()),
        ..Begin::to(arrived.path_when_chosen())
    }
}
