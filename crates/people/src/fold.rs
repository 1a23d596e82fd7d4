//! The folded forms under which texts are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form under which identifiers and names of things are one: compatibility forms and
/// letter case are taken away, and nothing else.
///
/// Lower case, letter by letter, and not the full case folding of Unicode: that makes `ß` and `ss` one,
/// which are two mailboxes to a mail server.
pub(crate) fn identity(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// The form in which people are sorted and searched: accents are taken away too, so that
/// `muller` finds `Müller`.
pub(crate) fn search(text: &str) -> String {
    let bare = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    let cased = bare
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase);
    let plain = cased.nfkd().filter(|letter| !is_combining_mark(*letter));
    plain.map(without_stroke).nfc().collect()
}

/// Letters whose stroke Unicode does not take apart.
const fn without_stroke(letter: char) -> char {
    match letter {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    }
}

/// Letters that no name or address may hold.
pub(crate) use protocol::shown::is_treacherous;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identity_takes_case_and_width_only() {
        assert_eq!(identity("ＡnNa"), "anna");
        assert_eq!(identity("STRASSE"), "strasse");
        assert_eq!(identity("Straße"), "straße");
        assert_ne!(identity("mıke"), identity("mike"));
        assert_ne!(identity("müller"), identity("muller"));
    }

    #[test]
    fn search_takes_accents_too() {
        for (typed, stored) in [
            ("muller", "Müller"),
            ("lukasz", "ŁUKASZ"),
            ("strasse", "Straße"),
            ("олег", "Олег"),
            ("андреи", "Андрей"),
            ("istanbul", "İSTANBUL"),
        ] {
            assert_eq!(search(typed), search(stored), "{stored}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(identity(&identity(&text)), identity(&text));
        }

        #[test]
        fn case_never_matters(text in "[a-zA-Zа-яА-ЯäöüÄÖÜąęłĄĘŁ]{0,20}") {
            prop_assert_eq!(identity(&text.to_lowercase()), identity(&text));
            prop_assert_eq!(search(&text.to_lowercase()), search(&text));
            prop_assert_eq!(search(&search(&text)), search(&text));
        }
    }
}
