//! An event in words: a sentence, who and about whom, and what else it says.

use std::collections::BTreeMap;

use base::audit::{Outcome, Recorded};
use base::db::{Conn, DbError};
use people::{MemberId, PassportId, WorkspaceId, members, passports};
use serde_json::{Map, Value as Json};

use crate::web::Ctx;

/// The sentence of an event's kind: `signin.accepted` is the text `event-signin-accepted`.
pub fn sentence(ctx: &Ctx, kind: &str) -> String {
    ctx.text(&format!("event-{}", kind.replace('.', "-")))
}

/// An event ready to be shown.
#[derive(Clone, Debug)]
pub struct Line {
    /// What happened.
    pub sentence: String,
    /// By whom; empty when nobody is known.
    pub who: String,
    /// What else it says, `name: value`.
    pub facts: Vec<String>,
    /// Whether it was refused or broke.
    pub outcome: Option<Outcome>,
    /// The short code of the reason.
    pub reason: Option<String>,
}

/// The names behind identifiers, looked up once a page.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Looks up everybody these events name: in a workspace by the name it knows, on the server by
    /// that of the passport.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(
        conn: &mut Conn,
        workspace: Option<WorkspaceId>,
        events: &[Recorded],
    ) -> Result<Self, DbError> {
        let mut names = BTreeMap::new();
        let mut ids: Vec<String> = events
            .iter()
            .flat_map(|event| [event.actor.clone(), event.subject.clone()])
            .flatten()
            .collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let name = name_of(conn, workspace, &id).await?;
            names.insert(id, name.unwrap_or_default());
        }
        Ok(Self(names))
    }

    fn get(&self, id: Option<&String>) -> Option<&String> {
        id.and_then(|id| self.0.get(id))
            .filter(|name| !name.is_empty())
    }
}

/// What an identifier names, if it names a person. Passports and members have the same form, so
/// both are asked for.
async fn name_of(
    conn: &mut Conn,
    workspace: Option<WorkspaceId>,
    id: &str,
) -> Result<Option<String>, DbError> {
    let Some(passport) = PassportId::parse(id) else {
        return Ok(None);
    };
    let Some(workspace) = workspace else {
        return Ok(passports::load(conn, passport)
            .await?
            .map(|person| person.name));
    };
    if let Some(member) = members::of_passport(conn, workspace, passport).await? {
        return Ok(Some(member.name));
    }
    let Some(member) = MemberId::parse(id) else {
        return Ok(None);
    };
    Ok(members::load(conn, workspace, member)
        .await?
        .map(|member| member.name))
}

impl Line {
    /// Puts an event into words.
    pub fn new(ctx: &Ctx, event: &Recorded, names: &Names) -> Self {
        let mut facts = Vec::new();
        if let Some(about) = names.get(event.subject.as_ref())
            && event.subject != event.actor
        {
            facts.push(about.clone());
        }
        for text in [event.personal.as_deref(), Some(event.details.as_str())]
            .into_iter()
            .flatten()
        {
            facts.extend(values(text));
        }
        Self {
            sentence: sentence(ctx, &event.kind),
            who: names.get(event.actor.as_ref()).cloned().unwrap_or_default(),
            facts,
            outcome: Outcome::parse(&event.outcome),
            reason: event.reason.clone(),
        }
    }
}

/// `name: value` for each fact of a JSON object.
fn values(text: &str) -> Vec<String> {
    let facts: Map<String, Json> = serde_json::from_str(text).unwrap_or_default();
    facts
        .iter()
        .map(|(name, value)| match value {
            Json::String(words) => format!("{name}: {words}"),
            other => format!("{name}: {other}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_listed_and_nonsense_is_passed_over() {
        assert_eq!(
            values(r#"{"means":"password","n":3}"#),
            ["means: password", "n: 3"]
        );
        assert!(values("").is_empty() && values("[1]").is_empty());
    }
}
