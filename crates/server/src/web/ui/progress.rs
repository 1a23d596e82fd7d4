//! How far long work has come. The page can be left and found again.

use std::fmt::Display;

use askama::Template;

use super::Texts;
use super::content::components;

/// A bar, the same in words, and a link that looks again.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/progress.html")]
pub struct Progress {
    label: String,
    done: i64,
    total: i64,
    words: String,
    update: String,
    href: String,
}

components!(Progress);

/// `done` of `total`. `href` is this page again. Show it while the work runs, and not after.
pub fn progress(
    label: impl Display,
    done: i64,
    total: i64,
    href: impl Display,
    texts: &Texts,
) -> Progress {
    Progress {
        label: label.to_string(),
        done,
        total,
        words: texts.with(
            "ui-progress",
            &[("done", done.into()), ("total", total.into())],
        ),
        update: texts.get("ui-update"),
        href: href.to_string(),
    }
}

impl Progress {
    /// How many need to be looked at so far.
    #[must_use]
    pub fn to_look_at(mut self, count: i64, texts: &Texts) -> Self {
        if count > 0 {
            self.words.push_str(", ");
            self.words
                .push_str(&texts.with("ui-to-look-at", &[("count", count.into())]));
        }
        self
    }
}
