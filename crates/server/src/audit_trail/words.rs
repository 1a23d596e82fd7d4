//! An event in words: a sentence, who and about whom, and what else it says.

use std::collections::BTreeMap;

use base::audit::{Outcome, Recorded};
use base::db::{Conn, DbError};
use base::i18n::Texts;
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
    /// What else it says, `name: value`, in the reader's language.
    pub facts: Vec<String>,
    /// Whether it was refused or broke.
    pub outcome: Option<Outcome>,
    /// Why it was refused, in words where there are some for its code.
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
            facts.extend(values(&ctx.texts, text));
        }
        Self {
            sentence: sentence(ctx, &event.kind),
            who: match names.get(event.actor.as_ref()) {
                Some(name) => name.clone(),
                None => machine(event).unwrap_or_default(),
            },
            facts,
            outcome: Outcome::parse(&event.outcome),
            reason: event.reason.as_deref().map(|code| reason(ctx, code)),
        }
    }
}

/// The service account or the command that did it; its name stands in the event itself, for it may be deleted since.
fn machine(event: &Recorded) -> Option<String> {
    let details = event.details();
    let named = details.get("service_account");
    named
        .or_else(|| details.get("command"))
        .and_then(Json::as_str)
        .map(str::to_owned)
}

/// A reason in words; its code where no text is known for it.
fn reason(ctx: &Ctx, code: &str) -> String {
    let known = ctx.texts.known(&format!("reason-{code}"));
    known.unwrap_or_else(|| code.to_owned())
}

/// Facts whose values are words of ours, one or several with spaces between.
const OF_WORDS: [&str; 8] = [
    "role",
    "from",
    "to",
    "means",
    "block",
    "deed",
    "what",
    "transport",
];

/// `name: value` for each fact of a JSON object.
fn values(texts: &Texts, text: &str) -> Vec<String> {
    let facts: Map<String, Json> = serde_json::from_str(text).unwrap_or_default();
    facts
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Json::String(words) if OF_WORDS.contains(&name.as_str()) => in_words(texts, words),
                Json::String(words) => words.clone(),
                other => other.to_string(),
            };
            let known = texts.known(&format!("fact-{}", name.replace('_', "-")));
            format!("{}: {value}", known.as_ref().unwrap_or(name))
        })
        .collect()
}

fn in_words(texts: &Texts, words: &str) -> String {
    let word = |word: &str| {
        let known = texts.known(&format!("fact-word-{}", word.replace('_', "-")));
        known.unwrap_or_else(|| word.to_owned())
    };
    let all: Vec<String> = words.split(' ').map(word).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use base::i18n::{Catalogue, Language};

    use super::*;

    #[test]
    fn facts_are_listed_and_nonsense_is_passed_over() {
        let texts = Catalogue::embedded().texts(Language::En);
        assert_eq!(
            values(&texts, r#"{"means":"password email_link","n":3}"#),
            ["with: password, link in a letter", "n: 3"]
        );
        assert!(values(&texts, "").is_empty() && values(&texts, "[1]").is_empty());
    }

    #[test]
    fn a_name_that_looks_like_a_word_of_ours_stays_a_name() {
        let texts = Catalogue::embedded().texts(Language::De);
        assert_eq!(
            values(&texts, r#"{"name":"guest","role":"guest"}"#),
            ["Name: guest", "Rolle: Gast"]
        );
    }
}
