//! The corpus of attack URIs, against registration and against the comparison.

use proptest::prelude::*;
use url::Url;

use super::RedirectUriError as E;
use super::*;
use crate::oauth::{ClientAuth, ClientFacts, GrantType, Scopes};

fn uri(text: &str) -> RedirectUri {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> RedirectUriError {
    text.parse::<RedirectUri>().expect_err(text)
}

fn auth_of(confidential: bool) -> ClientAuth {
    if confidential {
        ClientAuth::Secret
    } else {
        ClientAuth::None
    }
}

fn client(confidential: bool, registered: &[&str]) -> ClientFacts {
    ClientFacts {
        client_id: "app".into(),
        auth: auth_of(confidential),
        redirect_uris: registered.iter().map(|text| uri(text)).collect(),
        post_logout_redirect_uris: registered.iter().map(|text| uri(text)).collect(),
        allowed_scopes: Scopes::all(),
        grants: GrantType::USUAL.to_vec(),
        ..ClientFacts::default()
    }
}

#[test]
fn what_may_be_registered() {
    for text in [
        "https://app.example.com/callback",
        "https://app.example.com",
        "https://app.example.com/",
        "https://app.example.com:8443/cb?tenant=1&x=a%2Fb",
        "https://xn--bcher-kva.example/cb",
        "https://192.0.2.7/cb",
        "https://[2001:db8::1]/cb",
        "https://localhost/cb",
        "http://localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:49152/cb",
        "http://[::1]/cb",
        "http://[::1]:8080",
        "com.example.app:/oauth2redirect",
        "com.example.app://callback/path",
    ] {
        assert_eq!(uri(text).as_str(), text);
    }
}

const UNREGISTRABLE: &[(&str, E)] = &[
    ("", E::Empty),
    ("/callback", E::NotAbsolute),
    ("callback", E::NotAbsolute),
    ("//app.example.com/cb", E::NotAbsolute),
    ("https://", E::NotAbsolute),
    ("https://app.example.com/cb#x", E::Fragment),
    ("https://app.example.com/cb#", E::Fragment),
    ("https://*.example.com/cb", E::Wildcard),
    ("https://app.example.com/*", E::Wildcard),
    ("https://app.example.com\\@evil.example/", E::Character),
    ("https://app.example.com/a b", E::Character),
    (" https://app.example.com/", E::Character),
    ("https://app.example.com/\n", E::Character),
    ("https://app.example.com/\0", E::Character),
    ("https://app.example.com/%0", E::Character),
    ("https://app.example.com/%zz", E::Character),
    ("https://bücher.example/", E::Character),
    ("https://app.example.com/\u{202e}", E::Character),
    ("https://app.example.com/<script>", E::Character),
    ("https://user@app.example.com/cb", E::UserInfo),
    ("https://user:pw@app.example.com/cb", E::UserInfo),
    ("https://:@app.example.com/cb", E::UserInfo),
    ("https://@app.example.com/cb", E::UserInfo),
    ("com.example.app://user@host/cb", E::UserInfo),
    ("http://app.example.com/cb", E::PlainHttp),
    ("http://127.0.0.2/cb", E::PlainHttp),
    ("http://127.0.0.1.evil.example/cb", E::PlainHttp),
    ("http://localhost.evil.example/cb", E::PlainHttp),
    ("http://[::2]/cb", E::PlainHttp),
    ("http://0.0.0.0/cb", E::PlainHttp),
    ("javascript:alert(1)", E::Scheme),
    ("JavaScript:alert(1)", E::Scheme),
    ("data:text/html,x", E::Scheme),
    ("vbscript:x", E::Scheme),
    ("file:///etc/passwd", E::Scheme),
    ("blob:https://app.example.com/1", E::Scheme),
    ("about:blank", E::Scheme),
    ("ftp://app.example.com/", E::Scheme),
    ("ws://app.example.com/", E::Scheme),
    ("myapp:/cb", E::Scheme),
    ("myapp://cb", E::Scheme),
    ("urn:ietf:wg:oauth:2.0:oob", E::Scheme),
    ("com.example.app:cb", E::NotAbsolute),
    ("https://app.example.com./cb", E::Host),
    ("https://app..example.com/cb", E::Host),
    ("https://app;evil.example/cb", E::Host),
    ("https://app_1.example/cb", E::Host),
    ("https://app.example.com/cb?code=1", E::ReservedParameter),
    (
        "https://app.example.com/cb?x=1&state=1&state=2",
        E::ReservedParameter,
    ),
    ("https://app.example.com/cb?%69ss=1", E::ReservedParameter),
    ("https://app.example.com/cb?error=x", E::ReservedParameter),
];

#[test]
fn what_may_not_be_registered() {
    for (text, error) in UNREGISTRABLE {
        assert_eq!(refused(text), *error, "{text:?}");
    }
    assert_eq!(
        refused(&format!("https://a.example/{}", "a".repeat(2048))),
        E::TooLong
    );
}

/// What a browser would rewrite is refused with the text to register instead.
#[test]
fn only_normal_forms_are_registered() {
    for (text, normal) in [
        ("https://App.Example.com/cb", "https://app.example.com/cb"),
        ("HTTPS://app.example.com/cb", "https://app.example.com/cb"),
        (
            "https://app.example.com:443/cb",
            "https://app.example.com/cb",
        ),
        (
            "https://app.example.com/a/../cb",
            "https://app.example.com/cb",
        ),
        (
            "https://app.example.com/a/%2e%2E/cb",
            "https://app.example.com/cb",
        ),
        ("https://app.example.com/./cb", "https://app.example.com/cb"),
        (
            "https://app.example.com?x=1",
            "https://app.example.com/?x=1",
        ),
        ("https:app.example.com/cb", "https://app.example.com/cb"),
        ("https:///app.example.com/cb", "https://app.example.com/cb"),
        ("https://2130706433/cb", "https://127.0.0.1/cb"),
        ("http://0x7f.1/cb", "http://127.0.0.1/cb"),
        ("http://[0:0:0:0:0:0:0:1]/cb", "http://[::1]/cb"),
        ("http://127.1/cb", "http://127.0.0.1/cb"),
        ("http://localhost:80/cb", "http://localhost/cb"),
        (
            "https://app.example.com/it's?it's",
            "https://app.example.com/it's?it%27s",
        ),
    ] {
        assert_eq!(
            refused(text),
            RedirectUriError::NotNormal {
                normal: normal.into()
            },
            "{text}"
        );
        uri(normal);
    }
}

/// What is not `https://app.example.com/cb`.
const LOOKALIKES: &[&str] = &[
    "",
    "https://app.example.com",
    "https://app.example.com/",
    "https://app.example.com/cb/",
    "https://app.example.com/cb?",
    "https://app.example.com/cb#",
    "https://app.example.com/cb#x",
    "https://app.example.com/cb?x=1",
    "https://app.example.com/cbx",
    "https://app.example.com/CB",
    "https://APP.example.com/cb",
    "HTTPS://app.example.com/cb",
    "http://app.example.com/cb",
    "https://app.example.com:443/cb",
    "https://app.example.com:8443/cb",
    "https://app.example.com./cb",
    "https://app.example.com/./cb",
    "https://app.example.com/x/../cb",
    "https://app.example.com/%2e/cb",
    "https://app.example.com/x/%2e%2e/cb",
    "https://app.example.com/%63b",
    "https://app.example.com//cb",
    "https://app.example.com\\cb",
    "https://app.example.com@evil.example/cb",
    "https://evil.example@app.example.com/cb",
    "https://user@app.example.com/cb",
    "https://app.example.com%2f@evil.example/cb",
    "https://app.example.com%00.evil.example/cb",
    "https://app.example.com.evil.example/cb",
    "https://evilapp.example.com/cb",
    "https://appXexample.com/cb",
    "https://evil.example/https://app.example.com/cb",
    "https://evil.example?https://app.example.com/cb",
    "https://evil.example/cb",
    "//app.example.com/cb",
    "/cb",
    "javascript:alert(1)//https://app.example.com/cb",
    " https://app.example.com/cb",
    "https://app.example.com/cb ",
    "https://app.example.com/cb\n",
    "https://app.example.com/cb\0",
    "https://аpp.example.com/cb",
];

/// Keycloak CVE-2026-7504, Pocket ID CVE-2026-28512, authentik CVE-2024-52289 and kin.
#[test]
fn the_comparison_is_exact() {
    let registered = "https://app.example.com/cb";
    let app = client(false, &[registered]);
    assert!(app.may_return_to(registered));
    assert!(app.may_return_after_logout(registered));
    for asked in LOOKALIKES {
        assert!(!app.may_return_to(asked), "{asked:?}");
        assert!(!app.may_return_after_logout(asked), "{asked:?}");
    }
    assert!(
        !client(false, &[]).may_return_to(registered),
        "an empty list allows nothing"
    );
}

#[test]
fn loopback_ports_may_vary_for_native_clients() {
    let native = client(false, &["http://127.0.0.1/cb?x=1", "http://[::1]:4000/cb"]);
    for asked in [
        "http://127.0.0.1/cb?x=1",
        "http://127.0.0.1:1/cb?x=1",
        "http://127.0.0.1:65535/cb?x=1",
        "http://[::1]/cb",
        "http://[::1]:4000/cb",
        "http://[::1]:4001/cb",
    ] {
        assert!(native.may_return_to(asked), "{asked}");
    }
    for asked in [
        "http://127.0.0.1:0/cb?x=1",
        "http://127.0.0.1:65536/cb?x=1",
        "http://127.0.0.1:080/cb?x=1",
        "http://127.0.0.1:/cb?x=1",
        "http://127.0.0.1:+80/cb?x=1",
        "http://127.0.0.1:80@evil.example/cb?x=1",
        "http://127.0.0.1:80.evil.example/cb?x=1",
        "http://127.0.0.1.evil.example/cb?x=1",
        "http://127.0.0.1@evil.example/cb?x=1",
        "http://127.0.0.1:80\\@evil.example/cb?x=1",
        "http://127.0.0.1:80#/cb?x=1",
        "http://127.0.0.1:80/cb",
        "http://127.0.0.1:80/cb?x=2",
        "http://127.0.0.1:80//cb?x=1",
        "https://127.0.0.1:80/cb?x=1",
        "http://127.0.0.2:80/cb?x=1",
        "http://localhost:80/cb?x=1",
        "http://[::1]:80/cb?x=1",
        "http://[::1]:80/cb/..",
    ] {
        assert!(!native.may_return_to(asked), "{asked}");
    }
    assert!(!native.may_return_after_logout("http://[::1]:4001/cb"));
}

#[test]
fn other_clients_and_other_names_keep_their_port() {
    let web = client(true, &["http://127.0.0.1:3000/cb"]);
    assert!(web.may_return_to("http://127.0.0.1:3000/cb"));
    assert!(!web.may_return_to("http://127.0.0.1:3001/cb"));
    let local = client(false, &["http://localhost:3000/cb", "https://127.0.0.1/cb"]);
    assert!(local.may_return_to("http://localhost:3000/cb"));
    assert!(!local.may_return_to("http://localhost:3001/cb"));
    assert!(!local.may_return_to("https://127.0.0.1:3001/cb"));
}

proptest! {
    /// Whatever passes the comparison opens the registered host in a browser.
    #[test]
    fn a_match_never_changes_the_host(asked in "(http://127\\.0\\.0\\.1|http://\\[::1\\])[-:0-9@./\\\\a-z%#?]{0,24}") {
        let native = client(false, &["http://127.0.0.1/cb", "http://[::1]/cb"]);
        if native.may_return_to(&asked) {
            let url = Url::parse(&asked).unwrap();
            prop_assert!(["127.0.0.1", "[::1]"].contains(&url.host_str().unwrap()));
            prop_assert!(url.path() == "/cb" && url.username().is_empty());
        }
    }

    #[test]
    fn what_is_registered_matches_itself_and_parses_back(text in "(https|http|com\\.example):/{0,2}[-:0-9@./a-z%\\[\\]?=&;]{0,40}") {
        if let Ok(uri) = text.parse::<RedirectUri>() {
            prop_assert!(uri.is(&text));
            let url = Url::parse(&text).unwrap();
            let slashed = format!("{text}/");
            prop_assert!([&text, &slashed].iter().any(|form| url.as_str() == **form));
            prop_assert!(url.username().is_empty() && url.fragment().is_none());
        }
    }
}
