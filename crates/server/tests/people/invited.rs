//! Invitations that wait: the letter's journey, and what is done to many at once.

use std::time::Duration;

use crate::harness::post::link_in;
use crate::harness::{PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const LIST: &str = "/w/falke/people/invited";

async fn invite(server: &TestApp, names: &[&str]) {
    let mut anna = server.signed_in(ANNA).await;
    for name in names {
        anna.open("/w/falke/people/new").await;
        let email = format!("{}@x.example", name.to_lowercase());
        anna.press("Add and invite", &[("Name", name), ("E-mail", &email)])
            .await;
        assert_eq!(anna.url.path(), "/w/falke/people", "{}", anna.page.main());
    }
}

#[tokio::test]
async fn who_waits_stands_there_with_the_letters_journey() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in(ANNA).await;
        anna.open("/w/falke/people").await;
        anna.follow("Invited").await;
        assert!(anna.page.says("Nobody is waited for"));
        invite(&server, &["Jonas", "Klara"]).await;
        anna.open(LIST).await;
        for words in [
            "2 invitations wait",
            "Jonas",
            "klara@x.example",
            "Anna Nowak",
            "Waiting to be sent",
            "Works until",
        ] {
            assert!(anna.page.says(words), "{words}: {}", anna.page.main());
        }
        server.work().await;
        anna.open(LIST).await;
        assert!(anna.page.says("Accepted"), "{}", anna.page.main());
        server.pass(Duration::from_secs(8 * 24 * 3600));
        let mut anna = server.signed_in(ANNA).await;
        anna.open(LIST).await;
        assert!(anna.page.says("Over: send it again"));
    }
}

#[tokio::test]
async fn many_are_written_to_again_within_the_limits_and_old_links_end() {
    let server = TestApp::start().await;
    server.company().await;
    invite(&server, &["Jonas", "Klara"]).await;
    let old = link_in(&server, &server.letter_to("jonas@x.example").await);
    let mut anna = server.signed_in(ANNA).await;
    anna.open(LIST).await;
    anna.press("Send again", &[]).await;
    assert!(anna.page.says("tick somebody first"));
    anna.press("Send again", &[("Jonas", "on"), ("Klara", "on")])
        .await;
    assert!(
        anna.page.says("Sent again: 0."),
        "within the minute: {}",
        anna.page.main()
    );
    server.pass(Duration::from_secs(61));
    anna.open(LIST).await;
    anna.press("Send again", &[("Jonas", "on")]).await;
    assert!(anna.page.says("Sent again: 1."), "{}", anna.page.main());
    let letter = link_in(&server, &server.letter_to("jonas@x.example").await);
    let mut jonas = server.browser();
    jonas.open(&old).await;
    assert_eq!(jonas.status, 410);
    jonas.open(&letter).await;
    assert_eq!(jonas.status, 200);
}

#[tokio::test]
async fn many_are_withdrawn_at_once_and_who_answered_meanwhile_stays() {
    let server = TestApp::start().await;
    server.company().await;
    server.person("Klara", "klara@x.example", PASSWORD).await;
    invite(&server, &["Jonas", "Klara", "Lena"]).await;
    let link = link_in(&server, &server.letter_to("klara@x.example").await);
    let mut anna = server.signed_in(ANNA).await;
    anna.open(LIST).await;
    let mut klara = server.signed_in("klara@x.example").await;
    klara.open(&link).await;
    klara.press("Accept", &[]).await;
    anna.press("Withdraw", &[("Jonas", "on"), ("Klara", "on")])
        .await;
    assert!(anna.page.says("Withdrawn: 1."), "{}", anna.page.main());
    assert!(anna.page.says("1 invitation waits"));
    klara.open("/w/falke/").await;
    assert_eq!(klara.status, 200);
    anna.open("/w/falke/people?state=dismissed").await;
    assert!(anna.page.has_link("Jonas"));
}

#[tokio::test]
async fn invitations_of_another_workspace_are_not_touched() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server.person("Eva", "eva@x.example", PASSWORD).await;
    server.workspace("adler", "Adler", eva).await;
    invite(&server, &["Jonas"]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open(LIST).await;
    let start = anna.page.source.find("id=\"member-").unwrap() + "id=\"member-".len();
    let id = anna.page.source[start..start + 26].to_owned();
    let mut browser = server.signed_in("eva@x.example").await;
    for what in ["again", "withdraw", "other"] {
        browser.open("/w/adler/people/invited").await;
        let body = format!("member={id}&member=x&what={what}");
        browser.post_fields("/w/adler/people/invited", &body).await;
        assert!(
            !browser.page.says("again: 1.") && !browser.page.says("Withdrawn: 1."),
            "{what}"
        );
    }
    anna.open(LIST).await;
    assert!(anna.page.says("1 invitation waits"));
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_with_one_invitation() {
    let server = TestApp::start().await;
    server.company().await;
    invite(&server, &["Jonas"]).await;
    let mut anna = server.signed_in(ANNA).await;
    let mut sent = 0;
    for _ in 0..9 {
        server.pass(Duration::from_secs(61));
        anna.open(LIST).await;
        anna.press("Send again", &[("Jonas", "on")]).await;
        sent += u32::from(anna.page.says("Sent again: 1."));
    }
    assert_eq!(sent, 6);
    server.pass(Duration::from_secs(61));
    anna.open(LIST).await;
    anna.follow("jonas@x.example").await;
    anna.press("Send the invitation again", &[]).await;
    assert!(
        anna.page.says("several letters within the hour"),
        "{}",
        anna.page.main()
    );
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 7);
}

#[tokio::test]
async fn a_long_list_goes_page_by_page() {
    let server = TestApp::start().await;
    server.company().await;
    let names: Vec<String> = (0..53).map(|n| format!("P{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    invite(&server, &names).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open(LIST).await;
    assert_eq!(anna.page.texts("tbody tr").len(), 50);
    assert!(anna.page.says("P52") && !anna.page.says("P02"));
    let next = anna.page.links_of("/w/falke/people/invited?before=")[0].clone();
    anna.open(&next).await;
    assert_eq!(anna.page.texts("tbody tr").len(), 3);
    assert!(anna.page.says("P00") && anna.page.says("51"));
}
