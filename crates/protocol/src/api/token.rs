//! API tokens as text: `vst_`, 43 characters of the token, four of a check.
//!
//! The prefix lets scanners of repositories and logs recognise a lost token; the check tells a mistyped
//! one without asking anybody. Neither adds anything to its strength.

use aws_lc_rs::digest;

use crate::Sensitive;
use crate::jose::base64url_encode;

/// What every token begins with.
pub const TOKEN_PREFIX: &str = "vst_";
const BODY: usize = 43;
const CHECK: usize = 4;

/// The part of a token between prefix and check.
#[derive(Clone, Debug)]
pub struct TokenText(Sensitive);

impl TokenText {
    /// Reads a token; `None` unless it is exactly of the form we write and its check fits.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(TOKEN_PREFIX)?;
        let (body, found) = rest.split_at_checked(BODY)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = found.len() == CHECK && body.bytes().all(plain) && check(body) == found;
        fits.then(|| Self(Sensitive::new(body)))
    }

    /// Writes a token around its 43 characters.
    pub fn write(body: &str) -> String {
        format!("{TOKEN_PREFIX}{body}{}", check(body))
    }

    /// The 43 characters.
    pub fn body(&self) -> &str {
        self.0.expose()
    }
}

/// The first three bytes of a SHA-256, in four characters.
fn check(body: &str) -> String {
    let text = [TOKEN_PREFIX, body].concat();
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    base64url_encode(hash.as_ref().get(..3).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_written_form_is_taken() {
        let text = TokenText::write(&"a".repeat(BODY));
        assert_eq!(text.len(), 51);
        assert_eq!(TokenText::parse(&text).unwrap().body(), "a".repeat(BODY));
        for wrong in [
            "",
            "vst_",
            &text[1..],
            &text[..50],
            &format!("{text}="),
            &format!(" {text}"),
            &text.to_uppercase(),
            &text.replace("vst_", "vsx_"),
            &format!("vst_{}", "ä".repeat(25)),
        ] {
            assert!(TokenText::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_printed() {
        let text = TokenText::parse(&TokenText::write(&"b".repeat(BODY))).unwrap();
        assert!(!format!("{text:?}").contains("bbb"));
    }

    proptest! {
        #[test]
        fn a_changed_letter_is_noticed(body in "[A-Za-z0-9_-]{43}", at in 4_usize..47, to in "[A-Za-z0-9_-]") {
            let text = TokenText::write(&body);
            let read = TokenText::parse(&text).unwrap();
            prop_assert_eq!(read.body(), body.as_str());
            let mut other = text.clone();
            other.replace_range(at..=at, &to);
            // Four characters of check pass over one change in sixteen million.
            prop_assert!(other == text || TokenText::parse(&other).is_none());
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,60}") {
            if let Some(found) = TokenText::parse(&text) {
                prop_assert_eq!(TokenText::write(found.body()), text);
            }
        }
    }
}
