//! Connecting and changing applications in the console.

mod parts;

use crate::harness::TestApp;

#[tokio::test]
async fn an_application_is_connected_and_its_secret_shown_once() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/applications").await;
        assert!(browser.page.says("No application is connected yet"));
        browser.follow("Connect application").await;
        let fields = [
            ("Name of the application", "CRM"),
            ("Redirect URIs", "https://crm.example.com/back"),
        ];
        browser.press("Connect application", &fields).await;
        assert_eq!(browser.page.heading(), "Application connected");
        let secret = browser.page.texts("#secret").join("").replace(' ', "");
        assert!(secret.len() >= 43, "{}", browser.page.source);
        server.log().keep_out(&secret);
        browser.follow("To the application").await;
        assert_eq!(browser.page.heading(), "CRM");
        assert!(!browser.page.source.contains(&secret));
        browser.follow("Disable").await;
        browser.press("Disable", &[]).await;
        assert!(browser.page.says("The application is disabled"));
        browser.press("Open again", &[]).await;
        browser.follow("Delete").await;
        browser.press("Delete", &[]).await;
        assert!(browser.page.says("Application deleted: CRM"));
        let kinds = server.events_of(anna).await;
        let done: Vec<&str> = kinds
            .iter()
            .filter_map(|kind| kind.strip_prefix("oidc.application."))
            .collect();
        assert_eq!(done, ["created", "disabled", "enabled", "deleted"]);
    }
}

#[tokio::test]
async fn wrong_addresses_are_explained_beside_the_field_and_nothing_is_lost() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/applications/new").await;
    for wrong in [
        "http://crm.example.com/",
        "https://a@b.example.com/",
        "javascript:alert(1)",
        "https://x/#y",
        "",
    ] {
        let fields = [
            ("Name of the application", "CRM & Co"),
            ("Redirect URIs", wrong),
        ];
        browser.press("Connect application", &fields).await;
        assert_eq!(browser.status, 422, "{wrong}");
        assert_eq!(browser.page.value_of("Name of the application"), "CRM & Co");
    }
    browser.open("/w/falke/applications").await;
    assert!(browser.page.says("No application is connected yet"));
}

#[tokio::test]
async fn applications_of_another_workspace_lead_nowhere() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server
        .person(
            "Eva Stranger",
            "eva@other.example.com",
            "seven quiet otters swim",
        )
        .await;
    server.workspace("other", "Other", eva).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/applications/new").await;
    let fields = [
        ("Name of the application", "CRM"),
        ("Redirect URIs", "https://crm.example.com/"),
    ];
    anna.press("Connect application", &fields).await;
    let id = anna.page.texts("#client-id").join("");
    let mut eva = server.signed_in("eva@other.example.com").await;
    for path in ["", "/proof", "/tokens", "/sign-out", "/disable", "/delete"] {
        for workspace in ["falke", "other"] {
            eva.open(&format!("/w/{workspace}/applications/{id}{path}"))
                .await;
            assert_eq!(eva.status, 404, "{workspace}{path}");
        }
    }
}
