//! What is hidden, what is compared, what is explained.

use axum::http::{HeaderMap, HeaderValue, header};
use base::i18n::{Catalogue, Language};
use protocol::jose::TokenError;
use protocol::oauth::authorization::{ObjectRefusal, PageRefusal, RequestRefusal};
use protocol::oauth::token::CodeMisuse;
use protocol::oauth::{ParamsError, PkceError, PushedRefusal, Scope, TokenRefusal};

use super::compare::nearest;
use super::explain::{means, remedy, topic, topics};
use super::redact::{headers, params};
use crate::oidc::reason::reason;

#[test]
fn what_opens_something_is_hidden_and_so_is_what_nobody_thought_of() {
    let long = "0123456789abcdefghijklmnopqrstuvwxyz";
    for name in [
        "code",
        "code_verifier",
        "client_secret",
        "client_assertion",
        "refresh_token",
        "token",
        "id_token_hint",
        "request",
        "request_uri",
        "state",
        "nonce",
        "login_hint",
        "password",
        "unheard_of",
    ] {
        let shown = params("", format!("{name}={long}").as_bytes());
        let one = shown.first().unwrap();
        assert_eq!((one.value.as_str(), one.hidden), ("0123", 32), "{name}");
        let short = params(&format!("{name}=hunter2"), b"");
        assert_eq!(
            short.first().map(|one| one.value.as_str()),
            Some(""),
            "{name}"
        );
    }
    let plain = params(
        "scope=openid+email&redirect_uri=https%3A%2F%2Fa.example%2Fcb",
        b"prompt=x",
    );
    let values: Vec<&str> = plain.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(values, ["openid email", "https://a.example/cb", "x"]);
}

#[test]
fn headers_say_how_and_not_what() {
    let mut sent = HeaderMap::new();
    let basic = HeaderValue::from_static("Basic YXBwOmh1bnRlcjI=");
    sent.insert(header::AUTHORIZATION, basic);
    sent.insert(header::COOKIE, HeaderValue::from_static("session=hunter2"));
    sent.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    sent.insert("dpop", HeaderValue::from_static("hunter2"));
    let shown = format!("{:?}", headers(&sent));
    assert!(
        !shown.contains("hunter2") && !shown.contains("YXBw"),
        "{shown}"
    );
    assert!(
        shown.contains("Basic") && shown.contains("text/plain"),
        "{shown}"
    );
    sent.insert(header::AUTHORIZATION, HeaderValue::from_static("hunter2"));
    assert!(!format!("{:?}", headers(&sent)).contains("hunter2"));
}

#[test]
fn much_of_everything_is_cut() {
    let many: String = (0..200)
        .map(|n| format!("p{n}={}&", "x".repeat(40)))
        .collect();
    assert_eq!(params(&many, b"").len(), 64);
    let scope = params(&format!("scope={}", "s".repeat(5000)), b"");
    let one = scope.first().unwrap();
    assert_eq!((one.value.len(), one.hidden), (2048, 5000 - 2048));
    let name = params(&format!("{}=1", "n".repeat(500)), b"");
    assert_eq!(name.first().unwrap().name.len(), 64);
    assert!(!format!("{:?}", params("a%00b=c%00d", b"")).contains('\0'));
}

#[test]
fn the_letter_that_differs_is_marked() {
    let known = ["https://other.example/x", "https://app.example/callback"].map(str::to_owned);
    let two = nearest("https://app.example/Callback", &known).unwrap();
    assert_eq!(two.asked.before, "https://app.example/");
    assert_eq!(
        (two.asked.differs.as_str(), two.registered.differs.as_str()),
        ("C", "c")
    );
    assert_eq!(two.asked.after, "allback");
    let slash = nearest("https://app.example/callback/", &known).unwrap();
    assert_eq!(
        (
            slash.asked.differs.as_str(),
            slash.registered.differs.as_str()
        ),
        ("/", "")
    );
    let same = nearest("https://other.example/x", &known).unwrap();
    assert_eq!(
        (same.asked.differs.as_str(), same.asked.after.as_str()),
        ("", "")
    );
    assert_eq!(nearest("x", &[]), None);
}

#[test]
fn every_topic_is_said_in_every_language() {
    let catalogue = Catalogue::embedded();
    for language in Language::ALL {
        let texts = catalogue.texts(language);
        for topic in topics() {
            for key in [format!("failures-{topic}"), format!("failures-{topic}-do")] {
                assert!(texts.known(&key).is_some(), "{key} in {language:?}");
            }
        }
        assert_ne!(
            means(&texts, "secret-wrong"),
            remedy(&texts, "secret-wrong")
        );
    }
}

#[test]
fn reasons_of_the_protocol_have_their_topics() {
    let redirect = PageRefusal::RedirectUriNotRegistered;
    let expired = RequestRefusal::Object(ObjectRefusal::Expired);
    let unsigned = RequestRefusal::Object(ObjectRefusal::Token(TokenError::AlgorithmNone));
    let carried = PageRefusal::Carrier(expired.clone());
    for (code, expected) in [
        (reason(&redirect), "redirect-uri"),
        (
            reason(&PageRefusal::Params(ParamsError::Encoding)),
            "encoding",
        ),
        (reason(&expired), "clock"),
        (reason(&unsigned), "signature"),
        (
            reason(&RequestRefusal::Object(ObjectRefusal::Issuer)),
            "object",
        ),
        (reason(&RequestRefusal::PushedUsed), "pushed-over"),
        (reason(&RequestRefusal::RequestUri), "request-uri"),
        (
            reason(&RequestRefusal::ScopeNotAllowed(Scope::Phone)),
            "scope",
        ),
        (reason(&RequestRefusal::ChallengePlain), "pkce-method"),
        (reason(&RequestRefusal::IdTokenHintForeign), "hint"),
        (reason(&TokenRefusal::Absent("redirect_uri")), "absent"),
        (reason(&TokenRefusal::GrantTypeUnsupported), "grant-type"),
        (reason(&PushedRefusal::Repeated("x".to_owned())), "repeated"),
        (
            reason(&CodeMisuse::Pkce(PkceError::VerifierWrong)),
            "verifier",
        ),
        (reason(&CodeMisuse::OtherRedirectUri), "other-redirect-uri"),
    ] {
        assert_eq!(topic(&code), expected, "{code}");
    }
    assert_eq!(topic(&reason(&carried)), "clock");
    assert_eq!(topic("never-heard-of"), "other");
    assert_eq!(topic("overture"), "other", "only whole words count");
}
