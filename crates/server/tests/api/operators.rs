//! What operators do through the API, and what everybody else is told.

use axum::http::Method;
use base::jobs::Kind;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::script::{Script, Told, personal};

const SERVER: [&str; 9] = [
    "server.workspaces:write",
    "server.settings:write",
    "server.jobs:write",
    "server.audit:read",
    "server.keys:write",
    "server.letters:write",
    "workspace:write",
    "groups:write",
    "audit:read",
];

/// The token of Anna, who administers Falke and operates the server.
pub async fn operator(server: &TestApp) -> Script<'_> {
    let (_, anna) = server.company().await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    personal(server, &mut browser, &SERVER).await
}

fn addresses(told: &Told) -> Vec<String> {
    let items = told.body["items"].as_array().unwrap().iter();
    let address = |one: &Value| one["address"].as_str().unwrap().to_owned();
    items.map(address).collect()
}

#[tokio::test]
async fn an_operator_makes_suspends_and_opens_workspaces() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let all = "/server/workspaces";
        let new = json!({"address": "acme", "name": "Acme", "language": "pl"});
        let made = anna.post(all, new.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(
            (&made.body["language"], &made.body["state"]),
            (&json!("pl"), &json!("open"))
        );
        let mut found = addresses(&anna.get(all).await);
        found.sort();
        assert_eq!(found, ["acme", "falke"]);
        let told = anna.post(all, new).await;
        assert_eq!(
            told.mistakes(),
            [("/address".to_owned(), "taken".to_owned())]
        );
        for odd in ["Acme", "a", "api", "ac me", "-acme", "acme-", "ac--me/.."] {
            let told = anna
                .post(all, json!({"address": odd, "name": "Acme"}))
                .await;
            assert_eq!(told.mistakes()[0].0, "/address", "{odd}");
        }
        // Whoever makes it administers it, and the token made before reaches it.
        let told = anna
            .post("/workspaces/acme/groups", json!({"name": "First"}))
            .await;
        assert_eq!(told.status, 201, "{}", told.text);
        let own = made.header("location").to_owned();
        let told = anna.post(&format!("{own}/suspend"), json!({})).await;
        assert_eq!(told.body["state"], "suspended");
        let told = anna.get("/workspaces/acme/groups").await;
        assert_eq!(told.body["code"], "door-workspace-suspended");
        let told = anna.post(&format!("{own}/open"), json!({})).await;
        assert_eq!(told.body["state"], "open");
        assert_eq!(anna.get("/workspaces/acme/groups").await.status, 200);
        let nobody = format!("{all}/0000000000000000000000000a/suspend");
        assert_eq!(anna.post(&nobody, json!({})).await.status, 404);
    }
}

#[tokio::test]
async fn workspaces_of_the_server_come_page_by_page() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        for n in 0..4 {
            let new = json!({"address": format!("team-{n}"), "name": format!("Team {n}")});
            assert_eq!(anna.post("/server/workspaces", new).await.status, 201);
        }
        let mut found = Vec::new();
        let mut next = Some("/api/v1/server/workspaces?limit=2".to_owned());
        while let Some(path) = next {
            let page = anna.get(&path).await;
            found.extend(addresses(&page));
            next = page.body["next"].as_str().map(str::to_owned);
        }
        assert_eq!(found, ["falke", "team-0", "team-1", "team-2", "team-3"]);
    }
}

#[tokio::test]
async fn mail_is_set_and_its_password_is_never_told() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let at = "/server/settings/mail";
        let before = anna.get(at).await;
        assert_eq!(
            (&before.body["transport"], &before.body["host"]),
            (&json!("off"), &Value::Null)
        );
        let secret = "of the mail server, quiet";
        server.log().keep_out(secret);
        let new = json!({
            "transport": "smtp", "from": "door@falke.example.com", "from_name": "Falke",
            "host": "mail.falke.example.com", "port": 465, "security": "tls", "user": "door",
            "password": secret,
        });
        let headers = [("content-type", "application/json")];
        let put = |body: Value| anna.send(Method::PUT, at, &headers, body.to_string());
        let told = put(new.clone()).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert!(!told.text.contains(secret));
        assert_eq!(
            (&told.body["has_password"], &told.body["port"]),
            (&json!(true), &json!(465))
        );
        let read = anna.get(at).await;
        assert_eq!(read.body, told.body);
        let mut same = new.clone();
        same.as_object_mut().unwrap().remove("password");
        assert_eq!(put(same.clone()).await.status, 200, "the old one stays");
        same["host"] = json!("mail.evil.example");
        let told = put(same).await;
        assert_eq!(told.mistakes()[0].0, "/password", "never to another server");
        for (field, value, place) in [
            ("host", json!("mail server"), "/host"),
            ("from", json!("nobody"), "/from"),
            ("port", json!(0), "/port"),
            ("security", json!("plain"), "/security"),
            ("transport", json!("pigeon"), "/transport"),
            ("has_password", json!(true), "/has_password"),
        ] {
            let mut wrong = new.clone();
            wrong[field] = value;
            let told = put(wrong).await;
            assert_eq!(told.mistakes()[0].0, place, "{}", told.text);
        }
        let stale = [headers[0], ("if-match", before.header("etag"))];
        let told = anna.send(Method::PUT, at, &stale, new.to_string()).await;
        assert_eq!(told.problem(), "changed");
        assert_eq!(
            put(json!({"transport": "off"})).await.body["host"],
            Value::Null
        );
    }
}

#[tokio::test]
async fn jobs_are_seen_started_again_and_deleted() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let unknown: Kind<()> = Kind::new("nobody-knows");
        let mut conn = server.app.db.write().await.unwrap();
        for _ in 0..2 {
            let jobs = &server.app.jobs;
            let later = server
                .app
                .clock
                .now()
                .plus(std::time::Duration::from_secs(60));
            jobs.enqueue(&mut conn, &unknown, &(), later).await.unwrap();
        }
        conn.commit().await.unwrap();
        let told = anna.get("/server/jobs?state=waiting").await;
        let waiting = told.body["items"].as_array().unwrap();
        let ours = |one: &&Value| one["kind"] == "nobody-knows";
        assert_eq!(waiting.iter().filter(ours).count(), 2, "{}", told.text);
        let job = waiting.iter().find(ours).unwrap()["id"].as_str().unwrap();
        // What waits is nobody's to start again or to delete.
        let own = format!("/server/jobs/{job}");
        assert_eq!(
            anna.post(&format!("{own}/retry"), json!({})).await.status,
            404
        );
        assert_eq!(anna.delete(&own).await.status, 404);
        let told = anna.get("/server/jobs?state=asleep").await;
        assert_eq!(told.mistakes(), [("state".to_owned(), "choice".to_owned())]);
        assert_eq!(anna.get("/server/jobs").await.status, 200);
    }
}

#[tokio::test]
async fn the_trail_is_read_with_filters_and_leads_on() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        for n in 0..5 {
            let name = json!({"name": format!("Group {n}")});
            anna.post("/workspaces/falke/groups", name).await;
        }
        let of_groups = "/workspaces/falke/audit?kind=workspace.group.&limit=2";
        let mut names = Vec::new();
        let mut next = Some(format!("/api/v1{of_groups}"));
        while let Some(path) = next {
            let page = anna.get(&path).await;
            assert_eq!(page.status, 200, "{}", page.text);
            for one in page.body["items"].as_array().unwrap() {
                assert_eq!(one["kind"], "workspace.group.created");
                names.push(one["details"]["group"].as_str().unwrap().to_owned());
            }
            next = page.body["next"].as_str().map(str::to_owned);
        }
        assert_eq!(
            names,
            ["Group 4", "Group 3", "Group 2", "Group 1", "Group 0"]
        );
        let me = anna.get("/self").await;
        let mine = format!("/server/audit?person={}&outcome=done", me.id());
        let told = anna.get(&mine).await;
        let kinds: Vec<&str> = told.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["kind"].as_str().unwrap())
            .collect();
        assert!(kinds.contains(&"token.made") && kinds.contains(&"signin.accepted"));
        let event = &told.body["items"][0];
        assert_eq!(
            event["details"]["token"], me.body["token"],
            "which token it was"
        );
        let long_ago = "/server/audit?until=2020-01-01T00:00:00Z";
        assert_eq!(anna.get(long_ago).await.body["items"], json!([]));
        for odd in [
            "from=2026-02-30T00:00:00Z",
            "until=now",
            "person=anna",
            "outcome=maybe",
        ] {
            let told = anna.get(&format!("/server/audit?{odd}")).await;
            assert_eq!(told.status, 422, "{odd}");
        }
        let told = anna.get("/workspaces/falke/audit?kind=%25'--").await;
        assert_eq!(told.status, 200);
    }
}

#[tokio::test]
async fn who_is_no_operator_any_more_operates_no_more() {
    let server = TestApp::start().await;
    let anna = operator(&server).await;
    assert_eq!(anna.get("/server/workspaces").await.status, 200);
    let id = people::PassportId::parse(&anna.get("/self").await.id()).unwrap();
    let mut conn = server.app.db.write().await.unwrap();
    people::passports::set_operator(&mut conn, id, false)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    for path in [
        "/server/workspaces",
        "/server/jobs",
        "/server/audit",
        "/server/settings/mail",
    ] {
        assert_eq!(anna.get(path).await.problem(), "scope-missing", "{path}");
    }
    let told = anna.get("/self").await;
    assert_eq!(told.body["operator"], false);
    assert_eq!(anna.get("/workspaces/falke/groups").await.status, 200);
}

#[tokio::test]
async fn the_workspace_is_renamed_and_its_door_is_changed() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let at = "/workspaces/falke";
        let before = anna.get(at).await;
        assert_eq!(
            before.body["sign_in"],
            json!({"counts_hours": 24, "idle_hours": 8})
        );
        let told = anna
            .patch(
                at,
                json!({"name": "Falke AG", "sign_in": {"idle_hours": 2}}),
            )
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(
            told.body["sign_in"],
            json!({"counts_hours": 24, "idle_hours": 2})
        );
        assert_eq!(
            (
                &told.body["name"],
                &told.body["address"],
                &told.body["language"]
            ),
            (&json!("Falke AG"), &json!("falke"), &json!("en"))
        );
        for (change, place) in [
            (json!({"sign_in": {"idle_hours": 0}}), "/sign_in/idle_hours"),
            (
                json!({"sign_in": {"counts_hours": 721}}),
                "/sign_in/counts_hours",
            ),
            (json!({"sign_in": {"accepts": []}}), "/sign_in/accepts"),
            (json!({"state": "open"}), "/state"),
            (json!({"language": "xx"}), "/language"),
            (json!({"name": "\u{202e}"}), "/name"),
        ] {
            let told = anna.patch(at, change.clone()).await;
            assert_eq!(told.mistakes()[0].0, place, "{change}");
        }
        let told = anna
            .get("/workspaces/falke/audit?kind=workspace.&limit=9")
            .await;
        let kinds = told.body["items"].as_array().unwrap().iter();
        let mut kinds: Vec<&str> = kinds.map(|one| one["kind"].as_str().unwrap()).collect();
        // Two events of one moment have no order among themselves.
        kinds.sort_unstable();
        assert_eq!(kinds, ["workspace.described", "workspace.rules.changed"]);
        assert_eq!(anna.patch(at, json!({})).await.status, 200);
        let again = anna.get("/workspaces/falke/audit?kind=workspace.").await;
        assert_eq!(again.body["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn signing_keys_are_seen_and_changed_and_never_told() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let before = anna.get("/server/signing-keys").await;
        let active = |told: &Told| {
            let items = told.body["items"].as_array().unwrap().iter();
            items.filter(|one| one["state"] == "active").count()
        };
        assert_eq!(active(&before), 1, "{}", before.text);
        let wish = json!({"algorithm": "ES256"});
        let next = anna.post("/server/signing-keys/rotate", wish.clone()).await;
        assert_eq!(
            (next.status.as_u16(), &next.body["prepared"]),
            (200, &json!(true))
        );
        let again = anna.post("/server/signing-keys/rotate", wish).await;
        assert_eq!(
            (&again.body["prepared"], &again.body["kid"]),
            (&json!(false), &next.body["kid"])
        );
        let after = anna.get("/server/signing-keys").await;
        let items = after.body["items"].as_array().unwrap();
        let one = items
            .iter()
            .find(|one| one["kid"] == next.body["kid"])
            .unwrap();
        assert_eq!(
            (&one["state"], &one["signs_from"]),
            (&json!("next"), &next.body["signs_from"])
        );
        for private in ["\"d\"", "sealed", "PRIVATE"] {
            assert!(!after.text.contains(private), "{}", after.text);
        }
        let odd = anna
            .post("/server/signing-keys/rotate", json!({"algorithm": "none"}))
            .await;
        assert_eq!(
            odd.mistakes(),
            [("/algorithm".to_owned(), "choice".to_owned())]
        );
    }
}

#[tokio::test]
async fn letters_are_followed_sent_once_more_and_tried_out() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let none = anna
            .post(
                "/server/letters/try",
                json!({"to": "anna@falke.example.com"}),
            )
            .await;
        assert_eq!(
            (none.status.as_u16(), &none.body["code"]),
            (409, &json!("no-mail"))
        );
        let mut browser = server.signed_in("anna@falke.example.com").await;
        let people = personal(&server, &mut browser, &["people:write"]).await;
        for name in ["a", "b", "c"] {
            let body = json!({"name": name, "email": format!("{name}@falke.example.com")});
            assert_eq!(
                people.post("/workspaces/falke/people", body).await.status,
                201
            );
        }
        let first = anna.get("/server/letters?limit=2").await;
        let rest = anna.get(first.body["next"].as_str().unwrap()).await;
        let to = |told: &Told| -> Vec<String> {
            let items = told.body["items"].as_array().unwrap().iter();
            items
                .map(|one| one["to"].as_str().unwrap().to_owned())
                .collect()
        };
        let all = [to(&first), to(&rest)].concat();
        let wanted = ["c", "b", "a"].map(|name| format!("{name}@falke.example.com"));
        assert_eq!(all[..3], wanted);
        assert!(
            !first.text.contains("http"),
            "no link is told: {}",
            first.text
        );
        let id = first.body["items"][0]["id"].as_str().unwrap();
        let told = anna
            .post(&format!("/server/letters/{id}/resend"), Value::Null)
            .await;
        assert_eq!(
            (told.status.as_u16(), &told.body["code"]),
            (409, &json!("queued"))
        );
        let told = anna
            .post(
                "/server/letters/0000000000000000000000000a/resend",
                Value::Null,
            )
            .await;
        assert_eq!(told.status, 404);
        assert_eq!(
            anna.get("/server/letters?state=sent").await.body["items"],
            json!([])
        );
        let folder =
            std::env::temp_dir().join(format!("vestibule-letters-{}", server.app.random.token()));
        std::fs::create_dir_all(&folder).unwrap();
        let mail = json!({"transport": "folder", "from": "door@falke.example.com", "folder": folder.to_str()});
        let kind = [("content-type", "application/json")];
        let set = anna
            .send(
                Method::PUT,
                "/server/settings/mail",
                &kind,
                mail.to_string(),
            )
            .await;
        assert_eq!(set.status, 200, "{}", set.text);
        let tried = anna
            .post(
                "/server/letters/try",
                json!({"to": "anna@falke.example.com"}),
            )
            .await;
        assert_eq!(tried.body["outcome"], json!("accepted"), "{}", tried.text);
        assert!(std::fs::read_dir(&folder).unwrap().count() > 0);
        std::fs::remove_dir_all(&folder).unwrap();
        let odd = anna
            .post(
                "/server/letters/try",
                json!({"to": "anna@falke.example.com\r\nBcc: x@y.example"}),
            )
            .await;
        assert_eq!(odd.mistakes()[0].0, "/to");
        server.work().await;
    }
}

#[tokio::test]
async fn who_may_register_is_set() {
    for server in TestApp::on_each_engine().await {
        let anna = operator(&server).await;
        let at = "/server/settings/registration";
        let kind = [("content-type", "application/json")];
        let set = async |body: Value| anna.send(Method::PUT, at, &kind, body.to_string()).await;
        assert_eq!(
            anna.get(at).await.body,
            json!({"who": "by-invitation", "domains": [], "by": "email"})
        );
        let told =
            set(json!({"who": "domains", "domains": ["Falke.example.com", "@acme.example"]})).await;
        assert_eq!(
            told.body,
            json!({"who": "domains", "domains": ["acme.example", "falke.example.com"], "by": "email"})
        );
        assert_eq!(anna.get(at).await.body, told.body);
        for odd in [json!([]), json!(["not a domain!"])] {
            let told = set(json!({"who": "domains", "domains": odd})).await;
            assert_eq!(told.mistakes()[0].0, "/domains");
        }
        assert_eq!(set(json!({"who": "open"})).await.body["who"], json!("open"));
        let told = set(json!({"who": "open", "by": "either"})).await;
        assert_eq!(told.body["by"], "either", "{}", told.text);
        assert_eq!(
            set(json!({"who": "open"})).await.body["by"],
            "either",
            "it stays"
        );
        assert_eq!(
            set(json!({"who": "open", "by": "pigeon"})).await.mistakes()[0].0,
            "/by"
        );
    }
}
