//! The pages of tokens and service accounts, as people use them.

use crate::harness::TestApp;
use crate::harness::script::{personal, script};

#[tokio::test]
async fn an_administrator_makes_a_service_account_and_changes_it() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open("/w/falke/service-accounts").await;
        assert!(anna.page.says("No service account yet"));
        for (name, words) in [
            ("  ", "Type a name of one line"),
            ("\u{202e}x", "Type a name"),
        ] {
            anna.press("Make service account", &[("Name", name)]).await;
            assert_eq!(anna.status, 422, "{name:?}");
            assert!(anna.page.says(words), "{name:?}");
        }
        let fields = [("Name", "Payroll"), ("What it is for", "Writes groups")];
        anna.press("Make service account", &fields).await;
        assert!(anna.page.says("Service account made: Payroll"));
        assert_eq!(anna.page.heading(), "Payroll");
        assert!(anna.page.says("No token yet"));
        anna.press("Save", &[("Name", "Payroll sync")]).await;
        assert!(anna.page.says("Saved"));
        assert_eq!(anna.page.value_of("Name"), "Payroll sync");
        assert_eq!(anna.page.value_of("What it is for"), "Writes groups");
        anna.open("/w/falke/service-accounts").await;
        anna.press("Make service account", &[("Name", "PAYROLL Sync")])
            .await;
        assert_eq!(anna.status, 422);
        assert!(anna.page.says("A service account has this name"));
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked_by_its_name() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(&server, &mut anna, ("falke", "Robot"), &["groups:read"]).await;
    assert!(anna.page.says("Copy it now: it is shown this once"));
    assert!(anna.page.source.contains(&robot.token));
    anna.follow("I have copied it").await;
    assert!(!anna.page.source.contains(&robot.token));
    assert!(anna.page.says("groups:read") && anna.page.says("Never"));
    for (name, days, words) in [
        ("", "9", "Type a name"),
        ("Late", "731", "Type a whole number of days"),
        ("Late", "-1", "Type a whole number of days"),
    ] {
        let fields = [("Name of the token", name), ("Days it lasts", days)];
        anna.press("Make token", &fields).await;
        assert_eq!(anna.status, 422, "{name} {days}");
        assert!(anna.page.says(words), "{}", anna.page.main());
    }
    anna.press("Revoke Robot", &[]).await;
    assert!(anna.page.says("Revoked: Robot"));
    assert_eq!(robot.get("/self").await.problem(), "token-wrong");
}

#[tokio::test]
async fn scopes_of_the_server_are_for_operators_even_when_they_are_slipped_in() {
    let server = TestApp::start().await;
    let (_, anna_id) = server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/passport/tokens").await;
    assert!(!anna.page.source.contains("server.jobs:read"));
    let own = personal(&server, &mut anna, &["server.jobs:write", "audit:read"]).await;
    assert_eq!(own.get("/server/jobs").await.problem(), "scope-missing");
    let robot = script(
        &server,
        &mut anna,
        ("falke", "Robot"),
        &["server.jobs:write", "audit:read"],
    )
    .await;
    assert_eq!(robot.get("/server/jobs").await.problem(), "scope-missing");
    server.make_operator(anna_id).await;
    // Made before, it has not what could not be given then.
    assert_eq!(own.get("/server/jobs").await.problem(), "scope-missing");
    anna.open("/passport/tokens").await;
    assert!(anna.page.source.contains("server.jobs:read"));
}

#[tokio::test]
async fn nobody_revokes_the_token_of_somebody_else() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", people::members::Role::Employee)
        .await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let own = personal(&server, &mut anna, &["groups:read"]).await;
    let id = own.get("/self").await.body["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    bruno.open("/passport/tokens").await;
    assert!(bruno.page.says("No token yet"));
    bruno
        .post_fields(&format!("/passport/tokens/{id}/revoke"), "")
        .await;
    assert_eq!(bruno.status, 404);
    assert_eq!(own.get("/self").await.status, 200);
    anna.open("/passport/tokens").await;
    anna.press("Revoke Test", &[]).await;
    assert_eq!(own.get("/self").await.problem(), "token-wrong");
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let own = personal(&server, &mut anna, &["groups:read"]).await;
        anna.open("/passport/tokens").await;
        anna.press("Revoke Test", &[]).await;
        let day = std::time::Duration::from_secs(24 * 3600);
        let mut conn = server.app.db.write().await.unwrap();
        let now = server.app.clock.now();
        server::tokens::clean(&mut conn, now.plus(day * 29))
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(tokens(&server).await, 1);
        let mut conn = server.app.db.write().await.unwrap();
        server::tokens::clean(&mut conn, now.plus(day * 31))
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(tokens(&server).await, 0);
        assert_eq!(own.get("/self").await.problem(), "token-wrong");
    }
}

async fn tokens(server: &TestApp) -> i64 {
    let mut conn = server.app.db.read().await.unwrap();
    let count = base::db::sql("SELECT COUNT(*) AS n FROM api_tokens");
    conn.one(count, Vec::new()).await.unwrap().int("n").unwrap()
}
