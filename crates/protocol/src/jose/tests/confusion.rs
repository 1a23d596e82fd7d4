//! Tokens that try to choose their own algorithm, key or rules.
//!
//! After fast-jwt CVE-2026-34950, python-jose CVE-2026-85394, ruby-jwt CVE-2026-45363, LibJWT
//! CVE-2026-44699 and json-jwt CVE-2023-51774.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::{JWT, key_and_set};
use crate::jose::{Algorithm, Expect, KeySet, SigningKey, TokenError, TokenType, base64url_encode};

/// A token with any header, signed by a real key over exactly that header.
fn forged(header: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let claims = base64url_encode(json!({"sub": "admin"}).to_string());
    let input = format!("{}.{claims}", base64url_encode(header.to_string()));
    let signature = base64url_encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

fn real(key: &SigningKey, header: Value) -> String {
    forged(&header, |input| key.sign_raw(input))
}

#[test]
fn unsigned_tokens_are_refused() {
    for algorithm in Algorithm::ALL {
        let (key, set) = key_and_set(algorithm);
        for none in ["none", "None", "NONE", "nOnE"] {
            let header = json!({"alg": none, "typ": "JWT", "kid": key.key_id()});
            let token = forged(&header, |_| Vec::new());
            assert_eq!(
                set.verify(&token, JWT),
                Err(TokenError::AlgorithmNone),
                "{none}"
            );
        }
        let header = json!({"alg": algorithm.name(), "typ": "JWT", "kid": key.key_id()});
        let token = forged(&header, |_| Vec::new());
        assert_eq!(set.verify(&token, JWT), Err(TokenError::Signature));
        let token = forged(&header, |_| vec![0; 64]);
        assert_eq!(set.verify(&token, JWT), Err(TokenError::Signature));
    }
}

#[test]
fn public_keys_are_not_hmac_secrets() {
    for algorithm in Algorithm::ALL {
        let (key, set) = key_and_set(algorithm);
        let jwk = key.public_jwk().to_json();
        let secrets = [
            jwk.to_string().into_bytes(),
            jwk["n"]
                .as_str()
                .or(jwk["x"].as_str())
                .unwrap()
                .as_bytes()
                .to_vec(),
            key.key_id().as_bytes().to_vec(),
            Vec::new(),
            vec![0; 32],
        ];
        for name in ["HS256", "hs256", "HS384", "HS512"] {
            for secret in &secrets {
                let header = json!({"alg": name, "typ": "JWT", "kid": key.key_id()});
                let hmac_key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                let token = forged(&header, |input| {
                    hmac::sign(&hmac_key, input).as_ref().to_vec()
                });
                assert_eq!(set.verify(&token, JWT), Err(TokenError::AlgorithmSymmetric));
            }
        }
    }
}

/// The header may only agree with the key; naming another of our algorithms does not change it.
#[test]
fn the_algorithm_belongs_to_the_key() {
    let pairs = Algorithm::ALL.map(key_and_set);
    let all = KeySet::new(pairs.iter().map(|(key, _)| key.verifying_key().unwrap()));
    for (key, _) in &pairs {
        for name in Algorithm::ALL.map(Algorithm::name) {
            let token = real(key, json!({"alg": name, "typ": "JWT", "kid": key.key_id()}));
            let expected = name == key.algorithm().name();
            assert_eq!(all.verify(&token, JWT).is_ok(), expected, "{name}");
            if !expected {
                assert_eq!(all.verify(&token, JWT), Err(TokenError::AlgorithmMismatch));
            }
        }
        for name in [
            "RS384", "RS512", "PS384", "ES384", "ES256K", "Ed25519", "", "es256",
        ] {
            let token = real(key, json!({"alg": name, "typ": "JWT", "kid": key.key_id()}));
            assert_eq!(
                all.verify(&token, JWT),
                Err(TokenError::AlgorithmUnknown),
                "{name}"
            );
        }
    }
}

/// One key's token under another key's name, and a set with two keys of one name.
#[test]
fn the_name_picks_the_key_and_nothing_else() {
    let (mine, set) = key_and_set(Algorithm::Es256);
    let (other, _) = key_and_set(Algorithm::Es256);
    let token = real(
        &other,
        json!({"alg": "ES256", "typ": "JWT", "kid": mine.key_id()}),
    );
    assert_eq!(set.verify(&token, JWT), Err(TokenError::Signature));
    let both = KeySet::new([&mine, &other].map(|key| key.verifying_key().unwrap()));
    let unnamed = real(&mine, json!({"alg": "ES256", "typ": "JWT"}));
    assert_eq!(both.verify(&unnamed, JWT), Err(TokenError::KeyAbsent));
    assert!(set.verify(&unnamed, JWT).is_ok());
    for kid in ["", "../../dev/null", "' OR 1=1", "x"] {
        let token = real(&mine, json!({"alg": "ES256", "typ": "JWT", "kid": kid}));
        assert_eq!(
            set.verify(&token, JWT),
            Err(TokenError::KeyUnknown),
            "{kid}"
        );
    }
    assert_eq!(
        KeySet::default().verify(&unnamed, JWT),
        Err(TokenError::KeyAbsent)
    );
}

#[test]
fn headers_that_bring_keys_or_rules_are_refused() {
    let (key, set) = key_and_set(Algorithm::Es256);
    let (attacker, _) = key_and_set(Algorithm::Es256);
    for (name, value) in [
        ("jwk", attacker.public_jwk().to_json()),
        ("jku", json!("https://attacker.example/keys")),
        ("x5u", json!("https://attacker.example/cert")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("jwk", Value::Null),
    ] {
        for signer in [&key, &attacker] {
            let mut header = json!({"alg": "ES256", "typ": "JWT", "kid": signer.key_id()});
            header[name] = value.clone();
            let refused = set.verify(&real(signer, header), JWT);
            assert_eq!(refused, Err(TokenError::HeaderForbidden(name)));
        }
    }
}

#[test]
fn broken_headers_name_their_fault() {
    let (key, set) = key_and_set(Algorithm::Es256);
    let verify = |header: &str| {
        set.verify(
            &format!("{}.e30.AAAA", base64url_encode(header)),
            Expect::JwtOrAbsent,
        )
    };
    assert_eq!(verify("{}"), Err(TokenError::AlgorithmAbsent));
    assert_eq!(
        verify(r#"{"alg":null}"#),
        Err(TokenError::HeaderMember("alg"))
    );
    assert_eq!(
        verify(r#"{"alg":["ES256"]}"#),
        Err(TokenError::HeaderMember("alg"))
    );
    assert_eq!(
        verify(r#"{"alg":"ES256","kid":1}"#),
        Err(TokenError::HeaderMember("kid"))
    );
    assert_eq!(
        verify(r#"{"alg":"ES256","typ":1}"#),
        Err(TokenError::HeaderMember("typ"))
    );
    for header in [
        "",
        "x",
        "[]",
        r#"{"alg":"none","alg":"ES256"}"#,
        "{} ",
        "{\"alg\":\"ES256\"}x",
    ] {
        let refused = verify(header).unwrap_err();
        let json_fault = matches!(refused, TokenError::HeaderJson(_));
        assert!(
            json_fault || refused == TokenError::AlgorithmAbsent,
            "{header}: {refused}"
        );
    }
    let token = key.sign(TokenType::Jwt, &json!({})).unwrap();
    let padded = token.replacen('.', "=.", 1);
    assert_eq!(set.verify(&padded, JWT), Err(TokenError::HeaderEncoding));
    let swapped = token.replace('.', "..");
    assert_eq!(set.verify(&swapped, JWT), Err(TokenError::Parts));
}

/// An encrypted token has five parts and never passes as a signed one.
#[test]
fn encrypted_tokens_are_not_signed_tokens() {
    let (_, set) = key_and_set(Algorithm::Rs256);
    let header = base64url_encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM","typ":"JWT"}"#);
    let jwe = format!("{header}.AAAA.AAAA.AAAA.AAAA");
    assert_eq!(set.verify(&jwe, JWT), Err(TokenError::Parts));
    let three = format!("{header}.AAAA.AAAA");
    assert_eq!(
        set.verify(&three, JWT),
        Err(TokenError::HeaderForbidden("enc"))
    );
}

#[test]
fn a_payload_that_is_no_object_gives_no_claims() {
    let (key, set) = key_and_set(Algorithm::EdDsa);
    for payload in ["[]", "null", "", r#"{"sub":"a","sub":"b"}"#] {
        let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": key.key_id()});
        let input = format!(
            "{}.{}",
            base64url_encode(header.to_string()),
            base64url_encode(payload)
        );
        let token = format!(
            "{input}.{}",
            base64url_encode(key.sign_raw(input.as_bytes()))
        );
        let verified = set.verify(&token, JWT).unwrap();
        assert!(
            matches!(verified.claims(), Err(TokenError::Claim(_))),
            "{payload}"
        );
    }
}
