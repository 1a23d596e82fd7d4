//! All that is kept about a person, taken along: what stands in the file, what never does, and who gets it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use base::db::sql;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use people::members::Role;
use serde_json::{Value, json};

use super::ANNA;
use crate::harness::application::Application;
use crate::harness::script::personal;
use crate::harness::{Browser, PASSWORD, TestApp, picture};

const AT: &str = "/passport/export";
const BRUNO: &str = "bruno@falke.example.com";

async fn file(browser: &mut Browser<'_>) -> Value {
    browser.open(AT).await;
    browser.press("Download the file", &[]).await;
    assert_eq!(browser.status, 200, "{}", browser.page.main());
    serde_json::from_slice(&browser.bytes).unwrap()
}

#[tokio::test]
async fn the_file_holds_what_is_kept_and_is_told_of() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/profile").await;
        let photo = picture::noted_jpeg(300, 200, 1);
        let where_to = ("Save photo", "photo");
        browser
            .press_with_file(where_to, &[], ("me.jpg", &photo))
            .await;
        let board = Application::connect(&server, falke.id, "Board").await;
        let ask = board.ask();
        browser.open(&ask.address()).await;
        browser.press("Allow", &[]).await;
        board.finish(&ask, &browser.url).await;
        personal(&server, &mut browser, &["passport:read"]).await;
        let told = file(&mut browser).await;
        let header = |name: &str| browser.headers[name].to_str().unwrap().to_owned();
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"passport.json\""
        );
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(told["passport"]["name"], "Anna Nowak");
        assert_eq!(told["passport"]["id"], anna.to_string());
        assert_eq!(told["identifiers"][0]["value"], ANNA);
        assert!(told["identifiers"][0]["confirmed_at"].is_string());
        assert!(told["password"]["changed_at"].is_string());
        assert_eq!(told["workspaces"][0]["address"], "falke");
        assert_eq!(told["workspaces"][0]["member"]["role"], "administrator");
        assert_eq!(told["invitations"], json!([]));
        assert_eq!(told["sessions"][0]["address"], "198.51.100.7");
        assert_eq!(told["consents"][0]["application"], "Board");
        assert_eq!(told["applications"][0]["application"], "Board");
        assert_eq!(told["tokens"][0]["scopes"], json!(["passport:read"]));
        let photo = told["photos"][0]["file"].as_str().unwrap();
        let key = told["passport"]["photo"].as_str().unwrap();
        let bytes = browser.fetch(key).await;
        assert_eq!(BASE64_STANDARD.decode(photo).unwrap(), bytes);
        let events = told["history"]["events"].as_array().unwrap();
        assert_eq!(events[0]["kind"], "passport.data.taken", "itself, newest");
        assert!(events.iter().any(|one| one["kind"] == "signin.accepted"));
        assert_eq!(told["history"]["complete"], true);
        let letter = server.letter_to(ANNA).await;
        assert_eq!(letter.subject(), "Your data was exported");
        assert!(letter.text().contains("/passport/sessions"));
    }
}

/// Every value of the columns that hold secrets, in each form it could be written in. SQLite only.
async fn secrets(server: &TestApp) -> Vec<(String, String)> {
    let mut conn = server.app.db.read().await.unwrap();
    let named = "SELECT m.name AS t, c.name AS c, c.type AS kind FROM sqlite_master m \
                 JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
    let mut found = Vec::new();
    for column in conn.query(sql(named), Vec::new()).await.unwrap() {
        let (table, name) = (column.text("t").unwrap(), column.text("c").unwrap());
        let words = [
            "hash", "salt", "sealed", "mac", "secret", "proofs", "chain", "epochs",
        ];
        let is_bytes = column.text("kind").unwrap() == "BLOB" && table != "pictures";
        if !is_bytes && !words.iter().any(|word| name.contains(word)) {
            continue;
        }
        let rows =
            format!("SELECT hex(\"{name}\") AS h FROM \"{table}\" WHERE length(\"{name}\") >= 8");
        for row in conn.query(sql(rows.leak()), Vec::new()).await.unwrap() {
            let hex = row.text("h").unwrap();
            let bytes: Vec<u8> = (0..hex.len() / 2)
                .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap())
                .collect();
            let place = format!("{table}.{name}");
            let forms = [
                hex.to_lowercase(),
                BASE64_STANDARD.encode(&bytes),
                BASE64_URL_SAFE_NO_PAD.encode(&bytes),
                String::from_utf8(bytes).unwrap_or_default(),
            ];
            let forms = forms.into_iter().filter(|form| !form.is_empty());
            found.extend(forms.map(|form| (place.clone(), form)));
        }
    }
    found
}

#[tokio::test]
async fn no_secret_column_has_a_place_in_the_file() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in(ANNA).await;
    let board = Application::connect(&server, falke.id, "Board").await;
    let ask = board.ask();
    browser.open(&ask.address()).await;
    browser.press("Allow", &[]).await;
    let tokens = board.finish(&ask, &browser.url).await;
    let script = personal(&server, &mut browser, &["passport:export"]).await;
    browser.open("/passport/identifiers/new").await;
    let field = [("E-mail address or login", "new@falke.example.com")];
    browser.press("Add", &field).await;
    file(&mut browser).await;
    let on_page = String::from_utf8(browser.bytes.clone()).unwrap();
    let by_script = script.get(AT).await;
    assert_eq!(by_script.status, 200, "{}", by_script.text);
    let kept = secrets(&server).await;
    for table in ["passwords.hash", "sessions.token_hash", "api_tokens.hash"] {
        assert!(kept.iter().any(|(place, _)| place == table), "{table}");
    }
    let session = browser.cookie("vestibule-session").unwrap();
    for text in [&on_page, &by_script.text] {
        for (place, secret) in &kept {
            assert!(!text.contains(secret.as_str()), "{place}: {secret}");
        }
        assert!(!text.contains(session) && !text.contains(&tokens.access));
        assert!(!text.contains("vst_") && !text.contains(PASSWORD));
    }
}

#[tokio::test]
async fn nothing_of_somebody_else_is_in_it() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut boss = server.signed_in(ANNA).await;
    boss.address = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 99));
    boss.open(&format!("/w/falke/people/{}", bruno.id)).await;
    boss.post_fields(
        &format!("/w/falke/people/{}/role", bruno.id),
        "role=guest&name=Bruno+Klein",
    )
    .await;
    let mut browser = server.signed_in(BRUNO).await;
    let told = file(&mut browser).await;
    let text = told.to_string();
    for foreign in [ANNA, "Anna Nowak", "203.0.113.99", &anna.to_string()] {
        assert!(!text.contains(foreign), "{foreign}: {text}");
    }
    assert_eq!(told["workspaces"][0]["member"]["id"], bruno.id.to_string());
    let text = file(&mut boss).await.to_string();
    for foreign in [BRUNO, "Bruno Klein", &bruno.passport.to_string()] {
        assert!(!text.contains(foreign), "{foreign}: {text}");
    }
}

#[tokio::test]
async fn a_stolen_session_takes_nothing_along_without_a_fresh_proof() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open(AT).await;
    assert_eq!(browser.page.heading(), "Export my data");
    let field = browser.hidden_field();
    server.pass(Duration::from_secs(11 * 60));
    browser.post_only(AT, &format!("csrf={field}")).await;
    assert!(browser.status.is_redirection(), "{}", browser.status);
    let to = browser.headers["location"].to_str().unwrap();
    assert!(to.contains("/sign-in") && to.contains("export"), "{to}");
    browser.open(AT).await;
    assert!(browser.url.path().starts_with("/sign-in"));
    let kinds = server.events_of(anna).await;
    assert!(!kinds.contains(&"passport.data.taken".to_owned()));
    let name = [("Login or e-mail", ANNA)];
    browser.press("Continue", &name).await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    assert_eq!(browser.page.heading(), "Export my data");
    browser.press("Download the file", &[]).await;
    assert_eq!(browser.headers["content-type"], "application/json");
    let kinds = server.events_of(anna).await;
    assert!(kinds.contains(&"passport.data.taken".to_owned()));
    // From another site it is nothing.
    browser.open(AT).await;
    browser.post_only(AT, "csrf=odd").await;
    assert!(browser.status.is_client_error());
}

#[tokio::test]
async fn six_times_an_hour_are_enough_on_page_and_by_script_together() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        let script = personal(&server, &mut browser, &["passport:export"]).await;
        for _ in 0..3 {
            file(&mut browser).await;
            assert_eq!(script.get(AT).await.status, 200);
        }
        let told = script.get(AT).await;
        assert_eq!(told.problem(), "too-many");
        assert_eq!(told.header("retry-after"), "3600");
        browser.open(AT).await;
        browser.press("Download the file", &[]).await;
        assert_eq!(browser.status, 429);
        assert!(browser.page.says("That was often enough for now"));
        server.pass(Duration::from_secs(3600));
        assert_eq!(script.get(AT).await.status, 200);
    }
}

#[tokio::test]
async fn a_script_takes_only_its_own_and_only_with_the_scope_and_as_much_as_it_likes() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut bruno = server.signed_in(BRUNO).await;
    let reads = personal(&server, &mut bruno, &["passport:write"]).await;
    assert_eq!(reads.get(AT).await.problem(), "scope-missing");
    let script = personal(&server, &mut bruno, &["passport:export"]).await;
    assert_eq!(script.get("/passport").await.problem(), "scope-missing");
    let told = script.get("/passport/export?events=2").await;
    assert_eq!(told.body["passport"]["name"], "Bruno Klein");
    assert_eq!(told.header("cache-control"), "no-store");
    let history = &told.body["history"];
    assert_eq!(history["events"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&history["at_most"], &history["complete"]),
        (&json!(2), &json!(false))
    );
    let told = script.get("/passport/export?events=0").await;
    assert_eq!(told.body["history"]["events"], json!([]));
    assert_eq!(script.get("/passport/export?events=1001").await.status, 422);
    let letter = server.letter_to(BRUNO).await;
    assert!(letter.text().contains("one of your API tokens"));
}
