//! Enums that are stored, sent and shown as fixed words.

/// Declares an enum of plain variants, each with its one word for tables, JSON and keys of texts:
/// `words! { /// What it is. pub enum Colour { /// Red. Red = "red" } }`.
///
/// Gives `ALL`, `word()`, `from_word()`, and serde through the word. The order of the
/// variants is the order of comparison.
#[macro_export]
macro_rules! words {
    (
        $(#[$about:meta])*
        $sight:vis enum $name:ident { $( $(#[$note:meta])* $variant:ident = $word:literal, )+ }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $sight enum $name { $( $(#[$note])* $variant, )+ }

        impl $name {
            /// Every variant, in order.
            $sight const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The one word it is stored and sent as.
            $sight const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The variant with this very word.
            $sight fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.word())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <::std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::from_word(&word).ok_or_else(|| {
                    ::serde::de::Error::custom(concat!("not a word for ", stringify!($name)))
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    words! {
        /// A colour of this test.
        enum Colour {
            /// Red.
            Red = "red",
            /// Blue.
            Blue = "dark-blue",
        }
    }

    #[test]
    fn words_round_trip_and_strangers_are_refused() {
        for colour in Colour::ALL {
            assert_eq!(Colour::from_word(colour.word()), Some(*colour));
            let json = serde_json::to_string(colour).unwrap();
            assert_eq!(serde_json::from_str::<Colour>(&json).unwrap(), *colour);
        }
        assert_eq!(Colour::from_word("Red"), None);
        assert!(serde_json::from_str::<Colour>("\"green\"").is_err());
        assert!(Colour::Red < Colour::Blue);
    }
}
