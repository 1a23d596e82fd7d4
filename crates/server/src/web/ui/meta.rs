//! What stands under a name in smaller letters.

use std::fmt::Display;

use askama::Template;

use super::content::components;

/// Words that say more about what stands before them; nothing when there are none.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/meta.html")]
pub struct Meta {
    words: String,
}

components!(Meta);

/// Smaller words below a name.
pub fn meta(words: impl Display) -> Meta {
    Meta {
        words: words.to_string(),
    }
}
