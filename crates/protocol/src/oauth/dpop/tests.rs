//! The proofs printed in RFC 9449, and every way in which one does not fit.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, SigningKey};

/// RFC 9449 figure 2.
const AT_TOKEN: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik\
    VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR\
    nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE\
    QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj\
    oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia\
    WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg\
    4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
/// RFC 9449 figure 12, with the access token of figure 12 in `ath`.
const AT_RESOURCE: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik\
    VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR\
    nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE\
    QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj\
    oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z\
    WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNF\
    c05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E\
    OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
const ACCESS_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
/// RFC 9449 section 6.1.
const THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

const NOW: i64 = 1_562_262_620;
const TOKEN: DpopDue<'_> = DpopDue {
    method: "POST",
    url: "https://server.example.com/token",
    access_token: None,
    now: NOW,
};

#[test]
fn the_proofs_of_the_specification() {
    let proof = DpopProof::parse(AT_TOKEN).unwrap();
    assert_eq!(proof.thumbprint(), THUMBPRINT);
    assert_eq!(proof.id(), "-BwC3ESc6acc2lTc");
    assert_eq!(proof.nonce(), None);
    assert_eq!(proof.check(&TOKEN), Ok(()));
    let shown = DpopDue {
        method: "GET",
        url: "https://resource.example.org/protectedresource",
        access_token: Some(ACCESS_TOKEN),
        now: NOW,
    };
    let proof = DpopProof::parse(AT_RESOURCE).unwrap();
    assert_eq!(proof.thumbprint(), THUMBPRINT);
    assert_eq!(proof.check(&shown), Ok(()));
    let other = DpopDue {
        access_token: Some("another"),
        ..shown
    };
    assert_eq!(proof.check(&other), Err(DpopError::OtherAccessToken));
    let without = DpopProof::parse(AT_TOKEN).unwrap().check(&DpopDue {
        access_token: Some(ACCESS_TOKEN),
        ..TOKEN
    });
    assert_eq!(
        without,
        Err(DpopError::OtherAccessToken),
        "an absent hash is no match"
    );
}

#[test]
fn a_proof_serves_one_method_and_address() {
    let proof = DpopProof::parse(AT_TOKEN).unwrap();
    let at = |url| proof.check(&DpopDue { url, ..TOKEN });
    for same in [
        "https://server.example.com:443/token",
        "https://SERVER.example.com/token",
        "HTTPS://server.example.com/a/../token",
    ] {
        assert_eq!(at(same), Ok(()), "{same}");
    }
    for other in [
        "http://server.example.com/token",
        "https://server.example.com/token/",
        "https://server.example.com/Token",
        "https://server.example.com:8443/token",
        "https://server.example.com.evil.example/token",
        "https://me@server.example.com/token",
        "/token",
        "",
    ] {
        assert_eq!(at(other), Err(DpopError::OtherAddress), "{other}");
    }
    for method in ["GET", "post", ""] {
        let due = DpopDue { method, ..TOKEN };
        assert_eq!(proof.check(&due), Err(DpopError::OtherMethod));
    }
}

#[test]
fn a_proof_is_good_for_a_minute() {
    let proof = DpopProof::parse(AT_TOKEN).unwrap();
    let made = 1_562_262_616;
    let at = |now| proof.check(&DpopDue { now, ..TOKEN });
    assert_eq!(at(made - CLOCK_SKEW_SECONDS), Ok(()));
    assert_eq!(at(made - CLOCK_SKEW_SECONDS - 1), Err(DpopError::TooNew));
    let last = made + MAX_AGE_SECONDS + CLOCK_SKEW_SECONDS;
    assert_eq!(at(last), Ok(()));
    assert_eq!(at(last + 1), Err(DpopError::TooOld));
    assert_eq!(at(i64::MAX), Err(DpopError::TooOld));
    assert!(last - (made - CLOCK_SKEW_SECONDS) <= DPOP_WINDOW_SECONDS);
}

/// Signs claims with the header a proof needs.
fn signed(key: &SigningKey, claims: &Value) -> String {
    let header = json!({
        "typ": "dpop+jwt", "alg": key.algorithm().name(), "jwk": key.public_jwk().to_json()
    });
    let input = format!(
        "{}.{}",
        base64url_encode(header.to_string()),
        base64url_encode(claims.to_string())
    );
    let signature = base64url_encode(key.sign_raw(input.as_bytes()));
    format!("{input}.{signature}")
}

fn claims() -> Value {
    json!({
        "jti": "one", "htm": "POST", "htu": "https://server.example.com/token?x=1#y", "iat": NOW
    })
}

#[test]
fn every_claim_must_be_there_and_sound() {
    let (key, _) = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let proof = DpopProof::parse(&signed(&key, &claims())).unwrap();
    assert_eq!(proof.check(&TOKEN), Ok(()), "a query in htu does not count");
    for name in ["jti", "htm", "htu", "iat"] {
        let mut without = claims();
        without.as_object_mut().unwrap().remove(name);
        let refused = DpopProof::parse(&signed(&key, &without));
        assert_eq!(refused, Err(ClaimError::Absent(name).into()), "{name}");
        let mut odd = claims();
        odd[name] = json!([]);
        let refused = DpopProof::parse(&signed(&key, &odd));
        assert_eq!(refused, Err(ClaimError::Type(name).into()), "{name}");
    }
    for name in ["jti", "nonce"] {
        for value in ["x".repeat(MAX_OPAQUE + 1), "a\nb".to_owned()] {
            let mut odd = claims();
            odd[name] = value.into();
            let refused = DpopProof::parse(&signed(&key, &odd));
            assert_eq!(refused, Err(DpopError::Malformed(name)));
        }
    }
    let mut with = claims();
    with["nonce"] = "n-1".into();
    let proof = DpopProof::parse(&signed(&key, &with)).unwrap();
    assert_eq!(proof.nonce(), Some("n-1"));
}

#[test]
fn tokens_of_another_kind_are_no_proof() {
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    for typ in [TokenType::Jwt, TokenType::AccessToken, TokenType::DpopProof] {
        let token = key.sign(typ, &claims()).unwrap();
        assert!(DpopProof::parse(&token).is_err(), "{typ:?}");
    }
    for text in ["", "a.b.c", &"x".repeat(MAX_LENGTH + 1)] {
        assert!(DpopProof::parse(text).is_err());
    }
    assert_eq!(
        DpopProof::parse(&"x".repeat(MAX_LENGTH + 1)),
        Err(DpopError::TooLong)
    );
    let answer = DpopError::TooLong.answer();
    assert_eq!(answer.code.as_str(), "invalid_dpop_proof");
    assert_eq!(answer.status(), 400);
}

#[test]
fn thumbprints_are_32_bytes() {
    assert_eq!(dpop_thumbprint(THUMBPRINT), Some(THUMBPRINT));
    for odd in ["", "x", &THUMBPRINT[1..], &format!("{THUMBPRINT}=")] {
        assert_eq!(dpop_thumbprint(odd), None, "{odd}");
    }
}

proptest! {
    #[test]
    fn no_changed_proof_passes(at in 0..AT_TOKEN.len(), to in "[A-Za-z0-9_-]") {
        let mut changed = AT_TOKEN.to_owned();
        changed.replace_range(at..=at, &to);
        prop_assume!(changed != AT_TOKEN);
        prop_assert!(DpopProof::parse(&changed).is_err());
    }

    #[test]
    fn nothing_typed_by_hand_is_a_proof(text in "\\PC{0,200}") {
        prop_assert!(DpopProof::parse(&text).is_err());
    }
}
