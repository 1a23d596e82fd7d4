//! The line icons: 20 by 20, drawn in the colour of the text around them, silent to screen readers.

use super::content::components;
use askama::Template;

/// A drawing beside words. It never stands for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="{{ self.path() }}"/></svg>"#,
    ext = "html"
)]
pub enum Icon {
    /// A tick in a circle.
    Good,
    /// An i in a circle.
    Info,
    /// An exclamation mark in a triangle.
    Warn,
    /// An exclamation mark in an octagon.
    Bad,
    /// A tick alone.
    Check,
    /// A cross, to take away.
    Close,
    /// An angle that points down.
    Down,
    /// An angle that points onward.
    Right,
    /// An angle that points back.
    Left,
    /// Three lines.
    Menu,
    /// Three dots.
    More,
    /// A magnifying glass.
    Search,
    /// A globe, beside the languages.
    Globe,
    /// An arrow that leaves a frame.
    Leave,
    /// A clock: waiting.
    Clock,
    /// A bar through a circle: blocked.
    Blocked,
    /// A plus.
    Add,
    /// A key.
    Key,
}

components!(Icon);

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Good => "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM6.7 10.2l2.3 2.3 4.3-4.7",
            Self::Info => "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 9.2v4.4M10 6.3v.2",
            Self::Warn => "M10 3 18 16.8H2zM10 8v4M10 14.2v.2",
            Self::Bad => {
                "M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9zM10 6.2v4.6M10 13.5v.2"
            }
            Self::Check => "M4 10.6l4 4 8-9",
            Self::Close => "M5 5l10 10M15 5 5 15",
            Self::Down => "M5 7.5l5 5 5-5",
            Self::Right => "M7.5 5l5 5-5 5",
            Self::Left => "M12.5 5l-5 5 5 5",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::More => {
                "M4.5 9.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2zM10 9.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2zM15.5 9.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2z"
            }
            Self::Search => "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4",
            Self::Globe => {
                "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM2.5 10h15M10 2.5c4.5 4.6 4.5 10.4 0 15-4.5-4.6-4.5-10.4 0-15z"
            }
            Self::Leave => "M12 4V3H3.5v14H12v-1M8 10h9M14 7l3 3-3 3",
            Self::Clock => "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 5.8V10l2.8 2",
            Self::Blocked => "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM4.8 4.8l10.4 10.4",
            Self::Add => "M10 4v12M4 10h12",
            Self::Key => "M13 3a4 4 0 1 1-3.6 5.7L3 15.1V17h3v-2h2v-2h2l1.3-1.3M13.6 6.5v.1",
        }
    }
}
