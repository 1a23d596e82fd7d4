//! The endpoint at which a device asks for its codes.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::token::{DeviceCode, Token};
use protocol::oauth::device::{DeviceAnswer, DeviceRequest};
use protocol::oauth::{GrantType, Scopes, UserCode};

use super::store::{self, New};
use super::{DeviceRequestId, LIFE, WAIT};
use crate::oidc::client::{self, Client};
use crate::oidc::error::OAuthError;
use crate::oidc::events;
use crate::oidc::request::ClientForm;
use crate::oidc::token::not_registered;
use crate::web::{App, Ctx};

/// Devices that may wait at one time, asked for from one address.
const MOST_BY_ADDRESS: i64 = 20;
/// Devices of one application that may wait at one time.
const MOST_BY_APPLICATION: i64 = 1000;
/// A code that another device holds already is drawn anew so often; one in a million is taken when
/// tens of thousands wait.
const DRAWS: usize = 5;

/// Why a device gets no codes; the names are the reasons in the audit trail.
#[derive(Clone, Copy, Debug)]
enum NoCodes {
    GrantNotRegistered,
    TooManyFromAddress,
    TooManyOfApplication,
}

/// The codes of one device.
struct Codes {
    device: Token<DeviceCode>,
    user: UserCode,
}

/// `POST /oidc/device`.
pub(in crate::oidc) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    form: ClientForm,
) -> Result<Response, OAuthError> {
    let parsed = DeviceRequest::parse(form.authorization.as_deref(), &form.body);
    let request = match parsed {
        Ok(request) => request,
        Err(refusal) => {
            client::note_unread(&app, &ctx, &form, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    let client = client::authenticate(&app, &ctx, &request.client).await?;
    if !client.may_use(GrantType::DeviceCode) {
        note(&app, &ctx, &client, &NoCodes::GrantNotRegistered).await?;
        return Err(not_registered().into());
    }
    let scopes = match request.scopes(client.application().scopes) {
        Ok(scopes) => scopes,
        Err(refusal) => {
            note(&app, &ctx, &client, &refusal).await?;
            return Err(refusal.answer().into());
        }
    };
    match give(&app, &ctx, &client, scopes).await? {
        Ok(codes) => Ok(told(&app, &codes)),
        Err(why) => {
            note(&app, &ctx, &client, &why).await?;
            Err(OAuthError::TooMany)
        }
    }
}

async fn note(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    why: &impl std::fmt::Debug,
) -> Result<(), OAuthError> {
    let application = client.application();
    client::note(app, ctx, application, events::DEVICE_REFUSED, why).await?;
    Ok(())
}

/// Stores a device that waits.
async fn give(
    app: &App,
    ctx: &Ctx,
    client: &Client,
    scopes: Scopes,
) -> Result<Result<Codes, NoCodes>, OAuthError> {
    let now = app.clock.now();
    let application = client.application().id;
    let device = Token::<DeviceCode>::fresh(&app.random);
    let mut conn = app.db.write().await?;
    let address = ctx.address.to_string();
    if store::waiting_from(&mut conn, &address, now).await? >= MOST_BY_ADDRESS {
        return Ok(Err(NoCodes::TooManyFromAddress));
    }
    if store::waiting_of(&mut conn, application, now).await? >= MOST_BY_APPLICATION {
        return Ok(Err(NoCodes::TooManyOfApplication));
    }
    for _ in 0..DRAWS {
        let Some(user) = UserCode::from_random(&app.random.bytes()) else {
            continue;
        };
        let new = New {
            id: DeviceRequestId::fresh(now, &app.random),
            code: device.hash(),
            user: &user,
            application,
            scopes,
            address: &address,
            user_agent: &ctx.user_agent,
        };
        if store::insert(&mut conn, &new, now).await? {
            conn.commit().await?;
            return Ok(Ok(Codes { device, user }));
        }
    }
    Err(OAuthError::internal("no code for a device could be drawn"))
}

fn told(app: &App, codes: &Codes) -> Response {
    let page = format!("{}/device", app.config.public_url.origin());
    let user_code = codes.user.to_string();
    let answer = DeviceAnswer {
        device_code: &codes.device.reveal(),
        user_code: &user_code,
        verification_uri: &page,
        verification_uri_complete: &format!("{page}?user_code={user_code}"),
        expires_in: seconds(LIFE),
        interval: seconds(WAIT),
    };
    let mut response = Json(answer).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

fn seconds(span: std::time::Duration) -> u32 {
    u32::try_from(span.as_secs()).unwrap_or(u32::MAX)
}
