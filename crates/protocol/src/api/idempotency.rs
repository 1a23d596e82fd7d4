//! The `Idempotency-Key` of a creation (draft-ietf-httpapi-idempotency-key-header).

/// The longest key, in characters.
const LONGEST: usize = 255;

/// A key the caller chose for one creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A key of another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an idempotency key: 1 to 255 visible ASCII characters")]
pub struct OddKey;

impl IdempotencyKey {
    /// Reads the header. The draft writes a structured string in quotes, most clients write it bare; both
    /// name the same key.
    ///
    /// # Errors
    /// [`OddKey`].
    pub fn parse(header: &str) -> Result<Self, OddKey> {
        let text = header.trim_matches([' ', '\t']);
        let bare = text
            .strip_prefix('"')
            .map_or(Some(text), |rest| rest.strip_suffix('"'));
        let key = bare.ok_or(OddKey)?;
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        if (1..=LONGEST).contains(&key.len()) && key.bytes().all(plain) {
            Ok(Self(key.to_owned()))
        } else {
            Err(OddKey)
        }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_and_bare_name_the_same_key() {
        let uuid = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        let quoted = IdempotencyKey::parse(&format!(" \"{uuid}\" ")).unwrap();
        assert_eq!(IdempotencyKey::parse(uuid), Ok(quoted.clone()));
        assert_eq!(quoted.as_str(), uuid);
    }

    #[test]
    fn odd_keys_are_refused() {
        let long = "a".repeat(256);
        for odd in [
            "", " ", "\"\"", "\"", "\"a", "a\"", "a b", "a\\b", "ä", "a\0b", &long,
        ] {
            assert_eq!(IdempotencyKey::parse(odd), Err(OddKey), "{odd}");
        }
        assert!(IdempotencyKey::parse(&long[1..]).is_ok());
    }
}
