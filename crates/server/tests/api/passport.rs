//! One's own passport through the API: whose it is, what can be changed there and what cannot.

use axum::http::Method;
use people::members::Role;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::{Script, all_scopes, personal, script};

const AT: &str = "/passport";

async fn anna(server: &TestApp) -> Script<'_> {
    server.company().await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    personal(server, &mut browser, &["passport:write"]).await
}

async fn kinds(server: &TestApp) -> Vec<(String, bool)> {
    let mut conn = server.app.db.read().await.unwrap();
    let any = base::audit::Filter::default();
    let all = base::audit::everywhere(&mut conn, &any, None, 100).await;
    let events = all.unwrap().events.into_iter();
    events
        .map(|event| (event.kind, event.workspace.is_some()))
        .filter(|(kind, _)| kind == "passport.profile.changed")
        .collect()
}

#[tokio::test]
async fn a_person_reads_and_changes_what_is_theirs() {
    for server in TestApp::on_each_engine().await {
        let anna = anna(&server).await;
        let before = anna.get(AT).await;
        assert_eq!(before.status, 200, "{}", before.text);
        assert_eq!(
            before.body["emails"][0]["address"],
            "anna@falke.example.com"
        );
        let told = anna
            .patch(
                AT,
                json!({"name": "Anna N.", "given_name": " Anna ", "language": "pl"}),
            )
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(
            (
                &told.body["name"],
                &told.body["given_name"],
                &told.body["language"]
            ),
            (&json!("Anna N."), &json!("Anna"), &json!("pl"))
        );
        assert_eq!(anna.get(AT).await.body, told.body);
        assert_eq!(kinds(&server).await.len(), 3, "one event for each part");
        let told = anna
            .patch(AT, json!({"given_name": null, "zone": "Europe/Warsaw"}))
            .await;
        assert_eq!(
            (&told.body["given_name"], &told.body["zone"]),
            (&Value::Null, &json!("Europe/Warsaw"))
        );
        let told = anna.patch(AT, json!({"zone": null})).await;
        assert_eq!(told.body["zone"], Value::Null);
        assert!(
            kinds(&server)
                .await
                .iter()
                .all(|(_, in_workspace)| !in_workspace)
        );
        anna.patch(AT, json!({"name": "Anna Nowak-Berg", "everywhere": true}))
            .await;
        let newest = kinds(&server).await;
        assert!(
            newest[0].1 || newest[1].1,
            "the workspace that calls her so is told"
        );
    }
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_nothing_is_changed() {
    let server = TestApp::start().await;
    let anna = anna(&server).await;
    for (field, value, place) in [
        ("name", json!(" "), "/name"),
        ("name", json!("a\u{202e}b"), "/name"),
        ("name", Value::Null, "/name"),
        ("family_name", json!("x".repeat(121)), "/family_name"),
        ("language", json!("fr"), "/language"),
        ("zone", json!("Europe/Atlantis"), "/zone"),
        ("emails", json!([]), "/emails"),
        ("phones", json!([{"number": "+491713920012"}]), "/phones"),
        ("is_operator", json!(true), "/is_operator"),
        ("id", json!("0000000000000000000000000a"), "/id"),
    ] {
        let told = anna
            .patch(AT, json!({"given_name": "Eve", field: value}))
            .await;
        assert_eq!(told.status, 422, "{field}: {}", told.text);
        assert_eq!(told.mistakes()[0].0, place, "{}", told.text);
    }
    assert_eq!(anna.get(AT).await.body["given_name"], Value::Null);
    let headers = [("content-type", "application/json")];
    let body = json!({"given_name": "Eve"}).to_string();
    let told = anna.send(Method::PATCH, AT, &headers, body.clone()).await;
    assert_eq!(told.problem(), "unconditional");
    let stale = [headers[0], ("if-match", "\"stale\"")];
    let told = anna.send(Method::PATCH, AT, &stale, body).await;
    assert_eq!(told.problem(), "changed");
}

#[tokio::test]
async fn only_the_person_and_only_with_the_scope() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let reads = personal(&server, &mut bruno, &["passport:read"]).await;
    assert_eq!(reads.get(AT).await.body["name"], "Bruno Klein");
    let told = reads.patch(AT, json!({"name": "Anna"})).await;
    assert_eq!(told.problem(), "scope-missing");
    let other = personal(&server, &mut bruno, &["people:write"]).await;
    assert_eq!(other.get(AT).await.problem(), "scope-missing");
    // A service account has none, however it is asked for.
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(&server, &mut anna, ("falke", "Robot"), &all_scopes()).await;
    assert_eq!(robot.get(AT).await.problem(), "scope-missing");
    let new = json!({"name": "Second", "scopes": ["passport:read"]});
    let told = robot.post("/workspaces/falke/service-accounts", new).await;
    assert_eq!(
        told.mistakes()[0],
        ("/scopes".to_owned(), "of-person".to_owned())
    );
}

#[tokio::test]
async fn addresses_and_numbers_are_told_and_change_nowhere_but_on_pages() {
    let server = TestApp::start().await;
    server.texting().await;
    let script = anna(&server).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/passport/identifiers/new").await;
    let field = [("E-mail address or login", "0171 3920012")];
    browser.press("Add", &field).await;
    let told = script.get(AT).await;
    assert_eq!(
        told.body["phones"],
        json!([{"number": "+491713920012", "primary": false, "confirmed_at": null}])
    );
    let code = server.code_to("+491713920012").await;
    browser.press("Confirm", &[("Code", &code)]).await;
    let told = script.get(AT).await;
    assert_eq!(told.body["phones"][0]["primary"], true);
    assert!(told.body["phones"][0]["confirmed_at"].is_string());
    for path in ["/passport/phones", "/passport/emails", "/passport/password"] {
        assert_eq!(script.post(path, json!({})).await.status, 404, "{path}");
    }
}
