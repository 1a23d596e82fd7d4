//! The trail as its pages show it.

use people::members::Role;

use crate::harness::TestApp;

#[tokio::test]
async fn an_administrator_sees_who_did_what_and_finds_a_reference() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/groups").await;
        browser
            .press("Create group", &[("Name", "Night shift")])
            .await;
        let mut bruno = server.browser();
        bruno.open("/sign-in").await;
        bruno
            .press(
                "Continue",
                &[("Login or e-mail", "bruno@falke.example.com")],
            )
            .await;
        bruno
            .press("Sign in", &[("Password", "certainly not this one")])
            .await;
        browser.open("/w/falke/audit").await;
        for what in [
            "Group created",
            "Night shift",
            "Anna Nowak",
            "198.51.100.7",
            "Signed in",
        ] {
            assert!(browser.page.says(what), "{what}: {}", browser.page.main());
        }
        assert!(browser.page.says("Password sign-in refused"));
        assert!(browser.page.says("Refused: wrong password"));
        assert!(browser.page.says("with: password"));
        assert!(!browser.page.source.contains("certainly not this one"));
        browser.open("/w/falke/audit?outcome=refused").await;
        assert!(!browser.page.says("Group created"));
        assert!(browser.page.says("Password sign-in refused"));
        browser.open("/w/falke/audit?search=nobody").await;
        assert!(!browser.page.says("Group created"));
        browser
            .open("/w/falke/audit?search=198.51.100.7&kind=workspace")
            .await;
        assert!(browser.page.says("Group created") && !browser.page.says("Signed in"));
        let reference = browser.page.texts("td:last-child .cell")[0].clone();
        browser
            .open(&format!("/w/falke/audit?search={reference}"))
            .await;
        assert!(
            browser.page.says("Group created"),
            "{}",
            browser.page.main()
        );
    }
}

#[tokio::test]
async fn the_trail_speaks_the_language_of_its_reader() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    let name = [("Login or e-mail", "anna@falke.example.com")];
    browser.press("Continue", &name).await;
    browser.press("Sign in", &[("Password", "wrong")]).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/audit").await;
    browser.press("Deutsch", &[]).await;
    browser.open("/w/falke/audit").await;
    for words in ["falsches Passwort", "mit: Passwort"] {
        assert!(browser.page.says(words), "{}", browser.page.main());
    }
    assert!(!browser.page.says("means") && !browser.page.says("wrong"));
}

#[tokio::test]
async fn another_workspace_and_an_employee_see_nothing_of_it() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let eva = server
        .person(
            "Eva Stranger",
            "eva@other.example.com",
            "seven quiet otters swim",
        )
        .await;
    server.workspace("other", "Other", eva).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/groups").await;
    anna.press("Create group", &[("Name", "Night shift")]).await;
    anna.open("/w/falke/audit?kind=workspace").await;
    let reference = anna.page.texts("td:last-child .cell")[0].clone();
    let mut stranger = server.signed_in("eva@other.example.com").await;
    stranger.open("/w/falke/audit").await;
    assert_eq!(stranger.status, 404);
    stranger
        .open(&format!("/w/other/audit?search={reference}"))
        .await;
    assert!(!stranger.page.says("Night shift"));
    stranger.open("/operator/audit").await;
    assert_eq!(stranger.status, 403);
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    bruno.open("/w/falke/audit").await;
    assert_eq!(bruno.status, 403);
}
