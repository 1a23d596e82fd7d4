//! Joining by link: made on a page, opened by whoever has it, with approval or without.

mod console;
mod newcomers;

use std::time::Duration;

use base::db::sql;
use people::identifiers::{self, Named};
use people::joining::{self, Added, Invitation};
use people::members::Role;
use people::{EmailAddress, Fresh, Name};

use crate::harness::post::link_in;
use crate::harness::{Browser, PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const EVA: &str = "eva@adler.example.com";

/// Anna makes a link; its path.
async fn made(server: &TestApp, fields: &[(&str, &str)]) -> String {
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/links/new").await;
    let mut all = vec![("Name of the link", "Interns")];
    all.extend_from_slice(fields);
    anna.press("Make the link", &all).await;
    let link = anna.page.texts("#link").join("");
    let path = link.trim().strip_prefix(server.origin());
    let path = path.unwrap_or_else(|| panic!("{link}: {}", anna.page.main()));
    server.log().keep_out(path.split_once('=').unwrap().1);
    path.to_owned()
}

async fn with_eva() -> TestApp {
    let server = TestApp::start().await;
    server.company().await;
    server.person("Eva Lind", EVA, PASSWORD).await;
    server
}

const OPEN: (&str, &str) = ("An administrator has to agree", "off");

#[tokio::test]
async fn somebody_with_a_passport_signs_in_and_joins() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.person("Eva Lind", EVA, PASSWORD).await;
        let link = made(&server, &[OPEN]).await;
        let mut eva = server.browser();
        eva.open(&link).await;
        assert!(eva.page.says("Falke") && eva.page.says("Employee"));
        eva.follow("Sign in to join").await;
        eva.press("Continue", &[("Login or e-mail", EVA)]).await;
        eva.press("Sign in", &[("Password", PASSWORD)]).await;
        assert_eq!(eva.url.path(), "/join");
        eva.press("Join", &[]).await;
        assert_eq!(eva.url.path(), "/w/falke/", "{}", eva.page.main());
        assert!(eva.page.says("You have joined: Falke."));
        eva.open(&link).await;
        assert!(eva.page.says("You are a member already"));
    }
}

#[tokio::test]
async fn a_request_is_answered_by_an_administrator_and_both_are_told() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.person("Eva Lind", EVA, PASSWORD).await;
        let link = made(&server, &[]).await;
        let mut eva = server.signed_in(EVA).await;
        eva.open(&link).await;
        eva.press("Ask to join", &[]).await;
        assert!(eva.page.says("You have asked to join"));
        eva.open("/w/falke/").await;
        assert_eq!(eva.status, 404, "nobody is in before the answer");
        eva.open("/passport").await;
        assert!(eva.page.says("You have asked to join: Falke"));
        let letter = server.letter_to(ANNA).await;
        assert_eq!(letter.subject(), "Somebody asks to join: Falke");
        assert!(letter.text().contains("Eva Lind"), "{}", letter.text());
        let mut anna = server.signed_in(ANNA).await;
        anna.open(&link_in(&server, &letter)).await;
        anna.press("Let in", &[("Eva Lind", "on")]).await;
        assert!(anna.page.says("Let in: 1."), "{}", anna.page.main());
        let letter = server.letter_to(EVA).await;
        assert_eq!(letter.subject(), "You are in: Falke");
        eva.open(&link_in(&server, &letter)).await;
        assert_eq!(eva.url.path(), "/w/falke/");
        assert_eq!(eva.status, 200);
    }
}

#[tokio::test]
async fn who_is_refused_is_told_and_stays_outside() {
    let server = with_eva().await;
    let link = made(&server, &[]).await;
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    eva.press("Ask to join", &[]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/requests").await;
    anna.press("Refuse", &[]).await;
    assert!(anna.page.says("tick somebody first"));
    anna.press("Refuse", &[("Eva Lind", "on")]).await;
    assert!(anna.page.says("Refused: 1."));
    assert!(anna.page.says("Nobody asks to join"));
    let letter = server.letter_to(EVA).await;
    assert_eq!(letter.subject(), "Your request was refused: Falke");
    eva.open(&link).await;
    assert!(eva.page.says("Your request was refused"));
    eva.open("/w/falke/").await;
    assert_eq!(eva.status, 404);
}

/// Posts to join past the page.
async fn force(browser: &mut Browser<'_>, link: &str, email: &str) {
    let token = link.split_once('=').unwrap().1.to_owned();
    browser.open("/passport").await;
    let fields = format!("token={token}&email={email}");
    browser.post_fields("/join/enter", &fields).await;
}

#[tokio::test]
async fn approval_cannot_be_passed_by_and_is_not_the_persons_own() {
    let server = with_eva().await;
    let link = made(&server, &[]).await;
    let mut eva = server.signed_in(EVA).await;
    for _ in 0..3 {
        force(&mut eva, &link, EVA).await;
        eva.open("/w/falke/").await;
        assert_eq!(eva.status, 404);
    }
    eva.open("/w/falke/people/requests").await;
    assert_eq!(eva.status, 404);
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/requests").await;
    assert_eq!(
        anna.page.texts("tbody tr").len(),
        1,
        "one request, however often"
    );
}

#[tokio::test]
async fn a_link_is_no_use_beyond_its_domains() {
    let server = with_eva().await;
    let only = ("Only for addresses of these domains", "falke.example.com");
    let link = made(&server, &[OPEN, only]).await;
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    assert!(eva.page.says("for addresses you do not have here"));
    for email in [EVA, "eva@falke.example.com", ANNA, "x"] {
        force(&mut eva, &link, email).await;
        eva.open("/w/falke/").await;
        assert_eq!(eva.status, 404, "{email}");
    }
    server
        .person("Bea", "bea@falke.example.com", PASSWORD)
        .await;
    let mut bea = server.signed_in("bea@falke.example.com").await;
    bea.open(&link).await;
    bea.press("Join", &[]).await;
    assert_eq!(bea.url.path(), "/w/falke/");
}

#[tokio::test]
async fn what_is_over_and_what_never_was_look_the_same() {
    let server = with_eva().await;
    let used = made(&server, &[OPEN, ("How many people can use it", "1")]).await;
    let late = made(&server, &[OPEN, ("How many days it works", "1")]).await;
    let ended = made(&server, &[OPEN]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/links").await;
    // The newest stands first.
    anna.press("End the link Interns", &[]).await;
    assert!(
        anna.page.says("The link is over: Interns."),
        "{}",
        anna.page.main()
    );
    let mut eva = server.signed_in(EVA).await;
    eva.open(&used).await;
    eva.press("Join", &[]).await;
    server.pass(Duration::from_secs(24 * 3600));
    let guessed = format!("/join?token={}", "A".repeat(43));
    let mut pages = Vec::new();
    server.person("Nora", "nora@x.example", PASSWORD).await;
    let mut nora = server.signed_in("nora@x.example").await;
    for link in [
        &used,
        &late,
        &ended,
        &guessed,
        &"/join?token=x".to_owned(),
        &"/join".to_owned(),
    ] {
        for browser in [&mut server.browser(), &mut nora] {
            browser.open(link).await;
            assert_eq!(browser.status, 410, "{link}");
            assert!(!browser.page.says("Falke"), "{link}");
        }
        force(&mut nora, &format!("{link}="), "nora@x.example").await;
        force(
            &mut nora,
            link.get(..)
                .filter(|l| l.contains('='))
                .unwrap_or("/join?token="),
            "nora@x.example",
        )
        .await;
        assert_eq!(nora.status, 410, "{link}");
        pages.push(nora.page.main());
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
    nora.open("/w/falke/").await;
    assert_eq!(nora.status, 404);
}

#[tokio::test]
async fn guests_come_as_guests_and_who_was_dismissed_stays_outside() {
    let server = with_eva().await;
    let (role, many) = (("Role", "Guest"), ("How many people can use it", "9"));
    let link = made(&server, &[OPEN, role, many]).await;
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    eva.press("Join", &[]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people?role=guest").await;
    anna.follow("Eva Lind").await;
    anna.follow("Dismiss").await;
    anna.press("Dismiss", &[]).await;
    eva.open(&link).await;
    assert!(eva.page.says("You were a member before"));
    force(&mut eva, &link, EVA).await;
    eva.open("/w/falke/").await;
    assert_eq!(eva.status, 403);
}

/// Invited or provisioned before they had a passport, they are known by the address alone.
#[tokio::test]
async fn who_was_dismissed_without_a_passport_stays_outside_with_one() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let link = made(&server, &[OPEN]).await;
        let mut conn = server.app.db.write().await.unwrap();
        let fresh = Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let contact = EmailAddress::parse("Eva.Known@x.example").unwrap().into();
        let invitation = Invitation {
            name: &Name::parse("Eva Lind").unwrap(),
            contact: &contact,
            role: Role::Employee,
            department: None,
            language: "en",
        };
        let invited = joining::invite(&mut conn, fresh, falke.id, invitation).await;
        let Added::Now(invited) = invited.unwrap() else {
            panic!("not invited")
        };
        conn.commit().await.unwrap();
        let person = server.person("Eva Lind", EVA, PASSWORD).await;
        let mut conn = server.app.db.write().await.unwrap();
        let known = Named::Email(EmailAddress::parse("eva.known@x.example").unwrap());
        identifiers::verify(&mut conn, fresh, person, &known)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let mut eva = server.signed_in(EVA).await;
        eva.open(&link).await;
        assert!(
            eva.page.says("You are invited already"),
            "{}",
            eva.page.main()
        );
        let mut conn = server.app.db.write().await.unwrap();
        let dismissed = sql("UPDATE members SET state = 'dismissed' WHERE id = $1");
        conn.execute(dismissed, base::params![invited.id])
            .await
            .unwrap();
        conn.commit().await.unwrap();
        eva.open(&link).await;
        assert!(eva.page.says("You were a member before"));
        for email in [EVA, "eva.known@x.example"] {
            force(&mut eva, &link, email).await;
            eva.open("/w/falke/").await;
            assert_eq!(eva.status, 404);
        }
    }
}

#[tokio::test]
async fn a_workspace_that_is_suspended_lets_nobody_in() {
    let server = with_eva().await;
    let link = made(&server, &[OPEN]).await;
    let mut conn = server.app.db.write().await.unwrap();
    let falke = people::workspaces::at(&mut conn, "falke").await.unwrap();
    let suspended = people::WorkspaceState::Suspended;
    people::workspaces::set_state(&mut conn, falke.unwrap().id, suspended)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let mut eva = server.signed_in(EVA).await;
    eva.open(&link).await;
    assert_eq!(eva.status, 410);
    force(&mut eva, &link, EVA).await;
    assert_eq!(eva.status, 410);
}

#[tokio::test]
async fn administrators_get_a_few_letters_however_many_ask() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[]).await;
    for n in 0..9 {
        let email = format!("p{n}@x.example");
        server.person("Somebody", &email, PASSWORD).await;
        let mut one = server.signed_in(&email).await;
        one.open(&link).await;
        one.press("Ask to join", &[]).await;
    }
    server.work().await;
    let mut letters = server.mailbox.take();
    letters.retain(|letter| letter.to().address() == ANNA);
    assert_eq!(letters.len(), 6);
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/requests").await;
    assert_eq!(anna.page.texts("tbody tr").len(), 9);
}

#[tokio::test]
async fn an_administrator_who_opens_their_own_link_uses_nothing_up() {
    let server = with_eva().await;
    let link = made(&server, &[OPEN]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open(&link).await;
    assert!(anna.page.says("You are a member already"));
    force(&mut anna, &link, ANNA).await;
    anna.open("/w/falke/people/links").await;
    assert!(anna.page.says("0 of 20"));
    let mut conn = server.app.db.read().await.unwrap();
    let falke = people::workspaces::at(&mut conn, "falke").await.unwrap();
    let all = people::census::administrators(&mut conn, falke.unwrap().id).await;
    assert_eq!(all.unwrap()[0].role, Role::Administrator);
}
