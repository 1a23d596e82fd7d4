//! Adding a person, and the letter they get.

use people::members::Role;

use crate::harness::TestApp;
use crate::harness::post::link_in;

const JONAS: &str = "jonas@falke.example.com";

#[tokio::test]
async fn a_person_is_added_and_gets_a_letter_in_their_language() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/people").await;
        browser.follow("Add a person").await;
        let fields = [
            ("Name", "Jonas Weber"),
            ("E-mail", JONAS),
            ("Role", "Employee"),
            ("Language of the letter", "Deutsch"),
        ];
        browser.press("Add and invite", &fields).await;
        assert_eq!(browser.url.path(), "/w/falke/people");
        assert!(browser.page.says("Jonas Weber is invited"));
        let letter = server.letter_to(JONAS).await;
        assert_eq!(letter.subject(), "Einladung in einen Arbeitsbereich: Falke");
        assert!(letter.text().contains("Anna Nowak"), "{}", letter.text());
        assert!(link_in(&server, &letter).starts_with("/invitation?token="));
        browser.follow("Jonas Weber").await;
        assert!(browser.page.says("No: the invitation is still open."));
        assert!(browser.page.says("Person invited"));
    }
}

#[tokio::test]
async fn a_taken_address_says_so_beside_the_field() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server.colleague(&falke, "Eva Lind", Role::Guest).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    for (email, words) in [
        ("EVA@falke.example.com", "is a member already"),
        ("eva", "Type one e-mail address"),
        ("eva@x.example,bob@x.example", "Type one e-mail address"),
    ] {
        browser.open("/w/falke/people/new").await;
        let fields = [("Name", "Somebody Else"), ("E-mail", email)];
        browser.press("Add and invite", &fields).await;
        assert_eq!(browser.status, 422, "{email}");
        assert!(browser.page.says(words), "{email}: {}", browser.page.main());
        assert!(browser.page.title().starts_with("Error:"));
        assert_eq!(browser.page.value_of("Name"), "Somebody Else");
    }
    server.work().await;
    assert!(server.mailbox.take().is_empty(), "nobody was written to");
}

#[tokio::test]
async fn an_address_of_another_workspace_is_answered_like_a_new_one() {
    let server = TestApp::start().await;
    server.company().await;
    let other = server
        .person(
            "Eva Lind",
            "eva@adler.example.com",
            "seven quiet otters swim",
        )
        .await;
    server.workspace("adler", "Adler", other).await;
    let mut seen = Vec::new();
    for email in ["eva@adler.example.com", "nobody@adler.example.com"] {
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/people/new").await;
        let fields = [("Name", "Eva Lind"), ("E-mail", email)];
        browser.press("Add and invite", &fields).await;
        let list = browser.page.texts("[role=status], .notice").join(" ");
        seen.push((browser.status, list.replace(email, "ADDRESS")));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn names_are_shown_as_names() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/people/new").await;
    let name = "<script>alert(1)</script> \"&' https://evil.example";
    let fields = [("Name", name), ("E-mail", JONAS)];
    browser.press("Add and invite", &fields).await;
    assert!(browser.page.says(name), "{}", browser.page.main());
    assert!(!browser.page.source.contains("<script>alert"));
    browser.open("/w/falke/people/new").await;
    let broken = [
        ("Name", "Eva\r\nBcc: all@example.com"),
        ("E-mail", "eva@x.example"),
    ];
    browser.press("Add and invite", &broken).await;
    assert_eq!(browser.status, 422);
    let letter = server.letter_to(JONAS).await;
    assert!(!letter.html().contains("<script"));
}
