//! Telling an address the passport had before that something was changed, with a link that takes it back.
//!
//! Only an address that has been the passport's for 72 hours, or its eldest, gets such a link; others get the notice
//! alone. So an address that a thief added an hour ago undoes nothing when its owner removes it.

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::one_use::{self, Issue};
use base::token::{Token, UndoChange};
use people::identifiers::{self, Identifier, Kind, Named};
use people::passports::Passport;
use people::{EmailAddress, PassportId};
use serde::{Deserialize, Serialize};

use crate::letters::{self, Addressee, Occasion, PassportChanged};
use crate::web::{App, Ctx, PageError};

/// How long a change can be taken back, and how old an address must be to do so.
pub(super) const UNDO: Duration = Duration::from_secs(72 * 3600);

/// What was changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed<'a> {
    /// An identifier was added.
    Added(&'a str),
    /// An identifier was removed.
    Removed(&'a Identifier),
    /// Another address is about to become the primary one.
    Primary(&'a str),
    /// A login name was given, in place of another when there was one.
    Login(&'a str, Option<&'a Identifier>),
    /// All this was taken back from the older address; told to one that went with it.
    TakenBack(&'a str),
}

/// What stands behind the link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Undo {
    pub(super) passport: PassportId,
    /// Where the link went.
    pub(super) email: String,
    /// The login name there was before.
    pub(super) login: Option<String>,
    /// When it was changed.
    pub(super) at: Time,
}

/// Whether an identifier goes by the name of `named`.
pub(super) fn is_named(one: &Identifier, named: &Named) -> bool {
    one.kind == named.kind()
        && Named::parse(&one.value).is_some_and(|own| own.folded() == named.folded())
}

/// Writes to the address that had a say before: the removed one itself, else the primary one.
pub(super) async fn tell(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (person, deed): (&Passport, Deed<'_>),
) -> Result<(), PageError> {
    let all = identifiers::of_passport(conn, person.id).await?;
    let to = match deed {
        Deed::Removed(gone) if gone.kind == Kind::Email => Some(gone),
        _ => all
            .iter()
            .find(|one| one.kind == Kind::Email && one.is_primary),
    };
    let Some(to) = to else { return Ok(()) };
    let email = EmailAddress::parse(&to.value)
        .map_err(|_| DbError::Shape("identifiers.value".to_owned()))?;
    let undo = if may_undo(to, &all, ctx.at) {
        Some(issue(app, conn, (person, deed), &email).await?)
    } else {
        None
    };
    let (what, name) = said(deed);
    let letter = PassportChanged {
        what,
        name: &name,
        at: ctx.at,
        undo: undo.as_ref().map(|(token, until)| (token, *until)),
    };
    let to = Addressee::person(person, &email);
    letters::queue(app, conn, to, Occasion::PassportChanged(letter)).await
}

/// Tells an address that is the passport's no more; it has nothing to undo.
pub(super) async fn tell_gone(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (person, gone, deed): (&Passport, &Identifier, Deed<'_>),
) -> Result<(), PageError> {
    let email = EmailAddress::parse(&gone.value);
    let Some(email) = email.ok().filter(|_| gone.verified_at.is_some()) else {
        return Ok(());
    };
    tell_alone(app, ctx, conn, (person, &email, deed)).await
}

/// Tells an address of a change without a way to take it back.
pub(super) async fn tell_alone(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (person, email, deed): (&Passport, &EmailAddress, Deed<'_>),
) -> Result<(), PageError> {
    let (what, name) = said(deed);
    let letter = PassportChanged {
        what,
        name: &name,
        at: ctx.at,
        undo: None,
    };
    let to = Addressee::person(person, email);
    letters::queue(app, conn, to, Occasion::PassportChanged(letter)).await
}

/// Whether the address has been the passport's long enough, or longer than every other.
fn may_undo(to: &Identifier, all: &[Identifier], now: Time) -> bool {
    let Some(since) = to.verified_at else {
        return false;
    };
    let emails = all
        .iter()
        .filter(|one| one.kind == Kind::Email && one.id != to.id);
    let is_eldest = emails
        .filter_map(|one| one.verified_at)
        .all(|other| since <= other);
    is_eldest || now.since(since) >= UNDO
}

async fn issue(
    app: &App,
    conn: &mut Conn,
    (person, deed): (&Passport, Deed<'_>),
    email: &EmailAddress,
) -> Result<(Token<UndoChange>, Time), DbError> {
    let now = app.clock.now();
    let token = Token::<UndoChange>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, UNDO).about(person.id);
    let until = issue.expires();
    let login = match deed {
        Deed::Login(_, before) => before.map(|one| one.value.clone()),
        Deed::Removed(gone) if gone.kind == Kind::Login => Some(gone.value.clone()),
        _ => None,
    };
    let about = Undo {
        passport: person.id,
        email: email.as_str().to_owned(),
        login,
        at: now,
    };
    one_use::create(conn, issue, &about).await?;
    Ok((token, until))
}

fn said(deed: Deed<'_>) -> (&'static str, String) {
    match deed {
        Deed::Added(name) => ("letter-passport-added", name.to_owned()),
        Deed::Removed(one) => ("letter-passport-removed", one.shown()),
        Deed::Primary(name) => ("letter-passport-primary", name.to_owned()),
        Deed::Login(name, _) => ("letter-passport-login", name.to_owned()),
        Deed::TakenBack(name) => ("letter-passport-taken-back", name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use base::random::Randomness;
    use people::IdentifierId;

    use super::*;

    fn email(value: &str, verified: i64) -> Identifier {
        let random = Randomness::seeded(u64::try_from(verified).unwrap_or_default());
        let at = Time::from_seconds(verified);
        Identifier {
            id: IdentifierId::fresh(at, &random),
            passport: PassportId::fresh(at, &random),
            kind: Kind::Email,
            value: value.to_owned(),
            is_primary: false,
            verified_at: (verified > 0).then_some(at),
            created_at: at,
        }
    }

    #[test]
    fn only_an_old_or_the_eldest_address_takes_changes_back() {
        let day = 24 * 3600;
        let now = Time::from_seconds(100 * day);
        let (old, middle) = (
            email("old@example.com", day),
            email("m@example.com", 96 * day),
        );
        let (young, claim) = (email("y@example.com", 99 * day), email("c@example.com", 0));
        let all = [old.clone(), middle.clone(), young.clone(), claim.clone()];
        assert!(may_undo(&old, &all, now));
        assert!(may_undo(&middle, &all, now), "four days old");
        assert!(!may_undo(&young, &all, now), "a day old");
        assert!(!may_undo(&claim, &all, now), "never confirmed");
        assert!(
            may_undo(&young, &[young.clone(), claim], now),
            "there is no elder"
        );
    }

    #[test]
    fn names_are_compared_in_their_folded_form() {
        let anna = email("Anna@Example.com", 1);
        assert!(is_named(&anna, &Named::parse("ANNA@example.com").unwrap()));
        assert!(!is_named(&anna, &Named::parse("ann@example.com").unwrap()));
        assert!(!is_named(&anna, &Named::parse("anna").unwrap()));
    }
}
