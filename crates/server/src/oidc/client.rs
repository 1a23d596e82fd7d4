//! Which application calls, and the proof that it is that one.

use base::audit::{Event, Kind};
use base::clock::Time;
use base::db::{Conn, DbError};
use protocol::oauth::{
    ClientAuth, ClientAuthError, ClientProof, ErrorAnswer, ErrorCode, GrantType, PresentedClient,
    Requirement,
};

use super::applications::{Application, SecretId, secrets};
use super::error::OAuthError;
use super::events;
use super::reason::reason;
use super::request::ClientForm;
use crate::web::{App, Ctx};

/// An application that has proved to be the one it says, in the way it is registered with. Holding
/// one is the proof.
#[derive(Clone, Debug)]
pub(super) struct Client(Application);

impl Client {
    /// The application.
    pub(super) fn application(&self) -> &Application {
        &self.0
    }

    /// Whether it is registered to come with this grant.
    pub(super) fn may_use(&self, grant: GrantType) -> bool {
        self.0.grants.contains(&grant)
    }

    /// Whether it has proved itself by something only it holds.
    pub(super) fn is_confidential(&self) -> bool {
        self.0.auth != ClientAuth::None
    }

    /// Whether its requests must be like this.
    pub(super) fn must(&self, requirement: Requirement) -> bool {
        self.0.requires.contains(&requirement)
    }

    /// Something the application did or was refused, for the trail of its workspace.
    pub(super) fn event(&self, event: Event) -> Event {
        of(&self.0, event)
    }
}

/// An event of this application in the trail of its workspace.
pub(super) fn of(application: &Application, event: Event) -> Event {
    event
        .in_workspace(application.workspace)
        .about(application.id)
        .detail("application", application.name.as_str())
}

/// Why an application was not believed.
#[derive(Clone, Copy, Debug)]
enum Doubt {
    /// Nobody knows this client id.
    Unknown,
    /// It is disabled.
    Disabled,
    /// It authenticates in another way than it is registered with.
    Method(ClientAuthError),
    /// The secret is another.
    SecretWrong,
}

/// Looks the application up and checks its secret.
///
/// # Errors
/// `invalid_client`, the same for every reason but the way of authenticating.
pub(super) async fn authenticate(
    app: &App,
    ctx: &Ctx,
    presented: &PresentedClient,
) -> Result<Client, OAuthError> {
    let mut conn = app.db.read().await?;
    let found = Application::named(&mut conn, presented.client_id()).await?;
    let Some(application) = found else {
        tracing::info!(why = ?Doubt::Unknown, "an application was not believed");
        return Err(not_accepted());
    };
    let now = app.clock.now();
    let proved = prove(&mut conn, &application, presented, now).await?;
    drop(conn);
    match proved {
        Ok(used) => {
            if let Some(secret) = used {
                let mut conn = app.db.write().await?;
                secrets::note_use(&mut conn, secret, now).await?;
                conn.commit().await?;
            }
            Ok(Client(application))
        }
        Err(doubt) => {
            note(app, ctx, &application, events::TOKENS_REFUSED, &doubt).await?;
            Err(match doubt {
                Doubt::Method(error) => error.answer().into(),
                _ => not_accepted(),
            })
        }
    }
}

/// Checks the proof the application is registered with. The secret it used, when that has to be
/// noted.
async fn prove(
    conn: &mut Conn,
    application: &Application,
    presented: &PresentedClient,
    now: Time,
) -> Result<Result<Option<SecretId>, Doubt>, DbError> {
    let proof = match presented.proof(&application.facts()) {
        Ok(proof) => proof,
        Err(error) => return Ok(Err(Doubt::Method(error))),
    };
    let used = match proof {
        ClientProof::Public => None,
        ClientProof::Secret(secret) => {
            let found = secrets::find(conn, application, secret.expose(), now).await?;
            let Some(found) = found else {
                return Ok(Err(Doubt::SecretWrong));
            };
            found.to_note(now)
        }
    };
    Ok(match application.disabled_at {
        Some(_) => Err(Doubt::Disabled),
        None => Ok(used),
    })
}

fn not_accepted() -> OAuthError {
    let words = "Client authentication was not accepted.";
    ErrorAnswer::new(ErrorCode::InvalidClient, words).into()
}

/// Writes down that a request could not be read, in the trail of the application it names, if it names one.
/// It is only said to be that one's; nothing is given for it.
pub(super) async fn note_unread(
    app: &App,
    ctx: &Ctx,
    form: &ClientForm,
    why: &(impl std::fmt::Debug + Sync),
) -> Result<(), base::db::DbError> {
    let Some(client_id) = PresentedClient::said(form.authorization.as_deref(), &form.body) else {
        return Ok(());
    };
    let mut conn = app.db.read().await?;
    let found = Application::named(&mut conn, &client_id).await?;
    drop(conn);
    match found {
        Some(found) => note(app, ctx, &found, events::CALL_REFUSED, why).await,
        None => Ok(()),
    }
}

/// Writes a refusal with its precise reason into the trail of the application's workspace.
pub(super) async fn note(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    kind: Kind,
    why: &impl std::fmt::Debug,
) -> Result<(), DbError> {
    let event = of(application, ctx.refused(kind, &reason(why)));
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await
}
