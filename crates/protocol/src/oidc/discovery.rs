//! The discovery document (OpenID Connect Discovery section 3, RFC 8414, RFC 9207): everything that
//! is supported is said, and nothing else.

use serde::Serialize;

use super::claims::claim_names;
use crate::jose::Algorithm;
use crate::oauth::{AuthMethod, GrantType, ResponseMode, Scope, Scopes};

/// Claims of every ID token, beside those that scopes give.
const TOKEN_CLAIMS: [&str; 11] = [
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "sid",
];

/// The paths of the endpoints, each beginning with a slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoints<'a> {
    /// Where the browser is sent to sign in.
    pub authorization: &'a str,
    /// Where clients get tokens.
    pub token: &'a str,
    /// Where clients ask about the person.
    pub userinfo: &'a str,
    /// Where the public keys are.
    pub jwks: &'a str,
    /// Where clients push their requests before the browser comes.
    pub pushed_request: &'a str,
    /// Where clients give tokens back.
    pub revocation: &'a str,
    /// Where resources ask about a token they were called with.
    pub introspection: &'a str,
    /// Where the browser is sent to sign out.
    pub end_session: &'a str,
    /// Where devices without a browser ask for their codes.
    pub device_authorization: &'a str,
    /// Where clients register themselves, while they may.
    pub registration: Option<&'a str>,
}

/// What this server offers and the crate cannot know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    /// The scopes that clients can be allowed.
    pub scopes: Scopes,
    /// The algorithms an application can have its ID tokens signed with.
    pub algorithms: &'a [Algorithm],
    /// The languages of the pages.
    pub languages: &'a [&'a str],
    /// The values of `acr` that are issued, weakest first.
    pub acr_values: &'a [&'a str],
}

/// The discovery document; serialises to its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    pushed_authorization_request_endpoint: String,
    revocation_endpoint: String,
    introspection_endpoint: String,
    end_session_endpoint: String,
    device_authorization_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<String>,
    scopes_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 2],
    grant_types_supported: Vec<&'static str>,
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 4],
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    revocation_endpoint_auth_methods_supported: [&'static str; 4],
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    code_challenge_methods_supported: [&'static str; 1],
    prompt_values_supported: [&'static str; 4],
    claim_types_supported: [&'static str; 1],
    claims_supported: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acr_values_supported: Vec<String>,
    ui_locales_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_object_signing_alg_values_supported: Vec<&'static str>,
    request_uri_parameter_supported: bool,
    dpop_signing_alg_values_supported: Vec<&'static str>,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    frontchannel_logout_supported: bool,
    frontchannel_logout_session_supported: bool,
    require_request_uri_registration: bool,
    require_pushed_authorization_requests: bool,
    require_signed_request_object: bool,
}

impl Discovery {
    /// The document of an issuer. The issuer is the configured public URL without a slash at the
    /// end; it never comes from a request.
    pub fn new(issuer: &str, endpoints: &Endpoints<'_>, offer: &Offer<'_>) -> Self {
        let url = |path: &str| format!("{issuer}{path}");
        let methods = AuthMethod::ALL.map(AuthMethod::as_str);
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: url(endpoints.authorization),
            token_endpoint: url(endpoints.token),
            userinfo_endpoint: url(endpoints.userinfo),
            jwks_uri: url(endpoints.jwks),
            pushed_authorization_request_endpoint: url(endpoints.pushed_request),
            revocation_endpoint: url(endpoints.revocation),
            introspection_endpoint: url(endpoints.introspection),
            end_session_endpoint: url(endpoints.end_session),
            device_authorization_endpoint: url(endpoints.device_authorization),
            registration_endpoint: endpoints.registration.map(url),
            scopes_supported: offer.scopes.iter().map(Scope::as_str).collect(),
            response_types_supported: ["code"],
            response_modes_supported: ResponseMode::ALL.map(ResponseMode::as_str),
            grant_types_supported: grants(),
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: names(offer.algorithms),
            token_endpoint_auth_methods_supported: methods,
            token_endpoint_auth_signing_alg_values_supported: names(&Algorithm::ALL),
            revocation_endpoint_auth_methods_supported: methods,
            revocation_endpoint_auth_signing_alg_values_supported: names(&Algorithm::ALL),
            introspection_endpoint_auth_methods_supported: proving(),
            introspection_endpoint_auth_signing_alg_values_supported: names(&Algorithm::ALL),
            code_challenge_methods_supported: ["S256"],
            prompt_values_supported: ["none", "login", "consent", "select_account"],
            claim_types_supported: ["normal"],
            claims_supported: claims(offer.scopes),
            acr_values_supported: owned(offer.acr_values),
            ui_locales_supported: owned(offer.languages),
            authorization_response_iss_parameter_supported: true,
            claims_parameter_supported: true,
            request_parameter_supported: true,
            request_object_signing_alg_values_supported: names(&Algorithm::ALL),
            // Absent would mean true.
            request_uri_parameter_supported: false,
            dpop_signing_alg_values_supported: names(&Algorithm::ALL),
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            frontchannel_logout_supported: true,
            frontchannel_logout_session_supported: true,
            require_request_uri_registration: false,
            // Each client may be told to; none has to otherwise.
            require_pushed_authorization_requests: false,
            require_signed_request_object: false,
        }
    }
}

fn names(algorithms: &[Algorithm]) -> Vec<&'static str> {
    algorithms
        .iter()
        .map(|algorithm| algorithm.name())
        .collect()
}

/// The ways of authenticating that prove something.
fn proving() -> Vec<&'static str> {
    let proving = AuthMethod::ALL
        .iter()
        .filter(|one| **one != AuthMethod::None);
    proving.map(|one| one.as_str()).collect()
}

fn grants() -> Vec<&'static str> {
    let supported = GrantType::SUPPORTED.iter();
    supported.map(|grant| grant.on_wire()).collect()
}

fn claims(scopes: Scopes) -> Vec<&'static str> {
    let given = scopes
        .iter()
        .flat_map(|scope| claim_names(scope).iter().copied());
    TOKEN_CLAIMS.into_iter().chain(given).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::oauth::authorization::NamedClient;
    use crate::oauth::{ClientAuth, ClientFacts, GrantType, Params};

    fn document() -> Value {
        document_with(None)
    }

    fn document_with(registration: Option<&str>) -> Value {
        let endpoints = Endpoints {
            authorization: "/oauth2/authorize",
            token: "/oauth2/token",
            userinfo: "/oauth2/userinfo",
            jwks: "/oauth2/jwks",
            pushed_request: "/oauth2/par",
            revocation: "/oauth2/revoke",
            introspection: "/oauth2/introspect",
            end_session: "/oauth2/logout",
            device_authorization: "/oauth2/device",
            registration,
        };
        let offer = Offer {
            scopes: Scopes::parse("openid email groups").unwrap(),
            algorithms: &[Algorithm::Es256, Algorithm::Rs256],
            languages: &["en", "de"],
            acr_values: &[],
        };
        serde_json::to_value(Discovery::new("https://id.example", &endpoints, &offer)).unwrap()
    }

    #[test]
    fn the_whole_document() {
        let methods = json!(AuthMethod::ALL.map(AuthMethod::as_str));
        let algorithms = json!(["ES256", "EdDSA", "PS256", "RS256"]);
        assert_eq!(
            document(),
            json!({
                "issuer": "https://id.example",
                "authorization_endpoint": "https://id.example/oauth2/authorize",
                "token_endpoint": "https://id.example/oauth2/token",
                "userinfo_endpoint": "https://id.example/oauth2/userinfo",
                "jwks_uri": "https://id.example/oauth2/jwks",
                "pushed_authorization_request_endpoint": "https://id.example/oauth2/par",
                "revocation_endpoint": "https://id.example/oauth2/revoke",
                "introspection_endpoint": "https://id.example/oauth2/introspect",
                "end_session_endpoint": "https://id.example/oauth2/logout",
                "device_authorization_endpoint": "https://id.example/oauth2/device",
                "scopes_supported": ["openid", "email", "groups"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query", "form_post"],
                "grant_types_supported": ["authorization_code", "refresh_token",
                    "client_credentials",
                    "urn:ietf:params:oauth:grant-type:device_code",
                    "urn:ietf:params:oauth:grant-type:token-exchange"],
                "subject_types_supported": ["public"], "claim_types_supported": ["normal"],
                "id_token_signing_alg_values_supported": ["ES256", "RS256"],
                "token_endpoint_auth_methods_supported": methods,
                "token_endpoint_auth_signing_alg_values_supported": algorithms,
                "revocation_endpoint_auth_methods_supported": methods,
                "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
                "introspection_endpoint_auth_methods_supported": proving(),
                "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
                "code_challenge_methods_supported": ["S256"],
                "prompt_values_supported": ["none", "login", "consent", "select_account"],
                "claims_supported": ["iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr",
                    "azp", "at_hash", "sid", "sub", "email", "email_verified", "groups"],
                "ui_locales_supported": ["en", "de"],
                "authorization_response_iss_parameter_supported": true,
                "claims_parameter_supported": true,
                "request_parameter_supported": true,
                "request_object_signing_alg_values_supported": algorithms,
                "request_uri_parameter_supported": false,
                "require_request_uri_registration": false,
                "require_pushed_authorization_requests": false,
                "require_signed_request_object": false,
                "dpop_signing_alg_values_supported": algorithms,
                "backchannel_logout_supported": true,
                "backchannel_logout_session_supported": true,
                "frontchannel_logout_supported": true,
                "frontchannel_logout_session_supported": true
            })
        );
    }

    /// What the document says is what the parser does.
    #[test]
    fn registration_is_named_while_it_is_open() {
        let open = document_with(Some("/oauth2/register"));
        let endpoint = "https://id.example/oauth2/register";
        assert_eq!(open["registration_endpoint"], endpoint);
        assert_eq!(document().get("registration_endpoint"), None);
    }

    #[test]
    fn what_is_said_is_accepted() {
        let document = document();
        let client = ClientFacts {
            client_id: "app".into(),
            auth: ClientAuth::Secret,
            redirect_uris: vec!["https://app.example/cb".parse().unwrap()],
            allowed_scopes: Scopes::all(),
            grants: GrantType::USUAL.to_vec(),
            ..ClientFacts::default()
        };
        for (list, parameter) in [
            ("prompt_values_supported", "prompt"),
            ("response_modes_supported", "response_mode"),
        ] {
            for value in document[list].as_array().unwrap() {
                let query = format!(
                    "client_id=app&redirect_uri=https://app.example/cb&response_type=code\
                     &scope=openid&{parameter}={}",
                    value.as_str().unwrap()
                );
                let params = Params::from_query(&query).unwrap();
                let addressed = NamedClient::read(&params).unwrap().addressed(Some(&client));
                assert!(addressed.unwrap().check().is_ok(), "{query}");
            }
        }
    }
}
