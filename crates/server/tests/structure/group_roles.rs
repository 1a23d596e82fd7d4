//! Roles given by groups: on the pages, through scripts, and who may not.

use people::members::{self, Member, Role};
use serde_json::json;

use crate::harness::script::{all_scopes, script};
use crate::harness::{Browser, TestApp};

const ANNA: &str = "anna@falke.example.com";
const BRUNO: &str = "bruno@falke.example.com";

async fn role(server: &TestApp, member: &Member) -> Role {
    let mut conn = server.app.db.read().await.unwrap();
    let now = members::load(&mut conn, member.workspace, member.id).await;
    now.unwrap().unwrap().role
}

/// Makes a group; where its page is.
async fn make(anna: &mut Browser<'_>) -> String {
    anna.open("/w/falke/groups").await;
    anna.press("Create group", &[("Name", "Runs")]).await;
    anna.url.path().to_owned()
}

/// Lets a group give the rights of administrators.
async fn let_it_run(anna: &mut Browser<'_>, group: &str) {
    anna.open(&format!("{group}/role?role=administrator")).await;
    anna.press("Give the role", &[]).await;
}

#[tokio::test]
async fn a_role_is_asked_first_and_counts_at_once() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let bruno = server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut anna = server.signed_in(ANNA).await;
        let mut own = server.signed_in(BRUNO).await;
        own.open("/w/falke/groups").await;
        assert_eq!(own.status, 403);
        let group = make(&mut anna).await;
        anna.open(&format!("{group}?search=bru")).await;
        anna.press("Add Bruno Klein", &[]).await;

        anna.open(&format!("{group}/role?role=administrator")).await;
        let asked = anna.page.heading();
        assert_eq!(asked, "Give everybody in Runs the role Administrator?");
        assert!(anna.page.says("One person gets this role now"));
        assert_eq!(
            role(&server, &bruno).await,
            Role::Employee,
            "a question changes nothing"
        );
        anna.press("Give the role", &[]).await;
        assert!(
            anna.page
                .says("Whoever is in this group has the role: Administrator")
        );
        assert_eq!(role(&server, &bruno).await, Role::Administrator);
        own.open("/w/falke/groups").await;
        assert_eq!(own.status, 200, "the session of before follows");
        anna.open(&format!("/w/falke/people/{}", bruno.id)).await;
        assert!(anna.page.says("Administrator (by the group Runs)"));
        anna.open(&format!("/w/falke/people/{}/edit", bruno.id))
            .await;
        assert!(anna.page.says("What this person may do comes from a group"));
        assert!(
            anna.page.source.contains("value=\"employee\" selected"),
            "their own stays theirs"
        );
        anna.open("/w/falke/people?role=administrator").await;
        assert!(anna.page.says("Bruno Klein"));
        anna.open("/w/falke/people?role=employee").await;
        assert!(!anna.page.main().contains("Bruno Klein"));

        anna.open(&format!("{group}/role?role=none")).await;
        assert!(anna.page.says("One person loses rights at once"));
        anna.press("Take the role", &[]).await;
        own.open("/w/falke/groups").await;
        assert_eq!(own.status, 403, "and follows down");
        for odd in ["guest", "owner", ""] {
            anna.open(&format!("{group}/role?role={odd}")).await;
            assert_eq!(anna.status, 404, "{odd}");
        }
    }
}

#[tokio::test]
async fn the_last_administrator_by_a_group_stays_on_every_page() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let bruno = server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut anna = server.signed_in(ANNA).await;
        let group = make(&mut anna).await;
        anna.open(&format!("{group}?search=bru")).await;
        anna.press("Add Bruno Klein", &[]).await;
        let_it_run(&mut anna, &group).await;
        let mut own = server.signed_in(BRUNO).await;
        own.open("/w/falke/leave").await;
        assert_eq!(own.status, 200);
        // Anna leaves; now Bruno alone runs it, and only by the group.
        anna.open("/w/falke/leave").await;
        anna.press("Leave this workspace", &[]).await;
        assert_eq!(role(&server, &bruno).await, Role::Administrator);

        own.open(&format!("{group}/role?role=none")).await;
        own.press("Take the role", &[]).await;
        assert_eq!(own.status, 409);
        assert!(own.page.says("nobody else runs this workspace"));
        own.open(&group).await;
        own.press("Remove Bruno Klein", &[]).await;
        assert_eq!(own.status, 409);
        own.open(&format!("{group}/delete")).await;
        own.press("Delete", &[]).await;
        assert_eq!(own.status, 409);
        own.open("/w/falke/leave").await;
        own.press("Leave this workspace", &[]).await;
        assert_eq!(role(&server, &bruno).await, Role::Administrator);
        let refused = server.events_of(bruno.passport).await;
        assert!(refused.iter().any(|kind| kind == "workspace.group.role"));
    }
}

#[tokio::test]
async fn the_help_desk_and_employees_raise_nobody_by_a_group() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let hella = server.colleague(&falke, "Hella Hilf", Role::HelpDesk).await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut anna = server.signed_in(ANNA).await;
    let group = make(&mut anna).await;
    let_it_run(&mut anna, &group).await;
    for (who, member) in [("hella@falke.example.com", &hella), (BRUNO, &bruno)] {
        let before = member.role;
        let mut browser = server.signed_in(who).await;
        for (path, fields) in [
            (format!("{group}/members"), format!("add={}", member.id)),
            (format!("{group}/role"), "role=administrator".to_owned()),
            (group.clone(), "name=Mine".to_owned()),
            (format!("{group}/delete"), String::new()),
        ] {
            browser.open("/sign-in?switch=1").await;
            let body = format!("csrf={}&{fields}", browser.hidden_field());
            browser.post(&path, &body).await;
            assert_eq!(browser.status, 403, "{who} {path}");
        }
        browser
            .open(&format!("{group}/role?role=administrator"))
            .await;
        assert_eq!(browser.status, 403);
        assert_eq!(role(&server, member).await, before);
    }
}

#[tokio::test]
async fn a_script_for_groups_makes_no_administrators() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut anna = server.signed_in(ANNA).await;
    let whole = script(&server, &mut anna, ("falke", "Whole"), &all_scopes()).await;
    let scopes = ["groups:read", "groups:write"];
    let robot = script(&server, &mut anna, ("falke", "Clerk"), &scopes).await;
    let all = "/workspaces/falke/groups";
    for given in ["administrator", "help-desk"] {
        let told = robot
            .post(all, json!({"name": "Mine", "role": given}))
            .await;
        assert_eq!(told.problem(), "scope-missing", "{given}");
    }
    let made = robot
        .post(all, json!({"name": "Works", "role": "employee"}))
        .await;
    assert_eq!(
        (made.status.as_u16(), &made.body["role"]),
        (201, &json!("employee"))
    );
    let own = made.header("location").to_owned();
    let told = robot.patch(&own, json!({"role": "administrator"})).await;
    assert_eq!(told.problem(), "scope-missing");

    let runs = whole
        .post(all, json!({"name": "Runs", "role": "administrator"}))
        .await;
    assert_eq!(runs.status, 201, "{}", runs.text);
    let runs = runs.header("location").to_owned();
    let seat = format!("{runs}/members/{}", bruno.id);
    assert_eq!(robot.put(&seat).await.problem(), "scope-missing");
    assert_eq!(robot.delete(&seat).await.problem(), "scope-missing");
    assert_eq!(robot.delete(&runs).await.problem(), "scope-missing");
    let told = robot.patch(&runs, json!({"name": "Other"})).await;
    assert_eq!(told.problem(), "scope-missing");
    assert_eq!(role(&server, &bruno).await, Role::Employee);
}

#[tokio::test]
async fn a_script_gives_a_role_and_the_last_administrator_stays() {
    let server = TestApp::start().await;
    let (falke, anna) = server.company().await;
    let bruno = server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut browser = server.signed_in(ANNA).await;
    let robot = script(&server, &mut browser, ("falke", "Whole"), &all_scopes()).await;
    let all = "/workspaces/falke/groups";
    let runs = robot.post(all, json!({"name": "Runs"})).await;
    assert_eq!(runs.body["role"], "none");
    let runs = runs.header("location").to_owned();
    assert_eq!(
        robot
            .put(&format!("{runs}/members/{}", bruno.id))
            .await
            .status,
        204
    );
    let told = robot.patch(&runs, json!({"role": "administrator"})).await;
    assert_eq!(told.body["role"], "administrator", "{}", told.text);
    let person = robot
        .get(&format!("/workspaces/falke/people/{}", bruno.id))
        .await;
    let person = &person.body["person"];
    assert_eq!(
        (&person["role"], &person["effective_role"]),
        (&json!("employee"), &json!("administrator"))
    );
    let found = robot
        .get("/workspaces/falke/people?role=administrator")
        .await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 2);

    let mut conn = server.app.db.write().await.unwrap();
    let first = members::of_passport(&mut conn, falke.id, anna)
        .await
        .unwrap()
        .unwrap();
    let now = server.app.clock.now();
    members::set_role(&mut conn, falke.id, first.id, Role::Employee, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let told = robot.patch(&runs, json!({"role": "none"})).await;
    assert_eq!(told.body["code"], "last-administrator", "{}", told.text);
    let told = robot.delete(&runs).await;
    assert_eq!(told.body["code"], "last-administrator");
    let told = robot.delete(&format!("{runs}/members/{}", bruno.id)).await;
    assert_eq!(told.body["code"], "last-administrator");
    assert_eq!(role(&server, &bruno).await, Role::Administrator);
}

#[tokio::test]
async fn neither_a_link_nor_a_choice_of_many_leads_into_such_a_group() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    let robot = script(&server, &mut anna, ("falke", "Whole"), &all_scopes()).await;
    let made = robot
        .post(
            "/workspaces/falke/groups",
            json!({"name": "Runs", "role": "help-desk"}),
        )
        .await;
    let id = made.id();
    anna.open("/w/falke/people/links/new").await;
    assert!(!anna.page.main().contains("Runs"));
    let link = json!({"name": "Interns", "role": "employee", "groups": [id], "uses": 1, "days": 1});
    let told = robot.post("/workspaces/falke/links", link).await;
    assert_eq!(told.status, 422, "{}", told.text);
}
