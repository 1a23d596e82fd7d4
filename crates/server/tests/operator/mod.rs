//! The pages of the server's operators.

mod leaving;
mod sms;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use people::members::Role;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::harness::{Browser, TestApp};

async fn operator(server: &TestApp) -> Browser<'_> {
    let (_, anna) = server.company().await;
    let mut conn = server.app.db.write().await.unwrap();
    people::passports::set_operator(&mut conn, anna, true)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    server.signed_in("anna@falke.example.com").await
}

#[tokio::test]
async fn mail_is_set_up_tried_out_and_the_password_never_shown() {
    for server in TestApp::on_each_engine().await {
        let mut browser = operator(&server).await;
        browser.open("/operator").await;
        assert!(
            browser.page.says("No mail server is set up"),
            "{}",
            browser.page.main()
        );
        browser
            .open(&browser.page.links_of("/operator/mail")[0].clone())
            .await;
        let smtp = [
            ("Through a mail server", "on"),
            ("Sender address", "door@falke.example.com"),
            ("Host", "mail.falke.example.com"),
            ("User name", "door"),
            ("Password", "password of the mail server"),
        ];
        browser.press("Save", &smtp).await;
        assert!(
            browser.page.says("The mail settings are saved"),
            "{}",
            browser.page.main()
        );
        assert_eq!(browser.page.value_of("Password"), "");
        assert!(!browser.page.source.contains("password of the mail server"));
        browser.press("Save", &[("Host", "evil.example.com")]).await;
        assert_eq!(
            browser.status, 422,
            "another host never hears the old password"
        );
        assert!(browser.page.says("another server or user than before"));
        browser.open("/operator/mail").await;
        assert_eq!(browser.page.value_of("Host"), "mail.falke.example.com");
        browser.press("Save", &[("Port", "70000")]).await;
        assert!(browser.page.says("a port from 1 to 65535"));
        browser.open("/operator").await;
        assert!(browser.page.says("All quiet"));
    }
}

#[tokio::test]
async fn a_test_letter_goes_into_the_folder_and_its_dialogue_is_shown() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    browser.open("/operator/mail").await;
    let folder = server.app.config.data_dir.join("letters");
    let fields = [
        ("Into a folder", "on"),
        ("Sender address", "door@falke.example.com"),
        ("Folder on the server", folder.to_str().unwrap()),
    ];
    browser.press("Send test", &fields).await;
    assert!(
        browser.page.says("The mail server took the letter"),
        "{}",
        browser.page.main()
    );
    let written = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(written, 1);
    browser
        .press("Send test", &[("Send the test to", "nobody")])
        .await;
    assert!(
        browser
            .page
            .says("no e-mail address letters can be sent to")
    );
}

/// A mail server that knows neither user nor password, and says what it heard.
async fn refusing() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut answer = "220 mx.example ready".to_owned();
        loop {
            let whole = format!("{answer}\r\n");
            let (mut line, sent) = (String::new(), stream.write_all(whole.as_bytes()).await);
            if sent.is_err() || !stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
                return;
            }
            answer = match line.get(..4) {
                Some("EHLO") => "250-mx.example\r\n250 AUTH PLAIN".to_owned(),
                Some("AUTH") => format!("535 5.7.8 not you: {}", line.trim_end()),
                _ => "250 ok".to_owned(),
            };
        }
    });
    port
}

#[tokio::test]
async fn a_test_that_stops_shows_where_and_what_to_do_and_no_password() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    browser.open("/operator/mail").await;
    let port = refusing().await.to_string();
    let fields = [
        ("Through a mail server", "on"),
        ("Sender address", "door@falke.example.com"),
        ("Host", "localhost"),
        ("Port", &port),
        ("Protection", "None (only to this very machine)"),
        ("User name", "door"),
        ("Password", "secret of the mail server"),
    ];
    browser.press("Send test", &fields).await;
    let page = browser.page.main();
    for wanted in [
        "The letter did not go out",
        "some providers want an app password",
        "< 220 mx.example ready",
        "> AUTH PLAIN (withheld)",
        "< 535 (withheld)",
    ] {
        assert!(browser.page.says(wanted), "{wanted} in {page}");
    }
    let plain = STANDARD.encode("\0door\0secret of the mail server");
    for secret in ["secret of the mail server", &plain] {
        assert!(!browser.page.source.contains(secret), "{page}");
    }
}

#[tokio::test]
async fn a_key_is_changed_with_overlap() {
    for server in TestApp::on_each_engine().await {
        let mut browser = operator(&server).await;
        browser.open("/operator/keys").await;
        assert!(browser.page.says("ES256") && browser.page.says("Active"));
        browser.follow("Change the ES256 key").await;
        browser.press("Change the ES256 key", &[]).await;
        assert!(
            browser.page.says("The next key is published"),
            "{}",
            browser.page.main()
        );
        assert!(browser.page.says("Next"));
        assert_eq!(server.app.signing.list().len(), 2);
        browser.open("/operator/keys/rotate?algorithm=none").await;
        assert_eq!(browser.status, 404);
        server.pass(std::time::Duration::from_secs(11 * 60));
        browser.open("/operator/keys/rotate?algorithm=ES256").await;
        assert_eq!(
            browser.url.path(),
            "/sign-in",
            "a change of keys asks for a fresh proof"
        );
    }
}

#[tokio::test]
async fn a_suspended_workspace_is_closed_to_everybody_at_once() {
    for server in TestApp::on_each_engine().await {
        let mut browser = operator(&server).await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        browser.open("/operator/workspaces").await;
        browser.follow("Suspend Falke").await;
        assert_eq!(browser.page.heading(), "Suspend Falke?");
        browser.press("Suspend", &[]).await;
        assert!(browser.page.says("Suspended: Falke"));
        anna.open("/w/falke/groups").await;
        assert_eq!(anna.status, 403);
        assert!(anna.page.says("is suspended"), "{}", anna.page.main());
        browser.open("/operator/workspaces").await;
        browser.press("Open again Falke", &[]).await;
        anna.open("/w/falke/groups").await;
        assert_eq!(anna.status, 200);
    }
}

#[tokio::test]
async fn only_operators_see_these_pages() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    for who in ["anna@falke.example.com", "bruno@falke.example.com"] {
        let mut browser = server.signed_in(who).await;
        for path in [
            "",
            "/mail",
            "/sms",
            "/outbox",
            "/keys",
            "/keys/rotate?algorithm=ES256",
            "/jobs",
            "/workspaces",
            "/audit",
        ] {
            browser.open(&format!("/operator{path}")).await;
            assert_eq!(browser.status, 403, "{who} {path}");
            assert!(browser.page.says("Only operators"), "{path}");
        }
    }
}

#[tokio::test]
async fn jobs_and_outbox_are_shown_and_odd_ids_are_nothing() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    for path in [
        "/operator/jobs",
        "/operator/outbox",
        "/operator/outbox?state=refused&before=x",
    ] {
        browser.open(path).await;
        assert_eq!(browser.status, 200, "{path}");
    }
    browser.open("/operator/mail").await;
    let mut forged = browser.page.fill("Save", &[]);
    for path in [
        "/operator/jobs/1/retry",
        "/operator/outbox/x/resend",
        "/operator/workspaces/x/suspend",
    ] {
        forged.action = path.to_owned();
        browser.send(forged.clone()).await;
        assert_eq!(browser.status, 404, "{path}");
    }
}
