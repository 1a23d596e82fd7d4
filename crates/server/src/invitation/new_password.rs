//! A new password with a mailed link. Everything issued before ends; what a door demands beside
//! the password is asked as ever.

use admission::Means;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::hash::PasswordHash;
use base::one_use::{self, Consumed, Peeked};
use base::secret::Secret;
use base::token::{ResetPassword, Token};
use people::Contact;
use people::identifiers;
use people::passports::{self, Passport};
use people::revocation::{self, Whose};
use serde::Deserialize;

use super::link::{Resetting, Spent};
use super::page::Link;
use super::{closed, events};
use crate::letters;
use crate::signin::{self, PasswordRules, choose_password, password_strength, sign_in_with};
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Form, LocalPath, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "invitation/new_password.html")]
struct Page {
    card: Card,
    token: String,
    name: Field,
    password: Field,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// Whose password may be replaced.
struct Opened {
    person: Passport,
    contact: Contact,
}

impl Page {
    fn new(ctx: &Ctx, token: &str, opened: &Opened) -> Self {
        let texts = &ctx.texts;
        Self {
            card: card(ctx, "invitation-new-password-title"),
            token: token.to_owned(),
            name: ui::login_name("username", texts.get("signin-identifier"))
                .value(opened.contact.as_str())
                .read_only(),
            password: ui::password("password", texts.get("invitation-password"), texts)
                .autocomplete("new-password")
                .judged(password_strength(texts)),
        }
    }
}

/// `GET /new-password`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    Ok(match look(&mut conn, &link.token, app.clock.now()).await? {
        Ok(opened) => shown(&Page::new(&ctx, &link.token, &opened)),
        Err(spent) => closed::password(&ctx, spent),
    })
}

/// `POST /new-password`.
pub(super) async fn choose(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let opened = match look(&mut app.db.read().await?, &typed.token, now).await? {
        Ok(opened) => opened,
        Err(spent) => return Ok(closed::password(&ctx, spent)),
    };
    let own = [opened.person.name.as_str(), opened.contact.as_str()];
    if let Err(weakness) = PasswordRules::default().judge(&typed.password, &own) {
        let mut page = Page::new(&ctx, &typed.token, &opened);
        page.card.page.has_error = true;
        let why = weakness.words(&ctx.texts, PasswordRules::default());
        page.password = page.password.error(why).autofocus();
        return Ok(rejected(&page));
    }
    let hash = app.passwords.hash(Secret::new(typed.password)).await?;
    match replace(&app, &ctx, &typed.token, &hash).await? {
        Err(spent) => Ok(closed::password(&ctx, spent)),
        Ok(opened) => {
            let link = match opened.contact {
                Contact::Email(_) => Means::EmailLink,
                Contact::Phone(_) => Means::PhoneText,
            };
            let means = [link, Means::Password];
            let next = LocalPath::or_passport(None);
            sign_in_with(&app, &ctx, opened.person.id, &means, next).await
        }
    }
}

async fn look(conn: &mut Conn, token: &str, now: Time) -> Result<Result<Opened, Spent>, DbError> {
    let Some(token) = Token::<ResetPassword>::parse(token) else {
        return Ok(Err(Spent::Unknown));
    };
    match one_use::peek::<_, Resetting>(conn, &token.hash(), now).await? {
        Peeked::Good { payload, .. } => still_theirs(conn, &payload).await,
        Peeked::Used(_) => Ok(Err(Spent::Used)),
        Peeked::Expired(_) => Ok(Err(Spent::Late)),
        Peeked::Unknown => Ok(Err(Spent::Unknown)),
    }
}

/// The passport, as long as the address the link went to is still its own: whoever reads that
/// mailbox must not enter a passport that has given it up. A number opens nothing any more once there is an address.
async fn still_theirs(
    conn: &mut Conn,
    about: &Resetting,
) -> Result<Result<Opened, Spent>, DbError> {
    let contact = about.contact.clone();
    let owner = identifiers::owner(conn, &contact.named()).await?;
    let Some(owner) = owner.filter(|owner| *owner == about.passport) else {
        return Ok(Err(Spent::Withdrawn));
    };
    if contact.phone().is_some() && identifiers::primary_email(conn, owner).await?.is_some() {
        return Ok(Err(Spent::Withdrawn));
    }
    let person = passports::load(conn, owner).await?;
    Ok(person
        .map(|person| Opened { person, contact })
        .ok_or(Spent::Withdrawn))
}

/// Takes the link, stores the password, ends what was issued and tells the person.
async fn replace(
    app: &App,
    ctx: &Ctx,
    token: &str,
    hash: &PasswordHash,
) -> Result<Result<Opened, Spent>, PageError> {
    let Some(token) = Token::<ResetPassword>::parse(token) else {
        return Ok(Err(Spent::Unknown));
    };
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    let taken = one_use::consume::<_, Resetting>(&mut conn, &token.hash(), now).await?;
    let about = match taken {
        Consumed::Taken(about) => about,
        Consumed::Reused(_) => return Ok(Err(Spent::Used)),
        Consumed::Expired(_) => return Ok(Err(Spent::Late)),
        Consumed::Unknown => return Ok(Err(Spent::Unknown)),
    };
    let opened = match still_theirs(&mut conn, &about).await? {
        Ok(opened) => opened,
        Err(spent) => return Ok(Err(spent)),
    };
    let person = &opened.person;
    choose_password(&mut conn, person.id, hash, now).await?;
    revocation::raise(&mut conn, Whose::Passport(person.id)).await?;
    signin::ending::announce(app, &mut conn).await?;
    one_use::withdraw::<ResetPassword>(&mut conn, person.id, now).await?;
    letters::tell_of_new_password(app, &mut conn, person).await?;
    let event = ctx.done(events::PASSWORD_REPLACED);
    app.record(&mut conn, event.by(person.id).about(person.id))
        .await?;
    conn.commit().await?;
    Ok(Ok(opened))
}
