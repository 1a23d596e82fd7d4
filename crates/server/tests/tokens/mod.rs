//! Tokens: what they open, for how long, and for whom not.

mod pages;

use std::time::Duration;

use people::members::{self, Act, Role};
use serde_json::json;

use crate::harness::script::{Script, personal, script, token_of};
use crate::harness::{PASSWORD, TestApp};

const GROUPS: &str = "/workspaces/falke/groups";

#[tokio::test]
async fn wrong_tokens_are_all_answered_alike() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let good = script(&server, &mut anna, ("falke", "Robot"), &["groups:read"]).await;
    assert_eq!(good.get(GROUPS).await.status, 200);
    let mut revoked = token_of_account(&server, &mut anna).await;
    let page = anna.page.fill("Revoke Spare", &[]);
    anna.send(page).await;
    let none = Script::with(&server, "");
    let told = none.get(GROUPS).await;
    assert_eq!(
        (told.status.as_u16(), told.problem()),
        (401, "token-missing")
    );
    assert_eq!(told.header("www-authenticate"), "Bearer realm=\"api\"");
    let mut answers = Vec::new();
    let unknown = protocol::api::TokenText::write(&"A".repeat(43));
    let bent = format!("{}x", &good.token[..50]);
    for token in [
        unknown.as_str(),
        &bent,
        "vst_x",
        "x",
        &good.token[4..],
        &revoked.token,
    ] {
        let told = Script::with(&server, token).get(GROUPS).await;
        assert_eq!(
            (told.status.as_u16(), told.problem()),
            (401, "token-wrong"),
            "{token}"
        );
        assert!(told.header("www-authenticate").contains("invalid_token"));
        let reference = told.body["reference"].as_str().unwrap().to_owned();
        answers.push(told.text.replace(&reference, ""));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    revoked.token.clear();
    let token = good.token.clone();
    for (name, value) in [
        ("authorization", format!("Basic {token}")),
        ("cookie", format!("token={token}")),
        ("x-api-key", token.clone()),
    ] {
        let told = none
            .send(
                axum::http::Method::GET,
                GROUPS,
                &[(name, value.as_str())],
                "",
            )
            .await;
        assert_eq!(told.problem(), "token-missing", "{name}");
    }
    let twice = [("authorization", format!("Bearer {token}"))];
    let twice = [(twice[0].0, twice[0].1.as_str())];
    assert_eq!(
        good.send(axum::http::Method::GET, GROUPS, &twice, "")
            .await
            .status,
        401,
        "two tokens are none"
    );
    assert_eq!(good.get(GROUPS).await.status, 200);
}

/// Another token of the account whose page was shown before the last.
async fn token_of_account<'a>(
    server: &'a TestApp,
    anna: &mut crate::harness::Browser<'a>,
) -> Script<'a> {
    let account = anna.url.path().trim_end_matches("/tokens").to_owned();
    anna.open(&account).await;
    let made = token_of(server, anna, "Spare").await;
    anna.open(&account).await;
    made
}

#[tokio::test]
async fn guessing_tokens_is_paused_and_a_right_one_is_not_held_up() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let good = script(&server, &mut anna, ("falke", "Robot"), &["groups:read"]).await;
    let wrong = Script::with(&server, protocol::api::TokenText::write(&"B".repeat(43)));
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(wrong.get(GROUPS).await.status.as_u16());
    }
    assert_eq!(statuses[0], 401);
    assert!(statuses.contains(&429), "{statuses:?}");
    let told = wrong.get(GROUPS).await;
    assert_eq!(told.problem(), "too-many");
    assert!(told.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(good.get(GROUPS).await.status, 200);
    server.pass(Duration::from_secs(3600));
    assert_eq!(wrong.get(GROUPS).await.status, 401);
}

#[tokio::test]
async fn a_token_ends_with_its_time_and_its_use_is_shown() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/passport/tokens").await;
    assert_eq!(anna.page.value_of("Days it lasts"), "90");
    for (days, status) in [("0", 422), ("366", 422), ("x", 422), ("1", 200)] {
        anna.open("/passport/tokens").await;
        let fields = [("Name of the token", "Backup"), ("Days it lasts", days)];
        anna.press("Make token", &fields).await;
        assert_eq!(anna.status, status, "{days}");
    }
    let own = Script::with(&server, anna.page.texts("#token").join(""));
    anna.open("/passport/tokens").await;
    assert!(anna.page.says("Never"));
    assert_eq!(own.get("/self").await.status, 200);
    anna.open("/passport/tokens").await;
    assert!(anna.page.says("from 198.51.100.7"), "{}", anna.page.main());
    assert_eq!(own.get(GROUPS).await.problem(), "scope-missing");
    server.pass(Duration::from_secs(24 * 3600));
    assert_eq!(own.get("/self").await.problem(), "token-wrong");
}

#[tokio::test]
async fn making_a_token_wants_a_fresh_proof() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/service-accounts").await;
    anna.post_fields("/w/falke/service-accounts", "name=Robot")
        .await;
    let make = format!("{}/tokens", anna.url.path());
    let before = server.rows().await["api_tokens"];
    server.pass(Duration::from_secs(11 * 60));
    anna.post_fields(&make, "token_name=Late&token_days=9")
        .await;
    assert_eq!(anna.url.path().split('/').nth(1), Some("sign-in"));
    anna.open("/passport/tokens").await;
    assert!(anna.url.path().starts_with("/sign-in"));
    assert_eq!(server.rows().await["api_tokens"], before);
}

#[tokio::test]
async fn a_persons_token_does_what_the_person_may_at_that_moment() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna_id) = server.company().await;
        let bruno = server
            .colleague(&falke, "Bruno Klein", Role::Administrator)
            .await;
        let mut browser = server.signed_in("bruno@falke.example.com").await;
        let own = personal(&server, &mut browser, &["groups:write"]).await;
        assert_eq!(own.get(GROUPS).await.status, 200);
        let now = server.app.clock.now();
        let mut conn = server.app.db.write().await.unwrap();
        members::set_role(&mut conn, falke.id, bruno.id, Role::Employee, now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let told = own.post(GROUPS, json!({"name": "Mine"})).await;
        assert_eq!(
            (told.status.as_u16(), &told.body["code"]),
            (403, &json!("administrators-only"))
        );
        let mut conn = server.app.db.write().await.unwrap();
        members::set_role(&mut conn, falke.id, bruno.id, Role::Administrator, now)
            .await
            .unwrap();
        let act = Act {
            by: Some(anna_id),
            at: now,
            note: None,
        };
        members::dismiss(&mut conn, falke.id, bruno.id, act)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(own.get(GROUPS).await.body["code"], "door-dismissed");
        let mut conn = server.app.db.write().await.unwrap();
        members::rehire(&mut conn, falke.id, bruno.id, now)
            .await
            .unwrap();
        members::set_role(&mut conn, falke.id, bruno.id, Role::Administrator, now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(
            own.get(GROUPS).await.body["code"],
            "member-revoked",
            "hired again, it stays void"
        );
        assert_eq!(own.get("/self").await.status, 200);
        let mut conn = server.app.db.write().await.unwrap();
        people::revocation::raise(
            &mut conn,
            people::revocation::Whose::Passport(bruno.passport),
        )
        .await
        .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(own.get("/self").await.problem(), "token-wrong");
    }
}

#[tokio::test]
async fn strangers_and_other_workspaces_find_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server
        .person("Eva Elsewhere", "eva@other.example.com", PASSWORD)
        .await;
    server.workspace("other", "Other", eva).await;
    let mut eva = server.signed_in("eva@other.example.com").await;
    let own = personal(&server, &mut eva, &["groups:write", "people:write"]).await;
    let robot = script(
        &server,
        &mut eva,
        ("other", "Robot"),
        &["groups:write", "people:read"],
    )
    .await;
    for caller in [&own, &robot] {
        assert_eq!(caller.get("/workspaces/other/groups").await.status, 200);
        let mut answers = Vec::new();
        for address in ["falke", "nobodys", "FALKE"] {
            let told = caller.get(&format!("/workspaces/{address}/groups")).await;
            assert_eq!(told.status, 404, "{address}");
            let reference = told.body["reference"].as_str().unwrap().to_owned();
            answers.push(told.text.replace(&reference, ""));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[tokio::test]
async fn a_service_account_is_named_in_the_trail_and_ends_when_it_is_disabled() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(
        &server,
        &mut anna,
        ("falke", "Payroll sync"),
        &["groups:write"],
    )
    .await;
    robot.post(GROUPS, json!({"name": "Night shift"})).await;
    anna.open("/w/falke/audit").await;
    assert!(anna.page.says("Payroll sync"), "{}", anna.page.main());
    anna.open("/w/falke/service-accounts").await;
    anna.follow("Payroll sync").await;
    assert!(!anna.page.source.contains(&robot.token));
    anna.press("Disable", &[]).await;
    assert_eq!(robot.get(GROUPS).await.problem(), "token-wrong");
    anna.press("Enable", &[]).await;
    assert_eq!(robot.get(GROUPS).await.status, 200);
    anna.follow("Delete").await;
    anna.press("Delete", &[]).await;
    assert_eq!(robot.get(GROUPS).await.problem(), "token-wrong");
    assert!(anna.page.says("Service account deleted"));
}
