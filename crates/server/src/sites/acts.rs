//! What is done to sites, with its events: for the pages and for the API.

use base::audit::Kind;
use base::db::{Conn, DbError};
use protocol::forward::Rule;

use super::site::{CheckedSite, Site, SiteId};
use super::{events, store};
use crate::signin::acting::Acting;

/// Writes what was done to a site.
async fn note(acting: &Acting, conn: &mut Conn, kind: Kind, site: &Site) -> Result<(), DbError> {
    let event = events::of(site, acting.doing.done(kind));
    acting.record(conn, event).await
}

/// Connects a site. It has no rules: members enter.
///
/// # Errors
/// What the database says.
pub async fn connect(
    acting: &Acting,
    conn: &mut Conn,
    checked: &CheckedSite,
) -> Result<Site, DbError> {
    let fresh = acting.fresh();
    let of = (acting.workspace.id, SiteId::fresh(fresh.now, fresh.random));
    store::insert(conn, of, checked, fresh.now).await?;
    let made = store::load(conn, of).await?;
    let made = made.ok_or_else(|| DbError::Shape("a site just written".to_owned()))?;
    note(acting, conn, events::CONNECTED, &made).await?;
    Ok(made)
}

/// Changes name, addresses and headers of a site; whether it is there. What changes nothing writes nothing.
///
/// # Errors
/// What the database says.
pub async fn change(
    acting: &Acting,
    conn: &mut Conn,
    known: &Site,
    to: &CheckedSite,
) -> Result<bool, DbError> {
    if known.is_as(to) {
        return Ok(true);
    }
    let of = (acting.workspace.id, known.id);
    let changed = store::change(conn, of, to, acting.fresh().now).await?;
    if changed {
        note(acting, conn, events::CHANGED, known).await?;
    }
    Ok(changed)
}

/// Puts other rules in place of those before; `path` is that of the rule this is about, if it is about one. The
/// caller holds the lock of the workspace.
///
/// # Errors
/// What the database says.
pub async fn set_rules(
    acting: &Acting,
    conn: &mut Conn,
    known: &Site,
    (rules, path): (&[Rule], Option<String>),
) -> Result<(), DbError> {
    if known.rules == rules && path.is_none() {
        return Ok(());
    }
    let of = (acting.workspace.id, known.id);
    store::set_rules(conn, of, rules, acting.fresh().now).await?;
    let event = events::of(known, acting.doing.done(events::RULES_CHANGED));
    let event = match path {
        Some(path) => event.detail("path", path),
        None => event.detail("rules", rules.len()),
    };
    acting.record(conn, event).await
}

/// Disables a site with all entries into it, or opens it again; whether it stood otherwise.
///
/// # Errors
/// What the database says.
pub async fn set_enabled(
    acting: &Acting,
    conn: &mut Conn,
    known: &Site,
    enabled: bool,
) -> Result<bool, DbError> {
    let (of, now) = ((acting.workspace.id, known.id), acting.fresh().now);
    let (changed, kind) = if enabled {
        (store::enable(conn, of, now).await?, events::ENABLED)
    } else {
        (store::disable(conn, of, now).await?, events::DISABLED)
    };
    if changed {
        note(acting, conn, kind, known).await?;
    }
    Ok(changed)
}

/// Deletes a site with all entries into it; whether it was there.
///
/// # Errors
/// What the database says.
pub async fn delete(acting: &Acting, conn: &mut Conn, known: &Site) -> Result<bool, DbError> {
    let gone = store::delete(conn, (acting.workspace.id, known.id)).await?;
    if gone {
        note(acting, conn, events::DELETED, known).await?;
    }
    Ok(gone)
}
