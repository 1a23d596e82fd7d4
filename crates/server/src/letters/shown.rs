//! A letter dressed: one look for all of them, once as text and once as HTML.

use askama::Template;
use base::db::{Conn, DbError};
use base::i18n::Texts;
use base::mail::LOGO;
use people::WorkspaceId;
use people::brands;
use people::pictures::{self, Size};
use protocol::colour::{self, Colour};

use super::Words;

/// The parts of a letter with the words that are the same in all of them.
///
/// The HTML has its styles in place, for mail programs know no others, and colours that are as
/// readable when a dark mail program turns them round.
#[derive(Template)]
#[template(path = "letters/letter.html")]
pub(super) struct Shown<'a> {
    language: &'static str,
    words: &'a Words,
    beneath: String,
    look: &'a Look,
    /// What the picture is called.
    logo: &'static str,
}

/// How a letter looks: like the server, or like the workspace in whose name it is written.
pub(super) struct Look {
    /// The colour of the button, on which white words can be read in every mail program.
    pub(super) button: Colour,
    /// The name above.
    pub(super) name: Option<String>,
    /// The logo above, as PNG.
    pub(super) logo: Option<Vec<u8>>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            button: colour::DEFAULT,
            name: None,
            logo: None,
        }
    }
}

impl Look {
    /// That of a workspace.
    pub(super) async fn of(conn: &mut Conn, workspace: WorkspaceId) -> Result<Self, DbError> {
        let Some(brand) = brands::of(conn, workspace).await? else {
            return Ok(Self::default());
        };
        let logo = match &brand.logo {
            Some(key) => pictures::load(conn, key, Size::Large).await?,
            None => None,
        };
        let accent = brand.accent.unwrap_or(colour::DEFAULT);
        Ok(Self {
            button: colour::light(accent).accent,
            name: (!brand.is_default()).then_some(brand.name),
            logo: logo.map(|file| file.bytes),
        })
    }
}

impl<'a> Shown<'a> {
    pub(super) fn new(texts: &Texts, words: &'a Words, look: &'a Look) -> Self {
        Self {
            language: texts.language().code(),
            words,
            beneath: texts.get("letter-beneath"),
            look,
            logo: LOGO,
        }
    }

    /// The same as text, a paragraph each.
    pub(super) fn text(&self) -> String {
        let words = self.words;
        let mut parts: Vec<&str> = words.happened.iter().map(String::as_str).collect();
        let button = format!("{}:\n{}", words.button, words.link);
        parts.push(&button);
        parts.extend(words.until.as_deref());
        parts.push(&words.not_you);
        parts.push("-- ");
        parts.push(&words.why);
        let mut text = parts.join("\n\n").replace("-- \n\n", "-- \n");
        text.push('\n');
        text
    }
}
