//! Each application chooses what its ID tokens are signed with.

use protocol::jose::Algorithm;
use protocol::oauth::GrantType;
use serde_json::json;
use server::oidc::ApplicationDraft;

use super::{company, enter, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, call, draft, param};

fn signed_with(algorithm: Algorithm) -> ApplicationDraft {
    ApplicationDraft {
        id_token_alg: algorithm,
        ..draft("Board", "https://board.example.com/callback")
    }
}

fn header(token: &str) -> serde_json::Value {
    let part = token.split('.').next().unwrap();
    let bytes = protocol::jose::base64url_decode(part).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn id_tokens_of_every_algorithm_verify() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        for algorithm in Algorithm::ALL {
            let draft = signed_with(algorithm);
            let board = Application::connect_with(&server, workspace.id, &draft).await;
            let (_, first) = tokens(&server, &board).await;
            assert_eq!(header(&first.id_token)["alg"], algorithm.name());
            let renewed = board.refresh(&first.refresh.unwrap()).await;
            let renewed = board.verified(renewed, None).await;
            assert_eq!(header(&renewed.id_token)["alg"], algorithm.name());
        }
    }
}

#[tokio::test]
async fn discovery_names_what_can_be_chosen() {
    let server = TestApp::start().await;
    let path = "/.well-known/openid-configuration";
    let document = call(&server, axum::http::Method::GET, path, &[], "").await;
    assert_eq!(
        document.body["id_token_signing_alg_values_supported"],
        json!(["ES256", "EdDSA", "PS256", "RS256"])
    );
}

#[tokio::test]
async fn an_application_gets_only_what_it_is_registered_for() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let only = |grants: &[GrantType]| ApplicationDraft {
        grants: grants.to_vec(),
        ..draft("Board", "https://board.example.com/callback")
    };
    let codes = only(&[GrantType::AuthorizationCode]);
    let codes = Application::connect_with(&server, workspace.id, &codes).await;
    let (mut browser, given) = tokens(&server, &codes).await;
    assert_eq!(given.refresh, None, "it may not come with one");
    let refused = codes.refresh(&given.access).await;
    assert_eq!(refused.error(), "unauthorized_client");

    let renewals = only(&[GrantType::RefreshToken]);
    let renewals = Application::connect_with(&server, workspace.id, &renewals).await;
    enter(&mut browser, &renewals.ask()).await;
    let error = param(&browser.url, "error");
    assert_eq!(error.as_deref(), Some("unauthorized_client"));
    let refused = renewals.redeem(&renewals.ask(), "x").await;
    assert_eq!(refused.error(), "unauthorized_client");
}
