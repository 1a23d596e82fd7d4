//! Behind the door: the frames of passport, workspace and operator pages, with their menus.
//!
//! Owns what stands around such a page: who is signed in, the switcher, the menu. The pages
//! themselves belong to their features; a new page is a line in [`menu`].

mod menu;

use people::belonging::{self, Belonging};
use people::members::Role;

use crate::signin::door::{Entered, Operator};
use crate::signin::{self, SignedIn};
use crate::web::ui::{Frame, MenuSection, Person, Place};
use crate::web::{App, Ctx, PageError, page, picture};

/// The frame of a page of the person's own; `key` is the Fluent key of its title, `current` its
/// path in the menu.
///
/// # Errors
/// When the database does not answer.
pub async fn passport(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    key: &str,
    current: &str,
) -> Result<Frame, PageError> {
    let mut frame = frame(app, ctx, signed_in, None, key).await?;
    frame.in_passport = true;
    frame.page.place = ctx.text("inside-passport");
    frame.menu = menu::of(ctx, menu::PASSPORT, "/passport", current);
    Ok(frame)
}

/// The frame of a page of a workspace; `current` is the part after `/w/{workspace}/`.
///
/// # Errors
/// When the database does not answer.
pub async fn workspace(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    key: &str,
    current: &str,
) -> Result<Frame, PageError> {
    let here = &entered.workspace;
    let mut frame = frame(app, ctx, &entered.signed_in, Some(&here.address), key).await?;
    frame.page.place.clone_from(&here.name);
    let base = format!("/w/{}", here.address);
    let lines = match entered.member.role {
        Role::Administrator => menu::WORKSPACE,
        Role::HelpDesk => menu::HELP_DESK,
        // Everybody else finds the applications there, and no menu.
        Role::Employee | Role::Guest => &[],
    };
    frame.menu = menu::of(ctx, lines, &base, current);
    Ok(frame)
}

/// The frame of a page of the operator; `current` is the part after `/operator/`.
///
/// # Errors
/// When the database does not answer.
pub async fn operator(
    app: &App,
    ctx: &Ctx,
    operator: &Operator,
    key: &str,
    current: &str,
) -> Result<Frame, PageError> {
    let mut frame = frame(app, ctx, &operator.0, None, key).await?;
    frame.in_operator = true;
    frame.page.place = ctx.text("inside-operator");
    frame.menu = menu::of(ctx, menu::OPERATOR, "/operator", current);
    Ok(frame)
}

async fn frame(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    here: Option<&str>,
    key: &str,
) -> Result<Frame, PageError> {
    let person = &signed_in.person;
    let mut conn = app.db.read().await?;
    let all = belonging::of_passport(&mut conn, person.id, app.clock.now()).await?;
    let email = people::identifiers::primary_email(&mut conn, person.id).await?;
    drop(conn);
    let others = signin::others(app, ctx, "/passport").await?;
    Ok(Frame {
        page: page(ctx, ctx.text(key)),
        person: Person {
            name: person.name.clone(),
            address: email.map(|email| email.to_string()).unwrap_or_default(),
            picture: picture::small(person.picture.as_ref()),
        },
        workspaces: all
            .iter()
            .filter(|one| one.is_enterable())
            .map(|one| place(one, here))
            .collect(),
        passport: "/passport".to_owned(),
        in_passport: false,
        operator: person.is_operator.then(|| "/operator".to_owned()),
        in_operator: false,
        others,
        menu: Vec::<MenuSection>::new(),
    })
}

fn place(one: &Belonging, here: Option<&str>) -> Place {
    Place {
        name: one.name.clone(),
        address: one.address.clone(),
        href: format!("/w/{}", one.address),
        current: here == Some(one.address.as_str()),
        logo: picture::small(one.logo.as_ref()),
    }
}
