//! From our host to the host of a site: a person signs in with us and is carried over by a code.
//!
//! Our session's cookie never leaves our host. The site's host gives the browser a random cookie
//! of its own and sends it here with the hash of that cookie; the code that leads back is bound to
//! this hash, to the site and to its origin, works once and for a minute, and nobody who does not
//! hold the cookie can use it. So neither can somebody be led into a stranger's entry.

use std::sync::Arc;
use std::time::Duration;

use admission::{Reason, Verdict};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::one_use::{self, Issue};
use base::token::{SiteBrowser, SiteCode, Token, TokenHash};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use people::entrance::{self, Entrance};
use people::{MemberId, PassportId};
use protocol::forward::Origin;
use serde::{Deserialize, Serialize};
use url::{Position, Url};

use super::site::{Site, SiteId};
use super::{events, store};
use crate::signin::{self, Begin, SessionId, SignedIn, door};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, LocalPath, PageError, card, cookie, set_cookie, show};

/// How long a code may take from our host to the site's.
const LIFE: Duration = Duration::from_secs(60);
/// The longest address to come back to; a longer one leads to the site's first page.
const LONGEST_BACK: usize = 1200;
/// How long a browser is known that came here first.
const BROWSER_KNOWN: Duration = Duration::from_secs(400 * 24 * 3600);
/// Where the code comes back, on every host of a site.
pub(super) const BACK: &str = "/.vestibule/callback";

/// An entry of a person into a site, by one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) site: SiteId,
    pub(super) origin: String,
    pub(super) session: SessionId,
    pub(super) passport: PassportId,
    pub(super) member: MemberId,
    pub(super) passport_epoch: i64,
    pub(super) member_epoch: i64,
}

/// What a code stands for. Lies in the one-use store beside the hash of the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried {
    pub(super) entry: Entry,
    /// The hash of the browser's cookie on the site's host.
    bound: String,
    /// Path and query to come back to.
    pub(super) back: String,
}

impl Carried {
    /// Whether it was made for this browser at this origin of this site.
    pub(super) fn is_for(&self, site: SiteId, origin: &str, browser: &Token<SiteBrowser>) -> bool {
        let bound = read_bound(&self.bound);
        let same = bound.is_some_and(|bound| bound.same_as(&browser.hash()));
        same && self.entry.site == site && self.entry.origin == origin
    }
}

fn write_bound(browser: &Token<SiteBrowser>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(browser.hash().as_bytes())
}

fn read_bound(text: &str) -> Option<TokenHash<SiteBrowser>> {
    TokenHash::from_bytes(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?)
}

/// The path on our host that signs somebody in for a site and leads back to `target` there.
pub(super) fn path(
    site: SiteId,
    origin: &Origin,
    target: &str,
    browser: &Token<SiteBrowser>,
) -> String {
    let target = if target.len() > LONGEST_BACK {
        "/"
    } else {
        target
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("to", &format!("{origin}{target}"))
        .append_pair("bind", &write_bound(browser))
        .finish();
    let path = format!("/forward-auth/{site}/sign-in?{query}");
    if LocalPath::parse(&path).is_none() && target != "/" {
        return self::path(site, origin, "/", browser);
    }
    path
}

/// What a browser brings from the host of a site.
#[derive(Debug)]
struct Wish {
    origin: Origin,
    back: String,
    bound: String,
}

impl Wish {
    /// Reads it; none unless each part is there once and the address is one of the site.
    fn read(query: &str, site: &Site) -> Option<Self> {
        let one = |name: &str| {
            let mut found = url::form_urlencoded::parse(query.as_bytes())
                .filter(|(known, _)| known == name)
                .map(|(_, value)| value.into_owned());
            found.next().filter(|_| found.next().is_none())
        };
        let bound = one("bind")?;
        read_bound(&bound)?;
        let to = Url::parse(&one("to")?).ok()?;
        if !to.username().is_empty() || to.password().is_some() {
            return None;
        }
        let origin: Origin = to.origin().ascii_serialization().parse().ok()?;
        let back = &to[Position::BeforePath..Position::AfterQuery];
        let is_local = LocalPath::parse(back).is_some();
        (site.covers(&origin)).then(|| Self {
            origin,
            back: if is_local {
                back.to_owned()
            } else {
                "/".to_owned()
            },
            bound,
        })
    }
}

/// `GET /forward-auth/{site}/sign-in`: who are you, does the door open, and back with a code. Writes
/// the code.
pub(super) async fn sign_in(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let site = find(&app, &id).await?.filter(|site| site.is_open());
    let site = site.ok_or(PageError::NotFound)?;
    let wish = Wish::read(&query.unwrap_or_default(), &site).ok_or(PageError::UnreadableForm)?;
    let Some(signed_in) = signed_in else {
        return begin(&app, &ctx, &site, &wish, false).await;
    };
    let mut conn = app.db.read().await?;
    let found = entrance::load(&mut conn, site.workspace, signed_in.person.id).await?;
    drop(conn);
    let entrance = found.ok_or_else(|| PageError::internal("a site without workspace"))?;
    match door::ask(&entrance, &signed_in.session, app.clock.now(), None).verdict {
        Verdict::Open(_) => carry(&app, &ctx, &site, &wish, (&signed_in, &entrance)).await,
        Verdict::Ask { .. } => begin(&app, &ctx, &site, &wish, true).await,
        Verdict::Closed { reason, .. } => {
            let here = (entrance.workspace.id, entrance.workspace.name.as_str());
            if reason == Reason::NotAMember
                && let Some(other) =
                    signin::elsewhere((&app, &ctx), &signed_in, here, &ctx.path).await?
            {
                return Err(other);
            }
            let person = &signed_in.person;
            let event = ctx.refused(events::REFUSED, door::sentence(reason));
            let mut conn = app.db.write().await?;
            app.record(&mut conn, events::of(&site, event).by(person.id))
                .await?;
            conn.commit().await?;
            let workspace = &entrance.workspace;
            Err(PageError::Closed(door::closed(person, workspace, reason)))
        }
    }
}

pub(super) async fn find(app: &App, id: &str) -> Result<Option<Arc<Site>>, PageError> {
    let Some(id) = SiteId::parse(id) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    Ok(store::named(&mut conn, id).await?)
}

/// Sends the person to sign in, and here again afterwards.
async fn begin(
    app: &App,
    ctx: &Ctx,
    site: &Site,
    wish: &Wish,
    again: bool,
) -> Result<Response, PageError> {
    let next = LocalPath::parse(&ctx.path).ok_or(PageError::UnreadableForm)?;
    let begin = Begin {
        workspace: Some(site.workspace),
        application_name: Some(site.name.clone()),
        leads_to: Some(wish.origin.to_string()),
        fresh_since: again.then(|| app.clock.now()),
        ..Begin::to(next)
    };
    let mut response = signin::begin(app, ctx, begin).await?;
    // The sign-in is bound to this cookie, and a browser that comes here first has none yet.
    if !ctx.browser_known {
        let line = cookie::BROWSER.set(&ctx.browser.reveal(), BROWSER_KNOWN, ctx.https);
        set_cookie(&mut response, line);
    }
    Ok(response)
}

/// Stores the code and sends the browser over with it.
async fn carry(
    app: &App,
    ctx: &Ctx,
    site: &Site,
    wish: &Wish,
    (signed_in, entrance): (&SignedIn, &Entrance),
) -> Result<Response, PageError> {
    let member = entrance.member.as_ref();
    let member = member.ok_or_else(|| PageError::internal("an open door without a member"))?;
    let (person, session) = (&signed_in.person, &signed_in.session);
    let code = Token::<SiteCode>::fresh(&app.random);
    let carried = Carried {
        entry: Entry {
            site: site.id,
            origin: wish.origin.to_string(),
            session: session.id,
            passport: person.id,
            member: member.id,
            passport_epoch: person.epoch,
            member_epoch: member.epoch,
        },
        bound: wish.bound.clone(),
        back: wish.back.clone(),
    };
    let issue = Issue::new(code.hash(), app.clock.now(), LIFE).about(person.id);
    let mut conn = app.db.write().await?;
    one_use::create(&mut conn, issue, &carried).await?;
    let event = events::of(site, ctx.done(events::ENTERED)).by(person.id);
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    let to = format!("{}{BACK}?code={}", wish.origin, code.reveal());
    Ok(Redirect::to(&to).into_response())
}

#[derive(Template)]
#[template(path = "sites/signed_out.html")]
struct SignedOut {
    card: Card,
    lead: String,
    signed_in: bool,
}

/// `GET /forward-auth/{site}/signed-out`: where one goes from a site's `/.vestibule/sign-out`.
pub(super) async fn signed_out(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let site = find(&app, &id).await?.ok_or(PageError::NotFound)?;
    Ok(show(&SignedOut {
        card: card(&ctx, "sites-left-title"),
        lead: ctx
            .texts
            .with("sites-left", &[("site", site.name.as_str().into())]),
        signed_in: signed_in.is_some(),
    }))
}
