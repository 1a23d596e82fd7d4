//! What an application hears: by scope, as the workspace knows the person now.

use people::departments::{self, Arranged};
use people::groups::{self, Grouped};
use people::identifiers::{self, Named};
use people::members;
use people::pictures;
use people::{Fresh, Name};
use serde_json::json;

use super::{company, enter, tokens};
use crate::harness::TestApp;
use crate::harness::application::Application;

#[tokio::test]
async fn department_groups_and_role_are_told_as_they_are_now() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (_browser, first) = tokens(&server, &board).await;
        let before = board.userinfo(&first.access).await.body;
        assert_eq!(before["department"], json!(null));
        assert_eq!(before["groups"], json!([]));
        let fresh = Fresh {
            now: server.app.clock.now(),
            random: &server.app.random,
        };
        let (of, mut conn) = (workspace.id, server.app.db.write().await.unwrap());
        let name = Name::parse("Engine room").unwrap();
        let made = departments::create(&mut conn, fresh, of, &name, None).await;
        let Arranged::Done(department) = made.unwrap() else {
            panic!("no department")
        };
        members::set_department(&mut conn, of, ada.id, Some(department.id))
            .await
            .unwrap();
        let name = Name::parse("Night shift").unwrap();
        let made = groups::create(&mut conn, fresh, of, &name, None).await;
        let Grouped::Done(group) = made.unwrap() else {
            panic!("no group")
        };
        groups::add_members(&mut conn, of, group.id, &[ada.id], fresh.now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let after = board.userinfo(&first.access).await.body;
        assert_eq!(after["department"], "Engine room");
        assert_eq!(after["groups"], json!(["Night shift"]));
        assert_eq!(after["workspace"], workspace.id.to_string());
    }
}

#[tokio::test]
async fn each_scope_gives_its_claims_and_no_others() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    let number = Named::parse("+491713920012").unwrap();
    let fresh = Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let mut conn = server.app.db.write().await.unwrap();
    let verified = identifiers::verify(&mut conn, fresh, ada.passport, &number).await;
    verified.unwrap();
    conn.commit().await.unwrap();
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    for (scope, told) in [
        ("openid", &["sub"][..]),
        ("openid email", &["email", "email_verified", "sub"]),
        (
            "openid phone",
            &["phone_number", "phone_number_verified", "sub"],
        ),
        ("openid profile", &["locale", "name", "sub"]),
        ("openid role", &["role", "sub"]),
        ("openid workspace", &["sub", "workspace", "workspace_name"]),
        ("openid groups", &["groups", "sub"]),
        ("openid something_else", &["sub"]),
    ] {
        let ask = board.ask().with("scope", scope);
        enter(&mut browser, &ask).await;
        let tokens = board.finish(&ask, &browser.url).await;
        let userinfo = board.userinfo(&tokens.access).await.body;
        let mut names: Vec<&str> = userinfo
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        assert_eq!(names, told, "{scope}");
        for name in told {
            assert_eq!(
                tokens.claims.value(name),
                Some(&userinfo[name]),
                "{scope}: {name}"
            );
        }
    }
}

#[tokio::test]
async fn a_subject_is_the_same_for_every_application_and_every_sign_in() {
    let server = TestApp::start().await;
    let (workspace, ada) = company(&server).await;
    for name in ["Board", "Wiki"] {
        let one = Application::connect(&server, workspace.id, name).await;
        let (_browser, tokens) = tokens(&server, &one).await;
        assert_eq!(tokens.claims.text("sub").unwrap(), ada.passport.to_string());
    }
}

#[tokio::test]
async fn a_scope_an_application_may_not_ask_for_is_said_to_its_developer() {
    let server = TestApp::start().await;
    let (workspace, _) = company(&server).await;
    let board = Application::connect(&server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    for scope in ["openid address", "email", ""] {
        browser
            .open(&board.ask().with("scope", scope).address())
            .await;
        let error = crate::harness::application::param(&browser.url, "error");
        assert_eq!(error.as_deref(), Some("invalid_scope"), "{scope}");
    }
}

#[tokio::test]
async fn the_photo_is_told_by_an_address_that_changes_with_it_and_needs_no_session() {
    for server in TestApp::on_each_engine().await {
        let (workspace, ada) = company(&server).await;
        let board = Application::connect(&server, workspace.id, "Board").await;
        let (_browser, first) = tokens(&server, &board).await;
        let told = async || board.userinfo(&first.access).await.body["picture"].clone();
        assert_eq!(told().await, json!(null));
        let mut seen = Vec::new();
        for bytes in [b"one".as_slice(), b"two"] {
            let mut conn = server.app.db.write().await.unwrap();
            let new = pictures::New {
                media_type: "image/jpeg",
                small: b"small",
                large: bytes,
            };
            let (now, random) = (server.app.clock.now(), &server.app.random);
            let owner = (pictures::Owner::Passport(ada.passport), None);
            let key = pictures::keep(&mut conn, owner, new, (now, random))
                .await
                .unwrap();
            let shown = pictures::show(&mut conn, ada.passport, Some(&key), false);
            assert!(shown.await.unwrap().is_new);
            conn.commit().await.unwrap();
            let address = told().await.as_str().unwrap().to_owned();
            let path = address.strip_prefix(server.origin()).unwrap();
            assert_eq!(server.browser().fetch(path).await, bytes);
            assert!(!address.contains(&ada.passport.to_string()));
            seen.push(address);
        }
        assert_ne!(seen[0], seen[1]);
        let old = seen[0].strip_prefix(server.origin()).unwrap();
        let mut anybody = server.browser();
        anybody.fetch(old).await;
        assert_eq!(anybody.status, 404);
    }
}
