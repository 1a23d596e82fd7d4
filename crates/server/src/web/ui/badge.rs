//! A state in two words, with a drawing.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Icon, Tone};

/// A small coloured word beside a name. Says the state in words; the colour only repeats it.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/badge.html")]
pub struct Badge {
    words: String,
    class: &'static str,
    icon: Option<Icon>,
}

components!(Badge);

/// A state.
pub fn badge(tone: Tone, words: impl Display) -> Badge {
    Badge {
        words: words.to_string(),
        class: tone.class(),
        icon: Some(tone.icon()),
    }
}

/// A word without judgement: a role, a kind, a source.
pub fn tag(words: impl Display) -> Badge {
    Badge {
        words: words.to_string(),
        class: "plain",
        icon: None,
    }
}

impl Badge {
    /// Another drawing than the tone's own.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}
