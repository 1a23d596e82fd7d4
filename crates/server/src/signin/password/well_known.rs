//! Passwords that many people have thought of: a bundled list, looked at besides the estimate.
//!
//! The estimate knows short common passwords and patterns by itself, and takes a famous sentence for hard because it
//! is long. The list holds what is long and common all the same: sentences everybody knows, walks over the keys,
//! alphabets and "this is my password", in the languages we speak. Each line stands folded: small letters and
//! digits only.

/// The list, a password on each line.
const LIST: &str = include_str!("well_known.txt");

/// The fewest letters that must be left beside a line of the list.
const LEFT: usize = 8;

/// Whether little is left of the password beside a common one. Signs and capitals make no difference, nor do
/// digits in the place of letters.
pub(super) fn is_common(password: &str) -> bool {
    let plain = fold(password);
    let straightened: String = plain.chars().map(straight).collect();
    let signs: String = password.chars().map(straight).collect();
    let forms = [plain, straightened, fold(&signs)];
    LIST.lines()
        .any(|common| forms.iter().any(|form| is_mostly(form, common)))
}

fn is_mostly(password: &str, common: &str) -> bool {
    password.contains(common) && password.replace(common, "").chars().count() < LEFT
}

fn fold(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The letter for which a sign or a digit often stands.
const fn straight(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_folded_in_order_and_long_enough_to_be_worth_its_place() {
        let all: Vec<&str> = LIST.lines().collect();
        assert!(all.len() > 200, "{}", all.len());
        assert!(
            all.windows(2).all(|pair| pair[0] < pair[1]),
            "in order, none twice"
        );
        for line in all {
            assert_eq!(fold(line), line);
            assert!(line.chars().count() >= 10, "{line}");
        }
    }

    #[test]
    fn dressed_up_they_are_common_still() {
        for common in [
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple-2026!",
            "C0rr3ct h0rs3 b4tt3ry st4pl3",
            "c0rrect horse b@ttery $taple",
            "The quick brown fox jumps over the lazy dog.",
            "1qaz2wsx3edc4rfv",
            "Ich liebe dich 2026",
            "Moje tajne hasło 1",
            "йцукенгшщзхъфывапролджэ",
            "Быть или не быть",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn what_only_holds_one_among_other_words_is_not() {
        for fine in [
            "seven quiet otters swim",
            "paper kite orchard wind",
            "my correct horse battery staple sings in the rain",
            "семь тихих выдр плывут",
            "",
        ] {
            assert!(!is_common(fine), "{fine}");
        }
    }
}
