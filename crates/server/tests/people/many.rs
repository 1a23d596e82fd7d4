//! Many people at once: chosen in the list or by its filters, each with the rules one has; and taken along as a file.

use people::members::{self, Role};
use people::{MemberId, WorkspaceId};

use crate::harness::{Browser, PASSWORD, TestApp};

const LIST: &str = "/w/falke/people";

async fn standing(server: &TestApp, workspace: WorkspaceId, id: MemberId) -> String {
    let mut conn = server.app.db.read().await.unwrap();
    let member = members::load(&mut conn, workspace, id).await.unwrap();
    member.unwrap().state.word().to_owned()
}

struct Crowd {
    workspace: WorkspaceId,
    anna: MemberId,
    bea: MemberId,
    carl: MemberId,
}

async fn crowd(server: &TestApp) -> Crowd {
    let (falke, anna) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    let carl = server.colleague(&falke, "Carl Otto", Role::Guest).await;
    let mut conn = server.app.db.read().await.unwrap();
    let anna = members::of_passport(&mut conn, falke.id, anna)
        .await
        .unwrap();
    Crowd {
        workspace: falke.id,
        anna: anna.unwrap().id,
        bea: bea.id,
        carl: carl.id,
    }
}

async fn anna(server: &TestApp) -> Browser<'_> {
    let mut browser = server.signed_in("anna@falke.example.com").await;
    browser.open(LIST).await;
    browser
}

#[tokio::test]
async fn those_ticked_are_dismissed_after_a_page_that_says_so() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let mut browser = anna(&server).await;
    let ask = format!(
        "{LIST}/chosen?what=dismiss&member={}&member={}",
        them.bea, them.carl
    );
    browser.open(&ask).await;
    assert!(
        browser.page.says("Dismiss 2 people?"),
        "{}",
        browser.page.main()
    );
    for words in [
        "Bea Zorn",
        "Carl Otto",
        "Ends at once",
        "The last administrator stays",
    ] {
        assert!(browser.page.says(words), "{words}");
    }
    assert_eq!(standing(&server, them.workspace, them.bea).await, "active");
    browser.press("Dismiss", &[]).await;
    assert!(
        browser.page.says("Dismissed: 2."),
        "{}",
        browser.page.main()
    );
    for id in [them.bea, them.carl] {
        assert_eq!(standing(&server, them.workspace, id).await, "dismissed");
    }
    browser.open("/w/falke/audit").await;
    assert!(browser.page.says("Person dismissed"));
}

#[tokio::test]
async fn nobody_dismisses_themselves_or_strangers_with_a_choice() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let eva = server
        .person("Eva Elsewhere", "eva@x.example", PASSWORD)
        .await;
    let other = server.workspace("other", "Other", eva).await;
    let victim = server
        .colleague(&other, "Vera Victim", Role::Employee)
        .await;
    let mut browser = anna(&server).await;
    let ids = format!(
        "member={}&member={}&member={}",
        them.anna, victim.id, them.bea
    );
    browser
        .open(&format!("{LIST}/chosen?what=dismiss&{ids}"))
        .await;
    assert!(
        browser.page.says("Dismiss 1 person?"),
        "{}",
        browser.page.main()
    );
    assert!(!browser.page.says("Vera Victim"));
    browser
        .post_fields(&format!("{LIST}/chosen"), &format!("what=dismiss&{ids}"))
        .await;
    assert!(
        browser.page.says("Dismissed: 1. Left out"),
        "{}",
        browser.page.main()
    );
    assert_eq!(standing(&server, them.workspace, them.anna).await, "active");
    assert_eq!(standing(&server, other.id, victim.id).await, "active");
    // Groups and departments of another workspace are none here.
    browser.open(LIST).await;
    for foreign in [
        "to_group=01234567890123456789012345",
        "to_group=",
        "to_group=x",
    ] {
        let fields = format!("what=group&{foreign}&member={}", them.carl);
        browser
            .post_fields(&format!("{LIST}/chosen"), &fields)
            .await;
        assert!(
            browser.page.says("Choose a group that is there."),
            "{foreign}"
        );
    }
}

#[tokio::test]
async fn the_last_administrator_stays_when_two_dismiss_each_other() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    members::set_role(
        &mut conn,
        them.workspace,
        them.bea,
        Role::Administrator,
        now,
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
    let (mut one, mut other) = (
        anna(&server).await,
        server.signed_in("bea@falke.example.com").await,
    );
    other.open(LIST).await;
    let chosen = format!("{LIST}/chosen");
    one.post_fields(&chosen, &format!("what=dismiss&member={}", them.bea))
        .await;
    other
        .post_fields(&chosen, &format!("what=dismiss&member={}", them.anna))
        .await;
    assert_eq!(standing(&server, them.workspace, them.anna).await, "active");
    assert_eq!(
        standing(&server, them.workspace, them.bea).await,
        "dismissed"
    );
}

#[tokio::test]
async fn everybody_the_filters_show_goes_to_a_group_and_a_department() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let mut browser = anna(&server).await;
    browser.open("/w/falke/groups").await;
    browser
        .post_fields("/w/falke/groups", "name=Night+watch")
        .await;
    let group = browser.url.path().rsplit('/').next().unwrap().to_owned();
    browser
        .open(&format!("{LIST}/chosen?what=group&all=on&role=employee"))
        .await;
    assert!(
        browser.page.says("Put 1 person in a group?"),
        "{}",
        browser.page.main()
    );
    browser
        .press("Put in a group", &[("Group", "Night watch")])
        .await;
    assert!(
        browser.page.says("Put in the group: 1."),
        "{}",
        browser.page.main()
    );
    assert_eq!(
        browser.url.query(),
        Some("role=employee"),
        "the filter stays"
    );
    browser.open(&format!("{LIST}?group={group}")).await;
    assert!(browser.page.has_link("Bea Zorn"));
    assert!(!browser.page.has_link("Carl Otto"));
    browser.open("/w/falke/departments").await;
    browser
        .post_fields("/w/falke/departments", "name=Sales")
        .await;
    let department = browser.url.path().rsplit('/').next().unwrap().to_owned();
    browser.open(LIST).await;
    let fields = format!(
        "what=department&to_department={department}&member={}&member={}",
        them.bea, them.carl
    );
    browser
        .post_fields(&format!("{LIST}/chosen"), &fields)
        .await;
    assert!(browser.page.says("Moved: 2."), "{}", browser.page.main());
    browser.open(&format!("{LIST}?search=sales")).await;
    assert!(browser.page.has_link("Bea Zorn") && browser.page.has_link("Carl Otto"));
    browser.open(LIST).await;
    browser
        .post_fields(&format!("{LIST}/chosen"), &fields)
        .await;
    assert!(browser.page.says("Moved: 0."), "{}", browser.page.main());
}

#[tokio::test]
async fn invitations_are_withdrawn_together_and_those_who_joined_are_left_out() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let mut browser = anna(&server).await;
    for who in ["Jonas", "Judit"] {
        browser.open(&format!("{LIST}/new")).await;
        let email = format!("{who}@x.example");
        browser
            .press(
                "Add and invite",
                &[("Name", who), ("E-mail", &email), ("Role", "Employee")],
            )
            .await;
    }
    browser
        .open(&format!("{LIST}/chosen?what=withdraw&all=on"))
        .await;
    assert!(
        browser.page.says("Withdraw 2 invitations?"),
        "{}",
        browser.page.main()
    );
    assert!(browser.page.says("3 chosen people are left out"));
    browser.press("Withdraw", &[]).await;
    assert!(
        browser.page.says("Withdrawn: 2."),
        "{}",
        browser.page.main()
    );
    let again = format!("{LIST}/chosen?what=again&member={}", them.bea);
    browser.open(&again).await;
    assert!(
        browser.page.says("it can be done to none"),
        "{}",
        browser.page.main()
    );
    browser.open(&format!("{LIST}/chosen?what=again")).await;
    assert!(browser.page.says("tick somebody first"));
}

#[tokio::test]
async fn odd_choices_are_refused() {
    let server = TestApp::start().await;
    let them = crowd(&server).await;
    let mut browser = anna(&server).await;
    for query in ["what=erase&all=on", "member=x", "what=dismiss&what=group"] {
        browser.open(&format!("{LIST}/chosen?{query}")).await;
        assert!(browser.page.says("tick somebody first"), "{query}");
    }
    browser
        .post_fields(&format!("{LIST}/chosen"), "what=erase")
        .await;
    assert_eq!(browser.status.as_u16(), 400);
    let many: Vec<String> = (0..600)
        .map(|_| MemberId::fresh(server.app.clock.now(), &server.app.random).to_string())
        .collect();
    browser.open(LIST).await;
    let fields = format!("what=dismiss&member={}", many.join("&member="));
    browser
        .post_fields(&format!("{LIST}/chosen"), &fields)
        .await;
    assert_eq!(browser.status.as_u16(), 413);
    assert_eq!(standing(&server, them.workspace, them.bea).await, "active");
}

#[tokio::test]
async fn the_list_is_taken_along_as_a_file_that_is_no_formula_and_that_is_written_down() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    let mut conn = server.app.db.write().await.unwrap();
    let name = people::Name::parse("=HYPERLINK(\"https://evil.example\")").unwrap();
    members::describe(&mut conn, falke.id, bea.id, &name, None)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    for n in 0..205 {
        server
            .colleague(&falke, &format!("P{n:03} Person"), Role::Guest)
            .await;
    }
    let mut browser = anna(&server).await;
    browser.press("Export as CSV", &[]).await;
    let file = browser.page.source.clone();
    let lines: Vec<&str> = file.trim_end().lines().collect();
    assert!(
        lines[0].starts_with("\u{FEFF}Name,E-mail,Phone,Role,Department,State"),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines.len(),
        1 + 207,
        "everybody once, over more than one page"
    );
    assert!(
        file.contains("'=HYPERLINK("),
        "no cell begins as formulas do"
    );
    let records = protocol::csv::read(file.as_bytes()).unwrap();
    assert!(records.iter().all(|record| record.cells.len() == 12));
    browser.open("/w/falke/people?role=employee").await;
    browser.press("Export as CSV", &[]).await;
    assert_eq!(
        browser.page.source.trim_end().lines().count(),
        2,
        "what the filter shows"
    );
    browser.open("/w/falke/audit").await;
    assert!(browser.page.says("List of people exported"));
    assert!(browser.page.says("role"), "and with which filter");
    let mut carl = server.signed_in("p001@falke.example.com").await;
    carl.open(LIST).await;
    assert_eq!(carl.status.as_u16(), 403);
}

#[tokio::test]
async fn pages_lead_back() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    for n in 0..102 {
        server
            .colleague(&falke, &format!("P{n:03} Person"), Role::Employee)
            .await;
    }
    let mut browser = anna(&server).await;
    browser.follow("Next").await;
    browser.follow("Next").await;
    assert!(
        browser.page.says("101–103 of 103"),
        "{}",
        browser.page.main()
    );
    browser.follow("Previous").await;
    assert!(
        browser.page.says("51–100 of 103"),
        "{}",
        browser.page.main()
    );
    browser.follow("Previous").await;
    assert!(browser.page.says("1–50 of 103"), "{}", browser.page.main());
    assert!(browser.page.has_link("Anna Nowak"));
    assert!(!browser.page.has_link("Previous"));
}
