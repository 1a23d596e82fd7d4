//! A registered application reads, changes and ends itself (RFC 7592).

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::db::{Conn, DbError};
use base::token::{ClientSecret, RegistrationAccess, Token};
use people::Fresh;
use protocol::oauth::{ClientAuth, MetadataChange, MetadataRefusal, bearer_token};

use super::answer::{self, Told};
use super::endpoint::{about, is_in_use, json_body, no_such_token};
use super::refusal::{Refusal, json_of};
use super::{WITH_ONE_TOKEN, store, take_turn};
use crate::oidc::applications::secrets;
use crate::oidc::error::OAuthError;
use crate::oidc::{Application, CheckedDraft, client, consent, events, prepare, request};
use crate::web::{App, Ctx};

/// An application that showed the token it got when it registered. Holding one is the proof.
struct Own {
    application: Application,
    auth_method: String,
    token: String,
}

/// One answer for every token that is not that of the application of this address: whether there is such an
/// application is nobody's business. One that is disabled is told so, for it has proved to be the one.
async fn own(
    app: &App,
    sent: &HeaderMap,
    client: &str,
) -> Result<Result<Own, Refusal>, OAuthError> {
    let line = request::authorization(sent)?;
    let token = bearer_token(line.as_deref());
    let token = token.map_err(|why| OAuthError::Bearer(why.status(), why.challenge()))?;
    let token = Token::<RegistrationAccess>::parse(token.expose()).ok_or_else(no_such_token)?;
    let mut conn = app.db.read().await?;
    let found = Application::named(&mut conn, client).await?;
    let application = found.ok_or_else(no_such_token)?;
    let stored = store::of(&mut conn, application.id).await?;
    let stored = stored.filter(|stored| stored.hash.same_as(&token.hash()));
    let stored = stored.ok_or_else(no_such_token)?;
    if application.disabled_at.is_some() || !is_in_use(&mut conn, application.workspace).await? {
        return Ok(Err(Refusal::Disabled));
    }
    Ok(Ok(Own {
        auth_method: method(&application, &stored.auth_method),
        application,
        token: token.reveal(),
    }))
}

/// The way of authenticating as it was said; both ways of bringing a secret are taken.
fn method(application: &Application, said: &str) -> String {
    match application.auth {
        ClientAuth::Secret => said.to_owned(),
        other => other.as_str().to_owned(),
    }
}

impl Own {
    fn told(&self, app: &App) -> Response {
        let told = Told {
            application: &self.application,
            auth_method: &self.auth_method,
            token: &self.token,
            secret: None,
        };
        json_of(StatusCode::OK, told.json(app))
    }
}

/// `GET /oidc/register/{client}`.
pub(super) async fn read(
    State(app): State<App>,
    ctx: Ctx,
    Path(client): Path<String>,
    sent: HeaderMap,
) -> Result<Response, OAuthError> {
    Ok(match own(&app, &sent, &client).await? {
        Ok(own) => own.told(&app),
        Err(why) => why.answer(&ctx.texts),
    })
}

/// `PUT /oidc/register/{client}`: the whole is said again.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    Path(client): Path<String>,
    sent: HeaderMap,
    body: Body,
) -> Result<Response, OAuthError> {
    let own = match own(&app, &sent, &client).await? {
        Ok(own) => own,
        Err(why) => return Ok(why.answer(&ctx.texts)),
    };
    let Some(body) = json_body(&sent, body).await? else {
        return Ok(Refusal::NotJson.answer(&ctx.texts));
    };
    let mut conn = app.db.write().await?;
    let what = format!("application {}", own.application.id);
    let may = take_turn(&mut conn, &what, WITH_ONE_TOKEN, app.clock.now()).await?;
    conn.commit().await?;
    if !may {
        return Ok(Refusal::TooMany.answer(&ctx.texts));
    }
    let changed = match said(&app, &body, &own.application).await? {
        Ok((method, draft)) => {
            prepare(&app, &draft).await.map_err(OAuthError::internal)?;
            write(&app, &ctx, own, (method, &draft)).await?
        }
        Err(why) => {
            note(&app, &ctx, &own.application, &why).await?;
            Err(why)
        }
    };
    Ok(changed.unwrap_or_else(|why| why.answer(&ctx.texts)))
}

/// What it says now. It stays who it is: id and secret that stand in it are its own.
async fn said(
    app: &App,
    body: &[u8],
    application: &Application,
) -> Result<Result<(&'static str, CheckedDraft), Refusal>, DbError> {
    let read = || {
        let change = MetadataChange::of_client(body, &application.id.to_string())?;
        let draft = answer::draft(&change.metadata).check()?;
        Ok((change, draft))
    };
    let (change, draft) = match read() {
        Ok(read) => read,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(secret) = change.secret {
        let mut conn = app.db.read().await?;
        let now = app.clock.now();
        let live = secrets::find(&mut conn, application, secret.expose(), now).await?;
        if live.is_none() {
            let foreign = MetadataRefusal::Foreign("client_secret");
            return Ok(Err(foreign.into()));
        }
    }
    Ok(Ok((change.metadata.auth_method, draft)))
}

async fn write(
    app: &App,
    ctx: &Ctx,
    own: Own,
    (method, draft): (&'static str, &CheckedDraft),
) -> Result<Result<Response, Refusal>, OAuthError> {
    let (known, now) = (&own.application, app.clock.now());
    let mut conn = app.db.write().await?;
    if !store::change(&mut conn, known.id, method, now).await? {
        return Err(no_such_token());
    }
    let changed = Application::change_itself(&mut conn, known, draft, now).await?;
    let Some(changed) = changed else {
        return Ok(Err(Refusal::Meanwhile));
    };
    if changed.name != known.name || changed.redirect_uris != known.redirect_uris {
        // People allowed what they saw; this is something else.
        consent::forget(&mut conn, known.id).await?;
    }
    let secret = first_secret(app, &mut conn, known, &changed).await?;
    let event = client::of(&changed, ctx.done(events::APPLICATION_CHANGED_ITSELF));
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    let told = Told {
        application: &changed,
        auth_method: method,
        token: &own.token,
        secret: secret.map(|secret| secret.reveal()),
    };
    Ok(Ok(json_of(StatusCode::OK, told.json(app))))
}

/// The secret of an application that proves itself by one from now on.
async fn first_secret(
    app: &App,
    conn: &mut Conn,
    before: &Application,
    now: &Application,
) -> Result<Option<Token<ClientSecret>>, DbError> {
    if before.auth == ClientAuth::Secret || now.auth != ClientAuth::Secret {
        return Ok(None);
    }
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    Ok(now.add_secret(conn, fresh, None).await?.secret())
}

async fn note(
    app: &App,
    ctx: &Ctx,
    application: &Application,
    why: &Refusal,
) -> Result<(), DbError> {
    let (reason, member) = why.reason();
    let event = ctx.refused(events::REGISTRATION_REFUSED, &reason);
    let event = about(client::of(application, event), member);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await
}

/// `DELETE /oidc/register/{client}`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    Path(client): Path<String>,
    sent: HeaderMap,
) -> Result<Response, OAuthError> {
    let own = match own(&app, &sent, &client).await? {
        Ok(own) => own,
        Err(why) => return Ok(why.answer(&ctx.texts)),
    };
    let Application { id, workspace, .. } = own.application;
    let mut conn = app.db.write().await?;
    if Application::delete(&mut conn, workspace, id).await? {
        let event = ctx.done(events::APPLICATION_DELETED_ITSELF);
        app.record(&mut conn, client::of(&own.application, event))
            .await?;
    }
    conn.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
