//! Invitations by text message: the link proves the number for a new passport, and opens none that is there.

use std::time::Duration;

use people::PassportId;
use people::identifiers::{self, Kind, Named};

use crate::harness::{Browser, PASSWORD, TestApp};

const NUMBER: &str = "+491713920012";
const SHOWN: &str = "+49 171 3920012";
const NEW: &str = "paper kite orchard wind";
const FIELD: &str = "E-mail or phone";

async fn company() -> TestApp {
    let server = TestApp::start().await;
    server.company().await;
    server.texting().await;
    server
}

async fn add(anna: &mut Browser<'_>, name: &str, number: &str) {
    anna.open("/w/falke/people/new").await;
    let fields = [("Name", name), (FIELD, number)];
    anna.press("Add and invite", &fields).await;
}

/// The path of the link in the newest message to the number.
async fn link_to(server: &TestApp, number: &str) -> String {
    let words = server.text_to(number).await.words;
    let start = words.find(server.origin()).unwrap();
    let link = words[start..].split_whitespace().next().unwrap();
    let path = link.strip_prefix(server.origin()).unwrap().to_owned();
    server.log().keep_out(path.split_once('=').unwrap().1);
    path
}

async fn invited(server: &TestApp, name: &str, typed: &str) -> String {
    let mut anna = server.signed_in("anna@falke.example.com").await;
    add(&mut anna, name, typed).await;
    assert_eq!(anna.url.path(), "/w/falke/people", "{}", anna.page.main());
    link_to(server, NUMBER).await
}

async fn owner(server: &TestApp) -> Option<PassportId> {
    let mut conn = server.app.db.read().await.unwrap();
    let named = Named::parse(NUMBER).unwrap();
    identifiers::owner(&mut conn, &named).await.unwrap()
}

/// Gives somebody the number, by a code.
async fn take_number(server: &TestApp, browser: &mut Browser<'_>) {
    browser.open("/passport/identifiers/new").await;
    let field = [("E-mail address or login", "0171 3920012")];
    browser.press("Add", &field).await;
    let code = server.code_to(NUMBER).await;
    browser.press("Confirm", &[("Code", &code)]).await;
}

#[tokio::test]
async fn somebody_new_comes_in_by_a_number_typed_in_any_form() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let link = invited(&server, "Jo Wendt", "(0171) 39 200-12").await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        anna.open("/w/falke/people/invited").await;
        assert!(anna.page.says(SHOWN), "{}", anna.page.main());
        assert_eq!(owner(&server).await, None, "an invitation is no proof");
        let mut jo = server.browser();
        jo.open(&link).await;
        assert!(
            jo.page.says(SHOWN) && jo.page.says("Falke"),
            "{}",
            jo.page.main()
        );
        jo.press("Choose password and go in", &[("New password", NEW)])
            .await;
        assert_eq!(jo.url.path(), "/w/falke/", "{}", jo.page.main());
        let passport = owner(&server).await.unwrap();
        jo.open(&link).await;
        assert_eq!(jo.status, 410, "once");
        let mut again = server.browser();
        again.open("/sign-in").await;
        let name = [("Login, e-mail or phone", "0171 3920012")];
        again.press("Continue", &name).await;
        again.press("Sign in", &[("Password", NEW)]).await;
        assert_eq!(again.page.heading(), "Hello, Jo Wendt");
        let kinds = server.events_of(passport).await;
        assert!(kinds.contains(&"people.invitation.accepted".to_owned()));
        anna.open("/w/falke/people").await;
        assert!(anna.page.says(SHOWN), "{}", anna.page.main());
        assert!(
            !server.log().text().contains("3920012"),
            "the log shows beginning and end"
        );
    }
}

#[tokio::test]
async fn the_message_names_nobody_and_says_until_when() {
    let server = company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    add(&mut anna, "Call +1900 now", NUMBER).await;
    let message = server.text_to(NUMBER).await;
    for strange in ["Falke", "Anna", "1900"] {
        assert!(!message.words.contains(strange), "{}", message.words);
    }
    assert!(message.words.contains("28 Nov"), "{}", message.words);
}

#[tokio::test]
async fn an_older_a_withdrawn_and_a_late_link_open_nothing() {
    let server = company().await;
    let first = invited(&server, "Jo Wendt", NUMBER).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people?state=invited").await;
    let person = anna.page.link("Jo Wendt");
    server.pass(Duration::from_secs(61));
    anna.open(&person).await;
    anna.press("Send the invitation again", &[]).await;
    let second = link_to(&server, NUMBER).await;
    let mut jo = server.browser();
    jo.open(&first).await;
    assert_eq!(jo.status, 410, "a newer one was sent");
    jo.open(&second).await;
    assert_eq!(jo.status, 200);
    // The number is put right: the old link is for another one.
    anna.open(&format!("{person}/edit")).await;
    anna.press("Save", &[(FIELD, "+1 212 555 0123")]).await;
    jo.press("Choose password and go in", &[("New password", NEW)])
        .await;
    assert_eq!(jo.status, 410);
    assert_eq!(owner(&server).await, None);
    let third = link_to(&server, "+12125550123").await;
    jo.open(&third).await;
    assert_eq!(jo.status, 200);
    server.pass(Duration::from_secs(7 * 24 * 3600));
    jo.press("Choose password and go in", &[("New password", NEW)])
        .await;
    assert_eq!(jo.status, 410, "late");
}

#[tokio::test]
async fn a_number_that_belongs_to_a_passport_opens_it_for_nobody() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let bea = server
            .person("Bea Zorn", "bea@other.example", PASSWORD)
            .await;
        let mut own = server.signed_in("bea@other.example").await;
        take_number(&server, &mut own).await;
        assert_eq!(owner(&server).await, Some(bea));
        // Whoever has the number today holds the link, and has no password of hers.
        let link = invited(&server, "Bea Z", NUMBER).await;
        let mut holder = server.browser();
        holder.open(&link).await;
        assert!(holder.page.says("You have a passport here already"));
        assert!(holder.page.says("only lately"), "{}", holder.page.main());
        let token = link.split_once('=').unwrap().1;
        let csrf = holder.cookie("vestibule_csrf").map(str::to_owned);
        let csrf = csrf.unwrap_or_default();
        for (path, more) in [
            (
                "/invitation",
                format!("&password={}", NEW.replace(' ', "+")),
            ),
            ("/invitation/accept", String::new()),
            ("/invitation/decline", String::new()),
        ] {
            holder
                .post(path, &format!("csrf={csrf}&token={token}{more}"))
                .await;
            assert!(!holder.page.says("You have joined"), "{path}");
        }
        holder.open("/w/falke/").await;
        assert_eq!(holder.url.path(), "/sign-in");
        assert_eq!(owner(&server).await, Some(bea));
        own.open(&link).await;
        own.press("Accept", &[]).await;
        assert_eq!(own.url.path(), "/w/falke/", "{}", own.page.main());
    }
}

#[tokio::test]
async fn a_link_that_was_passed_on_puts_no_number_into_the_passport_of_its_reader() {
    let server = company().await;
    server
        .person("Eva Lind", "eva@adler.example.com", PASSWORD)
        .await;
    let link = invited(&server, "Mallory", NUMBER).await;
    let mut eva = server.signed_in("eva@adler.example.com").await;
    eva.open(&link).await;
    assert!(
        eva.page.says("Signed in here: Eva Lind"),
        "{}",
        eva.page.main()
    );
    let token = link.split_once('=').unwrap().1;
    let body = format!("csrf={}&token={token}", eva.hidden_field());
    eva.post("/invitation/accept", &body).await;
    assert!(!eva.page.says("You have joined"));
    assert_eq!(owner(&server).await, None);
    // With the code she proves the number herself; then the invitation is hers.
    eva.open(&link).await;
    assert!(
        eva.page
            .has_link("Add the number to this passport instead, then open the link again")
    );
    take_number(&server, &mut eva).await;
    eva.open(&link).await;
    eva.press("Accept", &[]).await;
    assert_eq!(eva.url.path(), "/w/falke/", "{}", eva.page.main());
    let mut conn = server.app.db.read().await.unwrap();
    let own = identifiers::of_passport(&mut conn, owner(&server).await.unwrap()).await;
    let kinds: Vec<Kind> = own.unwrap().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Email, Kind::Phone]);
}

#[tokio::test]
async fn a_number_that_changed_hands_while_the_link_was_under_way_goes_to_whoever_proved_it() {
    let server = company().await;
    let link = invited(&server, "Jo Wendt", NUMBER).await;
    let mut reader = server.browser();
    reader.open(&link).await;
    let eva = server
        .person("Eva Lind", "eva@adler.example.com", PASSWORD)
        .await;
    let mut own = server.signed_in("eva@adler.example.com").await;
    take_number(&server, &mut own).await;
    // The page was open with the choice of a password; it sets none over hers.
    reader
        .press("Choose password and go in", &[("New password", NEW)])
        .await;
    assert!(
        reader.page.says("You have a passport here already"),
        "{}",
        reader.page.main()
    );
    assert_eq!(owner(&server).await, Some(eva));
    let mut again = server.signed_in("eva@adler.example.com").await;
    assert_eq!(
        again.open("/passport").await.page.heading(),
        "Hello, Eva Lind"
    );
}

#[tokio::test]
async fn what_the_price_guard_withholds_is_said_and_leaves_nobody_invited() {
    let server = company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for (typed, words) in [
        ("+48 512 345 678", "do not go to this country"),
        ("+49 30 23125000", "mobile numbers only"),
        ("0171 39", "E-mail"),
        ("+49 171 999", "There is no such phone number"),
    ] {
        add(&mut anna, "Jo Wendt", typed).await;
        assert_eq!(anna.status, 422, "{typed}");
        assert!(anna.page.says(words), "{typed}: {}", anna.page.main());
    }
    server.texting_with(|set| set.limits.passport_day = 1).await;
    add(&mut anna, "Jo Wendt", NUMBER).await;
    add(&mut anna, "Kim Roth", "+1 212 555 0123").await;
    assert_eq!(anna.status, 422);
    assert!(
        anna.page.says("No more text messages"),
        "{}",
        anna.page.main()
    );
    anna.open("/w/falke/people/invited").await;
    assert!(anna.page.says("Jo Wendt") && !anna.page.says("Kim Roth"));
    server.work().await;
    assert_eq!(server.phones.take().len(), 1);
    // One that cannot be sent again leaves the link of before as it is.
    server.pass(Duration::from_secs(61));
    anna.open("/w/falke/people?state=invited").await;
    let person = anna.page.link("Jo Wendt");
    anna.open(&person).await;
    anna.press("Send the invitation again", &[]).await;
    assert!(
        anna.page.says("No more text messages"),
        "{}",
        anna.page.main()
    );
}

#[tokio::test]
async fn without_text_messages_only_addresses_are_asked_for() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/people/new").await;
    anna.press("Add and invite", &[("Name", "Jo"), ("E-mail", NUMBER)])
        .await;
    assert_eq!(anna.status, 422);
    assert!(
        anna.page.says("Phone numbers are not used here"),
        "{}",
        anna.page.main()
    );
}
