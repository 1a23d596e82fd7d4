//! The service accounts of a workspace as pages for its administrators, and their tokens.
//!
//! Making a token asks for a fresh proof of the administrator: it opens more, and for longer, than the
//! browser it is made in.

mod list;
mod page;

use axum::Router;
use axum::routing::{get, post};
use people::Name;
use serde::Deserialize;

use super::account::AccountDraft;
use super::scope::{Scope, Scopes};
use crate::signin::door::Entered;
use crate::web::ui;
use crate::web::{App, Ctx};

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;

/// The routes.
pub(super) fn routes() -> Router<App> {
    let one = "/w/{workspace}/service-accounts/{account}";
    Router::new()
        .route(
            "/w/{workspace}/service-accounts",
            get(list::show).post(list::create),
        )
        .route(one, get(page::show).post(page::change))
        .route(&format!("{one}/tokens"), post(page::make_token))
        .route(
            &format!("{one}/tokens/{{token}}/revoke"),
            post(page::revoke_token),
        )
        .route(&format!("{one}/disable"), post(page::disable))
        .route(&format!("{one}/enable"), post(page::enable))
        .route(
            &format!("{one}/delete"),
            get(page::ask_delete).post(page::delete),
        )
}

/// A form without fields.
#[derive(Deserialize)]
struct Nothing {}

/// What the forms send.
#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    scope: Vec<String>,
}

impl Typed {
    /// What is meant, or the key of what is wrong with the name.
    fn draft(&self) -> Result<AccountDraft, &'static str> {
        let name = Name::parse(&self.name).map_err(|_| "tokens-name-odd")?;
        let description = self.description.trim().chars().take(LONGEST_DESCRIPTION);
        Ok(AccountDraft {
            name,
            description: description.collect(),
            scopes: ticked(&self.scope),
        })
    }
}

/// The scopes of workspaces among what was ticked.
fn ticked(words: &[String]) -> Scopes {
    let known = words.iter().filter_map(|word| Scope::from_word(word));
    known.filter(|scope| scope.is_of_workspace()).collect()
}

/// The fields of a service account, with what is wrong beside the name.
struct Fields {
    name: ui::Field,
    description: ui::Field,
    scopes: Vec<ui::Checkbox>,
}

impl Fields {
    fn new(ctx: &Ctx, typed: &Typed, wrong: Option<&'static str>) -> Self {
        Self {
            name: ui::field("name", ctx.text("tokens-account-name"))
                .value(&typed.name)
                .error(wrong.map(|key| ctx.text(key))),
            description: ui::field("description", ctx.text("tokens-account-description"))
                .value(&typed.description)
                .optional(&ctx.texts),
            scopes: super::ticks(ctx, Scope::of_workspaces(), &typed.scope),
        }
    }
}

/// The address of the list.
fn path(entered: &Entered) -> String {
    format!("/w/{}/service-accounts", entered.workspace.address)
}
