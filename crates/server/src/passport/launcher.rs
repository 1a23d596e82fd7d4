//! What the person can open: invitations, workspaces, applications.

use admission::MemberState;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::belonging::{self, Belonging};
use people::identifiers;

use crate::inside;
use crate::oidc::{Application, Launchable};
use crate::signin::SignedIn;
use crate::sites::{self, Site};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "passport/launcher.html")]
struct Page {
    frame: Frame,
    hello: String,
    invitations: Vec<ui::Notice>,
    workspaces: Vec<ui::Tile>,
    applications: Vec<ui::Tile>,
    empty: Option<ui::EmptyState>,
}

/// `GET /passport`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let frame = inside::passport(&app, &ctx, &signed_in, "inside-launcher", "").await?;
    let person = &signed_in.person;
    let mut conn = app.db.read().await?;
    let all = belonging::of_passport(&mut conn, person.id, app.clock.now()).await?;
    let open: Vec<&Belonging> = all.iter().filter(|one| one.is_enterable()).collect();
    let ids: Vec<_> = open.iter().map(|one| one.workspace).collect();
    let applications = Application::for_member(&mut conn, person.id, &ids).await?;
    let sites = sites::of_workspaces(&mut conn, &ids).await?;
    let email = identifiers::primary_email(&mut conn, person.id).await?;
    drop(conn);
    let email = email
        .map(|email| email.to_string())
        .unwrap_or_else(|| person.name.clone());
    let empty = open.is_empty().then(|| {
        ui::empty(ctx.text("passport-empty"))
            .text(
                ctx.texts
                    .with("passport-empty-why", &[("address", email.as_str().into())]),
            )
            .action("/sign-in?switch=1", ctx.text("passport-other-account"))
    });
    let page = Page {
        hello: ctx
            .texts
            .with("passport-hello", &[("name", person.name.as_str().into())]),
        invitations: invitations(&ctx, &all),
        workspaces: open.iter().map(|one| workspace(&ctx, one)).collect(),
        applications: applications
            .iter()
            .filter_map(|one| tile(&ctx, one))
            .chain(sites.iter().filter_map(site))
            .collect(),
        empty,
        frame,
    };
    Ok(shown(&page))
}

fn invitations(ctx: &Ctx, all: &[Belonging]) -> Vec<ui::Notice> {
    let invited = all.iter().filter(|one| one.state == MemberState::Invited);
    invited
        .map(|one| {
            let workspace = one.name.as_str().into();
            let heading = ctx
                .texts
                .with("passport-invited", &[("workspace", workspace)]);
            ui::notice(Tone::Info, heading).text(ctx.text("passport-invited-how"))
        })
        .collect()
}

fn workspace(ctx: &Ctx, one: &Belonging) -> ui::Tile {
    let role = ctx.text(&format!("passport-role-{}", one.role.word()));
    let href = format!("/w/{}/", one.address);
    ui::tile(href, &one.name, ui::workspace(&one.name)).meta(role)
}

/// The tile of an application that has a page to open it at.
fn tile(ctx: &Ctx, one: &Launchable) -> Option<ui::Tile> {
    let application = &one.application;
    let home = application.home_url.as_deref()?;
    let used = one.last_used.map_or_else(
        || ctx.text("passport-never-used"),
        |at| {
            ctx.texts
                .with("passport-last-used", &[("time", ctx.texts.date(at).into())])
        },
    );
    Some(ui::tile(home, &application.name, ui::application(&application.name)).meta(used))
}

/// The tile of a site that has an address of its own.
fn site(one: &Site) -> Option<ui::Tile> {
    let home = one.home()?;
    let host = home
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_owned();
    Some(ui::tile(home, &one.name, ui::application(&one.name)).meta(host))
}
