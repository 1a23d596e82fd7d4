//! `vestibule doctor`: looks at everything the server needs, and says what it saw and what to do.
//!
//! It changes nothing but what looking itself needs, and may be run beside a running server.

mod files;
mod finding;
mod outside;
mod rows;
mod store;

use std::process::ExitCode;

use base::clock::Clock;
use base::config::Config;
use base::db::Db;
use base::random::Randomness;

use super::say::{self, Trouble};
use super::state;
use finding::{Finding, State};
pub(super) use store::newest_migration;

/// Everything a check may look at.
struct Patient {
    config: Config,
    db: Db,
    clock: Clock,
    random: Randomness,
}

/// Looks at everything; exit code 1 when something is broken.
pub(super) async fn run(config: Config) -> Result<ExitCode, Trouble> {
    let mut findings = files::look(&config);
    match state::database(&config).await {
        Err(words) => findings.push(
            Finding::bad("database", words)
                .remedy("start the database server, or correct the option database"),
        ),
        Ok(db) => {
            let patient = Patient {
                config,
                db,
                clock: Clock::system(),
                random: Randomness::system(),
            };
            findings.extend(rows::look(&patient).await);
            findings.extend(outside::look(&patient).await);
        }
    }
    for finding in &findings {
        say::line(finding);
    }
    let count = |state| findings.iter().filter(|one| one.is(state)).count();
    let (broken, doubtful) = (count(State::Bad), count(State::Doubtful));
    say::line(format!(
        "\n{} looked at, {broken} broken, {doubtful} to look at.",
        findings.len()
    ));
    Ok(if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
