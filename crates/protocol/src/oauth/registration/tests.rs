//! Published documents, and what must not pass.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::MetadataRefusal as R;
use super::*;

fn parse(metadata: &Value) -> Result<Metadata, R> {
    Metadata::of_new_client(metadata.to_string().as_bytes())
}

fn usual() -> Value {
    json!({"redirect_uris": ["https://app.example/cb"]})
}

fn with(name: &str, value: Value) -> Result<Metadata, R> {
    let mut metadata = usual();
    metadata[name] = value;
    parse(&metadata)
}

/// The example of RFC 7591 section 3.1.
#[test]
fn the_published_example_of_the_rfc() {
    let metadata = parse(&json!({
        "redirect_uris": ["https://client.example.org/callback",
                          "https://client.example.org/callback2"],
        "client_name": "My Example Client",
        "client_name#ja-Jpan-JP": "\u{30AF}\u{30E9}\u{30A4}\u{30A2}\u{30F3}\u{30C8}\u{540D}",
        "token_endpoint_auth_method": "client_secret_basic",
        "logo_uri": "https://client.example.org/logo.png",
        "jwks_uri": "https://client.example.org/my_public_keys.jwks",
        "example_extension_parameter": "example_value"
    }));
    let metadata = metadata.unwrap();
    assert_eq!(metadata.name.as_deref(), Some("My Example Client"));
    assert_eq!(
        (metadata.redirect_uris.len(), metadata.auth),
        (2, ClientAuth::Secret)
    );
    assert_eq!(metadata.grants, [GrantType::AuthorizationCode]);
    assert_eq!(metadata.scopes.to_string(), "openid profile email");
    assert_eq!(metadata.id_token_alg, Algorithm::Rs256);
    let keys = "https://client.example.org/my_public_keys.jwks";
    assert_eq!(metadata.jwks_uri.as_deref(), Some(keys));
}

/// The example of OpenID Connect Dynamic Client Registration 1.0 section 3.1 asks for pairwise subjects and encrypted
/// answers. Nobody gets something else in silence.
#[test]
fn the_published_example_of_openid_asks_for_what_is_not_done() {
    let mut metadata = json!({
        "application_type": "web",
        "redirect_uris": ["https://client.example.org/callback",
                          "https://client.example.org/callback2"],
        "client_name": "My Example",
        "logo_uri": "https://client.example.org/logo.png",
        "subject_type": "pairwise",
        "sector_identifier_uri": "https://other.example.net/file_of_redirect_uris.json",
        "token_endpoint_auth_method": "client_secret_basic",
        "jwks_uri": "https://client.example.org/my_public_keys.jwks",
        "userinfo_encrypted_response_alg": "RSA-OAEP-256",
        "userinfo_encrypted_response_enc": "A128CBC-HS256",
        "contacts": ["ve7jtb@example.org", "mary@example.org"],
        "request_uris": ["https://client.example.org/rf.txt#qpXaRLh_n93TTR9F252ValdatUQvQiJi5BDub2BeznA"]
    });
    for name in [
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
        "sector_identifier_uri",
        "request_uris",
        "subject_type",
    ] {
        assert_eq!(parse(&metadata), Err(R::Unsupported(name)));
        metadata.as_object_mut().unwrap().remove(name);
    }
    assert!(parse(&metadata).is_ok());
}

/// RFC 7592 section 2.2.
#[test]
fn the_published_example_of_a_change() {
    let body = json!({
        "client_id": "s6BhdRkqt3",
        "client_secret": "cf136dc3c1fc93f31185e5885805d",
        "redirect_uris": ["https://client.example.org/callback",
                          "https://client.example.org/alt"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "client_secret_basic",
        "jwks_uri": "https://client.example.org/my_public_keys.jwks",
        "client_name": "My New Example",
        "client_name#fr": "Mon Nouvel Exemple",
        "logo_uri": "https://client.example.org/newlogo.png",
        "logo_uri#fr": "https://client.example.org/fr/newlogo.png"
    })
    .to_string();
    let change = MetadataChange::of_client(body.as_bytes(), "s6BhdRkqt3").unwrap();
    assert_eq!(change.metadata.name.as_deref(), Some("My New Example"));
    assert_eq!(change.metadata.grants, GrantType::USUAL);
    let secret = change.secret.unwrap();
    assert_eq!(secret.expose(), "cf136dc3c1fc93f31185e5885805d");
    let other = MetadataChange::of_client(body.as_bytes(), "s6BhdRkqt4");
    assert_eq!(other, Err(R::Foreign("client_id")));
    let nobody = MetadataChange::of_client(usual().to_string().as_bytes(), "s6BhdRkqt3");
    assert_eq!(
        nobody,
        Err(R::Foreign("client_id")),
        "the whole is said again"
    );
}

#[test]
fn a_new_client_names_neither_itself_nor_its_secret() {
    for name in ["client_id", "client_secret"]
        .into_iter()
        .chain(OF_THE_ANSWER)
    {
        assert_eq!(with(name, json!("chosen")), Err(R::Given(name)), "{name}");
    }
    for name in OF_THE_ANSWER {
        let mut body = usual();
        body["client_id"] = "me".into();
        body[name] = "chosen".into();
        let change = MetadataChange::of_client(body.to_string().as_bytes(), "me");
        assert_eq!(change, Err(R::Given(name)));
    }
}

#[test]
fn what_is_not_done_here_is_refused_by_name() {
    for (name, value) in [
        ("response_types", json!(["code", "token"])),
        ("response_types", json!(["code id_token"])),
        ("grant_types", json!(["authorization_code", "implicit"])),
        ("grant_types", json!(["authorization_code", "password"])),
        ("grant_types", json!(["refresh_token"])),
        ("grant_types", json!([])),
        ("subject_type", json!("pairwise")),
        ("application_type", json!("desktop")),
        ("request_object_signing_alg", json!("none")),
        ("token_endpoint_auth_signing_alg", json!("HS256")),
        ("id_token_signed_response_alg", json!("none")),
        ("id_token_signed_response_alg", json!("HS256")),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("token_endpoint_auth_method", json!("tls_client_auth")),
        ("tls_client_certificate_bound_access_tokens", json!(true)),
    ] {
        assert_eq!(with(name, value), Err(R::Unsupported(name)), "{name}");
    }
    for name in UNSUPPORTED {
        assert_eq!(with(name, json!("RSA-OAEP")), Err(R::Unsupported(name)));
        assert!(with(name, Value::Null).is_ok(), "null is absence: {name}");
    }
    assert_eq!(
        with("software_statement", json!("a.b.c")),
        Err(R::Statement)
    );
}

/// Whatever works without a person before our own pages needs somebody to vouch for it.
#[test]
fn nobody_registers_for_more_than_a_person_allows_at_the_page() {
    for grant in GrantType::ALL {
        let named = with(
            "grant_types",
            json!(["authorization_code", grant.on_wire()]),
        );
        assert_eq!(named.is_ok(), GrantType::USUAL.contains(grant), "{grant:?}");
    }
    let everything = Scopes::all().to_string();
    let got = with("scope", json!(everything)).unwrap().scopes;
    assert_eq!(got.to_string(), "openid profile email offline_access");
    let strange = with("scope", json!("email strange groups")).unwrap();
    assert_eq!(strange.scopes.to_string(), "openid email");
}

#[test]
fn members_have_their_types() {
    for (name, value) in [
        ("client_name", json!(7)),
        ("client_name", json!("a\0b")),
        ("client_name", json!("")),
        ("client_name", json!("x".repeat(4097))),
        ("scope", json!(["openid"])),
        ("scope", json!("open\"id")),
        ("jwks", json!("{}")),
        ("jwks_uri", json!(["https://app.example/keys"])),
        ("grant_types", json!("authorization_code")),
        ("response_types", json!("code")),
        ("post_logout_redirect_uris", json!("https://app.example/")),
        ("post_logout_redirect_uris", json!([null])),
        ("token_endpoint_auth_method", json!("")),
        ("require_signed_request_object", json!("true")),
        ("dpop_bound_access_tokens", json!(1)),
        ("backchannel_logout_uri", json!({})),
        ("frontchannel_logout_session_required", json!("yes")),
    ] {
        assert_eq!(with(name, value), Err(R::Form(name)), "{name}");
    }
    for odd in [
        json!([]),
        json!("https://app.example/cb"),
        json!([1]),
        json!([""]),
        json!(null),
    ] {
        assert_eq!(with("redirect_uris", odd), Err(R::RedirectUris));
    }
    let many = vec!["https://app.example/cb"; 51];
    assert_eq!(with("redirect_uris", json!(many)), Err(R::RedirectUris));
}

#[test]
fn a_document_is_one_small_object() {
    let twice = r#"{"redirect_uris":["https://a"],"redirect_uris":["https://b"]}"#;
    for text in ["", "[]", "{", "null", twice, "{}{}"] {
        assert_eq!(
            Metadata::of_new_client(text.as_bytes()),
            Err(R::Json),
            "{text}"
        );
    }
    let long = format!("{{\"x\":\"{}\"}}", "y".repeat(MAX_METADATA));
    assert_eq!(Metadata::of_new_client(long.as_bytes()), Err(R::Json));
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(500), "]".repeat(500));
    assert_eq!(Metadata::of_new_client(deep.as_bytes()), Err(R::Json));
    assert_eq!(Metadata::of_new_client(b"{}"), Err(R::RedirectUris));
}

#[test]
fn wishes_are_read() {
    let refresh = with(
        "grant_types",
        json!(["refresh_token", "authorization_code"]),
    );
    assert_eq!(refresh.unwrap().grants, GrantType::USUAL);
    for (name, requirement) in [
        (
            "require_pushed_authorization_requests",
            Requirement::PushedRequest,
        ),
        ("require_signed_request_object", Requirement::SignedRequest),
        ("dpop_bound_access_tokens", Requirement::Dpop),
    ] {
        assert_eq!(with(name, json!(true)).unwrap().requires, [requirement]);
        assert!(with(name, json!(false)).unwrap().requires.is_empty());
    }
    for (method, auth) in [
        ("none", ClientAuth::None),
        ("client_secret_post", ClientAuth::Secret),
        ("private_key_jwt", ClientAuth::PrivateKeyJwt),
    ] {
        let read = with("token_endpoint_auth_method", json!(method)).unwrap();
        assert_eq!((read.auth, read.auth_method), (auth, method));
    }
    let told = with("backchannel_logout_uri", json!("https://app.example/out")).unwrap();
    assert_eq!(
        told.backchannel,
        (Some("https://app.example/out".to_owned()), false)
    );
    let algorithm = with("id_token_signed_response_alg", json!("EdDSA")).unwrap();
    assert_eq!(algorithm.id_token_alg, Algorithm::EdDsa);
}

#[test]
fn keys_come_from_one_place() {
    let mut metadata = usual();
    metadata["jwks"] = json!({"keys": []});
    assert_eq!(
        parse(&metadata).unwrap().jwks.as_deref(),
        Some("{\"keys\":[]}")
    );
    metadata["jwks_uri"] = json!("https://app.example/keys");
    assert_eq!(parse(&metadata), Err(R::KeysTwice));
}

#[test]
fn refusals_have_the_codes_of_the_rfc() {
    for (refusal, code, member) in [
        (R::Json, ErrorCode::InvalidClientMetadata, None),
        (
            R::RedirectUris,
            ErrorCode::InvalidRedirectUri,
            Some("redirect_uris"),
        ),
        (
            R::Statement,
            ErrorCode::UnapprovedSoftwareStatement,
            Some("software_statement"),
        ),
        (
            R::Form("scope"),
            ErrorCode::InvalidClientMetadata,
            Some("scope"),
        ),
        (
            R::KeysTwice,
            ErrorCode::InvalidClientMetadata,
            Some("jwks_uri"),
        ),
    ] {
        assert_eq!((refusal.code(), refusal.member()), (code, member));
        let words = refusal.to_string();
        let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
        assert!(words.bytes().all(plain), "RFC 6749 section 5.2: {words}");
    }
}

proptest! {
    /// No unknown member changes what is read, whatever it is called and says.
    #[test]
    fn what_is_unknown_is_passed_over(name in "[a-z_#-]{1,24}", value in "\\PC{0,40}") {
        prop_assert_eq!(with(&format!("x-{name}"), json!(value)), parse(&usual()));
    }

    #[test]
    fn whatever_comes_is_read_or_refused(text in "\\{(\"[a-z_]{1,30}\":(\"[a-z:/]{0,9}\"|true|\\[\\]|null),?){0,6}\\}") {
        if let Ok(read) = Metadata::of_new_client(text.as_bytes()) {
            prop_assert!(!read.redirect_uris.is_empty());
        }
    }
}
