//! Forms are taken from our own pages and from this browser only.

use crate::harness::TestApp;

type Odd = Vec<(&'static str, Option<&'static str>)>;

/// What other sites can make a browser say.
fn foreign() -> Vec<Odd> {
    let origin = |value| vec![("origin", Some(value)), ("sec-fetch-site", None)];
    let site = |value| vec![("origin", None), ("sec-fetch-site", Some(value))];
    let mut all: Vec<Odd> = [
        "null",
        "https://evil.example",
        "http://localhost:8081",
        "http://evil.localhost:8080",
        "http://localhost:8080.evil.example",
        "http://localhost:8080@evil.example",
        "http://LOCALHOST:8080",
        "http://localhost",
        "http://localhost:8080/",
        "",
        "file://",
    ]
    .into_iter()
    .map(origin)
    .collect();
    all.extend(
        [
            "cross-site",
            "same-site",
            "none",
            "same-origin, cross-site",
            "",
        ]
        .map(site),
    );
    all.push(vec![("sec-fetch-site", Some("cross-site"))]);
    all.push(vec![("origin", Some("https://evil.example"))]);
    all
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_even_with_the_right_hidden_field() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/groups").await;
    let filled = anna.page.fill("Create group", &[("Name", "Night shift")]);
    let before = server.rows().await;
    for odd in foreign() {
        anna.odd.clone_from(&odd);
        anna.send(filled.clone()).await;
        assert_eq!(anna.status, 403, "{odd:?}");
        assert!(anna.page.says("came from another site"), "{odd:?}");
    }
    assert_eq!(server.rows().await, before);
    anna.odd = vec![("origin", None), ("sec-fetch-site", None)];
    anna.send(filled).await;
    assert_eq!(
        anna.page.heading(),
        "Night shift",
        "an old browser says nothing of either"
    );
}

#[tokio::test]
async fn our_own_page_under_another_address_is_explained() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    for (host, origin) in [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost:8080", "https://localhost:8080"),
    ] {
        browser.odd = vec![("host", Some(host)), ("origin", Some(origin))];
        browser.open("/sign-in").await;
        browser
            .press("Continue", &[("Login or e-mail", "anna")])
            .await;
        assert_eq!(browser.page.heading(), "You are here under another address");
        assert!(browser.status.is_client_error());
    }
}

#[tokio::test]
async fn the_hidden_field_serves_its_own_browser_and_only_in_the_body() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let mut mallory = server.browser();
    mallory.open("/sign-in").await;
    let theirs = mallory.hidden_field();
    anna.open("/w/falke/groups").await;
    let own = anna.hidden_field();
    assert_ne!(own, theirs);
    let before = server.rows().await;
    let cut = &own[..own.len() - 1];
    for (path, body) in [
        ("/w/falke/groups", "name=x".to_owned()),
        ("/w/falke/groups", "csrf=&name=x".to_owned()),
        ("/w/falke/groups", format!("csrf={theirs}&name=x")),
        ("/w/falke/groups", format!("csrf={cut}&name=x")),
        ("/w/falke/groups", format!("csrf={own}=&name=x")),
        ("/w/falke/groups", format!("CSRF={own}&name=x")),
        ("/w/falke/groups", format!("csrf={own}&csrf={own}&name=x")),
        (
            "/w/falke/groups",
            format!("csrf={theirs}&name=x&csrf={own}"),
        ),
        ("/w/falke/groups", format!("csrf[]={own}&name=x")),
        (&format!("/w/falke/groups?csrf={own}"), "name=x".to_owned()),
    ] {
        anna.post(path, &body).await;
        assert_eq!(anna.status, 409, "{body}");
    }
    assert_eq!(server.rows().await, before);
}

#[tokio::test]
async fn a_hidden_field_without_the_browsers_cookie_is_nothing() {
    let server = TestApp::start().await;
    let mut browser = server.browser();
    browser.open("/sign-in").await;
    let filled = browser
        .page
        .fill("Continue", &[("Login or e-mail", "anna")]);
    browser.clear();
    browser.send(filled.clone()).await;
    assert_eq!(browser.status, 409);
    for planted in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        browser.clear();
        browser.plant("vestibule-browser", planted);
        browser.send(filled.clone()).await;
        assert_eq!(browser.status, 409, "{planted:?}");
    }
}

#[tokio::test]
async fn a_doubled_field_is_refused_and_an_unknown_one_passed_over() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/groups").await;
    let before = server.rows().await;
    for body in [
        "name=one&name=two",
        "name=one&name=one",
        "name[]=one",
        "name[0]=one",
        "%6eame=a&name=b",
    ] {
        anna.open("/w/falke/groups").await;
        anna.post_fields("/w/falke/groups", body).await;
        assert!(
            anna.status == 400 || anna.status == 422,
            "{body}: {}",
            anna.status
        );
    }
    assert_eq!(server.rows().await, before);
    anna.open("/w/falke/groups").await;
    let extra =
        "name=Night&id=0000000000000000000000000a&workspace=other&role=administrator&is_operator=1";
    anna.post_fields("/w/falke/groups", extra).await;
    assert_eq!(anna.page.heading(), "Night");
    assert!(anna.url.path().starts_with("/w/falke/groups/"));
}

#[tokio::test]
async fn no_deed_can_be_done_with_a_link() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/groups").await;
    let own = browser.hidden_field();
    let before = server.rows().await;
    for path in [
        format!("/w/falke/groups?csrf={own}&name=x"),
        format!("/w/falke/departments?csrf={own}&name=x"),
        format!("/sign-out?csrf={own}"),
        format!("/language?csrf={own}&to=de"),
        format!("/w/falke/groups?csrf={own}&name=x&_method=POST"),
    ] {
        browser.odd = vec![("x-http-method-override", Some("POST"))];
        browser.open(&path).await;
    }
    assert_eq!(server.rows().await, before);
    assert_eq!(server.events_of(anna).await, ["signin.accepted"]);
}
