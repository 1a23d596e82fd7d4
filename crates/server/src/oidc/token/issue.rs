//! Issuing: what is used up, what is stored, what is signed and answered.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::clock::Time;
use base::db::Conn;
use base::one_use::{self, Consumed};
use base::token::{AccessToken, RefreshToken, Token};
use protocol::jose::{Algorithm, SigningKey};
use protocol::oauth::token::token_exchange::ACCESS_TOKEN;
use protocol::oauth::{GrantType, TokenAnswer};
use protocol::oidc::{IdToken, IdTokenTimes, PersonClaims};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::authorize::Code;
use crate::oidc::client::Client;
use crate::oidc::error::OAuthError;
use crate::oidc::grants::standing::Fallen;
use crate::oidc::grants::store::Acting;
use crate::oidc::grants::{ACCESS, Grant, REFRESH, store};
use crate::oidc::{claims, device, dpop, events, strength};
use crate::web::{App, Ctx};

/// Uses up what is spent and stores the new tokens in one transaction; then signs and answers.
pub(super) async fn issue(
    app: &App,
    ctx: &Ctx,
    asking: Asking<'_>,
    granted: Granted,
) -> Result<Result<Response, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let mut conn = app.db.read().await?;
    let person = claims::of(&mut conn, &granted.standing, granted.scopes).await?;
    drop(conn);
    let grant = &granted.grant;
    let access = Token::<AccessToken>::fresh(&app.random);
    let (acting, latest) = match &granted.spent {
        Spent::Exchange(acting, until) => (Some(acting), *until),
        _ => (None, grant.ends_at),
    };
    let refresh = renews(client, &granted).then(|| Token::<RefreshToken>::fresh(&app.random));
    let mut conn = app.db.write().await?;
    if let Err(refusal) = spend(app, &mut conn, asking, &granted).await? {
        return Ok(Err(refusal));
    }
    let until = now.plus(ACCESS).min(latest);
    let new = store::NewAccess {
        hash: access.hash(),
        grant: grant.id,
        scopes: granted.scopes,
        jkt: asking.jkt(),
        acting,
        expires: until,
    };
    store::insert_access(&mut conn, &new, now).await?;
    if let Some(acting) = acting {
        note_exchange(app, ctx, &mut conn, (client, grant, acting)).await?;
    }
    if let Some(refresh) = &refresh {
        let until = now.plus(REFRESH).min(grant.ends_at);
        store::insert_refresh(&mut conn, refresh.hash(), grant.id, now, until).await?;
    }
    conn.commit().await?;
    let access = access.reveal();
    let refresh = refresh.map(|token| token.reveal());
    let id_token = match acting {
        Some(_) => None,
        None => Some(id_token(app, client, &granted, person, (&access, now)).await?),
    };
    Ok(Ok(answer(&TokenAnswer {
        access_token: &access,
        token_type: token_type(asking),
        issued_token_type: acting.map(|_| ACCESS_TOKEN),
        expires_in: seconds(until, now),
        refresh_token: refresh.as_deref(),
        id_token: id_token.as_deref(),
        scope: &granted.scopes.to_string(),
    })))
}

/// Whether a refresh token goes with it.
fn renews(client: &Client, granted: &Granted) -> bool {
    let acts = matches!(granted.spent, Spent::Exchange(..));
    !acts && granted.grant.is_offline() && client.may_use(GrantType::RefreshToken)
}

const fn token_type(asking: Asking<'_>) -> &'static str {
    match asking.proof {
        Some(_) => TokenAnswer::DPOP,
        None => TokenAnswer::BEARER,
    }
}

/// Writes down who acts for whom.
async fn note_exchange(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (client, grant, acting): (&Client, &Grant, &Acting),
) -> Result<(), OAuthError> {
    let event = ctx.done(events::TOKEN_EXCHANGED).by(grant.passport);
    let event = event
        .detail("given-to", grant.application.to_string())
        .detail("actors", acting.chain.claim());
    app.record(conn, client.event(event)).await?;
    Ok(())
}

/// Uses up the proof and the code or refresh token. Whoever comes second with one of these ends what
/// the first got.
async fn spend(
    app: &App,
    conn: &mut Conn,
    asking: Asking<'_>,
    granted: &Granted,
) -> Result<Result<(), Refusal>, OAuthError> {
    let (grant, now) = (&granted.grant, asking.now);
    if let Some(proof) = asking.proof
        && !proof.use_up(app, conn).await?
    {
        let replayed = Refusal::Plain(dpop::replayed(), "proof-replayed".to_owned());
        return Ok(Err(replayed));
    }
    match &granted.spent {
        Spent::Code(hash) => {
            let taken: Consumed<Code> = one_use::consume(conn, hash, now).await?;
            if !matches!(taken, Consumed::Taken(_)) {
                return Ok(Err(Refusal::Reused(grant.id)));
            }
            store::insert(conn, &bound(grant, asking)).await?;
        }
        Spent::Device(hash) => {
            if !device::fetch(conn, hash, now).await? {
                return Ok(Err(Fallen::Ended.into()));
            }
            store::insert(conn, &bound(grant, asking)).await?;
        }
        Spent::Exchange(..) => {
            // Locks the row: a grant that ends meanwhile gives nothing any more.
            if !store::touch(conn, grant.id, now).await? {
                return Ok(Err(Fallen::Ended.into()));
            }
        }
        Spent::Refresh(hash) => {
            if !store::touch(conn, grant.id, now).await? {
                return Ok(Err(Fallen::Ended.into()));
            }
            if !store::use_refresh(conn, hash, now).await? {
                return Ok(Err(Refusal::Reused(grant.id)));
            }
        }
    }
    Ok(Ok(()))
}

/// The grant with the key of an application that can prove itself by nothing else (RFC 9449 section
/// 5).
fn bound(grant: &Grant, asking: Asking<'_>) -> Grant {
    let public = !asking.client.is_confidential();
    let jkt = asking.jkt().filter(|_| public);
    Grant {
        jkt: jkt.map(str::to_owned),
        ..grant.clone()
    }
}

fn seconds(until: Time, now: Time) -> u32 {
    u32::try_from(until.since(now).as_secs()).unwrap_or(0)
}

async fn id_token(
    app: &App,
    client: &Client,
    granted: &Granted,
    person: PersonClaims,
    (access, now): (&str, Time),
) -> Result<String, OAuthError> {
    let grant = &granted.grant;
    let client_id = client.application().id.to_string();
    let times = IdTokenTimes {
        issued_at: now.as_seconds(),
        expires_at: now.plus(ACCESS).as_seconds(),
        auth_time: grant.signed_in_at.as_seconds(),
    };
    let subject = grant.passport.to_string();
    let issuer = app.config.public_url.origin();
    let token = IdToken::new(issuer, &subject, &client_id, times)
        .nonce(granted.nonce.as_deref())
        .strength(strength::acr(&grant.proofs), strength::amr(&grant.proofs))
        .authorized_party(&client_id)
        .session(&grant.session.to_string())
        .beside(access)
        .person(person);
    let key = key(app, client.application().id_token_alg).await?;
    token.sign(&key).map_err(OAuthError::internal)
}

/// The key of this algorithm that is active now. It was made when the algorithm was chosen.
pub(in crate::oidc) async fn key(
    app: &App,
    algorithm: Algorithm,
) -> Result<Arc<SigningKey>, OAuthError> {
    match app.signing.current(algorithm) {
        Some(key) => Ok(key),
        None => {
            let made = app.signing.ensure(algorithm).await;
            made.map_err(OAuthError::internal)
        }
    }
}

fn answer(body: &TokenAnswer<'_>) -> Response {
    let mut response = Json(body).into_response();
    let no_store = HeaderValue::from_static("no-store");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, no_store);
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
