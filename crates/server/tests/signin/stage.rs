//! What the tests of sign-in share: ways to one of its pages.

use crate::harness::{Browser, PASSWORD, TestApp};

pub const ANNA: &str = "anna@falke.example.com";

/// A browser before the question for the password of `name`.
pub async fn at_password<'a>(server: &'a TestApp, name: &str) -> Browser<'a> {
    let mut browser = server.browser();
    name_at(&mut browser, "/sign-in?switch=1", name).await;
    browser
}

/// Opens a first page and types the name.
pub async fn name_at(browser: &mut Browser<'_>, first: &str, name: &str) {
    browser.open(first).await;
    browser
        .press("Continue", &[("Login or e-mail", name)])
        .await;
}

/// Types a password and stays where the answer is.
pub async fn try_with(browser: &mut Browser<'_>, password: &str) {
    browser.press("Sign in", &[("Password", password)]).await;
}

/// Types everybody's password.
pub async fn enter(browser: &mut Browser<'_>) {
    try_with(browser, PASSWORD).await;
}

/// Whether a browser is let in.
pub async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.open_only("/sign-in").await;
    browser.status == 303
}

/// Another browser that holds the same cookies, as a thief would.
pub fn copied<'a>(server: &'a TestApp, of: &Browser<'_>) -> Browser<'a> {
    let mut thief = server.browser();
    for (name, value) in of.cookies() {
        thief.plant(&name, &value);
    }
    thief
}
