//! A blueprint through the API of a running server, over a network, with a token.

use std::net::SocketAddr;

use base::hash::Cost;
use server::blueprint::{Running, Trouble};

use super::super::harness::script::{all_scopes, personal, script};
use super::*;

/// Cheap enough for tests.
const COST: Cost = Cost {
    memory: 8,
    passes: 1,
    lanes: 1,
};
const OPERATOR: &[&str] = &[
    "server.workspaces:read",
    "server.workspaces:write",
    "server.settings:read",
    "server.settings:write",
];

/// A server that listens, and its address.
async fn listening() -> (TestApp, String) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let app = TestApp::start_with(&[("public_url", &address)], COST).await;
    let service =
        server::app::router(app.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let here = address.replace("localhost", "127.0.0.1");
    (app, here)
}

fn through(address: &str, token: &str) -> Carrier {
    Carrier::Running(Running::at(address, &Secret::new(token.to_owned()), None).unwrap())
}

#[tokio::test]
async fn a_small_company_is_made_changed_pruned_and_made_again_over_the_network() {
    let (app, address) = listening().await;
    let ada = app
        .person("Ada Winter", "ada@acme.example", "seven quiet otters swim")
        .await;
    app.make_operator(ada).await;
    let mut browser = app.signed_in("ada@acme.example").await;
    let token = personal(&app, &mut browser, &[&all_scopes()[..], OPERATOR].concat()).await;
    let carrier = through(&address, &token.token);
    // Ada makes the workspaces and is their administrator by that; the file says so of the first.
    let told = done(&carrier, ACME).await;
    assert!(
        told.contains(&"created workspace acme".to_owned()),
        "{told:#?}"
    );
    assert!(
        told.contains(&"changed person ada@acme.example of acme".to_owned()) || !told.is_empty()
    );
    assert_eq!(left(&carrier, ACME).await, "");
    assert!(done(&carrier, ACME).await.is_empty());
    let changed = ACME
        .replace("name = \"Optics\"\nunder = \"Workshop\"", "name = \"Optics\"\nunder = \"Office\"")
        .replace("[[workspaces.people]]\nemail = \"ivo@acme.example\"\nname = \"Ivo Kern\"\ndepartment = \"Workshop\"\n", "");
    let told = done_with(&carrier, &read(&changed), PRUNE).await;
    assert_eq!(
        told,
        [
            "changed department Optics of acme",
            "removed person ivo@acme.example of acme"
        ]
    );
    assert_eq!(left(&carrier, &changed).await, "");
    done(&carrier, ACME).await;
    assert_eq!(left(&carrier, ACME).await, "");
}

#[tokio::test]
async fn a_token_does_no_more_than_it_may() {
    let (app, address) = listening().await;
    let (_, _) = app.company().await;
    let mut anna = app.signed_in("anna@falke.example.com").await;
    let token = script(
        &app,
        &mut anna,
        ("falke", "Files"),
        &["groups:write", "workspace:read"],
    )
    .await;
    let carrier = through(&address, &token.token);
    let group = "[[workspaces]]\naddress = \"falke\"\nname = \"Falke\"\n[[workspaces.groups]]\nname = \"A\"\n";
    assert_eq!(done(&carrier, group).await, ["created group A of falke"]);
    let department = group.replace("groups", "departments");
    let refused = plan(&carrier, &read(&department), Wishes::default())
        .await
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("departments:read"),
        "{refused}"
    );
    let renamed = group.replace("\"Falke\"", "\"Other\"");
    let (told, applied) = carried_out(&carrier, &read(&renamed), Wishes::default()).await;
    assert!(
        told.is_empty()
            && applied
                .stopped
                .unwrap()
                .1
                .to_string()
                .contains("workspace:write")
    );
    let foreign = group.replace("falke", "elsewhere");
    let (_, applied) = carried_out(&carrier, &read(&foreign), Wishes::default()).await;
    assert!(
        applied
            .stopped
            .unwrap()
            .1
            .to_string()
            .contains("server.workspaces:write")
    );
    let wrong = through(&address, "vst_wrong");
    let refused = plan(&wrong, &read(group), Wishes::default())
        .await
        .err()
        .unwrap();
    assert!(matches!(refused, Trouble::Refused(_)), "{refused}");
}

#[tokio::test]
async fn nobody_from_outside_stands_at_the_machine() {
    let (_app, address) = listening().await;
    let carrier = through(&address, "vst_");
    let text = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n";
    assert!(
        plan(&carrier, &read(text), Wishes::default())
            .await
            .is_err()
    );
    let nobody = through("http://127.0.0.1:1", "vst_x");
    let Carrier::Running(_) = &nobody else {
        panic!("not running")
    };
    assert!(nobody.place().contains("127.0.0.1:1"));
}
