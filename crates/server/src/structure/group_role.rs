//! The role a group gives its members: asked first, with how many people it raises.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use people::GroupId;
use people::groups::{self, Group};
use people::members::Role;
use people::roles::{self, GIVEN, Regrouped};
use serde::Deserialize;

use super::acts::{self, Deed};
use super::groups::{Confirm, alone, conflict, frame, path};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Notice};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

/// What a group may give, as a choice sends it; whoever sends something else gets nothing.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    role: String,
}

impl Wanted {
    fn read(&self) -> Option<Option<Role>> {
        match self.role.as_str() {
            "none" => Some(None),
            word => {
                let known = GIVEN.into_iter().find(|role| role.word() == word);
                known.map(Some)
            }
        }
    }
}

/// The choice of a role, on the page of the group.
pub(super) fn choice(ctx: &Ctx, group: &Group) -> ui::Select {
    let mut all = ui::select("role", ctx.text("structure-role"))
        .hint(ctx.text("structure-role-hint"))
        .chosen(acts::word(group.role));
    for role in [
        None,
        Some(Role::Employee),
        Some(Role::HelpDesk),
        Some(Role::Administrator),
    ] {
        all = all.choice(acts::word(role), in_words(ctx, role));
    }
    all
}

fn in_words(ctx: &Ctx, role: Option<Role>) -> String {
    match role {
        None => ctx.text("structure-role-none"),
        Some(role) => ctx.text(&format!("people-role-{}", role.word())),
    }
}

/// What whoever is added to the group becomes.
pub(super) fn notice(ctx: &Ctx, group: &Group) -> Option<Notice> {
    let role = in_words(ctx, Some(group.role?));
    let words = ctx
        .texts
        .with("structure-role-given", &[("role", role.as_str().into())]);
    Some(ui::notice(ui::Tone::Info, words))
}

/// `GET /w/{workspace}/groups/{group}/role`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    let role = wanted.read().ok_or(PageError::NotFound)?;
    Ok(shown(&page(&app, &ctx, &entered, (id, role)).await?))
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    (id, role): (GroupId, Option<Role>),
) -> Result<Confirm, PageError> {
    let workspace = entered.workspace.id;
    let mut conn = app.db.read().await?;
    let group = groups::load(&mut conn, workspace, id).await?;
    let group = group.ok_or(PageError::NotFound)?;
    let raised = match role {
        Some(role) => roles::raised_by(&mut conn, (workspace, id), role).await?,
        None => 0,
    };
    let sunk = roles::sunk_by(&mut conn, (workspace, id), role).await?;
    drop(conn);
    let own = format!("{}/{id}", path(entered));
    let words = in_words(ctx, role);
    let with = |key: &str, count: i64| {
        let facts = [("count", count.into()), ("role", words.as_str().into())];
        ctx.texts.with(key, &facts)
    };
    let question = match role {
        Some(_) => "structure-role-question",
        None => "structure-role-take-question",
    };
    let facts = [
        ("name", group.name.as_str().into()),
        ("role", words.as_str().into()),
    ];
    let question = ctx.texts.with(question, &facts);
    let mut asked = ui::confirmation(question, format!("{own}/role"), &ctx.csrf, own, &ctx.texts)
        .with("role", acts::word(role));
    if let Some(role) = role {
        asked = asked.happens(with("structure-role-raised", raised));
        asked = asked.happens(ctx.text(&format!("structure-role-{}-means", role.word())));
    }
    if sunk > 0 {
        asked = asked.happens(with("structure-role-sunk", sunk));
    }
    Ok(Confirm {
        frame: frame(app, ctx, entered).await?,
        refusal: None,
        confirmation: match role {
            Some(_) => asked.button(ctx.text("structure-role-give")),
            None => asked.button(ctx.text("structure-role-take")),
        },
    })
}

/// `POST /w/{workspace}/groups/{group}/role`.
pub(super) async fn give(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    let id = GroupId::parse(&id).ok_or(PageError::NotFound)?;
    let role = wanted.read().ok_or(PageError::UnreadableForm)?;
    let acting = entered.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    match acts::give_role(&acting, &mut conn, id, role).await? {
        Regrouped::Done(_) => conn.commit().await?,
        Regrouped::NoSuchGroup => return Err(PageError::NotFound),
        Regrouped::LastAdministrator => {
            drop(conn);
            acts::note_refused(&acting, Deed::Role, id).await?;
            let mut page = page(&app, &ctx, &entered, (id, role)).await?;
            page.frame.page.has_error = true;
            page.refusal = Some(alone(&ctx));
            return Ok(conflict(shown(&page)));
        }
    }
    let to = format!("{}/{id}", path(&entered));
    Ok(Flash::new("structure-saved").redirect(&ctx, &to))
}
