//! What the audit trail holds about a person, for that person: what they did, and what was done to them.
//!
//! It is about one person only. Of somebody else's deed there is neither who it was nor from where, and of a deed about
//! somebody else no fact.

use base::audit::{self, Recorded};
use base::db::{Conn, DbError};
use people::PassportId;
use people::kept::Known;
use serde_json::{Map, Value, json};

/// The most events of one file.
pub const MOST: u32 = 1000;

/// Facts that name with what somebody did it.
const OF_THE_DOER: [&str; 3] = ["token", "service_account", "command"];

/// The newest events, at most `most`, and whether those are all.
pub(super) async fn told(
    conn: &mut Conn,
    (person, known): (PassportId, &[Known]),
    most: u32,
) -> Result<Value, DbError> {
    let mut own = vec![person.to_string()];
    own.extend(known.iter().map(|one| one.member.to_string()));
    let (mut events, mut complete) = (Vec::new(), true);
    if most > 0 {
        for id in &own {
            let page = audit::of_person(conn, id, None, most).await?;
            complete &= page.next.is_none();
            events.extend(page.events);
        }
    }
    events.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
    events.dedup_by(|a, b| a.id == b.id);
    complete &= most > 0 && events.len() <= most as usize;
    events.truncate(most as usize);
    let events: Vec<Value> = events.iter().map(|one| event(one, &own)).collect();
    Ok(json!({"at_most": most, "complete": complete, "events": events}))
}

fn event(one: &Recorded, own: &[String]) -> Value {
    let is_own = |id: &Option<String>| id.as_ref().map(|id| own.contains(id));
    let (by, about) = (is_own(&one.actor), is_own(&one.subject));
    let by_others = by == Some(false);
    let facts = match about {
        Some(true) => facts(one, by_others),
        None if !by_others => facts(one, false),
        _ => Map::new(),
    };
    let origin = |text: &Option<String>| text.clone().filter(|_| !by_others);
    json!({
        "at": one.at.rfc3339(), "kind": one.kind, "outcome": one.outcome, "reason": one.reason,
        "reference": one.reference, "workspace": one.workspace,
        "by": match by { Some(true) => "you", Some(false) => "somebody-else", None => "nobody-known" },
        "address": origin(&one.ip), "user_agent": origin(&one.user_agent), "facts": facts,
    })
}

fn facts(one: &Recorded, by_others: bool) -> Map<String, Value> {
    let mut all = one.details();
    if by_others {
        all.retain(|name, _| !OF_THE_DOER.contains(&name.as_str()));
    }
    let personal = one.personal().into_iter();
    all.extend(personal.map(|(name, fact)| (name, fact.into())));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(actor: Option<&str>, subject: Option<&str>) -> Recorded {
        Recorded {
            id: audit::EventId::parse("01kasr4m2c8q1v5w9x3y7z2b4h").unwrap(),
            at: base::clock::Time::from_seconds(1),
            workspace: None,
            actor: actor.map(str::to_owned),
            subject: subject.map(str::to_owned),
            kind: "people.role.changed".into(),
            outcome: "done".into(),
            reason: None,
            reference: "ABCD-EFGH".into(),
            details: r#"{"to":"guest","token":"t1"}"#.into(),
            ip: Some("192.0.2.1".into()),
            user_agent: Some("Firefox".into()),
            personal: Some(r#"{"email":"anna@example.com"}"#.into()),
            salt: Some(vec![1]),
            personal_digest: vec![2],
            sequence: None,
            chain: Some(vec![3]),
        }
    }

    #[test]
    fn of_others_there_is_neither_who_nor_where_nor_with_what() {
        let own = ["me".to_owned(), "member".to_owned()];
        let told = event(&recorded(Some("boss"), Some("member")), &own);
        assert_eq!(told["by"], "somebody-else");
        assert_eq!(
            (&told["address"], &told["user_agent"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(
            told["facts"],
            json!({"to": "guest", "email": "anna@example.com"})
        );
        assert!(!told.to_string().contains("boss"));
        // What one did to somebody else is a deed of one's own, and the facts are about the other.
        let told = event(&recorded(Some("me"), Some("other")), &own);
        assert_eq!((&told["by"], &told["facts"]), (&json!("you"), &json!({})));
        assert_eq!(told["address"], "192.0.2.1");
        assert!(!told.to_string().contains("other\""));
        let told = event(&recorded(Some("me"), None), &own);
        assert_eq!(told["facts"]["token"], "t1");
        let told = event(&recorded(None, Some("me")), &own);
        assert_eq!(told["by"], "nobody-known");
        assert_eq!(
            told["address"], "192.0.2.1",
            "who guesses at a passport is seen"
        );
    }
}
