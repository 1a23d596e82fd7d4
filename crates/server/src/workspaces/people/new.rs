//! Adding a person: they get a letter and decide themselves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Language;
use people::members::Role;

use super::acts::{self, Wrong};
use super::fields::{Fields, Typed};
use super::{chosen, fields};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::texting;
use crate::web::ui::{self, Frame, Select};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "workspaces/people/new.html")]
struct Page {
    frame: Frame,
    action: String,
    list: String,
    fields: Fields,
    language: Select,
}

impl Page {
    async fn new(
        app: &App,
        ctx: &Ctx,
        admin: &Entered,
        (typed, wrong): (&Typed, Wrong),
    ) -> Result<Self, PageError> {
        let mut frame = inside::workspace(app, ctx, admin, "people-new-title", "people").await?;
        frame.page.has_error = wrong != Wrong::default();
        let mut conn = app.db.read().await?;
        let tree = fields::tree(&mut conn, admin.workspace.id).await?;
        let phones = texting::is_on(&mut conn).await?;
        let mut language = ui::select("language", ctx.text("people-language"))
            .hint(ctx.text("people-language-hint"))
            .chosen(&typed.language);
        for one in Language::ALL {
            language = language.choice(one.code(), one.own_name());
        }
        Ok(Self {
            frame,
            action: format!("{}/new", chosen::list(admin)),
            list: chosen::list(admin),
            fields: Fields::new(&ctx.texts, (typed, wrong), &tree, phones),
            language,
        })
    }
}

/// `GET /w/{workspace}/people/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
) -> Result<Response, PageError> {
    let typed = Typed {
        role: Role::Employee.word().to_owned(),
        language: admin.workspace.language.clone(),
        ..Typed::default()
    };
    let page = Page::new(&app, &ctx, &admin, (&typed, Wrong::default())).await?;
    Ok(shown(&page))
}

/// `POST /w/{workspace}/people/new`.
pub(super) async fn add(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(admin): WorkspaceAdmin,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let acting = admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let contact = typed.contact(&mut conn).await?;
    let tried = match typed.check(contact) {
        Ok(new) => acts::invite(&acting, &mut conn, &new).await?,
        Err(wrong) => Err(wrong),
    };
    match tried {
        Ok(member) => {
            conn.commit().await?;
            let contact = member.contact().map(|one| one.shown());
            let flash = Flash::new("people-invited")
                .with("name", member.name)
                .with("email", contact.unwrap_or_default());
            Ok(flash.redirect(&ctx, &chosen::list(&admin)))
        }
        Err(wrong) => {
            drop(conn);
            Ok(rejected(
                &Page::new(&app, &ctx, &admin, (&typed, wrong)).await?,
            ))
        }
    }
}
