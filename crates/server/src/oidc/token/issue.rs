//! Issuing: what is used up, what is stored, what is signed and answered.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::one_use::{self, Consumed};
use base::token::{AccessToken, RefreshToken, Token, TokenHash};
use protocol::oauth::token::token_exchange::ACCESS_TOKEN;
use protocol::oauth::{GrantType, TokenAnswer};
use protocol::oidc::{IdToken, IdTokenTimes, PersonClaims};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::access::{self, Wanted};
use crate::oidc::authorize::Code;
use crate::oidc::client::Client;
use crate::oidc::dpop::Proved;
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
    let person = told(app, &granted).await?;
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
    let refresh = renews(client, &granted).then(|| Token::fresh_at(now, &app.random));
    let handing = Handing {
        app: app.clone(),
        ctx: ctx.clone(),
        client: client.clone(),
        proof: asking.proof.cloned(),
        now,
        access: access.hash,
        until,
        refresh: refresh.as_ref().map(Token::hash),
        granted,
    };
    let granted = match handing.over().await? {
        Ok(granted) => granted,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let access = access.text;
    let acts = matches!(granted.spent, Spent::Exchange(..));
    let id_token = match acts {
        true => None,
        false => Some(id_token(app, client, &granted, person, (&access, now)).await?),
    };
    Ok(Ok(answer(&TokenAnswer {
        access_token: &access,
        token_type: token_type(asking),
        issued_token_type: acts.then_some(ACCESS_TOKEN),
        expires_in: seconds(until, now),
        refresh_token: refresh.map(|token| token.reveal()).as_deref(),
        id_token: id_token.as_deref(),
        scope: &granted.scopes.to_string(),
    })))
}

/// What the application is told about the person.
async fn told(app: &App, granted: &Granted) -> Result<PersonClaims, DbError> {
    let mut conn = app.db.read().await?;
    claims::of(
        &mut conn,
        &granted.standing,
        granted.asked(),
        &app.config.public_url,
    )
    .await
}

/// All that the transaction needs: it is done as a whole, by whoever writes.
struct Handing {
    app: App,
    ctx: Ctx,
    client: Client,
    proof: Option<Proved>,
    now: Time,
    granted: Granted,
    /// The access token, and when it expires.
    access: TokenHash<AccessToken>,
    until: Time,
    refresh: Option<TokenHash<RefreshToken>>,
}

/// Why nothing was handed over.
enum Stop {
    Refused(Refusal),
    Failed(DbError),
}

impl From<DbError> for Stop {
    fn from(cause: DbError) -> Self {
        Self::Failed(cause)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Handing {
    /// Uses up what is spent and stores what is given, in one transaction.
    async fn over(self) -> Result<Result<Granted, Refusal>, DbError> {
        let db = self.app.db.clone();
        let handed = db.deed(move |conn| {
            Box::pin(async move {
                self.spend(conn).await?;
                self.store(conn).await?;
                Ok(self.granted)
            })
        });
        match handed.await {
            Ok(granted) => Ok(Ok(granted)),
            Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
            Err(Stop::Failed(cause)) => Err(cause),
        }
    }

    async fn store(&self, conn: &mut Conn) -> Result<(), DbError> {
        let (granted, grant, now) = (&self.granted, &self.granted.grant, self.now);
        let acting = match &granted.spent {
            Spent::Exchange(acting, _) => Some(acting),
            _ => None,
        };
        let new = store::NewAccess {
            hash: self.access,
            grant: grant.id,
            scopes: granted.scopes,
            resources: &granted.resources,
            jkt: self.jkt(),
            acting,
            expires: self.until,
        };
        store::insert_access(conn, &new, now).await?;
        if let Some(acting) = acting {
            self.note_exchange(conn, acting).await?;
        }
        if let Some(refresh) = self.refresh {
            let until = now.plus(REFRESH).min(grant.ends_at);
            store::insert_refresh(conn, refresh, grant.id, now, until).await?;
        }
        Ok(())
    }

    /// The thumbprint of the key that is proved.
    fn jkt(&self) -> Option<&str> {
        self.proof.as_ref().map(Proved::thumbprint)
    }

    /// Writes down who acts for whom.
    async fn note_exchange(&self, conn: &mut Conn, acting: &Acting) -> Result<(), DbError> {
        let grant = &self.granted.grant;
        let event = self.ctx.done(events::TOKEN_EXCHANGED).by(grant.passport);
        let event = event
            .detail("given-to", grant.application.to_string())
            .detail("actors", acting.chain.claim());
        self.app.record(conn, self.client.event(event)).await
    }

    /// Uses up the proof and the code or refresh token. Whoever comes second with one of these ends what
    /// the first got.
    async fn spend(&self, conn: &mut Conn) -> Result<(), Stop> {
        let (grant, now) = (&self.granted.grant, self.now);
        if let Some(proof) = &self.proof
            && !proof.use_up(&self.app, conn).await?
        {
            return Err(Refusal::Plain(dpop::replayed(), "proof-replayed".to_owned()).into());
        }
        match &self.granted.spent {
            Spent::Code(hash) => {
                let taken: Consumed<Code> = one_use::consume(conn, hash, now).await?;
                if !matches!(taken, Consumed::Taken(_)) {
                    return Err(Refusal::Reused(grant.id).into());
                }
                store::insert(conn, &self.bound()).await?;
            }
            Spent::Device(hash) => {
                if !device::fetch(conn, hash, now).await? {
                    return Err(Refusal::from(Fallen::Ended).into());
                }
                store::insert(conn, &self.bound()).await?;
            }
            Spent::Exchange(..) => {
                // A grant that ended meanwhile gives nothing any more.
                if !store::touch(conn, grant.id, now).await? {
                    return Err(Refusal::from(Fallen::Ended).into());
                }
            }
            Spent::Refresh(hash) => {
                if !store::touch(conn, grant.id, now).await? {
                    return Err(Refusal::from(Fallen::Ended).into());
                }
                if !store::use_refresh(conn, hash, now).await? {
                    return Err(Refusal::Reused(grant.id).into());
                }
            }
        }
        Ok(())
    }

    /// The grant with the key of an application that can prove itself by nothing else (RFC 9449
    /// section 5).
    fn bound(&self) -> Grant {
        let public = !self.client.is_confidential();
        let jkt = self.jkt().filter(|_| public);
        Grant {
            jkt: jkt.map(str::to_owned),
            ..Grant::clone(&self.granted.grant)
        }
    }
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
