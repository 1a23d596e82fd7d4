//! Name, address and owner of a workspace.

use people::members::Role;
use people::workspaces;

use super::{ANNA, BRUNO};
use crate::harness::post::link_in;
use crate::harness::{Browser, PASSWORD, TestApp};

const NEW: &str = "New address";
const TO: &str = "E-mail address of the new owner";

async fn relocate(browser: &mut Browser<'_>, from: &str, to: &str) {
    browser.open(&format!("/w/{from}/settings/address")).await;
    browser.press("Move the workspace", &[(NEW, to)]).await;
}

#[tokio::test]
async fn name_and_language_are_changed_by_administrators() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/w/falke/settings").await;
        browser
            .press(
                "Save",
                &[
                    ("Name of the company or team", "Falke & Co"),
                    ("Language of letters", "Deutsch"),
                ],
            )
            .await;
        assert!(browser.page.says("Saved."));
        browser
            .press("Save", &[("Name of the company or team", " ")])
            .await;
        assert_eq!(browser.status, 422);
        let mut conn = server.app.db.read().await.unwrap();
        let now = workspaces::load(&mut conn, falke.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (now.name.as_str(), now.language.as_str()),
            ("Falke & Co", "de")
        );
        let kinds = server.events_of(anna).await;
        assert!(kinds.contains(&"workspace.described".to_owned()));
    }
}

#[tokio::test]
async fn the_old_address_leads_members_on_and_tells_strangers_nothing() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        server
            .person("Stefan", "stefan@falke.example.com", PASSWORD)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        relocate(&mut browser, "falke", "otter").await;
        assert_eq!(browser.url.path(), "/w/otter/settings");
        assert!(
            browser
                .page
                .says("The workspace has this address now: otter")
        );
        browser.open("/w/falke/people?state=active").await;
        assert_eq!(browser.url.path(), "/w/otter/people");
        assert_eq!(browser.url.query(), Some("state=active"));
        let mut bruno = server.signed_in(BRUNO).await;
        bruno.open("/w/falke/").await;
        assert_eq!(
            (bruno.status.as_u16(), bruno.url.path()),
            (200, "/w/otter/")
        );
        bruno.post_only("/w/falke/leave", "").await;
        assert_ne!(bruno.status, 303, "a form is not led on");
        let mut stranger = server.signed_in("stefan@falke.example.com").await;
        for address in ["falke", "otter", "nowhere"] {
            stranger.open(&format!("/w/{address}/people")).await;
            assert_eq!(stranger.status, 404, "{address}");
        }
        let kinds = server.events_of(anna).await;
        assert!(kinds.contains(&"workspace.address.changed".to_owned()));
    }
}

#[tokio::test]
async fn an_address_left_less_than_a_year_ago_is_nobody_elses() {
    let server = TestApp::start().await;
    server.company().await;
    let bruno = server.person("Bruno Klein", BRUNO, PASSWORD).await;
    server.workspace("bee", "Bee", bruno).await;
    let mut anna = server.signed_in(ANNA).await;
    relocate(&mut anna, "falke", "bee").await;
    assert_eq!(anna.status, 422);
    assert!(anna.page.says("Another workspace has this address."));
    relocate(&mut anna, "falke", "otter").await;
    let mut thief = server.signed_in(BRUNO).await;
    relocate(&mut thief, "bee", "falke").await;
    assert_eq!(
        thief.status, 422,
        "whoever has bookmarks would meet another workspace"
    );
    thief.open("/w/bee/settings/address").await;
    thief
        .post_fields("/w/bee/settings/address/judge", "address=falke")
        .await;
    let said = thief.page.texts(".verdict-sentence").join("");
    assert!(said.starts_with("Another workspace has this address."));
}

#[tokio::test]
async fn one_move_is_free_and_the_operator_grants_the_next() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        server.make_operator(anna).await;
        let mut browser = server.signed_in(ANNA).await;
        relocate(&mut browser, "falke", "otter").await;
        browser.open("/w/otter/settings/address").await;
        assert!(browser.page.says("This workspace has moved already"));
        browser
            .post_fields("/w/otter/settings/address", "address=bee")
            .await;
        assert_eq!(browser.status, 422);
        browser.open("/operator/workspaces").await;
        let grant = format!("/operator/workspaces/{}/grant-move", falke.id);
        browser.post_fields(&grant, "").await;
        assert!(
            browser
                .page
                .says("May move to another address once more: Falke")
        );
        browser.post_fields(&grant, "").await;
        assert!(browser.page.says("May move already: Falke"));
        relocate(&mut browser, "otter", "falke").await;
        assert_eq!(
            browser.url.path(),
            "/w/falke/settings",
            "its own old address is free to it"
        );
    }
}

#[tokio::test]
async fn moving_and_deleting_want_a_fresh_proof() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    server.pass(std::time::Duration::from_secs(11 * 60));
    for page in ["address", "hand-over", "delete"] {
        browser.open(&format!("/w/falke/settings/{page}")).await;
        assert!(browser.url.path().starts_with("/sign-in"), "{page}");
    }
}

#[tokio::test]
async fn a_workspace_is_handed_over_by_letter_and_with_consent() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let bruno = server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let carla = server
            .colleague(&falke, "Carla Petri", Role::Employee)
            .await;
        let mut owner = server.signed_in(ANNA).await;
        owner.open("/w/falke/settings/hand-over").await;
        for unfit in [ANNA, "nobody@falke.example.com", "no address"] {
            owner.press("Offer the workspace", &[(TO, unfit)]).await;
            assert_eq!(owner.status, 422, "{unfit}");
        }
        owner.press("Offer the workspace", &[(TO, BRUNO)]).await;
        assert!(
            owner
                .page
                .says("Offered to Bruno Klein, who gets a letter.")
        );
        let link = link_in(&server, &server.letter_to(BRUNO).await);

        let mut other = server.signed_in("carla@falke.example.com").await;
        other.open(&link).await;
        assert_eq!(other.status, 404, "an offer is for one person");
        let mut browser = server.signed_in(BRUNO).await;
        assert!(browser.page.says("A workspace is offered to you: Falke"));
        browser.open(&link).await;
        assert!(browser.page.says("Offered by: Anna Nowak"));
        browser.press("Take it over", &[]).await;
        assert_eq!(browser.url.path(), "/w/falke/");
        assert!(browser.page.says("Yours now: Falke"));
        assert!(browser.page.has_link("Workspace settings"));
        browser.open(&link).await;
        assert_eq!(browser.status, 404);
        owner.open("/w/falke/settings/hand-over").await;
        assert!(owner.page.says("Only its owner hands a workspace over"));
        owner
            .post_fields(
                "/w/falke/settings/hand-over",
                "email=carla%40falke.example.com",
            )
            .await;
        assert_eq!(owner.status, 422);

        let kinds = server.events_of(bruno.passport).await;
        assert!(kinds.contains(&"workspace.taken-over".to_owned()));
        let kinds = server.events_of(anna).await;
        assert!(kinds.contains(&"workspace.offer.made".to_owned()));
        assert_eq!(server.events_of(carla.passport).await.len(), 1);
    }
}

#[tokio::test]
async fn an_offer_is_declined_or_taken_back() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut owner = server.signed_in(ANNA).await;
    let offer = format!("/passport/workspaces/{}/offer", falke.id);
    owner.open("/w/falke/settings/hand-over").await;
    owner.press("Offer the workspace", &[(TO, BRUNO)]).await;
    let mut browser = server.signed_in(BRUNO).await;
    browser.open(&offer).await;
    browser.press("Decline", &[]).await;
    assert!(browser.page.says("Declined: Falke"));
    owner.open("/w/falke/settings/hand-over").await;
    assert!(!owner.page.says("Offered to"));
    owner.press("Offer the workspace", &[(TO, BRUNO)]).await;
    owner.press("End the offer", &[]).await;
    assert!(owner.page.says("The offer is over."));
    browser.open(&offer).await;
    assert_eq!(browser.status, 404);
}
