//! What an administrator types about an application, and what is wrong with it, field by field.

use base::i18n::Texts;
use people::Name;
use protocol::oauth::{RedirectUri, RedirectUriError, Scope, Scopes};

use crate::oidc::discovery::offered;

/// The most addresses of one kind.
const MOST_URIS: usize = 50;

/// An application as typed.
#[derive(Clone, Copy, Debug)]
pub struct ApplicationDraft<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where answers may go, one a line.
    pub redirect_uris: &'a str,
    /// Where a person may be sent after signing out, one a line.
    pub post_logout_uris: &'a str,
    /// What it may ask for; `openid` is added.
    pub scopes: Scopes,
    /// The page a person opens it at; may be empty.
    pub home_url: &'a str,
}

/// A draft without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedDraft {
    pub(super) name: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_uris: Vec<String>,
    pub(super) scopes: Scopes,
    pub(super) home_url: Option<String>,
}

/// What is wrong with a draft. Keys of texts stand for whole sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// With the name.
    pub name: Option<&'static str>,
    /// With each address for answers.
    pub redirect_uris: Vec<UriMistake>,
    /// With each address after signing out.
    pub post_logout_uris: Vec<UriMistake>,
    /// With the home page.
    pub home_url: Option<&'static str>,
}

/// What is wrong with one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriMistake {
    /// The address as typed; empty when there is none at all.
    pub typed: String,
    /// The key of the sentence that says what is wrong.
    pub key: &'static str,
    /// What to write instead, where that is known.
    pub instead: Option<String>,
}

impl UriMistake {
    fn new(typed: &str, why: &RedirectUriError) -> Self {
        let instead = match why {
            RedirectUriError::NotNormal { normal } => Some(normal.clone()),
            _ => None,
        };
        Self {
            typed: typed.to_owned(),
            key: sentence(why),
            instead,
        }
    }

    /// The sentence for beside the field; it names the address.
    pub fn sentence(&self, texts: &Texts) -> String {
        let instead = self.instead.as_deref().unwrap_or_default();
        let what = [
            ("uri", self.typed.as_str().into()),
            ("instead", instead.into()),
        ];
        texts.with(self.key, &what)
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

impl Mistakes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ApplicationDraft<'_> {
    /// Checks everything and says all that is wrong at once.
    ///
    /// # Errors
    /// [`Mistakes`], by field.
    pub fn check(&self) -> Result<CheckedDraft, Mistakes> {
        let mut mistakes = Mistakes::default();
        let name = Name::parse(self.name).ok();
        if name.is_none() {
            mistakes.name = Some("oidc-application-name-odd");
        }
        let redirect_uris = uris(self.redirect_uris, &mut mistakes.redirect_uris);
        if redirect_uris.is_empty() && mistakes.redirect_uris.is_empty() {
            mistakes.redirect_uris = vec![UriMistake::new("", &RedirectUriError::Empty)];
        }
        let post_logout_uris = uris(self.post_logout_uris, &mut mistakes.post_logout_uris);
        let home_url = match self.home_url.trim() {
            "" => None,
            typed => Some(typed.to_owned()),
        };
        if home_url.as_deref().is_some_and(|typed| !is_page(typed)) {
            mistakes.home_url = Some("oidc-application-home-odd");
        }
        match name {
            Some(name) if mistakes.is_empty() => Ok(CheckedDraft {
                name: name.as_str().to_owned(),
                redirect_uris,
                post_logout_uris,
                scopes: self.scopes.intersection(offered()).with(Scope::OpenId),
                home_url,
            }),
            _ => Err(mistakes),
        }
    }
}

/// The addresses of a field, one a line, each once.
fn uris(typed: &str, mistakes: &mut Vec<UriMistake>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if taken.len() == MOST_URIS {
            mistakes.push(UriMistake {
                typed: line.to_owned(),
                key: "oidc-uri-too-many",
                instead: None,
            });
            break;
        }
        match line.parse::<RedirectUri>() {
            Ok(uri) if taken.iter().any(|known| known == uri.as_str()) => {}
            Ok(uri) => taken.push(uri.as_str().to_owned()),
            Err(why) => mistakes.push(UriMistake::new(line, &why)),
        }
    }
    taken
}

/// Whether a browser can open it as a page: http or https, without a name and password in it.
fn is_page(typed: &str) -> bool {
    typed.len() <= RedirectUri::MAX_LENGTH
        && url::Url::parse(typed).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft<'a>(redirect_uris: &'a str, home_url: &'a str) -> ApplicationDraft<'a> {
        ApplicationDraft {
            name: " Wiki ",
            redirect_uris,
            post_logout_uris: "",
            scopes: Scopes::NONE.with(Scope::Email),
            home_url,
        }
    }

    #[test]
    fn a_sound_draft_is_cleaned() {
        let typed = " https://wiki.example.com/cb \r\n\r\nhttps://wiki.example.com/cb\n";
        let checked = draft(typed, " https://wiki.example.com ").check().unwrap();
        assert_eq!(checked.name, "Wiki");
        assert_eq!(checked.redirect_uris, ["https://wiki.example.com/cb"]);
        assert!(checked.scopes.contains(Scope::OpenId));
        assert_eq!(
            checked.home_url.as_deref(),
            Some("https://wiki.example.com")
        );
    }

    #[test]
    fn every_mistake_is_said_at_once_beside_its_field() {
        let typed =
            "https://wiki.example.com/*\nhttps://ok.example.com/cb\nhttps://Wiki.example.com/cb";
        let wrong = ApplicationDraft {
            name: " ",
            post_logout_uris: "http://wiki.example.com/",
            ..draft(typed, "javascript:alert(1)")
        };
        let mistakes = wrong.check().unwrap_err();
        assert_eq!(mistakes.name, Some("oidc-application-name-odd"));
        assert_eq!(mistakes.home_url, Some("oidc-application-home-odd"));
        let keys: Vec<_> = mistakes.redirect_uris.iter().map(|one| one.key).collect();
        assert_eq!(keys, ["oidc-uri-wildcard", "oidc-uri-not-normal"]);
        let instead = mistakes.redirect_uris[1].instead.as_deref();
        assert_eq!(instead, Some("https://wiki.example.com/cb"));
        assert_eq!(mistakes.post_logout_uris[0].key, "oidc-uri-plain-http");
    }

    #[test]
    fn an_application_without_an_address_is_none() {
        let mistakes = draft(" \n ", "").check().unwrap_err();
        assert_eq!(mistakes.redirect_uris[0].key, "oidc-uri-missing");
    }

    #[test]
    fn addresses_are_counted() {
        let many: Vec<String> = (0..=MOST_URIS)
            .map(|n| format!("https://a.example/{n}"))
            .collect();
        let mistakes = draft(&many.join("\n"), "").check().unwrap_err();
        assert_eq!(mistakes.redirect_uris.len(), 1);
        assert_eq!(mistakes.redirect_uris[0].key, "oidc-uri-too-many");
        assert!(draft(&many[1..].join("\n"), "").check().is_ok());
    }
}
