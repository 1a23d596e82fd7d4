//! A colour as it is typed, and what is said of one in which words cannot be read.

use base::i18n::Texts;
use protocol::colour::{self, Colour};

/// Why a colour is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    code: &'static str,
    words: String,
}

impl Unfit {
    /// A word for programs.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// A sentence for people.
    pub fn words(self) -> String {
        self.words
    }
}

/// The colour that was typed; none when nothing was.
///
/// # Errors
/// When it is none, or words in it cannot be read on light pages; with the nearest that can.
pub fn accent(texts: &Texts, typed: &str) -> Result<Option<Colour>, Unfit> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let Some(accent) = Colour::parse(typed) else {
        let code = "brand-accent-odd";
        let words = texts.get(code);
        return Err(Unfit { code, words });
    };
    let found = colour::on_light(accent);
    if found >= colour::ENOUGH {
        return Ok(Some(accent));
    }
    let code = "brand-accent-faint";
    let values = [
        ("contrast", contrast(found).into()),
        ("enough", contrast(colour::ENOUGH).into()),
        ("colour", colour::suggestion(accent).to_string().into()),
    ];
    let words = texts.with(code, &values);
    Err(Unfit { code, words })
}

/// A contrast as it is said: cut, so that what is not enough never looks like it.
pub fn contrast(exact: f64) -> String {
    format!("{:.1}", (exact * 10.0).floor() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contrast_that_is_not_enough_never_looks_like_it() {
        assert_eq!(contrast(4.499), "4.4");
        assert_eq!(contrast(4.5), "4.5");
        assert_eq!(contrast(21.0), "21.0");
    }
}
