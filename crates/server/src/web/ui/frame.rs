//! What stands around every page: the console's frame with menu and switcher, and the quiet card of the door.
//!
//! A page struct has a field `frame: Frame` and its template begins `{% extends "web/ui/frame.html" %}` and fills
//! `{% block main %}`; or it has `card: Card`, extends `web/ui/card.html` and fills `{% block card %}` (and
//! `{% block below %}` for links under the card). Who fills these structs from the request is not decided here.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{CSRF_FIELD, Icon, Language, Notice, Passports, Texts, assets};

/// What both frames need to know.
#[derive(Clone, Debug)]
pub struct Page {
    /// The texts of the language of this page.
    pub texts: Texts,
    /// What the page is called, as in its heading.
    pub title: String,
    /// The workspace or the passport it belongs to; empty at the door of the server itself.
    pub place: String,
    /// Path and query of this page, to come back to when the language is changed.
    pub path: String,
    /// The token against forged requests.
    pub csrf: String,
    /// Whether what was sent is wrong: the title says so first.
    pub has_error: bool,
    /// What the last deed did; takes the focus.
    pub notice: Option<Notice>,
    /// What its help is about, if it has any.
    pub help: Option<&'static str>,
    /// The look of a workspace, on its own pages of the door.
    pub brand: Option<Brand>,
    /// Names of asset scripts that this page needs beside the usual one (`"passkey.js"`).
    pub scripts: Vec<&'static str>,
}

/// How a workspace looks at the door.
#[derive(Clone, Debug)]
pub struct Brand {
    /// Its name.
    pub name: String,
    /// The address of its logo.
    pub logo: Option<String>,
    /// The address of the one for dark pages, if it has another.
    pub logo_dark: Option<String>,
    /// The address of the stylesheet with its colour.
    pub stylesheet: Option<String>,
    /// A sentence or two for whoever comes in; plain words.
    pub welcome: Option<String>,
}

#[derive(Template)]
#[template(path = "web/ui/brand_sign.html")]
struct Sign<'a> {
    brand: &'a Brand,
}

impl Brand {
    /// A workspace that looks like the server and has a name.
    pub fn named(name: impl std::fmt::Display) -> Self {
        Self {
            name: name.to_string(),
            logo: None,
            logo_dark: None,
            stylesheet: None,
            welcome: None,
        }
    }

    /// Its logo and its name.
    pub fn sign(&self) -> impl HtmlSafe + '_ {
        Sign { brand: self }
    }
}

/// The person who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// The address they sign in with.
    pub address: String,
    /// The address of their picture.
    pub picture: Option<String>,
}

/// A workspace in the switcher.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Its readable address, shown small.
    pub address: String,
    /// Where it opens.
    pub href: String,
    /// Whether this page is in it.
    pub current: bool,
    /// The address of its logo.
    pub logo: Option<String>,
}

/// A part of the menu.
#[derive(Clone, Debug)]
pub struct MenuSection {
    /// A small heading, unless it is the only part.
    pub heading: Option<String>,
    /// The pages of this part.
    pub links: Vec<MenuLink>,
}

/// A page in the menu.
#[derive(Clone, Debug)]
pub struct MenuLink {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub words: String,
    /// Whether this page is it, or belongs to it.
    pub current: bool,
    /// A number that wants attention, already written in the person's language.
    pub count: Option<String>,
}

/// The frame of passport, workspace and operator pages.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Title, language and the like.
    pub page: Page,
    /// Who is signed in.
    pub person: Person,
    /// The workspaces they can switch to.
    pub workspaces: Vec<Place>,
    /// Where their passport is.
    pub passport: String,
    /// Whether this page belongs to their passport.
    pub in_passport: bool,
    /// Where the server is run from, for operators.
    pub operator: Option<String>,
    /// Whether this page belongs to the operator.
    pub in_operator: bool,
    /// Who else is signed in in this browser.
    pub others: Passports,
    /// The menu; empty on pages that need none.
    pub menu: Vec<MenuSection>,
}

/// The frame of the door: one card, one decision.
#[derive(Clone, Debug)]
pub struct Card {
    /// Title, language and the like.
    pub page: Page,
    /// 30 rem instead of 24, for set-up and consent.
    pub wide: bool,
}

#[derive(Template)]
#[template(path = "web/ui/head.html")]
struct Head<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "web/ui/foot.html")]
struct Foot<'a> {
    page: &'a Page,
    /// Whether this is a page of the door, where one may be stuck.
    door: bool,
}

#[derive(Template)]
#[template(path = "web/ui/switcher.html")]
struct Switcher<'a> {
    frame: &'a Frame,
    texts: &'a Texts,
}

#[derive(Template)]
#[template(path = "web/ui/frame_top.html")]
struct FrameTop<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "web/ui/card_top.html")]
struct CardTop<'a> {
    card: &'a Card,
    page: &'a Page,
}

impl HtmlSafe for Head<'_> {}
impl HtmlSafe for Foot<'_> {}
impl HtmlSafe for Switcher<'_> {}
impl HtmlSafe for FrameTop<'_> {}
impl HtmlSafe for CardTop<'_> {}
impl HtmlSafe for Sign<'_> {}

impl Page {
    /// A page in a language, at `path`, with nothing else set.
    pub fn new(texts: &Texts, title: impl std::fmt::Display, path: impl std::fmt::Display) -> Self {
        Self {
            texts: texts.clone(),
            title: title.to_string(),
            place: String::new(),
            path: path.to_string(),
            csrf: String::new(),
            has_error: false,
            notice: None,
            help: None,
            brand: None,
            scripts: Vec::new(),
        }
    }

    /// "Error: Page – place – Vestibule".
    fn full_title(&self) -> String {
        let mut title = String::new();
        if self.has_error {
            title.push_str(&self.texts.get("ui-error-prefix"));
            title.push(' ');
        }
        title.push_str(&self.title);
        for part in [self.place.as_str(), "Vestibule"] {
            if !part.is_empty() && part != self.title {
                title.push_str(" – ");
                title.push_str(part);
            }
        }
        title
    }

    /// What is said of this page to whoever asks.
    fn help_text(&self, topic: &str) -> String {
        self.texts.get(&format!("guide-on-{topic}"))
    }

    fn head(&self) -> Head<'_> {
        Head { page: self }
    }

    fn foot(&self, door: bool) -> Foot<'_> {
        Foot { page: self, door }
    }
}

impl Frame {
    /// Everything before the page's own content.
    pub fn top(&self) -> impl HtmlSafe + '_ {
        FrameTop {
            frame: self,
            page: &self.page,
        }
    }

    /// Everything after it.
    pub fn bottom(&self) -> impl HtmlSafe + '_ {
        self.page.foot(false)
    }

    /// The workspace this page is in.
    fn current_workspace(&self) -> Option<&Place> {
        self.workspaces.iter().find(|place| place.current)
    }

    fn switcher(&self) -> Switcher<'_> {
        Switcher {
            frame: self,
            texts: &self.page.texts,
        }
    }
}

impl Card {
    /// Everything before the card's own content.
    pub fn top(&self) -> impl HtmlSafe + '_ {
        CardTop {
            card: self,
            page: &self.page,
        }
    }

    /// Everything after it.
    pub fn bottom(&self) -> impl HtmlSafe + '_ {
        self.page.foot(true)
    }
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
