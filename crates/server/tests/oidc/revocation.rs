//! What ends tokens at once: dismissal, a disabled application, a raised epoch, the end of the session,
//! withdrawn consent, revocation.

use people::members::{self, Act};
use people::revocation::{Whose, raise};
use server::oidc::{Allowed, Application as Registered};

use super::{company, enter, tokens};
use crate::harness::TestApp;
use crate::harness::application::{Application, Tokens};

async fn opens_nothing(board: &Application<'_>, tokens: &Tokens, why: &str) {
    assert_eq!(board.userinfo(&tokens.access).await.status, 401, "{why}");
    let refreshed = board.refresh(tokens.refresh.as_ref().unwrap()).await;
    assert!(!refreshed.status.is_success(), "{why}");
}

#[tokio::test]
async fn a_dismissed_member_keeps_nothing() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (mut browser, tokens) = tokens(&server, &board).await;
        let act = Act {
            by: None,
            at: server.app.clock.now(),
            note: None,
        };
        let mut conn = server.app.db.write().await.unwrap();
        members::dismiss(&mut conn, workspace.id, ada.id, act)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        opens_nothing(&board, &tokens, "dismissed").await;
        browser.open(&board.ask().address()).await;
        assert_eq!(browser.status, 403);
        assert!(browser.page.says("Reference"), "{}", browser.page.main());
        let silent = board.ask().with("prompt", "none");
        browser.open(&silent.address()).await;
        assert!(browser.url.as_str().contains("error=access_denied"));
    }
}

#[tokio::test]
async fn a_raised_epoch_ends_tokens_and_rehiring_brings_none_back() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    for whose in [
        Whose::Member(workspace.id, ada.id),
        Whose::Passport(ada.passport),
    ] {
        let (_browser, tokens) = tokens(&server, &board).await;
        let mut conn = server.app.db.write().await.unwrap();
        raise(&mut conn, whose).await.unwrap();
        conn.commit().await.unwrap();
        opens_nothing(&board, &tokens, "epoch").await;
    }
}

#[tokio::test]
async fn a_disabled_application_keeps_nothing_and_lets_nobody_in() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    let now = server.app.clock.now();
    let mut conn = server.app.db.write().await.unwrap();
    let disabled = Registered::disable(&mut conn, workspace.id, board.id, now).await;
    assert!(disabled.unwrap());
    conn.commit().await.unwrap();
    opens_nothing(&board, &tokens, "disabled").await;
    browser.open(&board.ask().address()).await;
    assert_eq!(browser.status, 400);
    assert!(browser.page.says("client-unknown"));
    let mut conn = server.app.db.write().await.unwrap();
    let enabled = Registered::enable(&mut conn, workspace.id, board.id, now).await;
    assert!(enabled.unwrap());
    conn.commit().await.unwrap();
    opens_nothing(&board, &tokens, "enabled again").await;
}

#[tokio::test]
async fn signing_out_ends_all_that_applications_were_given() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    browser.open("/oidc/logout").await;
    browser.press("Sign out", &[]).await;
    assert_eq!(browser.url.path(), "/signed-out");
    opens_nothing(&board, &tokens, "signed out").await;
}

#[tokio::test]
async fn a_withdrawn_consent_ends_tokens_and_is_asked_again() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, tokens) = tokens(&server, &board).await;
    let mut conn = server.app.db.write().await.unwrap();
    let given = Allowed::by(&mut conn, ada.passport).await.unwrap();
    assert_eq!(
        (given[0].application, given[0].name.as_str()),
        (board.id, "Board")
    );
    let gone = Allowed::withdraw(&server.app, &mut conn, ada.passport, board.id).await;
    assert!(gone.unwrap());
    conn.commit().await.unwrap();
    opens_nothing(&board, &tokens, "withdrawn").await;
    browser.open(&board.ask().address()).await;
    assert!(browser.url.path().starts_with("/oidc/consent/"));
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let (mut browser, first) = tokens(&server, &board).await;
    let answer = board
        .post("/oidc/revoke", &[("token", &first.access)])
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(board.userinfo(&first.access).await.status, 401);
    let next = board.refresh(&first.refresh.unwrap()).await;
    let next = board.verified(next, None).await;
    let refresh = next.refresh.clone().unwrap();
    board.post("/oidc/revoke", &[("token", &refresh)]).await;
    opens_nothing(&board, &next, "revoked").await;
    let ask = board.ask();
    enter(&mut browser, &ask).await;
    board.finish(&ask, &browser.url).await;
    let unknown = board.post("/oidc/revoke", &[("token", "unknown")]).await;
    assert_eq!(unknown.status, 200);
}

#[tokio::test]
async fn applications_are_changed_only_from_their_own_workspace() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let other = server.workspace("adler", "Adler", ada.passport).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let now = server.app.clock.now();
    let mut conn = server.app.db.write().await.unwrap();
    let (conn, id) = (&mut conn, board.id);
    assert_eq!(Registered::load(conn, other.id, id).await.unwrap(), None);
    assert!(!Registered::disable(conn, other.id, id, now).await.unwrap());
    assert!(!Registered::delete(conn, other.id, id).await.unwrap());
    assert!(
        Registered::load(conn, workspace.id, id)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn the_question_before_a_dismissal_names_the_applications_and_counts_entries() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let wiki = Application::connect(&server, workspace.id, "Wiki").await;
        for application in [&board, &wiki, &board] {
            tokens(&server, application).await;
        }
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let question = format!("/w/falke/people/{}/dismiss", ada.id);
        anna.open(&question).await;
        let given = "What applications were given: Board (2), Wiki";
        assert!(anna.page.says(given), "{}", anna.page.main());
        assert!(!anna.page.says("API tokens"), "they administer nothing");
        // What was voided already ends no second time.
        let mut conn = server.app.db.write().await.unwrap();
        let whose = Whose::Member(workspace.id, ada.id);
        raise(&mut conn, whose).await.unwrap();
        conn.commit().await.unwrap();
        anna.open(&question).await;
        assert!(!anna.page.says("Board"), "{}", anna.page.main());
        assert!(
            anna.page
                .says("What the applications of this workspace were given")
        );
    }
}

#[tokio::test]
async fn beyond_a_few_names_the_others_are_counted() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    for place in 0..10 {
        let name = format!("Board {place}");
        let board = Application::connect(&server, workspace.id, &name).await;
        tokens(&server, &board).await;
    }
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/people/{}/dismiss", ada.id))
        .await;
    let page = anna.page.main();
    assert!(page.contains("Board 7, and 2 more"), "{page}");
    assert!(!page.contains("Board 8"), "{page}");
}
