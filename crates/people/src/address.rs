//! Addresses of workspaces: the word in the URL.

use thiserror::Error;

/// Characters of an address, at least and at most.
const SHORTEST: usize = 2;
const LONGEST: usize = 40;

/// Words the server needs for itself, in paths and as names of hosts, and words that would
/// let a workspace pass for the product.
const RESERVED: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "apps",
    "assets",
    "auth",
    "autoconfig",
    "autodiscover",
    "billing",
    "blog",
    "console",
    "directory",
    "dns",
    "docs",
    "download",
    "favicon",
    "findings",
    "forward-auth",
    "ftp",
    "health",
    "help",
    "hostmaster",
    "imap",
    "invitation",
    "jwks",
    "ldap",
    "ldaps",
    "legal",
    "localhost",
    "login",
    "logout",
    "mail",
    "metrics",
    "mx",
    "new",
    "ns1",
    "ns2",
    "oauth",
    "oauth2",
    "oidc",
    "operator",
    "passport",
    "pop",
    "pop3",
    "postmaster",
    "privacy",
    "root",
    "saml",
    "scim",
    "security",
    "settings",
    "setup",
    "sign-in",
    "sign-out",
    "sign-up",
    "signin",
    "signout",
    "signup",
    "smtp",
    "sso",
    "static",
    "status",
    "support",
    "system",
    "token",
    "vestibule",
    "webmaster",
    "well-known",
    "wpad",
    "www",
];

/// The address of a workspace: lower-case letters, digits, and `-` between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// Why a text is no address of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Fewer than two characters.
    #[error("the address is too short")]
    TooShort,
    /// More than 40 characters.
    #[error("the address is too long")]
    TooLong,
    /// Something other than `a`-`z`, `0`-`9`, and single `-` between them.
    #[error("the address holds characters it may not")]
    Characters,
    /// A word the server keeps for itself.
    #[error("the address is reserved")]
    Reserved,
}

impl Address {
    /// Takes what was typed; space around it is trimmed and capitals become small.
    ///
    /// # Errors
    /// [`AddressError`] says what is wrong.
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        let text = typed.trim_matches(' ');
        if text.len() < SHORTEST {
            return Err(AddressError::TooShort);
        }
        if text.len() > LONGEST {
            return Err(AddressError::TooLong);
        }
        let text = text.to_ascii_lowercase();
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
        if hyphens || !text.bytes().all(known) {
            return Err(AddressError::Characters);
        }
        if RESERVED.contains(&text.as_str()) {
            return Err(AddressError::Reserved);
        }
        Ok(Self(text))
    }

    /// An address made from a name, to offer in a form: `Müller & Söhne` gives `muller-sohne`.
    /// `None` when too little of the name can stand in an address.
    pub fn suggest(name: &str) -> Option<Self> {
        let folded = crate::fold::search(name);
        let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
        let joined = words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let cut: String = joined.chars().take(LONGEST).collect();
        Self::parse(cut.trim_matches('-')).ok()
    }

    /// The address as it stands in the URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_wrong_form_is_refused_with_its_reason() {
        for (typed, reason) in [
            ("a", AddressError::TooShort),
            ("a b", AddressError::Characters),
            ("-ab", AddressError::Characters),
            ("ab-", AddressError::Characters),
            ("xn--ab", AddressError::Characters),
            ("a/b", AddressError::Characters),
            ("ab.", AddressError::Characters),
            ("bücher", AddressError::Characters),
            ("Sign-In", AddressError::Reserved),
            ("www", AddressError::Reserved),
        ] {
            assert_eq!(Address::parse(typed), Err(reason), "{typed:?}");
        }
        assert_eq!(Address::parse(&"a".repeat(41)), Err(AddressError::TooLong));
        assert_eq!(Address::parse(" Acme-2 ").unwrap().as_str(), "acme-2");
    }

    #[test]
    fn reserved_words_are_sorted_and_could_be_addresses() {
        assert!(RESERVED.is_sorted());
        assert!(
            RESERVED
                .iter()
                .all(|word| Address::parse(word) == Err(AddressError::Reserved))
        );
    }

    #[test]
    fn names_suggest_addresses() {
        let suggested = |name| Address::suggest(name).map(|address| address.to_string());
        assert_eq!(suggested("Müller & Söhne"), Some("muller-sohne".into()));
        assert_eq!(suggested("Łódź Works"), Some("lodz-works".into()));
        assert_eq!(suggested("ООО"), None);
        assert_eq!(suggested("Admin"), None);
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_an_address(name in "\\PC{0,80}") {
            if let Some(address) = Address::suggest(&name) {
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address));
            }
        }
    }
}
