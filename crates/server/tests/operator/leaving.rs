//! The list of passports that wait to be deleted.

use std::time::Duration;

use people::departing;
use serde_json::{Value, json};

use super::operator;
use crate::harness::script::{Script, personal};
use crate::harness::{PASSWORD, TestApp};

const AT: &str = "/operator/leaving";
const API: &str = "/server/leaving-passports";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Somebody who gives their passport up now.
async fn leaves(server: &TestApp, name: &str, email: &str) -> people::PassportId {
    let person = server.person(name, email, PASSWORD).await;
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    let given_up = departing::give_up(&mut conn, person, now).await.unwrap();
    assert!(matches!(given_up, departing::GivenUp::Until(_)));
    conn.commit().await.unwrap();
    person
}

#[tokio::test]
async fn operators_see_who_waits_and_until_when_and_can_do_nothing_about_it() {
    for server in TestApp::on_each_engine().await {
        let mut browser = operator(&server).await;
        browser.open(AT).await;
        assert!(browser.page.says("No passport waits to be deleted"));
        leaves(&server, "Cleo Marsh", "cleo@x.example.com").await;
        server.pass(DAY);
        let dora = leaves(&server, "Dora Lind", "dora@x.example.com").await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open(AT).await;
        assert_eq!(browser.page.heading(), "Passports being deleted");
        let rows = browser.page.texts("tbody tr");
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0].contains("Cleo Marsh") && rows[0].contains("cleo@x.example.com"));
        assert!(rows[1].contains("Dora Lind"), "soonest gone first");
        assert!(browser.page.texts("tbody form").is_empty());
        let mut conn = server.app.db.write().await.unwrap();
        let now = server.app.clock.now();
        assert!(departing::take_back(&mut conn, dora, now).await.unwrap());
        conn.commit().await.unwrap();
        browser.open(AT).await;
        assert!(!browser.page.says("Dora Lind") && browser.page.says("Cleo Marsh"));
        server.pass(DAY * 14);
        server.work().await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open(AT).await;
        assert!(browser.page.says("No passport waits to be deleted"));
    }
}

#[tokio::test]
async fn a_long_list_is_led_through_page_by_page() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    for n in 0..51 {
        leaves(
            &server,
            &format!("Guest {n:02}"),
            &format!("g{n}@x.example.com"),
        )
        .await;
    }
    browser.open(AT).await;
    // All given up in the same moment: their order is any, but nobody stands twice and nobody is left out.
    let mut rows = browser.page.texts("tbody tr");
    assert_eq!(rows.len(), 50);
    let later = browser.page.link("Later ones");
    browser.open(&later).await;
    assert_eq!(browser.page.texts("tbody tr").len(), 1);
    rows.extend(browser.page.texts("tbody tr"));
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), 51);
    for odd in ["x", "-", "9-", "9999999999999999999999-01", "1-'%20OR"] {
        browser.open(&format!("{AT}?after={odd}")).await;
        assert_eq!(browser.page.texts("tbody tr").len(), 50, "{odd}");
    }
}

async fn all(script: &Script<'_>) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("{API}?limit=1")));
    while let Some(path) = next {
        let told = script.get(path.trim_start_matches("/api/v1")).await;
        assert_eq!(told.status, 200, "{}", told.text);
        found.extend(told.body["items"].as_array().unwrap().clone());
        next = told.body["next"].as_str().map(str::to_owned);
    }
    found
}

#[tokio::test]
async fn a_script_of_an_operator_lists_them_too_and_nobody_else() {
    for server in TestApp::on_each_engine().await {
        let mut browser = operator(&server).await;
        let script = personal(&server, &mut browser, &["server.passports:read"]).await;
        assert_eq!(all(&script).await, Vec::<Value>::new());
        let cleo = leaves(&server, "Cleo Marsh", "cleo@x.example.com").await;
        leaves(&server, "Dora Lind", "dora@x.example.com").await;
        let found = all(&script).await;
        assert_eq!(found.len(), 2);
        assert_eq!(
            (&found[0]["id"], &found[0]["email"]),
            (&json!(cleo.to_string()), &json!("cleo@x.example.com"))
        );
        assert!(found[0]["given_up_at"].as_str() < found[0]["gone_at"].as_str());
        let other = personal(&server, &mut browser, &["server.workspaces:read"]).await;
        assert_eq!(other.get(API).await.problem(), "scope-missing");
        let person = server
            .person("Eva Alone", "eva@x.example.com", PASSWORD)
            .await;
        let mut eva = server.signed_in("eva@x.example.com").await;
        eva.open(AT).await;
        assert_eq!(eva.status, 403);
        let all = ["passport:read", "server.passports:read"];
        let hers = personal(&server, &mut eva, &all).await;
        assert_eq!(hers.get(API).await.problem(), "scope-missing");
        let told = hers.get("/passport").await;
        assert_eq!(told.body["id"], person.to_string());
    }
}
