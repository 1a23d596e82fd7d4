//! Issuing: what is used up, what is stored, what is signed and answered.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::clock::Time;
use base::db::Conn;
use base::one_use::{self, Consumed};
use base::token::{RefreshToken, Token};
use protocol::oauth::token::token_exchange::ACCESS_TOKEN;
use protocol::oauth::{GrantType, TokenAnswer};
use protocol::oidc::{IdToken, IdTokenTimes, PersonClaims};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::access::{self, Wanted};
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
    let person = claims::of(&mut conn, &granted.standing, granted.asked()).await?;
    drop(conn);
    let (acting, latest) = match &granted.spent {
        Spent::Exchange(acting, until) => (Some(acting), *until),
        _ => (None, granted.grant.ends_at),
    };
    let until = now.plus(ACCESS).min(latest);
    let wanted = Wanted {
        application: client.application(),
        grant: &granted.grant,
        scopes: granted.scopes,
        resources: &granted.resources,
        person: &person,
        jkt: asking.jkt(),
        acting,
    };
    let access = access::make(app, &wanted, (now, until)).await?;
    let refresh = match store_all(app, ctx, asking, &granted, (&access, until)).await? {
        Ok(refresh) => refresh.map(|token| token.reveal()),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let access = access.text;
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

/// Uses up what is spent and stores what is given, in one transaction; the refresh token that goes
/// with it.
async fn store_all(
    app: &App,
    ctx: &Ctx,
    asking: Asking<'_>,
    granted: &Granted,
    (access, until): (&access::Made, Time),
) -> Result<Result<Option<Token<RefreshToken>>, Refusal>, OAuthError> {
    let (client, grant, now) = (asking.client, &granted.grant, asking.now);
    let acting = match &granted.spent {
        Spent::Exchange(acting, _) => Some(acting),
        _ => None,
    };
    let refresh = renews(client, granted).then(|| Token::<RefreshToken>::fresh(&app.random));
    let mut conn = app.db.write().await?;
    if let Err(refusal) = spend(app, &mut conn, asking, granted).await? {
        return Ok(Err(refusal));
    }
    let new = store::NewAccess {
        hash: access.hash,
        grant: grant.id,
        scopes: granted.scopes,
        resources: &granted.resources,
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
    Ok(Ok(refresh))
}

/// Whether a refresh token goes with it.
fn renews(client: &Client, granted: &Granted) -> bool {
    let acts = matches!(granted.spent, Spent::Exchange(..));
    !acts && granted.grant.is_offline() && client.may_use(GrantType::RefreshToken)
}

pub(super) const fn token_type(asking: Asking<'_>) -> &'static str {
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

pub(super) fn seconds(until: Time, now: Time) -> u32 {
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
    let acr = strength::acr_for(grant.claims.acr().as_ref(), &grant.proofs);
    let issuer = app.config.public_url.origin();
    let token = IdToken::new(issuer, &subject, &client_id, times)
        .nonce(granted.nonce.as_deref())
        .strength(acr, strength::amr(&grant.proofs))
        .authorized_party(&client_id)
        .session(&grant.session.to_string())
        .beside(access)
        .person(person);
    let key = access::key(app, client.application().id_token_alg).await?;
    token.sign(&key).map_err(OAuthError::internal)
}

pub(super) fn answer(body: &TokenAnswer<'_>) -> Response {
    let mut response = Json(body).into_response();
    let no_store = HeaderValue::from_static("no-store");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, no_store);
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
