//! A site as a workspace connected it, and what an administrator types about it.

use admission::{WorkspaceState, words};
use base::clock::Time;
use base::i18n::Texts;
use base::id_type;
use people::{Name, WorkspaceId};
use protocol::forward::{Audience, Origin, OriginError, Rule, SiteAddress};

id_type!(SiteId, "a site; the audience of its assertions");

/// The most addresses of a site.
const MOST_ADDRESSES: usize = 20;

words! {
    /// What a site knows a person by: what stands in `Remote-User`.
    pub enum UserIs {
        /// The verified e-mail address.
        Email = "email",
        /// The login name.
        Login = "login",
        /// The identifier of the passport, which never changes and is never given again.
        Subject = "subject",
    }
}

/// A site behind a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Names it.
    pub id: SiteId,
    /// The workspace whose door it asks.
    pub workspace: WorkspaceId,
    /// How that workspace stands.
    pub workspace_state: WorkspaceState,
    /// Its name, as people see it.
    pub name: String,
    /// Where it is.
    pub addresses: Vec<SiteAddress>,
    /// What it knows a person by.
    pub user_is: UserIs,
    /// Whether it is told by a signed assertion too.
    pub asserts: bool,
    /// Whom it lets in, in order.
    pub rules: Vec<Rule>,
    /// Since when it is disabled.
    pub disabled_at: Option<Time>,
    /// When it was connected.
    pub created_at: Time,
    /// When it was last changed.
    pub changed_at: Time,
}

impl Site {
    /// Whether this origin is one of the site.
    pub fn covers(&self, origin: &Origin) -> bool {
        self.addresses.iter().any(|address| address.covers(origin))
    }

    /// Whether it is what a draft says.
    pub fn is_as(&self, draft: &CheckedSite) -> bool {
        (&self.name, &self.addresses) == (&draft.name, &draft.addresses)
            && (self.user_is, self.asserts) == (draft.user_is, draft.asserts)
    }

    /// Where a person opens it: its first address that is no pattern.
    pub fn home(&self) -> Option<String> {
        let exact = self.addresses.iter().find_map(SiteAddress::exact);
        exact.map(|origin| format!("{origin}/"))
    }

    /// Whether anybody may enter at all.
    pub fn is_open(&self) -> bool {
        self.disabled_at.is_none() && self.workspace_state == WorkspaceState::Open
    }

    /// Whether a rule asks for departments.
    pub fn asks_departments(&self) -> bool {
        let asks = |rule: &Rule| matches!(&rule.admits, Audience::Some { departments, .. } if !departments.is_empty());
        self.rules.iter().any(asks)
    }
}

/// A site as typed.
#[derive(Clone, Copy, Debug)]
pub struct SiteDraft<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it is, one a line.
    pub addresses: &'a str,
    /// The word of [`UserIs`].
    pub user_is: &'a str,
    /// Whether it wants assertions.
    pub asserts: bool,
}

/// A draft without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSite {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub addresses: Vec<SiteAddress>,
    /// What it knows a person by.
    pub user_is: UserIs,
    /// Whether it wants assertions.
    pub asserts: bool,
}

/// What is wrong with a draft. Keys of texts stand for whole sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// With the name.
    pub name: Option<&'static str>,
    /// With each address.
    pub addresses: Vec<AddressMistake>,
}

/// What is wrong with one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressMistake {
    /// The address as typed; empty when there is none at all.
    pub typed: String,
    /// The key of the sentence.
    pub key: &'static str,
}

impl AddressMistake {
    /// The sentence for beside the field; it names the address.
    pub fn sentence(&self, texts: &Texts) -> String {
        texts.with(self.key, &[("address", self.typed.as_str().into())])
    }
}

impl Mistakes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl SiteDraft<'_> {
    /// Checks everything and says all that is wrong at once. `ours` is where this server is: no
    /// site can stand there.
    ///
    /// # Errors
    /// [`Mistakes`], by field.
    pub fn check(&self, ours: &str) -> Result<CheckedSite, Mistakes> {
        let mut mistakes = Mistakes::default();
        let name = Name::parse(self.name).ok();
        if name.is_none() {
            mistakes.name = Some("sites-name-odd");
        }
        let addresses = addresses(self.addresses, ours, &mut mistakes.addresses);
        match name.filter(|_| mistakes.is_empty()) {
            Some(name) => Ok(CheckedSite {
                name: name.to_string(),
                addresses,
                user_is: UserIs::from_word(self.user_is).unwrap_or(UserIs::Email),
                asserts: self.asserts,
            }),
            None => Err(mistakes),
        }
    }
}

fn addresses(typed: &str, ours: &str, wrong: &mut Vec<AddressMistake>) -> Vec<SiteAddress> {
    let mistake = |typed: &str, key| AddressMistake {
        typed: typed.to_owned(),
        key,
    };
    let ours = ours.parse::<Origin>().ok();
    let mut all: Vec<SiteAddress> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.parse::<SiteAddress>() {
            Ok(address) if ours.as_ref().is_some_and(|ours| address.covers(ours)) => {
                wrong.push(mistake(line, "sites-address-ours"));
            }
            Ok(address) if !all.contains(&address) => all.push(address),
            Ok(_) => {}
            Err(why) => wrong.push(mistake(line, sentence(why))),
        }
    }
    if all.is_empty() && wrong.is_empty() {
        wrong.push(mistake("", "sites-address-missing"));
    }
    if all.len() > MOST_ADDRESSES {
        wrong.push(mistake("", "sites-address-many"));
    }
    all
}

/// The key of the sentence for each reason.
fn sentence(why: OriginError) -> &'static str {
    match why {
        OriginError::Unreadable => "sites-address-unreadable",
        OriginError::Scheme => "sites-address-scheme",
        OriginError::TooMuch => "sites-address-too-much",
        OriginError::PlainHttp => "sites-address-plain-http",
        OriginError::Wildcard => "sites-address-wildcard",
        OriginError::TrailingDot => "sites-address-dot",
    }
}
