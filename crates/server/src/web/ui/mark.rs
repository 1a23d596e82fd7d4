//! The mark: an arch, and in it a door leaf that stands ajar.

use super::content::components;
use askama::Template;

/// The mark as a drawing in the colours of the page; the name stands beside it.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "web/ui/mark.html")]
pub struct Mark {
    size: u8,
    outline: &'static str,
}

components!(Mark);

/// The mark, `size` pixels wide and high. Small ones get a stronger outline.
pub fn mark(size: u8) -> Mark {
    Mark {
        size,
        outline: if size < 20 { "3" } else { "2.5" },
    }
}
