//! The first page of a workspace: for its administrators what wants attention, for everybody else
//! what can be opened.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::belonging;
use people::census::{self, Counts};
use people::members::Role;
use people::search::Standing;

use crate::inside;
use crate::oidc::{Application, Launchable, Listed};
use crate::signin::door::Entered;
use crate::sites::{self, Site};
use crate::web::ui::{self, Attention, EmptyState, Frame, SummaryList, Tile, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "workspaces/overview.html")]
struct Page {
    frame: Frame,
    steps: Vec<Attention>,
    quiet: Option<String>,
    counts: SummaryList,
}

#[derive(Template)]
#[template(path = "workspaces/launcher.html")]
struct Launcher {
    frame: Frame,
    tiles: Vec<Tile>,
    empty: Option<EmptyState>,
    leave: ui::PlainLink,
}

/// `GET /w/{workspace}/`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    entered: Entered,
) -> Result<Response, PageError> {
    note_opened(&app, &ctx, &entered).await?;
    if entered.member.role == Role::Administrator {
        overview(&app, &ctx, &entered).await
    } else {
        launcher(&app, &ctx, &entered).await
    }
}

/// Notes that it was opened, so that the launcher shows first what was used last.
async fn note_opened(app: &App, ctx: &Ctx, entered: &Entered) -> Result<(), PageError> {
    let (workspace, member) = (entered.workspace.id, entered.member.id);
    let mut conn = app.db.read().await?;
    let is_known = belonging::was_opened(&mut conn, workspace, member, ctx.at).await?;
    drop(conn);
    if is_known {
        return Ok(());
    }
    let mut conn = app.db.write().await?;
    belonging::note_opened(&mut conn, workspace, member, ctx.at).await?;
    conn.commit().await?;
    Ok(())
}

async fn overview(app: &App, ctx: &Ctx, entered: &Entered) -> Result<Response, PageError> {
    let frame = inside::workspace(app, ctx, entered, "inside-overview", "").await?;
    let workspace = entered.workspace.id;
    let mut conn = app.db.read().await?;
    let counts = census::counts(&mut conn, workspace, app.clock.now()).await?;
    let applications = Application::of_workspace(&mut conn, workspace).await?;
    drop(conn);
    let is_operator = entered.signed_in.person.is_operator;
    let mail_is_set = app
        .mail
        .post()
        .await
        .map_err(PageError::internal)?
        .is_some();
    let mail = (!mail_is_set).then_some(is_operator);
    let steps = steps(ctx, entered, (counts, &applications), mail);
    let quiet = steps.is_empty().then(|| {
        let time = ctx.texts.date_time(ctx.at);
        ctx.texts.with("overview-quiet", &[("time", time.into())])
    });
    Ok(shown(&Page {
        counts: summary(ctx, entered, counts, &applications),
        frame,
        steps,
        quiet,
    }))
}

/// What to do next, worst first; what is done is gone. `mail` is nothing when letters can leave, else
/// whether this person may set that up.
fn steps(
    ctx: &Ctx,
    entered: &Entered,
    (counts, applications): (Counts, &[Listed]),
    mail: Option<bool>,
) -> Vec<Attention> {
    let base = format!("/w/{}", entered.workspace.address);
    let mut steps = Vec::new();
    match mail {
        Some(true) => steps.push(
            ui::attention(
                Tone::Warn,
                ctx.text("overview-mail"),
                "/operator/mail",
                ctx.text("overview-mail-do"),
            )
            .text(ctx.text("overview-mail-why")),
        ),
        Some(false) => steps.push(
            ui::attention(
                Tone::Warn,
                ctx.text("overview-mail"),
                format!("{base}/people?state=invited"),
                ctx.text("overview-mail-look"),
            )
            .text(ctx.text("overview-mail-ask")),
        ),
        None => {}
    }
    if counts.present() < 2 {
        let href = format!("{base}/people/new");
        let step = ui::attention(
            Tone::Info,
            ctx.text("overview-people"),
            href,
            ctx.text("overview-people-do"),
        );
        steps.push(step.text(ctx.text("overview-people-why")));
    }
    if applications.is_empty() {
        let href = format!("{base}/applications/new");
        let step = ui::attention(
            Tone::Info,
            ctx.text("overview-applications"),
            href,
            ctx.text("overview-applications-do"),
        );
        steps.push(step.text(ctx.text("overview-applications-why")));
    }
    steps
}

/// How many of what, each a link to the list.
fn summary(ctx: &Ctx, entered: &Entered, counts: Counts, applications: &[Listed]) -> SummaryList {
    let base = format!("/w/{}", entered.workspace.address);
    let texts = &ctx.texts;
    let of = |standing: Standing, n: i64| {
        let href = format!("{base}/people?state={}", standing.word());
        ui::link(href, texts.number(n))
    };
    let all = i64::try_from(applications.len()).unwrap_or(i64::MAX);
    ui::summary_list()
        .row(
            texts.get("overview-active"),
            of(Standing::Active, counts.active),
        )
        .row(
            texts.get("overview-invited"),
            of(Standing::Invited, counts.invited),
        )
        .row(
            texts.get("overview-blocked"),
            of(Standing::Blocked, counts.blocked),
        )
        .row(
            texts.get("inside-applications"),
            ui::link(format!("{base}/applications"), texts.number(all)),
        )
}

async fn launcher(app: &App, ctx: &Ctx, entered: &Entered) -> Result<Response, PageError> {
    let frame = inside::workspace(app, ctx, entered, "inside-applications", "").await?;
    let person = entered.signed_in.person.id;
    let mut conn = app.db.read().await?;
    let here = [entered.workspace.id];
    let open = Application::for_member(&mut conn, person, &here).await?;
    let sites = sites::of_workspaces(&mut conn, &here).await?;
    drop(conn);
    let applications = open.iter().filter_map(|one| tile(ctx, one));
    let tiles: Vec<Tile> = applications
        .chain(sites.iter().filter_map(site_tile))
        .collect();
    let empty = tiles
        .is_empty()
        .then(|| ui::empty(ctx.text("overview-nothing")).text(ctx.text("overview-nothing-why")));
    let leave = format!("/w/{}/leave", entered.workspace.address);
    Ok(shown(&Launcher {
        leave: ui::link(leave, ctx.text("life-leave")),
        frame,
        tiles,
        empty,
    }))
}

/// A site that has an address of its own.
fn site_tile(one: &Site) -> Option<Tile> {
    let name = &one.name;
    Some(ui::tile(one.home()?, name, ui::application(name)))
}

/// An application that can be opened from here; one without a page of its own cannot.
pub fn tile(ctx: &Ctx, one: &Launchable) -> Option<Tile> {
    let href = one.application.home_url.as_deref()?;
    let name = &one.application.name;
    let tile = ui::tile(href, name, ui::application(name));
    Some(match one.last_used {
        Some(at) => tile.meta(ui::time(at, ctx.at, &ctx.texts)),
        None => tile,
    })
}
