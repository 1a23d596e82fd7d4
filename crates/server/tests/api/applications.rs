//! Applications through the API: all the console can say of one, and secrets told once.

use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::application::Application;
use crate::harness::script::{Script, Told, all_scopes, script};

const ALL: &str = "/workspaces/falke/applications";
const BACK: &str = "https://board.example.com/callback";

async fn stage(server: &TestApp) -> Script<'_> {
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    script(server, &mut anna, ("falke", "Robot"), &all_scopes()).await
}

async fn made(robot: &Script<'_>, body: Value) -> Told {
    let told = robot.post(ALL, body).await;
    assert_eq!(told.status, 201, "{}", told.text);
    told
}

fn own(told: &Told) -> String {
    told.header("location").to_owned()
}

/// What was done to applications, oldest first, with the actor of each.
async fn deeds(server: &TestApp) -> Vec<String> {
    let mut conn = server.app.db.read().await.unwrap();
    let any = base::audit::Filter::default();
    let all = base::audit::everywhere(&mut conn, &any, None, 100);
    let mut events = all.await.unwrap().events;
    events.reverse();
    let about = |kind: &str| kind.strip_prefix("oidc.application.").map(str::to_owned);
    events
        .iter()
        .filter_map(|event| about(&event.kind))
        .collect()
}

/// Everything that stands in the table of kept answers.
async fn kept_answers(server: &TestApp) -> String {
    let mut conn = server.app.db.read().await.unwrap();
    let rows = conn
        .query(
            base::db::sql("SELECT body, location, request_hash FROM api_answers"),
            Vec::new(),
        )
        .await
        .unwrap();
    let text = |row: &base::db::Row| {
        let hash: Vec<u8> = row.get("request_hash").unwrap();
        let (body, location) = (row.text("body").unwrap(), row.text("location").unwrap());
        format!("{body} {location} {}", String::from_utf8_lossy(&hash))
    };
    rows.iter().map(text).collect()
}

#[tokio::test]
async fn an_application_is_connected_changed_disabled_and_deleted() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let new = json!({
            "name": "Board", "redirect_uris": [BACK], "scopes": ["email", "groups"],
            "grants": ["refresh_token", "authorization_code", "client_credentials"],
            "resources": ["https://api.example.com/"], "requires": ["dpop"],
            "id_token_alg": "EdDSA", "access_token_format": "jwt",
            "home_url": "https://board.example.com/",
            "backchannel_logout_uri": "https://board.example.com/out",
            "backchannel_session_required": true,
        });
        let told = made(&robot, new.clone()).await;
        let board = &told.body["application"];
        for (field, value) in new.as_object().unwrap() {
            if !["scopes", "grants"].contains(&field.as_str()) {
                assert_eq!(&board[field], value, "{field}");
            }
        }
        assert_eq!(board["scopes"], json!(["openid", "email", "groups"]));
        assert_eq!(
            board["grants"],
            json!(["authorization_code", "refresh_token", "client_credentials"])
        );
        assert_eq!(
            (&board["auth"], &board["enabled"]),
            (&json!("secret"), &json!(true))
        );
        assert_eq!(told.body["secret"].as_str().unwrap().len(), 43);
        let at = own(&told);
        let read = robot.get(&at).await;
        assert_eq!(&read.body, board);
        let stale = read.header("etag").to_owned();
        let told = robot
            .patch(
                &at,
                json!({"name": "Notice board", "home_url": null, "requires": []}),
            )
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(
            (
                &told.body["name"],
                &told.body["home_url"],
                &told.body["requires"]
            ),
            (&json!("Notice board"), &Value::Null, &json!([]))
        );
        assert_eq!(told.body["resources"], board["resources"], "the rest stays");
        let nothing = robot.patch(&at, json!({})).await;
        assert_eq!(
            nothing.body, told.body,
            "nothing is said, nothing is changed"
        );
        let headers = [
            ("if-match", stale.as_str()),
            ("content-type", "application/json"),
        ];
        let late = robot
            .send(
                Method::PATCH,
                &at,
                &headers,
                json!({"name": "Late"}).to_string(),
            )
            .await;
        assert_eq!(late.problem(), "changed");
        let headers = [("content-type", "application/json")];
        let blind = robot.send(Method::PATCH, &at, &headers, "{}").await;
        assert_eq!(blind.problem(), "unconditional");
        let told = robot.patch(&at, json!({"enabled": false})).await;
        assert_eq!(told.body["enabled"], json!(false));
        let told = robot.patch(&at, json!({"enabled": false})).await;
        assert_eq!(told.status, 200, "it may be said twice");
        robot.patch(&at, json!({"enabled": true})).await;
        assert_eq!(robot.delete(&at).await.status, 204);
        assert_eq!(robot.get(&at).await.status, 404);
        assert_eq!(robot.delete(&at).await.status, 404);
        assert_eq!(
            deeds(&server).await,
            ["created", "changed", "disabled", "enabled", "deleted"]
        );
    }
}

#[tokio::test]
async fn a_list_comes_in_pages_and_by_filters() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let mut ids = Vec::new();
        for name in ["A", "B", "C", "D", "E"] {
            let told = made(&robot, json!({"name": name, "redirect_uris": [BACK]})).await;
            ids.push(told.body["application"]["id"].clone());
            if name == "B" {
                robot.patch(&own(&told), json!({"enabled": false})).await;
            }
        }
        let mut seen = Vec::new();
        let mut next = format!("{ALL}?limit=2");
        loop {
            let page = robot.get(&next).await;
            let items = page.body["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|one| one["id"].clone()));
            match page.body["next"].as_str() {
                Some(more) => more.clone_into(&mut next),
                None => break,
            }
        }
        assert_eq!(seen, ids);
        let names = |told: &Told| -> Vec<String> {
            let items = told.body["items"].as_array().unwrap().iter();
            items
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect()
        };
        let told = robot.get(&format!("{ALL}?enabled=false")).await;
        assert_eq!(names(&told), ["B"]);
        let told = robot.get(&format!("{ALL}?enabled=true&name=C")).await;
        assert_eq!(names(&told), ["C"]);
        assert_eq!(names(&robot.get(&format!("{ALL}?name=c")).await), [""; 0]);
        let foreign = robot.get(&format!("{ALL}?limit=1")).await;
        let cursor = foreign.body["next"]
            .as_str()
            .unwrap()
            .replace("limit=1", "limit=1&name=C");
        assert_eq!(
            robot.get(&cursor).await.mistakes(),
            [("cursor".to_owned(), "form".to_owned())]
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_made() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let keys = json!({"keys": [{"kty": "oct", "k": "AAAA"}]});
    let good = json!({"name": "Board", "redirect_uris": [BACK]});
    for (field, value) in [
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(["http://board.example.com/"])),
        ("redirect_uris", json!(["https://*.example.com/"])),
        ("redirect_uris", json!(["javascript:alert(1)"])),
        ("home_url", json!("javascript:alert(1)")),
        (
            "backchannel_logout_uri",
            json!("http://board.example.com/out"),
        ),
        (
            "frontchannel_logout_uri",
            json!("https://elsewhere.example/out"),
        ),
        ("grants", json!([])),
        ("resources", json!(["/relative"])),
        ("requires", json!(["signed_request"])),
        ("jwks", keys),
        ("secret", json!("A".repeat(43))),
        (
            "secret",
            json!("not-a-secret-of-ours-but-of-the-length-43!!"),
        ),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let told = robot.post(ALL, body).await;
        let places: Vec<String> = told.mistakes().into_iter().map(|(at, _)| at).collect();
        assert_eq!(
            places,
            [format!("/{field}")],
            "{field} {value}: {}",
            told.text
        );
    }
    let public = json!({"name": "Public", "auth": "none", "redirect_uris": [BACK], "grants": ["client_credentials"]});
    assert_eq!(robot.post(ALL, public).await.status, 422);
    assert_eq!(robot.get(ALL).await.body["items"], json!([]));
    assert!(deeds(&server).await.is_empty());
}

/// Whoever may connect applications of a workspace cannot say what they are to the whole server, nor whose they are.
#[tokio::test]
async fn only_fields_of_a_draft_can_be_said() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let told = made(&robot, json!({"name": "Board", "redirect_uris": [BACK]})).await;
    let before = robot.get(&own(&told)).await.body;
    for field in [
        "id",
        "client_id",
        "workspace",
        "workspace_id",
        "first_party",
        "trusted",
        "skip_consent",
        "consent",
        "operator",
        "secrets",
        "created_at",
        "changed_at",
        "machine_tokens_from",
        "pkce_required",
    ] {
        for value in [json!(true), json!("other"), Value::Null] {
            let mut new = json!({"name": "Evil", "redirect_uris": [BACK]});
            new[field] = value.clone();
            let place = [(format!("/{field}"), "unknown".to_owned())];
            assert_eq!(robot.post(ALL, new).await.mistakes(), place, "{field}");
            let told = robot.patch(&own(&told), json!({(field): value})).await;
            assert_eq!(told.mistakes(), place, "{field}");
        }
    }
    let told = robot.patch(&own(&told), json!({"secret": "x"})).await;
    assert_eq!(told.status, 422, "a secret is not put in by a change");
    assert_eq!(
        robot
            .get(&format!("{ALL}/{}", before["id"].as_str().unwrap()))
            .await
            .body,
        before
    );
}

#[tokio::test]
async fn a_secret_is_told_once_and_never_kept() {
    for server in TestApp::on_each_engine().await {
        let mut robot = stage(&server).await;
        robot.headers.push(("idempotency-key", "once".to_owned()));
        let body = json!({"name": "Board", "redirect_uris": [BACK]});
        let first = made(&robot, body.clone()).await;
        let again = made(&robot, body).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.body["application"], first.body["application"]);
        assert_eq!(again.body["secret"], Value::Null);
        let secret = first.body["secret"].as_str().unwrap().to_owned();
        let secrets = format!("{}/secrets", own(&first));
        robot.headers = vec![("idempotency-key", "twice".to_owned())];
        let second = robot.post(&secrets, json!({"expires_in_days": 30})).await;
        assert_eq!(second.status, 201, "{}", second.text);
        assert_eq!(
            robot
                .post(&secrets, json!({"expires_in_days": 30}))
                .await
                .body["secret"],
            Value::Null
        );
        robot.headers.clear();
        let other = second.body["secret"].as_str().unwrap().to_owned();
        let third = robot.post(&secrets, json!({})).await;
        assert_eq!(
            (third.status.as_u16(), &third.body["code"]),
            (409, &json!("enough"))
        );
        let list = robot.get(&secrets).await;
        let items = list.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        assert_eq!(items[1], second.body["kept"]);
        assert!(secret.ends_with(items[0]["hint"].as_str().unwrap()));
        let told = robot.get(&own(&first)).await;
        assert_eq!(
            told.body["secrets"],
            json!([items[0]["fingerprint"], items[1]["fingerprint"]])
        );
        for text in [
            &list.text,
            &told.text,
            &robot.get(ALL).await.text,
            &kept_answers(&server).await,
        ] {
            assert!(!text.contains(&secret) && !text.contains(&other), "{text}");
        }
        assert_eq!(robot.delete(&own(&second)).await.status, 204);
        assert_eq!(robot.delete(&own(&second)).await.status, 404);
        assert_eq!(
            deeds(&server).await,
            ["created", "secret-added", "secret-ended"]
        );
    }
}

#[tokio::test]
async fn a_secret_drawn_elsewhere_opens_and_one_thought_up_is_refused() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let robot = script(&server, &mut anna, ("falke", "Robot"), &all_scopes()).await;
    let (mine, next) = (
        "pVQ5Gxk0mJw2H9dKr7sYtB3nLfE8uZcA1oXiTqW6vMg",
        "Zk3vN8wQ1xR6tY0uI5oP2aS7dF4gH9jK-lB_cVnMeE4",
    );
    server.log().keep_out(mine);
    server.log().keep_out(next);
    let body = json!({
        "name": "Machine", "grants": ["client_credentials"], "secret": mine,
    });
    let told = made(&robot, body).await;
    assert_eq!(
        told.body["secret"],
        Value::Null,
        "what was sent is not told"
    );
    let secrets = format!("{}/secrets", own(&told));
    let machine = |secret: &str| {
        let id = told.body["application"]["id"].as_str().unwrap();
        Application::known(&server, falke.id, (id, secret), BACK)
    };
    let opens = async |secret: &str| {
        let params = [("grant_type", "client_credentials")];
        machine(secret)
            .post("/oidc/token", &params)
            .await
            .status
            .as_u16()
    };
    assert_eq!(opens(mine).await, 200);
    assert_eq!(opens(next).await, 401);
    let known = robot.post(&secrets, json!({"secret": mine})).await;
    assert_eq!(known.body["code"], json!("known"));
    let weak = robot
        .post(&secrets, json!({"secret": "correct-horse-battery-staple"}))
        .await;
    assert_eq!(weak.status, 422);
    let added = robot.post(&secrets, json!({"secret": next})).await;
    assert_eq!(
        (added.status.as_u16(), &added.body["secret"]),
        (201, &Value::Null)
    );
    assert_eq!((opens(mine).await, opens(next).await), (200, 200));
    let later = json!({"name": "Later", "redirect_uris": [BACK], "secret": null});
    let later = made(&robot, later).await;
    assert_eq!(later.body["application"]["secrets"], json!([]));
    let public = json!({"name": "App", "auth": "none", "redirect_uris": ["com.example.app:/back"]});
    let public = made(&robot, public).await;
    assert_eq!(public.body["secret"], Value::Null);
    let told = robot
        .post(&format!("{}/secrets", own(&public)), json!({}))
        .await;
    assert_eq!(told.body["code"], json!("proves-otherwise"));
}

#[tokio::test]
async fn public_keys_are_told_as_json_and_private_ones_refused() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let key = json!({
        "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "alg": "ES256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let new = json!({"name": "Board", "redirect_uris": [BACK], "jwks": {"keys": [key]}});
    let told = made(&robot, new.clone()).await;
    let keys = &told.body["application"]["jwks"]["keys"];
    assert_eq!((&keys[0]["kid"], &keys[0]["x"]), (&key["kid"], &key["x"]));
    let same = robot
        .patch(&own(&told), json!({"jwks": {"keys": [key]}}))
        .await;
    assert_eq!(same.status, 200, "{}", same.text);
    assert_eq!(
        deeds(&server).await,
        ["created"],
        "the same keys are no change"
    );
    let mut private = new;
    private["jwks"]["keys"][0]["d"] = json!("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    let told = robot.post(ALL, private).await;
    assert_eq!(
        told.mistakes(),
        [("/jwks".to_owned(), "oidc-keys-private".to_owned())]
    );
    assert!(!told.text.contains("jpsQnn"), "{}", told.text);
}

#[tokio::test]
async fn who_may_act_with_the_tokens_of_another_is_said_one_by_one() {
    for server in TestApp::on_each_engine().await {
        let robot = stage(&server).await;
        let one = made(&robot, json!({"name": "Shop", "redirect_uris": [BACK]})).await;
        let other = made(&robot, json!({"name": "Billing", "redirect_uris": [BACK]})).await;
        let other = other.body["application"]["id"].as_str().unwrap().to_owned();
        let actors = format!("{}/actors", own(&one));
        let put = format!("{actors}/{other}");
        assert_eq!(robot.put(&put).await.status, 204);
        assert_eq!(robot.put(&put).await.status, 204, "it may be said twice");
        let told = robot.get(&actors).await;
        assert_eq!(
            told.body["items"],
            json!([{"id": other, "name": "Billing"}])
        );
        for nobody in [
            "0000000000000000000000000a",
            one.body["application"]["id"].as_str().unwrap(),
        ] {
            assert_eq!(robot.put(&format!("{actors}/{nobody}")).await.status, 404);
        }
        assert_eq!(robot.delete(&put).await.status, 204);
        assert_eq!(robot.delete(&put).await.status, 204);
        assert_eq!(robot.get(&actors).await.body["items"], json!([]));
        assert_eq!(
            deeds(&server).await,
            ["created", "created", "actors-changed", "actors-changed"]
        );
    }
}

#[tokio::test]
async fn who_may_only_look_changes_nothing() {
    let server = TestApp::start().await;
    let robot = stage(&server).await;
    let board = made(&robot, json!({"name": "Board", "redirect_uris": [BACK]})).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let reader = script(
        &server,
        &mut anna,
        ("falke", "Reader"),
        &["applications:read"],
    )
    .await;
    assert_eq!(reader.get(ALL).await.status, 200);
    let secrets = format!("{}/secrets", own(&board));
    assert_eq!(reader.get(&secrets).await.status, 200);
    for told in [
        reader
            .post(ALL, json!({"name": "X", "redirect_uris": [BACK]}))
            .await,
        reader.patch(&own(&board), json!({"name": "X"})).await,
        reader.post(&secrets, json!({})).await,
        reader.delete(&own(&board)).await,
    ] {
        assert_eq!(told.problem(), "scope-missing", "{}", told.text);
    }
    assert_eq!(deeds(&server).await, ["created"]);
}
