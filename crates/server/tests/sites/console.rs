//! Connecting, ruling and ending sites in the console.

use super::{connect, server, wiki};
use crate::harness::TestApp;

#[tokio::test]
async fn a_site_is_connected_ruled_changed_and_deleted_on_each_engine() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/sites").await;
        assert!(browser.page.says("No site is connected yet"));
        browser.follow("Connect site").await;
        let fields = [
            ("Name of the site", "Wiki & Co"),
            ("Addresses", "Wiki.example.com\n*.apps.example.com"),
        ];
        browser.press("Connect site", &fields).await;
        assert!(browser.page.says("The site is connected"));
        assert!(
            browser.page.says("trusts no proxy yet"),
            "nobody would be answered"
        );
        browser.follow("Rules").await;
        assert!(browser.page.says("There are no rules"));
        browser.follow("Add rule").await;
        browser
            .press("Save rule", &[("Path", "/admin/*"), ("Nobody", "on")])
            .await;
        assert!(browser.page.says("/admin/*"), "{}", browser.page.main());
        browser.follow("/admin/*").await;
        assert_eq!(browser.page.heading(), "Change rule");
        let fields = [
            ("Path", "/admin/*"),
            ("Methods", "post, put"),
            ("Some members", "on"),
            ("Guests", "on"),
        ];
        browser.press("Save rule", &fields).await;
        for said in ["POST, PUT", "Guests"] {
            assert!(browser.page.says(said), "{said}: {}", browser.page.main());
        }
        browser.follow("Settings").await;
        browser.press("Save", &[("Name of the site", "Wiki")]).await;
        assert_eq!(browser.page.heading(), "Wiki");
        assert!(browser.page.source.contains("https://*.apps.example.com"));
        browser.follow("Disable").await;
        browser.press("Disable", &[]).await;
        browser.press("Open again", &[]).await;
        browser.follow("Delete").await;
        browser.press("Delete", &[]).await;
        assert!(browser.page.says("Site deleted: Wiki"));
        let kinds = server.events_of(anna).await;
        let done: Vec<&str> = kinds
            .iter()
            .filter_map(|kind| kind.strip_prefix("site."))
            .collect();
        let expected = [
            "connected",
            "rules-changed",
            "rules-changed",
            "changed",
            "disabled",
            "enabled",
            "deleted",
        ];
        assert_eq!(done, expected);
    }
}

#[tokio::test]
async fn mistakes_are_explained_beside_the_field_and_nothing_is_lost() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/sites/new").await;
    for wrong in [
        "",
        "http://wiki.example.com",
        "*.com",
        "wiki.example.com/x",
        "a@b.example",
        "wiki.example.com.",
        "ftp://x.example.com",
        "a b",
    ] {
        let fields = [("Name of the site", "Board"), ("Addresses", wrong)];
        anna.press("Connect site", &fields).await;
        assert_eq!(anna.status, 422, "{wrong}");
        assert_eq!(anna.page.value_of("Name of the site"), "Board");
    }
    anna.open(&format!("/w/falke/sites/{site}/rules/new")).await;
    for (path, methods, who) in [
        ("admin", "", "Nobody"),
        ("/adm*", "", "Nobody"),
        ("/a/../b", "", "Nobody"),
        ("/admin", "G3T", "Nobody"),
        ("/admin", "", "Some members"),
    ] {
        anna.press(
            "Save rule",
            &[("Path", path), ("Methods", methods), (who, "on")],
        )
        .await;
        assert_eq!(anna.status, 422, "{path} {methods} {who}");
        assert_eq!(anna.page.value_of("Path"), path);
    }
    anna.open(&format!("/w/falke/sites/{site}")).await;
    assert!(anna.page.says("There are no rules"));
}

#[tokio::test]
async fn a_rule_names_only_what_the_workspace_has() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let path = format!("/w/falke/sites/{site}/rules/new");
    anna.open(&path).await;
    let fields = "path=/x&who=some&group=0000000000000000000000000a&department=x&role=king";
    anna.post_fields(&path, fields).await;
    assert_eq!(anna.status, 422);
    anna.open(&path).await;
    anna.post_fields(&path, "path=/x&who=all").await;
    assert_eq!(anna.status, 422);
}

#[tokio::test]
async fn trying_an_address_says_which_rule_decides_and_how() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    super::rule(
        &server,
        &site,
        &[
            ("Path", "/admin/*"),
            ("Some members", "on"),
            ("Administrators", "on"),
        ],
    )
    .await;
    super::rule(&server, &site, &[("Path", "/public"), ("Everybody", "on")]).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/sites/{site}")).await;
    for (address, who, said) in [
        ("/admin/x", "ada@falke.example.com", "May not pass"),
        ("/admin/x", "Anna", "May pass"),
        ("/admin/x", "", "Has to sign in first"),
        ("/public", "", "May pass"),
        ("/public", "", "The rule for /public decides: Everybody."),
        ("/else", "Ada", "No rule matches, so members enter."),
        (
            "https://wiki.example.com/else",
            "Ada",
            "May pass: GET https://wiki.example.com/else",
        ),
        ("https://evil.example/else", "Ada", "no address of Wiki"),
        ("/public//x", "Ada", "read in two ways"),
        ("else", "Ada", "no address of Wiki"),
        ("/a b", "Ada", "neither an address nor a path"),
        (
            "/else",
            "Nobody Here",
            "No member of this workspace is called so",
        ),
        ("/else", "a", "Several members are called so"),
    ] {
        anna.press("Try", &[("Address or path", address), ("Person", who)])
            .await;
        assert!(
            anna.page.says(said),
            "{address} {who}: {said}\n{}",
            anna.page.main()
        );
    }
}

#[tokio::test]
async fn the_configuration_holds_the_values_of_the_site() {
    let server = server().await;
    server.company().await;
    let fields = [
        ("Name of the site", "Board"),
        ("Addresses", "board.example.com:8443"),
    ];
    let site = connect(&server, &fields).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for proxy in ["nginx", "Caddy", "Traefik"] {
        anna.open(&format!("/w/falke/sites/{site}/proxy")).await;
        anna.follow(proxy).await;
        let text = anna.page.texts("pre").join("");
        assert!(
            text.contains(&format!("/forward-auth/{site}/check")),
            "{text}"
        );
        assert!(
            text.contains("board.example.com") && !text.contains("wiki.example.com"),
            "{text}"
        );
        assert!(text.contains("127.0.0.1:8080"), "{text}");
        assert!(!anna.page.says("trusts no proxy yet"));
    }
}

#[tokio::test]
async fn people_find_sites_on_their_own_page_and_in_their_workspace() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let fields = [
        ("Name of the site", "Apps"),
        ("Addresses", "*.apps.example.com"),
    ];
    connect(&server, &fields).await;
    let mut ada = server.signed_in("ada@falke.example.com").await;
    for page in ["/passport", "/w/falke/"] {
        ada.open(page).await;
        assert_eq!(
            ada.page.links_of("https://wiki.example.com/").len(),
            1,
            "{page}: {}",
            ada.page.source
        );
        assert!(!ada.page.says("Apps"), "a pattern is no address to go to");
    }
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/sites/{site}/disable")).await;
    anna.press("Disable", &[]).await;
    ada.open("/passport").await;
    assert!(ada.page.links_of("https://wiki.example.com/").is_empty());
}

#[test]
fn the_manual_shows_the_very_configurations() {
    let manual = include_str!("../../../../docs/manual/forward-auth.md");
    for (file, text) in [
        (
            "nginx.conf",
            include_str!("../../src/sites/snippets/nginx.conf"),
        ),
        (
            "Caddyfile",
            include_str!("../../src/sites/snippets/Caddyfile"),
        ),
        (
            "traefik.yml",
            include_str!("../../src/sites/snippets/traefik.yml"),
        ),
    ] {
        assert!(
            manual.contains(&format!("\n{text}```\n")),
            "{file} differs from the manual"
        );
    }
}
