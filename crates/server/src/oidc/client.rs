//! Which application calls, and the proof that it is that one.

use std::sync::Arc;

use base::audit::{Event, Kind};
use base::clock::Time;
use base::db::DbError;
use protocol::oauth::{
    AssertionRefusal, ClientAssertion, ClientAuth, ClientAuthError, ClientProof, ErrorAnswer,
    ErrorCode, GrantType, PresentedClient, Requirement,
};

use super::applications::{Application, SecretId, secrets};
use super::assertion;
use super::error::OAuthError;
use super::events;
use super::reason::reason;
use super::request::ClientForm;
use crate::web::{App, Ctx};

/// An application that has proved to be the one it says, in the way it is registered with. Holding
/// one is the proof.
#[derive(Clone, Debug)]
pub(super) struct Client(Arc<Application>);

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
#[derive(Clone, Debug)]
enum Doubt {
    /// Nobody knows this client id.
    Unknown,
    /// It is disabled.
    Disabled,
    /// It authenticates in another way than it is registered with.
    Method(ClientAuthError),
    /// The secret is another.
    SecretWrong,
    /// Its assertion proves nothing.
    Assertion(
        #[expect(dead_code, reason = "it is written into the trail by its name")] AssertionRefusal,
    ),
}

/// What has to be written down about a proof that was good.
enum Used {
    /// Nothing.
    Nothing,
    /// When this secret was last used.
    Secret(SecretId),
    /// That this assertion was shown.
    Assertion(ClientAssertion),
}

/// Looks the application up and checks its secret or its assertion.
///
/// # Errors
/// `invalid_client`, the same for every reason but the way of authenticating.
pub(super) async fn authenticate(
    app: &App,
    ctx: &Ctx,
    presented: &PresentedClient,
) -> Result<Client, OAuthError> {
    let mut conn = app.db.read().await?;
    let found = Application::shared(&mut conn, presented.client_id()).await?;
    let Some(application) = found else {
        tracing::info!(why = ?Doubt::Unknown, "an application was not believed");
        return Err(not_accepted());
    };
    drop(conn);
    let now = app.clock.now();
    let proved = match prove(app, ctx, &application, presented).await? {
        Ok(_) if application.disabled_at.is_some() => Err(Doubt::Disabled),
        Ok(used) => write_down(app, &application, used, now).await?,
        Err(doubt) => Err(doubt),
    };
    match proved {
        Ok(()) => Ok(Client(application)),
        Err(doubt) => {
            note(app, ctx, &application, events::TOKENS_REFUSED, &doubt).await?;
            Err(match doubt {
                Doubt::Method(error) => error.answer().into(),
                _ => not_accepted(),
            })
        }
    }
}

/// The application, when it proves itself by a secret and nothing has to be written down about it; `None`
/// leaves it to [`authenticate`] to say why not.
pub(super) async fn by_secret_alone(app: &App, presented: &PresentedClient) -> Option<Client> {
    let mut conn = app.db.read().await.ok()?;
    let found = Application::shared(&mut conn, presented.client_id()).await;
    let application = found.ok()??;
    let Ok(ClientProof::Secret(secret)) = presented.proof(application.auth) else {
        return None;
    };
    let now = app.clock.now();
    let found = secrets::find(&mut conn, &application, secret.expose(), now).await;
    let is_noted = found.ok()??.to_note(now).is_none();
    (is_noted && application.disabled_at.is_none()).then_some(Client(application))
}

/// Checks the proof the application is registered with.
async fn prove(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    presented: &PresentedClient,
) -> Result<Result<Used, Doubt>, DbError> {
    Ok(match presented.proof(application.auth) {
        Err(error) => Err(Doubt::Method(error)),
        Ok(ClientProof::Public) => Ok(Used::Nothing),
        Ok(ClientProof::Secret(secret)) => {
            let now = app.clock.now();
            let mut conn = app.db.read().await?;
            let found = secrets::find(&mut conn, application, secret.expose(), now).await?;
            let to_note = found.map(|found| found.to_note(now).map_or(Used::Nothing, Used::Secret));
            to_note.ok_or(Doubt::SecretWrong)
        }
        Ok(ClientProof::Assertion(shown)) => {
            let checked = assertion::check(app, ctx, application, shown.expose()).await?;
            checked.map(Used::Assertion).map_err(Doubt::Assertion)
        }
    })
}

/// Writes down what a good proof used. An assertion counts once; the statement decides.
async fn write_down(
    app: &App,
    application: &Application,
    used: Used,
    now: Time,
) -> Result<Result<(), Doubt>, DbError> {
    if matches!(used, Used::Nothing) {
        return Ok(Ok(()));
    }
    let mut conn = app.db.write().await?;
    match used {
        Used::Nothing => {}
        Used::Secret(secret) => secrets::note_use(&mut conn, secret, now).await?,
        Used::Assertion(shown) => {
            if !assertion::use_up(&mut conn, application.id, &shown).await? {
                return Ok(Err(Doubt::Assertion(AssertionRefusal::Replayed)));
            }
        }
    }
    conn.commit().await?;
    Ok(Ok(()))
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
