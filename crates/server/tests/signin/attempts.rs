//! Sign-ins under way: old ones, finished ones, those of others, and two at a time.

use std::time::Duration;

use super::stage::{ANNA, at_password, copied, enter, is_in, name_at, try_with};
use crate::harness::{PASSWORD, TestApp};

async fn stage() -> TestApp {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person(
            "Bruno Klein",
            "bruno@falke.example.com",
            "nine green herons stand",
        )
        .await;
    server
}

#[tokio::test]
async fn a_sign_in_may_take_an_hour_and_no_longer() {
    let server = stage().await;
    let mut quick = at_password(&server, ANNA).await;
    let mut late = at_password(&server, ANNA).await;
    server.pass(Duration::from_secs(3590));
    enter(&mut quick).await;
    assert!(quick.cookie("vestibule-session").is_some());
    server.pass(Duration::from_secs(60));
    enter(&mut late).await;
    assert_eq!(late.url.path(), "/sign-in");
    assert!(late.page.says("out of date"), "{}", late.page.main());
    assert!(late.cookie("vestibule-session").is_none());
}

#[tokio::test]
async fn a_finished_sign_in_is_no_way_in_a_second_time() {
    let server = stage().await;
    let mut anna = at_password(&server, ANNA).await;
    let step = anna.url.path().to_owned();
    let form = anna.page.fill("Sign in", &[("Password", PASSWORD)]);
    anna.send(form.clone()).await;
    let session = anna.cookie("vestibule-session").unwrap().to_owned();
    let rows = server.rows().await;
    // Back, and the same form once more: one goes on, and nothing begins anew.
    anna.send(form.clone()).await;
    assert_eq!(anna.url.path(), "/passport");
    assert_eq!(anna.cookie("vestibule-session"), Some(session.as_str()));
    anna.open_only(&step).await;
    assert_eq!(anna.headers["location"], "/passport");
    assert_eq!(server.rows().await["sessions"], rows["sessions"]);
    // After signing out the old form opens nothing, password or not.
    anna.open("/nothing").await;
    anna.post_fields("/sign-out", "").await;
    anna.send(form).await;
    assert!(!is_in(&mut anna).await);
    assert_eq!(server.rows().await["sessions"], rows["sessions"]);
}

#[tokio::test]
async fn two_tabs_are_two_sign_ins_and_the_later_one_renews() {
    let server = stage().await;
    let mut anna = at_password(&server, ANNA).await;
    let first = anna.page.fill("Sign in", &[("Password", PASSWORD)]);
    let first_url = anna.url.clone();
    name_at(&mut anna, "/sign-in", ANNA).await;
    enter(&mut anna).await;
    let old = anna.cookie("vestibule-session").unwrap().to_owned();
    anna.url = first_url;
    anna.send(first).await;
    assert_eq!(anna.url.path(), "/passport");
    assert_ne!(anna.cookie("vestibule-session"), Some(old.as_str()));
    assert_eq!(
        server.rows().await["sessions"],
        1,
        "one browser, one person, one session"
    );
}

#[tokio::test]
async fn the_steps_of_a_sign_in_are_closed_to_every_other_browser() {
    let server = stage().await;
    let victim = at_password(&server, ANNA).await;
    let mut mallory = at_password(&server, "mallory").await;
    let field = mallory.hidden_field();
    let path = victim.url.path().to_owned();
    let name = path.replace("/password", "/name");
    for (path, body) in [
        (&path, format!("password={PASSWORD}")),
        (&name, "username=mallory".to_owned()),
    ] {
        mallory.post(path, &format!("csrf={field}&{body}")).await;
        assert_eq!(mallory.url.path(), "/sign-in", "{path}");
        mallory.open(path).await;
        assert_eq!(mallory.url.path(), "/sign-in", "{path}");
        assert!(!mallory.page.source.contains(ANNA), "no name is told");
    }
    assert!(mallory.cookie("vestibule-session").is_none());
}

#[tokio::test]
async fn another_name_takes_the_place_of_the_first_and_needs_its_own_password() {
    let server = stage().await;
    let mut browser = at_password(&server, ANNA).await;
    browser.follow("Not you? Use another name").await;
    assert_eq!(browser.page.value_of("Login or e-mail"), ANNA);
    let typed = [("Login or e-mail", "bruno@falke.example.com")];
    browser.press("Continue", &typed).await;
    try_with(&mut browser, PASSWORD).await;
    assert_eq!(browser.status, 422, "the password is Anna's");
    try_with(&mut browser, "nine green herons stand").await;
    assert_eq!(browser.url.path(), "/passport");
}

#[tokio::test]
async fn a_name_sent_beside_the_password_is_not_listened_to() {
    let server = stage().await;
    let mut browser = at_password(&server, "bruno@falke.example.com").await;
    let path = browser.url.path().to_owned();
    for more in [
        format!("username={ANNA}"),
        format!("identifier={ANNA}&passport_id=1"),
        "proofs=[]&finished=1&means=password".to_owned(),
    ] {
        browser
            .post_fields(&path, &format!("password={PASSWORD}&{more}"))
            .await;
        assert_eq!(browser.status, 422, "{more}");
    }
    assert!(browser.cookie("vestibule-session").is_none());
}

#[tokio::test]
async fn an_empty_or_missing_password_passes_nothing_and_is_no_guess() {
    let server = stage().await;
    let mut browser = at_password(&server, ANNA).await;
    let path = browser.url.path().to_owned();
    for _ in 0..10 {
        for body in ["", "password=", "Password=x"] {
            browser.post_fields(&path, body).await;
            assert_eq!(browser.status, 422);
            assert!(browser.page.says("Type your password."), "{body:?}");
        }
    }
    enter(&mut browser).await;
    assert_eq!(browser.url.path(), "/passport", "nobody was paused");
}

#[tokio::test]
async fn odd_attempts_in_the_address_lead_to_the_first_page() {
    let server = stage().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    for id in [
        "x",
        "0000000000000000000000000a",
        "..",
        "%20",
        "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
    ] {
        for step in ["", "/password", "/name"] {
            browser.open(&format!("/sign-in/{id}{step}")).await;
            assert!(browser.status.as_u16() < 500, "{id}{step}");
            assert!(browser.cookie("vestibule-session").is_none());
        }
    }
}

#[tokio::test]
async fn of_two_posts_at_once_one_begins_the_session() {
    let server = stage().await;
    let mut one = at_password(&server, ANNA).await;
    let mut two = copied(&server, &one);
    two.open(one.url.path()).await;
    tokio::join!(enter(&mut one), enter(&mut two));
    assert_eq!(server.rows().await["sessions"], 1);
    assert_eq!(server.rows().await["attempts"], 1);
}
