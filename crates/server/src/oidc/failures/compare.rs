//! Two addresses side by side, with the part in which they differ.

/// A text in three parts: what both begin with, where they differ, what both end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) before: String,
    pub(super) differs: String,
    pub(super) after: String,
}

/// What was asked for and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) asked: Marked,
    pub(super) registered: Marked,
}

/// How many characters two texts share at their beginning, and at their end beyond that.
fn shared(one: &[char], other: &[char]) -> (usize, usize) {
    let same = |(a, b): &(&char, &char)| a == b;
    let start = one.iter().zip(other).take_while(same).count();
    let (rest, others) = (one.iter().skip(start).rev(), other.iter().skip(start).rev());
    (start, rest.zip(others).take_while(same).count())
}

fn marked(text: &[char], (start, end): (usize, usize)) -> Marked {
    let part = |from: usize, to: usize| text.iter().skip(from).take(to - from).collect();
    let last = text.len() - end;
    Marked {
        before: part(0, start),
        differs: part(start, last),
        after: part(last, text.len()),
    }
}

/// Compares `asked` with the one of `registered` that is most like it.
pub(super) fn nearest(asked: &str, registered: &[String]) -> Option<Compared> {
    let asked: Vec<char> = asked.chars().collect();
    let likeness = |other: &Vec<char>| {
        let (start, end) = shared(&asked, other);
        (
            start + end,
            std::cmp::Reverse(asked.len().abs_diff(other.len())),
        )
    };
    let all = registered
        .iter()
        .map(|one| one.chars().collect::<Vec<char>>());
    let best = all.max_by_key(likeness)?;
    let common = shared(&asked, &best);
    Some(Compared {
        asked: marked(&asked, common),
        registered: marked(&best, common),
    })
}
