//! Token requests, and each way in which a code does not fit.

use proptest::prelude::*;

use super::*;
use crate::oauth::{Challenge, PkceError, Scopes, Verifier};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CODE: &str = "grant_type=authorization_code&code=c-1&client_id=app\
    &redirect_uri=https%3A%2F%2Fapp.example%2Fcb";

fn read(body: &str) -> Result<TokenRequest, TokenRefusal> {
    TokenRequest::parse(None, body.as_bytes())
}

fn code(body: &str) -> CodeGrant {
    match read(body).unwrap().grant {
        Grant::AuthorizationCode(grant) => grant,
        other => panic!("{other:?}"),
    }
}

fn refresh(body: &str) -> RefreshGrant {
    match read(body).unwrap().grant {
        Grant::RefreshToken(grant) => grant,
        other => panic!("{other:?}"),
    }
}

#[test]
fn code_requests() {
    let grant = code(&format!("{CODE}&code_verifier={VERIFIER}&unknown=1"));
    assert_eq!(grant.code, Sensitive::new("c-1"));
    assert_eq!(grant.redirect_uri, "https://app.example/cb");
    assert_eq!(grant.verifier, Verifier::parse(VERIFIER));
    assert!(code(CODE).verifier.is_none());
    assert!(!format!("{grant:?}").contains("c-1"));
}

#[test]
fn refresh_requests() {
    let body = "grant_type=refresh_token&refresh_token=r-1&client_id=app";
    assert_eq!(refresh(body).refresh_token, Sensitive::new("r-1"));
    let granted = Scopes::parse("openid email profile").unwrap();
    assert_eq!(refresh(body).narrowed(granted), Ok(granted));
    let fewer = refresh(&format!("{body}&scope=email"));
    assert_eq!(fewer.narrowed(granted).unwrap().to_string(), "openid email");
    let more = refresh(&format!("{body}&scope=openid+groups"));
    assert_eq!(more.narrowed(granted), Err(ScopeWidened));
    assert_eq!(ScopeWidened.answer().code, ErrorCode::InvalidScope);
    assert_eq!(
        read(&format!("{body}&scope=a++b")),
        Err(TokenRefusal::ScopeMalformed)
    );
}

fn refused(body: &str) -> (TokenRefusal, ErrorCode) {
    let refusal = read(body).expect_err(body);
    let code = refusal.answer().code;
    (refusal, code)
}

#[test]
fn refusals_of_the_grant_type() {
    use TokenRefusal as R;
    let absent = (R::GrantTypeAbsent, ErrorCode::InvalidRequest);
    assert_eq!(refused("client_id=app"), absent);
    assert_eq!(refused("client_id=app&grant_type="), absent);
    for other in [
        "password",
        "implicit",
        "Refresh_token",
        "Client_credentials",
        "code",
    ] {
        let unsupported = (R::GrantTypeUnsupported, ErrorCode::UnsupportedGrantType);
        assert_eq!(
            refused(&format!("client_id=app&grant_type={other}")),
            unsupported
        );
    }
    let nobody = (R::Client(ClientAuthError::Absent), ErrorCode::InvalidClient);
    assert_eq!(
        refused("grant_type=refresh_token"),
        nobody,
        "the client comes first"
    );
    let unreadable = (R::Params(ParamsError::Encoding), ErrorCode::InvalidRequest);
    assert_eq!(refused("a=%zz"), unreadable);
    assert!(TokenRequest::parse(None, b"\xff").is_err());
}

#[test]
fn refusals_of_parameters() {
    use TokenRefusal as R;
    let absent = |name| (R::Absent(name), ErrorCode::InvalidRequest);
    let malformed = |name, code| (R::Malformed(name), code);
    assert_eq!(refused(&CODE.replace("c-1", "")), absent("code"));
    assert_eq!(
        refused(&CODE.replace("redirect_uri", "x")),
        absent("redirect_uri")
    );
    let odd = malformed("code", ErrorCode::InvalidGrant);
    assert_eq!(refused(&CODE.replace("c-1", "%C3%BC")), odd);
    let short = malformed("code_verifier", ErrorCode::InvalidRequest);
    assert_eq!(refused(&format!("{CODE}&code_verifier=short")), short);
    let twice = (R::Repeated("code".into()), ErrorCode::InvalidRequest);
    assert_eq!(refused(&format!("{CODE}&code=c-2")), twice);
    let refresh = "client_id=app&grant_type=refresh_token";
    assert_eq!(refused(refresh), absent("refresh_token"));
    assert_eq!(
        refused(&format!("{refresh}&refresh_token=")),
        absent("refresh_token")
    );
    for token in ["a%00", &"x".repeat(513)] {
        let odd = malformed("refresh_token", ErrorCode::InvalidGrant);
        assert_eq!(refused(&format!("{refresh}&refresh_token={token}")), odd);
    }
}

/// Each mismatch alone; Zitadel CVE-2026-55672, Spring Authorization Server CVE-2024-22258.
#[test]
fn codes_are_bound_to_client_address_and_challenge() {
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    let other = Challenge::parse(&CHALLENGE.replace('E', "F")).unwrap();
    let bound = CodeBinding {
        client_id: "app",
        redirect_uri: "https://app.example/cb",
        challenge: Some(&challenge),
    };
    let grant = code(&format!("{CODE}&code_verifier={VERIFIER}"));
    assert_eq!(grant.check("app", bound), Ok(()));
    assert_eq!(grant.check("other", bound), Err(CodeMisuse::OtherClient));
    let moved = CodeBinding {
        redirect_uri: "https://app.example/cb/",
        ..bound
    };
    assert_eq!(grant.check("app", moved), Err(CodeMisuse::OtherRedirectUri));
    let wrong = CodeBinding {
        challenge: Some(&other),
        ..bound
    };
    assert_eq!(
        grant.check("app", wrong),
        Err(PkceError::VerifierWrong.into())
    );
    let none = CodeBinding {
        challenge: None,
        ..bound
    };
    assert_eq!(
        grant.check("app", none),
        Err(PkceError::VerifierStray.into())
    );
    assert_eq!(
        code(CODE).check("app", bound),
        Err(PkceError::VerifierAbsent.into())
    );
    assert_eq!(code(CODE).check("app", none), Ok(()));
    assert_eq!(
        CodeMisuse::OtherClient.answer().code,
        ErrorCode::InvalidGrant
    );
}

#[test]
fn answers() {
    let answer = TokenAnswer {
        issued_token_type: None,
        access_token: "a",
        token_type: TokenAnswer::BEARER,
        expires_in: 300,
        refresh_token: None,
        id_token: Some("i"),
        scope: "openid",
    };
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"access_token":"a","token_type":"Bearer","expires_in":300,"id_token":"i","scope":"openid"}"#
    );
}

proptest! {
    #[test]
    fn no_body_is_fatal(body: Vec<u8>, header in proptest::option::of("\\PC{0,40}")) {
        if let Ok(request) = TokenRequest::parse(header.as_deref(), &body) {
            prop_assert!(!request.client.client_id().is_empty());
        }
    }
}
