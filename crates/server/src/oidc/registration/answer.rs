//! What a client said as the draft that everybody's applications are checked by, and what it hears of itself.

use protocol::oauth::{GrantType, Metadata, Requirement};
use serde_json::{Value, json};

use super::PATH;
use crate::oidc::{Application, ApplicationDraft, LogoutNotice};
use crate::web::App;

/// What a client said; it has no page to open and no resources, which only an administrator gives.
pub(super) fn draft(said: &Metadata) -> ApplicationDraft {
    let (backchannel_logout_uri, backchannel_session_required) = said.backchannel.clone();
    let (frontchannel_logout_uri, frontchannel_session_required) = said.frontchannel.clone();
    ApplicationDraft {
        name: said.name.clone().unwrap_or_else(|| place(said)),
        auth: said.auth,
        jwks: said.jwks.clone(),
        jwks_uri: said.jwks_uri.clone(),
        redirect_uris: said.redirect_uris.clone(),
        post_logout_uris: said.post_logout_uris.clone(),
        scopes: said.scopes,
        grants: said.grants.clone(),
        requires: said.requires.clone(),
        id_token_alg: said.id_token_alg,
        backchannel_logout_uri,
        backchannel_session_required,
        frontchannel_logout_uri,
        frontchannel_session_required,
        ..ApplicationDraft::default()
    }
}

/// The name of a client that says none: where it is answered.
fn place(said: &Metadata) -> String {
    let first = said.redirect_uris.first().map(String::as_str);
    let url = first.and_then(|uri| url::Url::parse(uri).ok());
    let name = url.map(|url| url.host_str().unwrap_or(url.scheme()).to_owned());
    name.unwrap_or_default()
}

/// What an application is told when it registers, reads itself or changes itself.
pub(super) struct Told<'a> {
    pub(super) application: &'a Application,
    /// Its way of authenticating, as it said it.
    pub(super) auth_method: &'a str,
    /// With what it changes itself.
    pub(super) token: &'a str,
    /// Its secret, where one was just made.
    pub(super) secret: Option<String>,
}

impl Told<'_> {
    /// The registration as it is (RFC 7591 section 3.2.1, RFC 7592 section 3).
    pub(super) fn json(&self, app: &App) -> Value {
        let issuer = app.config.public_url.origin();
        let Application { id, .. } = self.application;
        let mut body = metadata(self.application);
        let mut put = |name: &str, value: Value| {
            if let Some(members) = body.as_object_mut() {
                members.insert(name.to_owned(), value);
            }
        };
        put("client_id", id.to_string().into());
        let since = self.application.created_at.as_seconds();
        put("client_id_issued_at", since.into());
        put("registration_access_token", self.token.into());
        put(
            "registration_client_uri",
            format!("{issuer}{PATH}/{id}").into(),
        );
        put("token_endpoint_auth_method", self.auth_method.into());
        if let Some(secret) = &self.secret {
            put("client_secret", secret.as_str().into());
            put("client_secret_expires_at", 0.into());
        }
        body
    }
}

/// Everything a client can say of itself, as it holds now; what it has not is left out.
fn metadata(application: &Application) -> Value {
    let must = |requirement| application.requires.contains(&requirement);
    let grants = application.grants.iter().map(|one| one.on_wire());
    let keys = application.jwks.as_deref();
    let keys = keys.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let uri = |notice: &Option<LogoutNotice>| notice.as_ref().map(|one| one.uri.clone());
    let session = |notice: &Option<LogoutNotice>| notice.as_ref().map(|one| one.session_required);
    let (back, front) = (
        &application.backchannel_logout,
        &application.frontchannel_logout,
    );
    let asks_people = application.grants.contains(&GrantType::AuthorizationCode);
    let responses: &[&str] = if asks_people { &["code"] } else { &[] };
    let mut body = json!({
        "client_name": application.name,
        "redirect_uris": application.redirect_uris,
        "post_logout_redirect_uris": application.post_logout_uris,
        "grant_types": grants.collect::<Vec<_>>(),
        "response_types": responses,
        "scope": application.scopes.to_string(),
        "subject_type": "public",
        "id_token_signed_response_alg": application.id_token_alg.name(),
        "jwks": keys,
        "jwks_uri": application.jwks_uri,
        "require_pushed_authorization_requests": must(Requirement::PushedRequest),
        "require_signed_request_object": must(Requirement::SignedRequest),
        "dpop_bound_access_tokens": must(Requirement::Dpop),
        "backchannel_logout_uri": uri(back),
        "backchannel_logout_session_required": session(back),
        "frontchannel_logout_uri": uri(front),
        "frontchannel_logout_session_required": session(front),
    });
    if let Some(members) = body.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    body
}
