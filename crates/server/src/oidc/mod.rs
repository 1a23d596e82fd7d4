//! Applications that let people in through us: the OpenID provider.
//!
//! Owns the registered applications, what people allowed them, the grants and tokens they were
//! given, and the endpoints of OAuth 2.0 and OpenID Connect. What a request means is decided in
//! `protocol`; who somebody is, in sign-in; whether a door opens, in admission.

mod access;
mod acts;
mod applications;
mod assertion;
mod authorize;
mod claims;
mod client;
mod client_keys;
mod consent;
mod console;
mod cors;
mod device;
mod discovery;
mod dpop;
mod error;
mod events;
mod exchange;
mod failures;
mod farewell;
mod grants;
mod introspect;
mod logout;
mod reason;
mod registration;
mod request;
mod revoke;
mod strength;
mod token;
mod userinfo;

use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::jobs::Task;
use base::keys::SigningKeyError;

pub use acts::{
    SecretWish, Secured, actors, add_secret, change as change_application, connect,
    delete as delete_application, end_secret, set_actor, set_enabled as set_application_enabled,
};
pub use applications::{
    Added, Application, ApplicationDraft, ApplicationId, CheckedDraft, HeldSecret, Launchable,
    Listed, LogoutNotice, Mistake, Mistakes, SecretId, Sought, fingerprint as secret_fingerprint,
    given as given_secret,
};
pub use consent::Allowed;
pub use discovery::{document_at, offered as offered_scopes, ready as document};
pub use events::{
    APPLICATION_CHANGED, APPLICATION_CREATED, APPLICATION_DELETED, APPLICATION_DISABLED,
    APPLICATION_ENABLED, CONSENT_WITHDRAWN, KINDS, SECRET_ADDED, SECRET_ENDED,
};
pub use introspect::introspected;
pub use registration::{
    Initial, InitialDraft, InitialTokenId, Opened, end_initial, initial_tokens, make_initial,
    open as open_registration, opened as opened_registration,
};

use crate::web::App;
use discovery::{DISCOVERY, KEYS};

/// Where resources ask what a token is worth.
pub const INTROSPECTION: &str = "/oidc/introspect";

/// The work that is done beside requests.
pub fn tasks() -> Vec<Task<App>> {
    let mut tasks = farewell::tasks();
    tasks.push(client_keys::task());
    tasks.push(registration::task());
    tasks
}

/// The endpoints of the provider and the pages of consent and sign-out.
pub fn routes(app: &App) -> Router<App> {
    let by_scripts = Router::new()
        .route(DISCOVERY, get(discovery::document).options(cors::preflight))
        .route(KEYS, get(discovery::keys).options(cors::preflight))
        .route("/oidc/token", post(token::token).options(cors::preflight))
        .route(
            "/oidc/userinfo",
            get(userinfo::userinfo)
                .post(userinfo::userinfo)
                .options(cors::preflight),
        )
        .layer(from_fn(cors::allow));
    Router::new()
        .route(
            "/oidc/authorize",
            get(authorize::begin).post(authorize::begin_by_form),
        )
        .route("/oidc/par", post(authorize::push))
        .route("/oidc/authorize/{request}", get(authorize::resume))
        .route(
            "/oidc/consent/{request}",
            get(consent::show).post(consent::answer),
        )
        .route("/oidc/revoke", post(revoke::revoke))
        .route("/oidc/device", post(device::ask))
        .route("/device", get(device::show).post(device::enter))
        .route(
            "/device/{request}",
            get(device::ask_person).post(device::answer),
        )
        .route(INTROSPECTION, post(introspect::introspect))
        .route(
            "/oidc/logout",
            get(logout::sign_out).post(logout::sign_out_by_form),
        )
        .route("/oidc/logout/confirmed", post(logout::confirmed))
        .route("/signed-out", get(logout::signed_out))
        .merge(by_scripts)
        .layer(from_fn_with_state(app.clone(), failures::watch))
        .route("/oidc/why/{reference}", get(failures::lead))
        .route(
            "/w/{workspace}/applications/{application}/failures",
            get(failures::show),
        )
        .merge(registration::routes())
        .merge(console::routes())
}

/// Makes what an application of this draft will need before it is connected or changed: the key its
/// ID tokens are signed with. Making an RSA key takes up to seconds.
///
/// # Errors
/// [`SigningKeyError`].
pub async fn prepare(app: &App, draft: &CheckedDraft) -> Result<(), SigningKeyError> {
    let algorithm = draft.get().id_token_alg;
    app.signing.ensure(algorithm).await.map(drop)
}

/// Removes what nobody can use any more: requests, tokens that ran out, grants long over.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let month_ago = now.minus(Duration::from_secs(30 * 24 * 3600));
    authorize::clean(conn, now).await?;
    device::clean(conn, now).await?;
    farewell::clean(conn, month_ago).await?;
    dpop::clean(conn, now).await?;
    access::clean(conn, now).await?;
    assertion::clean(conn, now).await?;
    failures::clean(conn, now).await?;
    grants::store::clean(conn, now, month_ago).await
}
