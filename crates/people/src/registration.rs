//! Who may make a passport without being invited: the operator's decision, by invitation only until they decide
//! otherwise. An invitation always leads to a passport.

use base::settings::Setting;
use serde::{Deserialize, Serialize};

use crate::email::EmailAddress;

/// The most mail domains that can be named.
pub const MOST_DOMAINS: usize = 100;

/// The setting.
pub const REGISTRATION: Setting<Registration> = Setting::new("registration", Registration::default);

/// Who may register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", content = "domains", rename_all = "kebab-case")]
pub enum Registration {
    /// Whoever is invited.
    #[default]
    ByInvitation,
    /// Whoever reads a mailbox of one of these domains, besides.
    Domains(Vec<String>),
    /// Everybody.
    Open,
}

impl Registration {
    /// Whether anybody may register uninvited at all.
    pub const fn is_offered(&self) -> bool {
        !matches!(self, Self::ByInvitation)
    }

    /// Whether whoever reads this mailbox may register. A domain admits itself and no other below it.
    pub fn admits(&self, email: &EmailAddress) -> bool {
        match self {
            Self::ByInvitation => false,
            Self::Open => true,
            Self::Domains(domains) => domains.iter().any(|domain| domain == email.domain()),
        }
    }

    /// The domains in a text, one on each line or apart by commas, as addresses are compared by.
    ///
    /// # Errors
    /// The first that is no domain, as it was typed; nothing in it when there are none or too many.
    pub fn domains(typed: &str) -> Result<Self, String> {
        let mut domains = Vec::new();
        let words = typed.split([',', ';', ' ', '\n', '\r', '\t']);
        for word in words.filter(|word| !word.is_empty()) {
            let name = word.trim_start_matches('@');
            // What stands behind the @ of an address is judged where addresses are.
            let address = EmailAddress::parse(&format!("a@{name}"));
            let address = address.map_err(|_| word.to_owned())?;
            domains.push(address.domain().to_owned());
        }
        domains.sort();
        domains.dedup();
        if domains.is_empty() || domains.len() > MOST_DOMAINS {
            return Err(String::new());
        }
        Ok(Self::Domains(domains))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(who: &Registration, email: &str) -> bool {
        who.admits(&EmailAddress::parse(email).unwrap())
    }

    #[test]
    fn nobody_registers_until_the_operator_says_so() {
        let closed = Registration::default();
        assert!(!closed.is_offered());
        assert!(!admits(&closed, "anna@example.com"));
        assert!(admits(&Registration::Open, "anna@example.com"));
    }

    #[test]
    fn a_domain_admits_itself_and_nothing_that_looks_like_it() {
        let some =
            Registration::domains("Falke.Example.com, @bücher.example\nfalke.example.com").unwrap();
        assert_eq!(
            some,
            Registration::Domains(vec![
                "falke.example.com".to_owned(),
                "xn--bcher-kva.example".to_owned(),
            ])
        );
        for email in [
            "a@falke.example.com",
            "a@FALKE.example.com",
            "a@BÜCHER.example",
        ] {
            assert!(admits(&some, email), "{email}");
        }
        for email in [
            "a@example.com",
            "a@evil.falke.example.com",
            "a@falke.example.com.evil.example",
            "a@xfalke.example.com",
            "a@fаlke.example.com",
        ] {
            assert!(!admits(&some, email), "{email}");
        }
    }

    #[test]
    fn what_is_no_domain_is_named() {
        assert_eq!(Registration::domains(" \n, "), Err(String::new()));
        assert_eq!(
            Registration::domains("falke.example.com localhost"),
            Err("localhost".to_owned())
        );
        assert_eq!(
            Registration::domains("a@b.example"),
            Err("a@b.example".to_owned())
        );
        let many: Vec<String> = (0..=MOST_DOMAINS)
            .map(|n| format!("d{n}.example"))
            .collect();
        assert_eq!(Registration::domains(&many.join(" ")), Err(String::new()));
    }

    #[test]
    fn it_is_stored_in_words() {
        for (who, text) in [
            (Registration::ByInvitation, r#"{"who":"by-invitation"}"#),
            (Registration::Open, r#"{"who":"open"}"#),
            (
                Registration::Domains(vec!["a.example".to_owned()]),
                r#"{"who":"domains","domains":["a.example"]}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&who).unwrap(), text);
            assert_eq!(serde_json::from_str::<Registration>(text).unwrap(), who);
        }
    }
}
