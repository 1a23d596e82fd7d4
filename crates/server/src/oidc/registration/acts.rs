//! What is decided about registration, with its events: for the pages and for the API.

use std::time::Duration;

use base::audit::{Event, Kind};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::settings;
use base::token::{InitialAccess, Token};
use people::{Name, WorkspaceId};

use super::store;
use super::{InitialTokenId, OPENED, Opened};
use crate::oidc::events;
use crate::signin::acting::{Acting, Doing};

/// A token to register with, as its administrator sees it.
#[derive(Clone, Debug)]
pub struct Initial {
    /// Its identifier; opens nothing.
    pub id: InitialTokenId,
    /// Where applications come that bring it.
    pub workspace: WorkspaceId,
    /// What it is called.
    pub name: String,
    /// How many applications may register with it.
    pub uses: i64,
    /// How many of them may still.
    pub uses_left: i64,
    /// When it ends.
    pub expires_at: Time,
    /// When it was last used.
    pub used_at: Option<Time>,
}

/// A token to make.
#[derive(Clone, Debug)]
pub struct InitialDraft {
    /// What it is called.
    pub name: Name,
    /// How many applications may register with it.
    pub uses: i64,
    /// How long it works, in days.
    pub days: u32,
}

/// Which applications may register themselves.
///
/// # Errors
/// What the database says.
pub async fn opened(conn: &mut Conn) -> Result<Opened, DbError> {
    settings::load(conn, &OPENED).await
}

/// Decides it.
///
/// # Errors
/// What the database says.
pub async fn open(doing: &Doing, conn: &mut Conn, to: Opened) -> Result<(), DbError> {
    settings::save(conn, &OPENED, &to, doing.fresh().now).await?;
    let event = doing.done(events::REGISTRATION_OPENED);
    let event = event.detail("to", to.word());
    let event = match to {
        Opened::Everybody(id) => event.in_workspace(id),
        Opened::Nobody | Opened::TokenHolders => event,
    };
    doing.record(conn, event).await
}

/// The tokens of a workspace to register with, the newest first.
///
/// # Errors
/// What the database says.
pub async fn initial_tokens(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Initial>, DbError> {
    store::of_workspace(conn, workspace).await
}

/// Makes a token; its text is known to nobody afterwards.
///
/// # Errors
/// What the database says.
pub async fn make_initial(
    acting: &Acting,
    conn: &mut Conn,
    draft: &InitialDraft,
) -> Result<(Initial, Token<InitialAccess>), DbError> {
    let fresh = acting.fresh();
    let made = Initial {
        id: InitialTokenId::fresh(fresh.now, fresh.random),
        workspace: acting.workspace.id,
        name: draft.name.as_str().to_owned(),
        uses: draft.uses,
        uses_left: draft.uses,
        expires_at: fresh
            .now
            .plus(Duration::from_secs(u64::from(draft.days) * 24 * 3600)),
        used_at: None,
    };
    let token = Token::<InitialAccess>::fresh(fresh.random);
    store::add(conn, &made, token.hash(), fresh.now).await?;
    let event = event(
        acting,
        events::REGISTRATION_TOKEN_MADE,
        (made.id, &made.name),
    );
    acting.record(conn, event).await?;
    Ok((made, token))
}

/// Ends a token; its name, when there was one.
///
/// # Errors
/// What the database says.
pub async fn end_initial(
    acting: &Acting,
    conn: &mut Conn,
    id: InitialTokenId,
) -> Result<Option<String>, DbError> {
    let gone = store::end(conn, acting.workspace.id, id).await?;
    if let Some(name) = &gone {
        let event = event(acting, events::REGISTRATION_TOKEN_ENDED, (id, name));
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

fn event(acting: &Acting, kind: Kind, (id, name): (InitialTokenId, &str)) -> Event {
    acting.done(kind).about(id).detail("name", name)
}
