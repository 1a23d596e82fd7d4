//! Which application calls, and the proof that it is that one.

use base::audit::{Event, Kind};
use base::token::{ClientSecret, Token};
use protocol::oauth::{ClientAuthError, ClientProof, ErrorAnswer, ErrorCode, PresentedClient};

use super::applications::{Application, Registered};
use super::error::OAuthError;
use super::events;
use super::reason::reason;
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
    let found = Registered::named(&mut conn, presented.client_id()).await?;
    drop(conn);
    let Some(registered) = found else {
        tracing::info!(why = ?Doubt::Unknown, "an application was not believed");
        return Err(not_accepted());
    };
    match doubt(&registered, presented) {
        None => Ok(Client(registered.application)),
        Some(doubt) => {
            let application = &registered.application;
            note(app, ctx, application, events::TOKENS_REFUSED, &doubt).await?;
            Err(match doubt {
                Doubt::Method(error) => error.answer().into(),
                _ => not_accepted(),
            })
        }
    }
}

fn doubt(registered: &Registered, presented: &PresentedClient) -> Option<Doubt> {
    let proof = match presented.proof(&registered.application.facts()) {
        Ok(proof) => proof,
        Err(error) => return Some(Doubt::Method(error)),
    };
    let proved = match proof {
        ClientProof::Public => true,
        ClientProof::Secret(secret) => {
            let hash = Token::<ClientSecret>::parse(secret.expose()).map(|token| token.hash());
            // A missing hash on either side is no match.
            hash.zip(registered.secret)
                .is_some_and(|(brought, stored)| brought.same_as(&stored))
        }
    };
    if !proved {
        Some(Doubt::SecretWrong)
    } else if registered.application.disabled_at.is_some() {
        Some(Doubt::Disabled)
    } else {
        None
    }
}

fn not_accepted() -> OAuthError {
    let words = "Client authentication was not accepted.";
    ErrorAnswer::new(ErrorCode::InvalidClient, words).into()
}

/// Writes a refusal with its precise reason into the trail of the application's workspace.
pub(super) async fn note(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    kind: Kind,
    why: &impl std::fmt::Debug,
) -> Result<(), base::db::DbError> {
    let event = of(application, ctx.refused(kind, &reason(why)));
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await
}
