//! The provider, through a person's browser and an application that verifies what it gets.

mod assertions;
mod authorize;
mod claims;
mod codes;
mod device;
mod dpop;
mod endpoints;
mod exchange;
mod failures;
mod farewell;
mod flow;
mod front_channel;
mod introspection;
mod logout;
mod machines;
mod published_keys;
mod refresh;
mod registration;
mod requests;
mod revocation;
mod secrets;
mod several;
mod signing;
mod store;

use people::members::{Member, Role};
use people::workspaces::Workspace;

use crate::harness::application::{Application, Ask, Tokens};
use crate::harness::{Browser, TestApp};

/// A company with Ada, who works there.
pub(crate) async fn company(server: &TestApp) -> (Workspace, Member) {
    let (workspace, _) = server.company().await;
    let ada = server
        .colleague(&workspace, "Ada Lovelace", Role::Employee)
        .await;
    (workspace, ada)
}

/// Lets a browser that is signed in go through an application's request; asked or not.
pub(crate) async fn enter(browser: &mut Browser<'_>, ask: &Ask) {
    browser.open(&ask.address()).await;
    if browser.url.path().starts_with("/oidc/consent/") {
        browser.press("Allow", &[]).await;
    }
}

/// Tokens for Ada, who signs in and allows it.
pub(crate) async fn tokens<'a>(
    server: &'a TestApp,
    application: &Application<'_>,
) -> (Browser<'a>, Tokens) {
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = application.ask();
    enter(&mut browser, &ask).await;
    let tokens = application.finish(&ask, &browser.url).await;
    (browser, tokens)
}
