//! What a draft may say.

use serde_json::json;

use super::*;

const EC: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"1"}"#;

fn draft(redirect_uris: &[&str]) -> ApplicationDraft {
    ApplicationDraft {
        name: " Wiki ".to_owned(),
        redirect_uris: redirect_uris.iter().map(|uri| (*uri).to_owned()).collect(),
        scopes: Scopes::NONE.with(Scope::Email),
        ..ApplicationDraft::default()
    }
}

fn sound() -> ApplicationDraft {
    draft(&["https://wiki.example.com/cb"])
}

/// The keys of what is wrong, with their fields.
fn wrong(draft: &ApplicationDraft) -> Vec<(&'static str, &'static str)> {
    let mistakes = draft.check().expect_err("a draft with mistakes");
    mistakes.iter().map(|one| (one.field, one.key)).collect()
}

#[test]
fn a_sound_draft_is_cleaned() {
    let mut typed = draft(&[
        " https://wiki.example.com/cb ",
        "",
        "https://wiki.example.com/cb",
    ]);
    typed.home_url = Some(" https://wiki.example.com ".to_owned());
    typed.jwks_uri = Some("  ".to_owned());
    typed.grants = vec![
        GrantType::RefreshToken,
        GrantType::AuthorizationCode,
        GrantType::RefreshToken,
    ];
    let checked = typed.check().unwrap();
    let checked = checked.get();
    assert_eq!(checked.name, "Wiki");
    assert_eq!(checked.redirect_uris, ["https://wiki.example.com/cb"]);
    assert!(checked.scopes.contains(Scope::OpenId));
    assert_eq!(
        checked.home_url.as_deref(),
        Some("https://wiki.example.com")
    );
    assert_eq!(checked.jwks_uri, None);
    assert_eq!(checked.grants, GrantType::USUAL);
    let again = checked.check().unwrap();
    assert_eq!(again.get(), checked, "what was checked is sound");
}

#[test]
fn every_mistake_is_said_at_once_beside_its_field() {
    let mut typed = draft(&[
        "https://wiki.example.com/*",
        "https://ok.example.com/cb",
        "https://Wiki.example.com/cb",
    ]);
    typed.name = " ".to_owned();
    typed.post_logout_uris = vec!["http://wiki.example.com/".to_owned()];
    typed.home_url = Some("javascript:alert(1)".to_owned());
    let mistakes = typed.check().unwrap_err();
    assert_eq!(
        wrong(&typed),
        [
            ("name", "oidc-application-name-odd"),
            ("redirect_uris", "oidc-uri-wildcard"),
            ("redirect_uris", "oidc-uri-not-normal"),
            ("post_logout_uris", "oidc-uri-plain-http"),
            ("home_url", "oidc-application-home-odd"),
        ]
    );
    let normal = mistakes.of("redirect_uris").nth(1).unwrap();
    assert_eq!(
        normal.instead.as_deref(),
        Some("https://wiki.example.com/cb")
    );
}

#[test]
fn an_application_of_people_needs_an_address() {
    assert_eq!(
        wrong(&draft(&[" "])),
        [("redirect_uris", "oidc-uri-missing")]
    );
}

#[test]
fn addresses_are_counted() {
    let many: Vec<String> = (0..=MOST_URIS)
        .map(|n| format!("https://a.example/{n}"))
        .collect();
    let of = |uris: &[String]| ApplicationDraft {
        redirect_uris: uris.to_vec(),
        ..sound()
    };
    assert_eq!(wrong(&of(&many)), [("redirect_uris", "oidc-uri-too-many")]);
    assert!(of(&many[1..]).check().is_ok());
    let crowd = (0..=MOST_RESOURCES).map(|n| format!("urn:r:{n}")).collect();
    let crowded = ApplicationDraft {
        resources: crowd,
        ..sound()
    };
    assert_eq!(wrong(&crowded), [("resources", "oidc-resources-too-many")]);
}

#[test]
fn grants_are_known_and_need_a_proof() {
    let of = |auth, grants: &[GrantType]| ApplicationDraft {
        auth,
        grants: grants.to_vec(),
        ..sound()
    };
    assert_eq!(
        wrong(&of(ClientAuth::Secret, &[])),
        [("grants", "oidc-grants-none")]
    );
    for grant in [GrantType::ClientCredentials, GrantType::TokenExchange] {
        let public = wrong(&of(ClientAuth::None, &[grant]));
        assert!(
            public.contains(&("grants", "oidc-grant-needs-proof")),
            "{grant:?}"
        );
    }
    for grant in GrantType::ALL {
        let asked = of(ClientAuth::Secret, &[*grant]).check();
        assert_eq!(
            asked.is_ok(),
            GrantType::SUPPORTED.contains(grant),
            "{grant:?}"
        );
    }
    for one in Requirement::ALL {
        let asked = ApplicationDraft {
            requires: vec![*one],
            jwks_uri: Some("https://wiki.example.com/keys".to_owned()),
            ..sound()
        };
        let sound = asked.check().is_ok();
        assert_eq!(sound, Requirement::SUPPORTED.contains(one), "{one:?}");
    }
}

#[test]
fn keys_are_public_usable_and_from_one_place() {
    let of = |jwks: &str, uri: &str| ApplicationDraft {
        jwks: Some(jwks.to_owned()),
        jwks_uri: Some(uri.to_owned()),
        ..sound()
    };
    let (set, uri) = (
        format!(r#"{{"keys":[{EC}]}}"#),
        "https://wiki.example.com/keys",
    );
    assert!(of(&set, "").check().is_ok());
    assert!(of("", uri).check().is_ok());
    assert_eq!(wrong(&of(&set, uri)), [("jwks_uri", "oidc-keys-twice")]);
    let keyed = ApplicationDraft {
        auth: ClientAuth::PrivateKeyJwt,
        ..sound()
    };
    assert!(wrong(&keyed).contains(&("jwks", "oidc-keys-missing")));
    for auth in ClientAuth::ALL {
        let asked = ApplicationDraft {
            auth: *auth,
            ..of(&set, "")
        };
        let supported = ClientAuth::SUPPORTED.contains(auth);
        assert_eq!(asked.check().is_ok(), supported, "{auth:?}");
    }
    let private = set.replace("\"kty\"", "\"d\":\"AA\",\"kty\"");
    assert_eq!(wrong(&of(&private, "")), [("jwks", "oidc-keys-private")]);
    let shared = r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#;
    assert_eq!(wrong(&of(shared, "")), [("jwks", "oidc-keys-private")]);
    let off_curve = set.replace("f83OJ", "AAAAA");
    let long = " ".repeat(LONGEST_KEYS) + &set;
    let padded = set.replace("keys", &"k".repeat(LONGEST_KEYS));
    assert!(
        of(&long, "").check().is_ok(),
        "white space around it is nothing"
    );
    for odd in [r#"{"keys":[]}"#, "{}", "keys", "[]", &off_curve, &padded] {
        assert_eq!(wrong(&of(odd, "")), [("jwks", "oidc-keys-odd")]);
    }
    assert_eq!(
        wrong(&of("", "http://wiki.example.com/keys")),
        [("jwks_uri", "oidc-address-odd")]
    );
}

#[test]
fn a_sign_out_in_the_browser_stays_with_the_application() {
    let of = |uri: &str| ApplicationDraft {
        frontchannel_logout_uri: Some(uri.to_owned()),
        ..sound()
    };
    assert!(of("https://wiki.example.com/out?x=1").check().is_ok());
    assert_eq!(
        wrong(&of("https://evil.example/out")),
        [("frontchannel_logout_uri", "oidc-front-channel-host")]
    );
    assert_eq!(
        wrong(&of("ftp://wiki.example.com/out")),
        [("frontchannel_logout_uri", "oidc-address-odd")]
    );
}

#[test]
fn in_json_what_is_left_away_is_as_usual_and_nothing_unknown_is_taken() {
    let read = |json: serde_json::Value| serde_json::from_value::<ApplicationDraft>(json);
    let least = read(json!({"name": "Wiki", "redirect_uris": ["https://w.example/cb"]})).unwrap();
    assert_eq!(least.auth, ClientAuth::Secret);
    assert_eq!(least.grants, GrantType::USUAL);
    assert!(least.check().is_ok());
    let keys = json!({"keys": [serde_json::from_str::<Value>(EC).unwrap()]});
    for jwks in [keys.clone(), json!(keys.to_string())] {
        let with = json!({"name": "Wiki", "auth": "none", "jwks": jwks,
            "redirect_uris": ["https://w.example/cb"], "id_token_alg": "EdDSA",
            "access_token_format": "jwt", "scopes": ["email"]});
        let draft = read(with).unwrap();
        assert_eq!(draft.id_token_alg, Algorithm::EdDsa);
        let checked = draft.check().unwrap();
        let back = serde_json::to_value(checked.get()).unwrap();
        assert_eq!(read(back).unwrap().check().unwrap(), checked);
    }
    for odd in [
        json!({"secret": "x"}),
        json!({"auth": "basic"}),
        json!({"grants": ["password"]}),
        json!({"id_token_alg": "none"}),
        json!({"scopes": ["root"]}),
    ] {
        assert!(read(odd.clone()).is_err(), "{odd}");
    }
}
