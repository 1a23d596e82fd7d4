//! The introspection endpoint (RFC 7662): what a resource hears about a token it was called with.
//!
//! Whoever asks proves to be an application of the same workspace as the one the token was issued to;
//! to all others there is no such token. The one that holds the token learns nothing here that it
//! does not hold already.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::db::{Conn, DbError};
use protocol::oauth::{
    ErrorAnswer, ErrorCode, IntrospectionAnswer, IntrospectionRequest, Scope, TokenAnswer,
};
use protocol::oidc::Wishes;

use super::access::machine::OfMachine;
use super::access::{self, OfPerson, Opens};
use super::client::{self, Client};
use super::error::OAuthError;
use super::request::{self, ClientForm};
use super::{claims, events};
use crate::web::{App, Ctx, Routine};

/// Why nobody is told anything.
#[derive(Clone, Copy, Debug)]
enum NotTold {
    /// The application cannot prove to be itself, so anybody could ask in its name.
    PublicApplication,
}

/// `POST /oidc/introspect`.
pub(super) async fn introspect(
    State(app): State<App>,
    ctx: Ctx,
    form: ClientForm,
) -> Result<Response, OAuthError> {
    let parsed = IntrospectionRequest::parse(form.authorization.as_deref(), &form.body);
    let request = match parsed {
        Ok(request) => request,
        Err(refusal) => {
            client::note_unread(&app, &ctx, &form, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    let client = client::authenticate(&app, &ctx, &request.client).await?;
    let asker = client.application();
    if !asker.is_confidential() {
        let why = NotTold::PublicApplication;
        client::note(&app, &ctx, asker, events::TOKENS_REFUSED, &why).await?;
        let words = "Only an application that proves to be itself may ask.";
        return Err(ErrorAnswer::new(ErrorCode::InvalidClient, words).into());
    }
    Ok(told(&app, &client, request.token.expose()).await?)
}

/// The answer to an introspection by the secret that is the application's; the token may be alive or not. `None`
/// for everything else, which is for [`introspect`] to look at, refuse and write down.
pub async fn introspected(app: &App, sent: &HeaderMap, body: &[u8]) -> Option<Response> {
    if !request::is_form(sent) {
        return None;
    }
    let authorization = request::authorization(sent).ok()?;
    let request = IntrospectionRequest::parse(authorization.as_deref(), body).ok()?;
    let client = client::by_secret_alone(app, &request.client).await?;
    told(app, &client, request.token.expose()).await.ok()
}

async fn told(app: &App, client: &Client, token: &str) -> Result<Response, DbError> {
    let mut conn = app.db.read().await?;
    let opens = access::opens(app, &mut conn, token, app.clock.now());
    let answer = match opens.await? {
        Some(Opens::Person(token)) if is_near(client, &token.application) => {
            of_person(app, &mut conn, &token).await?
        }
        Some(Opens::Machine(token)) if is_near(client, &token.application) => {
            of_machine(app, *token)
        }
        _ => IntrospectionAnswer::default(),
    };
    let mut response = Json(answer).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response.extensions_mut().insert(Routine);
    Ok(response)
}

/// Whether both belong to the same workspace.
fn is_near(asker: &Client, holder: &super::Application) -> bool {
    asker.application().workspace == holder.workspace
}

async fn of_person(
    app: &App,
    conn: &mut Conn,
    token: &OfPerson,
) -> Result<IntrospectionAnswer, DbError> {
    let (found, application) = (&token.found, &token.application);
    // Only what the answer says is looked up.
    let eyes = token
        .scopes
        .without(Scope::Department)
        .without(Scope::Groups);
    let person = claims::of(
        conn,
        &token.standing,
        (eyes, &Wishes::default()),
        &app.config.public_url,
    )
    .await?;
    let email = person.email.map(|email| email.email);
    let login = person
        .profile
        .and_then(|profile| profile.preferred_username);
    Ok(IntrospectionAnswer {
        active: true,
        scope: token.scopes,
        client_id: Some(found.holder().to_string()),
        username: email.clone().or(login),
        token_type: Some(kind(found.jkt.as_deref())),
        exp: Some(found.expires.as_seconds()),
        iat: Some(found.issued.as_seconds()),
        nbf: Some(found.issued.as_seconds()),
        sub: Some(found.grant.passport.to_string()),
        aud: access::audience(application, &found.resources),
        iss: Some(app.config.public_url.origin().to_owned()),
        jti: None,
        sid: Some(found.grant.session.to_string()),
        cnf: found.jkt.as_deref().map(access::bound_to),
        act: found.acting.as_ref().map(|acting| acting.chain.claim()),
        email,
    })
}

const fn kind(jkt: Option<&str>) -> &'static str {
    match jkt {
        Some(_) => TokenAnswer::DPOP,
        None => TokenAnswer::BEARER,
    }
}

fn of_machine(app: &App, token: OfMachine) -> IntrospectionAnswer {
    let id = token.application.id.to_string();
    IntrospectionAnswer {
        active: true,
        scope: token.scopes,
        client_id: Some(id.clone()),
        token_type: Some(kind(token.jkt.as_deref())),
        cnf: token.jkt.as_deref().map(access::bound_to),
        exp: Some(token.expires_at),
        iat: Some(token.issued_at),
        nbf: Some(token.issued_at),
        sub: Some(id),
        aud: token.audience,
        iss: Some(app.config.public_url.origin().to_owned()),
        jti: Some(token.name),
        ..IntrospectionAnswer::default()
    }
}
