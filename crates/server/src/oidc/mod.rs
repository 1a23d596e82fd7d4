//! Applications that let people in through us: the OpenID provider.
//!
//! Owns the registered applications, what people allowed them, the grants and tokens they were
//! given, and the endpoints of OAuth 2.0 and OpenID Connect. What a request means is decided in
//! `protocol`; who somebody is, in sign-in; whether a door opens, in admission.

mod applications;
mod console;
mod events;

pub use applications::{
    Application, ApplicationDraft, ApplicationId, CheckedDraft, Launchable, Listed, Mistakes,
    UriMistake,
};
pub use events::KINDS;

use axum::Router;

use crate::web::App;

/// The routes.
pub fn routes() -> Router<App> {
    console::routes()
}
