//! Changing what the workspace calls somebody, where they work and what they may do.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::MemberState;

use super::acts::{self, Wrong};
use super::chosen::Chosen;
use super::fields::{self, Fields, Typed};
use crate::inside;
use crate::texting;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "workspaces/people/edit.html")]
struct Page {
    frame: Frame,
    action: String,
    path: String,
    fields: Fields,
    note: Option<String>,
}

impl Page {
    async fn new(
        app: &App,
        ctx: &Ctx,
        chosen: &Chosen,
        (typed, wrong): (&Typed, Wrong),
    ) -> Result<Self, PageError> {
        let admin = &chosen.admin;
        let mut frame = inside::workspace(app, ctx, admin, "people-edit-title", "people").await?;
        frame.page.has_error = wrong != Wrong::default();
        let mut conn = app.db.read().await?;
        let tree = fields::tree(&mut conn, admin.workspace.id).await?;
        let phones = texting::is_on(&mut conn).await?;
        drop(conn);
        let note = match chosen.member.state {
            MemberState::Invited => "people-edit-invited",
            MemberState::Active | MemberState::Dismissed => "people-edit-note",
        };
        let mut note = ctx.text(note);
        if chosen.member.role != chosen.member.own_role {
            note = format!("{note} {}", ctx.text("people-edit-by-group"));
        }
        Ok(Self {
            frame,
            action: format!("{}/edit", chosen.path()),
            path: chosen.path(),
            fields: Fields::new(&ctx.texts, (typed, wrong), &tree, phones),
            note: Some(note),
        })
    }
}

/// `GET /w/{workspace}/people/{member}/edit`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
) -> Result<Response, PageError> {
    let member = &chosen.member;
    let typed = Typed {
        name: member.name.clone(),
        email: member.contact().map(|one| one.shown()).unwrap_or_default(),
        role: member.own_role.word().to_owned(),
        department: member
            .department
            .map(|id| id.to_string())
            .unwrap_or_default(),
        language: String::new(),
    };
    let page = Page::new(&app, &ctx, &chosen, (&typed, Wrong::default())).await?;
    Ok(shown(&page))
}

/// `POST /w/{workspace}/people/{member}/edit`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let contact = typed.contact(&mut conn).await?;
    let tried = match typed.check(contact) {
        Ok(new) => acts::change(&acting, &mut conn, &chosen.member, &new).await?,
        Err(wrong) => Err(wrong),
    };
    match tried {
        Ok(told) => {
            conn.commit().await?;
            let key = if told {
                "people-saved-invited"
            } else {
                "people-saved"
            };
            Ok(Flash::new(key).redirect(&ctx, &chosen.path()))
        }
        Err(wrong) => {
            drop(conn);
            let page = Page::new(&app, &ctx, &chosen, (&typed, wrong)).await?;
            Ok(rejected(&page))
        }
    }
}
