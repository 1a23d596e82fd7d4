//! The character sets of RFC 6749 appendix A and its companions.

/// VSCHAR: client ids, secrets, codes, states.
pub(super) fn is_vschars(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// NQCHAR without the space: one scope token.
pub(super) fn is_scope_token(text: &str) -> bool {
    let nqchar = |byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !text.is_empty() && text.bytes().all(nqchar)
}

/// NQSCHAR: error descriptions, which also stand inside quotes in headers.
pub(super) fn is_nqschars(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// UNICODECHARNOCRLF and no other control character either: hints typed by people.
pub(super) fn is_plain_text(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// The unreserved characters of RFC 3986, the alphabet of PKCE (RFC 7636 section 4.1).
pub(super) fn is_unreserved(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// `token68` of RFC 9110, the alphabet of bearer tokens (RFC 6750 section 2.1).
pub(super) fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

/// Every `%` is followed by two hexadecimal digits.
pub(super) fn has_sound_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let mut digits = rest.bytes();
        let mut hex = || digits.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        hex() && hex()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        assert!(is_vschars(" ~") && is_vschars(""));
        assert!(!is_vschars("\u{7f}") && !is_vschars("\n") && !is_vschars("ü"));
        assert!(is_scope_token("!#[]~") && is_scope_token("https://x/y:z"));
        for text in ["", " ", "a b", "\"", "\\", "ü", "\u{7f}"] {
            assert!(!is_scope_token(text), "{text:?}");
        }
        assert!(is_nqschars("a b") && !is_nqschars("a\"b") && !is_nqschars("a\\b"));
        assert!(is_plain_text("jürgen@example.com") && !is_plain_text("a\r\nb"));
        assert!(!is_plain_text("a\0") && !is_plain_text("a\u{85}"));
        assert!(is_unreserved("aZ0-._~") && !is_unreserved("+") && !is_unreserved("="));
        assert!(is_b64token("a+/-._~==") && !is_b64token("=") && !is_b64token("a=b"));
        assert!(!is_b64token("") && !is_b64token("a b") && !is_b64token("a,b"));
        assert!(has_sound_escapes("%20%fF") && has_sound_escapes("x"));
        for text in ["%", "%2", "%zz", "%%20", "%2%30", "a%ü"] {
            assert!(!has_sound_escapes(text), "{text}");
        }
    }
}
