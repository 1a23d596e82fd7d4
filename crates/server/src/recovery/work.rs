//! The job behind the pages: finds whose name it is and writes the letter, or lets it be.

use std::net::IpAddr;
use std::time::Duration;

use base::audit::{Event, Kind, Origin, Outcome, Reference};
use base::db::{Conn, DbError};
use base::jobs::{self, JobError};
use base::one_use::{self, Issue};
use base::sms::Asker;
use base::token::{ResetPassword, Token};
use people::identifiers::{self, Kind as NameKind, Named};
use people::passports::{self, Passport};
use people::{Contact, EmailAddress, PassportId};
use protocol::phone::{PhoneNumber, masked_name};
use serde::{Deserialize, Serialize};

use super::events;
use crate::invitation::Resetting;
use crate::letters::{self, Addressee, ForgottenLogin, ForgottenPassword, Occasion};
use crate::signin;
use crate::texting::{self, Note};
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
        Ok(event.personal("name", masked_name(&self.name)))
    }
}

/// Does what was asked, if the name is somebody's.
///
/// # Errors
/// When something cannot be stored; it is tried again.
pub async fn send(app: App, asked: Asked) -> Result<(), JobError> {
    let mut conn = app.db.write().await?;
    let Some((person, way)) = find(&mut conn, &asked).await? else {
        let event = asked.event(Outcome::Refused)?.because("unknown-name");
        app.record(&mut conn, event).await?;
        conn.commit().await?;
        return Ok(());
    };
    let answered = answer(&app, &mut conn, &asked, (&person, &way)).await;
    let answered = answered.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
    let written = match answered {
        Ok(()) => asked.event(Outcome::Done)?,
        Err(why) => asked.event(Outcome::Refused)?.because(why),
    };
    let event = written.about(person.id);
    signin::record(&app, &mut conn, person.id, event).await?;
    conn.commit().await?;
    Ok(())
}

/// Whose name it is and where the answer goes: to the very address when one was typed, logins to the very number,
/// else to the one place that leads back ([`identifiers::way_back`]). What opens something goes to a phone only when the passport has
/// no address: numbers are given to other people by and by. Only verified identifiers are looked at.
async fn find(conn: &mut Conn, asked: &Asked) -> Result<Option<(Passport, Contact)>, DbError> {
    let readings = signin::name_readings(conn, &asked.name).await?;
    let Some(owner) = identifiers::meant(conn, &readings).await? else {
        return Ok(None);
    };
    let person = passports::load(conn, owner).await?;
    let own = identifiers::of_passport(conn, owner).await?;
    let is_own = |named: &Named| {
        let mut verified = own.iter().filter(|one| one.verified_at.is_some());
        verified.any(|one| one.kind == named.kind() && one.value == named.value())
    };
    for named in readings {
        match named {
            Named::Email(email) => return Ok(person.zip(Some(Contact::Email(email)))),
            Named::Phone(number) if asked.what == What::Login => {
                if is_own(&Named::Phone(number.clone())) {
                    return Ok(person.zip(Some(Contact::Phone(number))));
                }
            }
            Named::Login(_) | Named::Phone(_) => {}
        }
    }
    Ok(person.zip(identifiers::way_back(conn, owner).await?))
}

/// Sends the answer, or says why not.
async fn answer(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    (person, way): (&Passport, &Contact),
) -> Result<Result<(), &'static str>, PageError> {
    let email = match way {
        Contact::Phone(number) => return by_text(app, conn, asked, (person, number)).await,
        Contact::Email(email) => email,
    };
    if !letters::allow_to(conn, email, app.clock.now()).await? {
        return Ok(Err("too-many-letters"));
    }
    match asked.what {
        What::Password => password(app, conn, person, email).await?,
        What::Login => login(app, conn, person, email).await?,
    }
    Ok(Ok(()))
}

/// As a text message: a link for a new password, or every name one can sign in with but phone numbers. Of one that is
/// withheld nobody learns the link.
async fn by_text(
    app: &App,
    conn: &mut Conn,
    asked: &Asked,
    (person, number): (&Passport, &PhoneNumber),
) -> Result<Result<(), &'static str>, PageError> {
    let network = signin::network(asked.address).to_string();
    let asker = Asker {
        network: Some(&network),
        passport: None,
    };
    let to = (number, texting::language(person));
    let until = app.clock.now().plus(LINK_LIFE);
    let sent = match asked.what {
        What::Password => {
            let contact = Contact::Phone(number.clone());
            let link = new_link(conn, app, person.id, contact).await?;
            let path = format!("/new-password?token={}", link.reveal());
            let address = app.config.public_url.of(&path);
            let note = Note::NewPassword(&address, until);
            texting::send(app, conn, to, (note, until, asker)).await?
        }
        What::Login => {
            let all = identifiers::of_passport(conn, person.id).await?;
            let verified = all.iter().filter(|one| one.verified_at.is_some());
            let others = verified.filter(|one| one.kind != NameKind::Phone);
            let names: Vec<&str> = others.map(|one| one.value.as_str()).collect();
            texting::send(app, conn, to, (Note::Logins(&names), until, asker)).await?
        }
    };
    Ok(sent.map(drop).map_err(|_| "too-many-texts"))
}

/// A link for a new password; those sent before end.
async fn new_link(
    conn: &mut Conn,
    app: &App,
    passport: PassportId,
    contact: Contact,
) -> Result<Token<ResetPassword>, DbError> {
    let now = app.clock.now();
    one_use::withdraw::<ResetPassword>(conn, passport, now).await?;
    let token = Token::<ResetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, LINK_LIFE).about(passport);
    one_use::create(conn, issue, &Resetting { passport, contact }).await?;
    Ok(token)
}

async fn password(
    app: &App,
    conn: &mut Conn,
    person: &Passport,
    email: &EmailAddress,
) -> Result<(), PageError> {
    let contact = Contact::Email(email.clone());
    let token = new_link(conn, app, person.id, contact).await?;
    let letter = ForgottenPassword {
        token: &token,
        until: app.clock.now().plus(LINK_LIFE),
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
    let names: Vec<String> = verified
        .map(people::identifiers::Identifier::shown)
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let to = Addressee::person(person, email);
    let letter = ForgottenLogin { names: &names };
    letters::queue(app, conn, to, Occasion::ForgottenLogin(letter)).await
}
