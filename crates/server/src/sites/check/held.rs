//! The request that a proxy holds back, as an extractor: only a trusted proxy can make one.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use base::token::{SiteBrowser, SiteEntry, Token};
use protocol::forward::{Forwarded, Original, OriginalError};

use crate::sites::entry;
use crate::sites::site::Site;
use crate::web::{App, Denied, PageError, cookie, is_trusted_proxy};

/// A request to a site that waits for our answer.
pub(in crate::sites) struct Held {
    /// The site that the proxy says it stands before.
    pub(super) site: Arc<Site>,
    /// What was asked for.
    pub(super) original: Original,
    /// What the browser shows as its entry. Scripts may show something else here one day; whatever
    /// it is, it comes to [`super::ask`] through this struct.
    pub(super) token: Option<Token<SiteEntry>>,
    /// The cookie by which the site's host knows the browser that signs in.
    pub(super) browser: Option<Token<SiteBrowser>>,
    /// Whether somebody looks at a page and can be sent elsewhere.
    pub(super) navigates: bool,
}

impl FromRequestParts<App> for Held {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(id) = named.map_err(|_| PageError::NotFound)?;
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, app).await;
        let ConnectInfo(peer) = peer.map_err(PageError::internal)?;
        let is_proxy = is_trusted_proxy(peer.ip(), &app.config.trusted_proxies);
        match Self::read(app, &id, &parts.headers).await {
            Err(NotHeld::Unknown) => Err(PageError::NotFound),
            Err(NotHeld::Failed(cause)) => Err(cause),
            _ if !is_proxy => {
                tracing::warn!(%peer, "asked for a site by a peer that is not in trusted_proxies");
                Err(PageError::Forbidden(Denied::ProxiesOnly))
            }
            Err(NotHeld::Unclear(cause)) => {
                tracing::warn!(%cause, site = id, "a proxy does not say what it holds back");
                Err(PageError::UnreadableForm)
            }
            Ok(held) => Ok(held),
        }
    }
}

/// Why there is no request that a proxy holds back.
pub(super) enum NotHeld {
    /// No such site.
    Unknown,
    /// The proxy does not say what was asked for.
    Unclear(OriginalError),
    /// The site could not be looked up.
    Failed(PageError),
}

impl Held {
    /// What a proxy holds back for the site with this id. The caller knows that a proxy asks.
    pub(super) async fn read(app: &App, id: &str, sent: &HeaderMap) -> Result<Self, NotHeld> {
        let found = entry::find(app, id).await.map_err(NotHeld::Failed)?;
        let site = found.ok_or(NotHeld::Unknown)?;
        let original = forwarded(sent).read().map_err(NotHeld::Unclear)?;
        let https = original.origin.is_https();
        Ok(Self {
            token: cookie::SITE.read(sent, https).and_then(Token::parse),
            browser: cookie::SITE_BROWSER
                .read(sent, https)
                .and_then(Token::parse),
            navigates: navigates(sent),
            site,
            original,
        })
    }

    /// The path on our host that signs somebody in for this request; they come back to it where it
    /// only reads, else to the first page.
    pub(super) fn sign_in_path(&self, browser: &Token<SiteBrowser>) -> String {
        let target = match self.original.only_reads() {
            true => self.original.target.as_str(),
            false => "/",
        };
        entry::path(self.site.id, &self.original.origin, target, browser)
    }
}

fn forwarded(sent: &HeaderMap) -> Forwarded<'_> {
    let lines = |name: &str| {
        let all = sent.get_all(name).iter();
        all.map(|line| line.to_str().ok()).collect()
    };
    Forwarded {
        method: lines("x-forwarded-method"),
        proto: lines("x-forwarded-proto"),
        host: lines("x-forwarded-host"),
        uri: lines("x-forwarded-uri"),
    }
}

/// Whether a browser shows the answer as a page: it says so (Fetch Metadata), or it is an old one that
/// wants HTML.
fn navigates(sent: &HeaderMap) -> bool {
    let text = |name: &str| sent.get(name).and_then(|value| value.to_str().ok());
    if text("x-requested-with").is_some() {
        return false;
    }
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text("accept").is_some_and(|accept| accept.contains("text/html")),
    }
}
