//! The job behind the pages: finds whose name it is and writes the letter, or lets it be.

use std::net::IpAddr;
use std::time::Duration;

use base::audit::{Event, Kind, Origin, Outcome, Reference};
use base::db::{Conn, DbError};
use base::jobs::{self, JobError};
use base::one_use::{self, Issue};
use base::token::{ResetPassword, Token};
use people::EmailAddress;
use people::identifiers::{self, Named};
use people::passports::{self, Passport};
use serde::{Deserialize, Serialize};

use super::events;
use crate::invitation::Resetting;
use crate::letters::{self, Addressee, ForgottenLogin, ForgottenPassword, Occasion};
use crate::signin;
use crate::web::{App, Ctx, PageError};

/// The kind of the job.
pub const SEND: jobs::Kind<Asked> = jobs::Kind::new("recovery");

/// How long the link for a new password works.
pub(super) const LINK_LIFE: Duration = Duration::from_secs(30 * 60);

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    /// The password: the letter holds a link.
    Password,
    /// The login: the letter says it.
    Login,
}

/// What somebody asked for, as the job needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    what: What,
    name: String,
    reference: String,
    address: IpAddr,
    user_agent: String,
}

impl Asked {
    pub(super) fn new(ctx: &Ctx, what: What, name: &str) -> Self {
        Self {
            what,
            name: name.to_owned(),
            reference: ctx.reference.as_str().to_owned(),
            address: ctx.address,
            user_agent: ctx.user_agent.clone(),
        }
    }

    fn event(&self, outcome: Outcome) -> Result<Event, JobError> {
        let reference = Reference::parse(&self.reference);
        let reference = reference.ok_or_else(|| JobError::Never("no reference".to_owned()))?;
        let kind: Kind = match self.what {
            What::Password => events::PASSWORD_ASKED,
            What::Login => events::LOGIN_ASKED,
        };
        let origin = Origin {
            ip: Some(self.address),
            user_agent: Some(self.user_agent.clone()),
        };
        let event = Event::new(kind, outcome, &reference).from(&origin);
        Ok(event.personal("name", &self.name))
    }
}

/// Does what was asked, if the name is somebody's.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    let Some((person, email)) = find(&mut conn, &asked).await? else {
        let event = asked.event(Outcome::Refused)?.because("unknown-name");
        app.record(&mut conn, event).await?;
        conn.commit().await?;
        return Ok(());
    };
    let written = if letters::allow_to(&mut conn, &email, app.clock.now()).await? {
        let letter = match asked.what {
            What::Password => password(&app, &mut conn, &person, &email).await,
            What::Login => login(&app, &mut conn, &person, &email).await,
        };
        letter.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
        asked.event(Outcome::Done)?
    } else {
        asked.event(Outcome::Refused)?.because("too-many-letters")
    };
    let event = written.about(person.id);
    signin::record(&app, &mut conn, person.id, event).await?;
    conn.commit().await?;
    Ok(())
}

/// Whose name it is and where the letter goes: to the very address when one was typed, else to the
/// primary one. Only verified identifiers are looked at.
async fn find(conn: &mut Conn, asked: &Asked) -> Result<Option<(Passport, EmailAddress)>, DbError> {
    let Some(named) = Named::parse(&asked.name) else {
        return Ok(None);
    };
    let Some(owner) = identifiers::owner(conn, &named).await? else {
        return Ok(None);
    };
    let person = passports::load(conn, owner).await?;
    let email = match named {
        Named::Email(email) => Some(email),
        Named::Login(_) => identifiers::primary_email(conn, owner).await?,
    };
    Ok(person.zip(email))
}

/// A link for a new password; those sent before end.
async fn password(
    app: &App,
    conn: &mut Conn,
    person: &Passport,
    email: &EmailAddress,
) -> Result<(), PageError> {
    let now = app.clock.now();
    one_use::withdraw::<ResetPassword>(conn, person.id, now).await?;
    let token = Token::<ResetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, LINK_LIFE).about(person.id);
    let until = issue.expires();
    let about = Resetting {
        passport: person.id,
        email: email.as_str().to_owned(),
    };
    one_use::create(conn, issue, &about).await?;
    let letter = ForgottenPassword {
        token: &token,
        until,
    };
    let to = Addressee::person(person, email);
    letters::queue(app, conn, to, Occasion::ForgottenPassword(letter)).await
}

/// Every name one can sign in with.
async fn login(
    app: &App,
    conn: &mut Conn,
    person: &Passport,
    email: &EmailAddress,
) -> Result<(), PageError> {
    let all = identifiers::of_passport(conn, person.id).await?;
    let verified = all.iter().filter(|one| one.verified_at.is_some());
    let names: Vec<&str> = verified.map(|one| one.value.as_str()).collect();
    let to = Addressee::person(person, email);
    let letter = ForgottenLogin { names: &names };
    letters::queue(app, conn, to, Occasion::ForgottenLogin(letter)).await
}
