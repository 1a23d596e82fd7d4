//! A forgotten password: an administrator sends a link, the person chooses a new one.

use std::time::Duration;

use people::members::{Member, Role};

use crate::harness::TestApp;
use crate::harness::post::link_in;

const BEA: &str = "bea@falke.example.com";
const NEW: &str = "paper kite orchard wind";

async fn with_bea() -> (TestApp, Member) {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    (server, bea)
}

async fn link(server: &TestApp, bea: &Member) -> String {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}", bea.id)).await;
    anna.press("Send a link for a new password", &[]).await;
    assert!(anna.page.says("is on its way"), "{}", anna.page.main());
    link_in(server, &server.letter_to(BEA).await)
}

#[tokio::test]
async fn the_new_password_ends_every_session_and_the_person_is_told() {
    let (server, bea) = with_bea().await;
    let mut elsewhere = server.signed_in(BEA).await;
    let link = link(&server, &bea).await;
    let mut here = server.browser();
    here.open(&link).await;
    here.press("Choose new password", &[("New password", NEW)])
        .await;
    assert!(
        here.cookie("vestibule-session").is_some(),
        "{}",
        here.page.main()
    );
    elsewhere.open("/w/falke/").await;
    assert_eq!(elsewhere.url.path(), "/sign-in");
    let notice = server.letter_to(BEA).await;
    assert_eq!(notice.subject(), "Your password was changed");
    here.open(&link).await;
    assert_eq!(here.status, 410);
    let kinds = server.events_of(bea.passport).await;
    assert!(
        kinds.contains(&"signin.password.replaced".to_owned()),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn a_new_link_ends_the_old_one_and_a_day_ends_both() {
    let (server, bea) = with_bea().await;
    let first = link(&server, &bea).await;
    let second = link(&server, &bea).await;
    let mut browser = server.browser();
    browser.open(&first).await;
    assert_eq!(browser.status, 410);
    browser.open(&second).await;
    assert_eq!(browser.status, 200);
    server.pass(Duration::from_secs(24 * 3600));
    browser
        .press("Choose new password", &[("New password", NEW)])
        .await;
    assert_eq!(browser.status, 410);
}

#[tokio::test]
async fn the_link_goes_to_the_persons_own_address_not_to_the_workspaces() {
    let (server, bea) = with_bea().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}/edit", bea.id)).await;
    anna.press("Save", &[("E-mail", "anna+bea@falke.example.com")])
        .await;
    anna.press("Send a link for a new password", &[]).await;
    server.work().await;
    let letters = server.mailbox.take();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to().address(), BEA);
}

#[tokio::test]
async fn an_address_given_up_opens_nothing() {
    let (server, bea) = with_bea().await;
    let link = link(&server, &bea).await;
    let fresh = people::Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let email = people::EmailAddress::parse("bea@home.example").unwrap();
    let named = people::identifiers::Named::Email(email);
    let mut conn = server.app.db.write().await.unwrap();
    people::identifiers::verify(&mut conn, fresh, bea.passport, &named)
        .await
        .unwrap();
    let all = people::identifiers::of_passport(&mut conn, bea.passport);
    let old = all.await.unwrap().into_iter().find(|one| one.value == BEA);
    people::identifiers::remove(&mut conn, bea.passport, old.unwrap().id)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let mut browser = server.browser();
    browser.open(&link).await;
    assert_eq!(browser.status, 410);
}
