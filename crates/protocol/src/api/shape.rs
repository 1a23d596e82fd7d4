//! Shapes of JSON: what a body must be, what an answer is, and how both are described. One value
//! serves all three, so that the description cannot differ from what is done.

use serde_json::{Map, Value};

/// What a piece of JSON looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text of so many characters, with an example.
    Text(usize, usize, &'static str),
    /// An identifier of ours.
    Id,
    /// A moment in RFC 3339.
    Moment,
    /// A whole number within bounds, with an example.
    Whole(i64, i64, i64),
    /// Yes or no, with an example.
    Flag(bool),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of at most so many.
    List(&'static Shape, usize),
    /// That, or `null`.
    Maybe(&'static Shape),
    /// The same, and `null` in examples: what it is instead of stands there.
    Rarely(&'static Shape),
    /// An object with these fields and no others.
    Record(&'static str, &'static [Field]),
    /// An object of anything.
    Facts,
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub shape: Shape,
    /// Whether it must be there.
    pub needed: bool,
    /// What it means, in a sentence.
    pub about: &'static str,
}

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// A word for programs.
    pub code: &'static str,
    /// A sentence for people. Holds nothing of what was sent but names of fields.
    pub detail: String,
}

/// More than this is not said at once.
const MOST_VIOLATIONS: usize = 50;
/// An identifier, as its pattern says.
const ID_LENGTH: usize = 26;

impl Field {
    /// A field that must be there.
    pub const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self {
            name,
            shape,
            needed: true,
            about,
        }
    }

    /// A field that may be left out.
    pub const fn free(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self {
            name,
            shape,
            needed: false,
            about,
        }
    }
}

impl Shape {
    /// All that is wrong with a value.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let mut found = Vec::new();
        self.look(value, "", &mut found);
        found
    }

    /// A text from a query, read as the kind of value this shape is of.
    pub fn from_query(&self, text: &str) -> Value {
        match self {
            Self::Whole(..) => text
                .parse::<i64>()
                .map_or_else(|_| Value::String(text.to_owned()), Value::from),
            Self::Flag(_) if matches!(text, "true" | "false") => Value::Bool(text == "true"),
            Self::Maybe(inner) | Self::Rarely(inner) => inner.from_query(text),
            _ => Value::String(text.to_owned()),
        }
    }

    fn look(&self, value: &Value, at: &str, found: &mut Vec<Violation>) {
        if found.len() >= MOST_VIOLATIONS {
            return;
        }
        match (self, value) {
            (Self::Maybe(_) | Self::Rarely(_), Value::Null) => {}
            (Self::Maybe(inner) | Self::Rarely(inner), _) => inner.look(value, at, found),
            (Self::List(inner, most), Value::Array(items)) => {
                if items.len() > *most {
                    found.push(violation(at, "count", format!("At most {most} items.")));
                    return;
                }
                for (place, item) in items.iter().enumerate() {
                    inner.look(item, &format!("{at}/{place}"), found);
                }
            }
            (Self::Record(_, fields), Value::Object(members)) => record(fields, members, at, found),
            (Self::Facts, Value::Object(_)) => {}
            (Self::Facts | Self::Record(..) | Self::List(..), _) => {
                found.push(violation(at, "type", format!("Must be {}.", self.kind())));
            }
            _ => found.extend(self.plain(value, at)),
        }
    }

    /// What is wrong with a value that holds no others.
    fn plain(&self, value: &Value, at: &str) -> Option<Violation> {
        match (self, value) {
            (Self::Text(least, most, _), Value::String(text)) => {
                text_problem(text, (*least, *most), at)
            }
            (Self::Id, Value::String(text)) => (!is_id(text))
                .then(|| violation(at, "form", "Not an identifier of ours.".to_owned())),
            (Self::Moment, Value::String(text)) => (!is_moment(text)).then(|| {
                let detail = "A time is written as 2026-11-24T18:30:00Z.";
                violation(at, "form", detail.to_owned())
            }),
            (Self::Word(words), Value::String(text)) => (!words.contains(&text.as_str()))
                .then(|| violation(at, "choice", format!("One of: {}.", words.join(", ")))),
            (Self::Whole(least, most, _), Value::Number(number)) => {
                let fits = number
                    .as_i64()
                    .is_some_and(|n| (*least..=*most).contains(&n));
                let detail = || format!("A whole number from {least} to {most}.");
                (!fits).then(|| violation(at, "range", detail()))
            }
            (Self::Flag(_), Value::Bool(_)) => None,
            _ => Some(violation(at, "type", format!("Must be {}.", self.kind()))),
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Text(..) | Self::Id | Self::Moment | Self::Word(_) => "a text",
            Self::Whole(..) => "a whole number",
            Self::Flag(_) => "true or false",
            Self::List(..) => "a list",
            Self::Record(..) | Self::Facts => "an object",
            Self::Maybe(inner) | Self::Rarely(inner) => inner.kind(),
        }
    }
}

fn violation(at: &str, code: &'static str, detail: String) -> Violation {
    Violation {
        pointer: at.to_owned(),
        code,
        detail,
    }
}

fn record(fields: &[Field], members: &Map<String, Value>, at: &str, found: &mut Vec<Violation>) {
    for field in fields {
        let place = format!("{at}/{}", field.name);
        match members.get(field.name) {
            Some(value) => field.shape.look(value, &place, found),
            None if field.needed => {
                found.push(violation(
                    &place,
                    "missing",
                    "This field is needed.".to_owned(),
                ));
            }
            None => {}
        }
    }
    for name in members.keys() {
        if found.len() >= MOST_VIOLATIONS {
            return;
        }
        if !fields.iter().any(|field| field.name == name) {
            let detail = "There is no such field.".to_owned();
            found.push(violation(
                &format!("{at}/{}", escaped(name)),
                "unknown",
                detail,
            ));
        }
    }
}

/// A name as part of a JSON pointer, cut where it is absurdly long.
fn escaped(name: &str) -> String {
    let short: String = name.chars().take(100).collect();
    short.replace('~', "~0").replace('/', "~1")
}

fn text_problem(text: &str, (least, most): (usize, usize), at: &str) -> Option<Violation> {
    if text.contains('\0') {
        return Some(violation(at, "character", "A NUL is no text.".to_owned()));
    }
    let length = text.chars().count();
    let fits = (least..=most).contains(&length);
    (!fits).then(|| violation(at, "length", format!("From {least} to {most} characters.")))
}

fn is_id(text: &str) -> bool {
    let letter =
        |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_lowercase() && !b"ilou".contains(&byte));
    text.len() == ID_LENGTH
        && text.bytes().all(letter)
        && text
            .bytes()
            .next()
            .is_some_and(|first| (b'0'..=b'7').contains(&first))
}

/// RFC 3339 in UTC, to the second or finer.
fn is_moment(text: &str) -> bool {
    let pattern = "0000-00-00T00:00:00";
    let Some((front, back)) = text.split_at_checked(pattern.len()) else {
        return false;
    };
    let front_fits = front.bytes().zip(pattern.bytes()).all(|(byte, wanted)| {
        if wanted == b'0' {
            byte.is_ascii_digit()
        } else {
            byte == wanted
        }
    });
    let fraction = back
        .strip_suffix('Z')
        .map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    front_fits
        && fraction.is_some_and(|digits| {
            digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit()) && back != ".Z"
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const PET: Shape = Shape::Record(
        "Pet",
        &[
            Field::needed("name", Shape::Text(1, 5, "Rex"), "What it is called."),
            Field::needed("kind", Shape::Word(&["dog", "cat"]), "What it is."),
            Field::free("age", Shape::Maybe(&Shape::Whole(0, 30, 3)), "In years."),
            Field::free("tags", Shape::List(&Shape::Text(0, 3, "a"), 2), "Words."),
            Field::free("at", Shape::Moment, "When."),
            Field::free("id", Shape::Id, "Its name."),
        ],
    );

    fn codes(value: &Value) -> Vec<(String, &'static str)> {
        let found = PET.violations(value);
        found
            .into_iter()
            .map(|one| (one.pointer, one.code))
            .collect()
    }

    #[test]
    fn what_fits_has_no_violations() {
        for fits in [
            json!({"name": "Rex", "kind": "dog"}),
            json!({"name": "ÄÖÜäö", "kind": "cat", "age": null, "tags": ["", "abc"]}),
            json!({"name": "R", "kind": "cat", "age": 30, "at": "2026-11-24T18:30:00.123Z",
                   "id": "01kasr0000000000000000000a"}),
        ] {
            assert_eq!(codes(&fits), [], "{fits}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_with_its_place() {
        let wrong = json!({
            "name": "too long", "age": 31, "tags": ["a", 1], "at": "now", "id": "x",
            "is_operator": true, "a/b~c": 1
        });
        let place = |at: &str, code| (at.to_owned(), code);
        assert_eq!(
            codes(&wrong),
            [
                place("/name", "length"),
                place("/kind", "missing"),
                place("/age", "range"),
                place("/tags/1", "type"),
                place("/at", "form"),
                place("/id", "form"),
                place("/a~1b~0c", "unknown"),
                place("/is_operator", "unknown"),
            ]
        );
        assert_eq!(codes(&json!([])), [place("", "type")]);
        assert_eq!(
            codes(&json!({"name": "a\0", "kind": "dog"})),
            [place("/name", "character")]
        );
        let many = json!({"name": "a", "kind": "dog", "tags": ["a", "b", "c"]});
        assert_eq!(codes(&many), [place("/tags", "count")]);
        assert_eq!(
            codes(&json!({"name": "a", "kind": "dog", "age": 1.5})),
            [place("/age", "range")]
        );
    }

    #[test]
    fn no_flood_of_fields_makes_a_flood_of_words() {
        let many: Map<String, Value> = (0..5000).map(|n| (format!("f{n}"), json!(1))).collect();
        assert!(PET.violations(&Value::Object(many)).len() <= MOST_VIOLATIONS + 2);
        let long = json!({"name": "a", "kind": "dog", ("x".repeat(9000)): 1});
        assert!(PET.violations(&long)[0].pointer.len() < 200);
    }

    #[test]
    fn times_have_one_form() {
        for odd in [
            "2026-11-24T18:30:00",
            "2026-11-24 18:30:00Z",
            "2026-11-24T18:30:00.Z",
            "20261124T183000Z",
            "2026-11-24T18:30:00+01:00",
            "ä026-11-24T18:30:00Z",
        ] {
            assert!(!is_moment(odd), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn no_value_breaks_it(text in "\\PC{0,40}", n: i64) {
            for value in [json!(text), json!(n), json!({text: n}), json!([n])] {
                let _ = PET.violations(&value);
            }
        }
    }
}
