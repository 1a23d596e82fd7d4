//! Several passports in one browser before an application: who is asked, who answers, who is signed out.

use people::members::Role;
use people::workspaces::Workspace;

use super::{company, enter};
use crate::harness::application::{Application, Tokens, param};
use crate::harness::{Browser, TestApp};

const AS_ADA: &str = "ALContinue as Ada Lovelace ada@falke.example.com";
const AS_BRUNO: &str = "BKContinue as Bruno Klein bruno@falke.example.com";

async fn add(browser: &mut Browser<'_>, email: &str) {
    browser.open("/sign-in?switch=1").await;
    browser
        .press("Continue", &[("Login or e-mail", email)])
        .await;
    let password = crate::harness::PASSWORD;
    browser.press("Sign in", &[("Password", password)]).await;
}

/// Ada and Bruno work at Falke and are signed in in one browser; Bruno acts.
async fn both(server: &TestApp) -> (Workspace, Browser<'_>) {
    let (workspace, _) = company(server).await;
    server
        .colleague(&workspace, "Bruno Klein", Role::Employee)
        .await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    add(&mut browser, "bruno@falke.example.com").await;
    (workspace, browser)
}

/// The name the application learns.
async fn who(board: &Application<'_>, tokens: &Tokens) -> String {
    let told = board.userinfo(&tokens.access).await;
    told.body["name"].as_str().unwrap_or_default().to_owned()
}

fn error(browser: &Browser<'_>) -> String {
    param(&browser.url, "error").unwrap_or_default()
}

#[tokio::test]
async fn select_account_shows_the_choice_and_takes_who_was_chosen() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let ask = board.ask().with("prompt", "select_account");
    browser.open(&ask.address()).await;
    assert!(browser.page.says("Signed in in this browser"));
    assert!(browser.page.says("Board"));
    browser.press(AS_ADA, &[]).await;
    browser.press("Allow", &[]).await;
    let tokens = board.finish(&ask, &browser.url).await;
    assert_eq!(who(&board, &tokens).await, "Ada Lovelace");
    let ask = board.ask().with("prompt", "select_account");
    browser.open(&ask.address()).await;
    browser.press(AS_BRUNO, &[]).await;
    browser.press("Allow", &[]).await;
    let tokens = board.finish(&ask, &browser.url).await;
    assert_eq!(who(&board, &tokens).await, "Bruno Klein");
}

#[tokio::test]
async fn a_choice_is_not_passed_over_by_opening_the_request_once_more() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    enter(&mut browser, &board.ask()).await;
    let ask = board.ask().with("prompt", "select_account");
    browser.open(&ask.address()).await;
    let next = browser.page.fill(AS_ADA, &[]).fields;
    let (_, next) = next.iter().find(|(name, _)| name == "next").unwrap();
    let (bare, _) = next.split_once('?').unwrap();
    browser.open(bare).await;
    assert!(browser.page.says("Signed in in this browser"));
}

#[tokio::test]
async fn a_hint_picks_among_those_signed_in_and_makes_nobody_else_act() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let ask = board.ask().with("login_hint", "ada@falke.example.com");
    browser.open(&ask.address()).await;
    assert!(browser.page.says("Ada Lovelace"), "the question is Ada's");
    browser.press("Allow", &[]).await;
    let ada = board.finish(&ask, &browser.url).await;
    assert_eq!(who(&board, &ada).await, "Ada Lovelace");
    browser.open("/passport/profile").await;
    assert_eq!(browser.page.texts(".switcher-who strong"), ["Bruno Klein"]);
    let again = board
        .ask()
        .with("prompt", "none")
        .with("id_token_hint", &ada.id_token);
    browser.open(&again.address()).await;
    let again = board.finish(&again, &browser.url).await;
    assert_eq!(again.claims.text("sub"), ada.claims.text("sub"));
}

#[tokio::test]
async fn nobody_is_asked_and_whoever_acts_is_meant() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    enter(&mut browser, &board.ask()).await;
    let silent = board.ask().with("prompt", "none");
    browser.open(&silent.address()).await;
    let tokens = board.finish(&silent, &browser.url).await;
    assert_eq!(who(&board, &tokens).await, "Bruno Klein");
    browser.open("/passport/profile").await;
    browser.press("Sign out", &[]).await;
    browser.open(&silent.address()).await;
    assert_eq!(error(&browser), "account_selection_required");
    browser.open("/sign-in").await;
    browser.press(AS_ADA, &[]).await;
    browser.open("/passport/profile").await;
    browser.press("Sign out", &[]).await;
    browser.open(&silent.address()).await;
    assert_eq!(error(&browser), "login_required", "nobody is left");
}

#[tokio::test]
async fn who_does_not_belong_to_the_workspace_is_told_and_may_choose() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let password = crate::harness::PASSWORD;
    server
        .person("Cleo Marsh", "cleo@x.example.com", password)
        .await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    add(&mut browser, "cleo@x.example.com").await;
    let silent = board.ask().with("prompt", "none");
    browser.open(&silent.address()).await;
    assert_eq!(error(&browser), "account_selection_required");
    let ask = board.ask();
    browser.open(&ask.address()).await;
    assert!(browser.page.says("Cleo Marsh is not a member of"));
    browser.press(AS_ADA, &[]).await;
    browser.press("Allow", &[]).await;
    board.finish(&ask, &browser.url).await;
    let ask = board.ask();
    browser.open("/sign-in?switch=1").await;
    let cleo = "CMContinue as Cleo Marsh cleo@x.example.com";
    browser.press(cleo, &[]).await;
    browser.open(&ask.address()).await;
    browser.press(cleo, &[]).await;
    assert_eq!(
        browser.status, 403,
        "a door stays a door for who was chosen"
    );
}

#[tokio::test]
async fn the_question_is_answered_by_the_one_it_was_shown_to() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let ask = board.ask();
    browser.open(&ask.address()).await;
    let question = browser.page.fill("Allow", &[]);
    browser.open("/passport/profile").await;
    browser.press(AS_ADA, &[]).await;
    browser.send(question).await;
    assert_eq!(browser.status, 409);
    assert!(browser.page.says("Now Ada Lovelace is active"));
}

#[tokio::test]
async fn signing_out_of_one_passport_ends_nothing_of_the_other() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let ask = board.ask();
    enter(&mut browser, &ask).await;
    let bruno = board.finish(&ask, &browser.url).await;
    let ask = board.ask().with("login_hint", "ada@falke.example.com");
    enter(&mut browser, &ask).await;
    let ada = board.finish(&ask, &browser.url).await;
    assert_ne!(ada.claims.text("sid"), bruno.claims.text("sid"));
    browser.open("/passport/profile").await;
    browser.press("Sign out", &[]).await;
    assert_eq!(board.userinfo(&bruno.access).await.status, 401);
    assert_eq!(board.userinfo(&ada.access).await.status, 200);
}

#[tokio::test]
async fn an_application_signs_out_the_one_its_token_names_though_another_acts() {
    let server = TestApp::start().await;
    let (workspace, mut browser) = both(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let ask = board.ask().with("login_hint", "ada@falke.example.com");
    enter(&mut browser, &ask).await;
    let ada = board.finish(&ask, &browser.url).await;
    let path = format!("/oidc/logout?id_token_hint={}", ada.id_token);
    browser.open(&path).await;
    assert_eq!(board.userinfo(&ada.access).await.status, 401);
    browser.open("/passport/profile").await;
    assert_eq!(browser.page.texts(".switcher-who strong"), ["Bruno Klein"]);
    assert!(!browser.page.source.contains("Ada Lovelace"));
}
