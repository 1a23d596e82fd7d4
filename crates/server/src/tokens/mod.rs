//! API tokens of people, service accounts of workspaces with theirs, and who a token lets call.
//!
//! Owns both tables, the pages on which tokens are made and revoked, and [`Caller`]: the one
//! place where a token is looked at. What a caller can do then is the API's matter.

mod account;
mod bearer;
mod console;
mod events;
mod personal;
mod scope;
mod store;
mod token;

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use people::passports;

pub use account::{
    Account, AccountDraft, Arranged, change as change_account, create as create_account,
    delete as delete_account, list as accounts, load as load_account, page as page_of_accounts,
    set_enabled,
};
pub use bearer::{AtTheMachine, Caller};
pub use events::KINDS;
pub use scope::{Scope, Scopes, allows};
pub use token::{
    ApiToken, MOST_DAYS_OF_ACCOUNT, MOST_DAYS_OF_PERSON, Made, Owner, TokenDraft, USUAL_DAYS,
    make_of_account, of_account, revoke_of_account,
};

use crate::web::ui;
use crate::web::{App, Ctx};

id_type!(ApiTokenId, "an API token");
id_type!(AccountId, "a service account of a workspace");

/// The routes of the pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/passport/tokens", get(personal::show).post(personal::make))
        .route("/passport/tokens/{token}/revoke", post(personal::revoke))
        .merge(console::routes())
}

/// Whether what was begun with this token may go on: it was not revoked, by hand or with everything of its person. That
/// it has run out since ends nothing that was begun in its time.
///
/// # Errors
/// What the database says.
pub async fn is_unrevoked(conn: &mut Conn, id: &str) -> Result<bool, DbError> {
    let Some(id) = ApiTokenId::parse(id) else {
        return Ok(false);
    };
    Ok(match store::unrevoked(conn, id).await? {
        None => false,
        Some((None, _)) => true,
        Some((Some(person), epoch)) => {
            let person = passports::load(conn, person).await?;
            person.is_some_and(|person| Some(person.epoch) == epoch)
        }
    })
}

/// A tick for each scope.
fn ticks(ctx: &Ctx, offered: impl Iterator<Item = Scope>, ticked: &[String]) -> Vec<ui::Checkbox> {
    let tick = |scope: Scope| {
        let word = scope.word();
        ui::checkbox("scope", ctx.text(&scope.text_key()))
            .id(format!("scope-{}", word.replace([':', '.'], "-")))
            .value(word)
            .hint(word)
            .ticked(ticked.iter().any(|known| known == word))
    };
    offered.map(tick).collect()
}

/// The days that were typed; none when they are not within bounds.
fn days(typed: &str, most: u32) -> Option<u32> {
    let days = typed.trim().parse().ok()?;
    (1..=most).contains(&days).then_some(days)
}

/// Tokens, each with a button that revokes it.
fn table_of(ctx: &Ctx, all: &[ApiToken], base: &str) -> ui::Table {
    let head = ui::table(ctx.text("tokens-title"))
        .column(ui::column(ctx.text("tokens-name")))
        .column(ui::column(ctx.text("tokens-scopes")))
        .column(ui::column(ctx.text("tokens-ends")))
        .column(ui::column(ctx.text("tokens-used")))
        .column(ui::column(ctx.text("tokens-deed")).unseen());
    head.rows(all.iter().map(|one| {
        let words: Vec<&str> = one.scopes.iter().map(|scope| scope.word()).collect();
        let button = ui::post_button(
            format!("{base}/{}/revoke", one.id),
            &ctx.csrf,
            ctx.text("tokens-revoke"),
        );
        let row = ui::row(one.name.clone()).cell(words.join(", "));
        let row = if one.expires_at > ctx.at {
            row.cell(ui::time(one.expires_at, ctx.at, &ctx.texts).absolute())
        } else {
            row.cell(ctx.text("tokens-ended"))
        };
        let row = match (one.used_at, &one.used_from) {
            (Some(at), Some(from)) => {
                let when = ctx.texts.date_time(at);
                let used = [
                    ("when", when.as_str().into()),
                    ("address", from.as_str().into()),
                ];
                row.cell(ctx.texts.with("tokens-used-from", &used))
            }
            _ => row.cell(ctx.text("tokens-never-used")),
        };
        row.cell(button.about(&one.name).quiet())
    }))
}

/// Forgets tokens that ended a month ago.
///
/// # Errors
/// What the database says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let month_ago = now.minus(Duration::from_secs(30 * 24 * 3600));
    store::clean(conn, month_ago).await
}
