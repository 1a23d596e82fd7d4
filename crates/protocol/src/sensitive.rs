//! Text that must never be printed: codes, tokens, secrets on their way from a request to a check.
//!
//! Owns only the wrapping; hashing and storing are left to the server.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

/// A secret text as it arrived. It prints as `[secret]`, cannot be serialised, is compared in
/// constant time and is wiped when dropped.
#[derive(Clone)]
pub struct Sensitive(Zeroizing<String>);

impl Sensitive {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for hashing or for sending to the one it belongs to.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Sensitive {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), other.0.as_bytes()).is_ok()
    }
}

impl Eq for Sensitive {}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_nothing_and_compares_by_value() {
        let secret = Sensitive::new("hunter2");
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(secret, Sensitive::new("hunter2"));
        assert_ne!(secret, Sensitive::new("hunter3"));
        assert_ne!(secret, Sensitive::new("hunter"));
    }
}
