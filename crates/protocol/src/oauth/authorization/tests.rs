//! Each check alone, the order of the stages, and what may never be redirected.

use proptest::prelude::*;
use url::form_urlencoded;

use super::*;
use crate::oauth::{ClientAuth, Delivery, ErrorCode, GrantType, ParamsError, RedirectUri, Scope};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "https://app.example/cb";
const ISSUER: &str = "https://id.example";

fn auth_of(confidential: bool) -> ClientAuth {
    if confidential {
        ClientAuth::Secret
    } else {
        ClientAuth::None
    }
}

/// Where a refusal sends the browser.
fn url(refused: &Refused) -> String {
    match refused.delivery(ISSUER) {
        Delivery::Redirect(url) => url,
        Delivery::Post { action, .. } => format!("{action}?error="),
    }
}

fn facts(confidential: bool) -> ClientFacts {
    ClientFacts {
        client_id: "app".into(),
        auth: auth_of(confidential),
        redirect_uris: vec![BACK.parse::<RedirectUri>().unwrap()],
        allowed_scopes: Scopes::parse("openid profile email groups").unwrap(),
        grants: GrantType::USUAL.to_vec(),
        ..ClientFacts::default()
    }
}

/// A good request with some parameters replaced or, where the value is empty, taken away.
fn query(changes: &[(&str, &str)]) -> String {
    let good = [
        ("client_id", "app"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "s-1"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let unchanged = good
        .into_iter()
        .filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(unchanged.chain(changes.iter().copied()))
        .finish()
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Page(PageRefusal),
    Back(RequestRefusal),
}

fn run(query: &str, client: &ClientFacts) -> Result<AuthorizationRequest, Outcome> {
    let params = Params::from_query(query).map_err(|error| Outcome::Page(error.into()))?;
    let named = NamedClient::read(&params).map_err(Outcome::Page)?;
    let addressed = named.addressed(Some(client)).map_err(Outcome::Page)?;
    addressed.check().map_err(|refused| {
        let url = url(&refused);
        assert!(
            url.starts_with(&format!("{BACK}?error={}&", refused.reason.code())),
            "{url}"
        );
        assert!(url.ends_with("&iss=https%3A%2F%2Fid.example"), "{url}");
        Outcome::Back(refused.reason)
    })
}

fn back(changes: &[(&str, &str)]) -> RequestRefusal {
    match run(&query(changes), &facts(false)) {
        Err(Outcome::Back(reason)) => reason,
        other => panic!("{changes:?}: {other:?}"),
    }
}

fn accepted(changes: &[(&str, &str)]) -> AuthorizationRequest {
    run(&query(changes), &facts(false)).unwrap_or_else(|refused| panic!("{changes:?}: {refused:?}"))
}

#[test]
fn a_good_request() {
    let request = accepted(&[
        ("prompt", "login consent"),
        ("max_age", "3600"),
        ("login_hint", "jürgen@example.com"),
        ("ui_locales", "de-AT de  en"),
        ("acr_values", "strong"),
        ("unknown", "ignored"),
        ("display", "page"),
        ("claims", "{}"),
    ]);
    assert_eq!(request.client_id, "app");
    assert_eq!(request.return_to.redirect_uri(), BACK);
    assert_eq!(request.return_to.state(), Some("s-1"));
    assert_eq!(request.scopes.to_string(), "openid email");
    assert_eq!(request.challenge, Challenge::parse(CHALLENGE));
    assert_eq!(request.nonce.as_deref(), Some("n-1"));
    assert!(request.prompt.login && request.prompt.consent && !request.prompt.none);
    assert_eq!(request.max_age, Some(3600));
    assert_eq!(request.login_hint.as_deref(), Some("jürgen@example.com"));
    assert_eq!(request.ui_locales, ["de-AT", "de", "en"]);
    assert_eq!(request.acr, AcrWish::voluntary(vec!["strong".to_owned()]));
    let bare = accepted(&[("state", ""), ("nonce", "")]);
    assert_eq!((bare.return_to.state(), bare.nonce), (None, None));
}

/// Pocket ID GHSA-2wvm-8mvp-22qv: whatever else is wrong, a wrong address is never redirected to.
#[test]
fn a_wrong_address_is_a_page_whatever_else_is_wrong() {
    let others: [&[(&str, &str)]; 6] = [
        &[],
        &[("prompt", "none")],
        &[("response_type", "token")],
        &[("request", "x")],
        &[("scope", "")],
        &[("code_challenge", "")],
    ];
    for other in others {
        for uri in [
            "https://evil.example/cb",
            "https://app.example/cb/",
            "https://app.example@evil/",
        ] {
            let changes = [&[("redirect_uri", uri)], other].concat();
            let refused = run(&query(&changes), &facts(false));
            assert_eq!(
                refused,
                Err(Outcome::Page(PageRefusal::RedirectUriNotRegistered))
            );
        }
        let without = [&[("redirect_uri", "")], other].concat();
        let refused = run(&query(&without), &facts(false));
        assert_eq!(refused, Err(Outcome::Page(PageRefusal::RedirectUriAbsent)));
    }
}

#[test]
fn a_wrong_client_is_a_page() {
    let page = |changes: &[(&str, &str)]| match run(&query(changes), &facts(false)) {
        Err(Outcome::Page(reason)) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(page(&[("client_id", "")]), PageRefusal::ClientIdAbsent);
    assert_eq!(
        page(&[("client_id", "a\nb")]),
        PageRefusal::ClientIdMalformed
    );
    assert_eq!(
        page(&[("client_id", &"a".repeat(257))]),
        PageRefusal::ClientIdMalformed
    );
    assert_eq!(page(&[("client_id", "other")]), PageRefusal::ClientUnknown);
    let params = Params::from_query(&query(&[])).unwrap();
    let named = NamedClient::read(&params).unwrap();
    assert_eq!(
        named.addressed(None).unwrap_err(),
        PageRefusal::ClientUnknown
    );
}

/// Keycloak CVE-2026-9689: two values, two readers.
#[test]
fn repeated_parameters() {
    let twice = |extra: &str| run(&format!("{}&{extra}", query(&[])), &facts(false)).unwrap_err();
    let page = |name| Outcome::Page(PageRefusal::Repeated(name));
    assert_eq!(twice("client_id=app"), page("client_id"));
    assert_eq!(
        twice("redirect_uri=https%3A%2F%2Fapp.example%2Fcb"),
        page("redirect_uri")
    );
    assert_eq!(
        twice("redirect%5Furi=https%3A%2F%2Fevil.example"),
        page("redirect_uri")
    );
    for name in ["state", "scope", "nonce", "response_type", "code_challenge"] {
        let refused = twice(&format!("{name}=x"));
        assert_eq!(
            refused,
            Outcome::Back(RequestRefusal::Repeated(name.into()))
        );
    }
    assert_eq!(
        twice("x=1&x=2"),
        Outcome::Back(RequestRefusal::Repeated("x".into()))
    );
    let params = Params::from_query(&format!("{}&state=x", query(&[]))).unwrap();
    let facts = facts(false);
    let addressed = NamedClient::read(&params)
        .unwrap()
        .addressed(Some(&facts))
        .unwrap();
    assert_eq!(
        addressed.return_to().state(),
        None,
        "a doubtful state is not echoed"
    );
}

#[test]
fn unreadable_queries_are_pages() {
    for (text, error) in [
        ("state=%zz", ParamsError::Encoding),
        ("state=%ff", ParamsError::Encoding),
    ] {
        let refused = run(
            &format!("{}&{text}", query(&[("state", "")])),
            &facts(false),
        );
        assert_eq!(refused, Err(Outcome::Page(PageRefusal::Params(error))));
    }
}

#[test]
fn response_types_and_modes() {
    use RequestRefusal as R;
    assert_eq!(back(&[("response_type", "")]), R::ResponseTypeAbsent);
    for other in [
        "token",
        "id_token",
        "code id_token",
        "none",
        "CODE",
        " code",
        "code token",
    ] {
        assert_eq!(
            back(&[("response_type", other)]),
            R::ResponseTypeUnsupported,
            "{other}"
        );
    }
    assert_eq!(
        R::ResponseTypeUnsupported.code(),
        ErrorCode::UnsupportedResponseType
    );
    for other in ["fragment", "form_post ", "jwt", "web_message", "QUERY"] {
        assert_eq!(
            back(&[("response_mode", other)]),
            R::ResponseModeUnsupported,
            "{other}"
        );
    }
    accepted(&[("response_mode", "query")]);
    let form = accepted(&[("response_mode", "form_post")]);
    assert_eq!(form.return_to.mode(), ResponseMode::FormPost);
    let native = ClientFacts {
        redirect_uris: vec!["com.example.app:/cb".parse().unwrap()],
        ..facts(false)
    };
    let query = query(&[
        ("response_mode", "form_post"),
        ("redirect_uri", "com.example.app:/cb"),
    ]);
    let params = Params::from_query(&query).unwrap();
    let addressed = NamedClient::read(&params).unwrap().addressed(Some(&native));
    let refused = addressed.unwrap().check().unwrap_err();
    assert_eq!(refused.reason, R::FormPostNowhere);
    assert!(url(&refused).starts_with("com.example.app:/cb?error=invalid_request"));
}

#[test]
fn request_objects() {
    for (name, code) in [
        ("request", ErrorCode::InvalidRequest),
        ("request_uri", ErrorCode::RequestUriNotSupported),
        ("registration", ErrorCode::RegistrationNotSupported),
    ] {
        assert_eq!(back(&[(name, "x")]).code(), code);
        accepted(&[(name, "")]);
    }
}

#[test]
fn scopes_are_checked() {
    use RequestRefusal as R;
    assert_eq!(back(&[("scope", "")]), R::ScopeAbsent);
    assert_eq!(back(&[("scope", "email")]), R::OpenIdScopeAbsent);
    assert_eq!(back(&[("scope", "openid  email")]), R::ScopeMalformed);
    assert_eq!(back(&[("scope", "openid \"x\"")]), R::ScopeMalformed);
    assert_eq!(
        back(&[("scope", &"openid ".repeat(1000))]),
        R::ScopeMalformed
    );
    assert_eq!(
        back(&[("scope", "openid phone")]),
        R::ScopeNotAllowed(Scope::Phone)
    );
    assert_eq!(
        R::ScopeNotAllowed(Scope::Phone).code(),
        ErrorCode::InvalidScope
    );
    let request = accepted(&[("scope", "openid whatever groups")]);
    assert_eq!(request.scopes.to_string(), "openid groups");
}

#[test]
fn pkce_is_s256_or_nothing() {
    use RequestRefusal as R;
    let none: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(back(&none), R::ChallengeAbsent);
    assert!(
        run(&query(&none), &facts(true))
            .unwrap()
            .challenge
            .is_none()
    );
    let strict = ClientFacts {
        pkce_required: true,
        ..facts(true)
    };
    assert_eq!(
        run(&query(&none), &strict),
        Err(Outcome::Back(R::ChallengeAbsent))
    );
    for client in [facts(false), facts(true)] {
        let refused = |changes: &[(&str, &str)]| match run(&query(changes), &client) {
            Err(Outcome::Back(reason)) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused(&[("code_challenge_method", "plain")]),
            R::ChallengePlain
        );
        assert_eq!(refused(&[("code_challenge_method", "")]), R::ChallengePlain);
        assert_eq!(
            refused(&[("code_challenge_method", "s256")]),
            R::ChallengeMethodUnknown
        );
        assert_eq!(refused(&[("code_challenge", "")]), R::ChallengeMethodStray);
        for bad in [
            "short",
            &format!("{CHALLENGE}="),
            &CHALLENGE[1..],
            &CHALLENGE.replace('-', "/"),
        ] {
            assert_eq!(
                refused(&[("code_challenge", bad)]),
                R::ChallengeMalformed,
                "{bad}"
            );
        }
    }
}

#[test]
fn prompts_hints_and_ages() {
    use RequestRefusal as R;
    assert_eq!(back(&[("prompt", "none login")]), R::PromptContradiction);
    assert_eq!(back(&[("prompt", "create")]), R::PromptUnknown);
    assert_eq!(back(&[("prompt", "None")]), R::PromptUnknown);
    assert!(accepted(&[("prompt", "none")]).prompt.none);
    assert!(
        accepted(&[("prompt", "select_account login")])
            .prompt
            .select_account
    );
    for age in ["-1", "+1", "1.5", "1e3", "4294967296", "x", " 1", "٣"] {
        assert_eq!(back(&[("max_age", age)]), R::MaxAgeMalformed, "{age}");
    }
    assert_eq!(accepted(&[("max_age", "0")]).max_age, Some(0));
    assert_eq!(back(&[("login_hint", "a\r\nb")]), R::LoginHintMalformed);
    assert_eq!(
        back(&[("login_hint", &"a".repeat(321))]),
        R::LoginHintMalformed
    );
    assert_eq!(back(&[("nonce", "ü")]), R::NonceMalformed);
    assert_eq!(back(&[("nonce", &"n".repeat(4097))]), R::NonceMalformed);
    assert_eq!(back(&[("state", "a\nb")]), R::StateMalformed);
    assert_eq!(back(&[("id_token_hint", "a\nb")]), R::IdTokenHintMalformed);
}

#[test]
fn fresh_sign_in() {
    let within = accepted(&[("max_age", "100")]);
    assert!(!within.needs_fresh_sign_in(1000, 1100));
    assert!(within.needs_fresh_sign_in(1000, 1101));
    assert!(within.needs_fresh_sign_in(1001, 1000));
    assert!(accepted(&[("max_age", "0")]).needs_fresh_sign_in(1000, 1000));
    assert!(accepted(&[("prompt", "login")]).needs_fresh_sign_in(1000, 1000));
    assert!(!accepted(&[]).needs_fresh_sign_in(0, 1_000_000));
}

proptest! {
    /// Whatever is sent, an answer goes to the registered address or nowhere.
    #[test]
    fn answers_go_to_the_registered_address_only(
        pairs in proptest::collection::vec(
            ("client_id|redirect_uri|state|scope|prompt|nonce|request|response_type|[a-z]{1,3}",
             "app|https://app\\.example/cb|code|openid|\\PC{0,12}"), 0..8),
        tail in "[ -~]{0,20}",
    ) {
        let mut text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        text.push_str(&tail);
        for client in [facts(false), facts(true)] {
            let Ok(params) = Params::from_query(&text) else { continue };
            let Ok(named) = NamedClient::read(&params) else { continue };
            let Ok(addressed) = named.addressed(Some(&client)) else { continue };
            prop_assert_eq!(addressed.return_to().redirect_uri(), BACK);
            match addressed.check() {
                Ok(request) => {
                    prop_assert!(request.scopes.contains(Scope::OpenId));
                    prop_assert!(request.scopes.is_subset(client.allowed_scopes));
                    prop_assert!(request.challenge.is_some() || client.is_confidential());
                }
                Err(refused) => {
                    prop_assert!(url(&refused).starts_with("https://app.example/cb?error="));
                }
            }
        }
    }
}
