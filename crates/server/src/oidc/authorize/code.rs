//! The code: what it is bound to, and the answer that carries it to the application.

use std::time::Duration;

use admission::Proof;
use axum::response::Response;
use base::clock::Time;
use base::one_use::{self, Issue};
use base::token::{AuthorizationCode, Token};
use people::{MemberId, PassportId};
use protocol::Sensitive;
use protocol::oauth::token::authorization_code::{CodeBinding, CodeGrant, CodeMisuse};
use protocol::oauth::{Challenge, PkceError, Scopes};
use protocol::oidc::ClaimsRequest;
use serde::{Deserialize, Serialize};

use super::arrival::Arrived;
use super::deliver::deliver;
use super::next::Entry;
use super::{refusal, store};
use crate::oidc::applications::ApplicationId;
use crate::oidc::grants::{Grant, GrantId};
use crate::oidc::{client, consent, events};
use crate::signin::SessionId;
use crate::web::{App, Ctx, PageError};

/// How long a code may take from the browser to the token endpoint.
const LIFE: Duration = Duration::from_secs(60);

/// Everything a code stands for. Lies in the one-use store beside the hash of the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::oidc) struct Code {
    pub(in crate::oidc) application: ApplicationId,
    redirect_uri: String,
    challenge: Option<String>,
    pub(in crate::oidc) nonce: Option<String>,
    /// The key it may be redeemed with alone, where the request named one.
    #[serde(default)]
    pub(in crate::oidc) jkt: Option<String>,
    scopes: String,
    #[serde(default)]
    resources: Vec<String>,
    /// Single claims that were asked for, as text; empty when none were.
    #[serde(default)]
    claims: String,
    passport: PassportId,
    member: MemberId,
    session: SessionId,
    passport_epoch: i64,
    member_epoch: i64,
    proofs: Vec<Proof>,
    signed_in_at: Time,
    /// The grant it will become; its second use ends that.
    pub(in crate::oidc) grant: GrantId,
}

impl Code {
    fn of(app: &App, arrived: &Arrived, entry: &Entry) -> Self {
        let request = &arrived.request;
        Self {
            application: arrived.application.id,
            redirect_uri: request.return_to.redirect_uri().to_owned(),
            challenge: request
                .challenge
                .as_ref()
                .map(|one| one.as_str().to_owned()),
            nonce: request.nonce.clone(),
            jkt: request.dpop_jkt.clone(),
            scopes: request.scopes.to_string(),
            resources: request.resources.clone(),
            claims: written(&request.claims),
            passport: entry.person.id,
            member: entry.member.id,
            session: entry.session.id,
            passport_epoch: entry.person.epoch,
            member_epoch: entry.member.epoch,
            proofs: entry.session.proofs.clone(),
            signed_in_at: entry.session.signed_in_at,
            grant: GrantId::fresh(app.clock.now(), &app.random),
        }
    }

    /// Compares what the application brings with what the code is bound to.
    pub(in crate::oidc) fn check(
        &self,
        brought: &CodeGrant,
        client: ApplicationId,
    ) -> Result<(), CodeMisuse> {
        let challenge = match &self.challenge {
            None => None,
            Some(text) => Some(Challenge::parse(text).ok_or(PkceError::VerifierWrong)?),
        };
        let bound = CodeBinding {
            client_id: &self.application.to_string(),
            redirect_uri: &self.redirect_uri,
            challenge: challenge.as_ref(),
        };
        brought.check(&client.to_string(), bound)
    }

    /// The grant that begins with it at `now`. Scopes that cannot be read are none.
    pub(in crate::oidc) fn grant(&self, now: Time) -> Grant {
        let scopes = Scopes::parse(&self.scopes).unwrap_or(Scopes::NONE);
        Grant {
            id: self.grant,
            application: self.application,
            passport: self.passport,
            member: self.member,
            session: self.session,
            passport_epoch: self.passport_epoch,
            member_epoch: self.member_epoch,
            scopes,
            resources: self.resources.clone(),
            claims: ClaimsRequest::parse(&self.claims).unwrap_or_default(),
            proofs: self.proofs.clone(),
            signed_in_at: self.signed_in_at,
            created_at: now,
            ends_at: Grant::end(scopes, now),
            ended: false,
            jkt: None,
        }
    }
}

/// As it is stored: nothing for nothing.
fn written(claims: &ClaimsRequest) -> String {
    if claims.is_empty() {
        String::new()
    } else {
        claims.to_string()
    }
}

/// Lets the person in: stores the code, with the consent just given if there is one, and sends the
/// browser back with it.
pub(in crate::oidc) async fn enter(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
    entry: &Entry,
    just_allowed: bool,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let token = Token::<AuthorizationCode>::fresh_at(now, &app.random);
    let code = Code::of(app, arrived, entry);
    let mut conn = app.db.write().await?;
    if let Some(id) = arrived.id
        && !store::finish(&mut conn, id, now).await?
    {
        return Ok(refusal::gone(ctx));
    }
    if just_allowed {
        let event = ctx.done(events::CONSENT_GIVEN).by(entry.person.id);
        let event = client::of(&arrived.application, event);
        let event = event.detail("scopes", arrived.scopes().to_string());
        app.record(&mut conn, event).await?;
        let allowed = (entry.person.id, arrived.application.id);
        consent::remember(&mut conn, allowed, arrived.scopes(), now).await?;
    }
    let issue = Issue::new(token.hash(), now, LIFE).about(entry.person.id);
    one_use::create(&mut conn, issue, &code).await?;
    let event = client::of(&arrived.application, ctx.done(events::ENTERED));
    app.record(&mut conn, event.by(entry.person.id)).await?;
    conn.commit().await?;
    let issuer = app.config.public_url.origin();
    let code = Sensitive::new(token.reveal());
    let answer = arrived.request.return_to.with_code(&code, issuer);
    Ok(deliver(ctx, answer))
}
