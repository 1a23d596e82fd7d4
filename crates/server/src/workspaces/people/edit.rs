//! Changing what the workspace calls somebody, where they work and what they may do.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::audit::Event;
use base::db::Conn;
use people::members::{self, Described, Guarded, Placed, Role};
use people::passports;
use people::{EmailAddress, MemberState};

use super::chosen::Chosen;
use super::fields::{Checked, Fields, Typed, Wrong};
use super::{events, fields, letter};
use crate::inside;
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
        let tree = fields::tree(&mut app.db.read().await?, admin.workspace.id).await?;
        let note = match chosen.member.state {
            MemberState::Invited => "people-edit-invited",
            MemberState::Active | MemberState::Dismissed => "people-edit-note",
        };
        Ok(Self {
            frame,
            action: format!("{}/edit", chosen.path()),
            path: chosen.path(),
            fields: Fields::new(&ctx.texts, typed, wrong, &tree),
            note: Some(ctx.text(note)),
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
        email: member.email.clone().unwrap_or_default(),
        role: member.role.word().to_owned(),
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
    let tried = match typed.check() {
        Ok(checked) => change(&app, &ctx, &chosen, &checked).await?,
        Err(wrong) => Err(wrong),
    };
    match tried {
        Ok(key) => Ok(Flash::new(key).redirect(&ctx, &chosen.path())),
        Err(wrong) => {
            let page = Page::new(&app, &ctx, &chosen, (&typed, wrong)).await?;
            Ok(rejected(&page))
        }
    }
}

/// All changes in one transaction; the key of what to say, or what is wrong and nothing changed.
async fn change(
    app: &App,
    ctx: &Ctx,
    chosen: &Chosen,
    new: &Checked,
) -> Result<Result<&'static str, Wrong>, PageError> {
    let (workspace, id) = (chosen.admin.workspace.id, chosen.member.id);
    let mut conn = app.db.write().await?;
    let described = members::describe(&mut conn, workspace, id, &new.name, Some(&new.email));
    let before = match described.await? {
        Described::Done(before) => before,
        Described::EmailInvited => {
            return Ok(Err(Wrong {
                email: Some("people-email-invited"),
                ..Wrong::default()
            }));
        }
        Described::NoSuchMember => return Err(PageError::NotFound),
    };
    match members::set_department(&mut conn, workspace, id, new.department).await? {
        Placed::Done(_) => {}
        Placed::NoSuchDepartment => {
            return Ok(Err(Wrong {
                department: Some("people-department-odd"),
                ..Wrong::default()
            }));
        }
        Placed::NoSuchMember => return Err(PageError::NotFound),
    }
    if let Err(wrong) = set_role(app, ctx, &mut conn, (chosen, new.role)).await? {
        return Ok(Err(wrong));
    }
    if let Some(event) = changed(ctx, chosen, &before, new) {
        app.record(&mut conn, event).await?;
    }
    let told = tell(app, &mut conn, chosen, (&before, new)).await?;
    conn.commit().await?;
    Ok(Ok(if told {
        "people-saved-invited"
    } else {
        "people-saved"
    }))
}

/// Gives another role, with its event; the last administrator keeps theirs.
async fn set_role(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (chosen, role): (&Chosen, Role),
) -> Result<Result<(), Wrong>, PageError> {
    let (workspace, id) = (chosen.admin.workspace.id, chosen.member.id);
    match members::set_role(conn, workspace, id, role, app.clock.now()).await? {
        Guarded::Done(before) => {
            let event = chosen.note(ctx.done(events::ROLE_CHANGED));
            let event = event.detail("from", before.role.word());
            app.record(conn, event.detail("to", role.word())).await?;
            Ok(Ok(()))
        }
        Guarded::Unchanged => Ok(Ok(())),
        Guarded::LastAdministrator => Ok(Err(Wrong {
            role: Some("people-last-administrator"),
            ..Wrong::default()
        })),
        Guarded::NoSuchMember => Err(PageError::NotFound),
    }
}

/// The event of what is different now; nothing when nothing is.
fn changed(ctx: &Ctx, chosen: &Chosen, before: &members::Member, new: &Checked) -> Option<Event> {
    let name = before.name != new.name.as_str();
    let email = before.email.as_deref() != Some(new.email.as_str());
    let department = before.department != new.department;
    let what: Vec<&str> = [("name", name), ("email", email), ("department", department)]
        .into_iter()
        .filter_map(|(what, is)| is.then_some(what))
        .collect();
    if what.is_empty() {
        return None;
    }
    let event = chosen.note(ctx.done(events::CHANGED));
    Some(event.detail("what", what.join(" ")))
}

/// An invited person whose address changed gets a letter there; the link of the old one ends.
async fn tell(
    app: &App,
    conn: &mut Conn,
    chosen: &Chosen,
    (before, new): (&members::Member, &Checked),
) -> Result<bool, PageError> {
    let same = |old: EmailAddress| old.folded() == new.email.folded();
    let old = before.email.as_deref().map(EmailAddress::parse);
    if before.state != MemberState::Invited || old.is_some_and(|old| old.is_ok_and(same)) {
        return Ok(false);
    }
    let passport = passports::load(conn, before.passport).await?;
    let language = letter::language(&passport.map(|one| one.language).unwrap_or_default());
    letter::invite(app, conn, &chosen.admin, before, (&new.email, language)).await?;
    Ok(true)
}
