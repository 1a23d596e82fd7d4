//! Every example of the manual, applied to a fresh server; what is shown beside it is what is printed.

use super::*;

const MANUAL: &str = include_str!("../../../../docs/manual/blueprint.md");

/// The blocks of a language, each with what is shown after it before the next one.
fn examples() -> Vec<(String, Option<String>)> {
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    for block in MANUAL.split("\n```").collect::<Vec<_>>() {
        if let Some(text) = block.strip_prefix("toml\n") {
            all.push((format!("{text}\n"), None));
        } else if let Some(text) = block.strip_prefix("text\n") {
            all.last_mut().unwrap().1 = Some(format!("{text}\n"));
        }
    }
    all
}

#[tokio::test]
async fn every_example_of_the_manual_does_what_it_says() {
    let (examples, sources) = (
        examples(),
        sources(&[
            ("VESTIBULE_SECRET_MAIL", "quiet-otter-77"),
            ("VESTIBULE_SECRET_SMS", "calm-otter-79"),
            ("VESTIBULE_SECRET_WIKI", super::applications::SECRET),
        ]),
    );
    assert!(examples.len() >= 7 && examples.iter().filter(|one| one.1.is_some()).count() >= 3);
    for (text, shown) in examples {
        let read = Blueprint::of(&text, &sources);
        if text.starts_with("# mistakes\n") {
            let lines: String = read
                .err()
                .unwrap()
                .iter()
                .map(|one| format!("{one}\n"))
                .collect();
            assert_eq!(Some(lines), shown);
            continue;
        }
        let blueprint = read.unwrap_or_else(|mistakes| panic!("{text}\n{mistakes:#?}"));
        let app = TestApp::start().await;
        let carrier = at_rest(&app);
        let plan = planned(&carrier, &blueprint, Wishes::default()).await;
        if let Some(shown) = shown {
            assert_eq!(human(&plan), shown);
        }
        done_with(&carrier, &blueprint, Wishes::default()).await;
        let plan = planned(&carrier, &blueprint, PRUNE).await;
        assert!(!plan.changes_anything(), "{text}\n{}", human(&plan));
    }
}

#[test]
fn every_section_and_key_stands_in_the_manual() {
    for part in server::blueprint::PARTS {
        for key in part.section.keys {
            let there = MANUAL.lines().any(|line| {
                line.contains(&format!("{} = ", key.name))
                    || line.contains(&format!("`{}`", key.name))
            });
            assert!(there, "{}.{}", part.section.name, key.name);
        }
        assert!(MANUAL.contains(part.section.name), "{}", part.section.name);
    }
}

#[test]
fn every_service_account_scope_of_the_grammar_is_one_and_none_is_missing() {
    let part = server::blueprint::PARTS
        .iter()
        .find(|part| part.section.name == "service_accounts")
        .unwrap();
    let protocol::blueprint::Kind::Words(words) = part.section.key("scopes").unwrap().kind else {
        panic!("words")
    };
    let own: Vec<&str> = server::tokens::Scope::of_workspaces()
        .map(|scope| scope.word())
        .collect();
    assert_eq!(words, own);
}
