//! The headers of proxies, and the headers for sites.

use proptest::prelude::*;

use crate::forward::{
    Assertion, AssertionTimes, Forwarded, OriginError, OriginalError, header_list, header_text,
};
use crate::jose::{Algorithm, Expect, KeySet, SigningKey, TokenType};

fn said<'a>(method: &'a str, proto: &'a str, host: &'a str, uri: &'a str) -> Forwarded<'a> {
    Forwarded {
        method: vec![Some(method)],
        proto: vec![Some(proto)],
        host: vec![Some(host)],
        uri: vec![Some(uri)],
    }
}

#[test]
fn what_a_proxy_says_is_taken_whole() {
    let original = said("GET", "https", "Wiki.example.com:443", "/a?b=c")
        .read()
        .unwrap();
    assert_eq!(original.origin.to_string(), "https://wiki.example.com");
    assert_eq!((original.raw_path(), original.query()), ("/a", "b=c"));
    assert!(original.only_reads());
    assert!(
        !said("POST", "https", "w.example", "/")
            .read()
            .unwrap()
            .only_reads()
    );
    let socket = said("GET", "wss", "w.example", "/").read().unwrap();
    assert_eq!(socket.origin.to_string(), "https://w.example");
}

#[test]
fn a_header_that_is_missing_doubled_or_odd_is_no_answer() {
    let good = || said("GET", "https", "wiki.example.com", "/");
    let missing = Forwarded {
        uri: vec![],
        ..good()
    };
    assert_eq!(
        missing.read(),
        Err(OriginalError::Missing("X-Forwarded-Uri"))
    );
    let empty = Forwarded {
        host: vec![Some("")],
        ..good()
    };
    assert_eq!(
        empty.read(),
        Err(OriginalError::Missing("X-Forwarded-Host"))
    );
    let twice = Forwarded {
        host: vec![Some("wiki.example.com"); 2],
        ..good()
    };
    assert_eq!(
        twice.read(),
        Err(OriginalError::Repeated("X-Forwarded-Host"))
    );
    let odd = Forwarded {
        method: vec![None],
        ..good()
    };
    assert_eq!(
        odd.read(),
        Err(OriginalError::Unreadable("X-Forwarded-Method"))
    );
}

#[test]
fn methods_and_targets_are_plain() {
    for (method, uri) in [
        ("get", "/"),
        ("GET POST", "/"),
        ("GET,POST", "/"),
        ("GET", "admin"),
        ("GET", "https://wiki.example.com/"),
        ("GET", "/a b"),
        ("GET", "/a#b"),
        ("GET", "/a\u{e4}"),
        ("GET", "/a\r\nX: y"),
    ] {
        assert!(
            said(method, "https", "wiki.example.com", uri)
                .read()
                .is_err(),
            "{method} {uri}"
        );
    }
    let long = format!("/{}", "a".repeat(9000));
    assert!(said("GET", "https", "w.example", &long).read().is_err());
    let dotted = said("GET", "https", "wiki.example.com.", "/").read();
    assert_eq!(dotted, Err(OriginalError::Origin(OriginError::TrailingDot)));
}

#[test]
fn names_are_written_so_that_every_server_reads_them_alike() {
    for (text, written) in [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Zoë Müller", "Zo%C3%AB M%C3%BCller"),
        ("100%", "100%25"),
        ("a\r\nRemote-User: root", "a%0D%0ARemote-User: root"),
        (" a ", "%20a%20"),
        ("Иван", "%D0%98%D0%B2%D0%B0%D0%BD"),
        ("", ""),
    ] {
        assert_eq!(header_text(text), written);
    }
    assert_eq!(
        header_list(["Night shift", "a,b", "é"]),
        "Night shift,a%2Cb,%C3%A9"
    );
    assert_eq!(header_list([]), "");
}

#[test]
fn an_assertion_is_for_one_site_and_no_token_of_another_kind() {
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let times = AssertionTimes {
        issued_at: 100,
        expires_at: 160,
        auth_time: 90,
    };
    let token = Assertion::new("https://id.example.com", "site1", "person1", times)
        .named("Ada", Some("ada@example.com"))
        .belonging("employee", vec!["Night shift"])
        .sign(&key)
        .unwrap();
    let keys = KeySet::new([key.verifying_key().unwrap()]);
    assert!(
        keys.verify(&token, Expect::Exactly(TokenType::Jwt))
            .is_err()
    );
    assert!(keys.verify(&token, Expect::JwtOrAbsent).is_err());
    let verified = keys
        .verify(&token, Expect::Exactly(TokenType::SiteAssertion))
        .unwrap();
    let claims = verified.claims().unwrap();
    claims.require("iss", "https://id.example.com").unwrap();
    claims.require_audience("site1").unwrap();
    assert!(claims.require_audience("site2").is_err());
    claims.check_times(120).unwrap();
    assert!(claims.check_times(1000).is_err());
    assert_eq!(claims.text("email").unwrap(), "ada@example.com");
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&hex, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn a_value_cannot_leave_its_header_and_comes_back_as_it_was(text in "\\PC{0,20}|[\\x00-\\xff]{0,20}") {
        let written = header_text(&text);
        prop_assert!(written.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        prop_assert_eq!(written.trim(), written.as_str());
        prop_assert_eq!(decoded(&written), text);
    }

    #[test]
    fn a_list_comes_apart_where_it_was_put_together(texts in proptest::collection::vec("\\PC{1,8}", 1..5)) {
        let written = header_list(texts.iter().map(String::as_str));
        let apart: Vec<String> = written.split(',').map(decoded).collect();
        prop_assert_eq!(apart, texts);
    }

    #[test]
    fn no_header_makes_a_request_that_is_not_plain(
        method in "[A-Za-z,\r\n -]{0,8}", proto in "(https?|wss?|[a-z, :/]{0,8})", host in "[ -~]{0,24}", uri in "/?[ -~\r\n\u{80}-\u{ff}]{0,24}",
    ) {
        if let Ok(original) = said(&method, &proto, &host, &uri).read() {
            prop_assert!(original.target.starts_with('/') && original.target.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert!(!original.target.contains('#'));
            let again = original.origin.to_string();
            prop_assert!(again.starts_with("https://") || again.starts_with("http://"));
            prop_assert_eq!(again.parse(), Ok(original.origin.clone()));
        }
    }
}
