//! Founding a workspace from the passport, and the launcher that shows it.

use base::settings;
use people::founding::{FOUNDING, Founding};
use people::members::Role;
use people::workspaces;

use super::{ANNA, BRUNO};
use crate::harness::{Browser, PASSWORD, TestApp};

const NAME: &str = "Name of the company or team";
const ADDRESS: &str = "Address of the workspace (optional)";

async fn found(browser: &mut Browser<'_>, name: &str, address: &str) {
    browser.open("/passport/workspaces/new").await;
    browser
        .press("Create workspace", &[(NAME, name), (ADDRESS, address)])
        .await;
}

async fn allow(server: &TestApp, most: u32) {
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    settings::save(&mut conn, &FOUNDING, &Founding { most }, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

#[tokio::test]
async fn a_workspace_is_founded_and_its_founder_runs_it() {
    for server in TestApp::on_each_engine().await {
        let bruno = server.person("Bruno Klein", BRUNO, PASSWORD).await;
        let mut browser = server.signed_in(BRUNO).await;
        assert!(browser.page.says("No workspace yet"));
        browser.follow("Create a workspace").await;
        assert!(
            browser
                .page
                .says("You are signed in as Bruno Klein (bruno@falke.example.com)")
        );
        browser
            .press("Create workspace", &[(NAME, "Müller & Söhne")])
            .await;
        assert_eq!(browser.url.path(), "/w/muller-sohne/");
        assert!(browser.page.says("The workspace is there: Müller & Söhne"));
        assert!(
            browser.page.has_link("Workspace settings"),
            "they administer it"
        );
        browser.open("/passport").await;
        assert_eq!(browser.page.texts("h2"), ["Yours"]);
        let kinds = server.events_of(bruno).await;
        assert!(kinds.contains(&"workspace.made".to_owned()), "{kinds:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_what_was_typed_stays() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    for (name, address, why) in [
        ("Other", "falke", "Another workspace has this address."),
        ("Other", "www", "The server needs this word for itself."),
        ("Other", "a b", "An address has small letters"),
        ("ООО", "", "This address is too short"),
        ("", "other", "Type a name."),
    ] {
        found(&mut browser, name, address).await;
        assert_eq!(browser.status, 422, "{name} {address}");
        assert!(browser.page.says(why), "{}", browser.page.main());
        assert_eq!(browser.page.value_of(NAME), name);
    }
}

#[tokio::test]
async fn the_address_is_judged_while_one_types() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/workspaces/new").await;
    for (fields, sentence) in [
        ("address=otter", "Free: http://localhost:8080/w/otter"),
        ("address=Falke", "Another workspace has this address."),
        (
            "address=&name=Otter+Club",
            "Free: http://localhost:8080/w/otter-club",
        ),
        ("address=&name=", ""),
    ] {
        browser
            .post_fields("/passport/workspaces/address", fields)
            .await;
        let said = browser.page.texts(".verdict-sentence").join("");
        assert!(said.starts_with(sentence), "{fields}: {said}");
        browser.open("/passport/workspaces/new").await;
    }
}

#[tokio::test]
async fn nobody_has_more_than_they_may_and_the_page_says_why() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        allow(&server, 2).await;
        let mut browser = server.signed_in(ANNA).await;
        found(&mut browser, "Second", "second").await;
        assert_eq!(browser.url.path(), "/w/second/");
        browser.open("/passport/workspaces/new").await;
        assert!(browser.page.says("each person may have: 2."));
        assert!(!browser.page.source.contains("name=\"address\""));
        browser
            .post_fields("/passport/workspaces/new", "name=Third&address=third")
            .await;
        assert_eq!(browser.status, 422);
        allow(&server, 0).await;
        browser.open("/passport/workspaces/new").await;
        assert!(
            browser
                .page
                .says("Workspaces are created by operators only")
        );
        let mut conn = server.app.db.read().await.unwrap();
        let third = workspaces::at(&mut conn, "third").await.unwrap();
        assert_eq!(third, None);
    }
}

#[tokio::test]
async fn of_two_that_found_the_last_one_at_once_one_does() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        allow(&server, 2).await;
        let mut here = server.signed_in(ANNA).await;
        let mut there = server.signed_in(ANNA).await;
        here.open("/passport/workspaces/new").await;
        there.open("/passport/workspaces/new").await;
        let (one, other) = tokio::join!(
            here.press("Create workspace", &[(NAME, "One")]),
            there.press("Create workspace", &[(NAME, "Other")]),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }
}

#[tokio::test]
async fn the_operator_says_how_many_a_person_may_have() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/operator/founding").await;
    let label = "Workspaces for each person";
    assert_eq!(browser.page.value_of(label), "7");
    for odd in ["many", "-1", "1001", ""] {
        browser.press("Save", &[(label, odd)]).await;
        assert_eq!(browser.status, 422, "{odd}");
        assert!(
            browser.page.says("Type a number from 0 to 1,000."),
            "{}",
            browser.page.main()
        );
    }
    browser.press("Save", &[(label, "0")]).await;
    assert!(browser.page.says("Saved."));
    assert_eq!(browser.page.value_of(label), "0");
    found(&mut browser, "Of the operator", "of-the-operator").await;
    assert_eq!(browser.url.path(), "/w/of-the-operator/");
    let kinds = server.events_of(anna).await;
    assert!(kinds.contains(&"server.founding.changed".to_owned()));
}

#[tokio::test]
async fn the_launcher_shows_first_what_was_used_last_and_can_be_searched() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let bruno = server.person("Bruno Klein", BRUNO, PASSWORD).await;
        for n in 1..=12 {
            let owner = if n > 6 { anna } else { bruno };
            let made = server
                .workspace(&format!("team-{n}"), &format!("Team {n:02}"), owner)
                .await;
            if owner == bruno {
                server.enrol(&made, anna, Role::Guest).await;
            }
        }
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/w/team-9/").await;
        browser.open("/passport").await;
        assert_eq!(browser.page.texts("h2"), ["Yours", "Others you belong to"]);
        let first = browser.page.links_of("/w/");
        let own: Vec<&String> = first.iter().filter(|link| link.ends_with('/')).collect();
        assert_eq!(own[0], "/w/team-9/", "{first:?}");
        browser
            .press(
                "Search",
                &[("Search workspaces and applications", "TEAM 03")],
            )
            .await;
        assert_eq!(browser.page.texts("h2"), ["Others you belong to"]);
        browser
            .press("Search", &[("Search workspaces and applications", "otter")])
            .await;
        assert!(browser.page.texts("h2").is_empty());
        assert!(!browser.page.says("No workspace yet"));
    }
}
