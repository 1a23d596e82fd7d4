//! `vestibule unlock`: a way back in for somebody who is shut out.

use std::process::ExitCode;
use std::time::Duration;

use base::audit::{self, Event, Outcome, Reference};
use base::clock::Clock;
use base::config::Config;
use base::db::Conn;
use base::one_use::{self, Issue};
use base::random::Randomness;
use base::token::{ResetPassword, Token};
use people::identifiers::{self, Named};
use people::passports::{self, Passport};
use people::{BlockReason, PassportId, belonging, blocks};
use server::invitation::Resetting;
use server::signin;

use super::say::{self, Trouble};
use super::state;

base::event_kinds! {
    /// What this command records.
    KINDS;
    /// Somebody at the machine itself made a way back in.
    UNLOCKED = "server.passport.unlocked";
}

/// How long the printed link works.
const LIFE: Duration = Duration::from_secs(3600);

const NO_EMAIL: &str = "this person has no verified e-mail address to choose a password with";

/// Ends pauses and locks of the person with this name, and prints a link with which they choose
/// a new password.
pub(super) async fn run(config: Config, login: &str) -> Result<ExitCode, Trouble> {
    let db = state::database(&config).await?;
    let (clock, random) = (Clock::system(), Randomness::system());
    let now = clock.now();
    let mut conn = db.write().await?;
    let person = find(&mut conn, login).await?;
    signin::end_pause(&mut conn, person.id).await?;
    let lifted = lift_locks(&mut conn, person.id, now).await?;
    let contact = identifiers::way_back(&mut conn, person.id).await?;
    let contact = contact.ok_or_else(|| Trouble::new(NO_EMAIL))?;
    let token = Token::<ResetPassword>::fresh(&random);
    let issue = Issue::new(token.hash(), now, LIFE).about(person.id);
    let behind = Resetting {
        passport: person.id,
        contact,
    };
    one_use::create(&mut conn, issue, &behind).await?;
    let event = Event::new(UNLOCKED, Outcome::Done, &Reference::fresh(&random)).about(person.id);
    audit::record(&mut conn, event, now, &random).await?;
    conn.commit().await?;
    let path = format!("/new-password?token={}", token.reveal());
    say::line(format!(
        "Pauses after wrong passwords are over; locks lifted in workspaces: {lifted}.\n\n{} chooses \
         a new password here:\n\n    {}\n\nThe link works once and for an hour. It ends all \
         sessions of this person.",
        person.name,
        config.public_url.of(&path)
    ));
    if !person.is_operator {
        say::line("\nThis person does not run the server: operators are others.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn find(conn: &mut Conn, login: &str) -> Result<Passport, Trouble> {
    let unknown = || Trouble::new(format!("nobody here signs in with “{login}”"));
    let named = Named::parse(login).ok_or_else(unknown)?;
    let owner = identifiers::owner(conn, &named)
        .await?
        .ok_or_else(unknown)?;
    passports::load(conn, owner).await?.ok_or_else(unknown)
}

/// Lifts what wrong attempts have locked; other reasons are decisions and stay.
async fn lift_locks(
    conn: &mut Conn,
    person: PassportId,
    now: base::clock::Time,
) -> Result<u32, Trouble> {
    let mut lifted = 0;
    for belonging in belonging::of_passport(conn, person, now).await? {
        let (workspace, member) = (belonging.workspace, belonging.member);
        let locked = BlockReason::LockedByAttempts;
        let all = blocks::of_member(conn, workspace, member).await?;
        if all.iter().any(|block| block.reason == locked) {
            blocks::lift(conn, workspace, member, locked, now).await?;
            lifted += 1;
        }
    }
    Ok(lifted)
}
