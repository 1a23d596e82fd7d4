//! The end of sessions, and of what was issued under them: who has to be told is told soon.
//!
//! That something is over is noted where it ends, in the same transaction (`people::revocation`). Here
//! it is only said that there is something to tell; whoever forgets to say it makes it a minute later.

use base::clock::Time;
use base::db::{Conn, DbError};
use base::jobs::Kind;
use people::PassportId;

use super::session::SessionId;
use super::store;
use crate::web::App;

/// Tells those who have to know what is over by now.
pub const TELL: Kind<()> = Kind::new("tell-of-endings");

/// Says, in the transaction that ends something, that there is something to tell.
///
/// # Errors
/// What the database says.
pub async fn announce(app: &App, conn: &mut Conn) -> Result<(), DbError> {
    let now = app.clock.now();
    app.jobs.enqueue(conn, &TELL, &(), now).await.map(drop)
}

/// Ends a session of `passport`; whether it was alive. What hangs on a session checks it
/// whenever it is used, so applications' tokens end with it.
///
/// # Errors
/// What the database says.
pub async fn end_session(
    app: &App,
    conn: &mut Conn,
    (passport, id): (PassportId, SessionId),
    why: &str,
) -> Result<bool, DbError> {
    let now: Time = app.clock.now();
    let was_alive = store::end_session(conn, passport, id, now, why).await?;
    if was_alive {
        announce(app, conn).await?;
    }
    Ok(was_alive)
}
