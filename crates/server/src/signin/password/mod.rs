//! Sign-in by password.
//!
//! Owns the stored hashes and the page; counting of wrong tries is in `lockout`, hashing in
//! `base::hash`. Known and unknown names cost the same, count the same and are answered the same.

mod choose;
mod current;
mod page;
mod strength;
mod well_known;

use std::sync::Arc;

use admission::Means;
use axum::Router;
use axum::routing::{get, post};
use base::db::Conn;
use base::hash::{Checked, HashError, PasswordHash};
use base::secret::Secret;
use people::{PassportId, identifiers};
use protocol::phone::masked_name;

use super::attempt::Attempt;
use super::lockout::{self, Counted, Turn};
use super::methods::Method;
use super::{events, identifier, store, trail};
use crate::web::{App, Ctx, PageError};

pub use choose::{PasswordRules, Weakness, choose, has};
pub use current::{CurrentPassword, check as check_current};
pub use strength::strength;

/// The line of the list of methods.
pub(super) const METHOD: Method = Method {
    means: Means::Password,
    step: "password",
    routes,
};

fn routes() -> Router<App> {
    Router::new()
        .route(
            "/sign-in/{attempt}/password",
            get(page::show).post(page::check),
        )
        .route(strength::ADDRESS, post(strength::judge))
}

/// What came of a try.
enum Tried {
    /// It is the password of this passport.
    Right(PassportId),
    /// Name and password do not match; nothing more is said.
    Wrong,
    /// Too many tries.
    Paused(base::clock::Time),
}

/// Whose password is tried.
struct Target {
    /// What was typed, in every form it can mean.
    names: Vec<String>,
    passport: Option<PassportId>,
    stored: Option<PasswordHash>,
    known_browser: bool,
}

impl Target {
    /// What tries are counted under: every form of the name, known or not, so that no pause tells whose it is;
    /// and the passport, so that its login and its e-mail share one budget.
    fn counted(&self) -> impl Iterator<Item = String> {
        let passport = self.passport.map(|passport| passport.to_string());
        self.names.iter().cloned().chain(passport)
    }
}

/// Tries `password` for the name of the attempt.
async fn try_password(
    app: &App,
    ctx: &Ctx,
    attempt: &Attempt,
    password: Secret<String>,
) -> Result<Tried, PageError> {
    let typed = attempt.identifier.as_deref().unwrap_or_default();
    let target = Arc::new(target(app, ctx, typed).await?);
    if let Turn::Paused(until) = counted(app, ctx, &target).await? {
        app.metrics.sign_in("paused");
        return Ok(Tried::Paused(until));
    }
    let matched = match matching(app, &target, password.clone()).await {
        Ok(matched) => matched,
        Err(cause) => {
            untried(app, ctx, &target).await?;
            return Err(cause.into());
        }
    };
    let Some((passport, old)) = matched else {
        let mut conn = app.db.write().await?;
        refused(app, &mut conn, ctx, (&target, "wrong")).await?;
        conn.commit().await?;
        app.metrics.sign_in("refused");
        return Ok(Tried::Wrong);
    };
    // A busy pool keeps nobody out: the hash is renewed another time.
    let better = match old {
        Some(old) => app
            .passwords
            .hash(password)
            .await
            .ok()
            .map(|new| (old, new)),
        None => None,
    };
    let ctx = ctx.clone();
    let settled = app.db.deed(move |conn| {
        Box::pin(async move {
            settle(conn, &ctx, &target).await?;
            if let Some((old, new)) = &better {
                store::rehash_password(conn, passport, old, new).await?;
            }
            Ok::<_, PageError>(())
        })
    });
    settled.await?;
    Ok(Tried::Right(passport))
}

/// Counts the try, and notes one that comes in a pause.
async fn counted(app: &App, ctx: &Ctx, target: &Arc<Target>) -> Result<Turn, PageError> {
    let trying = (app.clone(), ctx.clone(), Arc::clone(target));
    let turn = app.db.deed(move |conn| {
        Box::pin(async move {
            let (app, ctx, target) = trying;
            let turn = take_turn(conn, &app, &ctx, &target).await?;
            if matches!(turn, Turn::Paused(_)) {
                refused(&app, conn, &ctx, (&target, "paused")).await?;
            }
            Ok(turn)
        })
    });
    turn.await
}

async fn target(app: &App, ctx: &Ctx, typed: &str) -> Result<Target, PageError> {
    let mut conn = app.db.read().await?;
    let (readings, names) = identifier::folded(&mut conn, typed).await?;
    let passport = identifiers::meant(&mut conn, &readings).await?;
    let mut target = Target {
        names,
        passport,
        stored: None,
        known_browser: false,
    };
    if let Some(passport) = passport {
        let browser = ctx.browser.hash();
        target.stored = store::password(&mut conn, passport).await?;
        target.known_browser = store::is_known_browser(&mut conn, passport, &browser).await?;
    }
    Ok(target)
}

/// A known browser has a lane of its own; everybody else shares the counters of name and
/// address.
async fn take_turn(
    conn: &mut Conn,
    app: &App,
    ctx: &Ctx,
    target: &Target,
) -> Result<Turn, PageError> {
    let (now, browser) = (app.clock.now(), ctx.browser.hash());
    if let (Some(passport), true) = (target.passport, target.known_browser) {
        let own = Counted::KnownBrowser(passport, &browser);
        return Ok(lockout::take_turn(conn, &own, now).await?);
    }
    let by_address = lockout::take_turn(conn, &Counted::Address(ctx.address), now).await?;
    if by_address != Turn::Taken {
        return Ok(by_address);
    }
    let mut turn = Turn::Taken;
    for name in target.counted() {
        match lockout::take_turn(conn, &Counted::Name(&name), now).await? {
            Turn::Taken => {}
            paused @ Turn::Paused(_) => turn = paused,
        }
    }
    Ok(turn)
}

/// The counters after a right try.
async fn settle(conn: &mut Conn, ctx: &Ctx, target: &Target) -> Result<(), PageError> {
    let browser = ctx.browser.hash();
    if let (Some(passport), true) = (target.passport, target.known_browser) {
        lockout::forget(conn, &Counted::KnownBrowser(passport, &browser)).await?;
        return Ok(());
    }
    for name in target.counted() {
        lockout::forget(conn, &Counted::Name(&name)).await?;
    }
    lockout::give_back(conn, &Counted::Address(ctx.address)).await?;
    Ok(())
}

/// The password was never looked at, so it was no wrong try.
async fn untried(app: &App, ctx: &Ctx, target: &Target) -> Result<(), PageError> {
    let browser = ctx.browser.hash();
    let mut conn = app.db.write().await?;
    if let (Some(passport), true) = (target.passport, target.known_browser) {
        lockout::give_back(&mut conn, &Counted::KnownBrowser(passport, &browser)).await?;
    } else {
        for name in target.counted() {
            lockout::give_back(&mut conn, &Counted::Name(&name)).await?;
        }
        lockout::give_back(&mut conn, &Counted::Address(ctx.address)).await?;
    }
    conn.commit().await?;
    Ok(())
}

/// Whose password it is; with it the stored hash when that is weaker than a new one would be.
async fn matching(
    app: &App,
    target: &Target,
    password: Secret<String>,
) -> Result<Option<(PassportId, Option<PasswordHash>)>, HashError> {
    let (Some(passport), Some(stored)) = (target.passport, &target.stored) else {
        app.passwords.check_nobody(password).await?;
        return Ok(None);
    };
    Ok(match app.passwords.check(password, stored).await? {
        Checked::Wrong => None,
        Checked::Right { needs_rehash } => Some((passport, needs_rehash.then(|| stored.clone()))),
    })
}

/// Writes down a try that was not let in, where those it concerns see it.
async fn refused(
    app: &App,
    conn: &mut Conn,
    ctx: &Ctx,
    (target, why): (&Target, &str),
) -> Result<(), PageError> {
    let event = ctx.refused(events::PASSWORD_REFUSED, why).personal(
        "name",
        masked_name(target.names.first().map_or("", String::as_str)),
    );
    match target.passport {
        Some(passport) => trail::record(app, conn, passport, event.about(passport)).await?,
        None => app.record(conn, event).await?,
    }
    Ok(())
}
