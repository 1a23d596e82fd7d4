//! What is known of a request before anyone asks who sent it.

use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base::audit::{Event, Kind, Origin, Outcome, Reference};
use base::clock::Time;
use base::i18n::{Language, Texts};
use base::token::{Browser, Token};

use super::csrf::{CsrfKey, ShownTo};
use super::error::PageError;
use super::flash::Flash;
use super::held::Held;

/// Made when it is first asked for: most requests of machines need no cookie and no form.
pub struct Late<T>(LazyLock<T, Box<dyn FnOnce() -> T + Send + Sync>>);

impl<T> Late<T> {
    /// To be made by `make`.
    pub(super) fn new(make: impl FnOnce() -> T + Send + Sync + 'static) -> Self {
        Self(LazyLock::new(Box::new(make)))
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Late<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, out)
    }
}

/// The request as every page needs it. Cheap to clone.
#[derive(Clone)]
pub struct Ctx(Arc<Seen>);

/// The fields of a [`Ctx`].
pub struct Seen {
    /// Names this request in the log, the audit trail and on error pages.
    pub reference: Reference,
    /// Where it came from.
    pub address: IpAddr,
    /// What the browser calls itself; at most 200 characters, for the audit trail.
    pub user_agent: String,
    /// The language of the answer.
    pub language: Language,
    /// The texts in that language.
    pub texts: Texts,
    /// The browser's cookie; fresh when it sent none.
    pub browser: Arc<Late<Token<Browser>>>,
    /// Whether the browser sent that cookie itself.
    pub browser_known: bool,
    /// The sessions the browser holds.
    pub held: Late<Held>,
    /// The hidden field of forms on this page, for whoever acts once that is known.
    pub csrf: Late<String>,
    /// Seals what the browser brings back.
    pub(super) seals: CsrfKey,
    /// What the deed before this page did.
    pub flash: Option<Flash>,
    /// When the request came.
    pub at: Time,
    /// Path and query.
    pub path: String,
    /// Whether the public URL is https, which decides the names of cookies.
    pub https: bool,
    /// What is learnt while it is answered.
    pub(super) learnt: Arc<Learnt>,
}

/// What a request turns out to be while it is answered.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    refused: AtomicBool,
    brought: OnceLock<Vec<u8>>,
    acting: OnceLock<ActsHere>,
    /// To whom the page was shown that sent a form: empty for nobody.
    sent_by: OnceLock<String>,
}

impl Learnt {
    /// Who acts, by the identifier of the passport.
    pub(super) fn acting(&self) -> Option<&ActsHere> {
        self.acting.get()
    }
}

/// Who acts in a request.
#[derive(Clone, Debug)]
pub(super) struct ActsHere {
    pub(super) id: String,
    pub(super) name: String,
    /// Whether the page is for somebody who is signed in, and for nobody else.
    pub(super) must: bool,
}

impl Ctx {
    pub(super) fn new(seen: Seen) -> Self {
        Self(Arc::new(seen))
    }

    /// The reference as people see it: `7K3M-9QXD`.
    pub fn reference_shown(&self) -> String {
        let plain = self.reference.as_str().to_uppercase();
        plain
            .split_at_checked(4)
            .map_or(plain.clone(), |(front, back)| format!("{front}-{back}"))
    }

    /// Something that was done in this request.
    pub fn done(&self, kind: Kind) -> Event {
        Event::new(kind, Outcome::Done, &self.reference).from(&self.origin())
    }

    /// Something that was refused in this request; `why` is a short code.
    pub fn refused(&self, kind: Kind, why: &str) -> Event {
        self.learnt.refused.store(true, Ordering::Relaxed);
        Event::new(kind, Outcome::Refused, &self.reference)
            .from(&self.origin())
            .because(why)
    }

    /// Whether anything was refused so far.
    pub fn has_refused(&self) -> bool {
        self.learnt.refused.load(Ordering::Relaxed)
    }

    /// Notes the parameters that the request brought beside its address, as a form; the first time counts.
    pub fn bring(&self, form: impl Into<Vec<u8>>) {
        // A second note is of the same request and says no more than the first.
        let _ = self.learnt.brought.set(form.into());
    }

    /// The parameters that the request brought beside its address.
    pub fn brought(&self) -> &[u8] {
        self.learnt.brought.get().map_or(&[], Vec::as_slice)
    }

    /// Notes who acts: the forms of this page are theirs, and a form of somebody else is refused. The
    /// first time counts.
    pub fn acts(&self, id: impl fmt::Display, name: &str, must: bool) {
        let acting = ActsHere {
            id: id.to_string(),
            name: name.to_owned(),
            must,
        };
        // A second note is of the same request and says no more than the first.
        let _ = self.learnt.acting.set(acting);
    }

    pub(super) fn acting(&self) -> Option<&ActsHere> {
        self.learnt.acting()
    }

    pub(super) fn sent_by(&self, shown_to: ShownTo<'_>) {
        let person = match shown_to {
            ShownTo::Nobody => "",
            ShownTo::Person(person) => person,
        };
        // There is one form in a request.
        let _ = self.learnt.sent_by.set(person.to_owned());
    }

    /// Whether the form of this request stood on a page shown to this passport.
    pub fn is_sent_by(&self, id: impl fmt::Display) -> bool {
        let sent_by = self.learnt.sent_by.get();
        sent_by.is_some_and(|sent_by| *sent_by == id.to_string())
    }

    fn origin(&self) -> Origin {
        Origin {
            ip: Some(self.address),
            user_agent: Some(self.user_agent.clone()),
        }
    }

    /// The text of `key`.
    pub fn text(&self, key: &str) -> String {
        self.texts.get(key)
    }
}

impl Deref for Ctx {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Ctx {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        let missing = || PageError::internal("a request passed the edge without its context");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}

/// A context or none, for code that must not refuse.
impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for Ctx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
