//! What is wrong with a draft, in whole sentences that stand beside their fields.

use base::i18n::Texts;
use protocol::oauth::RedirectUriError;

/// All that is wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The field, as the draft calls it.
    pub field: &'static str,
    /// The key of the sentence that says what is wrong.
    pub key: &'static str,
    /// What was typed there; empty when there is nothing at all.
    pub typed: String,
    /// What to write instead, where that is known.
    pub instead: Option<String>,
}

impl Mistake {
    /// The sentence for beside the field; it names what was typed where that helps.
    pub fn sentence(&self, texts: &Texts) -> String {
        let instead = self.instead.as_deref().unwrap_or_default();
        let what = [
            ("uri", self.typed.as_str().into()),
            ("instead", instead.into()),
        ];
        texts.with(self.key, &what)
    }
}

impl Mistakes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One by one, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }

    /// Those of a field.
    pub fn of(&self, field: &str) -> impl Iterator<Item = &Mistake> {
        self.0.iter().filter(move |one| one.field == field)
    }

    /// The sentences for beside a field, if anything is wrong with it.
    pub fn beside(&self, field: &str, texts: &Texts) -> Option<String> {
        let all: Vec<String> = self.of(field).map(|one| one.sentence(texts)).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// Whether the field has none.
    pub(super) fn spare(&self, field: &str) -> bool {
        self.of(field).next().is_none()
    }

    pub(super) fn add(&mut self, field: &'static str, key: &'static str) {
        self.about(field, key, "");
    }

    pub(super) fn about(&mut self, field: &'static str, key: &'static str, typed: &str) {
        self.0.push(Mistake {
            field,
            key,
            typed: typed.to_owned(),
            instead: None,
        });
    }

    pub(super) fn uri(&mut self, field: &'static str, typed: &str, why: &RedirectUriError) {
        self.about(field, sentence(why), typed);
        if let (Some(last), RedirectUriError::NotNormal { normal }) = (self.0.last_mut(), why) {
            last.instead = Some(normal.clone());
        }
    }
}

/// The key of the sentence for each reason.
fn sentence(why: &RedirectUriError) -> &'static str {
    match why {
        RedirectUriError::Empty => "oidc-uri-missing",
        RedirectUriError::TooLong => "oidc-uri-too-long",
        RedirectUriError::Character => "oidc-uri-character",
        RedirectUriError::Wildcard => "oidc-uri-wildcard",
        RedirectUriError::Fragment => "oidc-uri-fragment",
        RedirectUriError::NotAbsolute => "oidc-uri-not-absolute",
        RedirectUriError::UserInfo => "oidc-uri-user-info",
        RedirectUriError::PlainHttp => "oidc-uri-plain-http",
        RedirectUriError::Scheme => "oidc-uri-scheme",
        RedirectUriError::Host => "oidc-uri-host",
        RedirectUriError::NotNormal { .. } => "oidc-uri-not-normal",
        RedirectUriError::ReservedParameter => "oidc-uri-reserved",
    }
}
