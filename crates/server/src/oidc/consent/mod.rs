//! Consent: what a person allowed an application to learn, asked once and withdrawn any time.
//!
//! Asked again when the application wants more, when it says so (`prompt=consent`), and each time
//! for a public application that is answered on this device (a loopback address or a private
//! scheme): nothing proves there that it is the same application as last time (RFC 8252 section
//! 8.6). One answered over https is known by its address.

mod page;
mod store;

use base::clock::Time;
use base::db::{Conn, DbError};
use people::PassportId;
use protocol::oauth::{Scope, Scopes};

pub(super) use page::{Decision, answer, learns, show};

use super::applications::{Application, ApplicationId};
use super::authorize::Arrived;
use super::farewell;
use crate::web::App;

/// An application a person has allowed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The application.
    pub application: ApplicationId,
    /// Its name.
    pub name: String,
    /// The name of its workspace.
    pub workspace: String,
    /// What it may learn.
    pub scopes: Scopes,
    /// Since when.
    pub given_at: Time,
    /// When it was last used.
    pub last_used: Option<Time>,
}

impl Allowed {
    /// What a person has allowed, the latest first; at most 200.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by(conn: &mut Conn, passport: PassportId) -> Result<Vec<Self>, DbError> {
        store::of_passport(conn, passport).await
    }

    /// Takes it back: the person is asked again next time, and what the application holds ends.
    /// Whether there was anything to take back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn withdraw(
        app: &App,
        conn: &mut Conn,
        passport: PassportId,
        application: ApplicationId,
    ) -> Result<bool, DbError> {
        let given = store::delete(conn, passport, application).await?;
        let ended = farewell::withdrawn(app, conn, (passport, application)).await?;
        Ok(given || ended > 0)
    }
}

/// What a person has allowed this application so far.
pub(super) async fn allowed(
    conn: &mut Conn,
    passport: PassportId,
    application: ApplicationId,
) -> Result<Scopes, DbError> {
    store::scopes(conn, passport, application).await
}

/// Remembers what was just allowed, beside what was before.
pub(super) async fn remember(
    conn: &mut Conn,
    (passport, application): (PassportId, ApplicationId),
    scopes: Scopes,
    now: Time,
) -> Result<(), DbError> {
    let before = store::scopes(conn, passport, application).await?;
    let scopes = before.union(scopes);
    store::put(conn, (passport, application), scopes, now).await
}

/// Forgets what everybody allowed an application that has become another one: they are asked anew.
pub(super) async fn forget(conn: &mut Conn, application: ApplicationId) -> Result<(), DbError> {
    store::delete_all(conn, application).await
}

/// Whether the person is asked although `allowed` was.
pub(super) fn must_ask(arrived: &Arrived, allowed: Scopes) -> bool {
    let request = &arrived.request;
    let is_new = !allowed.contains(Scope::OpenId) || !arrived.scopes().is_subset(allowed);
    let redirect_uri = request.return_to.redirect_uri();
    request.prompt.consent || is_new || is_unknowable(&arrived.application, redirect_uri)
}

/// Whether nothing says that this is the application it was last time.
fn is_unknowable(application: &Application, redirect_uri: &str) -> bool {
    !application.is_confidential() && !redirect_uri.starts_with("https://")
}
