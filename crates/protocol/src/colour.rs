//! Colours that people choose, and whether words in them can be read (WCAG 2.2, success criteria 1.4.3 and 1.4.11).

use std::fmt;

/// The contrast that words need.
pub const ENOUGH: f64 = 4.5;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The accent of the server.
pub const DEFAULT: Colour = Colour([0x0B, 0x5F, 0x66]);

const WHITE: Colour = Colour([255, 255, 255]);
const BLACK: Colour = Colour([0, 0, 0]);
/// The darkest ground of a light page on which words stand, and the lightest of a dark one.
const LIGHT_GROUND: Colour = Colour([0xEF, 0xED, 0xE8]);
const DARK_GROUND: Colour = Colour([0x1C, 0x1F, 0x1E]);
/// Words on the colour itself, in the dark scheme.
const DARK_WORDS: Colour = Colour([0x10, 0x12, 0x11]);

impl Colour {
    /// Six hexadecimal digits, with or without a number sign before them.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// The digits, small, without a number sign.
    pub fn digits(self) -> String {
        self.0.iter().map(|part| format!("{part:02x}")).collect()
    }

    /// How light it is, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast between the two, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// So many hundredths of the way to another colour.
    fn towards(self, other: Self, hundredths: u32) -> Self {
        let [one, two] = [self.0, other.0];
        let mut mixed = one;
        for (mixed, (from, to)) in mixed.iter_mut().zip(one.into_iter().zip(two)) {
            let sum =
                u32::from(from) * (100 - hundredths.min(100)) + u32::from(to) * hundredths.min(100);
            *mixed = u8::try_from(sum / 100).unwrap_or(u8::MAX);
        }
        Self(mixed)
    }

    /// The first on the way to another colour that can be read on this ground.
    fn readable_on(self, ground: Self, towards: Self) -> Self {
        let mut way = (0..=100).map(|hundredths| self.towards(towards, hundredths));
        way.find(|one| one.contrast(ground) >= ENOUGH)
            .unwrap_or(towards)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{}", self.digits().to_uppercase())
    }
}

/// The colours of one scheme that an accent gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// The accent.
    pub accent: Colour,
    /// Words on it.
    pub words: Colour,
    /// The accent under the pointer.
    pub hover: Colour,
    /// A hint of it behind words in it.
    pub soft: Colour,
}

/// The contrast that words in this colour have on a light page.
pub fn on_light(accent: Colour) -> f64 {
    accent.contrast(LIGHT_GROUND)
}

/// The contrast that words in this colour have on a dark page.
pub fn on_dark(accent: Colour) -> f64 {
    accent.contrast(DARK_GROUND)
}

/// The nearest colour that can be read on a light page, which is the colour itself if it can.
pub fn suggestion(accent: Colour) -> Colour {
    accent.readable_on(LIGHT_GROUND, BLACK)
}

/// What an accent looks like on light pages. One that cannot be read is darkened until it can.
pub fn light(accent: Colour) -> Shades {
    let accent = suggestion(accent);
    let soft = WHITE.towards(accent, 10);
    Shades {
        accent,
        words: WHITE,
        hover: accent.towards(BLACK, 22).readable_on(soft, BLACK),
        soft,
    }
}

/// What it looks like on dark pages: lightened until it can be read.
pub fn dark(accent: Colour) -> Shades {
    let accent = accent.readable_on(DARK_GROUND, WHITE);
    let soft = DARK_GROUND.towards(accent, 14);
    Shades {
        accent,
        words: DARK_WORDS,
        hover: accent.towards(WHITE, 22).readable_on(soft, WHITE),
        soft,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 0.001);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 0.001);
        let grey = Colour::parse("#767676").unwrap();
        assert!(
            grey.contrast(WHITE) >= 4.5 && Colour::parse("777777").unwrap().contrast(WHITE) < 4.5
        );
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0B5F66").unwrap().digits(), "0b5f66");
        assert_eq!(Colour::parse("0b5f66").unwrap().to_string(), "#0B5F66");
        for odd in [
            "",
            "#",
            "#fff",
            "red",
            "#0b5f6g",
            "#0b5f66;",
            "+b5f66a",
            "##0b5f66",
            "#0b5f66}body{display:none",
            "url(x)",
            "#0b5f66 ",
            "０b5f66",
            "-0b5f6",
        ] {
            assert_eq!(Colour::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_can_be_read_stays_as_it_is_and_the_rest_comes_near() {
        let teal = Colour::parse("0b5f66").unwrap();
        assert_eq!(suggestion(teal), teal);
        assert_eq!(light(teal).accent, teal);
        let yellow = Colour::parse("ffd500").unwrap();
        assert!(on_light(yellow) < 1.5);
        assert_eq!(dark(yellow).accent, yellow, "good on dark pages");
        let [red, green, blue] = suggestion(yellow).0;
        assert!(red > green && green > blue, "still a kind of yellow");
    }

    proptest! {
        #[test]
        fn every_colour_gives_shades_that_can_be_read(parts in any::<[u8; 3]>()) {
            let chosen = Colour(parts);
            for (shades, ground) in [(light(chosen), LIGHT_GROUND), (dark(chosen), DARK_GROUND)] {
                prop_assert!(shades.accent.contrast(ground) >= ENOUGH);
                prop_assert!(shades.accent.contrast(shades.words) >= ENOUGH);
                prop_assert!(shades.hover.contrast(shades.words) >= ENOUGH);
                prop_assert!(shades.hover.contrast(shades.soft) >= ENOUGH);
            }
            prop_assert!(on_light(suggestion(chosen)) >= ENOUGH);
            prop_assert_eq!(Colour::parse(&chosen.to_string()), Some(chosen));
        }

        #[test]
        fn nothing_but_digits_comes_out(text in "\\PC{0,12}") {
            if let Some(colour) = Colour::parse(&text) {
                prop_assert!(colour.digits().bytes().all(|byte| byte.is_ascii_hexdigit()));
            }
        }
    }
}
