//! Accepting with a passport one has, and declining.

use axum::extract::State;
use axum::response::Response;
use people::joining::{self, Accepted};
use people::members::{self, Act, Guarded};
use people::{Fresh, PassportId};

use super::choose::take;
use super::link::{self, Opened, Spent};
use super::page::{Link, Page};
use super::{closed, declined, joined};
use crate::signin::SignedIn;
use crate::web::{App, Ctx, Flash, Form, PageError, show};

/// `POST /invitation/accept`: needs the person whose address was invited.
pub(super) async fn accept(
    State(app): State<App>,
    ctx: Ctx,
    reader: SignedIn,
    Form(link): Form<Link>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let looked = link::look(&mut app.db.read().await?, &link.token, now).await?;
    let opened = match looked {
        Ok(opened) => opened,
        Err(spent) => return Ok(closed::invitation(&ctx, spent)),
    };
    if opened.owner.as_ref().map(|owner| owner.id) != Some(reader.person.id) {
        return Ok(show(&Page::new(&ctx, &link.token, &opened, Some(&reader))));
    }
    match join(&app, &ctx, &opened, &link.token).await? {
        Err(spent) => Ok(closed::invitation(&ctx, spent)),
        Ok(()) => {
            let path = format!("/w/{}/", opened.workspace.address);
            let flash = Flash::new("invitation-accepted");
            Ok(flash
                .with("workspace", &opened.workspace.name)
                .redirect(&ctx, &path))
        }
    }
}

/// Takes the link and joins, all or nothing.
async fn join(
    app: &App,
    ctx: &Ctx,
    opened: &Opened,
    token: &str,
) -> Result<Result<(), Spent>, PageError> {
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let mut conn = app.db.write().await?;
    if let Err(spent) = take(&mut conn, app, token).await? {
        return Ok(Err(spent));
    }
    let (workspace, id) = (opened.workspace.id, opened.member.id);
    let accepted = joining::accept(&mut conn, fresh, workspace, id, &opened.contact).await?;
    match accepted {
        Accepted::Joined { member, .. } => {
            app.record(&mut conn, joined(ctx, &member)).await?;
        }
        Accepted::AlreadyMember(_) => {}
        Accepted::NotInvited => return Ok(Err(Spent::Withdrawn)),
    }
    conn.commit().await?;
    Ok(Ok(()))
}

/// `POST /invitation/decline`: by whoever reads the mailbox, or its person once there is one.
pub(super) async fn decline(
    State(app): State<App>,
    ctx: Ctx,
    reader: Option<SignedIn>,
    Form(link): Form<Link>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let looked = link::look(&mut app.db.read().await?, &link.token, now).await?;
    let opened = match looked {
        Ok(opened) => opened,
        Err(spent) => return Ok(closed::invitation(&ctx, spent)),
    };
    let owner = opened.owner.as_ref().map(|owner| owner.id);
    let asks = reader.as_ref().map(|reader| reader.person.id);
    if owner.is_some() && owner != asks {
        let page = Page::new(&ctx, &link.token, &opened, reader.as_ref());
        return Ok(show(&page));
    }
    match give_up(&app, &ctx, (&opened, owner), &link.token).await? {
        Err(spent) => Ok(closed::invitation(&ctx, spent)),
        Ok(()) => {
            let path = if asks.is_some() {
                "/passport"
            } else {
                "/sign-in"
            };
            let flash = Flash::new("invitation-declined");
            Ok(flash
                .with("workspace", &opened.workspace.name)
                .redirect(&ctx, path))
        }
    }
}

async fn give_up(
    app: &App,
    ctx: &Ctx,
    (opened, owner): (&Opened, Option<PassportId>),
    token: &str,
) -> Result<Result<(), Spent>, PageError> {
    let mut conn = app.db.write().await?;
    if let Err(spent) = take(&mut conn, app, token).await? {
        return Ok(Err(spent));
    }
    let act = Act {
        by: owner,
        at: app.clock.now(),
        note: None,
    };
    let (workspace, member) = (opened.workspace.id, &opened.member);
    let given_up = members::dismiss(&mut conn, workspace, member.id, act).await?;
    if !matches!(given_up, Guarded::Done(_)) {
        return Ok(Err(Spent::Withdrawn));
    }
    app.record(&mut conn, declined(ctx, member)).await?;
    conn.commit().await?;
    Ok(Ok(()))
}
