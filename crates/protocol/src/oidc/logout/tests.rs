//! Hints of every quality, and ways back that are not registered.

use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, ClaimError, SigningKey};
use crate::oauth::{ClientAuth, GrantType, Scopes};

const ISSUER: &str = "https://id.example";
const BACK: &str = "https://app.example/bye";

struct Server {
    key: SigningKey,
    keys: KeySet,
    client: ClientFacts,
}

fn server() -> Server {
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let keys = KeySet::new([key.verifying_key().unwrap()]);
    let client = ClientFacts {
        client_id: "app".into(),
        auth: ClientAuth::Secret,
        redirect_uris: vec!["https://app.example/cb".parse().unwrap()],
        post_logout_redirect_uris: vec![BACK.parse().unwrap()],
        allowed_scopes: Scopes::all(),
        grants: GrantType::USUAL.to_vec(),
        ..ClientFacts::default()
    };
    Server { key, keys, client }
}

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "p1", "aud": "app", "exp": 1300, "iat": 1000, "sid": "s1"})
}

impl Server {
    fn token(&self, claims: &Value) -> String {
        self.key.sign(TokenType::Jwt, claims).unwrap()
    }

    fn run(&self, query: &str) -> Result<Logout, LogoutRefusal> {
        let request = LogoutRequest::read(&Params::from_query(query)?)?;
        let identified = request.identified(&self.keys, ISSUER)?;
        let named = identified.client_id().map(str::to_owned);
        identified.resolved(named.filter(|id| id == "app").map(|_| &self.client))
    }
}

#[test]
fn an_expired_hint_is_good() {
    let server = server();
    let hint = server.token(&claims());
    let query = format!("id_token_hint={hint}&post_logout_redirect_uri={BACK}&state=x+y");
    let logout = server.run(&query).unwrap();
    assert_eq!(
        logout.return_to.unwrap().bare(),
        "https://app.example/bye?state=x+y"
    );
    let hint = logout.hint.unwrap();
    assert_eq!(
        (hint.subject.as_str(), hint.session_id.as_deref()),
        ("p1", Some("s1"))
    );
    assert_eq!(logout.client_id.as_deref(), Some("app"));
}

#[test]
fn without_a_hint_the_client_id_serves() {
    let server = server();
    let logout = server
        .run(&format!("client_id=app&post_logout_redirect_uri={BACK}"))
        .unwrap();
    assert_eq!(
        (logout.hint, logout.return_to.unwrap().bare()),
        (None, BACK.to_owned())
    );
    let logout = server.run("state=x").unwrap();
    assert_eq!((logout.client_id, logout.return_to), (None, None));
    let refused = server.run(&format!("post_logout_redirect_uri={BACK}"));
    assert_eq!(refused, Err(LogoutRefusal::ClientAbsent));
    assert_eq!(
        server.run("client_id=other"),
        Err(LogoutRefusal::ClientUnknown)
    );
}

#[test]
fn foreign_ways_back_are_refused() {
    let server = server();
    let hint = server.token(&claims());
    for uri in [
        "https://evil.example/",
        "https://app.example/cb",
        "https://app.example/bye/",
        "https://app.example/bye%23x",
        "https://app.example@evil.example/bye",
        "//evil.example",
        "javascript:alert(1)",
    ] {
        let refused = server.run(&format!(
            "id_token_hint={hint}&post_logout_redirect_uri={uri}"
        ));
        assert_eq!(refused, Err(LogoutRefusal::ReturnNotRegistered), "{uri}");
    }
}

#[test]
fn bad_hints_are_refused() {
    let server = server();
    let refusal = |token: &str| server.run(&format!("id_token_hint={token}")).unwrap_err();
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        let mut dropped = claims();
        dropped.as_object_mut().unwrap().remove(name);
        let expected = LogoutRefusal::Hint(ClaimError::Absent(name).into());
        assert_eq!(refusal(&server.token(&dropped)), expected);
    }
    let mut other = claims();
    other["iss"] = json!("https://other.example");
    let expected = LogoutRefusal::Hint(ClaimError::Mismatch("iss").into());
    assert_eq!(refusal(&server.token(&other)), expected);
    let mut many = claims();
    many["aud"] = json!(["app", "other"]);
    let expected = LogoutRefusal::Hint(ClaimError::Type("aud").into());
    assert_eq!(refusal(&server.token(&many)), expected);
    let access = server.key.sign(TokenType::AccessToken, &claims()).unwrap();
    assert_eq!(
        refusal(&access),
        LogoutRefusal::Hint(TokenError::TypeMismatch)
    );
    let foreign = self::server().token(&claims());
    assert_eq!(
        refusal(&foreign),
        LogoutRefusal::Hint(TokenError::KeyUnknown)
    );
    assert_eq!(refusal("x"), LogoutRefusal::Hint(TokenError::Parts));
}

#[test]
fn hint_and_client_agree() {
    let server = server();
    let hint = server.token(&claims());
    assert!(
        server
            .run(&format!("id_token_hint={hint}&client_id=app"))
            .is_ok()
    );
    let refused = server.run(&format!("id_token_hint={hint}&client_id=other"));
    assert_eq!(refused, Err(LogoutRefusal::OtherClient));
    // Facts of another client than the one named do not count.
    let request = LogoutRequest::read(&Params::from_query("client_id=x").unwrap()).unwrap();
    let identified = request.identified(&server.keys, ISSUER).unwrap();
    assert_eq!(
        identified.resolved(Some(&server.client)),
        Err(LogoutRefusal::ClientUnknown)
    );
}

#[test]
fn odd_parameters() {
    let server = server();
    assert_eq!(
        server.run("state=a%0Ab"),
        Err(LogoutRefusal::StateMalformed)
    );
    let long = format!("state={}", "s".repeat(4097));
    assert_eq!(server.run(&long), Err(LogoutRefusal::StateMalformed));
    assert_eq!(
        server.run("state=a&state=b"),
        Err(LogoutRefusal::Repeated("state".into()))
    );
    assert_eq!(
        server.run("a=%zz"),
        Err(LogoutRefusal::Params(ParamsError::Encoding))
    );
    let request = LogoutRequest::read(&Params::from_query("ui_locales=de++en").unwrap()).unwrap();
    assert_eq!(request.ui_locales, ["de", "en"]);
}
