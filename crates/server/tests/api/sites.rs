//! Sites through the API, with their rules.

use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::{Script, Told, all_scopes, script};

const ALL: &str = "/workspaces/falke/sites";

async fn stage(server: &TestApp) -> Script<'_> {
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    script(server, &mut anna, ("falke", "Robot"), &all_scopes()).await
}

fn own(told: &Told) -> String {
    told.header("location").to_owned()
}

async fn group(robot: &Script<'_>, name: &str) -> String {
    let made = robot
        .post("/workspaces/falke/groups", json!({"name": name}))
        .await;
    made.id()
}

/// What was done to sites, oldest first.
async fn deeds(server: &TestApp) -> Vec<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let any = base::audit::Filter::default();
    let all = base::audit::everywhere(&mut conn, &any, None, 100);
    let mut events = all.await.unwrap().events;
    events.reverse();
    let kinds = events.into_iter().map(|event| event.kind);
    kinds.filter(|kind| kind.starts_with("site.")).collect()
}

/// Numbers and paths of the rules.
fn rules(told: &Told) -> Vec<(u64, String)> {
    let all = told.body["rules"].as_array().unwrap().iter();
    let one = |rule: &Value| {
        let path = rule["path"].as_str().unwrap().to_owned();
        (rule["id"].as_u64().unwrap(), path)
    };
    all.map(one).collect()
}

#[tokio::test]
async fn a_site_is_connected_changed_disabled_and_deleted() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let editors = group(&robot, "Editors").await;
        let new = json!({
            "name": "Stock", "addresses": ["stock.example.com", "https://*.shop.example.com"],
            "user_is": "login", "asserts": true,
            "rules": [
                {"path": "/status", "methods": ["get"], "admits": "everybody"},
                {"path": "/orders/*", "admits": "some", "groups": [editors], "roles": ["administrator"]},
            ],
        });
        let made = robot.post(ALL, new).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(
            made.body["addresses"],
            json!(["https://stock.example.com", "https://*.shop.example.com"])
        );
        assert_eq!(made.body["rules"][0]["methods"], json!(["GET"]));
        assert_eq!(made.body["rules"][1]["groups"], json!([editors]));
        let at = own(&made);
        let read = robot.get(&at).await;
        assert_eq!(read.body, made.body);
        let told = robot.patch(&at, json!({"name": "Store"})).await;
        assert_eq!(
            (&told.body["name"], &told.body["rules"]),
            (&json!("Store"), &made.body["rules"])
        );
        let told = robot
            .patch(&at, json!({"rules": made.body["rules"], "asserts": true}))
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        let headers = [
            ("if-match", read.header("etag")),
            ("content-type", "application/json"),
        ];
        let late = robot.send(Method::PATCH, &at, &headers, "{}").await;
        assert_eq!(late.problem(), "changed");
        assert_eq!(
            robot.patch(&at, json!({"enabled": false})).await.body["enabled"],
            json!(false)
        );
        robot.patch(&at, json!({"enabled": true})).await;
        assert_eq!(robot.delete(&at).await.status, 204);
        assert_eq!(robot.get(&at).await.status, 404);
        assert_eq!(
            deeds(&server).await,
            [
                "site.connected",
                "site.rules-changed",
                "site.changed",
                "site.disabled",
                "site.enabled",
                "site.deleted"
            ]
        );
    }
}

#[tokio::test]
async fn rules_keep_their_numbers_where_they_stay() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let rule = |path: &str| json!({"path": path, "admits": "nobody"});
        let new = json!({
            "name": "Stock", "addresses": ["stock.example.com"],
            "rules": [rule("/a"), rule("/b"), rule("/c")],
        });
        let made = robot.post(ALL, new).await;
        let own = own(&made);
        assert_eq!(
            rules(&made).iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        let said = |all: Value| json!({ "rules": all });
        let told = robot
            .patch(&own, said(json!([rule("/c"), rule("/new"), rule("/a")])))
            .await;
        let wanted = [(3, "/c"), (4, "/new"), (1, "/a")].map(|(id, path)| (id, path.to_owned()));
        assert_eq!(rules(&told), wanted);
        let moved = json!({"id": 4, "path": "/moved", "admits": "members"});
        let told = robot.patch(&own, said(json!([moved, rule("/c")]))).await;
        assert_eq!(
            rules(&told),
            [(4, "/moved".to_owned()), (3, "/c".to_owned())]
        );
        // A number nobody has, or one said twice, is no number.
        let twice = json!([{"id": 3, "path": "/x", "admits": "nobody"}, {"id": 3, "path": "/y", "admits": "nobody"}, {"id": 99, "path": "/z", "admits": "nobody"}]);
        let told = robot.patch(&own, said(twice)).await;
        let wanted = [(3, "/x"), (5, "/y"), (6, "/z")].map(|(id, path)| (id, path.to_owned()));
        assert_eq!(rules(&told), wanted);
        assert_eq!(
            robot.patch(&own, said(json!([]))).await.body["rules"],
            json!([])
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_place() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let stranger = "0000000000000000000000000a";
    let site = |field: &str, value: Value| {
        let mut site = json!({"name": "Stock", "addresses": ["stock.example.com"]});
        site[field] = value;
        site
    };
    let one = |rule: Value| site("rules", json!([{"path": "/ok", "admits": "members"}, rule]));
    for (body, place) in [
        (site("name", json!(" ")), "/name"),
        (site("addresses", json!([])), "/addresses"),
        (
            site("addresses", json!(["http://stock.example.com"])),
            "/addresses",
        ),
        (
            site("addresses", json!(["http://localhost:8080"])),
            "/addresses",
        ),
        (
            site("addresses", json!(["a.example.com\nb.example.com"])),
            "/addresses/0",
        ),
        (
            one(json!({"path": "no slash", "admits": "members"})),
            "/rules/1/path",
        ),
        (
            one(json!({"path": "/a", "methods": ["G T!"], "admits": "members"})),
            "/rules/1/methods",
        ),
        (
            one(json!({"path": "/a", "admits": "some"})),
            "/rules/1/admits",
        ),
        (
            one(json!({"path": "/a", "admits": "some", "roles": ["guest"], "groups": [stranger]})),
            "/rules/1/groups/0",
        ),
        (
            one(
                json!({"path": "/a", "admits": "some", "roles": ["guest"], "departments": [stranger]}),
            ),
            "/rules/1/departments/0",
        ),
        (
            one(json!({"path": "/a", "admits": "anyone"})),
            "/rules/1/admits",
        ),
        (
            one(json!({"path": "/a", "admits": "members", "first_party": true})),
            "/rules/1/first_party",
        ),
        (site("workspace", json!("other")), "/workspace"),
        (site("id", json!(stranger)), "/id"),
    ] {
        let told = robot.post(ALL, body.clone()).await;
        let places: Vec<String> = told.mistakes().into_iter().map(|(at, _)| at).collect();
        assert_eq!(places, [place], "{body}: {}", told.text);
    }
    assert_eq!(robot.get(ALL).await.body["items"], json!([]));
    assert!(deeds(&server).await.is_empty());
}

#[tokio::test]
async fn a_list_comes_in_pages_and_reading_is_no_writing() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            let body = json!({"name": name, "addresses": [format!("{name}.example.com")]});
            ids.push(robot.post(ALL, body).await.id());
        }
        let first = robot.get(&format!("{ALL}?limit=2")).await;
        let rest = robot.get(first.body["next"].as_str().unwrap()).await;
        let listed = |told: &Told| -> Vec<String> {
            let items = told.body["items"].as_array().unwrap().iter();
            items
                .map(|one| one["id"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!([listed(&first), listed(&rest)].concat(), ids);
        assert_eq!(rest.body["next"], Value::Null);
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let scopes = ["sites:read", "applications:write"];
        let reader = script(&server, &mut anna, ("falke", "Reader"), &scopes).await;
        assert_eq!(reader.get(ALL).await.status, 200);
        let body = json!({"name": "x", "addresses": ["x.example.com"]});
        assert_eq!(reader.post(ALL, body).await.problem(), "scope-missing");
        assert_eq!(
            reader.delete(&format!("{ALL}/{}", ids[0])).await.problem(),
            "scope-missing"
        );
    }
}
