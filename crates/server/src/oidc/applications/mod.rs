//! Applications as a workspace registered them.
//!
//! Every function that touches one takes its workspace; an id of another workspace is answered as
//! one that does not exist. The caller writes the event, in the same transaction.

mod draft;
mod store;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::token::{ClientSecret, Token, TokenHash};
use people::{Fresh, PassportId, WorkspaceId};
use protocol::oauth::{ClientFacts, RedirectUri, Scopes};

pub use draft::{ApplicationDraft, CheckedDraft, Mistakes, UriMistake};

id_type!(ApplicationId, "an application; its client id on the wire");

/// An application that lets people in through OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Names it; also its client id.
    pub id: ApplicationId,
    /// The workspace whose door it asks.
    pub workspace: WorkspaceId,
    /// Its name, as people see it.
    pub name: String,
    /// Whether it holds a secret. Chosen when it is connected and never changed.
    pub confidential: bool,
    /// Where answers may go, exactly.
    pub redirect_uris: Vec<String>,
    /// Where a person may be sent after signing out, exactly.
    pub post_logout_uris: Vec<String>,
    /// What it may ask for; `openid` always.
    pub scopes: Scopes,
    /// The page a person opens it at.
    pub home_url: Option<String>,
    /// Since when it is disabled.
    pub disabled_at: Option<Time>,
    /// When it was connected.
    pub created_at: Time,
    /// When it was last changed.
    pub changed_at: Time,
}

/// An application in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The application.
    pub application: Application,
    /// When anybody last used it.
    pub last_used: Option<Time>,
}

/// An application that a person can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launchable {
    /// The application.
    pub application: Application,
    /// When this person last used it.
    pub last_used: Option<Time>,
}

impl Application {
    /// Connects an application; a confidential one gets its secret, which is never shown again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        conn: &mut Conn,
        fresh: Fresh<'_>,
        workspace: WorkspaceId,
        draft: &CheckedDraft,
        confidential: bool,
    ) -> Result<(Self, Option<Token<ClientSecret>>), DbError> {
        let secret = confidential.then(|| Token::<ClientSecret>::fresh(fresh.random));
        let application = Self {
            id: ApplicationId::fresh(fresh.now, fresh.random),
            workspace,
            name: draft.name.clone(),
            confidential,
            redirect_uris: draft.redirect_uris.clone(),
            post_logout_uris: draft.post_logout_uris.clone(),
            scopes: draft.scopes,
            home_url: draft.home_url.clone(),
            disabled_at: None,
            created_at: fresh.now,
            changed_at: fresh.now,
        };
        let hash = secret.as_ref().map(Token::hash);
        store::insert(conn, &application, hash).await?;
        Ok((application, secret))
    }

    /// The application with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(
        conn: &mut Conn,
        workspace: WorkspaceId,
        id: ApplicationId,
    ) -> Result<Option<Self>, DbError> {
        store::load(conn, workspace, id).await
    }

    /// The applications of a workspace by name, disabled ones too; at most 500.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of_workspace(
        conn: &mut Conn,
        workspace: WorkspaceId,
    ) -> Result<Vec<Listed>, DbError> {
        store::of_workspace(conn, workspace).await
    }

    /// The applications a member of these workspaces can open, last used first. Whether the doors
    /// of the workspaces are open is for the caller to ask.
    ///
    /// # Errors
    /// What the database says.
    pub async fn for_member(
        conn: &mut Conn,
        passport: PassportId,
        workspaces: &[WorkspaceId],
    ) -> Result<Vec<Launchable>, DbError> {
        let mut all = Vec::new();
        for workspace in workspaces {
            all.extend(store::launchable(conn, passport, *workspace).await?);
        }
        let name = |one: &Launchable| one.application.name.to_lowercase();
        all.sort_by_cached_key(|one| (std::cmp::Reverse(one.last_used), name(one)));
        Ok(all)
    }

    /// Changes name, addresses and scopes; the application as it is now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change(
        conn: &mut Conn,
        workspace: WorkspaceId,
        id: ApplicationId,
        draft: &CheckedDraft,
        now: Time,
    ) -> Result<Option<Self>, DbError> {
        store::change(conn, (workspace, id), draft, now).await
    }

    /// Gives a confidential application another secret; the old one ends at once. `None` when there
    /// is no such application or it is public.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rotate_secret(
        conn: &mut Conn,
        fresh: Fresh<'_>,
        workspace: WorkspaceId,
        id: ApplicationId,
    ) -> Result<Option<Token<ClientSecret>>, DbError> {
        let secret = Token::<ClientSecret>::fresh(fresh.random);
        let hash = secret.hash();
        let changed = store::set_secret(conn, (workspace, id), hash, fresh.now).await?;
        Ok(changed.then_some(secret))
    }

    /// Closes the application and ends all it holds; whether it was open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn disable(
        conn: &mut Conn,
        workspace: WorkspaceId,
        id: ApplicationId,
        now: Time,
    ) -> Result<bool, DbError> {
        store::disable(conn, workspace, id, now).await
    }

    /// Opens the application again; whether it was closed. Nothing it held before comes back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enable(
        conn: &mut Conn,
        workspace: WorkspaceId,
        id: ApplicationId,
        now: Time,
    ) -> Result<bool, DbError> {
        store::enable(conn, workspace, id, now).await
    }

    /// Deletes the application with all it holds; whether there was one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete(
        conn: &mut Conn,
        workspace: WorkspaceId,
        id: ApplicationId,
    ) -> Result<bool, DbError> {
        store::delete(conn, workspace, id).await
    }

    /// The registered facts as the protocol asks for them. A stored address that would not be
    /// taken today is none.
    pub fn facts(&self) -> ClientFacts {
        let parsed = |texts: &[String]| -> Vec<RedirectUri> {
            texts.iter().filter_map(|text| text.parse().ok()).collect()
        };
        ClientFacts {
            client_id: self.id.to_string(),
            confidential: self.confidential,
            pkce_required: !self.confidential,
            redirect_uris: parsed(&self.redirect_uris),
            post_logout_redirect_uris: parsed(&self.post_logout_uris),
            allowed_scopes: self.scopes,
        }
    }
}

/// An application as the endpoints need it: with the hash of its secret.
#[derive(Clone, Debug)]
pub(super) struct Registered {
    pub(super) application: Application,
    pub(super) secret: Option<TokenHash<ClientSecret>>,
}

impl Registered {
    /// The application a client id names, disabled or not. The one place where an application is
    /// found without its workspace: the workspace follows from it.
    pub(super) async fn named(conn: &mut Conn, client_id: &str) -> Result<Option<Self>, DbError> {
        match ApplicationId::parse(client_id) {
            None => Ok(None),
            Some(id) => store::registered(conn, id).await,
        }
    }
}
