//! Pushed authorization requests (RFC 9126): the application sends its request itself, and the browser
//! brings a reference that works once, for this application, for a short while.
//!
//! A proof of a key that comes with it (RFC 9449 section 10.1) stands for `dpop_jkt`: the code will be that
//! key's alone.

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
use crate::oidc::dpop::{self, Doubt, Proved};
use crate::oidc::error::OAuthError;
use crate::oidc::events;
use crate::oidc::request::ClientForm;
use crate::web::{App, Ctx};

/// Where requests are pushed.
const PATH: &str = "/oidc/par";
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
    match prove(&app, &form, asked) {
        Ok(proved) => weigh(&app, &ctx, &client, proved, now).await,
        Err(doubt) => Err(doubted(&app, &ctx, &client, &doubt).await?),
    }
}

/// Keeps a request that could be granted; whoever could not be let in hears it now.
async fn weigh(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    (asked, proof): (Asked, Option<Proved>),
    now: Time,
) -> Result<Response, OAuthError> {
    let waiting = Waiting {
        application: client.application().id,
        request: asked.text(),
        signed: asked.came.signed,
    };
    match arrival::arrive(app, asked, now).await? {
        Ok(_) => match keep(app, &waiting, proof, now).await? {
            Some(kept) => Ok(kept),
            None => Err(doubted(app, ctx, client, &Doubt::ProofReplayed).await?),
        },
        Err(Turned::Page(why, _)) => Err(refuse(app, ctx, client, (why.answer(), &why)).await?),
        Err(Turned::Back(back)) => {
            let why = &back.0.reason;
            Err(refuse(app, ctx, client, (why.answer(), why)).await?)
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

/// Binds the request to the key whose proof it brings, if it brings one.
fn prove(app: &App, form: &ClientForm, asked: Asked) -> Result<(Asked, Option<Proved>), Doubt> {
    let at = dpop::At {
        method: "POST",
        path: PATH,
        access_token: None,
    };
    let Some(proof) = dpop::read(app, &form.headers, at)? else {
        return Ok((asked, None));
    };
    match asked.params.get("dpop_jkt") {
        Some(named) if named == proof.thumbprint() => Ok((asked, Some(proof))),
        Some(_) => Err(Doubt::ProofOfOtherKey),
        None => {
            let named = [("dpop_jkt", proof.thumbprint())];
            let pairs = asked.params.iter().chain(named);
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let params = Params::from_pairs(pairs).map_err(|_| Doubt::NoRoom)?;
            Ok((Asked { params, ..asked }, Some(proof)))
        }
    }
}

/// Stores a request until its browser comes, and uses its proof up; nothing when that was shown before.
async fn keep(
    app: &App,
    waiting: &Waiting,
    proof: Option<Proved>,
    now: Time,
) -> Result<Option<Response>, OAuthError> {
    let reference = Token::<Reference>::fresh(&app.random);
    let mut conn = app.db.write().await?;
    if let Some(proof) = proof
        && !proof.use_up(app, &mut conn).await?
    {
        return Ok(None);
    }
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
    Ok(Some(response))
}

async fn doubted(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    doubt: &Doubt,
) -> Result<OAuthError, OAuthError> {
    let application = client.application();
    client::note(app, ctx, application, events::REQUEST_REFUSED, doubt).await?;
    Ok(doubt.answer(app))
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
