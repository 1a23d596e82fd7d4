//! Applications that register themselves (RFC 7591), and change and end themselves (RFC 7592).
//!
//! Nobody may until an operator opens it. A registration goes into one workspace: that of the initial token it comes
//! with, which an administrator there made, or, where it is open to everybody, the one the operator named. Nobody has
//! vouched for such an application: it gets nothing that works without a person before our pages, every person is
//! asked, and the page says what it is. Whoever changes it in the console takes it over; from then on it is like any other.
//!
//! The token with which it changes itself stays the same for its life (RFC 7592 leaves that open): an answer lost on the
//! way would otherwise shut it out of itself.

mod acts;
mod answer;
mod endpoint;
mod own;
mod refusal;
mod setting;
pub(super) mod store;
mod tokens;

use std::time::Duration;

use admission::WorkspaceState;
use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::routing::{get, post};
use base::audit::{Event, Outcome, Reference};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::jobs::{JobError, Kind, Task};
use base::settings::{self, Setting};
use people::{WorkspaceId, workspaces};
use serde::{Deserialize, Serialize};

use super::{Application, client, events};
use crate::web::App;

pub use acts::{Initial, InitialDraft, end_initial, initial_tokens, make_initial, open, opened};

id_type!(InitialTokenId, "a token with which applications register");

/// The address of the endpoint.
pub(super) const PATH: &str = "/oidc/register";

/// Which applications may register themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", content = "workspace", rename_all = "kebab-case")]
pub enum Opened {
    /// None.
    Nobody,
    /// Those that bring a token an administrator of a workspace made.
    TokenHolders,
    /// All; into this workspace.
    Everybody(WorkspaceId),
}

impl Opened {
    /// Its word, in forms, in the API and in the audit trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::TokenHolders => "token-holders",
            Self::Everybody(_) => "everybody",
        }
    }

    /// What a word and the address of a workspace say; nothing when it needs a workspace and there is none of this
    /// address in use.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, word: &str, address: &str) -> Result<Option<Self>, DbError> {
        Ok(match word {
            "token-holders" => Some(Self::TokenHolders),
            "everybody" => {
                let found = workspaces::at(conn, address.trim()).await?;
                let found = found.filter(|found| found.state == WorkspaceState::Open);
                found.map(|found| Self::Everybody(found.id))
            }
            _ => Some(Self::Nobody),
        })
    }
}

/// The operator's decision.
const OPENED: Setting<Opened> = Setting::new("application-registration", || Opened::Nobody);

/// Tries an hour from one network, where no token is asked for.
const FROM_ONE_NETWORK: u32 = 10;
/// Tries an hour without a token, from wherever they come.
const WITHOUT_TOKEN: u32 = 200;
/// Tries an hour with one token, or changes an hour of one application.
const WITH_ONE_TOKEN: u32 = 60;
/// The time in which they are counted.
const WINDOW: Duration = Duration::from_secs(3600);
/// Applications of a workspace that registered themselves and were not taken over.
const MOST: i64 = 200;
/// How long such an application stays while nobody lets it in.
const UNUSED: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a token that is over stays in the list.
const SHOWN: Duration = Duration::from_secs(30 * 24 * 3600);

/// Clears away what nobody uses.
const CLEAR: Kind<()> = Kind::new("unused-registrations");
/// How often.
const EVERY: Duration = Duration::from_secs(3600);

/// The routes.
pub(super) fn routes() -> Router<App> {
    let tokens = "/w/{workspace}/applications/registration";
    Router::new()
        .route(PATH, post(endpoint::register))
        .route(
            "/oidc/register/{client}",
            get(own::read).put(own::change).delete(own::delete),
        )
        .route(tokens, get(tokens::show).post(tokens::make))
        .route(&format!("{tokens}/end"), post(tokens::end))
        .route(
            "/operator/applications",
            get(setting::show).post(setting::save),
        )
}

/// Whether any application may register itself.
pub(super) async fn is_open(conn: &mut Conn) -> Result<bool, DbError> {
    let opened = settings::load(conn, &OPENED).await?;
    Ok(opened != Opened::Nobody)
}

/// Takes a turn of those that `what` has in an hour; whether there was one.
async fn take_turn(conn: &mut Conn, what: &str, most: u32, now: Time) -> Result<bool, DbError> {
    let key = digest(&SHA256, what.as_bytes());
    store::count(conn, key.as_ref(), most, (now, now.minus(WINDOW))).await
}

/// The work of this module.
pub(super) fn task() -> Task<App> {
    Task::periodic(&CLEAR, EVERY, clear)
}

async fn clear(app: App) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    for (workspace, id) in store::unused(&mut conn, now.minus(UNUSED)).await? {
        let found = Application::load(&mut conn, workspace, id).await?;
        let Some(application) = found else { continue };
        if Application::delete(&mut conn, workspace, id).await? {
            let reference = Reference::fresh(&app.random);
            let event = Event::new(events::APPLICATION_UNUSED, Outcome::Done, &reference);
            app.record(&mut conn, client::of(&application, event))
                .await?;
        }
    }
    store::clean(&mut conn, (now.minus(SHOWN), now.minus(WINDOW))).await?;
    Ok(conn.commit().await?)
}
