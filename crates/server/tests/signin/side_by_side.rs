//! Several passports in one browser: who acts, who else is there, and that nobody acts for another.

use std::time::Duration;

use people::members::Role;

use super::stage::{ANNA, copied, enter, is_in, name_at};
use crate::harness::{Browser, PASSWORD, TestApp};

const BRUNO: &str = "bruno@kofe.example.com";
const AS_BRUNO: &str = "BKContinue as Bruno Klein bruno@kofe.example.com";
const AS_ANNA: &str = "ANContinue as Anna Nowak anna@falke.example.com";

/// A company of Anna's, another of Bruno's.
async fn two_companies(server: &TestApp) {
    server.company().await;
    let bruno = server.person("Bruno Klein", BRUNO, PASSWORD).await;
    server.workspace("kofe", "Kofe", bruno).await;
}

async fn add(browser: &mut Browser<'_>, email: &str) {
    name_at(browser, "/sign-in?switch=1", email).await;
    enter(browser).await;
}

/// Anna and Bruno in one browser; Bruno acts.
async fn both(server: &TestApp) -> Browser<'_> {
    two_companies(server).await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, BRUNO).await;
    browser
}

fn token(browser: &Browser<'_>) -> String {
    browser.cookie("vestibule-session").unwrap().to_owned()
}

#[tokio::test]
async fn a_second_passport_joins_the_first_and_one_click_switches() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    assert_eq!(token(&browser).split('.').count(), 2);
    browser.open("/w/kofe/people").await;
    assert_eq!(browser.status, 200);
    assert_eq!(
        browser.page.texts(".switcher-who strong"),
        ["Bruno Klein"],
        "the menu says who acts"
    );
    browser.press(AS_ANNA, &[]).await;
    assert_eq!(browser.url.path(), "/passport");
    assert!(browser.page.says("You go on as Anna Nowak"));
    browser.open("/w/falke/people").await;
    assert_eq!(browser.status, 200);
    browser.press(AS_BRUNO, &[]).await;
    browser.open("/w/kofe/people").await;
    assert_eq!(browser.status, 200);
}

#[tokio::test]
async fn the_trail_tells_of_a_switch_and_of_a_sign_in_beside_others() {
    let server = TestApp::start().await;
    two_companies(&server).await;
    let bruno = server
        .person("Cleo Marsh", "cleo@x.example.com", PASSWORD)
        .await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, "cleo@x.example.com").await;
    browser.open("/sign-in?switch=1").await;
    browser.press(AS_ANNA, &[]).await;
    browser
        .press("CMContinue as Cleo Marsh cleo@x.example.com", &[])
        .await;
    let kinds = server.events_of(bruno).await;
    assert!(kinds.contains(&"signin.switched".to_owned()), "{kinds:?}");
    let mut conn = server.app.db.read().await.unwrap();
    let details = base::db::sql(
        "SELECT COUNT(*) AS n FROM audit_events \
         WHERE kind = 'signin.accepted' AND details LIKE '%\"beside\":1%'",
    );
    let row = conn.optional(details, base::params![]).await.unwrap();
    assert_eq!(row.unwrap().int("n").unwrap(), 1);
}

#[tokio::test]
async fn a_form_of_one_passport_never_acts_for_another_that_became_active_meanwhile() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser.open("/passport/profile").await;
    let stale = browser.hidden_field();
    let groups = browser.open("/w/kofe/groups").await.hidden_field();
    browser.press(AS_ANNA, &[]).await;
    for (path, field) in [
        ("/passport/sessions/others/end", &stale),
        ("/sign-out", &stale),
        ("/passport/workspaces/new", &groups),
    ] {
        let body = format!("csrf={field}&name=Mine&address=mine");
        browser.post(path, &body).await;
        assert_eq!(browser.status, 409, "{path}");
        assert!(browser.page.says("Now Anna Nowak is active"), "{path}");
    }
    browser.open("/w/mine/").await;
    assert_eq!(browser.status, 404, "nothing was made");
    assert!(is_in(&mut browser).await, "nobody was signed out");
}

#[tokio::test]
async fn a_hidden_field_cannot_be_turned_into_another_persons() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser.open("/passport/profile").await;
    let bruno = browser.hidden_field();
    browser.press(AS_ANNA, &[]).await;
    browser.open("/passport/profile").await;
    let anna = browser.hidden_field();
    let (who, _) = anna.rsplit_once('.').unwrap();
    let (_, tag) = bruno.rsplit_once('.').unwrap();
    for field in [format!("{who}.{tag}"), tag.to_owned(), format!(".{tag}")] {
        let body = format!("csrf={field}");
        browser.post("/passport/sessions/others/end", &body).await;
        assert_eq!(browser.status, 409, "{field}");
        assert!(browser.page.says("out of date") || browser.page.says("another browser"));
    }
}

#[tokio::test]
async fn a_page_shown_to_nobody_does_nothing_for_somebody() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    let field = browser.open("/sign-in").await.hidden_field();
    add(&mut browser, ANNA).await;
    let body = format!("csrf={field}&name=Mine&address=mine");
    browser.post("/passport/workspaces/new", &body).await;
    assert_eq!(browser.status, 409);
}

#[tokio::test]
async fn nobody_switches_to_a_session_the_browser_does_not_hold() {
    let server = TestApp::start().await;
    two_companies(&server).await;
    let _bruno = server.signed_in(BRUNO).await;
    let mut conn = server.app.db.read().await.unwrap();
    let ids = base::db::sql("SELECT id AS v FROM passports UNION SELECT id AS v FROM sessions");
    let ids = conn.query(ids, base::params![]).await.unwrap();
    drop(conn);
    let mut anna = server.signed_in(ANNA).await;
    let own = token(&anna);
    for row in ids {
        let id = row.text("v").unwrap();
        anna.open("/passport/profile").await;
        anna.post_fields("/switch", &format!("passport={id}&next=/w/kofe/people"))
            .await;
        assert!(!anna.page.source.contains("Bruno Klein"), "{id}");
        assert_eq!(token(&anna), own);
    }
    anna.post("/switch", "passport=x").await;
    assert_eq!(anna.status, 409, "and never without the hidden field");
}

#[tokio::test]
async fn a_planted_or_doubled_slot_opens_nothing() {
    let server = TestApp::start().await;
    let browser = both(&server).await;
    let held = token(&browser);
    let (bruno, anna) = held.split_once('.').unwrap();
    let broken = &anna[1..];
    for odd in [
        format!(".{bruno}.{anna}"),
        format!("x.{anna}"),
        format!("{broken}.{bruno}"),
    ] {
        let mut other = copied(&server, &browser);
        other.plant("vestibule-session", &odd);
        assert!(!is_in(&mut other).await, "{odd}: nobody moves up");
    }
    let mut doubled = copied(&server, &browser);
    doubled.plant("vestibule-session", &format!("{bruno}.{bruno}.{bruno}"));
    doubled.open("/passport/profile").await;
    assert!(!doubled.page.source.contains("Also signed in here"));
}

#[tokio::test]
async fn signing_out_of_one_leaves_the_others_and_lets_nobody_take_over() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser.open("/passport/profile").await;
    browser.press("Sign out", &[]).await;
    assert_eq!(browser.page.heading(), "You are signed out");
    assert!(browser.page.says("Still signed in in this browser"));
    assert!(
        !is_in(&mut browser).await,
        "Anna acts only when she says so"
    );
    browser.open("/w/falke/people").await;
    assert_eq!(browser.url.path(), "/sign-in");
    browser.press(AS_ANNA, &[]).await;
    assert_eq!(browser.url.path(), "/w/falke/people");
    assert_eq!(browser.status, 200);
    browser.open("/w/kofe/people").await;
    assert_eq!(browser.status, 404, "Bruno is gone from here");
}

#[tokio::test]
async fn signing_out_of_all_leaves_nobody() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    let mut thief = copied(&server, &browser);
    browser.open("/passport/profile").await;
    browser.press("Sign out of all", &[]).await;
    assert_eq!(browser.cookie("vestibule-session"), None);
    thief.open("/sign-in?switch=1").await;
    assert!(!thief.page.source.contains("Anna Nowak"));
    assert!(!thief.page.source.contains("Bruno Klein"));
    browser.open("/sign-in").await;
    assert!(
        !browser.page.source.contains("Bruno"),
        "nobody who left is remembered by name"
    );
}

#[tokio::test]
async fn the_same_passport_again_renews_its_own_session() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    let before = token(&browser);
    let (_, anna) = before.split_once('.').unwrap();
    let mut thief = server.browser();
    thief.plant("vestibule-session", anna);
    add(&mut browser, ANNA).await;
    assert_eq!(token(&browser).split('.').count(), 2);
    assert!(!is_in(&mut thief).await, "the old token is dead");
    let rows = server.rows().await;
    assert_eq!(rows.get("sessions"), Some(&2));
}

#[tokio::test]
async fn the_seventh_takes_the_place_of_the_one_not_used_longest() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    for number in 0..6 {
        let email = format!("p{number}@x.example.com");
        server
            .person(&format!("Person {number}"), &email, PASSWORD)
            .await;
        if number == 5 {
            browser.open("/sign-in?switch=1").await;
            assert!(browser.page.says("no more room"));
        }
        add(&mut browser, &email).await;
    }
    assert_eq!(token(&browser).split('.').count(), 6);
    browser.open("/sign-in?switch=1").await;
    assert!(!browser.page.source.contains("Anna Nowak"));
    let mut conn = server.app.db.read().await.unwrap();
    let why = base::db::sql("SELECT end_reason AS v FROM sessions WHERE end_reason IS NOT NULL");
    let why = conn.query(why, base::params![]).await.unwrap();
    assert_eq!(why.first().unwrap().text("v").unwrap(), "no-room");
}

#[tokio::test]
async fn each_session_keeps_its_own_limits() {
    let server = TestApp::start().await;
    two_companies(&server).await;
    let mut browser = server.signed_in(ANNA).await;
    server.pass(Duration::from_secs(7 * 3600));
    add(&mut browser, BRUNO).await;
    for _ in 0..2 {
        server.pass(Duration::from_secs(5 * 3600));
        browser.open("/passport/profile").await;
    }
    assert_eq!(browser.page.texts(".switcher-who strong"), ["Bruno Klein"]);
    assert!(
        !browser.page.source.contains("Continue as"),
        "Anna was not used for ten hours"
    );
}

#[tokio::test]
async fn a_new_password_ends_what_the_passport_holds_and_nothing_of_the_other() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser.open("/passport/sessions").await;
    browser
        .post_fields("/passport/sessions/others/end", "")
        .await;
    assert_eq!(browser.status, 200);
    assert_eq!(token(&browser).split('.').count(), 2);
    browser.press(AS_ANNA, &[]).await;
    browser.open("/w/falke/people").await;
    assert_eq!(browser.status, 200);
}

#[tokio::test]
async fn a_direct_link_to_a_workspace_of_another_passport_says_whose_it_is() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser.open("/w/falke/people?search=x").await;
    assert_eq!(browser.status, 403);
    assert!(browser.page.says("Bruno Klein is not a member of Falke"));
    browser.press(AS_ANNA, &[]).await;
    assert_eq!(browser.url.path(), "/w/falke/people");
    assert_eq!(browser.url.query(), Some("search=x"));
    assert_eq!(browser.status, 200);
    browser.open("/w/unknown/").await;
    assert_eq!(browser.status, 404);
}

#[tokio::test]
async fn a_workspace_of_somebody_who_is_not_signed_in_here_stays_unknown() {
    let server = TestApp::start().await;
    two_companies(&server).await;
    server
        .person("Cleo Marsh", "cleo@x.example.com", PASSWORD)
        .await;
    let mut browser = server.signed_in("cleo@x.example.com").await;
    browser.open("/w/falke/people").await;
    let unknown = (browser.status, browser.page.heading());
    browser.open("/w/nowhere/people").await;
    assert_eq!((browser.status, browser.page.heading()), unknown);
}

#[tokio::test]
async fn a_dismissed_member_is_offered_nothing_of_the_workspace() {
    let server = TestApp::start().await;
    let (workspace, _) = server.company().await;
    let member = server
        .colleague(&workspace, "Ada Lovelace", Role::Employee)
        .await;
    server.person("Bruno Klein", BRUNO, PASSWORD).await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open(&format!("/w/falke/people/{}/dismiss", member.id))
        .await;
    anna.post_fields(&format!("/w/falke/people/{}/dismiss", member.id), "")
        .await;
    add(&mut browser, BRUNO).await;
    browser.open("/w/falke/").await;
    assert_eq!(browser.status, 404);
}

#[tokio::test]
async fn an_empty_list_and_a_new_workspace_name_who_acts_and_offer_the_others() {
    let server = TestApp::start().await;
    server.company().await;
    server.person("Bruno Klein", BRUNO, PASSWORD).await;
    let mut browser = server.signed_in(ANNA).await;
    add(&mut browser, BRUNO).await;
    browser.open("/passport").await;
    assert!(browser.page.says(BRUNO));
    assert!(browser.page.says("anna@falke.example.com"));
    browser.open("/passport/workspaces/new").await;
    assert!(browser.page.says("Bruno Klein"));
    let filled = browser.page.fill(AS_ANNA, &[]);
    let found = filled
        .fields
        .iter()
        .filter(|(name, _)| name == "next")
        .count();
    assert_eq!(found, 1);
}

#[tokio::test]
async fn proving_it_once_more_offers_nobody_who_is_only_signed_in() {
    let server = TestApp::start().await;
    let mut browser = both(&server).await;
    browser
        .open("/sign-in?again=1&next=/passport/security")
        .await;
    assert!(!browser.page.says("Signed in in this browser"));
}
