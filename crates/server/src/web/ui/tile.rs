//! What a launcher and an overview are made of: things to open, and things that want attention.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Avatar, Content, Html, Icon, PlainLink, Tone, Wording, link};

/// A card with picture, name and one line: a workspace or an application to open. Stands in `<ul class="cards">`.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/tile.html")]
pub struct Tile {
    href: String,
    name: String,
    avatar: Avatar,
    meta: Option<Html>,
}

/// Something that wants attention: a number or sign, a sentence, the link to the fix. Stands in
/// `<ul class="attention">`.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/attention.html")]
pub struct Attention {
    tone: Tone,
    sentence: String,
    text: Option<String>,
    fix: PlainLink,
    done: bool,
}

components!(Tile, Attention);

/// A card that opens something.
pub fn tile(href: impl Display, name: impl Display, avatar: Avatar) -> Tile {
    Tile {
        href: href.to_string(),
        name: name.to_string(),
        avatar,
        meta: None,
    }
}

/// A sentence with the link to its fix.
pub fn attention(
    tone: Tone,
    sentence: impl Display,
    href: impl Display,
    words: impl Display,
) -> Attention {
    let sentence = sentence.to_string();
    let fix = link(href, words).about(&sentence);
    Attention {
        tone,
        sentence,
        text: None,
        fix,
        done: false,
    }
}

impl Tile {
    /// A line under the name: words or components.
    #[must_use]
    pub fn meta(mut self, content: impl Content) -> Self {
        self.meta = Some(content.html());
        self
    }
}

impl Attention {
    /// Why it matters, in one sentence.
    #[must_use]
    pub fn text(mut self, text: impl Wording) -> Self {
        self.text = text.wording();
        self
    }

    /// A first step that has been taken already: ticked, still reachable.
    #[must_use]
    pub fn done(mut self, done: bool) -> Self {
        self.done = done;
        self
    }

    fn icon(&self) -> Icon {
        if self.done {
            Icon::Good
        } else {
            self.tone.icon()
        }
    }

    fn class(&self) -> &'static str {
        if self.done {
            Tone::Good.class()
        } else {
            self.tone.class()
        }
    }
}
