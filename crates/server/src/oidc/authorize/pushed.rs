//! Pushed authorization requests (RFC 9126): the application sends its request itself, and the browser
//! brings a reference that works once, for this application, for a short while.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::clock::Time;
use base::db::DbError;
use base::one_use::{self, Consumed, Issue, Peeked};
use base::token::{PushedRequest as Reference, Token};
use protocol::oauth::authorization::{Came, RequestRefusal};
use protocol::oauth::{ErrorAnswer, Params, PushedRequest};
use serde::{Deserialize, Serialize};

use super::arrival::{self, Asked, Turned};
use super::object;
use crate::oidc::applications::ApplicationId;
use crate::oidc::client::{self, Client};
use crate::oidc::error::OAuthError;
use crate::oidc::events;
use crate::oidc::request::ClientForm;
use crate::web::{App, Ctx};

/// How long a pushed request waits for its browser.
const LIFE: Duration = Duration::from_secs(90);

/// A pushed request as it waits.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiting {
    application: ApplicationId,
    request: String,
    signed: bool,
}

#[derive(Serialize)]
struct Answer {
    request_uri: String,
    expires_in: u64,
}

/// `POST /oidc/par`.
pub(in crate::oidc) async fn push(
    State(app): State<App>,
    ctx: Ctx,
    form: ClientForm,
) -> Result<Response, OAuthError> {
    let parsed = PushedRequest::parse(form.authorization.as_deref(), &form.body);
    let pushed = match parsed {
        Ok(pushed) => pushed,
        Err(refusal) => {
            client::note_unread(&app, &ctx, &form, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    let client = client::authenticate(&app, &ctx, &pushed.client).await?;
    let now = app.clock.now();
    let asked = match open(&app, pushed.params, now).await? {
        Ok(asked) => asked,
        Err(why) => return Err(refuse(&app, &ctx, &client, (why.answer(), &why)).await?),
    };
    let waiting = Waiting {
        application: client.application().id,
        request: asked.text(),
        signed: asked.came.signed,
    };
    match arrival::arrive(&app, asked, now).await? {
        Ok(_) => keep(&app, &waiting, now).await,
        Err(Turned::Page(why, _)) => Err(refuse(&app, &ctx, &client, (why.answer(), &why)).await?),
        Err(Turned::Back(back)) => {
            let why = &back.0.reason;
            Err(refuse(&app, &ctx, &client, (why.answer(), why)).await?)
        }
    }
}

/// The parameters that count: those of the form, or of the object in it.
async fn open(
    app: &App,
    params: Params,
    now: Time,
) -> Result<Result<Asked, RequestRefusal>, DbError> {
    let pushed = |asked: Asked| Asked {
        came: Came {
            pushed: true,
            ..asked.came
        },
        ..asked
    };
    match params.get("request") {
        None => Ok(Ok(pushed(Asked {
            came: Came::default(),
            params,
        }))),
        Some(object) => Ok(object::open(app, object, &params, now).await?.map(pushed)),
    }
}

async fn keep(app: &App, waiting: &Waiting, now: Time) -> Result<Response, OAuthError> {
    let reference = Token::<Reference>::fresh(&app.random);
    let mut conn = app.db.write().await?;
    one_use::create(&mut conn, Issue::new(reference.hash(), now, LIFE), waiting).await?;
    conn.commit().await?;
    let answer = Answer {
        request_uri: PushedRequest::uri(&reference.reveal()),
        expires_in: LIFE.as_secs(),
    };
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

async fn refuse(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    (answer, why): (ErrorAnswer, &(impl std::fmt::Debug + Sync)),
) -> Result<OAuthError, OAuthError> {
    let application = client.application();
    client::note(app, ctx, application, events::REQUEST_REFUSED, why).await?;
    Ok(answer.into())
}

/// Takes what was pushed under a reference: once, and only in the name of who pushed it.
///
/// Another application's try is told from the right one before anything is used up, so that nobody
/// spends what is not theirs.
pub(super) async fn take(
    app: &App,
    client_id: &str,
    reference: &str,
    now: Time,
) -> Result<Result<Asked, RequestRefusal>, DbError> {
    let Some(token) = Token::<Reference>::parse(reference) else {
        return Ok(Err(RequestRefusal::PushedUnknown));
    };
    let hash = token.hash();
    let mut conn = app.db.write().await?;
    let own = |waiting: &Waiting| waiting.application.to_string() == client_id;
    let found: Peeked<Waiting> = one_use::peek(&mut conn, &hash, now).await?;
    if let Peeked::Good { payload, .. } | Peeked::Used(payload) | Peeked::Expired(payload) = &found
        && !own(payload)
    {
        return Ok(Err(RequestRefusal::PushedOtherClient));
    }
    let waiting: Waiting = match one_use::consume(&mut conn, &hash, now).await? {
        Consumed::Taken(waiting) => waiting,
        Consumed::Reused(_) => return Ok(Err(RequestRefusal::PushedUsed)),
        Consumed::Expired(_) => return Ok(Err(RequestRefusal::PushedExpired)),
        Consumed::Unknown => return Ok(Err(RequestRefusal::PushedUnknown)),
    };
    conn.commit().await?;
    let params = Params::from_query(&waiting.request);
    Ok(Ok(Asked {
        params: params.map_err(|_| DbError::Shape("payload".to_owned()))?,
        came: Came {
            pushed: true,
            signed: waiting.signed,
        },
    }))
}
