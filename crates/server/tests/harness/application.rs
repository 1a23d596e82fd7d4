//! An application: an OpenID client that believes nothing it has not verified.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use people::{Fresh, WorkspaceId};
use protocol::jose::{Algorithm, Claims, Expect, JwkSet, KeySet, SigningKey, TokenType};
use protocol::oauth::{ASSERTION_TYPE, Challenge, ClientAuth, Scopes, Verifier};
use protocol::oidc::token_hash;
use serde_json::{Value, json};
use server::oidc::{Application as Registered, ApplicationDraft, ApplicationId, prepare};
use url::Url;
use url::form_urlencoded::Serializer;

use super::TestApp;

/// What an application asks and gets by default.
pub const SCOPES: &str = "openid profile email offline_access workspace role department groups";

/// One connected application.
pub struct Application<'a> {
    server: &'a TestApp,
    pub workspace: WorkspaceId,
    pub id: ApplicationId,
    pub secret: Option<String>,
    /// What it proves itself with instead.
    pub key: Option<SigningKey>,
    pub redirect_uri: String,
}

/// One request for a code, with what has to come back.
#[derive(Clone)]
pub struct Ask {
    pub params: Vec<(String, String)>,
    pub verifier: String,
    pub state: String,
    pub nonce: String,
}

/// An answer of an endpoint.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

/// Verified tokens.
#[derive(Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: Option<String>,
    pub id_token: String,
    pub claims: Claims,
}

impl Ask {
    /// Says something else, or nothing.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.params.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.params.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The address a browser is sent to.
    pub fn address(&self) -> String {
        format!("/oidc/authorize?{}", self.query())
    }

    pub fn query(&self) -> String {
        Serializer::new(String::new())
            .extend_pairs(&self.params)
            .finish()
    }
}

impl Answer {
    /// The error code, if it is one.
    pub fn error(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }
}

/// What an application says about itself when nothing else matters.
pub fn draft(name: &str, redirect: &str) -> ApplicationDraft {
    ApplicationDraft {
        name: name.to_owned(),
        redirect_uris: vec![redirect.to_owned()],
        post_logout_uris: vec!["https://board.example.com/bye".to_owned()],
        scopes: Scopes::all(),
        home_url: Some("https://board.example.com/".to_owned()),
        ..ApplicationDraft::default()
    }
}

/// A parameter of an address.
pub fn param(url: &Url, name: &str) -> Option<String> {
    let mut found = url.query_pairs().filter(|(known, _)| known == name);
    found.next().map(|(_, value)| value.into_owned())
}

impl<'a> Application<'a> {
    /// Connects a confidential application of a workspace.
    pub async fn connect(server: &'a TestApp, workspace: WorkspaceId, name: &str) -> Self {
        let redirect = "https://board.example.com/callback";
        Self::connect_as(server, workspace, (name, redirect), true).await
    }

    /// Connects an application answered at `redirect`.
    pub async fn connect_as(
        server: &'a TestApp,
        workspace: WorkspaceId,
        (name, redirect): (&str, &str),
        confidential: bool,
    ) -> Self {
        let auth = match confidential {
            true => ClientAuth::Secret,
            false => ClientAuth::None,
        };
        let draft = ApplicationDraft {
            auth,
            ..draft(name, redirect)
        };
        Self::connect_with(server, workspace, &draft).await
    }

    /// Connects an application of this draft, which has no mistakes.
    pub async fn connect_with(
        server: &'a TestApp,
        workspace: WorkspaceId,
        draft: &ApplicationDraft,
    ) -> Self {
        let checked = draft.check().unwrap();
        prepare(&server.app, &checked).await.unwrap();
        let fresh = Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let mut conn = server.app.db.write().await.unwrap();
        let made = Registered::create(&mut conn, fresh, workspace, &checked);
        let (made, secret) = made.await.unwrap();
        conn.commit().await.unwrap();
        let secret = secret.map(|secret| secret.reveal());
        if let Some(secret) = &secret {
            server.log().keep_out(secret);
        }
        Self {
            server,
            workspace,
            id: made.id,
            secret,
            key: None,
            redirect_uri: draft.redirect_uris.first().cloned().unwrap_or_default(),
        }
    }

    /// An application that was connected by other means, with this secret.
    pub fn known(
        server: &'a TestApp,
        workspace: WorkspaceId,
        (id, secret): (&str, &str),
        redirect: &str,
    ) -> Self {
        server.log().keep_out(secret);
        Self {
            server,
            workspace,
            id: ApplicationId::parse(id).unwrap(),
            secret: Some(secret.to_owned()),
            key: None,
            redirect_uri: redirect.to_owned(),
        }
    }

    /// Connects an application of this draft that proves itself with a key of its own, which is pasted.
    pub async fn connect_keyed(
        server: &'a TestApp,
        workspace: WorkspaceId,
        draft: &ApplicationDraft,
        algorithm: Algorithm,
    ) -> Self {
        let (key, _) = SigningKey::generate(algorithm).unwrap();
        let draft = ApplicationDraft {
            auth: ClientAuth::PrivateKeyJwt,
            jwks: Some(published(&[&key])),
            ..draft.clone()
        };
        let made = Self::connect_with(server, workspace, &draft).await;
        assert_eq!(made.secret, None);
        Self {
            key: Some(key),
            ..made
        }
    }

    /// It holds this key.
    pub fn holding(self, key: SigningKey) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// What its assertions say, made now.
    pub fn says(&self) -> Value {
        let now = self.server.app.clock.now().as_seconds();
        let id = self.id.to_string();
        let jti = protocol::jose::base64url_encode(self.server.app.random.bytes::<16>());
        json!({"iss": id, "sub": id, "aud": self.server.origin(), "iat": now, "exp": now + 60,
               "jti": jti})
    }

    /// Signs them with its key.
    pub fn signs(&self, claims: &Value) -> String {
        let key = self.key.as_ref().unwrap();
        let made = key.sign(TokenType::Jwt, claims).unwrap();
        self.server.log().keep_out(&made);
        made
    }

    /// Calls an endpoint with this assertion and nothing else to prove who it is.
    pub async fn post_proved(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        assertion: &str,
    ) -> Answer {
        let proof = [
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ];
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields.iter().chain(&proof));
        let headers = [(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded".to_owned(),
        )];
        call(self.server, Method::POST, path, &headers, &form.finish()).await
    }

    /// A fresh request.
    pub fn ask(&self) -> Ask {
        let random = || self.server.app.random.bytes::<32>();
        let text = |bytes: [u8; 32]| protocol::jose::base64url_encode(bytes);
        let (verifier, state, nonce) = (text(random()), text(random()), text(random()));
        let challenge = Challenge::of(&Verifier::parse(&verifier).unwrap());
        let params = [
            ("response_type", "code"),
            ("client_id", &self.id.to_string()),
            ("redirect_uri", &self.redirect_uri),
            ("scope", SCOPES),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Ask {
            params: params.into_iter().map(own).collect(),
            verifier,
            state,
            nonce,
        }
    }

    /// The code in the address the browser came back at; state and issuer are checked first.
    pub fn code(&self, ask: &Ask, url: &Url) -> String {
        assert!(url.as_str().starts_with(&self.redirect_uri), "{url}");
        assert_eq!(param(url, "state").as_deref(), Some(ask.state.as_str()));
        assert_eq!(param(url, "iss").as_deref(), Some(self.server.origin()));
        let code = param(url, "code").unwrap_or_else(|| panic!("no code in {url}"));
        self.server.log().keep_out(&code);
        code
    }

    /// Calls an endpoint with a form, as this application.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, &[]).await
    }

    /// The same with more headers.
    pub async fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        more: &[(header::HeaderName, &str)],
    ) -> Answer {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields);
        let mut headers = vec![(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded".to_owned(),
        )];
        let own = |(name, value): &(header::HeaderName, &str)| (name.clone(), (*value).to_owned());
        headers.extend(more.iter().map(own));
        match &self.secret {
            None if self.key.is_some() => {
                let assertion = self.signs(&self.says());
                form.append_pair("client_assertion_type", ASSERTION_TYPE);
                form.append_pair("client_assertion", &assertion);
            }
            Some(secret) => {
                let basic = BASE64_STANDARD.encode(format!("{}:{secret}", self.id));
                headers.push((header::AUTHORIZATION, format!("Basic {basic}")));
            }
            None => {
                form.append_pair("client_id", &self.id.to_string());
            }
        }
        call(self.server, Method::POST, path, &headers, &form.finish()).await
    }

    /// Exchanges a code.
    pub async fn redeem(&self, ask: &Ask, code: &str) -> Answer {
        self.post(
            "/oidc/token",
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", &self.redirect_uri),
                ("code_verifier", &ask.verifier),
            ],
        )
        .await
    }

    /// Exchanges the code of an address and verifies everything that comes.
    pub async fn finish(&self, ask: &Ask, url: &Url) -> Tokens {
        let code = self.code(ask, url);
        let answer = self.redeem(ask, &code).await;
        self.verified(answer, Some(&ask.nonce)).await
    }

    /// Renews.
    pub async fn refresh(&self, token: &str) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post("/oidc/token", &fields).await
    }

    /// Checks signature, issuer, audience, nonce, hash and times of what the token endpoint gave.
    pub async fn verified(&self, answer: Answer, nonce: Option<&str>) -> Tokens {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer.body["token_type"], "Bearer");
        let text = |name: &str| answer.body[name].as_str().map(str::to_owned);
        let (access, id_token) = (text("access_token").unwrap(), text("id_token").unwrap());
        let keys = call(self.server, Method::GET, "/oidc/jwks", &[], "").await;
        let keys = JwkSet::parse(keys.body.to_string().as_bytes()).unwrap();
        let keys = KeySet::from_jwks(keys).unwrap();
        let verified = keys
            .verify(&id_token, Expect::Exactly(TokenType::Jwt))
            .unwrap();
        let claims = verified.claims().unwrap();
        claims.require("iss", self.server.origin()).unwrap();
        claims.require("aud", &self.id.to_string()).unwrap();
        claims.require("azp", &self.id.to_string()).unwrap();
        let hash = token_hash(verified.algorithm(), &access);
        claims.require("at_hash", &hash).unwrap();
        let now = self.server.app.clock.now().as_seconds();
        claims.check_times(now).unwrap();
        assert_eq!(claims.optional_text("nonce").unwrap(), nonce);
        let refresh = text("refresh_token");
        for secret in [Some(&access), refresh.as_ref()].into_iter().flatten() {
            self.server.log().keep_out(secret);
        }
        Tokens {
            access,
            refresh,
            id_token,
            claims,
        }
    }

    /// Asks who stands behind an access token.
    pub async fn userinfo(&self, access: &str) -> Answer {
        let bearer = [(header::AUTHORIZATION, format!("Bearer {access}"))];
        call(self.server, Method::GET, "/oidc/userinfo", &bearer, "").await
    }
}

/// The public halves of these keys, as an application publishes them.
pub fn published(keys: &[&SigningKey]) -> String {
    let keys = keys.iter().map(|key| key.public_jwk().clone()).collect();
    serde_json::to_string(&JwkSet { keys }).unwrap()
}

/// One call without cookies.
pub async fn call(
    server: &TestApp,
    method: Method,
    path: &str,
    headers: &[(header::HeaderName, String)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = server.request(request).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    Answer {
        status,
        headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}
