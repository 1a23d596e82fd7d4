//! Somebody with a passport is invited: they sign in and decide.

use people::members::Role;

use super::invited;
use crate::harness::PASSWORD;
use crate::harness::TestApp;

const EVA: &str = "eva@adler.example.com";

async fn with_eva() -> TestApp {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server.person("Eva Lind", EVA, PASSWORD).await;
    server.workspace("adler", "Adler", eva).await;
    server
}

#[tokio::test]
async fn a_known_person_signs_in_and_accepts() {
    let server = with_eva().await;
    let link = invited(&server, "Eva Lind", EVA).await;
    let mut eva = server.browser();
    eva.open(&link).await;
    assert!(eva.page.says("You have a passport here already"));
    eva.follow("Sign in to answer").await;
    eva.press("Continue", &[("Login or e-mail", EVA)]).await;
    eva.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(eva.url.path(), "/invitation");
    eva.press("Accept", &[]).await;
    assert_eq!(eva.url.path(), "/w/falke/");
    assert!(
        eva.page.says("You have joined: Falke."),
        "{}",
        eva.page.main()
    );
    eva.open(&link).await;
    assert_eq!(eva.status, 410);
}

#[tokio::test]
async fn declining_ends_the_invitation() {
    let server = with_eva().await;
    let link = invited(&server, "Eva Lind", EVA).await;
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    eva.press("Decline", &[]).await;
    eva.open("/w/falke/").await;
    assert_eq!(eva.status, 403);
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people?state=dismissed").await;
    assert!(anna.page.has_link("Eva Lind"));
}

#[tokio::test]
async fn somebody_else_who_is_signed_in_is_named_and_cannot_answer() {
    let server = with_eva().await;
    let link = invited(&server, "Eva Lind", EVA).await;
    server
        .person("Mallory", "mallory@x.example", PASSWORD)
        .await;
    let mut mallory = server.signed_in("mallory@x.example").await;
    mallory.open(&link).await;
    for words in ["Signed in here: Mallory", EVA] {
        assert!(mallory.page.says(words), "{words}");
    }
    let csrf = mallory.hidden_field();
    let token = link.split_once('=').unwrap().1;
    let body = format!("csrf={}&token={token}", csrf);
    for deed in ["/invitation/accept", "/invitation/decline"] {
        mallory.post(deed, &body).await;
        assert!(!mallory.page.says("You have joined"), "{deed}");
    }
    mallory.open("/w/falke/").await;
    assert_eq!(mallory.status, 404);
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    eva.press("Accept", &[]).await;
    assert_eq!(eva.url.path(), "/w/falke/");
}

#[tokio::test]
async fn a_password_is_never_set_over_one_that_is_there() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    let other = server.person("Eva Lind", EVA, PASSWORD).await;
    server.workspace("adler", "Adler", other).await;
    let mut eva = server.signed_in(EVA).await;
    eva.open("/w/adler/people/new").await;
    let fields = [("Name", "Bea"), ("E-mail", "bea@falke.example.com")];
    eva.press("Add and invite", &fields).await;
    let letter = server.letter_to("bea@falke.example.com").await;
    let link = crate::harness::post::link_in(&server, &letter);
    let mut thief = server.browser();
    thief.open("/sign-in").await;
    let csrf = thief.hidden_field();
    let token = link.split_once('=').unwrap().1;
    let body = format!(
        "csrf={}&token={token}&password=a+long+one+of+the+thief",
        csrf
    );
    thief.post("/invitation", &body).await;
    assert!(thief.cookie("vestibule-session").is_none());
    let kinds = server.events_of(bea.passport).await;
    assert!(!kinds.contains(&"signin.password.chosen".to_owned()));
    server.signed_in("bea@falke.example.com").await;
}
