//! What may happen while an import runs: it is ended, its administrator goes, its process dies.

use std::time::Duration;

use people::members::{self, Role};

use serde_json::json;

use super::{ANNA, IMPORT, chosen};
use crate::harness::TestApp;
use crate::harness::script::{personal, script};

fn file(people: usize) -> String {
    let row = |n: usize| format!("Person {n},p{n}@x.example\n");
    let rows: String = (0..people).map(row).collect();
    format!("Name,E-mail\n{rows}")
}

async fn invited(server: &TestApp) -> i64 {
    let mut conn = server.app.db.read().await.unwrap();
    let count = "SELECT COUNT(*) AS n FROM members WHERE state = 'invited'";
    let found = conn.one(base::db::sql(count), vec![]).await;
    found.unwrap().int("n").unwrap()
}

#[tokio::test]
async fn many_batches_end_where_the_file_does_and_letters_leave_with_a_pace() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = chosen(&server, file(250).as_bytes()).await;
        anna.press("Invite people: 250", &[]).await;
        server.work().await;
        assert_eq!(invited(&server).await, 250);
        let at_once = server.mailbox.take().len();
        assert!(at_once < 10, "{at_once} letters left at once");
        server.pass(Duration::from_secs(5));
        server.work().await;
        let soon = at_once + server.mailbox.take().len();
        assert!((90..=110).contains(&soon), "{soon} letters in five seconds");
        server.pass(Duration::from_secs(10));
        server.work().await;
        assert_eq!(soon + server.mailbox.take().len(), 250);
    }
}

#[tokio::test]
async fn an_import_that_was_ended_invites_nobody_else() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = chosen(&server, file(30).as_bytes()).await;
    anna.press("Invite people: 30", &[]).await;
    anna.press("Do not invite the rest", &[]).await;
    assert!(
        anna.page.says("The rest is not invited."),
        "{}",
        anna.page.main()
    );
    assert!(anna.page.says("Ended early"));
    server.work().await;
    assert_eq!(invited(&server).await, 0);
    let stop = format!("{}/stop", anna.url.path());
    anna.post_fields(&stop, "").await;
    assert!(anna.page.says("Nothing was changed"));
}

#[tokio::test]
async fn who_lost_the_right_meanwhile_invites_nobody() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bea Zorn", Role::Administrator)
        .await;
    let mut anna = chosen(&server, file(30).as_bytes()).await;
    anna.press("Invite people: 30", &[]).await;
    let mut conn = server.app.db.write().await.unwrap();
    let admins = people::census::administrators(&mut conn, falke.id).await;
    let anna_herself = admins
        .unwrap()
        .into_iter()
        .find(|one| one.name.starts_with("Anna"));
    let now = server.app.clock.now();
    members::set_role(
        &mut conn,
        falke.id,
        anna_herself.unwrap().id,
        Role::Employee,
        now,
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
    server.work().await;
    assert_eq!(invited(&server).await, 0);
    let mut bea = server.signed_in("bea@falke.example.com").await;
    bea.open(IMPORT).await;
    assert!(bea.page.says("Ended early"), "{}", bea.page.main());
}

#[tokio::test]
async fn work_that_is_done_twice_invites_once_and_goes_on_where_it_was() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = chosen(&server, file(150).as_bytes()).await;
        anna.press("Invite people: 150", &[]).await;
        // As if a process had died after the first batch: the mark stands, and another takes the job up again.
        let id = anna.url.path().rsplit('/').next().unwrap().to_owned();
        let payload = json!({
            "import": id,
            "workspace": falke(&server).await,
        });
        let running: server::import::Running = serde_json::from_value(payload).unwrap();
        let (one, other) = (server.app.clone(), server.app.clone());
        let both = (
            tokio::spawn(server::import::run(one, running)),
            tokio::spawn(server::import::run(other, running)),
        );
        both.0.await.unwrap().unwrap();
        both.1.await.unwrap().unwrap();
        server.work().await;
        assert_eq!(invited(&server).await, 150);
        anna.open(&format!("{IMPORT}/{id}")).await;
        assert!(anna.page.says("150"), "{}", anna.page.main());
        assert!(!anna.page.says("Rows that were left out"));
    }
}

#[tokio::test]
async fn one_import_of_a_workspace_goes_on_at_a_time() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = chosen(&server, file(30).as_bytes()).await;
        anna.press("Invite people: 30", &[]).await;
        let mut other = chosen(&server, b"Name,E-mail\nOne,one@x.example\n").await;
        other.press("Invite people: 1", &[]).await;
        let told = "Another import of this workspace is going on";
        assert!(other.page.says(told), "{}", other.page.main());
        let script = script(&server, &mut anna, ("falke", "Robot"), &["people:write"]).await;
        let imports = "/workspaces/falke/imports";
        let body = json!({"rows": [{"name": "Two", "email": "two@x.example"}]});
        let refused = script.post(imports, body.clone()).await;
        assert_eq!(refused.status, 409);
        assert_eq!(refused.body["code"], "another-import");
        server.work().await;
        assert_eq!(invited(&server).await, 30);
        assert_eq!(script.post(imports, body).await.status, 201);
        server.work().await;
        assert_eq!(invited(&server).await, 31);
    }
}

/// A token that leaked is revoked: what was begun with it ends too.
#[tokio::test]
async fn a_revoked_token_ends_the_import_that_was_begun_with_it() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in(ANNA).await;
        let own = personal(&server, &mut anna, &["people:read", "people:write"]).await;
        let rows: Vec<_> = (0..30)
            .map(|n| json!({"name": format!("P {n}"), "email": format!("p{n}@x.example")}))
            .collect();
        let begun = own
            .post("/workspaces/falke/imports", json!({"rows": rows}))
            .await;
        assert_eq!(begun.status, 201);
        anna.open("/passport/tokens").await;
        anna.press("Revoke Test", &[]).await;
        assert!(anna.page.says("Revoked: Test"), "{}", anna.page.main());
        server.work().await;
        assert_eq!(invited(&server).await, 0);
        anna.open(IMPORT).await;
        assert!(anna.page.says("Ended early"), "{}", anna.page.main());
    }
}

async fn falke(server: &TestApp) -> people::WorkspaceId {
    let mut conn = server.app.db.read().await.unwrap();
    let found = people::workspaces::at(&mut conn, "falke").await;
    found.unwrap().unwrap().id
}

#[tokio::test]
async fn files_are_forgotten_after_a_month() {
    let server = TestApp::start().await;
    server.company().await;
    chosen(&server, file(3).as_bytes()).await;
    assert_eq!(server.rows().await["imports"], 1);
    server.pass(Duration::from_secs(31 * 24 * 3600));
    server.work().await;
    assert_eq!(server.rows().await["imports"], 0);
    let mut anna = server.signed_in(ANNA).await;
    anna.open(IMPORT).await;
    assert_eq!(anna.status, 200);
}
