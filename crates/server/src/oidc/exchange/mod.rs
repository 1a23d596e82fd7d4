//! Which applications may act with the tokens that were given to another one (RFC 8693).
//!
//! Nobody may, unless the administrator says so at the application whose tokens they are. It is asked
//! when a token is exchanged and again whenever the exchanged one is shown.

mod store;

use base::db::{Conn, DbError};

use super::applications::{Application, ApplicationId};
use super::grants::store::Found;

pub(super) use store::{actors_of, may_act, set_actors};

/// Whether the one who acts with this token may still do so; always, where nobody does.
pub(super) async fn still_acts(
    conn: &mut Conn,
    found: &Found,
    given_to: &Application,
) -> Result<bool, DbError> {
    let Some(acting) = &found.acting else {
        return Ok(true);
    };
    let actor = Application::load(conn, given_to.workspace, acting.by).await?;
    let is_open = actor.is_some_and(|actor| actor.disabled_at.is_none());
    Ok(is_open && may_act(conn, given_to.id, acting.by).await?)
}

/// An application that may act, or could be allowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Actor {
    /// The application.
    pub(super) id: ApplicationId,
    /// Its name.
    pub(super) name: String,
    /// Whether it may.
    pub(super) allowed: bool,
}
