//! The small pictures beside names: a person is round, a workspace an arch, an application a square.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::{Content, Html, Wording};

/// How many colours there are; a name always gets the same one.
const HUES: u32 = 8;

/// Whose picture it is, told by its outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Person,
    Workspace,
    Application,
}

/// A picture, or the initials on a colour. Stands beside the name and is silent to screen readers.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/avatar.html")]
pub struct Avatar {
    shape: Shape,
    initials: String,
    hue: u32,
    picture: Option<String>,
    size: &'static str,
    pixels: u8,
}

components!(Avatar, Named);

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Workspace => "arch",
            Self::Application => "square",
        }
    }
}

/// A person's picture.
pub fn person(name: impl Display) -> Avatar {
    avatar(Shape::Person, &name.to_string())
}

/// A workspace's picture.
pub fn workspace(name: impl Display) -> Avatar {
    avatar(Shape::Workspace, &name.to_string())
}

/// An application's picture.
pub fn application(name: impl Display) -> Avatar {
    avatar(Shape::Application, &name.to_string())
}

fn avatar(shape: Shape, name: &str) -> Avatar {
    Avatar {
        shape,
        initials: initials(name, if shape == Shape::Person { 2 } else { 1 }),
        hue: hue(name),
        picture: None,
        size: "",
        pixels: 32,
    }
}

impl Avatar {
    /// The address of a picture of our own origin, where there is one.
    #[must_use]
    pub fn picture(mut self, address: impl Wording) -> Self {
        self.picture = address.wording();
        self
    }

    /// 96 pixels, where it is the matter itself.
    #[must_use]
    pub fn huge(mut self) -> Self {
        self.size = " huge";
        self.pixels = 96;
        self
    }

    /// 56 pixels instead of 32, at the head of a page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.size = " large";
        self.pixels = 56;
        self
    }
}

/// A picture and the name beside it, which may be a link, as the first cell of a row.
pub fn named(avatar: Avatar, name: impl Content) -> Html {
    Named {
        avatar,
        name: name.html(),
    }
    .html()
}

#[derive(Template)]
#[template(
    source = r#"<span class="row">{{ avatar }}<span>{{ name }}</span></span>"#,
    ext = "html"
)]
struct Named {
    avatar: Avatar,
    name: Html,
}

/// The first letters of the first and the last word.
fn initials(name: &str, most: usize) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .collect::<Vec<_>>();
    if letters.len() > most {
        letters.drain(1..=letters.len() - most);
    }
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

/// FNV-1a over the name: the same colour on every page and every machine.
fn hue(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    }) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Anna Nowak", 2), "AN");
        assert_eq!(initials("anna maria de nowak", 2), "AN");
        assert_eq!(initials("Cher", 2), "C");
        assert_eq!(initials("Falke Werkzeugbau", 1), "F");
        assert_eq!(initials("  «Кофе» и Ко ", 2), "КК");
        assert_eq!(initials("李 明", 2), "李明");
        assert_eq!(initials("", 2), "");
        assert_eq!(initials("& –", 2), "");
    }

    #[test]
    fn a_name_keeps_its_colour_and_names_spread() {
        assert_eq!(hue("Anna Nowak"), hue("Anna Nowak"));
        let mut seen = [false; HUES as usize];
        for number in 0..100 {
            seen[hue(&format!("person {number}")) as usize] = true;
        }
        assert_eq!(seen, [true; HUES as usize]);
    }

    #[test]
    fn a_picture_has_an_empty_text_because_the_name_stands_beside_it() {
        let shown = person("Anna").picture("/photo/1\" onerror=\"x").to_string();
        assert!(shown.contains("alt=\"\""));
        assert!(!shown.contains("\" onerror"));
        assert!(person("Anna").to_string().contains("aria-hidden=\"true\""));
    }
}
