//! Drives the entry functions of the fuzz targets with random bytes and with text of the right
//! shape, so that their promises are checked by every test run.

#[path = "../../../fuzz/src/entries.rs"]
#[expect(
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "the file belongs to the fuzz crate, where it is public and a panic is the finding"
)]
mod entries;

use proptest::prelude::*;

/// Bytes, and pieces that requests are made of.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "(client_id|client_secret|redirect_uri|state|scope|prompt|nonce|code|grant_type|token)=",
        "(id_token_hint|post_logout_redirect_uri|code_challenge|code_challenge_method|max_age)=",
        "(app|openid|code|S256|none|login|authorization_code|refresh_token|client_credentials|plain)&",
        "(https://app\\.example/cb|http://127\\.0\\.0\\.1(:[0-9]{1,6})?/cb|com\\.example\\.app:/cb)&?",
        "(Basic|Bearer) [A-Za-z0-9+/=]{0,24}\n",
        "[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}",
        "[-a-z]{1,9}:/{0,3}[@.:%#?\\\\a-z0-9\\[\\]]{0,24}",
        "[BCDFGHJKLMNPQRSTVWXZ]{4}-?[bcdfghjklmnpqrstvwxz]{4}|DPoP [A-Za-z0-9._-]{1,30}",
        "(subject_token|subject_token_type|actor_token|audience|scope|device_code)=[a-z:_]{0,9}&",
        "%[0-9a-fA-F]{2}|&|=|\\PC{1,6}",
        "(W/)?\"[a-z]{0,3}\",?|\\*|vst_[A-Za-z0-9_-]{0,47}\n",
        "\\{\"(name|kind|count|tags)\":(\"[a-z]{0,4}\"|[0-9]|null|\\[\\])\\}",
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

/// Pieces of JSON as clients send it.
fn json() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "[{}\\[\\],:\"]",
        "\"(id_token|userinfo|essential|value|values|email|acr|sub|redirect_uris|scope)\":",
        "(null|true|false|[0-9]{1,3}|\"[a-z:/]{0,12}\")",
    ];
    let whole =
        "\\{\"(id_token|userinfo)\":\\{\"(email|acr|sub|x)\":(null|\\{\"essential\":true\\})\\}\\}";
    prop_oneof![
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat().into_bytes()),
        whole.prop_map(String::into_bytes),
    ]
}

/// Claims of an assertion, most of them sound.
fn assertion() -> impl Strategy<Value = Vec<u8>> {
    let times = prop_oneof![1_799_990_000i64..1_800_010_000, any::<i64>()];
    let parties = "(app|app|app|other|)";
    let audience = prop_oneof![
        Just("\"https://id.example\""),
        Just("[\"https://id.example\",\"https://id.example/oidc/token\"]"),
        Just("[\"https://id.example\",\"https://evil.example\"]"),
        Just("null"),
    ];
    (parties, parties, audience, times, "[a-z]{0,4}").prop_map(|(iss, sub, aud, exp, jti)| {
        format!(r#"{{"iss":"{iss}","sub":"{sub}","aud":{aud},"exp":{exp},"jti":"{jti}"}}"#)
            .into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn phone_number(typed in "[+0-9][0-9 ()./-]{5,18}") {
        entries::phone_number(typed.as_bytes());
    }

    #[test]
    fn sms_request(bytes in json()) {
        entries::sms_request(&bytes);
    }

    #[test]
    fn jws_verify(bytes in input()) {
        entries::jws_verify(&bytes);
    }

    #[test]
    fn authorization_request(bytes in input()) {
        entries::authorization_request(&bytes);
    }

    #[test]
    fn redirect_uri(bytes in input()) {
        entries::redirect_uri(&bytes);
    }

    #[test]
    fn token_request(bytes in input()) {
        entries::token_request(&bytes);
    }

    #[test]
    fn client_assertion(bytes in prop_oneof![input(), assertion()]) {
        entries::client_assertion(&bytes);
    }

    #[test]
    fn dpop_proof(bytes in input()) {
        entries::dpop_proof(&bytes);
    }

    #[test]
    fn user_code(bytes in input()) {
        entries::user_code(&bytes);
    }

    #[test]
    fn exchange_request(bytes in input()) {
        entries::exchange_request(&bytes);
    }

    #[test]
    fn blueprint(bytes in input()) {
        entries::blueprint(&bytes);
    }

    #[test]
    fn blueprint_of_pieces(text in "(\\[\\[things\\]\\]\n|(name|under|word) = \"[aAb]\"\n|(texts|beside) = \\[\"a\"\\]\n|whole = 1\n){0,9}") {
        entries::blueprint(text.as_bytes());
    }

    #[test]
    fn api_request(bytes in input()) {
        entries::api_request(&bytes);
    }

    #[test]
    fn forwarded_request(bytes in input(), target in "/?[a-dimnADMIN/.%2ef;?#\\\\]{0,16}") {
        entries::forwarded_request(&bytes);
        entries::forwarded_request(target.as_bytes());
    }

    #[test]
    fn logout_request(bytes in input()) {
        entries::logout_request(&bytes);
    }

    #[test]
    fn request_object(bytes in input()) {
        entries::request_object(&bytes);
    }

    #[test]
    fn picture_intake(start in 0usize..4, bytes in input()) {
        let starts = [b"".as_slice(), b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x40\0\0\0WEBPVP8L"];
        entries::picture_intake(&[starts[start], &bytes].concat());
    }

    #[test]
    fn client_metadata(bytes in json()) {
        entries::client_metadata(&bytes);
    }

    #[test]
    fn csv_file(bytes in input(), text in "([a-z=+@ä-]{0,4}[,;\t\"\r\n]{1,2}){0,30}") {
        entries::csv_file(&bytes);
        entries::csv_file(text.as_bytes());
    }

    #[test]
    fn claims_parameter(bytes in json()) {
        entries::claims_parameter(&bytes);
    }
}

/// A request that passes all the way, so that the promises about success are reached too.
#[test]
fn good_requests_reach_the_end() {
    entries::authorization_request(
        b"code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    entries::forwarded_request(b"/page?x=1");
    entries::redirect_uri(b"http://127.0.0.1:8080/cb");
    entries::token_request(b"Basic YXBwOnM=\ngrant_type=refresh_token&refresh_token=r");
    entries::user_code(b"wdjb-mjht");
    entries::user_code(b"client_id=tv&scope=openid+email");
    entries::exchange_request(b"scope=openid&audience=ledger");
    // Another parameter that merely ends so.
    entries::exchange_request(b"\"\"actor_token=x&token=");
    entries::client_assertion(b"x=1");
    entries::client_assertion(
        br#"{"iss":"app","sub":"app","aud":"https://id.example","exp":1800000060,"jti":"j"}"#,
    );
    entries::dpop_proof(b"DPoP abc");
    entries::client_metadata(b"{\"redirect_uris\":[\"https://app.example/cb\"]}");
    entries::client_metadata(
        b"{\"client_id\":\"app\",\"redirect_uris\":[\"https://app.example/cb\"]}",
    );
    entries::logout_request(b"client_id=app&post_logout_redirect_uri=com.example.app:/cb");
    entries::api_request(br#"{"name":"a","kind":"one","count":null,"tags":[]}"#);
    entries::api_request(b"\"key-1\"");
    entries::api_request(b"W/\"a\", \"b\"");
    entries::request_object(
        br#"{"iss":"app","aud":"https://id.example","exp":1200,"client_id":"app","scope":"openid"}"#,
    );
    entries::claims_parameter(br#"{"id_token":{"email":{"essential":true}}}"#);
    entries::jws_verify(
        br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    );
}
