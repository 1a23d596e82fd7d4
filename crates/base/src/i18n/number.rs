//! Whole numbers in groups of three, as each language writes them.

use super::Language;

/// The number in groups: 100,000 · 100.000 · 100 000.
pub(super) fn grouped(language: Language, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    // Polish leaves four digits together: 1000, but 10 000.
    let together = if language == Language::Pl { 4 } else { 3 };
    let mark = match language {
        Language::En => ',',
        Language::De => '.',
        Language::Pl | Language::Ru => '\u{a0}',
    };
    let mut written = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len() > together && (digits.len() - place).is_multiple_of(3) {
            written.push(mark);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_groups_in_its_way() {
        for (language, number, wanted) in [
            (Language::En, 0, "0"),
            (Language::En, 999, "999"),
            (Language::En, 1000, "1,000"),
            (Language::En, -1_234_567, "-1,234,567"),
            (Language::En, i64::MIN, "-9,223,372,036,854,775,808"),
            (Language::De, 100_000, "100.000"),
            (Language::Pl, 1000, "1000"),
            (Language::Pl, 10_000, "10\u{a0}000"),
            (Language::Pl, 100_000, "100\u{a0}000"),
            (Language::Ru, 1000, "1\u{a0}000"),
        ] {
            assert_eq!(grouped(language, number), wanted);
        }
    }
}
