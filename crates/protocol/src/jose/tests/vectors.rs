//! RFC 7515 appendices A.2 and A.3, RFC 7517 appendix A.1, RFC 7638 section 3.1, RFC 8037 appendix A.

use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{Ed25519KeyPair, RsaKeyPair};
use serde_json::json;

use crate::jose::jwk::Padding;
use crate::jose::signing_key::Secret;
use crate::jose::{
    Algorithm, Expect, Jwk, JwkSet, KeyError, KeySet, SigningKey, TokenError, VerifyingKey,
    base64url_decode, base64url_encode,
};

const A2_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJP\
    MEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS\
    5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXF\
    vUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const A2_D: &str = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE\
    -7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0\
    M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3cc\
    PDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";
const A2_P: &str = "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa\
    9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc";
const A2_Q: &str = "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C\
    6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc";
const A2_DP: &str = "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_P\
    I7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0";
const A2_DQ: &str = "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oK\
    r6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU";
const A2_QI: &str = "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_\
    QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U";
const A2_INPUT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly\
    9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const A2_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0\
    Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARN\
    PvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeY\
    I2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const A3_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const A3_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly\
    9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISl\
    SApmWQxfKTUJqPP3-Kg6NU1Q";
const RFC8037_KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const RFC8037_SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const RFC8037_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0Jz\
    lnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const RFC7638_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhD\
    R1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_\
    FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZ\
    u0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

fn bytes(text: &str) -> Vec<u8> {
    base64url_decode(text).unwrap()
}

fn verified(key: &str, token: &str) -> Result<Vec<u8>, TokenError> {
    let key = VerifyingKey::new(Jwk::parse(key.as_bytes()).unwrap()).unwrap();
    let verified = KeySet::new([key]).verify(token, Expect::JwtOrAbsent)?;
    Ok(verified.payload().to_vec())
}

#[test]
fn rfc7515_a2_rs256_verifies() {
    let key = json!({"kty": "RSA", "n": A2_N, "e": "AQAB"}).to_string();
    let token = format!("{A2_INPUT}.{A2_SIGNATURE}");
    let payload =
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    assert_eq!(verified(&key, &token).unwrap(), payload.as_bytes());
}

#[test]
fn rfc7515_a2_rs256_signs_byte_for_byte() {
    let pair = RsaKeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents {
            n: bytes(A2_N),
            e: bytes("AQAB"),
        },
        d: bytes(A2_D),
        p: bytes(A2_P),
        q: bytes(A2_Q),
        dP: bytes(A2_DP),
        dQ: bytes(A2_DQ),
        qInv: bytes(A2_QI),
    });
    let secret = Secret::Rsa(Box::new(pair.unwrap()), Padding::Pkcs1);
    assert_eq!(
        base64url_encode(secret.sign(A2_INPUT.as_bytes()).unwrap()),
        A2_SIGNATURE
    );
}

#[test]
fn rfc7515_a3_es256_verifies() {
    let payload = verified(A3_KEY, A3_TOKEN).unwrap();
    assert!(payload.starts_with(b"{\"iss\":\"joe\",\r\n"));
    let key = json!({"kty": "RSA", "n": A2_N, "e": "AQAB"}).to_string();
    assert_eq!(verified(&key, A3_TOKEN), Err(TokenError::KeyAbsent));
}

#[test]
fn rfc8037_a_ed25519() {
    assert_eq!(
        verified(RFC8037_KEY, RFC8037_TOKEN).unwrap(),
        b"Example of Ed25519 signing"
    );
    let pair = Ed25519KeyPair::from_seed_unchecked(&bytes(RFC8037_SEED)).unwrap();
    let document = pair.to_pkcs8v1().unwrap();
    let key = SigningKey::from_pkcs8(Algorithm::EdDsa, document.as_ref()).unwrap();
    // A.3: the thumbprint, which is our name for the key.
    assert_eq!(key.key_id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(
        key.public_jwk().to_json()["x"],
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    );
    let (input, signature) = RFC8037_TOKEN.rsplit_once('.').unwrap();
    let made = Secret::Ed25519(pair).sign(input.as_bytes()).unwrap();
    assert_eq!(base64url_encode(made), signature);
}

#[test]
fn rfc7638_thumbprint() {
    let json =
        json!({"kty": "RSA", "n": RFC7638_N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
    let key = Jwk::parse(json.to_string().as_bytes()).unwrap();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    assert_eq!(key.key_id(), Some("2011-04-29"));
}

/// RFC 7517 appendix A.1: one key to encrypt, which is none of ours, and one to sign.
#[test]
fn rfc7517_a1_set() {
    let set = json!({"keys": [
        {"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "use": "enc", "kid": "1"},
        {"kty": "RSA", "n": RFC7638_N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    ]});
    let set = JwkSet::parse(set.to_string().as_bytes()).unwrap();
    assert_eq!(set.keys.len(), 1);
    assert_eq!(set.keys[0].key_id(), Some("2011-04-29"));
    let keys = KeySet::from_jwks(set.clone()).unwrap();
    assert_eq!(keys.to_jwks(), set);
    assert_eq!(keys.algorithms(), [Algorithm::Rs256]);
    let published = serde_json::to_string(&set).unwrap();
    assert_eq!(JwkSet::parse(published.as_bytes()), Ok(set));
}

#[test]
fn private_and_malformed_keys_are_refused() {
    let private = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
    let symmetric = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}"#;
    for key in [private, symmetric] {
        assert_eq!(Jwk::parse(key.as_bytes()), Err(KeyError::PrivateMaterial));
        let set = format!(r#"{{"keys":[{key}]}}"#);
        assert_eq!(
            JwkSet::parse(set.as_bytes()),
            Err(KeyError::PrivateMaterial)
        );
    }
    let short = A3_KEY.replace("VEU", "");
    assert_eq!(Jwk::parse(short.as_bytes()), Err(KeyError::Encoding("x")));
    let zero = r#"{"kty":"RSA","n":"AAEB","e":"AQAB"}"#;
    assert_eq!(Jwk::parse(zero.as_bytes()), Err(KeyError::Encoding("n")));
    assert_eq!(
        Jwk::parse(br#"{"kty":"RSA","n":5}"#),
        Err(KeyError::Member("n"))
    );
    assert_eq!(Jwk::parse(br#"{"kty":"RSA"}"#), Err(KeyError::Member("n")));
    for other in [
        r#"{"kty":"EC","crv":"P-521"}"#,
        r#"{"kty":"OKP","crv":"X25519"}"#,
        "{}",
    ] {
        assert_eq!(
            Jwk::parse(other.as_bytes()),
            Err(KeyError::UnsupportedKeyType),
            "{other}"
        );
    }
    let many = format!(
        r#"{{"keys":[{}]}}"#,
        vec!["{}"; JwkSet::MAX_KEYS + 1].join(",")
    );
    assert_eq!(JwkSet::parse(many.as_bytes()), Err(KeyError::TooManyKeys));
    assert_eq!(JwkSet::parse(b"{}"), Err(KeyError::Member("keys")));
}

#[test]
fn keys_for_other_purposes_are_refused() {
    let with = |extra: &str| Jwk::parse(A3_KEY.replace("\"kty\"", extra).as_bytes());
    assert_eq!(
        with(r#""use":"enc","kty""#),
        Err(KeyError::UnsupportedKeyType)
    );
    assert_eq!(
        with(r#""key_ops":["encrypt"],"kty""#),
        Err(KeyError::UnsupportedKeyType)
    );
    assert_eq!(
        with(r#""alg":"ECDH-ES","kty""#),
        Err(KeyError::UnsupportedAlgorithm)
    );
    assert_eq!(
        with(r#""alg":"RS256","kty""#),
        Err(KeyError::UnsupportedAlgorithm)
    );
    assert!(with(r#""use":"sig","key_ops":["verify"],"alg":"ES256","kty""#).is_ok());
}
