//! What an event says, before and after it is recorded.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value as Json};

use super::Reference;
use crate::clock::Time;
use crate::id_type;

id_type!(EventId, "an event of the audit trail");

/// No browser says more of itself; the rest is cut off.
const LONGEST_USER_AGENT: usize = 300;

/// What happened, as a name such as `signin.password.refused`. Declared by the features with
/// [`event_kinds!`](crate::event_kinds).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(&'static str);

impl Kind {
    /// For [`event_kinds!`](crate::event_kinds), which checks the name while compiling.
    #[doc(hidden)]
    pub const fn declared(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether `name` is two to four words of lower-case letters, digits and dashes with dots
    /// between them.
    #[doc(hidden)]
    pub const fn is_well_formed(name: &str) -> bool {
        let mut rest = name.as_bytes();
        let (mut dots, mut letters) = (0, 0);
        while let [first, tail @ ..] = rest {
            match *first {
                b'.' if letters > 0 => {
                    dots += 1;
                    letters = 0;
                }
                b'a'..=b'z' | b'0'..=b'9' | b'-' => letters += 1,
                _ => return false,
            }
            rest = tail;
        }
        letters > 0 && dots >= 1 && dots <= 3
    }
}

/// Declares the kinds of events of a feature and the list of them, which lets a test want a
/// text for each. All are as visible as the list:
///
/// ```
/// base::event_kinds! {
///     /// What sign-in records.
///     pub KINDS;
///     /// A wrong password.
///     PASSWORD_REFUSED = "signin.password.refused";
/// }
/// assert_eq!(KINDS, [PASSWORD_REFUSED]);
/// ```
///
/// A name of another form does not compile:
///
/// ```compile_fail
/// base::event_kinds! {
///     pub KINDS;
///     WRONG = "Sign in";
/// }
/// ```
#[macro_export]
macro_rules! event_kinds {
    ($(#[$about:meta])* $seen:vis $list:ident; $($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $crate::event_kinds! { @each $seen, $($(#[$doc])* $name = $text;)* }

        $(#[$about])*
        $seen const $list: &[$crate::audit::Kind] = &[$($name),*];
    };
    (@each $seen:vis,) => {};
    (@each $seen:vis, $(#[$doc:meta])* $name:ident = $text:literal; $($rest:tt)*) => {
        $(#[$doc])*
        $seen const $name: $crate::audit::Kind = $crate::audit::Kind::declared($text);
        const _: () = assert!($crate::audit::Kind::is_well_formed($text));
        $crate::event_kinds! { @each $seen, $($rest)* }
    };
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused; the reason says why.
    Refused,
    /// It broke on our side.
    Broken,
}

impl Outcome {
    /// As stored and as filtered for.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Broken => "broken",
        }
    }

    /// The outcome stored as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Done, Self::Refused, Self::Broken]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address, after trusted proxies.
    pub ip: Option<IpAddr>,
    /// What the browser says of itself.
    pub user_agent: Option<String>,
}

/// An event about to be recorded.
#[derive(Clone, Debug)]
pub struct Event {
    pub(super) kind: Kind,
    pub(super) outcome: Outcome,
    pub(super) reference: Reference,
    pub(super) workspace: Option<String>,
    pub(super) actor: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) origin: Origin,
    pub(super) details: Map<String, Json>,
    pub(super) personal: BTreeMap<String, String>,
}

impl Event {
    /// An event of the request with this reference.
    pub fn new(kind: Kind, outcome: Outcome, reference: &Reference) -> Self {
        Self {
            kind,
            outcome,
            reference: reference.clone(),
            workspace: None,
            actor: None,
            subject: None,
            reason: None,
            origin: Origin::default(),
            details: Map::new(),
            personal: BTreeMap::new(),
        }
    }

    /// In which workspace; without one only operators see it.
    #[must_use]
    pub fn in_workspace(mut self, id: impl ToString) -> Self {
        self.workspace = Some(id.to_string());
        self
    }

    /// Who did it, by identifier.
    #[must_use]
    pub fn by(mut self, id: impl ToString) -> Self {
        self.actor = Some(id.to_string());
        self
    }

    /// To whom or what it was done, by identifier.
    #[must_use]
    pub fn about(mut self, id: impl ToString) -> Self {
        self.subject = Some(id.to_string());
        self
    }

    /// Why, as a short code such as `password-wrong`.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// From where.
    #[must_use]
    pub fn from(mut self, origin: &Origin) -> Self {
        let browser = origin.user_agent.as_ref();
        let browser = browser.map(|text| text.chars().take(LONGEST_USER_AGENT).collect());
        self.origin = Origin {
            ip: origin.ip,
            user_agent: browser,
        };
        self
    }

    /// A fact that is nobody's: a setting, a count, an identifier. It can never be erased.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// A fact about a person: a name, an address. It can be erased later.
    #[must_use]
    pub fn personal(mut self, name: &str, value: impl Into<String>) -> Self {
        self.personal.insert(name.to_owned(), value.into());
        self
    }
}

/// An event as it stands in the trail. Texts are kept as stored, for the chain covers them so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its name.
    pub id: EventId,
    /// When it happened.
    pub at: Time,
    /// In which workspace, if in one.
    pub workspace: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// To whom or what.
    pub subject: Option<String>,
    /// What happened.
    pub kind: String,
    /// How it ended.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// The request.
    pub reference: String,
    /// Facts that are nobody's, as JSON.
    pub details: String,
    /// From which address; `None` once erased.
    pub ip: Option<String>,
    /// From which browser; `None` once erased.
    pub user_agent: Option<String>,
    /// Facts about people, as JSON; `None` once erased.
    pub personal: Option<String>,
    /// What the digest of the personal part is salted with; `None` once erased.
    pub salt: Option<Vec<u8>>,
    /// The digest of the personal part, which stays.
    pub personal_digest: Vec<u8>,
    /// Its place in the chain, once sealed.
    pub sequence: Option<i64>,
    /// The chain up to and with this event, once sealed.
    pub chain: Option<Vec<u8>>,
}

impl Recorded {
    /// The facts that are nobody's.
    pub fn details(&self) -> Map<String, Json> {
        serde_json::from_str(&self.details).unwrap_or_default()
    }

    /// The facts about people; none once erased.
    pub fn personal(&self) -> BTreeMap<String, String> {
        let stored = self.personal.as_deref().unwrap_or("{}");
        serde_json::from_str(stored).unwrap_or_default()
    }

    /// Whether the personal part was erased.
    pub const fn is_erased(&self) -> bool {
        self.salt.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_one_form() {
        for good in [
            "signin.password",
            "signin.password.refused",
            "oidc.refresh-token.reused",
            "a.b.c.d",
        ] {
            assert!(Kind::is_well_formed(good), "{good}");
        }
        for bad in [
            "",
            "signin",
            "a..b",
            ".a",
            "a.",
            "A.b",
            "a.b_c",
            "a b.c",
            "a.b.c.d.e",
            "a.%",
        ] {
            assert!(!Kind::is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn outcomes_read_back() {
        for one in [Outcome::Done, Outcome::Refused, Outcome::Broken] {
            assert_eq!(Outcome::parse(one.as_str()), Some(one));
        }
        assert_eq!(Outcome::parse("maybe"), None);
    }
}
