//! What stands inside a component that has room for anything: plain words, which are escaped, or other components.

use std::fmt::{self, Display, Write};

use askama::filters::{Escaper, Html as HtmlRules, HtmlSafe};

/// Finished HTML, made of escaped words and of components only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

/// Something that can stand in a cell, a row or a node.
pub trait Content {
    /// Writes it as HTML; words are escaped.
    fn write_html(&self, to: &mut String) -> fmt::Result;

    /// It as HTML.
    fn html(&self) -> Html {
        let mut html = String::new();
        // A component that cannot be written leaves its place empty rather than half filled.
        match self.write_html(&mut html) {
            Ok(()) => Html(html),
            Err(fmt::Error) => Html::default(),
        }
    }
}

impl HtmlSafe for Html {}

impl Display for Html {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Html {
    /// Several pieces after one another, with a space between.
    pub fn all<C: Content>(pieces: impl IntoIterator<Item = C>) -> Self {
        let mut whole = Self::default();
        for piece in pieces {
            whole = whole.and(piece);
        }
        whole
    }

    /// Another piece after this one, with a space between.
    #[must_use]
    pub fn and(mut self, piece: impl Content) -> Self {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(&piece.html().0);
        self
    }
}

impl Content for str {
    fn write_html(&self, to: &mut String) -> fmt::Result {
        HtmlRules.write_escaped_str(to, self)
    }
}

impl Content for String {
    fn write_html(&self, to: &mut String) -> fmt::Result {
        self.as_str().write_html(to)
    }
}

impl Content for Html {
    fn write_html(&self, to: &mut String) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl<C: Content + ?Sized> Content for &C {
    fn write_html(&self, to: &mut String) -> fmt::Result {
        (**self).write_html(to)
    }
}

impl<C: Content> Content for Option<C> {
    fn write_html(&self, to: &mut String) -> fmt::Result {
        self.as_ref()
            .map_or(Ok(()), |content| content.write_html(to))
    }
}

/// Makes templates components: they need no filter in a page and may stand inside other components.
macro_rules! components {
    ($($component:ty),+ $(,)?) => {$(
        impl askama::filters::HtmlSafe for $component {}
        impl $crate::web::ui::Content for $component {
            fn write_html(&self, to: &mut String) -> std::fmt::Result {
                std::fmt::Write::write_fmt(to, format_args!("{self}"))
            }
        }
    )+};
}

pub(super) use components;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::ui;

    #[test]
    fn words_are_escaped_and_components_are_not() {
        assert_eq!("<b> & \"".html().to_string(), "&#60;b&#62; &#38; &#34;");
        assert_eq!(ui::Icon::Add.html().to_string(), ui::Icon::Add.to_string());
        assert_eq!(None::<String>.html(), Html::default());
    }

    #[test]
    fn pieces_stand_after_one_another() {
        let whole = Html::all(["<", ">"]).and(ui::tag("new"));
        let shown = whole.to_string();
        assert!(shown.starts_with("&#60; &#62; <span"));
        assert_eq!(whole.html(), whole);
    }
}
