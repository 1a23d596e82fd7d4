//! What one looks for in the trail: one field for a reference, an address or a person, and
//! choices for kind, outcome and time.

use std::net::IpAddr;
use std::time::Duration;

use base::audit::{Cursor, Filter, Outcome, Reference};
use base::clock::Time;
use base::db::{Conn, DbError};
use people::search::{MemberSearch, members};
use people::{PassportId, WorkspaceId};
use serde::Deserialize;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Query {
    /// A reference, an address, or the beginning of a name or e-mail.
    #[serde(default)]
    pub(super) search: String,
    /// The feature: `signin`, `people`, …
    #[serde(default)]
    pub(super) kind: String,
    /// `done`, `refused`, `broken`.
    #[serde(default)]
    pub(super) outcome: String,
    /// Days back.
    #[serde(default)]
    pub(super) days: String,
    /// The place in the list.
    #[serde(default)]
    pub(super) after: String,
}

/// What the search field turned out to mean.
pub(super) enum Sought {
    /// Everything the filter lets through.
    Filtered(Box<Filter>),
    /// What happened in one request.
    Request(Reference),
    /// Nobody of that name.
    Nobody,
}

/// The features whose events one can choose, as the first word of their kinds.
pub(super) const FEATURES: [&str; 6] = ["signin", "door", "people", "oidc", "workspace", "server"];
/// The spans one can choose, in days.
pub(super) const SPANS: [&str; 3] = ["1", "7", "30"];

impl Query {
    /// Where the page begins.
    pub(super) fn cursor(&self) -> Option<Cursor> {
        Cursor::parse(&self.after)
    }

    /// The query with another `name`; going elsewhere begins at the first page.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let mut all = vec![
            ("search", self.search.as_str()),
            ("kind", &self.kind),
            ("outcome", &self.outcome),
            ("days", &self.days),
        ];
        all.retain(|(known, held)| *known != name && !held.is_empty());
        if !value.is_empty() {
            all.push((name, value));
        }
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(all)
            .finish()
    }

    /// Reads the search field.
    pub(super) async fn sought(
        &self,
        conn: &mut Conn,
        workspace: Option<WorkspaceId>,
        now: Time,
    ) -> Result<Sought, DbError> {
        let typed = self.search.trim();
        if let Some(reference) = Reference::parse(typed) {
            return Ok(Sought::Request(reference));
        }
        let mut filter = self.filter(now);
        if let Ok(address) = typed.parse::<IpAddr>() {
            filter.ip = Some(address.to_canonical().to_string());
        } else if !typed.is_empty() {
            let Some(person) = person(conn, workspace, typed, now).await? else {
                return Ok(Sought::Nobody);
            };
            filter.person = Some(person.to_string());
        }
        Ok(Sought::Filtered(Box::new(filter)))
    }

    fn filter(&self, now: Time) -> Filter {
        let known = FEATURES.contains(&self.kind.as_str());
        let days = SPANS
            .contains(&self.days.as_str())
            .then(|| self.days.parse().ok())
            .flatten();
        Filter {
            kind: known.then(|| format!("{}.", self.kind)),
            outcome: Outcome::parse(&self.outcome),
            from: days.map(|days: u64| now.minus(Duration::from_secs(days * 24 * 3600))),
            ..Filter::default()
        }
    }
}

/// The first person that a beginning of name or e-mail means in a workspace; on the server the
/// whole address is asked for.
async fn person(
    conn: &mut Conn,
    workspace: Option<WorkspaceId>,
    typed: &str,
    now: Time,
) -> Result<Option<PassportId>, DbError> {
    let Some(workspace) = workspace else {
        let named = people::identifiers::Named::parse(typed);
        return match named {
            Some(named) => people::identifiers::owner(conn, &named).await,
            None => Ok(None),
        };
    };
    let search = MemberSearch {
        text: typed.to_owned(),
        limit: 1,
        ..MemberSearch::default()
    };
    let page = members(conn, workspace, &search, now).await?;
    Ok(page.members.first().map(|found| found.member.passport))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_keeps_the_others_and_forgets_the_page() {
        let query = Query {
            search: "anna".into(),
            kind: "signin".into(),
            after: "5-x".into(),
            ..Query::default()
        };
        assert_eq!(query.with("kind", ""), "search=anna");
        assert_eq!(
            query.with("outcome", "refused"),
            "search=anna&kind=signin&outcome=refused"
        );
    }

    #[test]
    fn only_offered_choices_filter() {
        let now = Time::from_seconds(1_000_000);
        let odd = Query {
            kind: "%".into(),
            outcome: "x".into(),
            days: "9999".into(),
            ..Query::default()
        };
        let filter = odd.filter(now);
        assert_eq!(
            (filter.kind, filter.outcome, filter.from),
            (None, None, None)
        );
        let fine = Query {
            kind: "door".into(),
            days: "7".into(),
            ..Query::default()
        };
        assert_eq!(fine.filter(now).kind.as_deref(), Some("door."));
        assert!(fine.filter(now).from.is_some());
    }
}
