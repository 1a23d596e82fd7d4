//! What can be done through the API, with the same rules and events as on the pages.

use people::members::Role;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::{Script, Told, all_scopes, personal, script};

async fn stage(server: &TestApp) -> Script<'_> {
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    script(server, &mut anna, ("falke", "Robot"), &all_scopes()).await
}

fn names(told: &Told) -> Vec<String> {
    let items = told.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The kinds of the newest events of a workspace, the newest first.
async fn kinds(server: &TestApp, most: usize) -> Vec<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let any = base::audit::Filter::default();
    let all = base::audit::everywhere(&mut conn, &any, None, 100);
    let events = all.await.unwrap().events;
    events
        .into_iter()
        .take(most)
        .map(|event| event.kind)
        .collect()
}

#[tokio::test]
async fn departments_make_a_tree_with_heads() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let all = "/workspaces/falke/departments";
        let sales = robot.post(all, json!({"name": "Sales"})).await;
        assert_eq!(sales.status, 201, "{}", sales.text);
        let people = robot.get("/workspaces/falke/people").await;
        let anna = people.body["items"][0]["id"].clone();
        let north = json!({"name": "North", "parent": sales.id(), "head": anna});
        let north = robot.post(all, north).await;
        assert_eq!(
            (&north.body["head"], &north.body["depth"]),
            (&anna, &json!(1))
        );
        assert_eq!(
            robot.get(all).await.body["items"].as_array().unwrap().len(),
            2
        );
        let at = |told: &Told| told.header("location").to_owned();
        for (change, place, code) in [
            (json!({"parent": north.id()}), "/parent", "circle"),
            (
                json!({"parent": "0000000000000000000000000a"}),
                "/parent",
                "unknown-id",
            ),
            (
                json!({"head": "0000000000000000000000000a"}),
                "/head",
                "unknown-id",
            ),
        ] {
            let told = robot.patch(&at(&sales), change.clone()).await;
            assert_eq!(
                told.mistakes(),
                [(place.to_owned(), code.to_owned())],
                "{change}"
            );
        }
        let told = robot.post(all, json!({"name": "SALES"})).await;
        assert_eq!(told.mistakes(), [("/name".to_owned(), "taken".to_owned())]);
        let told = robot
            .patch(
                &at(&north),
                json!({"name": "North-East", "parent": null, "head": null}),
            )
            .await;
        assert_eq!(
            (told.status.as_u16(), &told.body["name"]),
            (200, &json!("North-East"))
        );
        assert_eq!(
            (&told.body["parent"], &told.body["head"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(kinds(&server, 1).await, ["workspace.department.changed"]);
        let told = robot.patch(&at(&north), json!({})).await;
        assert_eq!(told.status, 200);
        assert_eq!(
            kinds(&server, 2).await[0],
            "workspace.department.changed",
            "no event for nothing"
        );
        assert_eq!(robot.delete(&at(&sales)).await.status, 204);
        assert_eq!(kinds(&server, 1).await, ["workspace.department.deleted"]);
    }
}

#[tokio::test]
async fn groups_hold_people() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let made = robot
            .post(
                "/workspaces/falke/groups",
                json!({"name": "On call", "description": " Nights "}),
            )
            .await;
        assert_eq!(made.body["description"], "Nights");
        let own = made.header("location").to_owned();
        let people = robot.get("/workspaces/falke/people").await;
        let anna = people.body["items"][0]["id"].as_str().unwrap().to_owned();
        let member = format!("{own}/members/{anna}");
        assert_eq!(robot.put(&member).await.status, 204);
        assert_eq!(robot.put(&member).await.status, 204, "it may be said twice");
        let events = kinds(&server, 9).await;
        assert_eq!(
            events
                .iter()
                .filter(|kind| *kind == "workspace.group.members")
                .count(),
            1
        );
        assert_eq!(
            names(&robot.get(&format!("{own}/members")).await),
            ["Anna Nowak"]
        );
        let whole = robot.get(&format!("/workspaces/falke/people/{anna}")).await;
        assert_eq!(whole.body["groups"][0]["name"], "On call");
        assert_eq!(robot.delete(&member).await.status, 204);
        assert!(names(&robot.get(&format!("{own}/members")).await).is_empty());
        let nobody = format!("{own}/members/0000000000000000000000000a");
        assert_eq!(robot.put(&nobody).await.status, 404);
        let told = robot.patch(&own, json!({"description": null})).await;
        assert_eq!(
            (&told.body["description"], &told.body["name"]),
            (&Value::Null, &json!("On call"))
        );
    }
}

#[tokio::test]
async fn people_are_invited_changed_and_dismissed_like_on_the_pages() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let all = "/workspaces/falke/people";
        let bruno =
            json!({"name": "Bruno Klein", "email": "bruno@falke.example.com", "language": "de"});
        let made = robot.post(all, bruno.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.body["person"]["standing"], "invited");
        let letter = server.letter_to("bruno@falke.example.com").await;
        assert!(letter.text().contains("Robot"), "{}", letter.text());
        let told = robot.post(all, bruno).await;
        assert_eq!(
            told.mistakes(),
            [("/email".to_owned(), "people-email-invited".to_owned())]
        );
        for (body, place) in [
            (json!({"name": "X", "email": "nobody"}), "/email"),
            (
                json!({"name": "X", "email": "a@b.example,c@d.example"}),
                "/email",
            ),
            (
                json!({"name": "X", "email": "x@y.example", "department": "0000000000000000000000000a"}),
                "/department",
            ),
            (
                json!({"name": "X", "email": "x@y.example", "role": "owner"}),
                "/role",
            ),
            (
                json!({"name": "X", "email": "x@y.example", "passport": "x"}),
                "/passport",
            ),
        ] {
            let told = robot.post(all, body.clone()).await;
            assert_eq!(told.mistakes()[0].0, place, "{body} {}", told.text);
        }
        let own = made.header("location").to_owned();
        let told = robot
            .patch(&own, json!({"name": "Bruno Groß", "role": "guest"}))
            .await;
        assert_eq!(
            (&told.body["person"]["name"], &told.body["person"]["role"]),
            (&json!("Bruno Groß"), &json!("guest"))
        );
        assert_eq!(told.body["person"]["email"], "bruno@falke.example.com");
        assert_eq!(
            robot.post(&format!("{own}/invite"), json!({})).await.body["code"],
            "sent-just-now"
        );
        assert_eq!(
            robot.post(&format!("{own}/dismiss"), json!({})).await.body["code"],
            "standing"
        );
        let told = robot.post(&format!("{own}/withdraw"), json!({})).await;
        assert_eq!(
            (told.status.as_u16(), &told.body["person"]["standing"]),
            (200, &json!("dismissed"))
        );
        let told = robot.post(&format!("{own}/rehire"), json!({})).await;
        assert_eq!(told.body["person"]["standing"], "invited");
        let found = robot
            .get(&format!("{all}?search=bru&standing=invited&role=guest"))
            .await;
        assert_eq!(names(&found), ["Bruno Groß"]);
        assert!(names(&robot.get(&format!("{all}?search=bru&role=employee")).await).is_empty());
    }
}

#[tokio::test]
async fn blocks_are_set_and_lifted_and_the_last_administrator_stays() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let mut conn = server.app.db.read().await.unwrap();
    let falke = people::workspaces::at(&mut conn, "falke")
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let own = format!("/workspaces/falke/people/{}", bruno.id);
    let told = robot.post(&format!("{own}/block"), json!({})).await;
    assert_eq!(told.body["person"]["standing"], "blocked");
    assert_eq!(told.body["blocks"][0]["reason"], "blocked_by_administrator");
    let told = robot.post(&format!("{own}/unblock"), json!({})).await;
    assert_eq!(
        (&told.body["person"]["standing"], &told.body["blocks"]),
        (&json!("active"), &json!([]))
    );
    let told = robot.post(&format!("{own}/new-password"), json!({})).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let anna = robot
        .get("/workspaces/falke/people?role=administrator")
        .await;
    let anna = anna.body["items"][0]["id"].as_str().unwrap().to_owned();
    let anna = format!("/workspaces/falke/people/{anna}");
    for deed in ["dismiss", "block"] {
        let told = robot.post(&format!("{anna}/{deed}"), json!({})).await;
        assert_eq!(
            (told.status.as_u16(), &told.body["code"]),
            (409, &json!("last-administrator"))
        );
    }
    let told = robot.patch(&anna, json!({"role": "guest"})).await;
    assert_eq!(
        told.mistakes(),
        [("/role".to_owned(), "people-last-administrator".to_owned())]
    );
}

#[tokio::test]
async fn who_may_write_people_makes_no_administrators() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(&server, &mut anna, ("falke", "Clerk"), &["people:write"]).await;
    let all = "/workspaces/falke/people";
    let eva = json!({"name": "Eva", "email": "eva@falke.example.com", "role": "administrator"});
    let told = robot.post(all, eva).await;
    assert_eq!(
        (told.status.as_u16(), &told.body["scope"]),
        (403, &json!("administrators:write"))
    );
    let eva = json!({"name": "Eva", "email": "eva@falke.example.com"});
    let made = robot.post(all, eva).await;
    let own = made.header("location").to_owned();
    for role in ["administrator", "help-desk"] {
        let told = robot.patch(&own, json!({"role": role})).await;
        assert_eq!(told.problem(), "scope-missing", "{role}");
    }
    let people = robot.get(&format!("{all}?role=administrator")).await;
    let id = people.body["items"][0]["id"].as_str().unwrap();
    for (deed, body) in [
        ("block", json!({})),
        ("dismiss", json!({})),
        ("new-password", json!({})),
    ] {
        let told = robot.post(&format!("{all}/{id}/{deed}"), body).await;
        assert_eq!(told.problem(), "scope-missing", "{deed}");
    }
    let told = robot
        .patch(
            &format!("{all}/{id}"),
            json!({"email": "evil@falke.example.com"}),
        )
        .await;
    assert_eq!(told.problem(), "scope-missing");
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(
        &server,
        &mut anna,
        ("falke", "Robot"),
        &["tokens:write", "groups:read"],
    )
    .await;
    let all = "/workspaces/falke/service-accounts";
    for beyond in ["groups:write", "people:read", "audit:read"] {
        let told = robot
            .post(all, json!({"name": "Mine", "scopes": [beyond]}))
            .await;
        assert_eq!(
            (told.status.as_u16(), &told.body["code"]),
            (403, &json!("beyond-own-scopes"))
        );
    }
    let told = robot
        .post(all, json!({"name": "Mine", "scopes": ["server.jobs:read"]}))
        .await;
    assert_eq!(
        told.mistakes(),
        [("/scopes".to_owned(), "of-server".to_owned())]
    );
    let told = robot
        .post(all, json!({"name": "Mine", "scopes": ["everything"]}))
        .await;
    assert_eq!(
        told.mistakes(),
        [("/scopes/0".to_owned(), "choice".to_owned())]
    );
    let made = robot
        .post(all, json!({"name": "Mine", "scopes": ["groups:read"]}))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let own = made.header("location").to_owned();
    let tokens = format!("{own}/tokens");
    let told = robot
        .post(
            &tokens,
            json!({"name": "Token", "scopes": ["tokens:write"]}),
        )
        .await;
    assert_eq!(told.body["code"], "beyond-own-scopes");
    let told = robot
        .post(&tokens, json!({"name": "Token", "expires_in_days": 731}))
        .await;
    assert_eq!(
        told.mistakes(),
        [("/expires_in_days".to_owned(), "range".to_owned())]
    );
    let keyed = [
        ("content-type", "application/json"),
        ("idempotency-key", "t"),
    ];
    let post = axum::http::Method::POST;
    let first = robot
        .send(post.clone(), &tokens, &keyed, "{\"name\":\"Token\"}")
        .await;
    let again = robot
        .send(post, &tokens, &keyed, "{\"name\":\"Token\"}")
        .await;
    assert_eq!(
        (&again.body["secret"], &again.body["token"]),
        (&Value::Null, &first.body["token"])
    );
    let secret = first.body["secret"].as_str().unwrap();
    assert!(secret.starts_with("vst_") && secret.len() == 51);
    let child = Script::with(&server, secret);
    assert_eq!(child.get("/workspaces/falke/groups").await.status, 200);
    assert_eq!(child.get(all).await.problem(), "scope-missing");
    let told = robot.patch(&own, json!({"enabled": false})).await;
    assert_eq!(told.body["enabled"], false);
    assert_eq!(
        child.get("/workspaces/falke/groups").await.problem(),
        "token-wrong"
    );
    robot.patch(&own, json!({"enabled": true})).await;
    let id = first.body["token"]["id"].as_str().unwrap();
    assert_eq!(robot.delete(&format!("{tokens}/{id}")).await.status, 204);
    assert_eq!(
        child.get("/workspaces/falke/groups").await.problem(),
        "token-wrong"
    );
    assert_eq!(robot.delete(&own).await.status, 204);
}

#[tokio::test]
async fn a_token_tells_whose_it_is() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let told = robot.get("/self").await;
    assert_eq!(
        (&told.body["kind"], &told.body["owner"]),
        (&json!("service-account"), &json!("Robot"))
    );
    assert_eq!(
        told.body["workspaces"],
        json!([{"address": "falke", "name": "Falke", "role": "administrator"}])
    );
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let own = personal(&server, &mut anna, &["groups:write", "server.jobs:read"]).await;
    let told = own.get("/self").await;
    assert_eq!(
        (&told.body["kind"], &told.body["scopes"]),
        (&json!("person"), &json!(["groups:write"]))
    );
    assert_eq!(
        own.post("/workspaces/falke/groups", json!({"name": "A"}))
            .await
            .status,
        201
    );
}

/// The lists that are paged by the database tell each thing once, with its place in the tree.
#[tokio::test]
async fn lists_come_in_pages_and_nothing_is_left_out_or_told_twice() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let mut parent = Value::Null;
        for n in 0..5 {
            let made = robot
                .post(
                    "/workspaces/falke/departments",
                    json!({"name": format!("D{n}"), "parent": parent}),
                )
                .await;
            assert_eq!(made.body["depth"], json!(n), "{}", made.text);
            parent = made.body["id"].clone();
            robot
                .post("/workspaces/falke/groups", json!({"name": format!("G{n}")}))
                .await;
            let account = json!({"name": format!("S{n}"), "scopes": ["groups:read"]});
            robot
                .post("/workspaces/falke/service-accounts", account)
                .await;
        }
        for (list, wanted) in [("departments", 5), ("groups", 5), ("service-accounts", 6)] {
            let (mut seen, mut depths) = (Vec::new(), Vec::new());
            let mut next = format!("/workspaces/falke/{list}?limit=2");
            loop {
                let page = robot.get(&next).await;
                for one in page.body["items"].as_array().unwrap() {
                    seen.push(one["id"].as_str().unwrap().to_owned());
                    depths.extend(one["depth"].as_i64());
                }
                match page.body["next"].as_str() {
                    Some(more) => more.clone_into(&mut next),
                    None => break,
                }
            }
            let mut once = seen.clone();
            once.sort();
            once.dedup();
            assert_eq!((seen.len(), &once), (wanted, &seen), "{list}");
            if list == "departments" {
                assert_eq!(depths, [0, 1, 2, 3, 4]);
            }
        }
    }
}
