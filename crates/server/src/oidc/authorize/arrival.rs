//! The stages a request passes before anybody is asked: read, address, check.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::Response;
use base::clock::Time;
use base::db::DbError;
use base::i18n::Language;
use base::id_type;
use protocol::oauth::authorization::{Came, NamedClient, PageRefusal, Refused, RequestRefusal};
use protocol::oauth::{AuthorizationRequest, Params, Scopes};
use protocol::oidc::IdTokenHint;

use super::store;
use crate::oidc::applications::Application;
use crate::web::{App, Ctx, LocalPath, cookie, set_cookie};

id_type!(
    RequestId,
    "an authorization request that waits for its person"
);

/// How long a request waits.
pub(super) const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// At the end of an address: whoever acts in this browser was chosen for the request, so no hint names
/// another one.
const CHOSEN: &str = "?chosen=1";
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
    /// Whom the application expects.
    pub(in crate::oidc) meant: Meant,
    /// What it was read from.
    pub(super) asked: Asked,
    /// Whether whoever acts in this browser was chosen for it, by signing in or on the page that asks.
    pub(in crate::oidc) chosen: bool,
    /// When it arrived: proofs from before do not count where a new sign-in is asked for.
    pub(in crate::oidc) at: Time,
}

/// Whom a hint names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::oidc) enum Meant {
    /// There is none.
    Anybody,
    /// The subject of an ID token of ours.
    Subject(String),
    /// It is not ours, and nobody may be asked.
    Nobody,
}

impl Arrived {
    /// Whether this person may answer: the hint and the claims asked for name nobody else.
    pub(super) fn is_for(&self, subject: &str) -> bool {
        let hinted = match &self.meant {
            Meant::Anybody => true,
            Meant::Subject(meant) => meant == subject,
            Meant::Nobody => false,
        };
        hinted && self.request.claims.may_be(subject)
    }

    /// What the person is asked to allow: the scopes, and those of the claims asked for by name.
    pub(in crate::oidc) fn scopes(&self) -> Scopes {
        self.request.scopes.union(self.request.claims.scopes())
    }
    /// Where it goes on: at the endpoint or at the consent page.
    pub(in crate::oidc) fn path(&self, place: &str) -> LocalPath {
        let id = self.id.map(|id| id.to_string()).unwrap_or_default();
        let chosen = if self.chosen { CHOSEN } else { "" };
        LocalPath::or_passport(Some(&format!("/oidc/{place}/{id}{chosen}")))
    }

    /// Where it goes on once somebody was chosen to act in this browser.
    pub(in crate::oidc) fn path_when_chosen(&self) -> LocalPath {
        let chosen = Self {
            chosen: true,
            ..self.clone()
        };
        chosen.path("authorize")
    }
}

/// Why a request goes no further.
pub(in crate::oidc) enum Turned {
    /// Nobody proved where an answer may go: only a page, and never a redirect.
    Page(PageRefusal, Option<Box<Application>>),
    /// Back to the application.
    Back(Box<(Refused, Application)>),
}

/// The parameters that count, and how they came.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Asked {
    pub(in crate::oidc) params: Params,
    pub(in crate::oidc) came: Came,
}

impl Asked {
    /// As it is stored while it waits.
    pub(super) fn text(&self) -> String {
        let pairs = self.params.iter();
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(pairs).finish()
    }
}

/// Runs the stages over the parameters of a request that arrived at `at`.
pub(super) async fn arrive(
    app: &App,
    asked: Asked,
    at: Time,
) -> Result<Result<Arrived, Turned>, DbError> {
    let page = |why, application| Ok(Err(Turned::Page(why, application)));
    let named = match NamedClient::read(&asked.params) {
        Ok(named) => named.came(asked.came),
        Err(why) => return page(why, None),
    };
    let mut conn = app.db.read().await?;
    let application = Application::named(&mut conn, named.client_id()).await?;
    drop(conn);
    let facts = active(application.as_ref()).map(Application::facts);
    let addressed = match named.addressed(facts.as_ref()) {
        Ok(addressed) => addressed,
        Err(why) => return page(why, application.map(Box::new)),
    };
    let checked = addressed.check().and_then(|request| hinted(app, request));
    let Some(application) = application else {
        return page(PageRefusal::ClientUnknown, None);
    };
    Ok(match checked {
        Ok((request, meant)) => Ok(Arrived {
            id: None,
            application,
            request,
            meant,
            chosen: false,
            asked,
            at,
        }),
        Err(refused) => Err(Turned::Back(Box::new((refused, application)))),
    })
}

/// The application, unless it is disabled.
pub(super) fn active(application: Option<&Application>) -> Option<&Application> {
    application.filter(|application| application.disabled_at.is_none())
}

/// Whom the hint names. One that has run out is a hint all the same; one that is not ours is refused,
/// and where nobody may be asked it fits nobody (OpenID Connect Core section 3.1.2.2).
fn hinted(
    app: &App,
    request: AuthorizationRequest,
) -> Result<(AuthorizationRequest, Meant), Refused> {
    let Some(hint) = &request.id_token_hint else {
        return Ok((request, Meant::Anybody));
    };
    let issuer = app.config.public_url.origin();
    match IdTokenHint::verify(hint, &app.signing.verifying(), issuer) {
        Ok(hint) => Ok((request, Meant::Subject(hint.subject))),
        Err(_) if request.prompt.none => Ok((request, Meant::Nobody)),
        Err(_) => Err(Refused {
            return_to: request.return_to,
            reason: RequestRefusal::IdTokenHintForeign,
        }),
    }
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
    let Some((asked, at)) = found else {
        return Ok(None);
    };
    ctx.bring(asked.text());
    let arrived = arrive(app, asked, at).await?;
    Ok(Some(arrived.map(|arrived| Arrived {
        id: Some(id),
        chosen: ctx.path.ends_with(CHOSEN),
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
