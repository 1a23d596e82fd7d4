//! The words by which members are found: one row for each beginning a search may start from, so
//! that an index serves it on both engines.

use std::collections::BTreeSet;

use base::db::{Conn, DbError, Value, sql};
use base::params;

use crate::contact::Contact;
use crate::fold;
use crate::members::Member;
use crate::name::Name;

/// A statement writes this many words at once.
const AT_ONCE: usize = 12;
/// Words of one text that a search looks at; the rest narrows nothing.
pub(crate) const MOST_SOUGHT: usize = 4;

/// The form by which members are sorted.
pub(crate) fn sort_form(name: &Name) -> String {
    fold::search(name.as_str())
}

/// The words of what somebody typed into a search, each of which must begin a word of the member; at
/// most [`MOST_SOUGHT`].
pub(crate) fn sought(text: &str) -> Vec<String> {
    let folded = fold::search(text);
    folded
        .split_whitespace()
        .take(MOST_SOUGHT)
        .map(str::to_owned)
        .collect()
}

/// The first text that sorts after everything that begins with `word`.
pub(crate) fn end_of(word: &str) -> String {
    format!("{word}\u{10FFFF}")
}

/// Writes the words of a member anew.
pub(crate) async fn renew(
    conn: &mut Conn,
    member: &Member,
    name: &Name,
    contact: Option<&Contact>,
) -> Result<(), DbError> {
    // Found by the member alone: with the workspace beside it SQLite would rather walk all its words.
    conn.execute(
        sql("DELETE FROM member_words WHERE member_id = \
             (SELECT id FROM members WHERE workspace_id = $1 AND id = $2)"),
        params![member.workspace, member.id],
    )
    .await?;
    let words: Vec<String> = words_of(name, contact).into_iter().collect();
    for some in words.chunks(AT_ONCE) {
        let mut values = params![member.workspace, member.id];
        values.extend(some.iter().map(Value::from));
        values.resize(AT_ONCE + 2, Value::Null);
        conn.execute(
            sql("INSERT INTO member_words (workspace_id, member_id, word) \
                 SELECT $1, $2, word FROM (SELECT CAST($3 AS TEXT) AS word \
                 UNION ALL SELECT CAST($4 AS TEXT) UNION ALL SELECT CAST($5 AS TEXT) \
                 UNION ALL SELECT CAST($6 AS TEXT) UNION ALL SELECT CAST($7 AS TEXT) \
                 UNION ALL SELECT CAST($8 AS TEXT) UNION ALL SELECT CAST($9 AS TEXT) \
                 UNION ALL SELECT CAST($10 AS TEXT) UNION ALL SELECT CAST($11 AS TEXT) \
                 UNION ALL SELECT CAST($12 AS TEXT) UNION ALL SELECT CAST($13 AS TEXT) \
                 UNION ALL SELECT CAST($14 AS TEXT)) AS words WHERE word IS NOT NULL"),
            values,
        )
        .await?;
    }
    Ok(())
}

/// Whole words, and the pieces of those that are put together: `anna-lena` is found by `lena` too. The
/// domain of the address is no word of its own: a whole company shares it. A number is found with its plus and without.
fn words_of(name: &Name, contact: Option<&Contact>) -> BTreeSet<String> {
    let name = fold::search(name.as_str());
    let address = match contact {
        Some(Contact::Email(email)) => fold::search(email.folded()),
        Some(Contact::Phone(number)) => fold::search(number.e164()),
        None => String::new(),
    };
    let local = address.split('@').next().unwrap_or_default();
    let composed = name.split_whitespace().chain([local]);
    let pieces = composed.flat_map(|word| word.split(|letter: char| !letter.is_alphanumeric()));
    let all = name
        .split_whitespace()
        .chain([address.as_str()])
        .chain(pieces);
    all.filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_and_in_pieces() {
        let name = Name::parse("Anna-Lena Müller").unwrap();
        let email = Contact::parse("A.Mueller@Example.com").unwrap();
        let words = words_of(&name, Some(&email));
        let expected = [
            "a",
            "a.mueller@example.com",
            "anna",
            "anna-lena",
            "lena",
            "mueller",
            "muller",
        ];
        assert!(words.iter().eq(expected), "{words:?}");
    }

    #[test]
    fn a_number_is_found_with_and_without_its_plus() {
        let name = Name::parse("Jo").unwrap();
        let words = words_of(&name, Contact::parse("+491713920012").as_ref());
        assert!(
            words.iter().eq(["+491713920012", "491713920012", "jo"]),
            "{words:?}"
        );
    }

    #[test]
    fn a_search_is_folded_and_bounded() {
        assert_eq!(sought("  MÜLLER  anna-L "), ["muller", "anna-l"]);
        assert_eq!(sought("a b c d e f").len(), MOST_SOUGHT);
        assert!(sought(" \t ").is_empty());
    }

    #[test]
    fn the_end_of_a_word_lies_after_all_it_begins() {
        let end = end_of("ann");
        assert!("ann" < end.as_str() && "anna" < end.as_str() && "annя🦀" < end.as_str());
        assert!("ano" > end.as_str());
    }
}
