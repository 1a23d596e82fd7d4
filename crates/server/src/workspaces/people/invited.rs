//! Invitations that wait for an answer: who is invited, what became of the letter, and what can be done, also to many.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use people::members::{self, Member, Role};
use people::{Contact, Guarded, MemberId, MemberState, WorkspaceId};
use serde::Deserialize;

use super::acts::{self, Ending, Sent};
use super::store::{self, Journey, Pending};
use super::{chosen, tabs, words};
use crate::inside;
use crate::signin::acting::Acting;
use crate::signin::door::{Entered, HelpDesk};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Denied, Flash, Form, PageError, show as shown};

/// Invitations on a page, and the most that can be chosen at once.
const A_PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "workspaces/people/invited.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    is_run: bool,
    new: String,
    count: String,
    action: String,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
    pages: Option<ui::Pagination>,
}

#[derive(Default, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    before: String,
    #[serde(default)]
    seen: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    member: Vec<String>,
    #[serde(default)]
    what: String,
}

fn here(admin: &Entered) -> String {
    format!("{}/invited", chosen::list(admin))
}

/// `GET /w/{workspace}/people/invited`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    HelpDesk(admin): HelpDesk,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &admin, "people-pending", "people").await?;
    let (workspace, texts) = (admin.workspace.id, &ctx.texts);
    let before = MemberId::parse(&wish.before);
    let mut conn = app.db.read().await?;
    let total = store::count(&mut conn, workspace).await?;
    let mut found = store::pending(&mut conn, workspace, before, A_PAGE + 1).await?;
    drop(conn);
    let has_more = found.len() > A_PAGE as usize;
    found.truncate(A_PAGE as usize);
    let seen = before.map_or(0, |_| i64::from(wish.seen.parse::<u32>().unwrap_or(0)));
    let to = seen + i64::try_from(found.len()).unwrap_or(i64::MAX);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|last| format!("{}?before={}&seen={to}", here(&admin), last.member));
    let is_run = admin.member.role == Role::Administrator;
    let is_paged = before.is_some() || next.is_some();
    let page = Page {
        tabs: tabs(&ctx, &admin, "invited"),
        is_run,
        new: format!("{}/new", chosen::list(&admin)),
        count: texts.with("people-pending-count", &[("count", total.into())]),
        action: here(&admin),
        empty: found.is_empty().then(|| nobody(&ctx, &admin, is_run)),
        table: (!found.is_empty()).then(|| table(&ctx, &admin, &found)),
        pages: is_paged.then(|| {
            let total = ui::Total::Exactly(total.max(to));
            ui::pagination(seen + 1, to, total, texts)
                .first(before.map(|_| here(&admin)))
                .next(next)
        }),
        frame,
    };
    Ok(shown(&page))
}

/// Nobody is waited for; whoever may invite is led there.
fn nobody(ctx: &Ctx, admin: &Entered, is_run: bool) -> ui::EmptyState {
    let none = ui::empty(ctx.text("people-pending-none"));
    if !is_run {
        return none;
    }
    none.text(ctx.text("people-pending-none-text")).action(
        format!("{}/new", chosen::list(admin)),
        ctx.text("people-add"),
    )
}

fn table(ctx: &Ctx, admin: &Entered, found: &[Pending]) -> ui::Table {
    let texts = &ctx.texts;
    let head = |key| ui::column(texts.get(key));
    let table = ui::table(texts.get("people-pending"))
        .column(head("people-name"))
        .column(head("people-reached"))
        .column(head("people-invited-at"))
        .column(head("people-pending-by"))
        .column(head("people-pending-letter"))
        .column(head("people-pending-link"))
        .column(head("people-role"));
    table.rows(found.iter().map(|one| {
        let tick = ui::checkbox("member", &one.name)
            .id(format!("member-{}", one.member))
            .value(one.member);
        let invited = one.invited_at.map(|at| ui::time(at, ctx.at, texts));
        ui::row(tick)
            .cell(ui::link(chosen::path(admin, one.member), reached(one)))
            .cell(invited)
            .cell(one.inviter.clone().unwrap_or_default())
            .cell(journey(ctx, one.letter.as_ref()))
            .cell(validity(ctx, one))
            .cell(ui::tag(words::role(texts, one.role)))
    }))
}

fn reached(one: &Pending) -> String {
    one.contact.as_ref().map(Contact::shown).unwrap_or_default()
}

/// What became of the letter: waiting, taken by a mail server, or refused, with the server's words.
fn journey(ctx: &Ctx, letter: Option<&Journey>) -> ui::Badge {
    let answer = letter.and_then(|one| one.answer.as_deref());
    let with = |plain: &str, said: &str| match answer {
        Some(answer) => ctx.texts.with(said, &[("answer", short(answer).into())]),
        None => ctx.text(plain),
    };
    match letter.map(|one| one.state.as_str()) {
        Some("queued") => {
            let words = with("people-letter-queued", "people-letter-queued-by");
            ui::badge(Tone::Info, words)
        }
        Some("sent") => {
            let words = with("people-letter-sent", "people-letter-sent-by");
            ui::badge(Tone::Good, words)
        }
        Some("refused") => {
            let words = with("people-letter-refused", "people-letter-refused-by");
            ui::badge(Tone::Bad, words)
        }
        _ => ui::badge(Tone::Info, ctx.text("people-letter-gone")),
    }
}

/// The beginning of what a server said.
fn short(answer: &str) -> String {
    answer.chars().take(120).collect()
}

fn validity(ctx: &Ctx, one: &Pending) -> String {
    match one.expires_at {
        Some(until) if until > ctx.at => {
            let until = ctx.texts.date_time(until);
            ctx.texts
                .with("people-pending-until", &[("time", until.into())])
        }
        _ => ctx.text("people-pending-late"),
    }
}

/// `POST /w/{workspace}/people/invited`: writes once more, or withdraws, to all that are ticked.
pub(super) async fn act(
    State(app): State<App>,
    ctx: Ctx,
    HelpDesk(admin): HelpDesk,
    Form(choice): Form<Choice>,
) -> Result<Response, PageError> {
    let ids: Vec<MemberId> = choice
        .member
        .iter()
        .take(A_PAGE as usize)
        .filter_map(|id| MemberId::parse(id))
        .collect();
    if ids.is_empty() {
        return Ok(Flash::new("people-pending-choose").redirect(&ctx, &here(&admin)));
    }
    let acting = admin.acting(&app, &ctx);
    let mut done = 0_i64;
    let key = match choice.what.as_str() {
        "again" => "people-pending-sent",
        "withdraw" if admin.member.role == Role::Administrator => "people-pending-withdrawn",
        "withdraw" => return Err(PageError::Forbidden(Denied::AdministratorsOnly)),
        _ => return Err(PageError::UnreadableForm),
    };
    for id in &ids {
        done += i64::from(one(&acting, *id, &choice.what).await?);
    }
    let left = i64::try_from(ids.len()).unwrap_or(i64::MAX) - done;
    let said = Flash::new(key).with("count", done).with("left", left);
    Ok(said.redirect(&ctx, &here(&admin)))
}

/// Does it to one, as far as whoever asks may, in a transaction of its own; whether anything was done. Others are not held up by one that cannot be.
async fn one(acting: &Acting, id: MemberId, what: &str) -> Result<bool, PageError> {
    let mut conn = acting.doing.app.db.write().await?;
    let Some(member) = waiting(&mut conn, acting.workspace.id, id).await? else {
        return Ok(false);
    };
    let done = if what == "again" {
        match acts::invite_again(acting, &mut conn, &member).await {
            // Whom the help desk does not act on is left out.
            Err(PageError::Forbidden(_)) => false,
            sent => sent? == Sent::Now,
        }
    } else {
        let ended = acts::end(acting, &mut conn, &member, Ending::Withdraw).await?;
        ended == Guarded::Done(())
    };
    if done {
        conn.commit().await?;
    }
    Ok(done)
}

async fn waiting(
    conn: &mut base::db::Conn,
    workspace: WorkspaceId,
    id: MemberId,
) -> Result<Option<Member>, PageError> {
    let member = members::load(conn, workspace, id).await?;
    Ok(member.filter(|one| one.state == MemberState::Invited))
}
