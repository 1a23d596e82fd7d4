//! Every route times every role. The routes are the router's own; one that no line of the table
//! covers fails the test.

mod foreign;
mod tokens;

use axum::http::{Method, StatusCode};
use people::members::Role;

use crate::harness::{Browser, PASSWORD, TestApp};

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Anybody.
    All,
    /// Whoever is signed in.
    SignedIn,
    /// Members of the workspace.
    Member,
    /// The help desk of the workspace, and its administrators.
    HelpDesk,
    /// Administrators of the workspace.
    Administrator,
    /// Operators of the server.
    Operator,
    /// Scripts and applications with a token; who is signed in in a browser is no matter.
    Token,
}

/// THE table: the longest start of a route that is listed decides; `/` stands for itself only.
const TABLE: &[(&str, For)] = &[
    ("/", For::All),
    ("/.well-known/", For::All),
    ("/accent/{file}", For::All),
    ("/api/v1/", For::Token),
    ("/api/v1/docs", For::All),
    ("/api/v1/openapi.json", For::All),
    ("/assets/", For::All),
    ("/device", For::All),
    ("/device/{request}", For::SignedIn),
    ("/forward-auth/", For::All),
    ("/health/", For::All),
    ("/help", For::All),
    ("/invitation", For::All),
    ("/invitation/accept", For::SignedIn),
    ("/join", For::All),
    ("/join/enter", For::SignedIn),
    ("/language", For::All),
    ("/metrics", For::All),
    ("/new-password", For::All),
    ("/oidc/", For::All),
    ("/oidc/register/", For::Token),
    ("/oidc/why/", For::SignedIn),
    ("/operator", For::Operator),
    ("/passport", For::SignedIn),
    ("/pictures/{key}/{size}", For::All),
    ("/password-strength", For::All),
    ("/recovery", For::All),
    ("/set-up", For::All),
    ("/sign-in", For::All),
    ("/switch", For::All),
    ("/sign-out", For::All),
    ("/sign-out/all", For::All),
    ("/sign-up", For::All),
    ("/signed-out", For::All),
    ("/undo", For::All),
    ("/w/{workspace}/applications", For::Administrator),
    ("/w/{workspace}/audit", For::Administrator),
    ("/w/{workspace}/departments", For::Administrator),
    ("/w/{workspace}/groups", For::Administrator),
    ("/w/{workspace}/leave", For::Member),
    ("/w/{workspace}/people", For::Administrator),
    ("/w/{workspace}/rules", For::Administrator),
    ("/w/{workspace}/service-accounts", For::Administrator),
    ("/w/{workspace}/settings", For::Administrator),
    ("/w/{workspace}/sites", For::Administrator),
];

/// What the help desk may open among what is for administrators: each route whole, no beginnings.
const HELP_DESK: &[&str] = &[
    "/w/{workspace}/people",
    "/w/{workspace}/people/invited",
    "/w/{workspace}/people/{member}",
    "/w/{workspace}/people/{member}/invite",
    "/w/{workspace}/people/{member}/new-password",
    "/w/{workspace}/people/{member}/unblock",
];

const EMAIL_OF_EVA: &str = "eva@falke.example.com";

/// Who knocks.
const WHO: [(&str, &str); 8] = [
    ("nobody", ""),
    ("stranger", "stefan@falke.example.com"),
    ("guest", "gustav@falke.example.com"),
    ("employee", "bruno@falke.example.com"),
    ("administrator elsewhere", EMAIL_OF_EVA),
    ("administrator", "anna@falke.example.com"),
    ("operator", "olga@falke.example.com"),
    ("help desk", "hella@falke.example.com"),
];

fn audience(route: &str) -> Option<For> {
    // The first page stands for itself only: what lies below it has to be listed.
    if route.trim_end_matches('/') == "/w/{workspace}" {
        return Some(For::Member);
    }
    if HELP_DESK.contains(&route) {
        return Some(For::HelpDesk);
    }
    let listed = TABLE
        .iter()
        .filter(|(start, _)| route == *start || (*start != "/" && route.starts_with(start)));
    listed
        .max_by_key(|(start, _)| start.len())
        .map(|(_, whom)| *whom)
}

/// What the table says of this person at this door: the answer that must come, or none when the door
/// stands open.
fn expected(whom: For, who: &str) -> Option<u16> {
    let member = ["guest", "employee", "administrator", "help desk"].contains(&who);
    match whom {
        For::All => None,
        For::Token => Some(401),
        _ if who == "nobody" => Some(303),
        For::SignedIn => None,
        For::Member => (!member).then_some(404),
        For::Operator => (who != "operator").then_some(403),
        // Whether there is such a workspace is nobody's business but its members'.
        For::Administrator | For::HelpDesk if !member => Some(404),
        For::HelpDesk => (!["administrator", "help desk"].contains(&who)).then_some(403),
        For::Administrator => (who != "administrator").then_some(403),
    }
}

async fn cast(server: &TestApp) -> Vec<(&'static str, Browser<'_>)> {
    let (falke, _) = server.company().await;
    server.person("Stefan Stranger", WHO[1].1, PASSWORD).await;
    server.colleague(&falke, "Gustav Guest", Role::Guest).await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    server.colleague(&falke, "Hella Help", Role::HelpDesk).await;
    let eva = server.person("Eva Elsewhere", WHO[4].1, PASSWORD).await;
    server.workspace("other", "Other", eva).await;
    let olga = server.person("Olga Operator", WHO[6].1, PASSWORD).await;
    server.make_operator(olga).await;
    let mut cast = Vec::new();
    for (who, email) in WHO {
        let mut browser = match email {
            "" => server.browser(),
            email => server.signed_in(email).await,
        };
        browser.open("/sign-in?switch=1").await;
        cast.push((who, browser));
    }
    cast
}

fn path_of(route: &str) -> String {
    let place = |part: &str| match part {
        "{workspace}" => "falke".to_owned(),
        part if part.starts_with('{') => "0000000000000000000000000a".to_owned(),
        part => part.to_owned(),
    };
    route.split('/').map(place).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_route_opens_for_those_the_table_names_and_for_nobody_else() {
    let server = TestApp::start().await;
    let mut cast = cast(&server).await;
    let routes = server.routes();
    assert!(routes.len() > 20, "the router tells of {routes:?}");
    for route in routes {
        let whom = audience(&route).unwrap_or_else(|| panic!("{route} is in no line of the table"));
        let path = path_of(&route);
        for method in server.methods(&path).await {
            // A browser asks before a script of another origin calls; that shows nothing to anybody.
            if method == Method::OPTIONS {
                continue;
            }
            for (who, browser) in &mut cast {
                let csrf = browser.hidden_field();
                // One page takes the cookies of whoever asks for it, without a hidden field.
                let cookies = browser.cookies();
                let shown =
                    std::mem::replace(&mut browser.page, crate::harness::page::Html::parse(""));
                match method {
                    Method::GET => browser.open_only(&path).await,
                    Method::POST => browser.post_only(&path, &format!("csrf={csrf}x")).await,
                    ref other if whom == For::Token => browser.knock(other, &path).await,
                    ref other => panic!("say how to knock with {other} at {route}"),
                };
                let seen = browser.status;
                check(whom, who, seen, &format!("{who}: {method} {path}"));
                if seen == StatusCode::SEE_OTHER && expected(whom, who) == Some(303) {
                    let to = browser.headers["location"].to_str().unwrap();
                    assert!(to.starts_with("/sign-in?next="), "{path} leads to {to}");
                }
                browser.page = shown;
                for (name, value) in cookies {
                    browser.plant(&name, &value);
                }
            }
        }
    }
}

#[track_caller]
fn check(whom: For, who: &str, seen: StatusCode, what: &str) {
    assert!(!seen.is_server_error(), "{what}: {seen}");
    match expected(whom, who) {
        Some(status) => assert_eq!(seen, status, "{what}"),
        // Past the door: the page, that the thing is not there, a link that is spent, or the wrong
        // hidden field.
        None if whom != For::All => {
            assert!(
                [200, 404, 409, 410].contains(&seen.as_u16()),
                "{what}: {seen}"
            );
        }
        None => assert!(seen != 403, "{what}: {seen}"),
    }
}

#[tokio::test]
async fn a_closed_door_is_closed_before_the_form_is_read() {
    let server = TestApp::start().await;
    let mut cast = cast(&server).await;
    let before = server.rows().await;
    for (who, browser) in &mut cast {
        if *who == "administrator" {
            continue;
        }
        for (path, body) in [
            ("/w/falke/groups", "name=Mine"),
            ("/w/falke/departments", "name=Mine"),
            (
                "/w/falke/applications/new",
                "name=Mine&redirect_uris=https://evil.example/",
            ),
        ] {
            let body = format!("csrf={}&{body}", browser.hidden_field());
            browser.post_only(path, &body).await;
            assert!(
                [303, 403, 404].contains(&browser.status.as_u16()),
                "{who} {path}"
            );
            browser.open("/sign-in?switch=1").await;
        }
    }
    assert_eq!(server.rows().await, before);
}

#[tokio::test]
async fn a_workspace_that_is_not_there_looks_like_one_that_is_not_ones_own() {
    let server = TestApp::start().await;
    let mut cast = cast(&server).await;
    let (_, eva) = cast
        .iter_mut()
        .find(|(who, _)| *who == "administrator elsewhere")
        .unwrap();
    let mut pages = Vec::new();
    for workspace in ["falke", "nobodys", "FALKE", "0000000000000000000000000a"] {
        eva.open(&format!("/w/{workspace}/groups")).await;
        assert_eq!(eva.status, 404, "{workspace}");
        let reference = eva.page.texts("dd.reference").join("");
        pages.push(eva.page.source.replace(&reference, "REF"));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_role_that_was_taken_away_counts_at_once() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Administrator)
        .await;
    let mut browser = server.signed_in("bruno@falke.example.com").await;
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.status, 200);
    let body = format!("csrf={}&name=Mine", browser.hidden_field());
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    people::members::set_role(&mut conn, falke.id, bruno.id, Role::Employee, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    browser.post_only("/w/falke/groups", &body).await;
    assert_eq!(browser.status, 403, "the form was open already");
    browser.open("/w/falke/groups").await;
    assert_eq!(browser.status, 403);
}
