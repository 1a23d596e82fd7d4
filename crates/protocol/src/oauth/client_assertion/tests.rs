//! Every way in which an assertion does not fit.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, ClaimError, JwkSet, SigningKey};

const ISSUER: &str = "https://id.example";
const TOKEN: &str = "https://id.example/oidc/token";
const PUSHED: &str = "https://id.example/oidc/par";
const NOW: i64 = 1_800_000_000;

struct Stage {
    key: SigningKey,
    keys: KeySet,
}

fn stage_of(algorithm: Algorithm) -> Stage {
    let (key, _) = SigningKey::generate(algorithm).unwrap();
    let keys = KeySet::new([key.verifying_key().unwrap()]);
    Stage { key, keys }
}

fn stage() -> Stage {
    stage_of(Algorithm::Es256)
}

fn good() -> Value {
    json!({"iss": "app", "sub": "app", "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "nbf": NOW,
           "jti": "one"})
}

impl Stage {
    fn read(&self, text: &str) -> Result<ClientAssertion, AssertionRefusal> {
        let due = AssertionDue {
            client_id: "app",
            issuer: ISSUER,
            endpoints: &[TOKEN, PUSHED],
            now: NOW,
        };
        ClientAssertion::verify(text, &self.keys, &due)
    }

    fn of_type(&self, typ: TokenType, claims: &Value) -> Result<ClientAssertion, AssertionRefusal> {
        self.read(&self.key.sign(typ, claims).unwrap())
    }

    fn with(&self, name: &str, value: Value) -> Result<ClientAssertion, AssertionRefusal> {
        let mut claims = good();
        claims[name] = value;
        self.of_type(TokenType::Jwt, &claims)
    }

    fn without(&self, name: &str) -> Result<ClientAssertion, AssertionRefusal> {
        let mut claims = good();
        claims.as_object_mut().unwrap().remove(name);
        self.of_type(TokenType::Jwt, &claims)
    }

    fn refused(&self, name: &str, value: Value) -> AssertionRefusal {
        self.with(name, value).unwrap_err()
    }

    /// A token with any header, truly signed.
    fn headed(&self, header: &Value) -> Result<ClientAssertion, AssertionRefusal> {
        let part = |value: &Value| crate::jose::base64url_encode(value.to_string());
        let input = format!("{}.{}", part(header), part(&good()));
        let signature = crate::jose::base64url_encode(self.key.sign_raw(input.as_bytes()));
        self.read(&format!("{input}.{signature}"))
    }
}

#[test]
fn each_algorithm_proves_a_client() {
    for algorithm in Algorithm::ALL {
        let stage = stage_of(algorithm);
        let read = stage.of_type(TokenType::Jwt, &good()).unwrap();
        assert_eq!(read.jti, "one");
        assert_eq!(read.remember_until, NOW + 60 + CLOCK_SKEW_SECONDS);
        let name = algorithm.name();
        assert!(
            stage.headed(&json!({"alg": name})).is_ok(),
            "no typ, no kid"
        );
    }
}

/// Most clients export RSA keys without `alg`; both paddings of SHA-256 are taken from one, and no other.
#[test]
fn an_rsa_key_that_does_not_say_serves_both_paddings() {
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        let stage = stage_of(algorithm);
        let mut jwk = stage.key.public_jwk().to_json();
        jwk.as_object_mut().unwrap().remove("alg");
        let set = JwkSet::parse(json!({"keys": [jwk]}).to_string().as_bytes()).unwrap();
        let keys = KeySet::from_jwks(set).unwrap();
        let stage = Stage { keys, ..stage };
        assert!(
            stage.of_type(TokenType::Jwt, &good()).is_ok(),
            "{algorithm}"
        );
        let other = match algorithm {
            Algorithm::Rs256 => "PS256",
            _ => "RS256",
        };
        let why = stage.headed(&json!({"alg": other})).unwrap_err();
        assert_eq!(why, AssertionRefusal::Token(TokenError::Signature));
        let why = stage.headed(&json!({"alg": "ES256"})).unwrap_err();
        assert_eq!(why, AssertionRefusal::Token(TokenError::KeyAbsent));
    }
}

#[test]
fn parties_are_exact() {
    use AssertionRefusal as R;
    let stage = stage();
    for odd in [
        json!("other"),
        json!(""),
        json!("APP"),
        json!(["app"]),
        Value::Null,
    ] {
        assert_eq!(stage.refused("iss", odd.clone()), R::Issuer, "{odd}");
        assert_eq!(stage.refused("sub", odd.clone()), R::Subject, "{odd}");
    }
    assert_eq!(stage.without("iss"), Err(R::Issuer));
    assert_eq!(stage.without("sub"), Err(R::Subject));
}

/// CVE-2025-27370 and CVE-2025-27371: an assertion for two servers, or for another, is nobody's.
#[test]
fn every_audience_is_ours() {
    let stage = stage();
    for sound in [
        json!(ISSUER),
        json!(TOKEN),
        json!(PUSHED),
        json!([ISSUER]),
        json!([ISSUER, TOKEN]),
    ] {
        assert!(stage.with("aud", sound.clone()).is_ok(), "{sound}");
    }
    for odd in [
        json!("https://evil.example"),
        json!([ISSUER, "https://evil.example"]),
        json!(["https://evil.example/token", TOKEN]),
        json!("https://id.example/"),
        json!("https://id.example/oidc/tokens"),
        json!("https://id.example/oidc/revoke"),
        json!("HTTPS://ID.EXAMPLE"),
        json!(""),
        json!([]),
        json!([ISSUER, 1]),
        json!({"aud": ISSUER}),
        Value::Null,
    ] {
        assert_eq!(
            stage.refused("aud", odd.clone()),
            AssertionRefusal::Audience,
            "{odd}"
        );
    }
    assert_eq!(stage.without("aud"), Err(AssertionRefusal::Audience));
}

#[test]
fn one_that_says_it_is_an_assertion_names_the_issuer_alone() {
    let stage = stage();
    let with = |aud: Value| {
        let mut claims = good();
        claims["aud"] = aud;
        stage.of_type(TokenType::ClientAssertion, &claims)
    };
    assert!(with(json!(ISSUER)).is_ok() && with(json!([ISSUER])).is_ok());
    for odd in [
        json!(TOKEN),
        json!([ISSUER, TOKEN]),
        json!([ISSUER, ISSUER]),
    ] {
        assert_eq!(with(odd.clone()), Err(AssertionRefusal::Audience), "{odd}");
    }
}

#[test]
fn times_have_bounds() {
    use AssertionRefusal as R;
    let (stage, skew) = (stage(), CLOCK_SKEW_SECONDS);
    assert_eq!(stage.without("exp"), Err(R::ExpiryAbsent));
    assert_eq!(stage.refused("exp", json!("soon")), R::ExpiryAbsent);
    assert_eq!(
        stage.refused("exp", json!(NOW * 1000)),
        R::ExpiryAbsent,
        "milliseconds"
    );
    assert_eq!(stage.refused("exp", json!(NOW - skew)), R::Expired);
    assert!(stage.with("exp", json!(NOW - skew + 1)).is_ok());
    assert!(stage.with("exp", json!(NOW + 3600 + skew)).is_ok());
    assert_eq!(stage.refused("exp", json!(NOW + 3601 + skew)), R::TooLong);
    for name in ["nbf", "iat"] {
        assert!(stage.with(name, json!(NOW + skew)).is_ok());
        assert_eq!(stage.refused(name, json!(NOW + skew + 1)), R::NotYet);
        assert_eq!(stage.refused(name, json!("now")), R::Time);
        assert!(stage.without(name).is_ok());
    }
}

#[test]
fn it_has_a_name_of_its_own() {
    let stage = stage();
    assert_eq!(stage.without("jti"), Err(AssertionRefusal::Jti));
    for odd in [
        json!(""),
        json!(7),
        json!("j".repeat(256)),
        json!("a\u{0}b"),
        json!("jé"),
    ] {
        assert_eq!(
            stage.refused("jti", odd.clone()),
            AssertionRefusal::Jti,
            "{odd}"
        );
    }
    assert!(stage.with("jti", json!("j".repeat(255))).is_ok());
}

#[test]
fn only_a_key_of_the_client_signs_and_only_as_it_is_meant() {
    use AssertionRefusal as R;
    let (own, other) = (stage(), stage());
    let foreign = other.key.sign(TokenType::Jwt, &good()).unwrap();
    let why = own.read(&foreign).unwrap_err();
    assert_eq!(why, R::Token(TokenError::KeyUnknown));
    assert!(why.is_about_keys(), "it may have published new ones");
    let id = own.key.key_id();
    for (header, error) in [
        (json!({"alg": "none"}), TokenError::AlgorithmNone),
        (
            json!({"alg": "HS256", "kid": id}),
            TokenError::AlgorithmSymmetric,
        ),
        (
            json!({"alg": "ES384", "kid": id}),
            TokenError::AlgorithmUnknown,
        ),
        (
            json!({"alg": "EdDSA", "kid": id}),
            TokenError::AlgorithmMismatch,
        ),
        (
            json!({"alg": "ES256", "jwk": {}}),
            TokenError::HeaderForbidden("jwk"),
        ),
        (
            json!({"alg": "ES256", "jku": "https://evil.example"}),
            TokenError::HeaderForbidden("jku"),
        ),
        (
            json!({"alg": "ES256", "typ": "dpop+jwt"}),
            TokenError::TypeMismatch,
        ),
        (
            json!({"alg": "ES256", "typ": "oauth-authz-req+jwt"}),
            TokenError::TypeMismatch,
        ),
        (
            json!({"alg": "ES256", "typ": "at+jwt"}),
            TokenError::TypeMismatch,
        ),
    ] {
        assert_eq!(own.headed(&header), Err(R::Token(error)), "{header}");
    }
    let long = json!("x".repeat(9000));
    let why = own.with("more", long).unwrap_err();
    assert_eq!(why, R::Token(TokenError::TooLong));
    assert!(!R::Token(ClaimError::Expired.into()).is_about_keys() && !R::Audience.is_about_keys());
}

/// RFC 7523 section 4: the claims of the example, with the members a client has to add here.
#[test]
fn the_example_of_the_specification_lacks_a_name() {
    let stage = stage();
    let mut claims = json!({"iss": "https://jwt-idp.example.com",
        "sub": "mailto:mike@example.com", "aud": "https://jwt-rp.example.net",
        "nbf": 1_300_815_780, "exp": 1_300_819_380, "http://claims.example.com/member": true});
    let text = stage.key.sign(TokenType::Jwt, &claims).unwrap();
    let said = ClientAssertion::said_subject(&text);
    assert_eq!(said.as_deref(), Some("mailto:mike@example.com"));
    let read = |claims: &Value| {
        let due = AssertionDue {
            client_id: "mailto:mike@example.com",
            issuer: "https://jwt-rp.example.net",
            endpoints: &[],
            now: 1_300_815_800,
        };
        let text = stage.key.sign(TokenType::Jwt, claims).unwrap();
        ClientAssertion::verify(&text, &stage.keys, &due)
    };
    assert_eq!(
        read(&claims),
        Err(AssertionRefusal::Issuer),
        "a third party's"
    );
    claims["iss"] = claims["sub"].clone();
    assert_eq!(read(&claims), Err(AssertionRefusal::Jti));
    claims["jti"] = "j".into();
    assert!(read(&claims).is_ok(), "an hour");
}

proptest! {
    #[test]
    fn no_text_is_an_assertion(text in "[A-Za-z0-9_.-]{0,120}") {
        prop_assert!(stage().read(&text).is_err());
        let _ = ClientAssertion::said_subject(&text);
    }

    /// Whatever a client signs, what is taken is for us, from it, and near.
    #[test]
    fn what_is_taken_keeps_the_rules(
        iss in "(app|other)", sub in "(app|other)", second in any::<bool>(),
        life in -100i64..5000, start in -5000i64..100, jti in "[a-z]{0,3}",
    ) {
        let aud = if second { json!([ISSUER, "https://evil.example"]) } else { json!(ISSUER) };
        let claims = json!({"iss": iss, "sub": sub, "aud": aud, "exp": NOW + life,
                            "iat": NOW + start, "jti": jti});
        let taken = stage().of_type(TokenType::Jwt, &claims).is_ok();
        let skew = CLOCK_SKEW_SECONDS;
        let sound = iss == "app" && sub == "app" && !second && !jti.is_empty()
            && life > -skew && life <= 3600 + skew && start <= skew;
        prop_assert_eq!(taken, sound);
    }
}
