//! Departments, groups and the rules of the door through the pages.

mod group_roles;

use people::members::Role;

use crate::harness::TestApp;

#[tokio::test]
async fn departments_are_made_moved_and_deleted() {
    for server in TestApp::on_each_engine().await {
        let (_, anna) = server.company().await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/departments").await;
        assert!(browser.page.says("No departments yet"));
        browser
            .press("Create department", &[("Name of the department", "Sales")])
            .await;
        assert!(
            browser.page.says("Department created: Sales"),
            "{}",
            browser.page.source
        );
        browser
            .press("Create department", &[("Name of the department", "North")])
            .await;
        assert!(browser.page.says("Department created: North"));
        browser
            .press("Create department", &[("Name of the department", "  ")])
            .await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("Type a name."));
        browser.open("/w/falke/departments").await;
        browser
            .press("Create department", &[("Name of the department", "sales")])
            .await;
        assert_eq!(browser.status, 422);
        assert!(browser.page.says("There is a department of this name"));
        browser.open("/w/falke/departments").await;
        let sales = browser.page.links_of("/w/falke/departments/")[0].clone();
        browser.open(&sales).await;
        browser
            .press("Save", &[("Name", "Sales and service")])
            .await;
        assert_eq!(browser.page.value_of("Name"), "Sales and service");
        browser.follow("Delete").await;
        assert_eq!(browser.page.heading(), "Delete Sales and service?");
        browser.press("Delete", &[]).await;
        assert!(browser.page.says("Deleted: Sales and service"));
        assert!(browser.page.says("North"));
        let kinds = server.events_of(anna).await;
        assert_eq!(
            kinds.last().map(String::as_str),
            Some("workspace.department.deleted")
        );
        assert_eq!(
            kinds
                .iter()
                .filter(|kind| *kind == "workspace.department.created")
                .count(),
            2
        );
    }
}

#[tokio::test]
async fn a_group_gets_members_and_loses_them() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        server
            .colleague(&falke, "Bruno Klein", Role::Employee)
            .await;
        let mut browser = server.signed_in("anna@falke.example.com").await;
        browser.open("/w/falke/groups").await;
        browser
            .press("Create group", &[("Name", "Night <shift>")])
            .await;
        assert_eq!(browser.page.heading(), "Night <shift>");
        assert!(browser.page.says("Nobody is in this group yet"));
        let own = browser.url.path().to_owned();
        browser.open(&format!("{own}?search=bru")).await;
        browser.press("Add Bruno Klein", &[]).await;
        assert!(
            browser.page.says("Added: Bruno Klein"),
            "{}",
            browser.page.main()
        );
        browser.press("Remove Bruno Klein", &[]).await;
        assert!(browser.page.says("Removed: Bruno Klein"));
        browser.open("/w/falke/groups").await;
        browser
            .press("Create group", &[("Name", "night <SHIFT>")])
            .await;
        assert_eq!(browser.status, 422);
    }
}

#[tokio::test]
async fn rules_are_whole_hours_and_hold_for_open_sessions() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bruno Klein", Role::Employee)
        .await;
    let mut bruno = server.signed_in("bruno@falke.example.com").await;
    bruno.open("/w/falke/groups").await;
    assert_eq!(bruno.status, 403, "an employee has no console");
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/rules").await;
    for wrong in ["0", "-1", "1.5", "many", "721", ""] {
        browser
            .press("Save rules", &[("Hours a sign-in counts", wrong)])
            .await;
        assert_eq!(browser.status, 422, "{wrong}");
        assert_eq!(browser.page.value_of("Hours a sign-in counts"), wrong);
    }
    browser
        .press("Save rules", &[("Hours a sign-in counts", "1")])
        .await;
    assert!(browser.page.says("A sign-in counts for one hour"));
    server.pass(std::time::Duration::from_secs(3600));
    browser.open("/w/falke/rules").await;
    assert_eq!(browser.url.path(), "/sign-in");
    assert!(browser.page.says("show once more that it is you"));
}

#[tokio::test]
async fn ids_of_another_workspace_lead_nowhere() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let eva = server
        .person(
            "Eva Stranger",
            "eva@other.example.com",
            "seven quiet otters swim",
        )
        .await;
    server.workspace("other", "Other", eva).await;
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open("/w/falke/groups").await;
    browser
        .press("Create group", &[("Name", "Accounting")])
        .await;
    let group = browser.url.path().rsplit('/').next().unwrap().to_owned();
    browser.open("/w/falke/departments").await;
    browser
        .press("Create department", &[("Name of the department", "Sales")])
        .await;
    let department = browser.url.path().rsplit('/').next().unwrap().to_owned();
    let mut stranger = server.signed_in("eva@other.example.com").await;
    for path in [
        format!("/w/falke/groups/{group}"),
        "/w/falke/departments".to_owned(),
        format!("/w/other/groups/{group}"),
        format!("/w/other/groups/{group}/delete"),
        format!("/w/other/departments/{department}"),
        format!("/w/other/departments/{department}/delete"),
    ] {
        stranger.open(&path).await;
        assert_eq!(stranger.status, 404, "{path}");
    }
    stranger.open("/w/other/groups").await;
    let mut forged = stranger
        .page
        .fill("Create group", &[("Name", "Taken over")]);
    forged.action = format!("/w/other/groups/{group}");
    stranger.send(forged.clone()).await;
    assert_eq!(stranger.status, 404);
    forged.action = format!("/w/falke/groups/{group}");
    stranger.send(forged).await;
    assert_eq!(stranger.status, 404);
    assert!(!server.events_of(anna).await.is_empty());
}

/// Creates a department; the address of its page.
async fn department(browser: &mut crate::harness::Browser<'_>, name: &str, under: &str) -> String {
    browser.open("/w/falke/departments").await;
    let fields = [("Name of the department", name), ("Belongs to", under)];
    browser.press("Create department", &fields).await;
    assert!(
        browser.page.says("Department created"),
        "{}",
        browser.page.main()
    );
    browser.url.path().to_owned()
}

#[tokio::test]
async fn a_department_is_moved_by_its_menu_and_never_below_itself() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let sales = department(&mut anna, "Sales", "At the top").await;
        let north = department(&mut anna, "North", "Sales").await;
        department(&mut anna, "Harbour", "North").await;
        let works = department(&mut anna, "Works", "At the top").await;
        // The menu of one that has others below it offers none of them, and none twice.
        anna.open(&sales).await;
        let menu = anna.page.texts("#parent option").join("|");
        assert!(menu.contains("Works"), "{menu}");
        for name in ["Sales", "North", "Harbour"] {
            assert!(!menu.contains(name), "{menu}");
        }
        anna.press("Save", &[("Belongs to", "Works")]).await;
        assert!(anna.page.says("Saved"), "{}", anna.page.main());
        assert_eq!(anna.page.texts("#parent option[selected]"), ["Works"]);
        // Whoever sends another form is told so, and nothing moves.
        anna.open(&works).await;
        let below = north.rsplit('/').next().unwrap();
        anna.post_fields(&works, &format!("name=Works&parent={below}"))
            .await;
        assert_eq!(anna.status, 422);
        assert!(anna.page.says("cannot belong to itself or to one below it"));
        anna.open(&works).await;
        assert_eq!(anna.page.texts("#parent option[selected]"), ["At the top"]);
        anna.open(&sales).await;
        anna.press("Save", &[("Belongs to", "At the top")]).await;
        assert_eq!(anna.page.texts("#parent option[selected]"), ["At the top"]);
    }
}

#[tokio::test]
async fn a_department_has_a_head_from_among_its_people_and_shows_them() {
    for server in TestApp::on_each_engine().await {
        let (falke, _) = server.company().await;
        let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
        let mut anna = server.signed_in("anna@falke.example.com").await;
        let sales = department(&mut anna, "Sales", "At the top").await;
        assert_eq!(anna.page.texts("#head option"), ["Nobody"]);
        anna.open(&format!("/w/falke/people/{}/edit", bea.id)).await;
        anna.press("Save", &[("Department", "Sales")]).await;
        anna.open(&sales).await;
        anna.press("Save", &[("Head", "Bea Zorn")]).await;
        assert!(anna.page.says("Head: Bea Zorn"), "{}", anna.page.main());
        assert_eq!(anna.page.texts(".tree-node .count"), ["1"], "counted once");
        anna.press("Save", &[("Name", "Sales and service")]).await;
        assert!(anna.page.says("Head: Bea Zorn"), "stays");
        anna.follow("Bea Zorn").await;
        assert_eq!(anna.page.heading(), "Bea Zorn");
        // A head who was dismissed meanwhile cannot be chosen.
        anna.open(&sales).await;
        anna.press("Save", &[("Head", "Nobody")]).await;
        assert!(!anna.page.says("Head: Bea Zorn"));
        let csrf = anna.hidden_field();
        anna.open(&format!("/w/falke/people/{}/dismiss", bea.id))
            .await;
        anna.press("Dismiss", &[]).await;
        let body = format!("csrf={csrf}&name=Sales&parent=&head={}", bea.id);
        anna.post(&sales, &body).await;
        assert_eq!(anna.status, 422);
        assert!(
            anna.page.says("no longer in the workspace"),
            "{}",
            anna.page.main()
        );
    }
}
