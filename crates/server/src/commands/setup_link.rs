//! `vestibule setup-link`: another link with which the server is set up in a browser.

use std::process::ExitCode;

use base::clock::Clock;
use base::config::Config;
use base::random::Randomness;
use server::setup::{self, Link};

use super::say::{self, Trouble};
use super::state;

/// Prints a link, unless the server has an owner already.
pub(super) async fn run(config: Config) -> Result<ExitCode, Trouble> {
    let db = state::database(&config).await?;
    match setup::link(
        &db,
        &config.public_url,
        &Clock::system(),
        &Randomness::system(),
    )
    .await?
    {
        Link::Made(link) => {
            say::line(&link);
            say::line("\nIt works once and for an hour.");
            Ok(ExitCode::SUCCESS)
        }
        Link::HasOwner => Err(Trouble::new(
            "this server is set up already, and set-up never opens again. If nobody can sign in any \
             more, `vestibule unlock` makes a way back in for an operator.",
        )),
    }
}
