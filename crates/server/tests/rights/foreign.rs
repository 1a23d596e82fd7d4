//! Every route of a workspace with the identifiers of another: they do not exist there.

use std::collections::BTreeMap;

use axum::http::Method;
use base::settings::{self, Setting};
use people::members::Role;
use serde_json::{Value, json};

use super::EMAIL_OF_EVA;
use crate::harness::{Browser, PASSWORD, TestApp};

/// One thing of each kind in the workspace Falke, by the name of its place in routes.
pub(super) async fn things(server: &TestApp) -> BTreeMap<&'static str, String> {
    let (falke, _) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/groups").await;
    anna.press("Create group", &[("Name", "Night shift")]).await;
    let group = last(anna.url.path());
    anna.open("/w/falke/departments").await;
    anna.press("Create department", &[("Name of the department", "Sales")])
        .await;
    let department = last(&anna.page.links_of("/w/falke/departments/")[0]);
    anna.open("/w/falke/applications/new").await;
    let fields = [
        ("Name of the application", "CRM"),
        ("Redirect URIs", "https://crm.example.com/back"),
    ];
    anna.press("Connect application", &fields).await;
    let application = anna.page.texts("#client-id").join("");
    anna.follow("To the application").await;
    anna.follow("Proof of identity").await;
    let secrets = format!("/w/falke/applications/{application}/secrets/");
    let secret = anna.page.links_of(&secrets)[0].clone();
    let secret = last(secret.trim_end_matches("/end"));
    anna.open("/w/falke/sites/new").await;
    let fields = [
        ("Name of the site", "Wiki"),
        ("Addresses", "wiki.example.com"),
    ];
    anna.press("Connect site", &fields).await;
    let site = anna
        .page
        .link("Rules")
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    anna.open(&format!("/w/falke/sites/{site}/rules/new")).await;
    anna.press("Save rule", &[("Path", "/night-shift")]).await;
    let account = service_account(&mut anna).await;
    let (link, request) = joining(server, &mut anna).await;
    let import = import(&mut anna).await;
    let initial = initial(server, &mut anna).await;
    BTreeMap::from([
        ("{initial}", initial),
        ("{link}", link),
        ("{request}", request),
        ("{import}", import),
        ("{account}", account.0),
        ("{token}", account.1),
        ("{site}", site),
        ("{rule}", "1".to_owned()),
        ("{group}", group),
        ("{department}", department),
        ("{actor}", application.clone()),
        ("{application}", application),
        ("{secret}", secret),
        ("{member}", bruno.id.to_string()),
    ])
}

/// A token with which applications register: its identifier.
async fn initial(server: &TestApp, anna: &mut Browser<'_>) -> String {
    let opened = Setting::new("application-registration", || Value::Null);
    let mut conn = server.app.db.write().await.unwrap();
    let to = json!({"to": "token-holders"});
    let now = server.app.clock.now();
    settings::save(&mut conn, &opened, &to, now).await.unwrap();
    conn.commit().await.unwrap();
    let at = "/w/falke/applications/registration";
    anna.open(at).await;
    anna.press("Make token", &[("What it is for", "Bench")])
        .await;
    anna.open(at).await;
    let (_, rest) = anna.page.source.split_once("name=\"id\" value=\"").unwrap();
    rest[..26].to_owned()
}

/// A service account with a token: the identifiers of both.
async fn service_account(anna: &mut Browser<'_>) -> (String, String) {
    let list = "/w/falke/service-accounts";
    anna.open(list).await;
    anna.post_fields(list, "name=Night+robot&scope=groups:read")
        .await;
    let account = last(anna.url.path());
    let make = format!("{list}/{account}/tokens");
    anna.post_fields(&make, "token_name=Nightly&token_days=9")
        .await;
    anna.open(&format!("{list}/{account}")).await;
    let (_, rest) = anna.page.source.split_once("/tokens/").unwrap();
    (account, rest[..26].to_owned())
}

/// A link to join, and somebody's request with it: their identifiers.
async fn joining(server: &TestApp, anna: &mut Browser<'_>) -> (String, String) {
    let list = "/w/falke/people/links";
    anna.open(list).await;
    let new = format!("{list}/new");
    anna.post_fields(&new, "name=Interns&role=guest&uses=5&days=5&approval=on")
        .await;
    let url = anna.page.texts("#link").join("");
    let path = url.trim().strip_prefix(server.origin()).unwrap().to_owned();
    server.log().keep_out(path.split_once('=').unwrap().1);
    let email = "asking@x.example";
    server.person("Nora Asking", email, PASSWORD).await;
    let mut nora = server.signed_in(email).await;
    nora.open(&path).await;
    nora.press("Ask to join", &[]).await;
    anna.open(list).await;
    let (_, rest) = anna.page.source.split_once("/people/links/0").unwrap();
    let link = format!("0{}", &rest[..25]);
    anna.open("/w/falke/people/requests").await;
    let (_, rest) = anna.page.source.split_once("id=\"request-").unwrap();
    (link, rest[..26].to_owned())
}

/// A file that was looked at: the identifier of the import.
async fn import(anna: &mut Browser<'_>) -> String {
    anna.open("/w/falke/people/import").await;
    let button = ("Look at the file", "file");
    let file = (
        "people.csv",
        b"Name,E-mail\nJonas,jonas@x.example\n".as_slice(),
    );
    anna.press_with_file(button, &[], file).await;
    last(anna.url.path())
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The address of a route below `workspace`; none when the route has no other place in it.
fn path_of(route: &str, workspace: &str, things: &BTreeMap<&str, String>) -> Option<String> {
    let below = route.strip_prefix("/w/{workspace}/")?;
    if !below.contains('{') {
        return None;
    }
    let parts = below.split('/').map(|part| match part.starts_with('{') {
        true => things
            .get(part)
            .unwrap_or_else(|| panic!("make a thing for {part}")),
        false => part,
    });
    let parts: Vec<&str> = parts.collect();
    Some(format!("/w/{workspace}/{}", parts.join("/")))
}

/// Fields that some form or other would take.
const ANY_FORM: &str = "name=Taken&role=administrator&reason=locked-by-attempts&parent=&head=\
                        &redirect_uris=https%3A%2F%2Fevil.example%2F&email=evil%40evil.example&confirm=1";

async fn knock(browser: &mut Browser<'_>, method: &Method, path: &str) -> u16 {
    if *method == Method::POST {
        let body = format!("csrf={}&{ANY_FORM}", browser.hidden_field());
        browser.post_only(path, &body).await;
    } else {
        browser.open_only(path).await;
    }
    browser.status.as_u16()
}

/// What stands in the tables of a workspace, apart from trails and sign-ins.
pub(super) async fn standing(server: &TestApp) -> BTreeMap<String, i64> {
    let mut rows = server.rows().await;
    rows.retain(|table, _| !table.starts_with("audit") && table != "sessions");
    rows
}

#[tokio::test]
async fn no_route_of_ones_own_workspace_reaches_into_another() {
    let server = TestApp::start().await;
    let things = things(&server).await;
    let eva = server.person("Eva Elsewhere", EMAIL_OF_EVA, PASSWORD).await;
    server.workspace("other", "Other", eva).await;
    let mut eva = server.signed_in(EMAIL_OF_EVA).await;
    let before = standing(&server).await;
    let mut tried = 0;
    for route in server.routes() {
        let Some(own) = path_of(&route, "other", &things) else {
            continue;
        };
        for method in server.methods(&own).await {
            for path in [own.clone(), own.replace("/w/other/", "/w/falke/")] {
                eva.open("/w/other/groups").await;
                let seen = knock(&mut eva, &method, &path).await;
                let asked_again = seen == 303
                    && eva.headers["location"]
                        .to_str()
                        .unwrap()
                        .starts_with("/sign-in?");
                assert!(
                    [404, 400, 422].contains(&seen) || asked_again,
                    "{method} {path}: {seen}"
                );
                assert!(!eva.page.source.contains("Night shift"), "{method} {path}");
                assert!(!eva.page.source.contains("Bruno"), "{method} {path}");
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "only {tried} were tried");
    assert_eq!(standing(&server).await, before);
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for (path, name) in [
        ("groups", "Night shift"),
        ("departments", "Sales"),
        ("applications", "CRM"),
        ("sites", "Wiki"),
    ] {
        anna.open(&format!("/w/falke/{path}")).await;
        assert!(anna.page.says(name), "{path} stands as it stood");
    }
}

#[tokio::test]
async fn nobody_below_an_administrator_changes_anything_of_a_workspace() {
    let server = TestApp::start().await;
    let things = things(&server).await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    let before = standing(&server).await;
    for route in server.routes() {
        let Some(path) = path_of(&route, "falke", &things) else {
            continue;
        };
        for method in server.methods(&path).await {
            bruno.open("/sign-in?switch=1").await;
            let seen = knock(&mut bruno, &method, &path).await;
            assert_eq!(seen, 403, "{method} {path}");
        }
    }
    assert_eq!(standing(&server).await, before);
}
