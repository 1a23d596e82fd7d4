//! Devices without a browser: let in by a person, refused, too late, and everything one can do wrong.

use std::time::Duration;

use people::workspaces::Workspace;
use protocol::oauth::{ClientAuth, GrantType};
use server::oidc::ApplicationDraft;

use super::codes::join;
use super::company;
use crate::harness::application::{Answer, Application, draft};
use crate::harness::{Browser, PASSWORD, TestApp};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const ADA: &str = "ada@falke.example.com";

/// What a television is registered as.
fn television(auth: ClientAuth) -> ApplicationDraft {
    ApplicationDraft {
        auth,
        grants: vec![GrantType::DeviceCode, GrantType::RefreshToken],
        ..draft("Television", "https://tv.example.com/callback")
    }
}

async fn connect<'a>(server: &'a TestApp, workspace: &Workspace) -> Application<'a> {
    Application::connect_with(server, workspace.id, &television(ClientAuth::None)).await
}

async fn ask(tv: &Application<'_>) -> Answer {
    let scope = [("scope", "openid email offline_access")];
    let asked = tv.post("/oidc/device", &scope).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    asked
}

fn text(answer: &Answer, name: &str) -> String {
    answer.body[name].as_str().unwrap().to_owned()
}

async fn poll(tv: &Application<'_>, code: &str) -> Answer {
    let fields = [("grant_type", GRANT), ("device_code", code)];
    tv.post("/oidc/token", &fields).await
}

async fn type_code(browser: &mut Browser<'_>, code: &str) {
    browser.open("/device").await;
    browser
        .press("Continue", &[("Code on the device", code)])
        .await;
}

#[tokio::test]
async fn a_device_is_let_in_by_a_person_who_sees_what_it_is() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let tv = connect(&server, &workspace).await;
        let asked = ask(&tv).await;
        assert_eq!(asked.headers["cache-control"], "no-store");
        assert_eq!(asked.body["expires_in"], 600);
        assert_eq!(asked.body["interval"], 5);
        let (device, user) = (text(&asked, "device_code"), text(&asked, "user_code"));
        server.log().keep_out(&device);
        let page = format!("{}/device", server.origin());
        assert_eq!(text(&asked, "verification_uri"), page);
        let complete = text(&asked, "verification_uri_complete");
        assert_eq!(complete, format!("{page}?user_code={user}"));
        assert_eq!(poll(&tv, &device).await.error(), "authorization_pending");

        let mut phone = server.signed_in(ADA).await;
        type_code(&mut phone, &user.to_lowercase().replace('-', " ")).await;
        assert_eq!(
            phone.page.heading(),
            "A device asks to enter Television as you"
        );
        for seen in [
            "198.51.100.7",
            "Falke",
            "Ada Lovelace",
            "your e-mail address",
        ] {
            assert!(phone.page.says(seen), "{seen} is not said");
        }
        assert!(phone.page.says("Only if you have the device before you"));
        phone.press("Allow", &[]).await;
        assert_eq!(phone.page.heading(), "The device is let in");
        server.pass(Duration::from_secs(6));
        let tokens = tv.verified(poll(&tv, &device).await, None).await;
        let sub = ada.passport.to_string();
        assert_eq!(tokens.claims.text("sub").unwrap(), sub);
        assert_eq!(tv.userinfo(&tokens.access).await.status, 200);
        let refreshed = tv.refresh(&tokens.refresh.unwrap()).await;
        assert_eq!(refreshed.status, 200);
        let again = poll(&tv, &device).await;
        assert_eq!(again.error(), "invalid_grant", "the code works once");
        assert!(
            server
                .events_of(ada.passport)
                .await
                .contains(&"oidc.device.answered".to_owned())
        );
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_signs_in_first_and_comes_back_with_the_code() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let tv = connect(&server, &workspace).await;
    let asked = ask(&tv).await;
    let mut phone = server.browser();
    phone
        .open(&format!("/device?user_code={}", text(&asked, "user_code")))
        .await;
    phone.press("Continue", &[]).await;
    phone.press("Continue", &[("Login or e-mail", ADA)]).await;
    phone.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(
        phone.url.path(),
        "/device",
        "the code is confirmed by a press"
    );
    phone.press("Continue", &[]).await;
    phone.press("Refuse", &[]).await;
    assert_eq!(phone.page.heading(), "The device stays outside");
    let refused = poll(&tv, &text(&asked, "device_code")).await;
    assert_eq!(
        (refused.status.as_u16(), refused.error()),
        (400, "access_denied")
    );
}

#[tokio::test]
async fn the_session_of_a_device_is_its_own_and_its_person_ends_it() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let tv = connect(&server, &workspace).await;
    let asked = ask(&tv).await;
    let mut phone = server.signed_in(ADA).await;
    type_code(&mut phone, &text(&asked, "user_code")).await;
    phone.press("Allow", &[]).await;
    let device = text(&asked, "device_code");
    let tokens = tv.verified(poll(&tv, &device).await, None).await;
    phone.open("/passport/sessions").await;
    phone.press("Sign out", &[]).await;
    assert_eq!(phone.url.path(), "/signed-out");
    let userinfo = tv.userinfo(&tokens.access).await;
    assert_eq!(
        userinfo.status, 200,
        "signing out on the phone ends the phone's"
    );
    let mut laptop = server.signed_in(ADA).await;
    laptop.open("/passport/sessions").await;
    let session = tokens.claims.text("sid").unwrap();
    let end = format!("/passport/sessions/{session}/end");
    assert!(laptop.page.source.contains(&end));
    laptop.post_fields(&end, "").await;
    assert_eq!(tv.userinfo(&tokens.access).await.status, 401);
    let refreshed = tv.refresh(&tokens.refresh.unwrap()).await;
    assert_eq!(refreshed.error(), "invalid_grant");
}

#[tokio::test]
async fn a_device_that_polls_too_often_waits_longer_and_a_late_one_hears_it() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let tv = connect(&server, &workspace).await;
        let device = text(&ask(&tv).await, "device_code");
        assert_eq!(poll(&tv, &device).await.error(), "authorization_pending");
        assert_eq!(poll(&tv, &device).await.error(), "slow_down");
        server.pass(Duration::from_secs(6));
        let soon = poll(&tv, &device).await;
        assert_eq!(soon.error(), "slow_down", "ten seconds by now");
        server.pass(Duration::from_secs(16));
        assert_eq!(poll(&tv, &device).await.error(), "authorization_pending");
        server.pass(Duration::from_secs(600));
        assert_eq!(poll(&tv, &device).await.error(), "expired_token");
    }
}

#[tokio::test]
async fn of_parallel_polls_one_gets_tokens() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let tv = connect(&server, &workspace).await;
        let asked = ask(&tv).await;
        let mut phone = server.signed_in(ADA).await;
        type_code(&mut phone, &text(&asked, "user_code")).await;
        phone.press("Allow", &[]).await;
        let device = text(&asked, "device_code");
        let all = (0..12).map(|_| poll(&tv, &device)).collect();
        let good = join(all).await.into_iter().filter(|one| one.status == 200);
        assert_eq!(good.count(), 1);
    }
}

#[tokio::test]
async fn codes_of_one_application_give_nothing_to_another() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let tv = connect(&server, &workspace).await;
    let thief = connect(&server, &workspace).await;
    let asked = ask(&tv).await;
    let mut phone = server.signed_in(ADA).await;
    type_code(&mut phone, &text(&asked, "user_code")).await;
    phone.press("Allow", &[]).await;
    let device = text(&asked, "device_code");
    assert_eq!(poll(&thief, &device).await.error(), "invalid_grant");
    for wrong in ["", "x", &text(&asked, "user_code"), &"A".repeat(43)] {
        assert_eq!(poll(&tv, wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(poll(&tv, &device).await.status, 200);
}

#[tokio::test]
async fn an_application_that_is_not_registered_for_it_gets_no_codes() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let scope = [("scope", "openid")];
    let refused = board.post("/oidc/device", &scope).await;
    assert_eq!(refused.error(), "unauthorized_client");
    let polled = poll(&board, &"A".repeat(43)).await;
    assert_eq!(polled.error(), "unauthorized_client");
    let tv = connect(&server, &workspace).await;
    let wide = tv.post("/oidc/device", &[("scope", "email")]).await;
    assert_eq!(wide.error(), "invalid_scope");
    let draft = television(ClientAuth::Secret);
    let mut secret = Application::connect_with(&server, workspace.id, &draft).await;
    let kept = secret.secret.take();
    let unproved = secret.post("/oidc/device", &scope).await;
    assert_eq!(unproved.error(), "invalid_client");
    secret.secret = kept;
    assert_eq!(secret.post("/oidc/device", &scope).await.status, 200);
}

#[tokio::test]
async fn nobody_asks_for_codes_without_end() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let tv = connect(&server, &workspace).await;
    for _ in 0..20 {
        ask(&tv).await;
    }
    let more = tv.post("/oidc/device", &[]).await;
    assert_eq!((more.status.as_u16(), more.error()), (429, "slow_down"));
    assert!(more.headers.contains_key("retry-after"));
    server.pass(Duration::from_secs(601));
    ask(&tv).await;
}

#[tokio::test]
async fn guessing_at_codes_is_paused_for_the_person_and_right_ones_cost_nothing() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let tv = connect(&server, &workspace).await;
        let mut phone = server.signed_in(ADA).await;
        for _ in 0..8 {
            let asked = ask(&tv).await;
            type_code(&mut phone, &text(&asked, "user_code")).await;
            assert!(phone.url.path().starts_with("/device/"), "{}", phone.url);
        }
        for _ in 0..5 {
            type_code(&mut phone, "BBBB-BBBB").await;
            assert!(phone.page.says("No device waits with this code"));
        }
        let asked = ask(&tv).await;
        type_code(&mut phone, &text(&asked, "user_code")).await;
        assert!(phone.page.says("Too many codes were tried"));
        let mut other = server.signed_in(ADA).await;
        other.address = "203.0.113.9".parse().unwrap();
        type_code(&mut other, &text(&asked, "user_code")).await;
        assert!(
            other.page.says("Too many codes were tried"),
            "another browser and address of the same person"
        );
        server.pass(Duration::from_secs(120));
        type_code(&mut phone, &text(&asked, "user_code")).await;
        assert!(phone.url.path().starts_with("/device/"));
    }
}

#[tokio::test]
async fn a_device_is_in_the_hands_of_one_browser() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let tv = connect(&server, &workspace).await;
    let asked = ask(&tv).await;
    let mut phone = server.signed_in(ADA).await;
    type_code(&mut phone, &text(&asked, "user_code")).await;
    let path = phone.url.path().to_owned();
    let mut other = server.signed_in(ADA).await;
    other.open(&path).await;
    assert_eq!(other.status, 404);
    other.open("/passport").await;
    other.post_fields(&path, "answer=allow").await;
    assert_eq!(other.status, 404);
    type_code(&mut other, &text(&asked, "user_code")).await;
    phone.press("Allow", &[]).await;
    assert_eq!(phone.status, 404, "whoever typed it last holds it");
    let device = text(&asked, "device_code");
    assert_eq!(poll(&tv, &device).await.error(), "authorization_pending");
}

#[tokio::test]
async fn a_closed_door_stays_closed_for_devices_before_and_after() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    server
        .person("Stefan Stranger", "stefan@example.com", PASSWORD)
        .await;
    let tv = connect(&server, &workspace).await;
    let asked = ask(&tv).await;
    let mut stranger = server.signed_in("stefan@example.com").await;
    type_code(&mut stranger, &text(&asked, "user_code")).await;
    assert_eq!(stranger.status, 403);
    let mut phone = server.signed_in(ADA).await;
    type_code(&mut phone, &text(&asked, "user_code")).await;
    phone.press("Allow", &[]).await;
    let mut conn = server.app.db.write().await.unwrap();
    let act = people::members::Act {
        by: None,
        at: server.app.clock.now(),
        note: None,
    };
    people::members::dismiss(&mut conn, workspace.id, ada.id, act)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let late = poll(&tv, &text(&asked, "device_code")).await;
    assert_eq!(late.error(), "invalid_grant");
}

#[tokio::test]
async fn what_is_no_code_is_said_beside_the_field() {
    let server = TestApp::start().await;
    company(&server).await;
    let mut phone = server.signed_in(ADA).await;
    for odd in ["", "AEIO-UAEI", "1234-5678", "BCDF-GHJK-L"] {
        type_code(&mut phone, odd).await;
        assert_eq!(phone.status, 422, "{odd}");
        assert!(
            phone.page.says("This is not a code of eight letters"),
            "{odd}"
        );
    }
    phone.open("/device?user_code=<script>").await;
    assert!(!phone.page.source.contains("<script>alert"));
    assert_eq!(phone.status, 200);
}
