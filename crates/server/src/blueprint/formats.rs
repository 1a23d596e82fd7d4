//! What the texts of a blueprint may be: the same types as everywhere, their refusals in words.

use people::address::Address;
use people::brands::{self, LONGEST_WELCOME};
use people::{EmailAddress, Name};
use protocol::blueprint::Identity;
use protocol::colour::{self, Colour};

/// The longest description, in characters.
const LONGEST: usize = 500;

/// The codes of the languages there are texts in.
pub(super) const LANGUAGES: &[&str] = &["en", "de", "pl", "ru"];

/// Items told apart by their name.
pub(super) const BY_NAME: Option<Identity> = Some(Identity {
    key: "name",
    fold: fold_name,
});

/// The form under which two names are the same.
pub(super) fn fold_name(text: &str) -> String {
    Name::parse(text).map_or_else(|_| text.to_owned(), |name| name.folded())
}

/// The form under which two e-mail addresses are the same.
pub(super) fn fold_email(text: &str) -> String {
    EmailAddress::parse(text).map_or_else(|_| text.to_owned(), |email| email.folded().to_owned())
}

/// An address of a workspace is the same only as itself.
pub(super) fn fold_address(text: &str) -> String {
    text.to_owned()
}

/// A name.
pub(super) fn name(text: &str) -> Result<String, String> {
    let name = Name::parse(text).map_err(|cause| cause.to_string())?;
    Ok(name.as_str().to_owned())
}

/// The word in the URLs of a workspace.
pub(super) fn address(text: &str) -> Result<String, String> {
    let address = Address::parse(text).map_err(|cause| cause.to_string())?;
    Ok(address.as_str().to_owned())
}

/// An e-mail address letters can be sent to.
pub(super) fn email(text: &str) -> Result<String, String> {
    let email = EmailAddress::parse(text).map_err(|cause| cause.to_string())?;
    if crate::letters::can_be_sent_to(&email) {
        Ok(email.as_str().to_owned())
    } else {
        Err("no letter can be sent to this address".to_owned())
    }
}

/// A description; an empty one takes away what is there.
pub(super) fn description(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        Err(format!("a description has at most {LONGEST} characters"))
    } else if text.chars().any(protocol::shown::is_treacherous) {
        Err("a description is one line, without hidden characters".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A short text on one line.
pub(super) fn line(text: &str) -> Result<String, String> {
    if text.chars().count() > LONGEST || text.chars().any(protocol::shown::is_treacherous) {
        Err(format!(
            "this is one line of at most {LONGEST} characters, without hidden ones"
        ))
    } else {
        Ok(text.trim().to_owned())
    }
}

/// The name or address of a host.
pub(super) fn host(text: &str) -> Result<String, String> {
    match url::Host::parse(text) {
        Ok(host) if text.len() <= 253 => Ok(host.to_string()),
        _ => Err("this is no name of a host".to_owned()),
    }
}

/// A colour in which words can be read; an empty one is that of the server.
pub(super) fn colour(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let colour = Colour::parse(text).ok_or("this is no colour, such as #0B5F66")?;
    if colour::on_light(colour) < colour::ENOUGH {
        return Err(format!(
            "words in {colour} cannot be read on light pages; the nearest that can is {}",
            colour::suggestion(colour)
        ));
    }
    Ok(colour.to_string())
}

/// The welcome of a workspace; an empty one is none.
pub(super) fn welcome(text: &str) -> Result<String, String> {
    match brands::welcome(text) {
        Some(welcome) => Ok(welcome.unwrap_or_default()),
        None => Err(format!(
            "a welcome is plain words, {LONGEST_WELCOME} characters at most"
        )),
    }
}

#[cfg(test)]
mod tests {
    use base::i18n::Language;

    use super::*;

    #[test]
    fn texts_are_taken_in_their_normal_form_or_refused_in_words() {
        assert_eq!(name("  Anna   Nowak ").unwrap(), "Anna Nowak");
        assert_eq!(name(" ").unwrap_err(), "the name is empty");
        assert_eq!(address("acme").unwrap(), "acme");
        assert!(address("Acme!").is_err() && address("admin").is_err());
        assert_eq!(email("Anna@ACME.example").unwrap(), "Anna@acme.example");
        assert!(email("anna").is_err());
        assert_eq!(description(" x ").unwrap(), "x");
        assert!(description(&"x".repeat(501)).is_err() && description("a\u{1b}[2J").is_err());
    }

    #[test]
    fn a_brand_is_readable_in_a_file_too() {
        assert_eq!(colour("8a1538").unwrap(), "#8A1538");
        assert_eq!(colour(" ").unwrap(), "");
        let faint = colour("#FFD500").unwrap_err();
        let (_, nearest) = faint.rsplit_once(' ').unwrap();
        assert_eq!(colour(nearest).unwrap(), nearest);
        assert!(colour("red").is_err() && colour("#12345;").is_err());
        assert_eq!(welcome(" Hello \n there ").unwrap(), "Hello\nthere");
        assert_eq!(welcome("").unwrap(), "");
        assert!(welcome("a\u{202e}b").is_err() && welcome(&"x".repeat(301)).is_err());
    }

    #[test]
    fn identities_are_folded() {
        assert_eq!(fold_name("EDITORS"), fold_name(" editors "));
        assert_eq!(
            fold_email("Anna@Acme.example"),
            fold_email("anna@acme.EXAMPLE")
        );
        assert_ne!(fold_name("müller"), fold_name("muller"));
    }

    #[test]
    fn the_languages_are_those_of_the_texts() {
        let all: Vec<&str> = Language::ALL.iter().map(|one| one.code()).collect();
        assert_eq!(all, LANGUAGES);
    }
}
