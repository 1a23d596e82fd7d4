//! What was probably meant by a word nobody knows.

/// Which of `names` was probably meant by `wrong`.
pub fn nearest(wrong: &str, names: impl Iterator<Item = String>) -> Option<String> {
    // Whoever writes something this long did not mistype a name.
    if wrong.len() > 64 {
        return None;
    }
    let near = names.map(|name| (distance(wrong, &name), name)).min()?;
    (near.0 <= wrong.len().max(near.1.len()) / 3 + 1).then_some(near.1)
}

/// How many letters must be changed, added or left out to make `other` of `one`.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut next = vec![line + 1];
        let steps = row.iter().zip(row.iter().skip(1)).zip(&other);
        for ((diagonal, above), there) in steps {
            let left = next.last().copied().unwrap_or_default();
            let change = diagonal + usize::from(letter != *there);
            next.push(change.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, wanted) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(one, other), wanted, "{one} {other}");
        }
    }

    #[test]
    fn only_a_likely_name_is_offered() {
        let names = || {
            ["public_url", "listen", "database"]
                .map(str::to_owned)
                .into_iter()
        };
        assert_eq!(nearest("publicurl", names()).as_deref(), Some("public_url"));
        assert_eq!(nearest("listn", names()).as_deref(), Some("listen"));
        assert_eq!(nearest("zzzzzzzzzz", names()), None);
        assert_eq!(nearest(&"listen".repeat(20), names()), None);
        assert_eq!(nearest("listen", std::iter::empty()), None);
    }
}
