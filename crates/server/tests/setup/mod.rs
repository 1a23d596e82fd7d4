//! Setting up a server through the pages, and everything that must not set it up.

mod links;
mod strength;
mod way;

use server::setup::{Link, link};

use crate::harness::{Browser, TestApp};

const PASSWORD: &str = "seven quiet otters swim";

/// The path of a fresh link.
async fn fresh_link(server: &TestApp) -> String {
    let app = &server.app;
    let made = link(&app.db, &app.config.public_url, &app.clock, &app.random).await;
    let Link::Made(link) = made.unwrap() else {
        panic!("the server has an owner")
    };
    let token = link.rsplit('=').next().unwrap();
    server.log().keep_out(token);
    link.strip_prefix(server.origin()).unwrap().to_owned()
}

/// A browser in which everything is answered and nothing counts yet.
async fn at_check<'a>(server: &'a TestApp, link: &str) -> Browser<'a> {
    let mut browser = server.browser();
    browser.open(link).await;
    browser.press("Begin", &[]).await;
    browser.press("Continue", &[("English", "on")]).await;
    let you = [
        ("Your name", "Anna Nowak"),
        ("E-mail", "anna@falke.example.com"),
        ("Password", PASSWORD),
    ];
    browser.press("Continue", &you).await;
    let workspace = [("Name of the company or team", "Falke Werke")];
    browser.press("Continue", &workspace).await;
    assert_eq!(
        browser.page.heading(),
        "Check your answers",
        "{}",
        browser.page.source
    );
    browser
}
