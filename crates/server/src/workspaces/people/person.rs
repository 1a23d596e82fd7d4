//! One person: how they stand and why, what they belong to, what happened, what can be done.

use admission::Means;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::audit::{self, Filter, Recorded};
use base::db::Conn;
use people::blocks::MemberBlock;
use people::entrance::{self, Entrance};
use people::groups::{self, Group};
use people::helping::Right;
use people::members::{Member, Role};
use people::search::Standing;
use people::{BlockReason, MemberState, departments};

use super::chosen::{self, Chosen, Helped};
use super::words;
use crate::audit_trail::{Line, Names};
use crate::inside;
use crate::signin::{self, door};
use crate::web::ui::{self, Badge, Breadcrumb, Frame, Menu, Notice, SummaryList, Table, Tone};
use crate::web::{App, Ctx, PageError, picture, show as shown};

/// Events shown; the rest stands in the audit trail.
const EVENTS: u32 = 10;

#[derive(Template)]
#[template(path = "workspaces/people/person.html")]
struct Page {
    frame: Frame,
    trail: Breadcrumb,
    name: String,
    avatar: ui::Avatar,
    badge: Badge,
    edit: Option<String>,
    menu: Option<Menu>,
    only_administrators: Option<Notice>,
    facts: SummaryList,
    entry: Notice,
    blocks: Option<Table>,
    events: Option<Table>,
    all_events: String,
}

/// What is known of somebody beside their row.
struct Known {
    entrance: Entrance,
    groups: Vec<String>,
    /// The group by which they may more than their own role lets them.
    giving: Option<String>,
    department: Option<String>,
    sessions: usize,
    has_password: bool,
    events: Vec<Recorded>,
    names: Names,
}

impl Known {
    async fn load(app: &App, chosen: &Chosen) -> Result<Self, PageError> {
        let (workspace, member) = (&chosen.admin.workspace, &chosen.member);
        let mut conn = app.db.read().await?;
        let entrance = entrance::load(&mut conn, workspace.id, member.passport).await?;
        let groups = groups::of_member(&mut conn, workspace.id, member.id).await?;
        let filter = Filter {
            person: Some(member.passport.to_string()),
            ..Filter::default()
        };
        let events = audit::in_workspace(&mut conn, workspace.id, &filter, None, EVENTS).await?;
        let sessions = signin::sessions_of(&mut conn, member.passport, app.clock.now()).await?;
        Ok(Self {
            entrance: entrance.ok_or(PageError::NotFound)?,
            giving: giving(&chosen.member, &groups),
            groups: groups.into_iter().map(|group| group.name).collect(),
            department: department(&mut conn, chosen).await?,
            sessions: sessions.len(),
            has_password: signin::has_password(&mut conn, member.passport).await?,
            names: Names::of(&mut conn, Some(workspace.id), &events.events).await?,
            events: events.events,
        })
    }

    /// The blocks that hold now.
    fn blocks(&self, ctx: &Ctx) -> Vec<&MemberBlock> {
        let blocks = self.entrance.blocks.iter();
        blocks
            .filter(|block| block.until.is_none_or(|until| ctx.at < until))
            .collect()
    }

    fn standing(&self, ctx: &Ctx, state: MemberState) -> Standing {
        match state {
            MemberState::Dismissed => Standing::Dismissed,
            _ if !self.blocks(ctx).is_empty() => Standing::Blocked,
            MemberState::Active => Standing::Active,
            MemberState::Invited => Standing::Invited,
        }
    }

    fn is_blocked_for(&self, reasons: &[BlockReason]) -> bool {
        let mut blocks = self.entrance.blocks.iter();
        blocks.any(|block| reasons.contains(&block.reason))
    }
}

/// The first of the groups that gives what they may do, when their own role does not.
fn giving(member: &Member, groups: &[Group]) -> Option<String> {
    let more = member.role != member.own_role;
    let group = groups.iter().find(|one| one.role == Some(member.role));
    group.filter(|_| more).map(|one| one.name.clone())
}

async fn department(conn: &mut Conn, chosen: &Chosen) -> Result<Option<String>, PageError> {
    let Some(id) = chosen.member.department else {
        return Ok(None);
    };
    let found = departments::load(conn, chosen.admin.workspace.id, id).await?;
    Ok(found.map(|department| department.name))
}

/// `GET /w/{workspace}/people/{member}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    helped: Helped,
) -> Result<Response, PageError> {
    let chosen = &helped.0;
    let admin = &chosen.admin;
    let mut frame = inside::workspace(&app, &ctx, admin, "people-title", "people").await?;
    let member = &chosen.member;
    frame.page.title.clone_from(&member.name);
    let known = Known::load(&app, chosen).await?;
    let is_run = admin.member.role == Role::Administrator;
    Ok(shown(&Page {
        trail: ui::breadcrumb(ctx.text("people-trail"))
            .link(chosen::list(admin), ctx.text("people-title"))
            .here(&member.name),
        name: member.name.clone(),
        avatar: ui::person(&member.name)
            .picture(picture::large(member.picture.as_ref()))
            .large(),
        badge: words::badge(&ctx.texts, known.standing(&ctx, member.state)),
        edit: is_run.then(|| format!("{}/edit", chosen.path())),
        menu: match helped.right() {
            Some(Right::Administrator) => Some(menu(&ctx, chosen, &known)),
            Some(Right::HelpDesk) => help(&ctx, chosen, &known),
            None => None,
        },
        only_administrators: helped
            .right()
            .is_none()
            .then(|| ui::notice(Tone::Info, ctx.text("people-help-not"))),
        facts: facts(&ctx, chosen, &known, is_run),
        entry: entry(&ctx, chosen, &known),
        blocks: blocks(&ctx, &known),
        events: events(&ctx, &known).filter(|_| is_run),
        all_events: format!("/w/{}/audit", admin.workspace.address),
        frame,
    }))
}

/// What can be done with somebody who stands so.
fn menu(ctx: &Ctx, chosen: &Chosen, known: &Known) -> Menu {
    let (path, csrf) = (chosen.path(), &ctx.csrf);
    let mut menu = ui::menu(ctx.text("people-deeds"));
    match chosen.member.state {
        MemberState::Invited => {
            menu = menu
                .post(
                    format!("{path}/invite"),
                    csrf,
                    ctx.text("people-invite-again"),
                )
                .link(format!("{path}/withdraw"), ctx.text("people-withdraw"));
        }
        MemberState::Active => {
            if known.has_password {
                let words = ctx.text("people-send-password-link");
                menu = menu.post(format!("{path}/new-password"), csrf, words);
            }
            if !known.is_blocked_for(&[BlockReason::BlockedByAdministrator]) {
                menu = menu.link(format!("{path}/block"), ctx.text("people-block"));
            }
            menu = menu.link(format!("{path}/dismiss"), ctx.text("people-dismiss"));
        }
        MemberState::Dismissed => {
            menu = menu.post(format!("{path}/rehire"), csrf, ctx.text("people-rehire"));
        }
    }
    let ours = [
        BlockReason::BlockedByAdministrator,
        BlockReason::LockedByAttempts,
    ];
    if known.is_blocked_for(&ours) {
        menu = menu.post(format!("{path}/unblock"), csrf, ctx.text("people-unblock"));
    }
    menu
}

/// What the help desk can do with somebody who stands so; nothing when there is nothing to be done.
fn help(ctx: &Ctx, chosen: &Chosen, known: &Known) -> Option<Menu> {
    let (path, csrf) = (chosen.path(), &ctx.csrf);
    let mut deeds = Vec::new();
    match chosen.member.state {
        MemberState::Invited => deeds.push(("invite", "people-invite-again")),
        MemberState::Active if known.has_password => {
            deeds.push(("new-password", "people-send-password-link"));
        }
        MemberState::Active | MemberState::Dismissed => {}
    }
    if known.is_blocked_for(&[BlockReason::LockedByAttempts]) {
        deeds.push(("unblock", "people-unblock"));
    }
    let menu = ui::menu(ctx.text("people-deeds"));
    (!deeds.is_empty()).then(|| {
        deeds.iter().fold(menu, |menu, (deed, key)| {
            menu.post(format!("{path}/{deed}"), csrf, ctx.text(key))
        })
    })
}

/// What is known of them; with links to change it for whoever may.
fn facts(ctx: &Ctx, chosen: &Chosen, known: &Known, is_run: bool) -> SummaryList {
    let (texts, member) = (&ctx.texts, &chosen.member);
    let edit = format!("{}/edit", chosen.path());
    let change = |facts: SummaryList| {
        if is_run {
            facts.change(&edit, texts)
        } else {
            facts
        }
    };
    let none = || texts.get("people-none");
    let reached = match member.phone {
        Some(_) => "people-phone",
        None => "people-email",
    };
    let contact = member.contact().map_or_else(none, |one| one.shown());
    let department = known.department.clone().unwrap_or_else(none);
    let groups = match known.groups.as_slice() {
        [] => none(),
        groups => groups.join(", "),
    };
    let mut facts = ui::summary_list();
    for (key, value) in [
        (reached, contact),
        (
            "people-role",
            words::role_by(texts, member.role, known.giving.as_deref()),
        ),
        ("people-department", department),
    ] {
        facts = change(facts.row(texts.get(key), value));
    }
    facts = facts.row(texts.get("people-groups"), groups);
    if let Some(at) = member.invited_at {
        facts = facts.row(texts.get("people-invited-at"), ui::time(at, ctx.at, texts));
    }
    if let Some(at) = member.joined_at {
        facts = facts.row(texts.get("people-joined-at"), ui::time(at, ctx.at, texts));
    }
    let sessions = i64::try_from(known.sessions).unwrap_or(i64::MAX);
    facts.row(texts.get("people-sessions"), texts.number(sessions))
}

/// Would they get in now?
fn entry(ctx: &Ctx, chosen: &Chosen, known: &Known) -> Notice {
    let means = [Means::Password];
    let decision = door::foresee(&known.entrance, chosen.member.passport, &means, ctx.at);
    let (tone, key) = words::foreseen(&decision, known.has_password);
    ui::notice(tone, ctx.text("people-entry")).text(ctx.text(key))
}

/// Every reason for which they are blocked, and who lifts it.
fn blocks(ctx: &Ctx, known: &Known) -> Option<Table> {
    let blocks = known.blocks(ctx);
    if blocks.is_empty() {
        return None;
    }
    let texts = &ctx.texts;
    let head = |key| ui::column(texts.get(key));
    let table = ui::table(texts.get("people-blocks"))
        .column(head("people-block-why"))
        .column(head("people-block-since"))
        .column(head("people-block-lift"));
    Some(table.rows(blocks.into_iter().map(|block| {
        let (why, lift) = words::block(block.reason);
        ui::row(texts.get(why))
            .cell(ui::time(block.since, ctx.at, texts))
            .cell(texts.get(lift))
    })))
}

fn events(ctx: &Ctx, known: &Known) -> Option<Table> {
    if known.events.is_empty() {
        return None;
    }
    let texts = &ctx.texts;
    let table = ui::table(texts.get("people-events"))
        .column(ui::column(texts.get("people-event")))
        .column(ui::column(texts.get("people-event-when")))
        .column(ui::column(texts.get("people-event-who")));
    Some(table.rows(known.events.iter().map(|event| {
        let line = Line::new(ctx, event, &known.names);
        ui::row(line.sentence)
            .cell(ui::time(event.at, ctx.at, texts))
            .cell(line.who)
    })))
}
