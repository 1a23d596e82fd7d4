//! E-mail addresses: the one parsed, normalised type that everything else takes.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::fold;

/// Octets of a local part and of an address at most (RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3).
const LONGEST_LOCAL: usize = 64;
const LONGEST: usize = 254;

/// The address of a mailbox.
///
/// The domain is in its ASCII form, in lower case. The local part is as typed but for
/// compatibility forms (NFKC), so that mail always goes to the address that was compared and never
/// to a look-alike of it. Quoted local parts, comments and address literals are not taken.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    address: String,
    folded: String,
}

/// Why a text is no e-mail address we take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("the e-mail address is empty")]
    Empty,
    /// More than 254 octets, or a local part of more than 64.
    #[error("the e-mail address is too long")]
    TooLong,
    /// Not exactly one `@`.
    #[error("an e-mail address has one @")]
    NotOneAt,
    /// The part before the `@` is empty or holds what mail servers do not take.
    #[error("the part before the @ is not one mail servers take")]
    LocalPart,
    /// The part after the `@` is no domain name with a dot in it.
    #[error("the part after the @ is no domain name")]
    Domain,
}

impl EmailAddress {
    /// Takes what was typed; space around it is trimmed.
    ///
    /// # Errors
    /// [`EmailError`] says which part is wrong.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let typed = typed.trim_matches(' ');
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        if typed.len() > LONGEST * 4 {
            return Err(EmailError::TooLong);
        }
        let typed: String = typed.nfkc().collect();
        let (local, domain) = typed.split_once('@').ok_or(EmailError::NotOneAt)?;
        if domain.contains('@') {
            return Err(EmailError::NotOneAt);
        }
        check_local(local)?;
        let domain = domain_in_ascii(domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        let folded = format!("{}@{domain}", fold::identity(local));
        Ok(Self { address, folded })
    }

    /// The address to send to and to store.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The form under which two addresses are the same.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The domain, in ASCII and lower case.
    pub fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

/// Shows the domain only: a mailbox is personal, and logs are read by many.
impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "EmailAddress(…@{})", self.domain())
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.address)
    }
}

fn check_local(local: &str) -> Result<(), EmailError> {
    if local.len() > LONGEST_LOCAL {
        return Err(EmailError::TooLong);
    }
    let dots = local.is_empty() || local.starts_with('.') || local.ends_with('.');
    if dots || local.contains("..") || !local.chars().all(may_stand_in_local) {
        return Err(EmailError::LocalPart);
    }
    Ok(())
}

/// `atext` and `.` of RFC 5321, section 4.1.2, and letters beyond ASCII (RFC 6531, section 3.3).
fn may_stand_in_local(letter: char) -> bool {
    if letter.is_ascii() {
        letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter)
    } else {
        !letter.is_whitespace() && !fold::is_treacherous(letter)
    }
}

fn domain_in_ascii(domain: &str) -> Result<String, EmailError> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| EmailError::Domain)?;
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let is_name = ascii.contains('.') && !last.is_empty();
    if !is_name || last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(EmailError::Domain);
    }
    Ok(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(typed: &str) -> String {
        EmailAddress::parse(typed).unwrap().folded().to_owned()
    }

    #[test]
    fn case_width_and_script_of_the_domain_do_not_matter() {
        let anna = EmailAddress::parse(" Anna.K@Example.COM ").unwrap();
        assert_eq!(anna.as_str(), "Anna.K@example.com");
        assert_eq!(anna.folded(), "anna.k@example.com");
        assert_eq!(anna.domain(), "example.com");
        assert_eq!(folded("a@Bücher.example"), "a@xn--bcher-kva.example");
        assert_eq!(
            folded("a@xn--bcher-kva.example"),
            folded("a@BÜCHER.example")
        );
        assert_eq!(folded("ａｎｎａ@example.com"), "anna@example.com");
        assert_eq!(folded("анна@пример.рф"), folded("АННА@ПРИМЕР.РФ"));
    }

    #[test]
    fn mail_goes_to_the_address_that_was_compared() {
        let wide = EmailAddress::parse("ａｎｎａ@example.com").unwrap();
        assert_eq!(wide.as_str(), "anna@example.com");
        for look_alike in ["mıke@example.com", "miKe@examp1e.com", "mike@exаmple.com"] {
            assert_ne!(folded(look_alike), folded("mike@example.com"));
        }
    }

    #[test]
    fn every_wrong_form_is_refused_with_its_reason() {
        for (typed, reason) in [
            ("", EmailError::Empty),
            ("   ", EmailError::Empty),
            ("anna", EmailError::NotOneAt),
            ("a@b@example.com", EmailError::NotOneAt),
            ("a＠b@example.com", EmailError::NotOneAt),
            ("@example.com", EmailError::LocalPart),
            (".a@example.com", EmailError::LocalPart),
            ("a.@example.com", EmailError::LocalPart),
            ("a..b@example.com", EmailError::LocalPart),
            ("a b@example.com", EmailError::LocalPart),
            ("\"a\"@example.com", EmailError::LocalPart),
            ("a(b)@example.com", EmailError::LocalPart),
            ("a\r\nBcc: b@example.com", EmailError::LocalPart),
            ("a\0@example.com", EmailError::LocalPart),
            ("a,b@example.com", EmailError::LocalPart),
            ("<a@example.com", EmailError::LocalPart),
            ("a\u{202e}b@example.com", EmailError::LocalPart),
            ("a@", EmailError::Domain),
            ("a@localhost", EmailError::Domain),
            ("a@example..com", EmailError::Domain),
            ("a@.example.com", EmailError::Domain),
            ("a@example.com.", EmailError::Domain),
            ("a@-example.com", EmailError::Domain),
            ("a@exa_mple.com", EmailError::Domain),
            ("a@exam ple.com", EmailError::Domain),
            ("a@example.com>", EmailError::Domain),
            ("a@example.com\r\nBcc: b", EmailError::Domain),
            ("a@[127.0.0.1]", EmailError::Domain),
            ("a@127.0.0.1", EmailError::Domain),
            ("a@xn--a.example", EmailError::Domain),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(reason), "{typed:?}");
        }
    }

    #[test]
    fn lengths_are_those_of_the_standard() {
        let local = "a".repeat(64);
        assert!(EmailAddress::parse(&format!("{local}@example.com")).is_ok());
        let long = format!("a{local}@example.com");
        assert_eq!(EmailAddress::parse(&long), Err(EmailError::TooLong));
        let domain = [&"d".repeat(63), &"e".repeat(63), &"f".repeat(60) as &str].join(".");
        let whole = format!("{}@{domain}.example", "a".repeat(60));
        assert_eq!(EmailAddress::parse(&whole), Err(EmailError::TooLong));
        assert_eq!(
            EmailAddress::parse(&"@".repeat(1_000_000)),
            Err(EmailError::TooLong)
        );
    }

    #[test]
    fn printing_for_developers_hides_the_mailbox() {
        let anna = EmailAddress::parse("anna@example.com").unwrap();
        assert!(!format!("{anna:?}").contains("anna"));
    }

    proptest! {
        #[test]
        fn parsing_is_total_and_what_it_takes_it_takes_again(typed in "\\PC{0,300}") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                let again = EmailAddress::parse(address.as_str());
                prop_assert_eq!(again, Ok(address));
            }
        }

        #[test]
        fn nothing_taken_can_break_a_header(
            local in "[ -~äé\\r\\n]{1,20}",
            domain in "[a-z.\\r\\n<>, -]{1,20}",
        ) {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
                let breaks = |c: char| c.is_control() || c.is_whitespace() || "<>,;:\"()[]\\".contains(c);
                prop_assert!(!address.as_str().contains(breaks));
            }
        }

        #[test]
        fn case_never_matters(local in "[a-zA-Z0-9]{1,20}", domain in "[a-zA-Z]{1,10}\\.example") {
            let typed = format!("{local}@{domain}");
            prop_assert_eq!(folded(&typed), folded(&typed.to_uppercase()));
        }
    }
}
