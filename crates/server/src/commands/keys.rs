//! `vestibule keys rotate`: another master key, and every secret sealed again under it.

use std::process::ExitCode;

use base::config::Config;
use base::keys::{MasterKey, SETTLE};
use base::random::Randomness;
use server::SEALED;

use super::say::{self, Trouble};
use super::state;

/// Replaces the master key while servers go on working.
pub(super) async fn rotate(config: Config) -> Result<ExitCode, Trouble> {
    let db = state::database(&config).await?;
    let path = &config.master_key_file;
    let master = MasterKey::open_existing(path, &db, &Randomness::system()).await?;
    say::line(format!(
        "Sealing everything again under a new key. This takes {} seconds and a little more; servers \
         may go on running.",
        SETTLE.as_secs()
    ));
    let done = master.rotate(&db, SEALED, SETTLE).await?;
    say::line(format!(
        "Done: key {}, {} values sealed again, old keys dropped: {}.",
        done.key, done.cells, done.dropped
    ));
    say::line(format!(
        "Keep a new copy of {}: backups made from now on need it. Keep the old copy as long as you \
         keep older backups. Forms that are open in browsers have to be sent once more after the \
         next start.",
        path.display()
    ));
    Ok(ExitCode::SUCCESS)
}
