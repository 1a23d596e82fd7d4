//! The server as its operators see it: health, workspaces, mail, text messages, keys, jobs.
//!
//! What each part does is decided in `base` and `people`; here stand the pages.

mod acts;
mod events;
mod founding;
mod health;
mod jobs;
mod keys;
mod leaving;
mod mail;
mod outbox;
mod registration;
mod sms;
mod workspaces;

use axum::Router;
use axum::routing::{get, post};

pub use acts::{
    Entry, create_workspace, delete_job, registration, registration_word, resend_letter, retry_job,
    rotate_key, save_mail, save_sms, set_registration, set_workspace_state, try_mail,
};
pub use events::KINDS;
pub use mail::{Typed as MailForm, Wrong as MailMistakes};
pub use sms::{PRESETS as SMS_PRESETS, Typed as SmsForm, Wrong as SmsMistakes};

use crate::web::App;
use crate::web::ui::{Confirmation, Frame};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/operator", get(health::show))
        .route("/operator/leaving", get(leaving::list))
        .route("/operator/workspaces", get(workspaces::list))
        .route(
            "/operator/workspaces/{id}/suspend",
            get(workspaces::ask_suspend).post(workspaces::suspend),
        )
        .route("/operator/workspaces/{id}/open", post(workspaces::open))
        .route(
            "/operator/workspaces/{id}/grant-move",
            post(workspaces::grant_move),
        )
        .route(
            "/operator/founding",
            get(founding::show).post(founding::save),
        )
        .route(
            "/operator/registration",
            get(registration::show).post(registration::save),
        )
        .route("/operator/mail", get(mail::show).post(mail::act))
        .route("/operator/sms", get(sms::show).post(sms::act))
        .route("/operator/outbox", get(outbox::list))
        .route("/operator/outbox/{letter}/resend", post(outbox::resend))
        .route("/operator/keys", get(keys::list))
        .route(
            "/operator/keys/rotate",
            get(keys::ask_rotate).post(keys::rotate),
        )
        .route("/operator/jobs", get(jobs::list))
        .route("/operator/jobs/{job}/retry", post(jobs::retry))
        .route("/operator/jobs/{job}/delete", post(jobs::delete))
}

/// A page that asks before a deed.
#[derive(askama::Template)]
#[template(path = "operator/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: Confirmation,
}

/// A form without fields.
#[derive(serde::Deserialize)]
struct Nothing {}
