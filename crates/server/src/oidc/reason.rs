//! Reasons for the audit trail: the name of the variant that says why, as a short code.

use std::fmt::{self, Debug, Write};

/// The code of a reason: `OtherClient` is `other-client`, `Pkce(VerifierWrong)` is
/// `pkce-verifier-wrong`. What a variant carries from the request (in quotes) is left out.
pub(super) fn reason(why: &impl Debug) -> String {
    let mut code = Code::default();
    // Writing into a text does not fail; stopping early is how the rest is cut off.
    let _ = write!(code, "{why:?}");
    code.text
}

/// Takes the letters of a `Debug` text until something else than names begins.
#[derive(Default)]
struct Code {
    text: String,
    over: bool,
}

/// The longest code, in letters.
const LONGEST: usize = 60;

impl Write for Code {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for letter in part.chars() {
            match letter {
                _ if self.over || self.text.len() >= LONGEST => self.over = true,
                'A'..='Z' => {
                    if !self.text.is_empty() {
                        self.text.push('-');
                    }
                    self.text.push(letter.to_ascii_lowercase());
                }
                'a'..='z' | '0'..='9' => self.text.push(letter),
                '(' | ')' => {}
                _ => self.over = true,
            }
        }
        if self.over { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use protocol::oauth::authorization::{PageRefusal, RequestRefusal};
    use protocol::oauth::token::CodeMisuse;
    use protocol::oauth::{ParamsError, PkceError, Scope, TokenRefusal};

    use super::*;

    #[test]
    fn a_reason_is_the_name_of_its_variant() {
        assert_eq!(reason(&CodeMisuse::OtherClient), "other-client");
        let wrong = CodeMisuse::Pkce(PkceError::VerifierWrong);
        assert_eq!(reason(&wrong), "pkce-verifier-wrong");
        let unreadable = PageRefusal::Params(ParamsError::Encoding);
        assert_eq!(reason(&unreadable), "params-encoding");
        let scope = RequestRefusal::ScopeNotAllowed(Scope::Phone);
        assert_eq!(reason(&scope), "scope-not-allowed-phone");
    }

    #[test]
    fn nothing_of_the_request_gets_into_a_reason() {
        let evil = TokenRefusal::Repeated("client_secret=hunter2".to_owned());
        assert_eq!(reason(&evil), "repeated");
    }
}
