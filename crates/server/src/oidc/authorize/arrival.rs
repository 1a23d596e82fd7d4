//! The stages a request passes before anybody is asked: read, address, check.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::Response;
use base::clock::Time;
use base::db::DbError;
use base::i18n::Language;
use base::id_type;
use protocol::oauth::authorization::{NamedClient, PageRefusal, Refused};
use protocol::oauth::{AuthorizationRequest, Params};

use super::store;
use crate::oidc::applications::Application;
use crate::web::{App, Ctx, LocalPath, cookie, set_cookie};

id_type!(
    RequestId,
    "an authorization request that waits for its person"
);

/// How long a request waits.
pub(super) const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// How long a browser keeps its cookie without coming back, as everywhere.
const BROWSER_KNOWN: Duration = Duration::from_secs(400 * 24 * 3600);
/// How long the language an application wished for holds.
const WISHED: Duration = Duration::from_secs(60 * 60);

/// A request that can be granted if the person and the door agree.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Arrived {
    /// Its name, once it is stored.
    pub(in crate::oidc) id: Option<RequestId>,
    pub(in crate::oidc) application: Application,
    pub(in crate::oidc) request: AuthorizationRequest,
    /// When it arrived: proofs from before do not count where a new sign-in is asked for.
    pub(in crate::oidc) at: Time,
}

impl Arrived {
    /// Where it goes on: at the endpoint or at the consent page.
    pub(in crate::oidc) fn path(&self, place: &str) -> LocalPath {
        let id = self.id.map(|id| id.to_string()).unwrap_or_default();
        LocalPath::or_passport(Some(&format!("/oidc/{place}/{id}")))
    }
}

/// Why a request goes no further.
pub(in crate::oidc) enum Turned {
    /// Nobody proved where an answer may go: only a page, and never a redirect.
    Page(PageRefusal, Option<Box<Application>>),
    /// Back to the application.
    Back(Box<(Refused, Application)>),
}

/// Runs the stages over a query that arrived at `at`.
pub(super) async fn arrive(
    app: &App,
    query: &str,
    at: Time,
) -> Result<Result<Arrived, Turned>, DbError> {
    let page = |why, application| Ok(Err(Turned::Page(why, application)));
    let params = match Params::from_query(query) {
        Ok(params) => params,
        Err(why) => return page(why.into(), None),
    };
    let named = match NamedClient::read(&params) {
        Ok(named) => named,
        Err(why) => return page(why, None),
    };
    let mut conn = app.db.read().await?;
    let application = Application::named(&mut conn, named.client_id()).await?;
    let active = application
        .as_ref()
        .filter(|application| application.disabled_at.is_none());
    let facts = active.map(Application::facts);
    let addressed = match named.addressed(facts.as_ref()) {
        Ok(addressed) => addressed,
        Err(why) => return page(why, application.map(Box::new)),
    };
    let checked = addressed.check();
    let Some(application) = application else {
        return page(PageRefusal::ClientUnknown, None);
    };
    Ok(match checked {
        Ok(request) => Ok(Arrived {
            id: None,
            application,
            request,
            at,
        }),
        Err(refused) => Err(Turned::Back(Box::new((refused, application)))),
    })
}

/// The stored request of this browser, run through all stages again. `None` when it is another
/// browser's, too old, or answered.
pub(in crate::oidc) async fn load(
    app: &App,
    ctx: &Ctx,
    id: &str,
) -> Result<Option<Result<Arrived, Turned>>, DbError> {
    let Some(id) = RequestId::parse(id).filter(|_| ctx.browser_known) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    let found = store::load(&mut conn, id, &ctx.browser.hash(), app.clock.now()).await?;
    drop(conn);
    let Some((query, at)) = found else {
        return Ok(None);
    };
    let arrived = arrive(app, &query, at).await?;
    Ok(Some(arrived.map(|arrived| Arrived {
        id: Some(id),
        ..arrived
    })))
}

/// Gives a browser that came without cookies what the next pages need: the cookie that the request
/// is bound to, and the language the application wished for, unless the person chose one.
pub(super) fn settle_browser(
    ctx: &Ctx,
    sent: &HeaderMap,
    wishes: &[String],
    response: &mut Response,
) {
    if !ctx.browser_known {
        let cookie = cookie::BROWSER.set(&ctx.browser.reveal(), BROWSER_KNOWN, ctx.https);
        set_cookie(response, cookie);
    }
    let chosen = cookie::LANGUAGE.read(sent, ctx.https).is_some();
    if let Some(language) = wished(wishes).filter(|_| !chosen) {
        let cookie = cookie::LANGUAGE.set(language.code(), WISHED, ctx.https);
        set_cookie(response, cookie);
    }
}

/// The first wish that we speak; `de-AT` is a wish for `de`.
fn wished(wishes: &[String]) -> Option<Language> {
    let primary = |wish: &String| {
        let code = wish.split('-').next().unwrap_or_default();
        Language::from_code(&code.to_ascii_lowercase())
    };
    wishes.iter().find_map(primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_taken() {
        let of = |wishes: &[&str]| {
            let wishes: Vec<String> = wishes.iter().map(|wish| (*wish).to_owned()).collect();
            wished(&wishes)
        };
        assert_eq!(of(&["fr-CA", "de-AT", "en"]), Some(Language::De));
        assert_eq!(of(&["PL"]), Some(Language::Pl));
        assert_eq!(of(&["tlh", ""]), None);
        assert_eq!(of(&[]), None);
    }
}
