//! Why did it fail: what an administrator is shown, and what nobody is.

use std::time::Duration;

use super::{company, enter};
use crate::harness::application::Application;
use crate::harness::{Browser, TestApp};

async fn failures(server: &TestApp, board: &Application<'_>) -> String {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let path = format!("/w/falke/applications/{}", board.id);
    anna.open(&path).await;
    anna.follow("Refused requests").await;
    assert_eq!(anna.status, 200);
    anna.page.main()
}

#[tokio::test]
async fn an_address_that_differs_is_shown_beside_the_registered_one() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.browser();
    let ask = board
        .ask()
        .with("redirect_uri", "https://board.example.com/Callback");
    browser.open(&ask.address()).await;
    assert_eq!(browser.status, 400);
    let reference = browser.page.texts("dd.reference").join("");
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/oidc/why/{reference}")).await;
    assert_eq!(
        anna.url.path(),
        format!("/w/falke/applications/{}/failures", board.id)
    );
    for said in [
        "not among those registered",
        "Asked for",
        "GET /oidc/authorize",
        "openid",
    ] {
        assert!(anna.page.says(said), "{said}: {}", anna.page.main());
    }
    let marked = anna.page.texts("mark");
    assert_eq!(marked, ["C", "c"]);
    assert!(
        !anna.page.source.contains(&ask.state),
        "the state is hidden"
    );
}

#[tokio::test]
async fn secrets_codes_and_tokens_are_not_kept() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let mut board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask();
    enter(&mut browser, &ask).await;
    let code = board.code(&ask, &browser.url);
    let wrong = board.ask();
    assert_eq!(board.redeem(&wrong, &code).await.status, 400);
    let secret = board
        .secret
        .replace("A-wrong-secret-of-forty-three-characters-xx".to_owned());
    assert_eq!(
        board
            .refresh("never-a-token-that-anybody-got-or-could-get")
            .await
            .status,
        401
    );
    board.secret = secret;
    assert_eq!(
        board
            .post("/oidc/token", &[("grant_type", "password")])
            .await
            .status,
        400
    );
    let shown = failures(&server, &board).await;
    for said in [
        "The code_verifier does not belong",
        "The client secret is another",
        "grant_type is missing or not offered",
        "characters not shown",
        "POST /oidc/token",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    for hidden in [
        code.as_str(),
        &wrong.verifier,
        "wrong-secret",
        "never-a-token",
    ] {
        assert!(!shown.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn only_administrators_of_the_workspace_see_them() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.browser();
    browser
        .open(
            &board
                .ask()
                .with("redirect_uri", "https://evil.example/")
                .address(),
        )
        .await;
    let reference = browser.page.texts("dd.reference").join("");
    let eva = server
        .person(
            "Eva Elsewhere",
            "eva@falke.example.com",
            crate::harness::PASSWORD,
        )
        .await;
    server.workspace("other", "Other", eva).await;
    let why = format!("/oidc/why/{reference}");
    for email in ["ada@falke.example.com", "eva@falke.example.com"] {
        let mut other = server.signed_in(email).await;
        for path in [why.as_str(), "/oidc/why/0000-0000", "/oidc/why/x"] {
            other.open(path).await;
            assert_eq!(other.status, 404, "{email} {path}");
        }
    }
    let mut eva = server.signed_in("eva@falke.example.com").await;
    eva.open(&format!("/w/other/applications/{}/failures", board.id))
        .await;
    assert_eq!(eva.status, 404);
    browser.open_only(&why).await;
    assert_eq!(browser.status, 303, "one signs in first");
}

async fn refuse(browser: &mut Browser<'_>, board: &Application<'_>, times: usize) {
    for _ in 0..times {
        let ask = board.ask().with("scope", "email");
        browser.open_only(&ask.address()).await;
    }
}

#[tokio::test]
async fn they_are_paged_narrowed_and_forgotten_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (workspace, _) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let mut browser = server.browser();
        refuse(&mut browser, &board, 22).await;
        browser
            .open_only(&board.ask().with("response_type", "token").address())
            .await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let path = format!("/w/falke/applications/{}/failures", board.id);
        anna.open(&path).await;
        assert_eq!(anna.page.texts("section.card h2").len(), 20);
        anna.follow("Older").await;
        assert_eq!(anna.page.texts("section.card h2").len(), 3);
        anna.open(&format!("{path}?reason=response-type-unsupported"))
            .await;
        assert_eq!(anna.page.texts("section.card h2").len(), 1);
        assert!(anna.page.says("Only the code flow is offered"));
        server.pass(Duration::from_secs(31 * 24 * 3600));
        server.work().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open(&path).await;
        assert!(
            anna.page.says("Nothing was refused"),
            "{}",
            anna.page.main()
        );
    }
}

#[tokio::test]
async fn no_more_than_a_bounded_number_is_kept() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    refuse(&mut server.browser(), &board, 505).await;
    assert_eq!(server.rows().await["application_failures"], 500);
}
