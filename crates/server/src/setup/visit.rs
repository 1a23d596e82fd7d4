//! A browser that holds a good link: what every step of set-up takes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::one_use::{self, Peeked};
use base::token::{SetupLink, Token};

use super::closed::Closed;
use super::store::{self, Draft, Owner};
use crate::web::{App, Ctx, PageError, cookie};

/// Somebody who opened a good link in this browser. Holding one is the proof.
pub(super) struct Visit {
    pub(super) owner: Owner,
    pub(super) draft: Draft,
}

/// What a link is good for.
pub(super) enum Seen {
    /// Set-up goes on, until then.
    Open(Time),
    /// It does not.
    Closed(Closed),
}

/// Judges a link without using it.
pub(super) async fn judge(app: &App, link: Option<&Token<SetupLink>>) -> Result<Seen, PageError> {
    let mut conn = app.db.read().await?;
    if store::has_owner(&mut conn).await? {
        return Ok(Seen::Closed(Closed::HasOwner));
    }
    let Some(link) = link else {
        return Ok(Seen::Closed(Closed::NoLink));
    };
    let hash = link.hash();
    let peeked = one_use::peek::<SetupLink, ()>(&mut conn, &hash, app.clock.now()).await?;
    Ok(match peeked {
        Peeked::Good { expires, .. } => Seen::Open(expires),
        Peeked::Expired(()) => Seen::Closed(Closed::Late),
        Peeked::Used(()) => Seen::Closed(Closed::HasOwner),
        Peeked::Unknown => Seen::Closed(Closed::Unknown),
    })
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let ctx = <Ctx as FromRequestParts<App>>::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let sent = cookie::SET_UP.read(&parts.headers, ctx.https);
        let link = sent.and_then(Token::<SetupLink>::parse);
        match find(app, &ctx, link).await {
            Ok(Ok(visit)) => Ok(visit),
            Ok(Err(closed)) => Err(closed.page(&ctx)),
            Err(failure) => Err(failure.into_response()),
        }
    }
}

async fn find(
    app: &App,
    ctx: &Ctx,
    link: Option<Token<SetupLink>>,
) -> Result<Result<Visit, Closed>, PageError> {
    let seen = judge(app, link.as_ref()).await?;
    let link = match (seen, link) {
        (Seen::Open(_), Some(link)) => link,
        (Seen::Open(_), None) => return Ok(Err(Closed::NoLink)),
        (Seen::Closed(closed), _) => return Ok(Err(closed)),
    };
    let owner = Owner {
        link: link.hash(),
        browser: ctx.browser.hash(),
    };
    let mut conn = app.db.read().await?;
    let draft = store::draft(&mut conn, owner).await?;
    Ok(Ok(Visit { owner, draft }))
}

impl Visit {
    /// Keeps the draft and goes on to `next`.
    pub(super) async fn keep(self, app: &App, next: &str) -> Result<Response, PageError> {
        let mut conn = app.db.write().await?;
        store::keep(&mut conn, self.owner, &self.draft, app.clock.now()).await?;
        conn.commit().await?;
        Ok(Redirect::to(next).into_response())
    }
}
