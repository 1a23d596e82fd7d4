//! Sign-in: who are you? Gathers proofs and keeps sessions.
//!
//! The sign-in under way is a stored row ([`Attempt`]). A step proves one thing and hands the attempt
//! back to the [`flow`], which asks admission what is still missing and sends the browser to the
//! next step or, when nothing is, begins the session. Steps never call one another and never
//! begin a session. What a door of a workspace or an application demands is asked by whoever
//! opens that door ([`door`]); this module leaves applications, people and pages of workspaces
//! to others.

pub mod acting;
mod attempt;
pub mod door;
pub mod ending;
pub mod events;
mod flow;
pub mod guessing;
mod held;
mod identifier;
mod lockout;
mod methods;
mod password;
pub mod session;
mod sign_out;
mod store;
mod trail;

use axum::Router;
use axum::routing::{get, post};

pub use attempt::{Attempt, Begin};
pub use ending::end_session;
pub use flow::{begin, sign_in_with};
pub use held::{Holding, choices, elsewhere, others};
pub use identifier::{checked as checked_name, readings as name_readings};
pub use lockout::{WrongToken, end_pause, network, wrong_token};
pub use password::{
    CurrentPassword, PasswordRules, Weakness, check_current as check_current_password,
    choose as choose_password, has as has_password, strength as password_strength,
};
pub use session::{Session, SessionId, SignedIn, begin_elsewhere, keep_only};
pub use sign_out::{Left, SIGNED_OUT, WayBack, leave, sessions_of};
pub use store::NEXT as SEALED_NEXT;
pub use store::clean;
pub use trail::record;

use crate::web::App;

/// The routes of sign-in.
pub fn routes() -> Router<App> {
    let door = Router::new()
        .route("/sign-in", get(identifier::show).post(identifier::start))
        .route("/sign-in/{attempt}", get(flow::dispatch))
        .route(
            "/sign-in/{attempt}/name",
            get(identifier::show_again).post(identifier::name),
        )
        .route("/switch", post(held::switch))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/sign-out/all", post(sign_out::sign_out_all));
    methods::METHODS
        .iter()
        .fold(door, |router, method| router.merge((method.routes)()))
}
