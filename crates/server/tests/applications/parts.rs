//! The further pages of an application: proof and secrets, tokens, signing out.

use protocol::jose::{Algorithm, SigningKey};

use crate::harness::application::published;
use crate::harness::{Browser, TestApp};

/// A connected application, its page open; with its address.
async fn connected(server: &TestApp) -> (Browser<'_>, String) {
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/applications/new").await;
    let fields = [
        ("Name of the application", "CRM"),
        ("Redirect URIs", "https://crm.example.com/back"),
    ];
    browser.press("Connect application", &fields).await;
    browser.follow("To the application").await;
    let address = browser.url.path().to_owned();
    (browser, address)
}

fn secret(browser: &Browser<'_>) -> String {
    browser.page.texts("#secret").join("").replace(' ', "")
}

#[tokio::test]
async fn a_second_secret_is_made_and_the_first_ended() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let (mut browser, address) = connected(&server).await;
        browser.follow("Proof of identity").await;
        assert_eq!(browser.page.texts("tbody tr").len(), 1);
        let lifetime = [("It ends", "After 90 days")];
        browser.press("Make another secret", &lifetime).await;
        let second = secret(&browser);
        server.log().keep_out(&second);
        assert!(second.len() >= 43, "{}", browser.page.source);
        browser.follow("To the application").await;
        browser.follow("Proof of identity").await;
        assert!(!browser.page.source.contains(&second));
        let hint = format!("…{}", &second[second.len() - 4..]);
        assert!(browser.page.says(&hint), "{}", browser.page.main());
        assert!(browser.page.says("There are two secrets."));
        let first = browser.page.links_of(&format!("{address}/secrets/"))[0].clone();
        browser.open(&first).await;
        assert!(browser.page.heading().contains("End the secret"));
        browser.press("End", &[]).await;
        assert!(browser.page.says("The secret has ended"));
        assert!(browser.page.says(&hint), "the other one was ended");
        let kinds = server.events_of(anna).await;
        for kind in ["secret-added", "secret-ended"] {
            let kind = format!("oidc.application.{kind}");
            assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
        }
    }
}

#[tokio::test]
async fn a_third_secret_is_not_made() {
    let server = TestApp::start().await;
    server.company().await;
    let (mut browser, address) = connected(&server).await;
    browser.open(&format!("{address}/proof")).await;
    let body = format!("csrf={}&days=", browser.hidden_field());
    let path = format!("{address}/secrets");
    browser.post_only(&path, &body).await;
    assert_eq!(browser.status, 200);
    browser.post_only(&path, &body).await;
    assert_eq!(browser.status, 303, "led back");
    browser.open(&format!("{address}/proof")).await;
    assert_eq!(browser.page.texts("tbody tr").len(), 2);
}

#[tokio::test]
async fn the_way_it_proves_itself_is_changed_among_those_that_are_checked() {
    let server = TestApp::start().await;
    server.company().await;
    let (mut browser, address) = connected(&server).await;
    let path = format!("{address}/proof");
    browser.open(&path).await;
    assert!(browser.page.says("With keys of its own"));
    let own = [("With keys of its own", "on")];
    browser.press("Save", &own).await;
    assert_eq!(browser.status, 422, "without any keys");
    assert!(browser.page.says("Paste its public keys"));
    let forged = format!("csrf={}&auth=client_secret_jwt", browser.hidden_field());
    browser.post_only(&path, &forged).await;
    assert_eq!(
        browser.status, 303,
        "no way of proving oneself changes nothing"
    );
    let (key, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let keys = published(&[&key]);
    browser.open(&path).await;
    assert!(browser.page.says("Make another secret"));
    let own = [("With keys of its own", "on"), ("Public keys", &keys)];
    browser.press("Save", &own).await;
    assert!(browser.page.says("Saved"), "{}", browser.page.main());
    assert!(
        !browser.page.says("Make another secret"),
        "its secrets ended"
    );
    browser.open(&path).await;
    browser.press("Save", &[("Without a secret", "on")]).await;
    assert!(browser.page.says("Saved"), "{}", browser.page.main());
    assert!(!browser.page.says("Make another secret"));
    browser.open(&address).await;
    assert!(browser.page.says("Without a secret"));
}

#[tokio::test]
async fn tokens_are_chosen_and_kept() {
    let server = TestApp::start().await;
    server.company().await;
    let (mut browser, address) = connected(&server).await;
    browser.open(&format!("{address}/tokens")).await;
    let fields = [
        ("Signed (JWT)", "on"),
        ("ID tokens are signed with", "EdDSA"),
        ("Resources", "https://api.example.com/"),
    ];
    browser.press("Save", &fields).await;
    assert!(browser.page.says("Saved"), "{}", browser.page.main());
    let source = &browser.page.source;
    assert!(source.contains("https://api.example.com/</textarea>"));
    assert!(
        source.contains("<option value=\"EdDSA\" selected"),
        "{source}"
    );
    let keys = server.app.signing.list();
    assert_eq!(
        keys.len(),
        2,
        "the key was made when it was chosen: {keys:?}"
    );
    browser.press("Save", &[("Resources", "api")]).await;
    assert_eq!(browser.status, 422);
    assert!(browser.page.says("A resource is a whole address"));
}

#[tokio::test]
async fn addresses_for_signing_out_are_kept_with_the_application() {
    let server = TestApp::start().await;
    server.company().await;
    let (mut browser, address) = connected(&server).await;
    browser.open(&format!("{address}/sign-out")).await;
    let (back, front) = (
        "Address for a call from server to server",
        "Address for a call through the browser",
    );
    let fields = [
        (back, "https://crm.example.com/back"),
        (front, "https://evil.example/"),
    ];
    browser.press("Save", &fields).await;
    assert_eq!(browser.status, 422);
    assert!(browser.page.says("must have the same host"));
    browser
        .press("Save", &[(front, "https://crm.example.com/front")])
        .await;
    assert!(browser.page.says("Saved"), "{}", browser.page.main());
    assert_eq!(browser.page.value_of(back), "https://crm.example.com/back");
}

#[tokio::test]
async fn a_page_that_is_out_of_date_overwrites_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let (mut browser, address) = connected(&server).await;
    let mut other = server.signed_in("anna@falke.example.com").await;
    for (who, name) in [(&mut browser, "CRM 1"), (&mut other, "CRM 2")] {
        who.open(&address).await;
        who.press("Save", &[("Name of the application", name)])
            .await;
        assert!(who.page.says("Saved"));
    }
    browser.open(&address).await;
    assert_eq!(browser.page.value_of("Name of the application"), "CRM 2");
}
