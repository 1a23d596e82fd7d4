//! Something to be copied: a secret that is shown once, a reference, an address to paste elsewhere.

use std::fmt::Display;

use askama::Template;

use super::Texts;
use super::content::components;

/// How many characters stand together.
const GROUP: usize = 4;

/// Fixed-width text with *Copy*. The page that shows a secret answers `no-store`.
#[derive(Clone, Template)]
#[template(path = "web/ui/secret.html")]
pub struct Secret {
    id: String,
    label: String,
    text: String,
    groups: Vec<String>,
    once: Option<String>,
    large: bool,
    copy: String,
    copied: String,
}

components!(Secret);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Secret({})", self.id)
    }
}

/// A secret, in fours, with "shown only now".
pub fn secret(id: impl Display, label: impl Display, value: impl Display, texts: &Texts) -> Secret {
    let mut secret = copyable(id, label, value, texts);
    secret.groups = fours(&secret.text);
    secret.once = Some(texts.get("ui-once"));
    secret
}

/// A value to be copied as it stands: a redirect address, a client id, a record for the name server.
pub fn copyable(
    id: impl Display,
    label: impl Display,
    value: impl Display,
    texts: &Texts,
) -> Secret {
    let text = value.to_string();
    Secret {
        id: id.to_string(),
        label: label.to_string(),
        groups: vec![text.clone()],
        text,
        once: None,
        large: false,
        copy: texts.get("ui-copy"),
        copied: texts.get("ui-copied"),
    }
}

impl Secret {
    /// Large, as the reference on an error page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }
}

fn fours(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(GROUP)
        .map(|group| group.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use base::i18n::{Catalogue, Language};

    use super::*;

    #[test]
    fn a_secret_stands_in_fours_and_is_copied_whole() {
        assert_eq!(fours("abcdefghij"), ["abcd", "efgh", "ij"]);
        let texts = Catalogue::embedded().texts(Language::En);
        let shown = secret("key", "Client secret", "abcdefgh<", &texts).to_string();
        assert!(shown.contains("data-text=\"abcdefgh&#60;\""));
        assert!(shown.contains("<span>abcd</span><span>efgh</span><span>&#60;</span>"));
        assert!(shown.contains("data-copy=\"key\""));
    }

    #[test]
    fn debug_shows_no_secret() {
        let texts = Catalogue::embedded().texts(Language::En);
        assert_eq!(
            format!("{:?}", secret("key", "Secret", "abcdef", &texts)),
            "Secret(key)"
        );
    }
}
