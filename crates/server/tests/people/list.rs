//! The list: everybody at once, search and filters in the address, page by page.

use people::members::Role;

use crate::harness::TestApp;

async fn server() -> TestApp {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    server.colleague(&falke, "Çağla Öz", Role::Guest).await;
    server
}

#[tokio::test]
async fn the_list_opens_filled_and_is_searched_by_what_people_type() {
    let server = server().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/people").await;
    for name in ["Anna Nowak", "Bea Zorn", "Çağla Öz"] {
        assert!(browser.page.has_link(name), "{name}");
    }
    assert!(browser.page.says("3 people"));
    browser.open("/w/falke/people?search=CAGLA").await;
    assert!(browser.page.has_link("Çağla Öz"));
    assert!(!browser.page.has_link("Bea Zorn"));
    browser.open("/w/falke/people?role=guest&search=zorn").await;
    assert!(browser.page.says("Nothing matches"));
    assert!(browser.page.says("Role: Guest"));
}

#[tokio::test]
async fn filters_can_be_taken_away_one_by_one() {
    let server = server().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser
        .open("/w/falke/people?state=active&role=guest&after=nonsense&department=nonsense")
        .await;
    assert!(browser.page.has_link("Çağla Öz"));
    assert!(!browser.page.has_link("Anna Nowak"));
    browser.follow("Role: Guest (remove filter)").await;
    assert_eq!(browser.url.query(), Some("state=active"));
    assert!(browser.page.has_link("Anna Nowak"));
}

#[tokio::test]
async fn long_lists_have_pages() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    for n in 0..52 {
        let name = format!("P{n:02} Person");
        server.colleague(&falke, &name, Role::Employee).await;
    }
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/people").await;
    assert!(browser.page.says("1–50 of 53"), "{}", browser.page.main());
    browser.follow("Next").await;
    assert!(browser.page.says("51–53 of 53"), "{}", browser.page.main());
    assert!(browser.page.has_link("P51 Person"));
    browser.follow("First").await;
    assert!(browser.page.has_link("Anna Nowak"));
}
