//! The brand of a workspace: chosen, shown where people come in and in letters, restored.

mod script;

use people::brands;
use people::members::Role;

use crate::harness::picture;
use crate::harness::post::link_in;
use crate::harness::{Browser, PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const PAGE: &str = "/w/falke/settings/brand";
const SAVE: (&str, &str) = ("Save brand", "logo");
const COLOUR: &str = "Colour (optional)";
const WELCOME: &str = "Welcome (optional)";

async fn save(browser: &mut Browser<'_>, fields: &[(&str, &str)], logo: &[u8]) {
    browser.open(PAGE).await;
    browser
        .press_with_file(SAVE, fields, ("logo.png", logo))
        .await;
}

#[tokio::test]
async fn a_brand_is_seen_where_people_come_in() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/w/falke/settings").await;
        browser.follow("Change Brand").await;
        assert_eq!(browser.url.path(), PAGE);
        let fields = [
            (COLOUR, "#8A1538"),
            (WELCOME, "Good morning.\nTea is in the kitchen."),
        ];
        save(&mut browser, &fields, &picture::png(300, 100)).await;
        assert!(browser.page.says("The brand is saved."));
        assert_eq!(browser.page.value_of(COLOUR), "#8A1538");
        let mut stranger = server.browser();
        for path in ["/sign-in?next=/w/falke/people", "/w/falke/"] {
            stranger.open(path).await;
            assert!(stranger.page.says("Tea is in the kitchen."), "{path}");
            assert!(stranger.page.says("Falke"));
            assert!(stranger.page.source.contains("href=\"/accent/8a1538.css\""));
            assert!(
                stranger
                    .page
                    .source
                    .contains("<img class=\"logo\" src=\"/pictures/")
            );
        }
        stranger
            .press(
                "Continue",
                &[("Login or e-mail", "bruno@falke.example.com")],
            )
            .await;
        assert!(
            stranger.page.says("Tea is in the kitchen."),
            "the attempt knows whither it leads"
        );
        stranger.press("Sign in", &[("Password", PASSWORD)]).await;
        assert!(
            stranger
                .page
                .source
                .contains("class=\"avatar arch\" src=\"/pictures/"),
            "in the menu"
        );
        let sheet = stranger.fetch("/accent/8a1538.css").await;
        assert!(
            String::from_utf8(sheet)
                .unwrap()
                .starts_with(":root{--accent:#8A1538;")
        );
        browser.open("/w/falke/audit").await;
        assert!(browser.page.says("Brand of the workspace changed"));
        assert!(browser.page.says("what: colour, welcome, logo"));
    }
}

#[tokio::test]
async fn a_workspace_without_a_brand_is_not_told_from_one_that_is_not_there() {
    let server = TestApp::start().await;
    server.company().await;
    let mut stranger = server.browser();
    let mut seen = Vec::new();
    for path in ["/sign-in?next=/w/falke/", "/sign-in?next=/w/nobody/"] {
        stranger.open(path).await;
        seen.push(stranger.page.source.replace("nobody", "falke"));
    }
    assert_eq!(seen[0], seen[1]);
    assert!(!seen[0].contains("Falke"));
}

#[tokio::test]
async fn a_colour_that_cannot_be_read_is_refused_with_one_that_can() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    save(&mut browser, &[(COLOUR, "#FFD500")], b"").await;
    assert_eq!(browser.status, 422);
    assert!(
        browser
            .page
            .says("their contrast is 1.2, and 4.5 is needed"),
        "{}",
        browser.page.main()
    );
    let (_, rest) = browser
        .page
        .source
        .split_once("The nearest that can be read is ")
        .unwrap();
    let nearest = rest[..7].to_owned();
    save(&mut browser, &[(COLOUR, &nearest)], b"").await;
    assert!(browser.page.says("The brand is saved."), "{nearest}");
    for odd in [
        "red",
        "#12345",
        "#0b5f66;}body{display:none}",
        "url(https://evil.example)",
        "</style>",
    ] {
        save(&mut browser, &[(COLOUR, odd)], b"").await;
        assert_eq!(browser.status, 422, "{odd}");
        assert!(browser.page.says("Type a colour as six digits"));
    }
    let mut conn = server.app.db.read().await.unwrap();
    let brand = brands::of(&mut conn, falke.id).await.unwrap().unwrap();
    assert_eq!(brand.accent.unwrap().to_string(), nearest);
}

#[tokio::test]
async fn a_welcome_is_words_and_nothing_else() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    let evil = "<script>alert(1)</script> & <a href=\"https://evil.example\">here</a>";
    save(&mut browser, &[(WELCOME, evil)], b"").await;
    assert!(browser.page.says("The brand is saved."));
    let mut stranger = server.browser();
    stranger.open("/w/falke/").await;
    assert!(!stranger.page.source.contains("<script>alert"));
    assert!(!stranger.page.source.contains("<a href=\"https://evil"));
    assert!(stranger.page.source.contains("&#60;script&#62;"));
    let long = "x".repeat(301);
    for odd in [long.as_str(), "a\u{202e}b", "a\u{1b}[31m"] {
        save(&mut browser, &[(WELCOME, odd)], b"").await;
        assert_eq!(browser.status, 422);
        assert!(
            browser
                .page
                .says("Type plain words, 300 characters at most.")
        );
    }
}

#[tokio::test]
async fn a_logo_is_a_picture_of_the_workspace_itself() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let otter = server.workspace("otter", "Otter Club", anna).await;
        let mut browser = server.signed_in(ANNA).await;
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        save(&mut browser, &[], svg).await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("SVG drawings can hold programs"));
        save(&mut browser, &[], &picture::png(300, 100)).await;
        let logo = async |workspace| {
            let mut conn = server.app.db.read().await.unwrap();
            brands::of(&mut conn, workspace)
                .await
                .unwrap()
                .unwrap()
                .logo
        };
        let first = logo(falke.id).await.unwrap();
        assert_eq!(logo(otter.id).await, None, "and of no other");
        let path = format!("/pictures/{first}/256");
        let file = browser.fetch(&path).await;
        assert!(file.starts_with(b"\x89PNG"), "made anew as PNG");
        save(&mut browser, &[], &picture::png(100, 100)).await;
        assert_ne!(logo(falke.id).await.unwrap(), first);
        browser.fetch(&path).await;
        assert_eq!(browser.status, 404, "the old one is gone");
        save(&mut browser, &[("Remove it", "on")], b"").await;
        assert_eq!(logo(falke.id).await, None);
    }
}

#[tokio::test]
async fn restored_it_looks_like_the_server() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    save(
        &mut browser,
        &[(COLOUR, "#8A1538"), (WELCOME, "Hello")],
        &picture::png(90, 90),
    )
    .await;
    browser.press("Restore the look of the server", &[]).await;
    assert!(
        browser
            .page
            .says("The workspace looks like the server again.")
    );
    let mut conn = server.app.db.read().await.unwrap();
    assert!(
        brands::of(&mut conn, falke.id)
            .await
            .unwrap()
            .unwrap()
            .is_default()
    );
    let mut stranger = server.browser();
    stranger.open("/w/falke/").await;
    assert!(!stranger.page.source.contains("/accent/") && !stranger.page.says("Hello"));
}

#[tokio::test]
async fn letters_of_the_workspace_and_its_invitation_page_look_like_it() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    let evil = [
        (COLOUR, "#8A1538"),
        (WELCOME, "Hello\r\nBcc: everybody@evil.example <b>x</b>"),
    ];
    save(&mut browser, &evil, &picture::png(90, 90)).await;
    browser.open("/w/falke/people/new").await;
    let fields = [
        ("Name", "Jonas Weber"),
        ("E-mail", "jonas@falke.example.com"),
    ];
    browser.press("Add and invite", &fields).await;
    let letter = server.letter_to("jonas@falke.example.com").await;
    assert!(letter.html().contains("bgcolor=\"#8A1538\""));
    assert!(letter.html().contains("src=\"cid:logo\""));
    assert!(letter.logo().unwrap().starts_with(b"\x89PNG"));
    for part in [letter.text(), letter.html(), letter.subject()] {
        assert!(!part.contains("Bcc:") && !part.contains("<b>"));
    }
    assert!(
        letter
            .text()
            .contains("because an administrator of “Falke” entered your address")
    );
    let mut jonas = server.browser();
    jonas.open(&link_in(&server, &letter)).await;
    assert!(jonas.page.source.contains("/accent/8a1538.css"));
    assert!(jonas.page.says("Hello"));
}
