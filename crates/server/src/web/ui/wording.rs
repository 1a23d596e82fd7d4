//! What a builder accepts where a text may be missing.

/// A text that may be absent; an empty one counts as absent.
///
/// Lets a page hand over what it has (`"words"`, a `String`, an `Option` of either, references to
/// these) without converting it.
pub trait Wording {
    /// The text, unless there is none.
    fn wording(&self) -> Option<String>;
}

impl Wording for str {
    fn wording(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.to_owned())
    }
}

impl Wording for String {
    fn wording(&self) -> Option<String> {
        self.as_str().wording()
    }
}

impl<W: Wording> Wording for Option<W> {
    fn wording(&self) -> Option<String> {
        self.as_ref().and_then(Wording::wording)
    }
}

impl<W: Wording + ?Sized> Wording for &W {
    fn wording(&self) -> Option<String> {
        (**self).wording()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: impl Wording) -> Option<String> {
        text.wording()
    }

    #[test]
    fn an_empty_text_is_no_text() {
        assert_eq!(taken(""), None);
        assert_eq!(taken(Some(String::new())), None);
        assert_eq!(taken(None::<&str>), None);
    }

    #[test]
    fn every_form_of_a_text_is_taken() {
        let owned = String::from("words");
        let held = Some(owned.clone());
        assert_eq!(taken("words"), held);
        assert_eq!(taken(&owned), held);
        assert_eq!(taken(&held), held);
        assert_eq!(taken(held.as_deref()), held);
        assert_eq!(taken(owned), held);
    }
}
