//! What an address asks of the list of people: the filters, and the place in the list.

use people::members::Role;
use people::search::{Cursor, MemberSearch, Standing};
use people::{DepartmentId, GroupId};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// People on a page.
pub(super) const A_PAGE: u32 = 50;
/// The longest search looked at, in characters.
const LONGEST_SEARCH: usize = 200;

/// The address as it came.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    pub(super) search: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) role: String,
    #[serde(default)]
    pub(super) department: String,
    #[serde(default)]
    pub(super) group: String,
    #[serde(default)]
    pub(super) after: String,
    #[serde(default)]
    pub(super) before: String,
    /// How many stand on the pages before; for the words only.
    #[serde(default)]
    pub(super) seen: String,
}

impl Wish {
    pub(super) fn search(&self) -> MemberSearch {
        MemberSearch {
            text: self.search.chars().take(LONGEST_SEARCH).collect(),
            standing: Standing::from_word(&self.state),
            role: Role::from_word(&self.role),
            department: DepartmentId::parse(&self.department),
            group: GroupId::parse(&self.group),
            after: Cursor::parse(&self.after),
            before: Cursor::parse(&self.before),
            limit: A_PAGE,
        }
    }

    /// The same without filters that cannot be read.
    pub(super) fn cleaned(mut self, sought: &MemberSearch) -> Self {
        let word = |word: Option<String>| word.unwrap_or_default();
        self.state = word(sought.standing.map(|one| one.word().to_owned()));
        self.role = word(sought.role.map(|one| one.word().to_owned()));
        self.department = word(sought.department.map(|id| id.to_string()));
        self.group = word(sought.group.map(|id| id.to_string()));
        self
    }

    /// The address of the list with these filters, at its first page.
    pub(super) fn address(&self, base: &str) -> String {
        self.address_with(base, &[])
    }

    /// The filters that are set, as they stand in the address.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let own = [
            ("search", self.search.as_str()),
            ("state", &self.state),
            ("role", &self.role),
            ("department", &self.department),
            ("group", &self.group),
        ];
        own.into_iter().filter(|(_, value)| !value.is_empty())
    }

    pub(super) fn address_with(&self, base: &str, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs()).extend_pairs(more);
        let query = query.finish();
        if query.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{query}")
        }
    }

    /// How many stand before this page, as the link that led here said.
    pub(super) fn seen(&self) -> i64 {
        let is_first = self.after.is_empty() && self.before.is_empty();
        let seen = self.seen.parse::<u32>().unwrap_or(0);
        if is_first { 0 } else { i64::from(seen) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stay_in_the_address_and_the_place_does_not() {
        let wish = Wish {
            search: "anna & co".to_owned(),
            role: "guest".to_owned(),
            after: "x".to_owned(),
            seen: "50".to_owned(),
            ..Wish::default()
        };
        assert_eq!(wish.address("/p"), "/p?search=anna+%26+co&role=guest");
        assert_eq!(Wish::default().address("/p"), "/p");
        assert_eq!(wish.seen(), 50);
    }

    #[test]
    fn what_cannot_be_read_filters_nothing() {
        let wish = Wish {
            state: "asleep".to_owned(),
            role: "owner".to_owned(),
            department: "'; --".to_owned(),
            group: "*".to_owned(),
            after: "nowhere".to_owned(),
            before: "nowhere".to_owned(),
            seen: "-7".to_owned(),
            ..Wish::default()
        };
        let all = MemberSearch {
            limit: A_PAGE,
            ..MemberSearch::default()
        };
        assert_eq!(wish.search(), all);
        assert_eq!(wish.seen(), 0);
    }
}
