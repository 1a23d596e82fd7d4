//! Base64url without padding, canonical only (RFC 7515 section 2): one text for one value.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Encodes bytes as base64url without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes base64url. `None` for padding, white space, foreign characters, an impossible length, or
/// left-over bits that are not zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_text_decodes() {
        assert_eq!(encode([3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode("A-z_4ME"), Some(vec![3, 236, 255, 224, 193]));
        for text in [
            "A-z_4ME=",
            "A-z_4MF",
            "A+z/4ME",
            "A-z_ 4ME",
            "A-z_4",
            "A-z_4ME\n",
            "ä",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_value_has_one_text(bytes: Vec<u8>, text in "[A-Za-z0-9_-]{0,40}") {
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
            if let Some(decoded) = decode(&text) {
                assert_eq!(encode(decoded), text);
            }
        }
    }
}
