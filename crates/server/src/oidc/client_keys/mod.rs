//! The public keys of applications: for their assertions and their signed requests.

use base::db::DbError;
use protocol::jose::{JwkSet, KeySet};
use protocol::oauth::AssertionRefusal;
use protocol::oauth::authorization::ObjectRefusal;

use super::applications::Application;
use crate::web::App;

/// A reason why something signed is not taken, as far as keys are concerned.
pub(super) trait OfKeys {
    /// There are no keys.
    fn keys_absent() -> Self;
}

impl OfKeys for AssertionRefusal {
    fn keys_absent() -> Self {
        Self::KeysAbsent
    }
}

impl OfKeys for ObjectRefusal {
    fn keys_absent() -> Self {
        Self::KeysAbsent
    }
}

/// Verifies something with the keys of the application.
pub(super) async fn check<T, E: OfKeys>(
    _app: &App,
    application: &Application,
    verify: impl Fn(&KeySet) -> Result<T, E>,
) -> Result<Result<T, E>, DbError> {
    let pasted = application.jwks.as_deref().and_then(read);
    Ok(match pasted {
        Some(keys) => verify(&keys),
        None => Err(E::keys_absent()),
    })
}

/// A stored set, parsed.
fn read(text: &str) -> Option<KeySet> {
    let set = JwkSet::parse(text.as_bytes()).ok()?;
    KeySet::from_jwks(set).ok()
}
