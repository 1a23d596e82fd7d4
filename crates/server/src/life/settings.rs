//! What a workspace is called, in which language it writes, and the ways to its greater changes.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Language;
use people::founding;
use people::{identifiers, passports};
use serde::Deserialize;

use super::address;
use crate::inside;
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame, SummaryList};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};
use crate::workspaces;

#[derive(Template)]
#[template(path = "life/settings.html")]
struct Page {
    frame: Frame,
    action: String,
    name: ui::Field,
    language: ui::Select,
    facts: SummaryList,
    ends: SummaryList,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

async fn page(
    (app, ctx): (&App, &Ctx),
    admin: &WorkspaceAdmin,
    (name, language, wrong): (&str, &str, Option<String>),
) -> Result<Page, PageError> {
    let here = &admin.0.workspace;
    let texts = &ctx.texts;
    let mut frame = inside::workspace(app, ctx, &admin.0, "inside-settings", "settings").await?;
    frame.page.has_error = wrong.is_some();
    let base = format!("/w/{}", here.address);
    let action = format!("{base}/settings");
    let select = ui::select("language", texts.get("life-language"))
        .hint(texts.get("life-language-hint"))
        .chosen(language);
    let language = Language::ALL.iter().fold(select, |select, one| {
        select.choice(one.code(), one.own_name())
    });
    let owner = owner(app, ctx, admin).await?;
    let address = app.config.public_url.of(&base);
    Ok(Page {
        name: ui::field("name", texts.get("setup-workspace-name"))
            .value(name)
            .autocomplete("organization")
            .error(wrong),
        language,
        facts: facts(ctx, &action, (address, owner)),
        ends: ends(ctx, &base),
        action,
        frame,
    })
}

/// Where it is and whose, with the ways to change that.
fn facts(ctx: &Ctx, settings: &str, (address, owner): (String, String)) -> SummaryList {
    let texts = &ctx.texts;
    let relocate = ui::link(format!("{settings}/address"), texts.get("life-move-open"));
    let hand_over = ui::link(
        format!("{settings}/hand-over"),
        texts.get("life-hand-over-open"),
    );
    let brand = ui::link(format!("{settings}/brand"), texts.get("brand-open"));
    ui::summary_list()
        .row(texts.get("setup-workspace-address"), address)
        .action(relocate)
        .row(texts.get("life-owner"), owner)
        .action(hand_over)
        .row(texts.get("brand-title"), texts.get("brand-what"))
        .action(brand)
}

/// The ways out of it.
fn ends(ctx: &Ctx, base: &str) -> SummaryList {
    let texts = &ctx.texts;
    let leave = ui::link(format!("{base}/leave"), texts.get("life-leave-open"));
    let delete = ui::link(
        format!("{base}/settings/delete"),
        texts.get("life-delete-open"),
    );
    ui::summary_list()
        .row(texts.get("life-leave"), texts.get("life-leave-what"))
        .action(leave)
        .row(texts.get("life-delete"), texts.get("life-delete-what"))
        .action(delete)
}

/// Whose the workspace is, in words.
async fn owner(app: &App, ctx: &Ctx, admin: &WorkspaceAdmin) -> Result<String, PageError> {
    let mut conn = app.db.read().await?;
    let Some(owner) = founding::owner(&mut conn, admin.0.workspace.id).await? else {
        return Ok(ctx.text("life-owner-none"));
    };
    let person = passports::load(&mut conn, owner).await?;
    let email = identifiers::primary_email(&mut conn, owner).await?;
    let name = person.map(|person| person.name).unwrap_or_default();
    Ok(match email {
        Some(email) => format!("{name} ({email})"),
        None => name,
    })
}

/// `GET /w/{workspace}/settings`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
) -> Result<Response, PageError> {
    let here = &admin.0.workspace;
    let now = (here.name.as_str(), here.language.as_str(), None);
    Ok(shown(&page((&app, &ctx), &admin, now).await?))
}

/// `POST /w/{workspace}/settings`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let language = Language::from_code(&typed.language).ok_or(PageError::UnreadableForm)?;
    let name = match address::name(&ctx, &typed.name) {
        Ok(name) => name,
        Err(why) => {
            let now = (typed.name.as_str(), language.code(), Some(why));
            return Ok(rejected(&page((&app, &ctx), &admin, now).await?));
        }
    };
    let acting = admin.0.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    workspaces::describe(&acting, &mut conn, &name, language.code()).await?;
    conn.commit().await?;
    let to = format!("/w/{}/settings", acting.workspace.address);
    Ok(Flash::new("life-saved").redirect(&ctx, &to))
}
