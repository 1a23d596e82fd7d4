//! Who may see and change people: administrators, in their own workspace.

use people::members::Role;

use crate::harness::{Browser, TestApp};

const PAGES: [&str; 5] = ["", "/edit", "/dismiss", "/withdraw", "/block"];
const DEEDS: [&str; 8] = [
    "/edit",
    "/dismiss",
    "/withdraw",
    "/block",
    "/unblock",
    "/rehire",
    "/invite",
    "/new-password",
];

/// Posts with a good hidden field, so that nothing but the rights can refuse.
async fn post(browser: &mut Browser<'_>, path: &str) {
    browser.open("/sign-in?switch=1").await;
    let token = browser.hidden_field();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &token)
        .append_pair("name", "Evil")
        .append_pair("email", "evil@example.com")
        .append_pair("role", "guest")
        .finish();
    browser.post(path, &body).await;
}

#[tokio::test]
async fn members_of_other_workspaces_are_not_there() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server
        .person(
            "Eva Lind",
            "eva@adler.example.com",
            "seven quiet otters swim",
        )
        .await;
    let adler = server.workspace("adler", "Adler", eva).await;
    let ben = server.colleague(&adler, "Ben Adler", Role::Employee).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for page in PAGES {
        for place in ["falke", "adler"] {
            anna.open(&format!("/w/{place}/people/{}{page}", ben.id))
                .await;
            assert_eq!(anna.status, 404, "{place}{page}");
            assert!(!anna.page.source.contains("Ben Adler"));
        }
    }
    for deed in DEEDS {
        for place in ["falke", "adler"] {
            post(&mut anna, &format!("/w/{place}/people/{}{deed}", ben.id)).await;
            assert_eq!(anna.status, 404, "{place}{deed}");
        }
    }
    post(&mut anna, "/w/adler/people/new").await;
    assert_eq!(anna.status, 404);
    let kinds = server.events_of(ben.passport).await;
    assert!(kinds.is_empty(), "nothing was done: {kinds:?}");
}

#[tokio::test]
async fn employees_and_guests_are_told_whom_to_ask() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    server.colleague(&falke, "Gus Gast", Role::Guest).await;
    for email in ["bea@falke.example.com", "gus@falke.example.com"] {
        let mut browser = server.signed_in(email).await;
        browser.open("/w/falke/").await;
        assert_eq!(browser.status, 200);
        assert!(
            !browser.page.has_link("People"),
            "no menu of administrators"
        );
        for page in ["/w/falke/people", "/w/falke/people/new"] {
            browser.open(page).await;
            assert_eq!(browser.status, 403, "{page}");
        }
        for deed in DEEDS {
            let path = format!("/w/falke/people/{}{deed}", bea.id);
            post(&mut browser, &path).await;
            assert_eq!(browser.status, 403, "{deed}");
        }
    }
}

#[tokio::test]
async fn without_a_session_one_signs_in_first() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.browser();
    browser.open("/w/falke/people?role=guest").await;
    assert_eq!(browser.url.path(), "/sign-in");
}
