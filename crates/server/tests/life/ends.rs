//! Leaving a workspace, giving one up, and what becomes of it.

use std::time::Duration;

use base::db::sql;
use base::params;
use people::members::{self, Role};
use people::{MemberState, belonging, workspaces};

use super::{ANNA, BRUNO};
use crate::harness::application::Application;
use crate::harness::{Browser, TestApp};
use crate::oidc::enter;

const DAY: u64 = 24 * 3600;

async fn give_up(browser: &mut Browser<'_>, name: &str) {
    browser.open("/w/falke/settings/delete").await;
    let label = "Type the name of the workspace: Falke";
    browser
        .press("Delete this workspace", &[(label, name)])
        .await;
}

#[tokio::test]
async fn somebody_leaves_and_what_they_were_given_there_ends() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let bruno = server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let board = Application::connect(&server, falke.id, "Board").await;
        let mut browser = server.signed_in(BRUNO).await;
        let ask = board.ask();
        enter(&mut browser, &ask).await;
        let tokens = board.finish(&ask, &browser.url).await;
        browser.open("/w/falke/").await;
        browser.follow("Leave this workspace").await;
        assert_eq!(browser.page.heading(), "Leave Falke?");
        browser.press("Leave this workspace", &[]).await;
        assert_eq!(browser.url.path(), "/passport");
        assert!(browser.page.says("You have left: Falke"));
        assert!(browser.page.says("No workspace yet"));
        assert_eq!(board.userinfo(&tokens.access).await.status, 401);
        let mut conn = server.app.db.read().await.unwrap();
        let after = members::load(&mut conn, falke.id, bruno.id).await.unwrap();
        assert_eq!(after.unwrap().state, MemberState::Dismissed);
        let kinds = server.events_of(bruno.passport).await;
        assert!(kinds.contains(&"people.left".to_owned()), "{kinds:?}");
    }
}

#[tokio::test]
async fn the_last_administrator_does_not_leave() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/w/falke/leave").await;
        browser.press("Leave this workspace", &[]).await;
        assert_eq!(browser.status, 409);
        assert!(browser.page.says("nobody else runs this workspace"));
        browser.open("/w/falke/people").await;
        assert_eq!(browser.status, 200);
        assert!(
            !server
                .events_of(anna)
                .await
                .contains(&"people.left".to_owned())
        );
    }
}

#[tokio::test]
async fn what_is_given_up_closes_at_once_and_its_people_are_told() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let board = Application::connect(&server, falke.id, "Board").await;
        let mut bruno = server.signed_in(BRUNO).await;
        let ask = board.ask();
        enter(&mut bruno, &ask).await;
        let tokens = board.finish(&ask, &bruno.url).await;
        let mut browser = server.signed_in(ANNA).await;
        give_up(&mut browser, "falke").await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("This is not its name."));
        give_up(&mut browser, "Falke").await;
        assert_eq!(browser.url.path(), "/passport");
        assert!(browser.page.says("Given up: Falke."));
        assert!(
            browser.page.says("Falke is deleted: 5 Dec 2026"),
            "{}",
            browser.page.main()
        );

        bruno.open("/w/falke/").await;
        assert_eq!(bruno.status, 403);
        assert_eq!(board.userinfo(&tokens.access).await.status, 401);
        bruno.open("/passport").await;
        assert!(
            !bruno.page.says("Take back"),
            "only administrators take it back"
        );
        let letter = server.letter_to(BRUNO).await;
        assert!(letter.subject().contains("Falke"));
        let kinds = server.events_of(anna).await;
        assert!(kinds.contains(&"workspace.given-up".to_owned()));
    }
}

#[tokio::test]
async fn it_is_taken_back_by_its_administrators_alone() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        give_up(&mut browser, "Falke").await;
        let mut bruno = server.signed_in(BRUNO).await;
        let path = format!("/passport/workspaces/{}/take-back", falke.id);
        bruno.post_fields(&path, "").await;
        assert_eq!(bruno.status, 404);
        browser.press("Take back Falke", &[]).await;
        assert_eq!(browser.url.path(), "/w/falke/");
        assert!(browser.page.says("Open again: Falke"));
        bruno.open("/w/falke/").await;
        assert_eq!(bruno.status, 200);
        let letter = server.letter_to(BRUNO).await;
        assert!(
            letter.subject().contains("open again"),
            "{}",
            letter.subject()
        );
        browser.open("/passport").await;
        browser.post_fields(&path, "").await;
        assert_eq!(
            browser.status, 404,
            "there is nothing to take back any more"
        );
    }
}

#[tokio::test]
async fn after_two_weeks_it_is_gone_and_the_trail_still_holds() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        Application::connect(&server, falke.id, "Board").await;
        let mut browser = server.signed_in(ANNA).await;
        give_up(&mut browser, "Falke").await;
        server.pass(Duration::from_secs(13 * DAY));
        server.work().await;
        let load = async || {
            let mut conn = server.app.db.read().await.unwrap();
            workspaces::load(&mut conn, falke.id).await.unwrap()
        };
        assert!(load().await.is_some());
        server.pass(Duration::from_secs(DAY + 3600));
        server.work().await;
        assert_eq!(load().await, None);
        let mut conn = server.app.db.read().await.unwrap();
        let now = server.app.clock.now();
        let left = belonging::of_passport(&mut conn, anna, now).await.unwrap();
        assert!(left.is_empty());
        let rest = sql(
            "SELECT (SELECT COUNT(*) FROM members) + (SELECT COUNT(*) FROM applications) \
             + (SELECT COUNT(*) FROM client_secrets) AS rest",
        );
        let rest = conn.one(rest, params![]).await.unwrap();
        assert_eq!(rest.int("rest").unwrap(), 0);
        drop(conn);
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/workspaces/new").await;
        let label = "Name of the company or team";
        browser.press("Create workspace", &[(label, "Falke")]).await;
        assert_eq!(browser.url.path(), "/w/falke/", "the address is free again");
    }
}
