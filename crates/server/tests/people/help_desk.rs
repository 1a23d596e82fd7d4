//! The help desk: what it sees, whom it helps, and how it does not get further.

use std::time::Duration;

use people::blocks::{self, NewBlock};
use people::members::{self, Act, Member, Role};
use people::workspaces::Workspace;
use people::{BlockReason, PassportId};

use crate::harness::post::link_in;
use crate::harness::script::{all_scopes, personal};
use crate::harness::{Browser, PASSWORD, TestApp};

const ANNA: &str = "anna@falke.example.com";
const HELLA: &str = "hella@falke.example.com";

struct Cast {
    falke: Workspace,
    anna: Member,
    hella: Member,
    bea: Member,
}

async fn cast(server: &TestApp) -> Cast {
    let (falke, anna) = server.company().await;
    let mut conn = server.app.db.read().await.unwrap();
    let anna = members::of_passport(&mut conn, falke.id, anna).await;
    let anna = anna.unwrap().unwrap();
    drop(conn);
    let hella = server.colleague(&falke, "Hella Hilf", Role::HelpDesk).await;
    let bea = server.colleague(&falke, "Bea Zorn", Role::Employee).await;
    Cast {
        falke,
        anna,
        hella,
        bea,
    }
}

/// Posts with a good hidden field, so that nothing but the rights can refuse.
async fn post(browser: &mut Browser<'_>, path: &str, more: &str) {
    browser.open("/sign-in?switch=1").await;
    let body = format!("csrf={}{more}", browser.hidden_field());
    browser.post(path, &body).await;
}

async fn block(server: &TestApp, member: &Member, reason: BlockReason) {
    let mut conn = server.app.db.write().await.unwrap();
    let at = server.app.clock.now();
    let until =
        (reason == BlockReason::LockedByAttempts).then(|| at.plus(Duration::from_secs(3600)));
    let act = Act {
        by: None,
        at,
        note: None,
    };
    let new = NewBlock { reason, until };
    blocks::add(&mut conn, member.workspace, member.id, new, act)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

async fn set_role(server: &TestApp, member: &Member, role: Role) {
    let mut conn = server.app.db.write().await.unwrap();
    let now = server.app.clock.now();
    members::set_role(&mut conn, member.workspace, member.id, role, now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

async fn blocked_for(server: &TestApp, member: &Member) -> Vec<BlockReason> {
    let mut conn = server.app.db.read().await.unwrap();
    let found = people::entrance::load(&mut conn, member.workspace, member.passport).await;
    let blocks = found.unwrap().unwrap().blocks;
    blocks.iter().map(|block| block.reason).collect()
}

async fn letters(server: &TestApp) -> i64 {
    server.rows().await["outbox"]
}

#[tokio::test]
async fn it_sees_the_people_and_none_of_the_other_pages() {
    let server = TestApp::start().await;
    let Cast { bea, anna, .. } = cast(&server).await;
    let mut hella = server.signed_in(HELLA).await;
    hella.open("/w/falke/").await;
    hella.follow("People").await;
    assert_eq!(hella.status, 200);
    for words in ["Bea Zorn", "Anna Nowak", "Help desk"] {
        assert!(hella.page.says(words), "{words}: {}", hella.page.main());
    }
    for words in ["Add a person", "From a file", "Export"] {
        assert!(!hella.page.says(words), "{words}: {}", hella.page.main());
    }
    hella.open(&format!("/w/falke/people/{}", bea.id)).await;
    assert_eq!(hella.page.heading(), "Bea Zorn");
    assert!(hella.page.says("Send a link"), "{}", hella.page.main());
    for words in ["Dismiss", "Block", "Edit", "Audit trail", "Change"] {
        assert!(!hella.page.says(words), "{words}: {}", hella.page.main());
    }
    hella.open(&format!("/w/falke/people/{}", anna.id)).await;
    assert!(hella.page.says("Only administrators act on administrators"));
    assert!(!hella.page.says("Send a link"), "{}", hella.page.main());
    for page in [
        "groups",
        "departments",
        "settings",
        "rules",
        "audit",
        "people/new",
    ] {
        hella.open(&format!("/w/falke/{page}")).await;
        assert_eq!(hella.status, 403, "{page}");
    }
}

#[tokio::test]
async fn it_lifts_a_lock_by_attempts_and_no_block_of_an_administrator() {
    for server in TestApp::on_each_engine().await {
        let Cast { bea, .. } = cast(&server).await;
        block(&server, &bea, BlockReason::BlockedByAdministrator).await;
        block(&server, &bea, BlockReason::LockedByAttempts).await;
        let mut hella = server.signed_in(HELLA).await;
        hella.open(&format!("/w/falke/people/{}", bea.id)).await;
        hella.press("Lift the block", &[]).await;
        assert_eq!(hella.status, 200);
        let left = [BlockReason::BlockedByAdministrator];
        assert_eq!(blocked_for(&server, &bea).await, left);
        assert!(!hella.page.says("Lift the block"), "{}", hella.page.main());
        let path = format!("/w/falke/people/{}/unblock", bea.id);
        post(&mut hella, &path, "").await;
        assert!(hella.page.says("Nothing"), "{}", hella.page.main());
        assert_eq!(blocked_for(&server, &bea).await, left);
        let kinds = server.events_of(bea.passport).await;
        let lifted = kinds.iter().filter(|kind| *kind == "people.unblocked");
        assert_eq!(lifted.count(), 1);
    }
}

#[tokio::test]
async fn it_does_not_act_on_administrators_nor_on_the_help_desk_nor_on_itself() {
    let server = TestApp::start().await;
    let Cast {
        falke, anna, hella, ..
    } = cast(&server).await;
    let hugo = server.colleague(&falke, "Hugo Hilf", Role::HelpDesk).await;
    for member in [&hella, &hugo] {
        block(&server, member, BlockReason::LockedByAttempts).await;
    }
    // Whoever is locked cannot enter: another of the help desk tries.
    server.colleague(&falke, "Helga Hilf", Role::HelpDesk).await;
    let mut helga = server.signed_in("helga@falke.example.com").await;
    let before = letters(&server).await;
    for member in [&anna, &hella, &hugo] {
        for deed in ["unblock", "new-password", "invite"] {
            let path = format!("/w/falke/people/{}/{deed}", member.id);
            post(&mut helga, &path, "").await;
            assert_eq!(helga.status, 403, "{} {deed}", member.name);
            assert!(helga.page.says("employees and guests only"));
        }
    }
    assert_eq!(letters(&server).await, before);
    assert_eq!(blocked_for(&server, &hugo).await.len(), 1);
}

#[tokio::test]
async fn it_raises_nobody_and_dismisses_nobody() {
    let server = TestApp::start().await;
    let Cast { hella, bea, .. } = cast(&server).await;
    let mut browser = server.signed_in(HELLA).await;
    let before = server.rows().await;
    for member in [&hella, &bea] {
        for deed in ["edit", "dismiss", "block", "withdraw", "rehire"] {
            let path = format!("/w/falke/people/{}/{deed}", member.id);
            let form = "&name=Evil&email=evil@example.com&role=administrator&department=";
            post(&mut browser, &path, form).await;
            assert_eq!(browser.status, 403, "{deed}");
        }
    }
    let form = "&name=Evil&email=evil@example.com&role=administrator&department=";
    post(&mut browser, "/w/falke/people/new", form).await;
    assert_eq!(browser.status, 403);
    let mut conn = server.app.db.read().await.unwrap();
    for (member, role) in [(&hella, Role::HelpDesk), (&bea, Role::Employee)] {
        let now = members::load(&mut conn, member.workspace, member.id).await;
        assert_eq!(now.unwrap().unwrap().role, role);
    }
    drop(conn);
    assert_eq!(server.rows().await["members"], before["members"]);
}

#[tokio::test]
async fn whoever_became_an_administrator_meanwhile_is_left_alone() {
    let server = TestApp::start().await;
    let Cast { bea, hella, .. } = cast(&server).await;
    let mut browser = server.signed_in(HELLA).await;
    let page = format!("/w/falke/people/{}", bea.id);
    browser.open(&page).await;
    let body = format!("csrf={}", browser.hidden_field());
    set_role(&server, &bea, Role::Administrator).await;
    let before = letters(&server).await;
    browser
        .post_only(&format!("{page}/new-password"), &body)
        .await;
    assert_eq!(browser.status, 403);
    set_role(&server, &bea, Role::Employee).await;
    set_role(&server, &hella, Role::Employee).await;
    browser
        .post_only(&format!("{page}/new-password"), &body)
        .await;
    assert_eq!(browser.status, 403, "nor does whoever lost the role help");
    assert_eq!(letters(&server).await, before);
}

/// Eva is an employee here and runs another workspace.
async fn eva(server: &TestApp, falke: &Workspace) -> PassportId {
    let eva = server
        .person("Eva Lind", "eva@adler.example.com", PASSWORD)
        .await;
    server.workspace("adler", "Adler", eva).await;
    server.enrol(falke, eva, Role::Employee).await;
    eva
}

#[tokio::test]
async fn a_passport_of_other_workspaces_is_not_taken_over_by_its_help_desk() {
    let server = TestApp::start().await;
    let Cast { falke, .. } = cast(&server).await;
    let eva = eva(&server, &falke).await;
    let mut conn = server.app.db.read().await.unwrap();
    let here = members::of_passport(&mut conn, falke.id, eva).await;
    let here = here.unwrap().unwrap();
    drop(conn);
    let mut hella = server.signed_in(HELLA).await;
    hella.open(&format!("/w/falke/people/{}", here.id)).await;
    hella.press("Send a link for a new password", &[]).await;
    assert_eq!(hella.status, 200, "{}", hella.page.main());
    // It goes to the person's own address; whoever asked sees nothing of it, and the password holds.
    let letter = server.letter_to("eva@adler.example.com").await;
    let link = link_in(&server, &letter);
    let secret = link.split("token=").nth(1).unwrap();
    assert!(!hella.page.source.contains(secret));
    let mut own = server.signed_in("eva@adler.example.com").await;
    own.open("/w/adler/people").await;
    assert_eq!(own.status, 200);
    hella.open(&format!("/w/adler/people/{}", here.id)).await;
    assert_eq!(hella.status, 404);
}

#[tokio::test]
async fn invitations_are_sent_again_but_not_to_administrators_and_none_is_withdrawn() {
    let server = TestApp::start().await;
    cast(&server).await;
    let mut anna = server.signed_in(ANNA).await;
    for (name, role) in [("Jonas", "Employee"), ("Klara", "Administrator")] {
        anna.open("/w/falke/people/new").await;
        let email = format!("{}@x.example", name.to_lowercase());
        let fields = [("Name", name), ("E-mail", &email), ("Role", role)];
        anna.press("Add and invite", &fields).await;
    }
    server.pass(Duration::from_secs(61));
    let mut hella = server.signed_in(HELLA).await;
    hella.open("/w/falke/people/invited").await;
    assert!(
        hella.page.says("Waiting to be sent"),
        "{}",
        hella.page.main()
    );
    assert!(!hella.page.says("Withdraw"), "{}", hella.page.main());
    let both = [("Jonas", "on"), ("Klara", "on")];
    hella.press("Send again", &both).await;
    assert!(hella.page.says("Sent again: 1."), "{}", hella.page.main());
    let mut conn = server.app.db.read().await.unwrap();
    let falke = people::workspaces::at(&mut conn, "falke").await.unwrap();
    let jonas = members::away_at(&mut conn, falke.unwrap().id, "jonas@x.example").await;
    drop(conn);
    let fields = format!("&what=withdraw&member={}", jonas.unwrap().unwrap().id);
    post(&mut hella, "/w/falke/people/invited", &fields).await;
    assert_eq!(hella.status, 403);
    anna.open("/w/falke/people/invited").await;
    assert!(anna.page.says("2 invitations wait"), "{}", anna.page.main());
}

#[tokio::test]
async fn a_token_of_the_help_desk_opens_nothing_that_is_for_administrators() {
    let server = TestApp::start().await;
    let Cast { bea, hella, .. } = cast(&server).await;
    set_role(&server, &hella, Role::Administrator).await;
    let mut browser = server.signed_in(HELLA).await;
    let script = personal(&server, &mut browser, &all_scopes()).await;
    let path = format!("/api/v1/workspaces/falke/people/{}", bea.id);
    assert_eq!(script.get(&path).await.status, 200);
    set_role(&server, &hella, Role::HelpDesk).await;
    for deed in ["", "/unblock", "/new-password", "/dismiss"] {
        let told = match deed {
            "" => script.get(&path).await,
            deed => {
                script
                    .post(&format!("{path}{deed}"), serde_json::json!({}))
                    .await
            }
        };
        assert_eq!(told.status, 403, "{deed}");
    }
}

#[tokio::test]
async fn an_administrator_gives_the_role_and_it_is_in_the_trail() {
    let server = TestApp::start().await;
    let Cast { bea, hella, .. } = cast(&server).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open(&format!("/w/falke/people/{}/edit", bea.id)).await;
    anna.press("Save", &[("Role", "Help desk")]).await;
    assert!(anna.page.says("Help desk"), "{}", anna.page.main());
    let kinds = server.events_of(bea.passport).await;
    assert!(kinds.contains(&"people.role.changed".to_owned()));
    let mut inside = server.signed_in("bea@falke.example.com").await;
    inside.open("/w/falke/people").await;
    assert_eq!(inside.status, 200);
    // Whoever administers has tokens that act here, too; the question counts them and says what does not come back.
    set_role(&server, &bea, Role::Administrator).await;
    personal(&server, &mut inside, &all_scopes()).await;
    anna.open(&format!("/w/falke/people/{}/dismiss", bea.id))
        .await;
    for words in [
        "Their own API tokens in this workspace (1)",
        "Administrator rights; hiring again does not bring them back",
    ] {
        assert!(anna.page.says(words), "{words}: {}", anna.page.main());
    }
    anna.open(&format!("/w/falke/people/{}/dismiss", hella.id))
        .await;
    assert!(
        anna.page.says("The rights of the help desk"),
        "{}",
        anna.page.main()
    );
}
