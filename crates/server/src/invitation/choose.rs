//! A new person chooses a password and is in.

use admission::Means;
use axum::extract::State;
use axum::response::Response;
use base::db::Conn;
use base::hash::PasswordHash;
use base::one_use::{self, Consumed};
use base::secret::Secret;
use base::token::{SetPassword, Token};
use people::joining::{self, Accepted};
use people::members::Member;
use people::{Contact, Fresh};
use serde::Deserialize;

use super::link::{self, Invited, Opened, Spent};
use super::page::Page;
use super::{closed, events, joined};
use crate::signin::{
    self, PasswordRules, SignedIn, Weakness, choose_password, end_session, sign_in_with,
};
use crate::web::{App, Ctx, Form, LocalPath, PageError};

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// What came of choosing.
#[expect(
    clippy::large_enum_variant,
    reason = "an answer is moved once; a box would cost more"
)]
enum Chosen {
    /// They are a member with a password.
    In(Member),
    /// The link was taken by somebody else, or the invitation is gone.
    Over(Spent),
    /// The address has got a passport with a password meanwhile: its person decides.
    Known,
}

/// `POST /invitation`.
pub(super) async fn choose(
    State(app): State<App>,
    ctx: Ctx,
    reader: Option<SignedIn>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let looked = link::look(&mut app.db.read().await?, &typed.token, now).await?;
    let opened = match looked {
        Ok(opened) => opened,
        Err(spent) => return Ok(closed::invitation(&ctx, spent)),
    };
    let page = Page::new(&ctx, &typed.token, &opened, reader.as_ref());
    if opened.owner.is_some() {
        return Ok(crate::web::show(&page));
    }
    if let Err(weakness) = judge(&typed.password, &opened) {
        let why = weakness.words(&ctx.texts, PasswordRules::default());
        return Ok(page.refused(why));
    }
    let hash = app.passwords.hash(Secret::new(typed.password)).await?;
    match enter(&app, &ctx, reader.as_ref(), (&opened, &typed.token, &hash)).await? {
        Chosen::Over(spent) => Ok(closed::invitation(&ctx, spent)),
        Chosen::Known => Ok(crate::web::show(&page)),
        Chosen::In(member) => {
            let next = format!("/w/{}/", opened.workspace.address);
            let next = LocalPath::or_passport(Some(&next));
            let link = match opened.contact {
                Contact::Email(_) => Means::EmailLink,
                Contact::Phone(_) => Means::PhoneText,
            };
            let means = [link, Means::Password];
            sign_in_with(&app, &ctx, member.passport, &means, next).await
        }
    }
}

fn judge(password: &str, opened: &Opened) -> Result<(), Weakness> {
    let own = [
        opened.member.name.as_str(),
        opened.contact.as_str(),
        &opened.workspace.name,
    ];
    PasswordRules::default().judge(password, &own)
}

/// Takes the link, joins and stores the password, all or nothing.
async fn enter(
    app: &App,
    ctx: &Ctx,
    reader: Option<&SignedIn>,
    (opened, token, hash): (&Opened, &str, &PasswordHash),
) -> Result<Chosen, PageError> {
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let mut conn = app.db.write().await?;
    if let Err(spent) = take(&mut conn, app, token).await? {
        return Ok(Chosen::Over(spent));
    }
    let (workspace, id) = (opened.workspace.id, opened.member.id);
    let accepted = joining::accept(&mut conn, fresh, workspace, id, &opened.contact).await?;
    let Accepted::Joined { member, first_time } = accepted else {
        return Ok(Chosen::Over(Spent::Withdrawn));
    };
    if opened.contact.phone().is_some() && !first_time {
        return Ok(Chosen::Known);
    }
    if signin::has_password(&mut conn, member.passport).await? {
        return Ok(Chosen::Known);
    }
    choose_password(&mut conn, member.passport, hash, fresh.now).await?;
    if let Some(other) = reader.filter(|other| other.person.id != member.passport) {
        let (person, session) = (other.person.id, other.session.id);
        end_session(app, &mut conn, (person, session), "other-person").await?;
    }
    app.record(&mut conn, joined(ctx, &member)).await?;
    let chosen = ctx.done(events::PASSWORD_CHOSEN);
    app.record(&mut conn, chosen.by(member.passport).about(member.passport))
        .await?;
    conn.commit().await?;
    Ok(Chosen::In(member))
}

/// Takes the link; of any number who try, one gets it.
pub(super) async fn take(
    conn: &mut Conn,
    app: &App,
    token: &str,
) -> Result<Result<Invited, Spent>, PageError> {
    let Some(token) = Token::<SetPassword>::parse(token) else {
        return Ok(Err(Spent::Unknown));
    };
    let taken = one_use::consume::<_, Invited>(conn, &token.hash(), app.clock.now()).await?;
    Ok(match taken {
        Consumed::Taken(invited) => Ok(invited),
        Consumed::Reused(_) => Err(Spent::Used),
        Consumed::Expired(_) => Err(Spent::Late),
        Consumed::Unknown => Err(Spent::Unknown),
    })
}
