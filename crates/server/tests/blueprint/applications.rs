//! Applications and sites of a blueprint: everything the console says of one, secrets from beside the file.

use std::time::Duration;

use server::blueprint::{json, mistakes};
use server::oidc::Application;

use super::*;

/// Drawn by nobody's server.
pub(super) const SECRET: &str = "pVQ5Gxk0mJw2H9dKr7sYtB3nLfE8uZcA1oXiTqW6vMg";
const NEXT: &str = "Zk3vN8wQ1xR6tY0uI5oP2aS7dF4gH9jK-lB_cVnMeE4";
const THIRD: &str = "q7Yc2Xb9Zm4Kd1Wf6Rt8Vn3Lp5Hs0JgQeAuToIiEyUA";

const WIKI: &str = r#"
[[workspaces]]
address = "acme"
name = "Acme"

[[workspaces.applications]]
name = "Wiki"
secret = { env = "VESTIBULE_SECRET_WIKI" }
redirect_uris = ["https://wiki.acme.example/back"]
"#;

fn with(secret: &str) -> Blueprint {
    let sources = sources(&[("VESTIBULE_SECRET_WIKI", secret)]);
    Blueprint::of(WIKI, &sources).unwrap_or_else(|wrong| panic!("{wrong:#?}"))
}

async fn told_plan(carrier: &Carrier, blueprint: &Blueprint, wishes: Wishes) -> String {
    let plan = planned(carrier, blueprint, wishes).await;
    let told = format!("{}{}", human(&plan), json(&plan));
    for secret in [SECRET, NEXT, THIRD] {
        assert!(!told.contains(secret), "{told}");
    }
    human(&plan)
}

/// The one application, and how many secrets it has.
async fn wiki(app: &TestApp) -> (Application, usize) {
    let mut conn = app.app.db.read().await.unwrap();
    let acme = people::workspaces::at(&mut conn, "acme").await.unwrap();
    let all = Application::of_workspace(&mut conn, acme.unwrap().id);
    let mut all = all.await.unwrap();
    assert_eq!(all.len(), 1);
    let wiki = all.remove(0).application;
    let secrets = wiki.secrets(&mut conn).await.unwrap().len();
    (wiki, secrets)
}

#[tokio::test]
async fn a_secret_is_known_again_and_changed_without_a_gap() {
    for app in TestApp::on_each_engine().await {
        let carrier = at_rest(&app);
        let count = async || wiki(&app).await.1;
        for secret in [SECRET, NEXT, THIRD] {
            app.log().keep_out(secret);
        }
        let plan = told_plan(&carrier, &with(SECRET), Wishes::default()).await;
        assert!(
            plan.contains("      secret: from the variable VESTIBULE_SECRET_WIKI\n"),
            "{plan}"
        );
        done_with(&carrier, &with(SECRET), Wishes::default()).await;
        assert_eq!(count().await, 1);
        for wishes in [
            Wishes::default(),
            PRUNE,
            Wishes {
                secrets: true,
                prune: false,
            },
        ] {
            let again = done_with(&carrier, &with(SECRET), wishes).await;
            assert_eq!(again, [""; 0], "the same secret is known again");
        }
        // Which is the oldest is told by time.
        app.pass(Duration::from_secs(1));
        // Another one comes beside it, and both open.
        let plan = told_plan(&carrier, &with(NEXT), Wishes::default()).await;
        assert!(
            plan.contains(
                "secret: kept by the server -> from the variable VESTIBULE_SECRET_WIKI beside it"
            ),
            "{plan}"
        );
        let told = done_with(&carrier, &with(NEXT), Wishes::default()).await;
        assert_eq!(told, ["changed application Wiki of acme"]);
        assert_eq!(count().await, 2);
        assert_eq!(
            done_with(&carrier, &with(NEXT), Wishes::default()).await,
            [""; 0]
        );
        app.pass(Duration::from_secs(1));
        // A third one takes the place of the oldest.
        let plan = told_plan(&carrier, &with(THIRD), Wishes::default()).await;
        assert!(plan.contains("in place of the oldest"), "{plan}");
        done_with(&carrier, &with(THIRD), Wishes::default()).await;
        assert_eq!(count().await, 2);
        assert_eq!(
            done_with(&carrier, &with(NEXT), Wishes::default()).await,
            [""; 0],
            "the second is there still"
        );
        // With --prune only the one of the file stays.
        let plan = told_plan(&carrier, &with(THIRD), PRUNE).await;
        assert!(plan.contains("VESTIBULE_SECRET_WIKI alone"), "{plan}");
        done_with(&carrier, &with(THIRD), PRUNE).await;
        assert_eq!(count().await, 1);
        assert_eq!(done_with(&carrier, &with(THIRD), PRUNE).await, [""; 0]);
        let wanted = [
            "created",
            "secret-added",
            "secret-added",
            "secret-ended",
            "secret-ended",
        ];
        assert_eq!(deeds(&app).await, wanted);
    }
}

/// What was done to applications, oldest first, by the machine.
async fn deeds(app: &TestApp) -> Vec<String> {
    let mut conn = app.app.db.read().await.unwrap();
    let any = base::audit::Filter::default();
    let all = base::audit::everywhere(&mut conn, &any, None, 100);
    let mut events = all.await.unwrap().events;
    events.reverse();
    let kinds = events.into_iter().filter_map(|event| {
        let kind = event.kind.strip_prefix("oidc.application.")?.to_owned();
        Some((kind, event.actor))
    });
    let mut all = Vec::new();
    for (kind, actor) in kinds {
        assert_eq!(actor.as_deref(), Some("the-machine"));
        all.push(kind);
    }
    // The one that gives way ends before the new one comes, within one moment.
    for at in 1..all.len() {
        if all[at - 1] == "secret-ended" && all[at] == "secret-added" {
            all.swap(at - 1, at);
        }
    }
    all
}

#[tokio::test]
async fn without_a_secret_in_the_file_none_is_drawn_that_nobody_would_see() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let text = WIKI.replace("secret = { env = \"VESTIBULE_SECRET_WIKI\" }\n", "");
    done(&carrier, &text).await;
    assert_eq!(wiki(&app).await.1, 0);
    assert_eq!(left(&carrier, &text).await, "");
    done_with(&carrier, &with(SECRET), Wishes::default()).await;
    assert_eq!(wiki(&app).await.1, 1);
    assert_eq!(
        left(&carrier, &text).await,
        "",
        "what the file does not name is left"
    );
}

#[tokio::test]
async fn an_application_changes_field_by_field_and_is_removed_when_that_is_wished() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let text = |more: &str| WIKI.replace("secret = { env = \"VESTIBULE_SECRET_WIKI\" }\n", more);
    done(
        &carrier,
        &text("home_url = \"https://wiki.acme.example/\"\n"),
    )
    .await;
    let plan = planned(&carrier, &read(&text("home_url = \"\"\nscopes = [\"openid\", \"email\"]\naccess_token_format = \"jwt\"\nenabled = false\n")), Wishes::default()).await;
    let lines: Vec<String> = human(&plan)
        .lines()
        .map(|line| line.trim().to_owned())
        .collect();
    assert_eq!(
        lines[..5],
        [
            "~ application Wiki of acme",
            "home_url: https://wiki.acme.example/ -> nothing",
            "scopes: email, profile -> email",
            "access_token_format: opaque -> jwt",
            "enabled: yes -> no",
        ]
    );
    let key = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    let keyed = text(&format!(
        "jwks = '{key}'\nhome_url = \"\"\nrequires = [\"signed_request\"]\nenabled = false\n"
    ));
    done(&carrier, &keyed).await;
    assert_eq!(left(&carrier, &keyed).await, "");
    let (found, _) = wiki(&app).await;
    assert!(found.disabled_at.is_some() && found.jwks.unwrap().contains("\"one\""));
    let gone = format!(
        "{}\n[[workspaces.applications]]\nname = \"Other\"\nredirect_uris = [\"https://o.example/\"]\n",
        &WIKI[..WIKI.find("[[workspaces.app").unwrap()]
    );
    let plan = planned(&carrier, &read(&gone), Wishes::default()).await;
    assert_eq!(steps(&plan, Action::Keep), ["application Wiki of acme"]);
    let told = done_with(&carrier, &read(&gone), PRUNE).await;
    assert_eq!(
        told,
        [
            "created application Other of acme",
            "removed application Wiki of acme"
        ]
    );
}

#[tokio::test]
async fn rules_of_sites_are_compared_in_order_by_the_names_they_name() {
    for app in TestApp::on_each_engine().await {
        let carrier = at_rest(&app);
        let text = |rules: &str| {
            format!(
                "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n[[workspaces.groups]]\nname = \"Editors\"\n\
             [[workspaces.groups]]\nname = \"Night\"\n[[workspaces.sites]]\nname = \"Stock\"\naddresses = [\"stock.example.com\"]\nrules = [{rules}]\n"
            )
        };
        let (one, two) = (
            "{path = \"/a\", admits = \"some\", groups = [\"night\", \"EDITORS\"]}",
            "{path = \"/b\", admits = \"everybody\", methods = [\"GET\"]}",
        );
        done(&carrier, &text(&format!("{one}, {two}"))).await;
        assert_eq!(left(&carrier, &text(&format!("{one}, {two}"))).await, "");
        let turned = text(&format!("{two}, {one}"));
        let plan = planned(&carrier, &read(&turned), Wishes::default()).await;
        let told = human(&plan);
        assert!(told.contains("-> {admits everybody; methods GET; path /b}, {admits some; groups EDITORS, night; path /a}"), "{told}");
        assert_eq!(
            done(&carrier, &turned).await,
            ["changed site Stock of acme"]
        );
        assert_eq!(left(&carrier, &turned).await, "");
        assert_eq!(
            done(&carrier, &text("")).await,
            ["changed site Stock of acme"]
        );
        assert_eq!(left(&carrier, &text("")).await, "");
    }
}

#[test]
fn every_mistake_is_found_before_anything_is_done() {
    let application = |lines: &str| {
        format!(
            "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n[[workspaces.applications]]\nname = \"W\"\n{lines}"
        )
    };
    let site = |lines: &str| {
        format!(
            "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n[[workspaces.sites]]\nname = \"S\"\n{lines}"
        )
    };
    let back = "redirect_uris = [\"https://w.example/\"]\n";
    for (text, wanted) in [
        (
            application(""),
            "4:1: workspaces.applications.redirect_uris: ",
        ),
        (
            application("redirect_uris = [\"http://w.example/\"]\n"),
            "6:17: workspaces.applications.redirect_uris: ",
        ),
        (
            application("redirect_uris = [\"\"]\n"),
            "6:18: workspaces.applications.redirect_uris: an address is missing",
        ),
        (
            application(&format!("{back}auth = \"password\"\n")),
            "7:8: workspaces.applications.auth: “password” is no word for this; ",
        ),
        (
            application(&format!("{back}secret = \"hunter2hunter2\"\n")),
            "7:10: workspaces.applications.secret: a secret is not written into a blueprint; ",
        ),
        (
            application(&format!(
                "{back}auth = \"none\"\nsecret = {{ env = \"VESTIBULE_SECRET_W\" }}\n"
            )),
            "8:10: workspaces.applications.secret: an application with auth = \"none\" has no secret",
        ),
        (
            application(&format!("{back}grants = [\"implicit\"]\n")),
            "7:11: workspaces.applications.grants: “implicit” is no word for this; ",
        ),
        (
            application(&format!("{back}requires = [\"signed_request\"]\n")),
            "7:12: workspaces.applications.requires: ",
        ),
        (
            application(&format!(
                "{back}frontchannel_logout_uri = \"https://x.example/\"\n"
            )),
            "7:27: workspaces.applications.frontchannel_logout_uri: ",
        ),
        (
            application(&format!("{back}jwks = \"keys\"\n")),
            "7:8: workspaces.applications.jwks: ",
        ),
        (
            application(&format!("{back}acts_for = [\"Wiki\"]\n")),
            "7:13: workspaces.applications.acts_for: “Wiki” stands nowhere among the applications of this file",
        ),
        (
            application(&format!("{back}first_party = true\n")),
            "7:1: workspaces.applications.first_party: there is no such key; ",
        ),
        (
            site(""),
            "4:1: workspaces.sites.addresses: this site has no addresses; say where it is",
        ),
        (
            site("addresses = [\"http://s.example.com\"]\n"),
            "6:14: workspaces.sites.addresses: this is no address of a site: ",
        ),
        (
            site("addresses = [\"s.example.com\"]\nrules = \"all\"\n"),
            "7:9: workspaces.sites.rules: this must be a list of tables: ",
        ),
        (
            site("addresses = [\"s.example.com\"]\nrules = [\"all\"]\n"),
            "7:10: workspaces.sites.rules: a rule is a table, and this is a text",
        ),
        (
            site("addresses = [\"s.example.com\"]\nrules = [{path = \"/\"}]\n"),
            "7:10: workspaces.sites.rules.admits: this rule has no admits; say whom it lets in",
        ),
        (
            site(
                "addresses = [\"s.example.com\"]\nrules = [{path = \"x y\", admits = \"members\"}]\n",
            ),
            "7:18: workspaces.sites.rules.path: this is no path: ",
        ),
        (
            site("addresses = [\"s.example.com\"]\nrules = [{path = \"/\", admits = \"some\"}]\n"),
            "7:32: workspaces.sites.rules.admits: with some, say whom: ",
        ),
        (
            site(
                "addresses = [\"s.example.com\"]\nrules = [{path = \"/\", admits = \"nobody\", roles = [\"guest\"]}]\n",
            ),
            "7:50: workspaces.sites.rules.roles: this belongs to admits = \"some\", not to \"nobody\"",
        ),
        (
            site(
                "addresses = [\"s.example.com\"]\nrules = [{path = \"/\", admits = \"some\", groups = [\"G\"]}]\n",
            ),
            "7:50: workspaces.sites.rules.groups: “G” stands nowhere among the groups of this file",
        ),
        (
            site(
                "addresses = [\"s.example.com\"]\n[[workspaces.sites.rules]]\npath = \"/\"\nadmit = \"members\"\n",
            ),
            "7:1: workspaces.sites.rules.admits: this rule has no admits; say whom it lets in",
        ),
    ] {
        let all = sources(&[("VESTIBULE_SECRET_W", SECRET)]);
        let wrong = Blueprint::of(&text, &all)
            .err()
            .unwrap_or_else(|| panic!("{text}"));
        let said = mistakes("f", &wrong);
        assert!(said.contains(&format!("f:{wanted}")), "{wanted}\n{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// What was thought up by a person is refused before the first call, and not repeated.
#[test]
fn a_secret_of_another_form_is_refused_at_its_line() {
    for weak in [
        "hunter2",
        "correct horse battery staple",
        &"A".repeat(43),
        &SECRET[..42],
    ] {
        let wrong = Blueprint::of(WIKI, &sources(&[("VESTIBULE_SECRET_WIKI", weak)]))
            .err()
            .unwrap();
        let said: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("8:10: workspaces.applications.secret: the variable VESTIBULE_SECRET_WIKI: the secret of an application is 32 random bytes"), "{said:?}");
        assert!(!said[0].contains(weak), "{said:?}");
    }
}
