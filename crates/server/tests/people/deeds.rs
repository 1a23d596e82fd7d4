//! What administrators do with people, and what that ends.

use std::time::Duration;

use people::members::Role;

use crate::harness::TestApp;
use crate::harness::post::link_in;

#[tokio::test]
async fn dismissing_says_what_ends_and_ends_it() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let bea = server
            .colleague(&falke, "Bea Zorn", Role::Administrator)
            .await;
        let mut inside = server.signed_in("bea@falke.example.com").await;
        inside.open("/w/falke/people").await;
        assert_eq!(inside.status, 200);
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open(&format!("/w/falke/people/{}", bea.id)).await;
        assert!(anna.page.says("Yes, with their password."));
        anna.follow("Dismiss").await;
        assert_eq!(anna.page.heading(), "Dismiss Bea Zorn?");
        for words in ["open session (1)", "Administrator rights", "Hiring again"] {
            assert!(anna.page.says(words), "{words}: {}", anna.page.main());
        }
        anna.press("Dismiss", &[]).await;
        assert!(
            anna.page.says("No: they were dismissed"),
            "{}",
            anna.page.main()
        );
        inside.open("/w/falke/people").await;
        assert_eq!(inside.status, 403);
        assert!(inside.page.says("has ended"));
        anna.press("Hire again", &[]).await;
        inside.open("/w/falke/people").await;
        assert_eq!(inside.status, 403, "rights do not come back");
        inside.open("/w/falke/").await;
        assert_eq!(inside.status, 200);
        let kinds = server.events_of(bea.passport).await;
        assert!(kinds.contains(&"people.dismissed".to_owned()));
        assert!(kinds.contains(&"people.rehired".to_owned()));
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let mut conn = server.app.db.read().await.unwrap();
    let own = people::members::of_passport(&mut conn, falke.id, anna);
    let own = own.await.unwrap().unwrap().id;
    drop(conn);
    let mut browser = server.signed_in("anna@falke.example.com").await;
    for page in ["dismiss", "block"] {
        browser.open(&format!("/w/falke/people/{own}/{page}")).await;
        let button = if page == "block" { "Block" } else { "Dismiss" };
        browser.press(button, &[]).await;
        assert_eq!(browser.status, 409);
        assert!(browser.page.says("nobody else runs this workspace"));
    }
    browser.open(&format!("/w/falke/people/{own}/edit")).await;
    let fields = [("Name", "Anna Neu"), ("Role", "Guest")];
    browser.press("Save", &fields).await;
    assert_eq!(browser.status, 422);
    browser.open(&format!("/w/falke/people/{own}")).await;
    assert_eq!(
        browser.page.heading(),
        "Anna Nowak",
        "nothing of it was saved"
    );
}

#[tokio::test]
async fn a_block_closes_the_door_until_it_is_lifted() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    let mut inside = server.signed_in("bea@falke.example.com").await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}/block", bea.id))
        .await;
    anna.press("Block", &[]).await;
    assert!(anna.page.says("Blocked by an administrator"));
    assert!(anna.page.says("An administrator, here"));
    inside.open("/w/falke/").await;
    assert_eq!(inside.status, 403);
    assert!(
        inside.page.says("blocked by its administrators"),
        "{}",
        inside.page.main()
    );
    anna.press("Lift the block", &[]).await;
    inside.open("/w/falke/").await;
    assert_eq!(inside.status, 200);
}

#[tokio::test]
async fn what_the_workspace_knows_can_be_changed() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}/edit", bea.id)).await;
    let fields = [
        ("Name", "Beatrix Zorn"),
        ("E-mail", "b.zorn@falke.example.com"),
        ("Role", "Administrator"),
    ];
    anna.press("Save", &fields).await;
    assert_eq!(anna.page.heading(), "Beatrix Zorn");
    assert!(anna.page.says("b.zorn@falke.example.com"));
    let kinds = server.events_of(bea.passport).await;
    assert!(kinds.contains(&"people.changed".to_owned()));
    assert!(kinds.contains(&"people.role.changed".to_owned()));
    let mut inside = server.signed_in("bea@falke.example.com").await;
    inside.open("/w/falke/people").await;
    assert_eq!(inside.status, 200, "signs in as before, and may do more");
}

#[tokio::test]
async fn a_withdrawn_invitation_and_a_sent_again_one_end_the_old_link() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people/new").await;
    let email = "jonas@falke.example.com";
    let fields = [("Name", "Jonas Weber"), ("E-mail", email)];
    anna.press("Add and invite", &fields).await;
    let first = link_in(&server, &server.letter_to(email).await);
    anna.follow("Jonas Weber").await;
    anna.press("Send the invitation again", &[]).await;
    assert!(anna.page.says("Wait a minute"), "{}", anna.page.main());
    server.pass(Duration::from_secs(61));
    anna.press("Send the invitation again", &[]).await;
    let second = link_in(&server, &server.letter_to(email).await);
    let mut jonas = server.browser();
    jonas.open(&first).await;
    assert_eq!(jonas.status, 410);
    jonas.open(&second).await;
    assert_eq!(jonas.status, 200);
    anna.follow("Withdraw the invitation").await;
    anna.press("Withdraw the invitation", &[]).await;
    jonas.open(&second).await;
    assert_eq!(jonas.status, 410);
}

#[tokio::test]
async fn an_invited_person_with_another_address_gets_the_letter_there() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people/new").await;
    let fields = [
        ("Name", "Jonas Weber"),
        ("E-mail", "jonsa@falke.example.com"),
    ];
    anna.press("Add and invite", &fields).await;
    let wrong = link_in(&server, &server.letter_to("jonsa@falke.example.com").await);
    anna.follow("Jonas Weber").await;
    anna.follow("Edit").await;
    anna.press("Save", &[("E-mail", "jonas@falke.example.com")])
        .await;
    let right = link_in(&server, &server.letter_to("jonas@falke.example.com").await);
    let mut browser = server.browser();
    browser.open(&wrong).await;
    assert_eq!(browser.status, 410);
    browser.open(&right).await;
    assert!(browser.page.says("jonas@falke.example.com"));
}
