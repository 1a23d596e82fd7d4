//! Adding a person: they get a letter and decide themselves.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Language;
use people::joining::{self, Added, Invitation};
use people::members::Role;
use people::{Fresh, MemberState};

use super::fields::{Checked, Fields, Typed, Wrong};
use super::{chosen, events, fields, letter};
use crate::inside;
use crate::signin::door::{Entered, WorkspaceAdmin};
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
            fields: Fields::new(&ctx.texts, typed, wrong, &tree),
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
    let tried = match typed.check() {
        Ok(checked) => invite(&app, &ctx, &admin, &checked).await?,
        Err(wrong) => Err(wrong),
    };
    match tried {
        Ok(name) => {
            let flash = Flash::new("people-invited")
                .with("name", name)
                .with("email", typed.email.trim());
            Ok(flash.redirect(&ctx, &chosen::list(&admin)))
        }
        Err(wrong) => Ok(rejected(
            &Page::new(&app, &ctx, &admin, (&typed, wrong)).await?,
        )),
    }
}

/// Member, link, letter and event in one transaction.
async fn invite(
    app: &App,
    ctx: &Ctx,
    admin: &Entered,
    new: &Checked,
) -> Result<Result<String, Wrong>, PageError> {
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let invitation = Invitation {
        name: &new.name,
        email: &new.email,
        role: new.role,
        department: new.department,
        language: new.language.code(),
    };
    let mut conn = app.db.write().await?;
    let added = joining::invite(&mut conn, fresh, admin.workspace.id, invitation).await?;
    let member = match added {
        Added::Now(member) => member,
        Added::AlreadyMember(known) => {
            let email = Some(match known.state {
                MemberState::Active => "people-email-member",
                MemberState::Invited => "people-email-invited",
                MemberState::Dismissed => "people-email-dismissed",
            });
            return Ok(Err(Wrong {
                email,
                ..Wrong::default()
            }));
        }
        Added::NoSuchDepartment => {
            return Ok(Err(Wrong {
                department: Some("people-department-odd"),
                ..Wrong::default()
            }));
        }
    };
    let to = (&new.email, new.language);
    letter::invite(app, &mut conn, admin, &member, to).await?;
    let event = chosen::about(ctx.done(events::INVITED), admin, &member)
        .detail("role", member.role.word())
        .personal("email", new.email.as_str());
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(Ok(member.name))
}
