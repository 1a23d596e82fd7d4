//! Acting for a person with the token of another application: only where it is allowed, for no more
//! and for no longer (RFC 8693).

use std::time::Duration;

use people::workspaces::Workspace;
use protocol::oauth::{ClientAuth, GrantType};
use serde_json::Value;
use server::oidc::ApplicationDraft;

use super::{company, enter};
use crate::harness::application::{Answer, Application, Tokens, draft};
use crate::harness::{Browser, PASSWORD, TestApp};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";

fn gateway(name: &str) -> ApplicationDraft {
    ApplicationDraft {
        auth: ClientAuth::Secret,
        grants: vec![GrantType::AuthorizationCode, GrantType::TokenExchange],
        ..draft(name, "https://gateway.example.com/callback")
    }
}

/// Lets applications act with the tokens of another one, as an administrator does it.
async fn allow(server: &TestApp, board: &Application<'_>, actors: &[&str]) {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/applications/{}/acting", board.id))
        .await;
    let ticks: Vec<_> = actors.iter().map(|name| (*name, "on")).collect();
    anna.press("Save", &ticks).await;
    assert!(anna.page.says("Saved"), "{}", anna.page.source);
}

async fn exchange(own: &Application<'_>, subject: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("grant_type", GRANT),
        ("subject_token", subject),
        ("subject_token_type", ACCESS),
    ];
    fields.extend(more);
    own.post("/oidc/token", &fields).await
}

struct Stage<'a> {
    workspace: Workspace,
    board: Application<'a>,
    gateway: Application<'a>,
    browser: Browser<'a>,
    tokens: Tokens,
}

/// Ada inside of Board, and a gateway that may act with its tokens.
async fn stage(server: &TestApp) -> Stage<'_> {
    let (workspace, _) = company(server).await;
    let board = Application::connect(server, workspace.id, "Board").await;
    let gateway = Application::connect_with(server, workspace.id, &gateway("Gateway")).await;
    allow(server, &board, &["Gateway"]).await;
    let (browser, tokens) = super::tokens(server, &board).await;
    Stage {
        workspace,
        board,
        gateway,
        browser,
        tokens,
    }
}

fn access(answer: &Answer) -> String {
    let found = answer.body["access_token"].as_str();
    found
        .unwrap_or_else(|| panic!("{}", answer.body))
        .to_owned()
}

#[tokio::test]
async fn an_allowed_application_acts_for_the_person_and_the_trail_names_it() {
    for server in TestApp::on_each_engine().await {
        let stage = stage(&server).await;
        let wanted = [("scope", "openid email"), ("requested_token_type", ACCESS)];
        let given = exchange(&stage.gateway, &stage.tokens.access, &wanted).await;
        assert_eq!(given.status, 200, "{}", given.body);
        assert_eq!(given.body["issued_token_type"], ACCESS);
        assert_eq!(given.body["token_type"], "Bearer");
        assert_eq!(given.body["scope"], "openid email");
        assert_eq!(given.body["refresh_token"], Value::Null);
        assert_eq!(given.body["id_token"], Value::Null);
        let seen = stage.gateway.userinfo(&access(&given)).await;
        let sub = stage.tokens.claims.text("sub").unwrap();
        assert_eq!(seen.body["sub"], sub);
        assert_eq!(seen.body["groups"], Value::Null, "no more than asked for");
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open("/w/falke/audit").await;
        assert!(
            anna.page
                .says("Application acts for a person with a token of another")
        );
    }
}

#[tokio::test]
async fn nobody_acts_who_is_not_listed_and_taking_it_back_counts_at_once() {
    let server = TestApp::start().await;
    let stage = stage(&server).await;
    let given = exchange(&stage.gateway, &stage.tokens.access, &[]).await;
    let given = access(&given);
    allow(&server, &stage.board, &[]).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let path = format!("/w/falke/applications/{}/acting", stage.board.id);
    anna.open(&path).await;
    anna.post_fields(&path, "").await;
    assert_eq!(stage.gateway.userinfo(&given).await.status, 401);
    let refused = exchange(&stage.gateway, &stage.tokens.access, &[]).await;
    assert_eq!(refused.error(), "invalid_request");
    let own = exchange(&stage.gateway, &given, &[]).await;
    assert_eq!(own.error(), "invalid_request");
}

#[tokio::test]
async fn a_token_only_narrows_and_never_outlives_its_subject() {
    let server = TestApp::start().await;
    let mut stage = stage(&server).await;
    let ask = stage.board.ask().with("scope", "openid email");
    enter(&mut stage.browser, &ask).await;
    let narrow = stage.board.finish(&ask, &stage.browser.url).await;
    let wide = [("scope", "openid groups")];
    let refused = exchange(&stage.gateway, &narrow.access, &wide).await;
    assert_eq!(refused.error(), "invalid_scope");
    server.pass(Duration::from_secs(9 * 60));
    let late = exchange(&stage.gateway, &narrow.access, &[]).await;
    assert!(
        late.body["expires_in"].as_u64().unwrap() <= 60,
        "{}",
        late.body
    );
    assert_eq!(late.body["scope"], "openid email");
    let late = access(&late);
    assert_eq!(stage.gateway.userinfo(&late).await.status, 200);
    server.pass(Duration::from_secs(61));
    assert_eq!(stage.gateway.userinfo(&late).await.status, 401);
}

#[tokio::test]
async fn it_falls_with_the_grant_it_came_from() {
    for how in ["signed out", "revoked", "actor disabled"] {
        let server = TestApp::start().await;
        let mut stage = stage(&server).await;
        let given = exchange(&stage.gateway, &stage.tokens.access, &[]).await;
        let given = access(&given);
        assert_eq!(stage.gateway.userinfo(&given).await.status, 200);
        match how {
            "signed out" => {
                stage.browser.open("/passport").await;
                stage.browser.press("Sign out", &[]).await;
            }
            "revoked" => {
                let refresh = stage.tokens.refresh.clone().unwrap();
                let token = [("token", refresh.as_str())];
                stage.board.post("/oidc/revoke", &token).await;
            }
            _ => {
                let mut anna = server.signed_in("anna@falke.example.com").await;
                let path = format!("/w/falke/applications/{}/disable", stage.gateway.id);
                anna.open(&path).await;
                anna.press("Disable", &[]).await;
            }
        }
        assert_eq!(stage.gateway.userinfo(&given).await.status, 401, "{how}");
    }
}

#[tokio::test]
async fn who_may_not_ask_hears_exactly_why() {
    let server = TestApp::start().await;
    let stage = stage(&server).await;
    let subject = stage.tokens.access.as_str();
    let grant = exchange(&stage.board, subject, &[]).await;
    assert_eq!(grant.error(), "unauthorized_client", "without the grant");
    let target = exchange(&stage.gateway, subject, &[("audience", "ledger")]).await;
    assert_eq!(target.error(), "invalid_target");
    let refresh = stage.tokens.refresh.clone().unwrap();
    for odd in ["x", &refresh, &stage.tokens.id_token, &"A".repeat(43)] {
        let refused = exchange(&stage.gateway, odd, &[]).await;
        assert_eq!(refused.error(), "invalid_request", "{odd}");
    }
    let actor = exchange(&stage.gateway, subject, &[("actor_token", subject)]).await;
    assert_eq!(actor.error(), "invalid_request");
}

#[tokio::test]
async fn applications_of_another_workspace_are_strangers() {
    let server = TestApp::start().await;
    let stage = stage(&server).await;
    let eva = server
        .person("Eva Elsewhere", "eva@other.example.com", PASSWORD)
        .await;
    let other = server.workspace("other", "Other", eva).await;
    let foreign = Application::connect_with(&server, other.id, &gateway("Foreign")).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let path = format!("/w/falke/applications/{}/acting", stage.board.id);
    anna.open(&path).await;
    assert!(!anna.page.says("Foreign"));
    anna.post_fields(&path, &format!("actor={}", foreign.id))
        .await;
    let refused = exchange(&foreign, &stage.tokens.access, &[]).await;
    let unknown = exchange(&foreign, &"A".repeat(43), &[]).await;
    assert_eq!(
        refused.body, unknown.body,
        "told like one that does not exist"
    );
}

#[tokio::test]
async fn chains_are_named_and_end() {
    let server = TestApp::start().await;
    let stage = stage(&server).await;
    let mut names = vec!["Gateway".to_owned()];
    let mut links = Vec::new();
    for at in 0..5 {
        let name = format!("Link {at}");
        links.push(Application::connect_with(&server, stage.workspace.id, &gateway(&name)).await);
        names.push(name);
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    allow(&server, &stage.board, &names).await;
    let mut token = stage.tokens.access.clone();
    for link in links.iter().take(4) {
        token = access(&exchange(link, &token, &[]).await);
    }
    let last = exchange(&links[4], &token, &[]).await;
    assert_eq!(last.error(), "invalid_request");
    assert_eq!(links[3].userinfo(&token).await.status, 200);
}
