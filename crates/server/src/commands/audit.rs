//! `vestibule audit verify`: whether the audit trail is whole and unchanged, judged from its rows
//! alone.

use std::process::ExitCode;

use base::audit::chain::Head;
use base::audit::{self, Inspected};
use base::config::Config;

use super::say::{self, Trouble};
use super::state;

/// Verifies the trail; with a `remembered` head also that it still leads there.
pub(super) async fn verify(config: Config, remembered: Option<Head>) -> Result<ExitCode, Trouble> {
    let db = state::database(&config).await?;
    match audit::verify(&db, remembered).await {
        Ok((head, waiting)) => {
            say::line(format!("The audit trail holds: {} events.", head.sequence));
            if waiting > 0 {
                say::line(format!(
                    "{waiting} more are recorded and not sealed yet; the running server does that \
                     within a second."
                ));
            }
            say::line(format!(
                "\nIts head, to be kept elsewhere and checked against later with --head:\n{head}"
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(Inspected::Faulty(fault)) => Err(Trouble::new(format!(
            "the audit trail does not hold: {fault}. Rows were changed, removed or put in outside \
             of Vestibule; compare with a backup"
        ))),
        Err(Inspected::Unreadable(cause)) => Err(cause.into()),
    }
}
