//! All that is kept about a person, as one file for that person: on a page after proving once more who one is, and through
//! the API with a token made for it.
//!
//! It is put together anew each time and stored nowhere. Secrets are not in it, nor are their hashes, nor anything about
//! somebody else.

mod history;
mod page;
mod store;

use std::time::Duration;

use base::allowance::Allowance;
use base::clock::Time;
use base::db::{Conn, DbError};
use people::identifiers::{self, Identifier};
use people::kept::{self, Asked, Known};
use people::{MemberState, Passport, passports};
use serde_json::{Value, json};

pub use history::MOST as MOST_EVENTS;
pub(super) use page::{PATH, ask, take};

use super::events;
use crate::letters::{self, Addressee, Occasion, TakenAlong};
use crate::signin::acting::Doing;
use crate::web::{App, PageError, picture};

/// How the file is to be read; another one is called otherwise.
pub const FORMAT: &str = "vestibule-passport-1";

/// How often within [`WHILE`] a passport can be taken along: each time a letter says so.
const MOST_OFTEN: u32 = 6;
/// See [`MOST_OFTEN`].
const WHILE: Duration = Duration::from_secs(3600);

/// What is kept and not told, as the file says it.
const LEFT_OUT: [&str; 3] = [
    "passwords, tokens, cookies and their hashes",
    "letters and text messages, which are deleted after a while",
    "notes of administrators, and whatever is about somebody else",
];

/// Writes down that a person takes their data along, and tells them. It comes first: nothing leaves unseen.
///
/// Whether it is allowed once more; if not, the transaction is to be dropped.
///
/// # Errors
/// What the database says, or that the letter cannot be written.
pub async fn announce(
    doing: &Doing,
    conn: &mut Conn,
    person: &Passport,
) -> Result<bool, PageError> {
    let now = doing.app.clock.now();
    let allowance = Allowance {
        what: &format!("passport taken along {}", person.id),
        most: MOST_OFTEN,
        within: WHILE,
    };
    if !allowance.take(conn, now).await? {
        return Ok(false);
    }
    let event = doing.done(events::DATA_TAKEN).about(person.id);
    doing.record(conn, event).await?;
    if let Some(email) = identifiers::primary_email(conn, person.id).await? {
        let to = Addressee::person(person, &email);
        let taken = Occasion::TakenAlong(TakenAlong {
            at: now,
            by_token: doing.doer.token.is_some(),
        });
        letters::queue(&doing.app, conn, to, taken).await?;
    }
    Ok(true)
}

/// The file, with at most `most` events.
///
/// # Errors
/// What the database says; also when the passport is gone.
pub async fn gather(app: &App, person: &Passport, most: u32) -> Result<Value, DbError> {
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let id = person.id;
    let person = passports::load(&mut conn, id).await?;
    let person = person.ok_or_else(|| DbError::Shape("passports.id".to_owned()))?;
    let all = identifiers::of_passport(&mut conn, id).await?;
    let known = kept::in_workspaces(&mut conn, id).await?;
    let asked = kept::requests(&mut conn, id).await?;
    let history = history::told(&mut conn, (id, &known), most.min(MOST_EVENTS)).await?;
    let (invited, joined): (Vec<&Known>, Vec<&Known>) = known
        .iter()
        .partition(|one| one.state == MemberState::Invited);
    let each = |all: &[&Known]| all.iter().map(|one| workspace(one)).collect::<Vec<_>>();
    Ok(json!({
        "format": FORMAT, "server": app.config.public_url.of("/"), "made_at": now.rfc3339(),
        "left_out": LEFT_OUT,
        "passport": profile(&person),
        "photos": store::photos(&mut conn, id).await?,
        "identifiers": all.iter().map(identifier).collect::<Vec<_>>(),
        "password": store::password(&mut conn, id).await?,
        "workspaces": each(&joined), "invitations": each(&invited),
        "requests": asked.iter().map(request).collect::<Vec<_>>(),
        "sessions": store::sessions(&mut conn, id).await?,
        "browsers": store::browsers(&mut conn, id).await?,
        "consents": store::consents(&mut conn, id).await?,
        "applications": store::grants(&mut conn, id).await?,
        "sites": store::sites(&mut conn, id).await?,
        "tokens": store::tokens(&mut conn, id).await?,
        "history": history,
    }))
}

fn moment(at: Option<Time>) -> Option<String> {
    at.map(Time::rfc3339)
}

fn profile(person: &Passport) -> Value {
    json!({
        "id": person.id, "name": person.name, "given_name": person.given_name,
        "family_name": person.family_name, "language": person.language, "zone": person.zone,
        "photo": picture::large(person.picture.as_ref()), "operator": person.is_operator,
        "created_at": person.created_at.rfc3339(), "claimed_at": moment(person.claimed_at),
    })
}

fn identifier(one: &Identifier) -> Value {
    json!({
        "kind": one.kind.word(), "value": one.value, "primary": one.is_primary,
        "added_at": one.created_at.rfc3339(), "confirmed_at": moment(one.verified_at),
    })
}

fn workspace(one: &Known) -> Value {
    let blocks = one.blocks.iter().map(|block| {
        json!({
            "reason": block.reason.word(), "since": block.since.rfc3339(),
            "until": moment(block.until),
        })
    });
    json!({
        "id": one.workspace, "name": one.workspace_name, "address": one.address,
        "state": one.workspace_state.word(), "own": one.is_own,
        "member": {
            "id": one.member, "name": one.name, "email": one.email, "phone": one.phone,
            "photo": picture::large(one.picture.as_ref()), "role": one.role.word(),
            "state": one.state.word(), "department": one.department, "groups": one.groups,
            "blocks": blocks.collect::<Vec<_>>(), "invited_at": moment(one.invited_at),
            "joined_at": moment(one.joined_at), "opened_at": moment(one.opened_at),
        },
    })
}

fn request(one: &Asked) -> Value {
    json!({
        "workspace": one.workspace_name, "email": one.email, "state": one.state.word(),
        "asked_at": one.asked_at.rfc3339(),
    })
}
