//! The words by which members are found: one row for each beginning a search may start from, so
//! that an index serves it on both engines.

use std::collections::BTreeSet;

use admission::MemberState;
use base::db::{Conn, DbError, Value, sql};
use base::params;
use protocol::phone::PhoneNumber;

use crate::contact::Contact;
use crate::fold;
use crate::identifiers::{self, Identifier, Kind};
use crate::ids::{DepartmentId, PassportId, WorkspaceId};
use crate::members::{self, Member};
use crate::name::Name;

/// A statement writes this many words at once.
const AT_ONCE: usize = 12;
/// Words of one text that a search looks at; the rest narrows nothing.
pub(crate) const MOST_SOUGHT: usize = 4;

/// What stands before the digits of a phone number: a capital letter, which no folded word begins with, so that nothing
/// typed begins a number.
const NUMBER: &str = "T";
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

/// The words that a whole phone number is, typed in the international form or in a national one; none for anything
/// else. Parts of a number find nobody: else it could be guessed digit by digit.
pub(crate) fn sought_numbers(text: &str) -> Vec<String> {
    if !PhoneNumber::looks_like_one(text) {
        return Vec::new();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.trim_start_matches('0');
    // Where people dial an 8 before the numbers of their own country.
    let after_eight = bare.strip_prefix('8').filter(|_| bare.len() == 11);
    let all = [Some(bare), after_eight].into_iter().flatten();
    all.map(number_word).collect()
}

fn number_word(digits: &str) -> String {
    format!("{NUMBER}{digits}")
}

/// The first text that sorts after `word` itself.
pub(crate) fn end_of_whole(word: &str) -> String {
    format!("{word}\u{1}")
}

/// The first text that sorts after everything that begins with `word`.
pub(crate) fn end_of(word: &str) -> String {
    format!("{word}\u{10FFFF}")
}

/// Writes the words of a person anew in every workspace they have joined: a login name or a number came or went.
pub(crate) async fn renew_everywhere(conn: &mut Conn, passport: PassportId) -> Result<(), DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, workspace_id, passport_id, name, email, phone, picture, role, own_role, department_id, state, \
                 epoch, invited_at, joined_at, created_at FROM members \
                 WHERE passport_id = $1 AND state <> 'invited' ORDER BY workspace_id",
            ),
            params![passport],
        )
        .await?;
    for row in &rows {
        renew_as_known(conn, &members::member(row)?).await?;
    }
    Ok(())
}

/// Writes the words of a member anew under the name and address the workspace knows.
pub(crate) async fn renew_as_known(conn: &mut Conn, member: &Member) -> Result<(), DbError> {
    let name = Name::parse(&member.name);
    let name = name.map_err(|_| DbError::Shape("members.name".to_owned()))?;
    renew(conn, member, &name, member.contact().as_ref()).await
}

/// Writes the words of a member anew. Who has joined is found by login name and phone number, too; of the invited and
/// the dismissed a workspace learns neither.
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
    let mut words = words_of(name, contact);
    if member.state == MemberState::Active {
        let all = identifiers::of_passport(conn, member.passport).await?;
        words.extend(all.iter().flat_map(words_of_identifier));
    }
    let words: Vec<String> = words.into_iter().collect();
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
    let all = all.filter(|word| !word.is_empty()).map(str::to_owned);
    let number = match contact {
        Some(Contact::Phone(number)) => words_of_number(number),
        _ => Vec::new(),
    };
    all.chain(number).collect()
}

/// The whole of a number, as it is typed with its country and without.
fn words_of_number(number: &PhoneNumber) -> Vec<String> {
    vec![number_word(number.digits()), number_word(number.national())]
}

fn words_of_identifier(one: &Identifier) -> Vec<String> {
    match one.kind {
        _ if one.verified_at.is_none() => Vec::new(),
        Kind::Email => Vec::new(),
        Kind::Login => vec![fold::search(&one.value)],
        Kind::Phone => PhoneNumber::parse(&one.value, None)
            .map(|number| words_of_number(&number))
            .unwrap_or_default(),
    }
}

/// Writes the words by which the people of a department are found anew.
pub(crate) async fn renew_department(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: DepartmentId,
    name: &Name,
) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM department_words WHERE department_id = \
             (SELECT id FROM departments WHERE workspace_id = $1 AND id = $2)"),
        params![workspace, id],
    )
    .await?;
    for word in words_of(name, None) {
        conn.execute(
            sql(
                "INSERT INTO department_words (workspace_id, word, department_id) \
                 VALUES ($1, $2, $3)",
            ),
            params![workspace, word, id],
        )
        .await?;
    }
    Ok(())
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
            words.iter().eq([
                "+491713920012",
                "491713920012",
                "T1713920012",
                "T491713920012",
                "jo"
            ]),
            "{words:?}"
        );
    }

    #[test]
    fn a_search_is_folded_and_bounded() {
        assert_eq!(sought("  MÜLLER  anna-L "), ["muller", "anna-l"]);
        assert_eq!(sought("a b c d e f").len(), MOST_SOUGHT);
        assert_eq!(sought("T601"), ["t601"], "nothing typed begins a number");
        assert!(sought(" \t ").is_empty());
    }

    #[test]
    fn a_whole_number_is_sought_in_every_form_and_a_part_of_one_is_none() {
        for (typed, words) in [
            ("+48 601 234 567", vec!["T48601234567"]),
            ("0048 601-234-567", vec!["T48601234567"]),
            ("601234567", vec!["T601234567"]),
            ("(030) 123456", vec!["T30123456"]),
            ("8 (916) 123-45-67", vec!["T89161234567", "T9161234567"]),
            ("60123", vec![]),
            ("anna 601234567", vec![]),
            ("T601234567", vec![]),
        ] {
            assert_eq!(sought_numbers(typed), words, "{typed}");
        }
        assert!("T60" < end_of_whole("T60").as_str());
        assert!("T601" > end_of_whole("T60").as_str());
    }

    #[test]
    fn the_end_of_a_word_lies_after_all_it_begins() {
        let end = end_of("ann");
        assert!("ann" < end.as_str() && "anna" < end.as_str() && "annя🦀" < end.as_str());
        assert!("ano" > end.as_str());
    }
}
