//! Every operation of the API times every kind of token. The operations are the document's own.

use std::collections::BTreeMap;

use axum::http::Method;
use people::members::Role;
use serde_json::{Value, json};

use super::foreign::{standing, things};
use crate::harness::script::{Script, Told, all_scopes, personal, script};
use crate::harness::{PASSWORD, TestApp};

/// One operation, as the document describes it.
struct Operation {
    id: String,
    method: Method,
    path: String,
    scope: Option<String>,
    body: Option<Value>,
}

fn operations() -> Vec<Operation> {
    let document = server::api::document("http://localhost:8080");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, told) in methods.as_object().unwrap() {
            let content = &told["requestBody"]["content"]["application/json"]["example"];
            all.push(Operation {
                id: told["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                scope: told["x-scope"].as_str().map(str::to_owned),
                body: (!content.is_null()).then(|| content.clone()),
            });
        }
    }
    all
}

impl Operation {
    /// The address with these things in its places; what is not among them names nothing.
    fn at(&self, workspace: &str, things: &BTreeMap<&str, String>) -> String {
        let parts = self.path.split('/').map(|part| match part {
            "{workspace}" => workspace,
            part if part.starts_with('{') => things
                .get(part)
                .map_or("0000000000000000000000000a", String::as_str),
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    async fn call(&self, script: &Script<'_>, path: &str) -> Told {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        let headers = [("content-type", "application/json"), ("if-match", "*")];
        script.send(self.method.clone(), path, &headers, body).await
    }
}

#[tokio::test]
async fn every_operation_wants_its_scope_and_its_right() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let none = Script::with(&server, "");
    let unknown = Script::with(&server, protocol::api::TokenText::write(&"C".repeat(43)));
    let scopeless = script(&server, &mut anna, ("falke", "Nothing"), &[]).await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let employee = personal(&server, &mut bruno, &all_scopes()).await;
    let robot = script(&server, &mut anna, ("falke", "Robot"), &all_scopes()).await;
    let before = standing(&server).await;
    for one in operations() {
        let path = one.at("falke", &BTreeMap::new());
        let what = format!("{} {} {path}", one.id, one.method);
        assert_eq!(
            one.call(&none, &path).await.problem(),
            "token-missing",
            "{what}"
        );
        let told = one.call(&unknown, &path).await;
        assert!(
            ["token-wrong", "too-many"].contains(&told.problem()),
            "{what}"
        );
        let Some(scope) = &one.scope else { continue };
        let told = one.call(&scopeless, &path).await;
        assert_eq!(
            (told.problem(), &told.body["scope"]),
            ("scope-missing", &json!(scope)),
            "{what}"
        );
        if scope.starts_with("passport:") {
            // Their own is everybody's to read; accounts have none.
            assert_eq!(
                one.call(&robot, &path).await.problem(),
                "scope-missing",
                "{what}"
            );
            continue;
        }
        let told = one.call(&employee, &path).await;
        if scope.starts_with("server.") {
            assert_eq!(told.problem(), "scope-missing", "{what}");
            assert_eq!(
                one.call(&robot, &path).await.problem(),
                "scope-missing",
                "{what}"
            );
        } else {
            assert_eq!(told.body["code"], "administrators-only", "{what}");
        }
    }
    let mut after = standing(&server).await;
    for table in ["throttles", "api_tokens"] {
        after.insert(
            table.to_owned(),
            before.get(table).copied().unwrap_or_default(),
        );
    }
    let mut before = before;
    before.entry("throttles".to_owned()).or_default();
    assert_eq!(after, before);
}

#[tokio::test]
async fn no_operation_of_ones_own_workspace_reaches_into_another() {
    let server = TestApp::start().await;
    let things = things(&server).await;
    let eva = server
        .person("Eva Elsewhere", "eva@other.example.com", PASSWORD)
        .await;
    server.workspace("other", "Other", eva).await;
    let mut eva = server.signed_in("eva@other.example.com").await;
    let robot = script(&server, &mut eva, ("other", "Robot"), &all_scopes()).await;
    let own = personal(&server, &mut eva, &all_scopes()).await;
    let before = standing(&server).await;
    let mut tried = 0;
    for one in operations()
        .iter()
        .filter(|one| one.path.starts_with("/workspaces/"))
    {
        let mut paths = vec![one.at("falke", &things)];
        if one.path.matches('{').count() > 1 {
            paths.push(one.at("other", &things));
        }
        for caller in [&robot, &own] {
            for path in &paths {
                let told = one.call(caller, path).await;
                assert_eq!(told.status, 404, "{} {path}: {}", one.method, told.text);
                for name in ["Night", "Bruno", "Sales"] {
                    assert!(
                        !told.text.contains(name),
                        "{} {path}: {}",
                        one.method,
                        told.text
                    );
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "only {tried} were tried");
    assert_eq!(standing(&server).await, before);
}
