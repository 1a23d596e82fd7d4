//! Giving one's passport up: what holds it, the two weeks, and that nothing personal is left afterwards.

use std::time::Duration;

use base::audit;
use base::params;
use people::members::Role;

use crate::harness::{Browser, PASSWORD, TestApp};

const CLEO: &str = "cleo@x.example.com";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn cleo(server: &TestApp) -> (people::PassportId, Browser<'_>) {
    let person = server.person("Cleo Marsh", CLEO, PASSWORD).await;
    (person, server.signed_in(CLEO).await)
}

async fn give_up(browser: &mut Browser<'_>) {
    browser.open("/passport/deletion").await;
    browser
        .press("Delete passport", &[("To confirm", "Cleo Marsh")])
        .await;
}

async fn sign_in(browser: &mut Browser<'_>) {
    browser.open("/sign-in?switch=1").await;
    browser
        .press("Continue", &[("Login or e-mail", CLEO)])
        .await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
}

#[tokio::test]
async fn a_passport_is_given_up_and_gone_after_two_weeks_with_all_that_is_personal() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let (person, mut browser) = cleo(&server).await;
        give_up(&mut browser).await;
        assert!(browser.page.says("You can sign in") || browser.page.says("Until then"));
        assert_eq!(browser.cookie("vestibule-session"), None);
        let letter = server.letter_to(CLEO).await;
        assert!(letter.subject().contains("will be deleted"));
        server.pass(DAY * 13);
        server.work().await;
        let mut conn = server.app.db.read().await.unwrap();
        assert!(
            people::passports::load(&mut conn, person)
                .await
                .unwrap()
                .is_some()
        );
        drop(conn);
        server.pass(DAY * 2);
        server.work().await;
        let mut conn = server.app.db.read().await.unwrap();
        assert!(
            people::passports::load(&mut conn, person)
                .await
                .unwrap()
                .is_none()
        );
        let rows = base::db::sql(
            "SELECT (SELECT COUNT(*) FROM identifiers WHERE passport_id = $1) \
             + (SELECT COUNT(*) FROM sessions WHERE passport_id = $1) \
             + (SELECT COUNT(*) FROM passwords WHERE passport_id = $1) \
             + (SELECT COUNT(*) FROM known_browsers WHERE passport_id = $1) AS n",
        );
        let rows = conn.one(rows, params![person]).await.unwrap();
        assert_eq!(rows.int("n").unwrap(), 0, "no row of the person is left");
        let left = base::db::sql(
            "SELECT COUNT(*) AS n FROM audit_events WHERE (actor = $1 OR subject = $1) \
             AND (ip IS NOT NULL OR user_agent IS NOT NULL OR personal <> '{}')",
        );
        let left = conn.one(left, params![person]).await.unwrap();
        assert_eq!(left.int("n").unwrap(), 0, "the trail names nobody");
        drop(conn);
        let kinds = server.events_of(person).await;
        assert!(kinds.contains(&"passport.given-up".to_owned()), "{kinds:?}");
        audit::seal(&server.app.db, server.app.clock.now())
            .await
            .unwrap();
        assert!(
            audit::verify(&server.app.db, None).await.is_ok(),
            "the chain holds"
        );
    }
}

#[tokio::test]
async fn in_the_two_weeks_one_can_sign_in_and_take_it_back_and_nothing_else() {
    let server = TestApp::start().await;
    let (workspace, _) = server.company().await;
    let (_, mut browser) = cleo(&server).await;
    give_up(&mut browser).await;
    sign_in(&mut browser).await;
    assert_eq!(browser.page.heading(), "Your passport is being deleted");
    for path in [
        "/passport",
        "/passport/profile",
        "/passport/security",
        "/passport/tokens",
        "/passport/workspaces/new",
        "/operator",
        "/device",
    ] {
        browser.open(path).await;
        let stays = path == "/device";
        assert!(
            stays || browser.url.path() == "/passport/deletion",
            "{path}"
        );
    }
    let field = browser.open("/passport/deletion").await.hidden_field();
    for path in ["/passport/workspaces/new", "/passport/profile/name"] {
        browser
            .post(path, &format!("csrf={field}&name=Mine&address=mine"))
            .await;
        assert_eq!(browser.url.path(), "/passport/deletion", "{path}");
    }
    let board = crate::harness::application::Application::connect(&server, workspace.id, "B").await;
    browser.open(&board.ask().address()).await;
    assert_eq!(browser.url.path(), "/passport/deletion");
    browser.press("Keep my passport", &[]).await;
    assert!(browser.page.says("Your passport stays"));
    server.pass(DAY * 20);
    server.work().await;
    sign_in(&mut browser).await;
    assert_eq!(browser.url.path(), "/passport");
}

#[tokio::test]
async fn a_passport_that_a_workspace_holds_stays_and_the_page_says_how_to_leave() {
    let server = TestApp::start().await;
    let (workspace, _) = server.company().await;
    server
        .colleague(&workspace, "Ada Lovelace", Role::Employee)
        .await;
    let mut ada = server.signed_in("ada@falke.example.com").await;
    ada.open("/passport/deletion").await;
    assert!(ada.page.has_link("Leave Falke"));
    ada.post_fields("/passport/deletion", "name=Ada Lovelace")
        .await;
    assert_eq!(ada.status, 409);
    ada.open("/w/falke/leave").await;
    ada.press("Leave this workspace", &[]).await;
    ada.open("/passport/deletion").await;
    ada.press("Delete passport", &[("To confirm", "Ada Lovelace")])
        .await;
    server.pass(DAY * 15);
    server.work().await;
    let mut conn = server.app.db.read().await.unwrap();
    let named = base::db::sql("SELECT COUNT(*) AS n FROM members WHERE name = 'Ada Lovelace'");
    let named = conn.one(named, params![]).await.unwrap();
    assert_eq!(
        named.int("n").unwrap(),
        0,
        "former members are forgotten, too"
    );
}

#[tokio::test]
async fn nobody_is_made_a_member_whose_passport_is_given_up() {
    for server in TestApp::on_each_engine().await {
        let (workspace, owner) = server.company().await;
        let other = server.workspace("otter", "Otter", owner).await;
        let member = server
            .colleague(&workspace, "Ada Lovelace", Role::Employee)
            .await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let mut ada = server.signed_in("ada@falke.example.com").await;
        ada.open("/w/falke/leave").await;
        ada.press("Leave this workspace", &[]).await;
        ada.open("/passport/deletion").await;
        ada.press("Delete passport", &[("To confirm", "Ada Lovelace")])
            .await;
        anna.open("/passport").await;
        let path = format!("/w/falke/people/{}/rehire", member.id);
        anna.post_fields(&path, "").await;
        let mut conn = server.app.db.read().await.unwrap();
        let person = member.passport;
        assert!(
            people::departing::ties(&mut conn, person)
                .await
                .unwrap()
                .is_empty()
        );
        drop(conn);
        let mut conn = server.app.db.write().await.unwrap();
        assert!(!people::departing::hold(&mut conn, person).await.unwrap());
        let room = people::founding::room(&mut conn, person, false)
            .await
            .unwrap();
        assert_ne!(room, people::founding::Room::Yes);
        let name = people::Name::parse("Ada Lovelace").unwrap();
        let enrolment = people::joining::Enrolment {
            passport: person,
            name: &name,
            email: None,
            role: Role::Employee,
            department: None,
        };
        let fresh = people::Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let added = people::joining::enrol(&mut conn, fresh, other.id, enrolment).await;
        assert_eq!(added.unwrap(), people::joining::Added::Leaving);
    }
}

#[tokio::test]
async fn without_proving_it_anew_or_the_right_name_nothing_ends() {
    let server = TestApp::start().await;
    let (person, mut browser) = cleo(&server).await;
    browser.open("/passport/deletion").await;
    browser
        .press("Delete passport", &[("To confirm", "Cleo")])
        .await;
    assert_eq!(browser.status, 422);
    let field = browser.hidden_field();
    server.pass(Duration::from_secs(11 * 60));
    let body = format!("csrf={field}&name=Cleo+Marsh");
    browser.post("/passport/deletion", &body).await;
    assert_eq!(browser.url.path(), "/sign-in");
    let mut conn = server.app.db.read().await.unwrap();
    let known = people::passports::load(&mut conn, person).await.unwrap();
    assert_eq!(known.unwrap().gone_at, None);
}

#[tokio::test]
async fn the_last_operator_stays() {
    let server = TestApp::start().await;
    let (person, mut browser) = cleo(&server).await;
    server.make_operator(person).await;
    browser.open("/passport/deletion").await;
    assert!(browser.page.says("Nobody else runs this server"));
    browser
        .post_fields("/passport/deletion", "name=Cleo Marsh")
        .await;
    assert_eq!(browser.status, 409);
    let other = server
        .person("Dora Voss", "dora@x.example.com", PASSWORD)
        .await;
    server.make_operator(other).await;
    give_up(&mut browser).await;
    let mut dora = server.signed_in("dora@x.example.com").await;
    dora.open("/passport/deletion").await;
    assert!(
        dora.page.says("Nobody else runs this server"),
        "Cleo leaves"
    );
}

#[tokio::test]
async fn whoever_gets_the_address_afterwards_reaches_nothing_of_before() {
    let server = TestApp::start().await;
    let (workspace, _) = server.company().await;
    let (before, mut browser) = cleo(&server).await;
    give_up(&mut browser).await;
    server.pass(DAY * 15);
    server.work().await;
    let after = server
        .person("Somebody Else", CLEO, "another long sentence here")
        .await;
    assert_ne!(before, after);
    browser.open("/passport").await;
    assert_eq!(
        browser.url.path(),
        "/sign-in",
        "the old cookie opens nothing"
    );
    let mut conn = server.app.db.read().await.unwrap();
    let known = people::members::of_passport(&mut conn, workspace.id, after)
        .await
        .unwrap();
    assert!(known.is_none());
    assert!(
        server
            .events_of(after)
            .await
            .iter()
            .all(|kind| !kind.starts_with("passport."))
    );
}
