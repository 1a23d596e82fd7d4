//! What comes next for a request: a sign-in, a closed door, the consent, or the way in.

use admission::{Reason, Verdict};
use base::clock::Time;
use base::db::Conn;
use people::entrance;
use people::members::Member;
use people::passports::Passport;
use people::workspaces::Workspace;
use std::time::Duration;

use super::answering::Answering;
use super::arrival::Arrived;
use crate::oidc::{consent, strength};
use crate::signin::{Session, SignedIn, door};
use crate::web::{App, PageError};

/// The step that is due.
pub(in crate::oidc) enum Next {
    /// Somebody signs in, or once more.
    SignIn {
        /// Proofs from before do not count.
        fresh_since: Option<Time>,
    },
    /// Several passports are signed in in this browser, and the person says which one it is.
    Choose,
    /// Somebody else signed in than the one the application means.
    OtherPerson,
    /// The application demands a strength of the sign-in that none here has.
    Unmet,
    /// The door is closed.
    Closed(Box<Shut>),
    /// The person is asked.
    Consent(Box<Entry>),
    /// Nothing stands in the way.
    Enter(Box<Entry>),
}

/// Somebody before an open door.
pub(in crate::oidc) struct Entry {
    pub(in crate::oidc) person: Passport,
    pub(in crate::oidc) session: Session,
    pub(in crate::oidc) workspace: Workspace,
    pub(in crate::oidc) member: Member,
}

/// Somebody before a closed one.
pub(in crate::oidc) struct Shut {
    pub(in crate::oidc) person: Passport,
    pub(in crate::oidc) workspace: Workspace,
    pub(in crate::oidc) reason: Reason,
}

/// Asks, in this order: who are you, are you the one meant, does the door open, have you allowed it.
pub(in crate::oidc) async fn next(
    app: &App,
    answering: &Answering,
    arrived: &Arrived,
) -> Result<Next, PageError> {
    let fresh_since = fresh_since(arrived);
    if !strength::can_ever_meet(&arrived.request.acr) {
        return Ok(Next::Unmet);
    }
    if is_choice(arrived, answering) {
        return Ok(Next::Choose);
    }
    let Some(signed_in) = &answering.who else {
        return Ok(Next::SignIn { fresh_since });
    };
    let SignedIn { session, person } = signed_in;
    let again = Next::SignIn {
        fresh_since: Some(app.clock.now()),
    };
    let has_just_come = arrived.id.is_none();
    if has_just_come && arrived.request.prompt.login {
        return Ok(again);
    }
    let has_signed_in_since = !has_just_come && session.signed_in_at >= arrived.at;
    if !arrived.is_for(&person.id.to_string()) {
        return Ok(if has_signed_in_since || arrived.chosen {
            Next::OtherPerson
        } else {
            again
        });
    }
    before_door(app, signed_in, arrived, (fresh_since, has_signed_in_since)).await
}

/// Asks the door for somebody who may be the one meant.
async fn before_door(
    app: &App,
    SignedIn { session, person }: &SignedIn,
    arrived: &Arrived,
    (fresh_since, has_signed_in_since): (Option<Time>, bool),
) -> Result<Next, PageError> {
    let now = app.clock.now();
    let again = Next::SignIn {
        fresh_since: Some(now),
    };
    let mut conn = app.db.read().await?;
    let workspace = arrived.application.workspace;
    let found = entrance::load(&mut conn, workspace, person.id).await?;
    let entrance = found.ok_or_else(|| PageError::internal("an application without workspace"))?;
    let verdict = door::ask(&entrance, session, now, fresh_since).verdict;
    let reason = match (verdict, entrance.member) {
        (Verdict::Open(_), Some(_)) if !strength::meets(&arrived.request.acr, &session.proofs) => {
            return Ok(if has_signed_in_since {
                Next::Unmet
            } else {
                again
            });
        }
        (Verdict::Open(_), Some(member)) => {
            let entry = Box::new(Entry {
                person: person.clone(),
                session: session.clone(),
                workspace: entrance.workspace,
                member,
            });
            return agreed(&mut conn, arrived, entry).await;
        }
        (Verdict::Ask { .. }, _) => return Ok(again),
        (Verdict::Open(_), None) => Reason::NotAMember,
        (Verdict::Closed { reason, .. }, _) => reason,
    };
    Ok(Next::Closed(Box::new(Shut {
        person: person.clone(),
        workspace: entrance.workspace,
        reason,
    })))
}

async fn agreed(conn: &mut Conn, arrived: &Arrived, entry: Box<Entry>) -> Result<Next, PageError> {
    let allowed = consent::allowed(conn, entry.person.id, arrived.application.id).await?;
    Ok(if consent::must_ask(arrived, allowed) {
        Next::Consent(entry)
    } else {
        Next::Enter(entry)
    })
}

/// Whether the person has to say which of their passports it is: because the application wants them to
/// (`prompt=select_account`), or because nothing else decides it. A new sign-in decides it, too.
fn is_choice(arrived: &Arrived, answering: &Answering) -> bool {
    let prompt = arrived.request.prompt;
    let is_asked = prompt.select_account && answering.many > 0;
    !arrived.chosen && !prompt.login && (is_asked || answering.is_open)
}

/// From when on a proof counts: since the request came (`prompt=login`), or `max_age` before that,
/// so that the time spent on our own pages is not held against the person.
fn fresh_since(arrived: &Arrived) -> Option<Time> {
    if arrived.request.prompt.login {
        return Some(arrived.at);
    }
    let max_age = arrived.request.max_age?;
    Some(arrived.at.minus(Duration::from_secs(max_age.into())))
}
