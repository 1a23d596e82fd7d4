//! Where somebody is reached: a mailbox or a phone.

use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::email::EmailAddress;
use crate::identifiers::Named;

/// A mailbox or a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Contact {
    /// By letter.
    Email(EmailAddress),
    /// By text message.
    Phone(PhoneNumber),
}

impl Contact {
    /// Reads the form in which it is kept.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('+') && !text.contains('@') {
            return PhoneNumber::parse(text, None).ok().map(Self::Phone);
        }
        EmailAddress::parse(text).ok().map(Self::Email)
    }

    /// The form in which it is kept.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(number) => number.e164(),
        }
    }

    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Email(email) => email.as_str().to_owned(),
            Self::Phone(number) => number.international(),
        }
    }

    /// As trails name it: of a phone number the beginning and end.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.as_str().to_owned(),
            Self::Phone(number) => number.masked(),
        }
    }

    /// As what somebody signs in with.
    pub fn named(&self) -> Named {
        match self {
            Self::Email(email) => Named::Email(email.clone()),
            Self::Phone(number) => Named::Phone(number.clone()),
        }
    }

    /// The mailbox, if it is one.
    pub const fn email(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(email) => Some(email),
            Self::Phone(_) => None,
        }
    }

    /// The phone number, if it is one.
    pub const fn phone(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Email(_) => None,
            Self::Phone(number) => Some(number),
        }
    }

    /// Whether both are the same place, however they are written.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Email(one), Self::Email(other)) => one.folded() == other.folded(),
            (Self::Phone(one), Self::Phone(other)) => one.e164() == other.e164(),
            _ => false,
        }
    }
}

impl From<EmailAddress> for Contact {
    fn from(email: EmailAddress) -> Self {
        Self::Email(email)
    }
}

impl From<PhoneNumber> for Contact {
    fn from(number: PhoneNumber) -> Self {
        Self::Phone(number)
    }
}

impl TryFrom<String> for Contact {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text).ok_or("neither an address nor a phone number")
    }
}

impl From<Contact> for String {
    fn from(contact: Contact) -> Self {
        contact.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_kept_as_one_text_and_read_back() {
        for (text, shown, masked) in [
            ("anna@example.com", "anna@example.com", "anna@example.com"),
            ("+491713920012", "+49 171 3920012", "+49••••••••12"),
        ] {
            let contact = Contact::parse(text).unwrap();
            assert_eq!(
                (contact.as_str(), contact.shown(), contact.masked()),
                (text, shown.to_owned(), masked.to_owned())
            );
            let kept = serde_json::to_string(&contact).unwrap();
            assert_eq!(serde_json::from_str::<Contact>(&kept).unwrap(), contact);
            assert_eq!(contact.email().is_some(), contact.phone().is_none());
        }
        for none in ["", "anna", "0171 3920012", "+49", "a@b", "+49171@"] {
            assert_eq!(Contact::parse(none), None, "{none}");
        }
        // A mailbox may begin with a plus.
        assert!(Contact::parse("+49@example.com").unwrap().email().is_some());
    }

    #[test]
    fn the_same_place_is_told_from_another() {
        let of = |text| Contact::parse(text).unwrap();
        assert!(of("Anna@example.com").is_same(&of("anna@EXAMPLE.com")));
        assert!(of("+49 171 3920012").is_same(&of("+491713920012")));
        assert!(!of("+491713920012").is_same(&of("+491713920013")));
        assert!(!of("+491713920012").is_same(&of("anna@example.com")));
    }

    proptest! {
        #[test]
        fn what_is_read_is_kept_and_read_again(text in "[+0-9 a-z@.]{0,30}") {
            if let Some(contact) = Contact::parse(&text) {
                prop_assert_eq!(Contact::parse(contact.as_str()), Some(contact));
            }
        }
    }
}
