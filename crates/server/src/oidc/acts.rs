//! What is done to applications, with its events: for the pages and for the API.

use base::audit::{Event, Kind};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::token::{ClientSecret, Token};

use super::applications::{
    Added, Application, ApplicationId, CheckedDraft, FirstSecret, HeldSecret, fingerprint,
};
use super::events;
use super::exchange;
use super::registration;
use crate::signin::acting::Acting;

/// A secret of an application, as it is wished.
#[derive(Debug, Default)]
pub enum SecretWish {
    /// A new one, shown once.
    #[default]
    Fresh,
    /// This one.
    Given(Token<ClientSecret>),
    /// None for now.
    Later,
}

/// What asking for another secret came to.
#[derive(Debug)]
pub enum Secured {
    /// It has this one now; its text, when it was drawn here.
    Done(HeldSecret, Option<Token<ClientSecret>>),
    /// It had this one before.
    Known(HeldSecret),
    /// There are two already: one has to end first.
    Enough,
    /// The application does not prove itself by a secret.
    ProvesOtherwise,
}

fn of(acting: &Acting, kind: Kind, application: &Application) -> Event {
    acting
        .done(kind)
        .about(application.id)
        .detail("application", application.name.as_str())
}

/// Connects an application; its secret, when one was drawn.
///
/// # Errors
/// What the database says.
pub async fn connect(
    acting: &Acting,
    conn: &mut Conn,
    draft: &CheckedDraft,
    wish: SecretWish,
) -> Result<(Application, Option<Token<ClientSecret>>), DbError> {
    let first = match wish {
        SecretWish::Fresh => FirstSecret::Fresh,
        SecretWish::Given(token) => FirstSecret::Given(token),
        SecretWish::Later => FirstSecret::None,
    };
    let workspace = acting.workspace.id;
    let made = Application::connect(conn, acting.fresh(), (workspace, draft), first).await?;
    let event = of(acting, events::APPLICATION_CREATED, &made.0);
    acting.record(conn, event).await?;
    Ok(made)
}

/// Changes an application to what a draft says; as it is now. `None` when it is gone or was changed
/// since it was read. What changes nothing writes nothing.
///
/// # Errors
/// What the database says.
pub async fn change(
    acting: &Acting,
    conn: &mut Conn,
    known: &Application,
    draft: &CheckedDraft,
) -> Result<Option<Application>, DbError> {
    if *draft.get() == known.draft() {
        return Application::load(conn, known.workspace, known.id).await;
    }
    let now = acting.fresh().now;
    let changed = Application::change(conn, known, draft, now).await?;
    if let Some(changed) = &changed {
        let event = of(acting, events::APPLICATION_CHANGED, changed);
        acting.record(conn, event).await?;
    }
    Ok(changed)
}

/// Takes over an application that registered itself, as it is; whether it was still its own.
///
/// # Errors
/// What the database says.
pub(super) async fn take_over(
    acting: &Acting,
    conn: &mut Conn,
    known: &Application,
) -> Result<bool, DbError> {
    let taken = registration::store::take_over(conn, known.id).await?;
    if taken {
        let event = of(acting, events::APPLICATION_TAKEN_OVER, known);
        acting.record(conn, event).await?;
    }
    Ok(taken)
}

/// Disables an application with all it holds, or opens it again; whether it stood otherwise.
///
/// # Errors
/// What the database says.
pub async fn set_enabled(
    acting: &Acting,
    conn: &mut Conn,
    known: &Application,
    enabled: bool,
) -> Result<bool, DbError> {
    let (workspace, now) = (acting.workspace.id, acting.fresh().now);
    let (changed, kind) = if enabled {
        let changed = Application::enable(conn, workspace, known.id, now).await?;
        (changed, events::APPLICATION_ENABLED)
    } else {
        let changed = Application::disable(conn, workspace, known.id, now).await?;
        (changed, events::APPLICATION_DISABLED)
    };
    if changed {
        acting.record(conn, of(acting, kind, known)).await?;
    }
    Ok(changed)
}

/// Deletes an application with all it holds; whether it was there.
///
/// # Errors
/// What the database says.
pub async fn delete(
    acting: &Acting,
    conn: &mut Conn,
    known: &Application,
) -> Result<bool, DbError> {
    let gone = Application::delete(conn, acting.workspace.id, known.id).await?;
    if gone {
        let event = of(acting, events::APPLICATION_DELETED, known);
        acting.record(conn, event).await?;
    }
    Ok(gone)
}

/// Gives an application another secret, drawn here or given; the ones it has go on. `until`: when it ends by
/// itself.
///
/// # Errors
/// What the database says.
pub async fn add_secret(
    acting: &Acting,
    conn: &mut Conn,
    application: &Application,
    (given, until): (Option<Token<ClientSecret>>, Option<Time>),
) -> Result<Secured, DbError> {
    let fresh = acting.fresh();
    if let Some(given) = &given {
        let mark = fingerprint(&given.hash());
        let held = application.secrets(conn).await?;
        let mut live = held.into_iter().filter(|one| one.is_live(fresh.now));
        if let Some(known) = live.find(|one| one.fingerprint == mark) {
            return Ok(Secured::Known(known));
        }
    }
    let drawn = given.is_none();
    let added = match given {
        Some(given) => application.take_secret(conn, fresh, (given, until)).await?,
        None => application.add_secret(conn, fresh, until).await?,
    };
    let (id, token) = match added {
        Added::Secret(id, token) => (id, token),
        Added::Enough => return Ok(Secured::Enough),
        Added::ProvesOtherwise => return Ok(Secured::ProvesOtherwise),
    };
    let event = of(acting, events::SECRET_ADDED, application);
    acting.record(conn, event).await?;
    let mut held = application.secrets(conn).await?.into_iter();
    let held = held.find(|one| one.id == id);
    let held = held.ok_or_else(|| DbError::Shape("a secret just written".to_owned()))?;
    Ok(Secured::Done(held, drawn.then_some(token)))
}

/// Ends a secret at once; whether it was one of this application.
///
/// # Errors
/// What the database says.
pub async fn end_secret(
    acting: &Acting,
    conn: &mut Conn,
    (application, secret): (&Application, &HeldSecret),
) -> Result<bool, DbError> {
    let ended = application.end_secret(conn, secret.id).await?;
    if ended {
        let event = of(acting, events::SECRET_ENDED, application);
        let event = event.detail("secret", format!("…{}", secret.hint));
        acting.record(conn, event).await?;
    }
    Ok(ended)
}

/// The applications that may act with the tokens of this one, by name.
///
/// # Errors
/// What the database says.
pub async fn actors(
    conn: &mut Conn,
    application: &Application,
) -> Result<Vec<(ApplicationId, String)>, DbError> {
    let all = exchange::actors_of(conn, application.workspace, application.id).await?;
    let allowed = all.into_iter().filter(|one| one.allowed);
    Ok(allowed.map(|one| (one.id, one.name)).collect())
}

/// Lets another application of the workspace act with the tokens of this one, or no more; whether there is such
/// another one.
///
/// # Errors
/// What the database says.
pub async fn set_actor(
    acting: &Acting,
    conn: &mut Conn,
    application: &Application,
    (actor, acts): (ApplicationId, bool),
) -> Result<bool, DbError> {
    let all = exchange::actors_of(conn, application.workspace, application.id).await?;
    let Some(known) = all.iter().find(|one| one.id == actor) else {
        return Ok(false);
    };
    if known.allowed == acts {
        return Ok(true);
    }
    let kept = all.iter().filter(|one| one.allowed && one.id != actor);
    let mut ids: Vec<ApplicationId> = kept.map(|one| one.id).collect();
    if acts {
        ids.push(actor);
    }
    set_actors(acting, conn, application, &ids).await?;
    Ok(true)
}

/// Lets these applications of the workspace act with the tokens of this one, and no others.
///
/// # Errors
/// What the database says.
pub(super) async fn set_actors(
    acting: &Acting,
    conn: &mut Conn,
    application: &Application,
    ids: &[ApplicationId],
) -> Result<(), DbError> {
    let own = (application.workspace, application.id);
    exchange::set_actors(conn, own, ids).await?;
    let names: Vec<String> = actors(conn, application)
        .await?
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    let event = of(acting, events::ACTORS_CHANGED, application);
    acting
        .record(conn, event.detail("actors", names.join(", ")))
        .await
}
