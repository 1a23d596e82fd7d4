//! Plans and mistakes as text, for people and for programs. Names come from others: nothing in them
//! reaches a terminal as it is.

use std::fmt::Write;

use protocol::blueprint::Mistake;
use protocol::shown::shown;
use serde_json::{Value, json};

use super::plan::{Action, Change, Plan, Step};

/// The mistakes of a file, one a line, as editors jump to them.
pub fn mistakes(file: &str, all: &[Mistake]) -> String {
    let line = |one: &Mistake| format!("{}:{one}\n", shown(file));
    all.iter().map(line).collect()
}

/// A plan for people.
pub fn human(plan: &Plan) -> String {
    let mut text = String::new();
    for step in plan
        .steps
        .iter()
        .filter(|step| step.action != Action::Leave)
    {
        text += &line(step);
        for change in &step.changes {
            let name = change.key.name;
            let (before, after) = (words(&change.before), words(&change.after));
            // Writing to a String does not fail.
            let _ = match step.action {
                Action::Create => writeln!(text, "      {name}: {after}"),
                _ => writeln!(text, "      {name}: {before} -> {after}"),
            };
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text + &summary(plan)
}

fn line(step: &Step) -> String {
    let mark = match step.action {
        Action::Create => '+',
        Action::Change => '~',
        Action::Leave => '=',
        Action::Remove => '-',
        Action::Keep => '?',
    };
    let note = step
        .note
        .as_deref()
        .map(|note| format!(": {note}"))
        .unwrap_or_default();
    format!("  {mark} {}{note}\n", shown(&step.called()))
}

/// A step that was done, for people.
pub fn step_done(step: &Step) -> String {
    let deed = match step.action {
        Action::Create => "created",
        Action::Change => "changed",
        Action::Remove => "removed",
        Action::Leave | Action::Keep => "left",
    };
    format!("{deed} {}", shown(&step.called()))
}

fn summary(plan: &Plan) -> String {
    let counts = [
        (Action::Create, "to create"),
        (Action::Change, "to change"),
        (Action::Remove, "to remove"),
        (Action::Leave, "as they should be"),
        (Action::Keep, "not in the file and kept"),
    ];
    let told = counts.map(|(action, words)| format!("{} {words}", plan.count(action)));
    format!("{}.\n", told.join(", "))
}

/// A value on one line.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => shown(text),
        Value::Array(all) if all.is_empty() => "none".to_owned(),
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let one =
                |(name, value): (&String, &Value)| format!("{} {}", shown(name), words(value));
            let all: Vec<String> = fields.iter().map(one).collect();
            format!("{{{}}}", all.join("; "))
        }
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => shown(&other.to_string()),
    }
}

/// A plan for programs.
pub fn json(plan: &Plan) -> Value {
    let change =
        |one: &Change| json!({"key": one.key.name, "before": one.before, "after": one.after});
    let step = |one: &Step| {
        json!({
            "action": word(one.action),
            "section": one.part.section.name,
            "workspace": Some(&one.workspace).filter(|name| !name.is_empty()),
            "name": Some(&one.name).filter(|name| !name.is_empty()),
            "changes": one.changes.iter().map(change).collect::<Vec<_>>(),
            "note": one.note,
        })
    };
    let all = [
        Action::Create,
        Action::Change,
        Action::Leave,
        Action::Remove,
        Action::Keep,
    ];
    let counts = all.map(|action| (word(action).to_owned(), Value::from(plan.count(action))));
    json!({
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "counts": Value::Object(counts.into_iter().collect()),
    })
}

const fn word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Change => "change",
        Action::Leave => "leave",
        Action::Remove => "remove",
        Action::Keep => "keep",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::sections::PARTS;

    fn a_plan() -> Plan {
        let groups = PARTS
            .iter()
            .find(|part| part.section.name == "groups")
            .unwrap();
        let key = |name| groups.section.key(name).unwrap();
        let step = |action, name: &str, changes| Step {
            action,
            part: groups,
            workspace: "acme".to_owned(),
            name: name.to_owned(),
            changes,
            note: None,
            handle: None,
            deed: None,
        };
        let change = |before, after| Change {
            key: key("description"),
            before,
            after,
        };
        let steps = vec![
            step(
                Action::Create,
                "A\u{1b}[2J",
                vec![change(Value::Null, json!("x"))],
            ),
            step(
                Action::Change,
                "B",
                vec![change(json!("\u{1b}]0;owned\u{7}"), Value::Null)],
            ),
            step(Action::Leave, "C", Vec::new()),
            Step {
                note: Some("gone".to_owned()),
                ..step(Action::Remove, "D", Vec::new())
            },
        ];
        Plan {
            steps,
            names: super::super::worth::Names::default(),
            prune: false,
        }
    }

    #[test]
    fn a_plan_is_told_line_by_line_and_nothing_moves_the_cursor() {
        let text = human(&a_plan());
        let wanted = "  + group A\\u{1b}[2J of acme\n      description: x\n  ~ group B of acme\n      \
                      description: \\u{1b}]0;owned\\u{7} -> nothing\n  - group D of acme: gone\n\n\
                      1 to create, 1 to change, 1 to remove, 1 as they should be, 0 not in the file and kept.\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn programs_get_the_same_as_json() {
        let told = json(&a_plan());
        assert_eq!(told["steps"][1]["action"], "change");
        assert_eq!(told["steps"][1]["changes"][0]["after"], Value::Null);
        assert_eq!(
            told["counts"],
            json!({"create": 1, "change": 1, "leave": 1, "remove": 1, "keep": 0})
        );
        assert!(!told.to_string().contains('\u{1b}'));
    }

    #[test]
    fn mistakes_stand_one_a_line() {
        let at = protocol::blueprint::Place { line: 3, column: 9 };
        let one = Mistake {
            at,
            key: "workspaces.name".to_owned(),
            words: "odd".to_owned(),
        };
        assert_eq!(
            mistakes("a\n.toml", &[one]),
            "a\\u{a}.toml:3:9: workspaces.name: odd\n"
        );
    }
}
