//! How a call is read, judged and answered, whatever it asks for.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use crate::harness::TestApp;
use crate::harness::script::{Script, all_scopes, script};

const GROUPS: &str = "/workspaces/falke/groups";

async fn stage(server: &TestApp) -> Script<'_> {
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    script(server, &mut anna, ("falke", "Robot"), &all_scopes()).await
}

#[tokio::test]
async fn a_wrong_body_is_told_field_by_field_and_changes_nothing() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let before = server.rows().await;
    let wrong = json!({"name": "", "descripton": 1, "workspace_id": "x", "id": "y"});
    let told = robot.post(GROUPS, wrong).await;
    assert_eq!((told.status.as_u16(), told.problem()), (422, "unfit"));
    let place = |at: &str, code: &str| (at.to_owned(), code.to_owned());
    assert_eq!(
        told.mistakes(),
        [
            place("/name", "length"),
            place("/descripton", "unknown"),
            place("/id", "unknown"),
            place("/workspace_id", "unknown"),
        ]
    );
    for (body, status) in [
        ("", 400),
        ("[]", 400),
        ("{\"name\":\"a\",\"name\":\"b\"}", 400),
        ("{\"name\":\"a\"} {}", 400),
        ("{\"name\":\"\\ud800\"}", 400),
        ("{\"name\":\"a\\u0000b\"}", 422),
        ("{\"name\":\"a\\u202eb\"}", 422),
        ("{\"name\":\"   \"}", 422),
    ] {
        let kind = [("content-type", "application/json; charset=utf-8")];
        let told = robot.send(Method::POST, GROUPS, &kind, body).await;
        assert_eq!(told.status, status, "{body}: {}", told.text);
    }
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let kind = [("content-type", "application/json")];
    assert_eq!(
        robot.send(Method::POST, GROUPS, &kind, deep).await.status,
        400
    );
    let large = format!("{{\"name\":\"{}\"}}", "a".repeat(300_000));
    assert_eq!(
        robot.send(Method::POST, GROUPS, &kind, large).await.status,
        413
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(
        robot
            .send(Method::POST, GROUPS, &form, "name=a")
            .await
            .status,
        415
    );
    assert_eq!(
        robot
            .send(Method::POST, GROUPS, &[], "{\"name\":\"a\"}")
            .await
            .status,
        415
    );
    let html = [
        ("content-type", "application/json"),
        ("accept", "text/html"),
    ];
    let told = robot
        .send(Method::POST, GROUPS, &html, "{\"name\":\"a\"}")
        .await;
    assert_eq!(
        (told.status.as_u16(), told.problem()),
        (406, "not-acceptable")
    );
    let mut after = server.rows().await;
    after.insert("api_tokens".to_owned(), before["api_tokens"]);
    assert_eq!(after, before);
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_told_as_problems() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    for path in [
        "/nothing",
        "/workspaces",
        "/workspaces/falke/groups/x",
        "/workspaces/other/groups",
        "/",
    ] {
        assert_eq!(robot.get(path).await.status, 404, "{path}");
    }
    assert_eq!(robot.get("/api/v2/groups").await.problem(), "not-found");
    let told = robot.delete(GROUPS).await;
    assert_eq!((told.status.as_u16(), told.problem()), (405, "method"));
    let allowed = told.header("allow");
    assert!(
        allowed.contains("GET") && allowed.contains("POST"),
        "{allowed}"
    );
    let told = robot
        .send(
            Method::OPTIONS,
            GROUPS,
            &[("origin", "https://evil.example")],
            "",
        )
        .await;
    assert_eq!(
        (told.status.as_u16(), told.header("allow")),
        (204, "GET,POST,HEAD,OPTIONS")
    );
    let told = robot.send(Method::HEAD, GROUPS, &[], "").await;
    assert_eq!((told.status.as_u16(), told.text.as_str()), (200, ""));
    let told = robot
        .get(&format!("{GROUPS}?limit=0&fliter=x&limit=5&limit=6"))
        .await;
    let place = |at: &str, code: &str| (at.to_owned(), code.to_owned());
    assert_eq!(
        told.mistakes(),
        [
            place("limit", "range"),
            place("fliter", "unknown"),
            place("limit", "doubled")
        ]
    );
}

#[tokio::test]
async fn nobodys_change_is_overwritten_unseen() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let made = robot.post(GROUPS, json!({"name": "Night shift"})).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let own = made.header("location").to_owned();
        assert_eq!(own, format!("/api/v1{GROUPS}/{}", made.id()));
        let read = robot.get(&own).await;
        let tag = read.header("etag").to_owned();
        assert_eq!(read.body, made.body);
        let known = [("if-none-match", tag.as_str())];
        assert_eq!(robot.send(Method::GET, &own, &known, "").await.status, 304);
        let kind = ("content-type", "application/json");
        let change = |name: &str| json!({ "name": name }).to_string();
        let told = robot
            .send(Method::PATCH, &own, &[kind], change("Late"))
            .await;
        assert_eq!(
            (told.status.as_u16(), told.problem()),
            (428, "unconditional")
        );
        for odd in ["Late", "W/x", "\"a", ""] {
            let told = robot
                .send(
                    Method::PATCH,
                    &own,
                    &[kind, ("if-match", odd)],
                    change("Late"),
                )
                .await;
            assert_eq!(told.status, 400, "{odd}");
        }
        let meant = [kind, ("if-match", tag.as_str())];
        let told = robot
            .send(Method::PATCH, &own, &meant, change("Late shift"))
            .await;
        assert_eq!(
            (told.status.as_u16(), &told.body["name"]),
            (200, &json!("Late shift"))
        );
        assert_eq!(told.header("etag"), robot.get(&own).await.header("etag"));
        let told = robot
            .send(Method::PATCH, &own, &meant, change("Mine"))
            .await;
        assert_eq!((told.status.as_u16(), told.problem()), (412, "changed"));
        let told = robot
            .send(Method::DELETE, &own, &[("if-match", tag.as_str())], "")
            .await;
        assert_eq!(told.status, 412);
        let weak = format!("W/{}", robot.get(&own).await.header("etag"));
        let told = robot
            .send(Method::DELETE, &own, &[("if-match", weak.as_str())], "")
            .await;
        assert_eq!(told.status, 412, "a weak tag is no match");
        assert_eq!(robot.delete(&own).await.status, 204);
        assert_eq!(robot.delete(&own).await.status, 404);
    }
}

#[tokio::test]
async fn a_creation_asked_twice_is_done_once() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let ask = |key: &'static str, body: &'static str| {
            let headers = [
                ("content-type", "application/json"),
                ("idempotency-key", key),
            ];
            let robot = &robot;
            async move { robot.send(Method::POST, GROUPS, &headers, body).await }
        };
        let first = ask("k-1", "{\"name\":\"One\"}").await;
        let again = ask("\"k-1\"", "{ \"name\" : \"One\" }").await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
        assert_eq!(
            (&first.body, first.header("location")),
            (&again.body, again.header("location"))
        );
        assert_eq!(
            (
                first.header("idempotent-replayed"),
                again.header("idempotent-replayed")
            ),
            ("", "true")
        );
        let told = ask("k-1", "{\"name\":\"Two\"}").await;
        assert_eq!((told.status.as_u16(), told.problem()), (422, "key-reused"));
        let taken = ask("k-2", "{\"name\":\"one\"}").await;
        assert_eq!(taken.mistakes(), [("/name".to_owned(), "taken".to_owned())]);
        assert_eq!(robot.delete(first.header("location")).await.status, 204);
        let told = ask("k-2", "{\"name\":\"one\"}").await;
        assert_eq!(told.status, 201, "what came to nothing took no key");
        assert_eq!(ask("k 3", "{\"name\":\"Three\"}").await.status, 400);
        server.pass(Duration::from_secs(24 * 3600 + 60));
        server.work().await;
        assert_eq!(
            ask("k-1", "{\"name\":\"Four\"}").await.status,
            201,
            "a day later the key is free"
        );
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_caller_and_of_many_at_once_one_is_done() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let other = script(&server, &mut anna, ("falke", "Other"), &all_scopes()).await;
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", "same"),
        ];
        let ask = |script, body| {
            let script: &Script<'_> = script;
            script.send(Method::POST, GROUPS, &headers, body)
        };
        let one = ask(&robot, "{\"name\":\"One\"}").await;
        let two = ask(&other, "{\"name\":\"Two\"}").await;
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201));
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", "race"),
        ];
        let at_once = || robot.send(Method::POST, GROUPS, &headers, "{\"name\":\"Race\"}");
        let (a, b, c) = tokio::join!(at_once(), at_once(), at_once());
        let ids: Vec<String> = [&a, &b, &c].iter().map(|told| told.id()).collect();
        assert!(
            ids.iter().all(|id| *id == ids[0] && !id.is_empty()),
            "{} {} {}",
            a.text,
            b.text,
            c.text
        );
        let all = robot.get(GROUPS).await;
        assert_eq!(all.body["items"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn pages_lead_on_and_a_cursor_serves_its_own_list_only() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        for n in 0..7 {
            robot
                .post(GROUPS, json!({"name": format!("Group {n}")}))
                .await;
        }
        let mut names = Vec::new();
        let mut next = format!("/api/v1{GROUPS}?limit=3");
        let mut cursors = Vec::new();
        loop {
            let page = robot.get(&next).await;
            assert_eq!(page.status, 200, "{}", page.text);
            for one in page.body["items"].as_array().unwrap() {
                names.push(one["name"].as_str().unwrap().to_owned());
            }
            let Some(to) = page.body["next"].as_str() else {
                break;
            };
            assert_eq!(page.header("link"), format!("<{to}>; rel=\"next\""));
            cursors.push(to.split("cursor=").nth(1).unwrap().to_owned());
            next = to.to_owned();
        }
        names.sort();
        assert_eq!(
            names,
            (0..7).map(|n| format!("Group {n}")).collect::<Vec<_>>()
        );
        assert_eq!(cursors.len(), 2);
        let cursor = &cursors[0];
        let mut bent = cursor.clone();
        let last = if bent.pop() == Some('A') { 'B' } else { 'A' };
        bent.push(last);
        let people = "/workspaces/falke/people";
        for path in [
            format!("{GROUPS}?cursor={bent}"),
            format!("{GROUPS}?cursor=AAAA"),
            format!("{GROUPS}?cursor="),
            format!("{GROUPS}?cursor={}", "0".repeat(4097)),
            format!("{people}?cursor={cursor}"),
            format!("/workspaces/falke/departments?cursor={cursor}"),
        ] {
            let told = robot.get(&path).await;
            assert_eq!(
                (told.status.as_u16(), told.problem()),
                (422, "unfit"),
                "{path}"
            );
        }
    }
}
