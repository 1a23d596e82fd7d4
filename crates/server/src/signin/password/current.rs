//! The current password, asked for before it is changed.

use base::clock::Time;
use base::hash::Checked;
use base::secret::Secret;
use people::PassportId;

use crate::signin::lockout::{self, Counted, Turn};
use crate::signin::store;
use crate::web::{App, Ctx, PageError};

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrentPassword {
    /// It is the one.
    Right,
    /// It is not, or there is none.
    Wrong,
    /// Too many tries.
    Paused(Time),
}

/// Whether `password` is the current one of `passport`. Tries are counted as at the door.
///
/// # Errors
/// When the database or the hashing pool does not do its part.
pub async fn check(
    app: &App,
    ctx: &Ctx,
    passport: PassportId,
    password: Secret<String>,
) -> Result<CurrentPassword, PageError> {
    let browser = ctx.browser.hash();
    let counted = Counted::KnownBrowser(passport, &browser);
    let mut conn = app.db.write().await?;
    let turn = lockout::take_turn(&mut conn, &counted, app.clock.now()).await?;
    let stored = store::password(&mut conn, passport).await?;
    conn.commit().await?;
    if let Turn::Paused(until) = turn {
        return Ok(CurrentPassword::Paused(until));
    }
    let Some(stored) = stored else {
        app.passwords.check_nobody(password).await?;
        return Ok(CurrentPassword::Wrong);
    };
    if app.passwords.check(password, &stored).await? == Checked::Wrong {
        return Ok(CurrentPassword::Wrong);
    }
    let mut conn = app.db.write().await?;
    lockout::forget(&mut conn, &counted).await?;
    conn.commit().await?;
    Ok(CurrentPassword::Right)
}
