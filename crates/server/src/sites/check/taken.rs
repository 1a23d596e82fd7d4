//! The code that comes back on the host of a site becomes an entry.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::one_use::{self, Consumed};
use base::token::{SiteCode, SiteEntry, Token};
use std::time::Duration;

use super::held::Held;
use crate::sites::entry::Carried;
use crate::sites::outside::{self, Words};
use crate::sites::{events, store};
use crate::web::{App, Ctx, PageError, cookie, set_cookie};

/// How long an entry lasts at most; the session it hangs on ends sooner or is renewed by signing in.
const LASTS: Duration = Duration::from_secs(24 * 3600);

/// Takes the code of the query for the browser that began, and for no other.
pub(super) async fn take(app: &App, ctx: &Ctx, held: &Held) -> Result<Response, PageError> {
    let (Some(code), Some(browser)) = (code(held.original.query()), &held.browser) else {
        return Ok(stale(app, ctx, held));
    };
    if !held.site.is_open() {
        return Ok(stale(app, ctx, held));
    }
    let now = app.clock.now();
    let origin = held.original.origin.to_string();
    let is_ours = |carried: &Carried| carried.is_for(held.site.id, &origin, browser);
    let mut conn = app.db.write().await?;
    let taken: Consumed<Carried> = one_use::consume(&mut conn, &code.hash(), now).await?;
    match taken {
        Consumed::Taken(carried) if is_ours(&carried) => {
            let token = Token::<SiteEntry>::fresh(&app.random);
            let until = (now, now.plus(LASTS));
            store::insert_entry(&mut conn, token.hash(), &carried.entry, until).await?;
            conn.commit().await?;
            Ok(entered(app, held, &token, &carried))
        }
        // Back, or the page once more: the cookie it gave is asked there.
        Consumed::Reused(carried) if is_ours(&carried) => Ok(outside::elsewhere(
            app,
            Redirect::to(&carried.back).into_response(),
        )),
        Consumed::Taken(carried) | Consumed::Reused(carried) => {
            let event = ctx.refused(events::CODE_REFUSED, "other-browser-or-site");
            let event =
                events::of(&held.site, event).detail("of", carried.entry.passport.to_string());
            app.record(&mut conn, event).await?;
            conn.commit().await?;
            Ok(stale(app, ctx, held))
        }
        Consumed::Expired(_) | Consumed::Unknown => Ok(stale(app, ctx, held)),
    }
}

/// The one code of a query.
fn code(query: &str) -> Option<Token<SiteCode>> {
    let mut found =
        url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "code");
    let (_, first) = found.next()?;
    found
        .next()
        .is_none()
        .then(|| Token::parse(&first))
        .flatten()
}

fn entered(app: &App, held: &Held, token: &Token<SiteEntry>, carried: &Carried) -> Response {
    let https = held.original.origin.is_https();
    let response = Redirect::to(&carried.back).into_response();
    let mut response = outside::elsewhere(app, response);
    set_cookie(
        &mut response,
        cookie::SITE.set(&token.reveal(), LASTS, https),
    );
    response
}

/// A code that is over, or a browser that lost its cookie. No redirect: where cookies are off it would
/// go round for ever.
fn stale(app: &App, ctx: &Ctx, held: &Held) -> Response {
    let words = Words {
        title: "sites-stale-title",
        text: "sites-stale",
        link: Some("sites-stale-again"),
    };
    let page = outside::page(app, ctx, (&held.site, ""), words, "/");
    outside::with_status(page, StatusCode::GONE)
}
