//! Who may make a passport without being invited: the operator's decision, by invitation only until they decide
//! otherwise. An invitation always leads to a passport.

use admission::words;
use base::db::{Conn, DbError};
use base::settings::{self, Setting};
use base::sms::SMS;
use serde::{Deserialize, Serialize};

use crate::contact::Contact;
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

words! {
    /// By what people register who are not invited.
    pub enum By {
        /// By an e-mail address.
        Email = "email",
        /// By a phone number.
        Phone = "phone",
        /// By either.
        Either = "either",
    }
}

/// The setting; by address until the operator says otherwise.
pub const REGISTRATION_BY: Setting<By> = Setting::new("registration_by", || By::Email);

/// Who may register, and by what, as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Who may.
    pub who: Registration,
    /// Whether an address will do.
    pub email: bool,
    /// Whether a phone number will do: where everybody may, and text messages leave.
    pub phone: bool,
}

/// What is offered to people who are not invited.
///
/// # Errors
/// What the database says.
pub async fn offer(conn: &mut Conn) -> Result<Offer, DbError> {
    let who = settings::load(conn, &REGISTRATION).await?;
    let by = settings::load(conn, &REGISTRATION_BY).await?;
    let texts = settings::load(conn, &SMS).await?.is_on();
    Ok(Offer {
        email: who.is_offered() && by != By::Phone,
        phone: who == Registration::Open && by != By::Email && texts,
        who,
    })
}

impl Offer {
    /// Whether anybody may register uninvited at all.
    pub const fn is_open(&self) -> bool {
        self.email || self.phone
    }

    /// Whether whoever is reached there may register.
    pub fn admits(&self, contact: &Contact) -> bool {
        match contact {
            Contact::Email(email) => self.email && self.who.admits(email),
            Contact::Phone(_) => self.phone,
        }
    }
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
    fn numbers_of_a_domain_there_are_none() {
        let contact = |text: &str| Contact::parse(text).unwrap();
        let some = Offer {
            who: Registration::domains("falke.example.com").unwrap(),
            email: true,
            phone: false,
        };
        assert!(some.is_open() && some.admits(&contact("a@falke.example.com")));
        assert!(
            !some.admits(&contact("a@other.example")) && !some.admits(&contact("+491713920012"))
        );
        let phones = Offer {
            who: Registration::Open,
            email: false,
            phone: true,
        };
        assert!(
            phones.admits(&contact("+491713920012")) && !phones.admits(&contact("a@b.example"))
        );
    }

    #[tokio::test]
    async fn by_phone_needs_text_messages_and_everybody() {
        for test in base::testing::databases().await {
            let mut conn = test.db.write().await.unwrap();
            let now = base::clock::Time::from_seconds(1_000_000);
            assert!(!offer(&mut conn).await.unwrap().is_open());
            settings::save(&mut conn, &REGISTRATION, &Registration::Open, now)
                .await
                .unwrap();
            let told = offer(&mut conn).await.unwrap();
            assert!(
                told.email && !told.phone,
                "by address, until it is said otherwise"
            );
            for (by, email) in [(By::Either, true), (By::Phone, false)] {
                settings::save(&mut conn, &REGISTRATION_BY, &by, now)
                    .await
                    .unwrap();
                let told = offer(&mut conn).await.unwrap();
                assert_eq!(
                    (told.email, told.phone),
                    (email, false),
                    "text messages are off"
                );
            }
            let mut set = base::sms::SmsSettings {
                way: base::sms::Way::Folder,
                ..base::sms::SmsSettings::default()
            };
            set.countries.extend(protocol::phone::Country::parse("DE"));
            settings::save(&mut conn, &SMS, &set, now).await.unwrap();
            assert!(offer(&mut conn).await.unwrap().phone);
            let some = Registration::domains("a.example").unwrap();
            settings::save(&mut conn, &REGISTRATION, &some, now)
                .await
                .unwrap();
            assert!(
                !offer(&mut conn).await.unwrap().phone,
                "numbers have no domain"
            );
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
