//! Deeds that end nothing and so need no confirmation: letters sent once more, blocks lifted,
//! somebody hired again.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use base::db::Conn;
use base::i18n::Language;
use base::one_use::{self, Issue};
use base::token::{ResetPassword, Token};
use people::members::{self, Guarded};
use people::passports::{self, Passport};
use people::{BlockReason, MemberState, blocks, identifiers, joining};
use serde::Deserialize;

use super::chosen::Chosen;
use super::{events, letter};
use crate::invitation::Resetting;
use crate::letters::{self, Addressee, NewPassword, Occasion};
use crate::signin;
use crate::web::{App, Ctx, Flash, Form, PageError};

/// How long the link for a new password works.
const NEW_PASSWORD: Duration = Duration::from_secs(24 * 3600);
/// A letter is not sent again sooner.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST …/unblock`: lifts what administrators may lift.
pub(super) async fn unblock(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let ours = [
        BlockReason::BlockedByAdministrator,
        BlockReason::LockedByAttempts,
    ];
    let (workspace, id, now) = (chosen.admin.workspace.id, chosen.member.id, app.clock.now());
    let mut conn = app.db.write().await?;
    for reason in ours {
        let lifted = blocks::lift(&mut conn, workspace, id, reason, now).await?;
        if let Guarded::Done(_) = lifted {
            let event = chosen.note(ctx.done(events::UNBLOCKED));
            app.record(&mut conn, event.detail("block", reason.word()))
                .await?;
        }
    }
    conn.commit().await?;
    Ok(said(&ctx, &chosen, "people-unblocked"))
}

/// `POST …/rehire`.
pub(super) async fn rehire(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (workspace, id, now) = (chosen.admin.workspace.id, chosen.member.id, app.clock.now());
    let mut conn = app.db.write().await?;
    let rehired = members::rehire(&mut conn, workspace, id, now).await?;
    let Guarded::Done(member) = rehired else {
        return Ok(said(&ctx, &chosen, "people-unchanged"));
    };
    let event = chosen.note(ctx.done(events::REHIRED));
    app.record(&mut conn, event).await?;
    let mut key = "people-rehired";
    if let (MemberState::Invited, Some(email)) = (member.state, chosen.email()) {
        let language = language(&mut conn, &chosen).await?;
        letter::invite(&app, &mut conn, &chosen.admin, &member, (&email, language)).await?;
        key = "people-rehired-invited";
    }
    conn.commit().await?;
    Ok(said(&ctx, &chosen, key))
}

/// `POST …/invite`: the letter once more; the link of the one before ends.
pub(super) async fn invite_again(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let (member, now) = (&chosen.member, app.clock.now());
    let Some(email) = chosen.email() else {
        return Ok(said(&ctx, &chosen, "people-unchanged"));
    };
    if member.invited_at.is_some_and(|at| now.since(at) < PATIENCE) {
        return Ok(said(&ctx, &chosen, "people-sent-just-now"));
    }
    let mut conn = app.db.write().await?;
    if !joining::invite_again(&mut conn, member.workspace, member.id, now).await? {
        return Ok(said(&ctx, &chosen, "people-unchanged"));
    }
    let language = language(&mut conn, &chosen).await?;
    letter::invite(&app, &mut conn, &chosen.admin, member, (&email, language)).await?;
    let event = chosen.note(ctx.done(events::INVITED_AGAIN));
    app.record(&mut conn, event.personal("email", email.as_str()))
        .await?;
    conn.commit().await?;
    let flash = Flash::new("people-invited-again").with("email", email);
    Ok(flash.redirect(&ctx, &chosen.path()))
}

/// `POST …/new-password`: a link to the address of the passport, which only its person can change;
/// the one the workspace keeps could be anybody's.
pub(super) async fn send_password_link(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let member = &chosen.member;
    let mut conn = app.db.write().await?;
    let person = passports::load(&mut conn, member.passport).await?;
    let may = member.state == MemberState::Active
        && signin::has_password(&mut conn, member.passport).await?;
    let Some(person) = person.filter(|_| may) else {
        return Ok(said(&ctx, &chosen, "people-unchanged"));
    };
    if let Err(why) = send_link(&app, &mut conn, &chosen, &person).await? {
        return Ok(said(&ctx, &chosen, why));
    }
    let event = chosen.note(ctx.done(events::PASSWORD_LINK_SENT));
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(said(&ctx, &chosen, "people-password-link-sent"))
}

/// Sends the link, or says why not; links sent before end. However many administrators press the button, the
/// person gets so many letters an hour.
async fn send_link(
    app: &App,
    conn: &mut Conn,
    chosen: &Chosen,
    person: &Passport,
) -> Result<Result<(), &'static str>, PageError> {
    let Some(email) = identifiers::primary_email(conn, person.id).await? else {
        return Ok(Err("people-no-address"));
    };
    let now = app.clock.now();
    if !letters::allow_to(conn, &email, now).await? {
        return Ok(Err("people-too-many-letters"));
    }
    one_use::withdraw::<ResetPassword>(conn, person.id, now).await?;
    let token = Token::<ResetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, NEW_PASSWORD).about(person.id);
    let until = issue.expires();
    let about = Resetting {
        passport: person.id,
        email: email.as_str().to_owned(),
    };
    one_use::create(conn, issue, &about).await?;
    let to = Addressee::person(person, &email);
    let letter = NewPassword {
        workspace: &chosen.admin.workspace.name,
        token: &token,
        until,
    };
    letters::queue(app, conn, to, Occasion::NewPassword(letter)).await?;
    Ok(Ok(()))
}

async fn language(conn: &mut Conn, chosen: &Chosen) -> Result<Language, PageError> {
    let passport = passports::load(conn, chosen.member.passport).await?;
    let code = passport.map(|one| one.language).unwrap_or_default();
    Ok(letter::language(&code))
}

fn said(ctx: &Ctx, chosen: &Chosen, key: &'static str) -> Response {
    Flash::new(key).redirect(ctx, &chosen.path())
}
