//! Applications as a workspace registered them.
//!
//! Every function that touches one takes its workspace; an id of another workspace is answered as
//! one that does not exist. The caller writes the event, in the same transaction.

mod addresses;
mod draft;
mod mistakes;
pub(super) mod secrets;
mod store;

use std::sync::Arc;

use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::token::{ClientSecret, Token};
use people::{Fresh, PassportId, WorkspaceId};
use protocol::jose::Algorithm;
use protocol::oauth::{
    AccessTokenFormat, ClientAuth, ClientFacts, GrantType, RedirectUri, Requirement, Scopes,
};

pub use draft::{ApplicationDraft, CheckedDraft};
pub use mistakes::{Mistake, Mistakes};
pub use secrets::{Added, HeldSecret, SecretId, fingerprint, given};

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
    /// How it proves to be itself.
    pub auth: ClientAuth,
    /// Its public keys, a JWK set, where they were given.
    pub jwks: Option<String>,
    /// Where it publishes its public keys.
    pub jwks_uri: Option<String>,
    /// Where answers may go, exactly.
    pub redirect_uris: Vec<String>,
    /// Where a person may be sent after signing out, exactly.
    pub post_logout_uris: Vec<String>,
    /// What it may ask for; `openid` always.
    pub scopes: Scopes,
    /// The page a person opens it at.
    pub home_url: Option<String>,
    /// What it may come to the token endpoint with.
    pub grants: Vec<GrantType>,
    /// The resources it may ask tokens for, exactly (RFC 8707).
    pub resources: Vec<String>,
    /// What its requests must be.
    pub requires: Vec<Requirement>,
    /// What its ID tokens are signed with.
    pub id_token_alg: Algorithm,
    /// What its access tokens look like.
    pub access_token_format: AccessTokenFormat,
    /// Where it is told that a session ended, from server to server.
    pub backchannel_logout: Option<LogoutNotice>,
    /// Where it is told so through the browser.
    pub frontchannel_logout: Option<LogoutNotice>,
    /// Tokens of machines issued before this are worth nothing.
    pub(super) machine_tokens_from: Time,
    /// When it last got a token for itself, to the hour.
    pub machine_used_at: Option<Time>,
    /// Since when it is disabled.
    pub disabled_at: Option<Time>,
    /// When it was connected.
    pub created_at: Time,
    /// When it was last changed.
    pub changed_at: Time,
}

/// Where an application is told that a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// The address.
    pub uri: String,
    /// Whether it needs to hear which session (`sid`).
    pub session_required: bool,
}

/// What secret a new application begins with, where it proves itself by one.
#[derive(Debug)]
pub enum FirstSecret {
    /// A new one.
    Fresh,
    /// This one.
    Given(Token<ClientSecret>),
    /// None for now.
    None,
}

/// Which applications a list shows.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Those of this name, letter by letter.
    pub name: Option<String>,
    /// Those that are enabled, or those that are not.
    pub enabled: Option<bool>,
    /// Those behind this one.
    pub after: Option<ApplicationId>,
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
    /// Connects an application. One that proves itself by a secret gets it here, and it is never
    /// shown again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        conn: &mut Conn,
        fresh: Fresh<'_>,
        workspace: WorkspaceId,
        draft: &CheckedDraft,
    ) -> Result<(Self, Option<Token<ClientSecret>>), DbError> {
        Self::connect(conn, fresh, (workspace, draft), FirstSecret::Fresh).await
    }

    /// Connects an application with this secret to begin with; the secret, when it was drawn here.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connect(
        conn: &mut Conn,
        fresh: Fresh<'_>,
        (workspace, draft): (WorkspaceId, &CheckedDraft),
        first: FirstSecret,
    ) -> Result<(Self, Option<Token<ClientSecret>>), DbError> {
        let id = ApplicationId::fresh(fresh.now, fresh.random);
        store::insert(conn, (workspace, id), draft.get(), fresh.now).await?;
        let made = store::load(conn, workspace, id).await?;
        let made = made.ok_or_else(|| DbError::Shape("a row just written".to_owned()))?;
        let secret = match (made.auth, first) {
            (ClientAuth::Secret, FirstSecret::Fresh) => {
                secrets::add(conn, fresh, &made, None).await?.secret()
            }
            (ClientAuth::Secret, FirstSecret::Given(token)) => {
                secrets::keep(conn, fresh, &made, (token, None)).await?;
                None
            }
            _ => None,
        };
        Ok((made, secret))
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

    /// The applications of a workspace in the order in which they were connected, at most `most`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn page(
        conn: &mut Conn,
        workspace: WorkspaceId,
        sought: &Sought,
        most: u32,
    ) -> Result<Vec<Self>, DbError> {
        store::page(conn, workspace, sought, most).await
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

    /// Changes everything a draft says; the application as it is now. `None` when it is gone or was
    /// changed since it was read: nobody overwrites what they have not seen. Where it proves
    /// itself by a secret no more, its secrets end. An application that registered itself is taken over by
    /// whoever changes it, and changes itself no more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change(
        conn: &mut Conn,
        known: &Self,
        draft: &CheckedDraft,
        now: Time,
    ) -> Result<Option<Self>, DbError> {
        let changed = Self::change_itself(conn, known, draft, now).await?;
        if changed.is_some() {
            super::registration::store::take_over(conn, known.id).await?;
        }
        Ok(changed)
    }

    /// The same, done by the application that registered itself.
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn change_itself(
        conn: &mut Conn,
        known: &Self,
        draft: &CheckedDraft,
        now: Time,
    ) -> Result<Option<Self>, DbError> {
        if !store::change(conn, known, draft.get(), now).await? {
            return Ok(None);
        }
        if draft.get().auth != ClientAuth::Secret {
            secrets::end_all(conn, known.id).await?;
        }
        store::load(conn, known.workspace, known.id).await
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

    /// Notes that it got a token for itself, unless that was noted after `before`; whether this call
    /// was the one that did.
    pub(super) async fn note_machine(
        conn: &mut Conn,
        id: ApplicationId,
        now: Time,
        before: Time,
    ) -> Result<bool, DbError> {
        store::note_machine(conn, id, now, before).await
    }

    /// The draft that would leave everything as it is.
    pub fn draft(&self) -> ApplicationDraft {
        let uri = |notice: &Option<LogoutNotice>| notice.as_ref().map(|one| one.uri.clone());
        let required =
            |notice: &Option<LogoutNotice>| notice.as_ref().is_some_and(|one| one.session_required);
        ApplicationDraft {
            name: self.name.clone(),
            auth: self.auth,
            jwks: self.jwks.clone(),
            jwks_uri: self.jwks_uri.clone(),
            redirect_uris: self.redirect_uris.clone(),
            post_logout_uris: self.post_logout_uris.clone(),
            home_url: self.home_url.clone(),
            scopes: self.scopes,
            grants: self.grants.clone(),
            resources: self.resources.clone(),
            requires: self.requires.clone(),
            id_token_alg: self.id_token_alg,
            access_token_format: self.access_token_format,
            backchannel_logout_uri: uri(&self.backchannel_logout),
            backchannel_session_required: required(&self.backchannel_logout),
            frontchannel_logout_uri: uri(&self.frontchannel_logout),
            frontchannel_session_required: required(&self.frontchannel_logout),
        }
    }

    /// The application a client id names, disabled or not. The one place where an application is
    /// found without its workspace: the workspace follows from it.
    pub(super) async fn named(conn: &mut Conn, client_id: &str) -> Result<Option<Self>, DbError> {
        let shared = Self::shared(conn, client_id).await?;
        Ok(shared.map(Arc::unwrap_or_clone))
    }

    /// The same, as it is remembered: where tokens are asked for and shown.
    pub(super) async fn shared(
        conn: &mut Conn,
        client_id: &str,
    ) -> Result<Option<Arc<Self>>, DbError> {
        match ApplicationId::parse(client_id) {
            None => Ok(None),
            Some(id) => store::named(conn, id).await,
        }
    }

    /// Whether it can prove to be itself.
    pub fn is_confidential(&self) -> bool {
        self.auth != ClientAuth::None
    }

    /// The registered facts as the protocol asks for them. A stored address that would not be
    /// taken today is none.
    pub fn facts(&self) -> ClientFacts {
        let parsed = |texts: &[String]| -> Vec<RedirectUri> {
            texts.iter().filter_map(|text| text.parse().ok()).collect()
        };
        ClientFacts {
            client_id: self.id.to_string(),
            auth: self.auth,
            pkce_required: !self.is_confidential(),
            redirect_uris: parsed(&self.redirect_uris),
            post_logout_redirect_uris: parsed(&self.post_logout_uris),
            allowed_scopes: self.scopes,
            grants: self.grants.clone(),
            requires: self.requires.clone(),
            resources: self.resources.clone(),
        }
    }
}
