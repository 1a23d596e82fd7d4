//! Every example of the manual, run as it stands there. Identifiers, times and references differ and are bound by
//! where they first stand.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::Value;

use crate::harness::script::{Script, personal, script};
use crate::harness::{PASSWORD, TestApp};

const MANUAL: &str = include_str!("../../../../docs/manual/api.md");
const ORIGIN: &str = "https://id.acme.example";

/// A call and the answer printed below it.
struct Example {
    call: String,
    answer: Option<Value>,
}

fn examples() -> Vec<Example> {
    let mut found = Vec::new();
    for block in MANUAL.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        for one in block.split("$ ").filter(|one| !one.trim().is_empty()) {
            let mut call = String::new();
            let mut lines = one.lines();
            for line in lines.by_ref() {
                match line.strip_suffix('\\') {
                    Some(more) => call.push_str(more),
                    None => {
                        call.push_str(line);
                        break;
                    }
                }
            }
            let answer = lines.collect::<Vec<_>>().join("\n");
            let answer =
                (!answer.trim().is_empty()).then(|| serde_json::from_str(&answer).unwrap());
            found.push(Example { call, answer });
        }
    }
    found
}

/// The words of a command line, without their quotes.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
            }
            (_, c) => word.push(c),
        }
    }
    all.extend((!word.is_empty()).then_some(word));
    all
}

/// Runs a call the way curl would, with the token it names.
async fn run(scripts: &[(&str, Script<'_>)], call: &str) -> crate::harness::script::Told {
    let words = words(call);
    assert_eq!(words[..2], ["curl", "-sS"], "{call}");
    let (mut method, mut path, mut headers, mut body) = (None, None, Vec::new(), String::new());
    let mut rest = words[2..].iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-X" => method = Some(rest.next().unwrap().parse::<Method>().unwrap()),
            "-H" => {
                let (name, value) = rest.next().unwrap().split_once(": ").unwrap();
                headers.push((name.to_lowercase(), value.to_owned()));
            }
            "-d" => body.clone_from(rest.next().unwrap()),
            url => {
                path = Some(
                    url.strip_prefix(ORIGIN)
                        .unwrap_or_else(|| panic!("{url}"))
                        .to_owned(),
                )
            }
        }
    }
    let at = headers.iter().position(|(name, _)| name == "authorization");
    let (_, token) = headers.remove(at.unwrap_or_else(|| panic!("without a token: {call}")));
    let whose = |(name, _): &&(&str, Script<'_>)| token == format!("Bearer ${name}");
    let (_, script) = scripts
        .iter()
        .find(whose)
        .unwrap_or_else(|| panic!("{token}"));
    let usual = if body.is_empty() {
        Method::GET
    } else {
        Method::POST
    };
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    script
        .send(method.unwrap_or(usual), &path.unwrap(), &headers, body)
        .await
}

/// Whether a text is of those that differ from server to server.
fn is_fleeting(text: &str) -> bool {
    let id = text.len() == 26 && text.starts_with("01");
    let time = text.len() == 24 && text.ends_with('Z');
    let reference = text.len() == 9 && text.as_bytes()[4] == b'-';
    let coded = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let drawn = matches!(text.len(), 4 | 16 | 43) && text.bytes().all(coded);
    id || time || reference || drawn || text.starts_with("vst_")
}

/// Compares what the manual says with what came, and binds what differs.
fn compare(said: &Value, came: &Value, at: &str, bound: &mut BTreeMap<String, String>) {
    match (said, came) {
        (Value::Object(a), Value::Object(b)) => {
            let names =
                |of: &serde_json::Map<String, Value>| of.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(a), names(b), "{at}");
            for (name, value) in a {
                compare(value, &b[name], &format!("{at}/{name}"), bound);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}: {came}");
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, &format!("{at}/{n}"), bound);
            }
        }
        (Value::String(a), Value::String(b)) if is_fleeting(a) && is_fleeting(b) => {
            if a.len() == 26 {
                let known = bound.entry(a.clone()).or_insert_with(|| b.clone());
                assert_eq!(known, b, "{at}: the manual gives two things one identifier");
            }
        }
        (Value::String(_), Value::String(_)) if at.ends_with("/user_agent") => {}
        (Value::String(a), Value::String(b)) if a.starts_with(ORIGIN) => {
            assert_eq!(
                a.strip_prefix(ORIGIN),
                b.strip_prefix("http://localhost:8080"),
                "{at}"
            );
        }
        _ => assert_eq!(said, came, "{at}"),
    }
}

#[tokio::test]
async fn every_example_of_the_manual_does_what_it_says() {
    let server = TestApp::start().await;
    let anna = server
        .person("Anna Nowak", "anna@acme.example", PASSWORD)
        .await;
    server.workspace("acme", "Acme", anna).await;
    let mut browser = server.signed_in("anna@acme.example").await;
    let scopes = [
        "people:write",
        "departments:write",
        "groups:write",
        "applications:write",
        "sites:write",
        "tokens:write",
        "workspace:write",
        "audit:read",
    ];
    let robot = script(&server, &mut browser, ("acme", "Robot"), &scopes).await;
    server.make_operator(anna).await;
    let mut browser = server.signed_in("anna@acme.example").await;
    let own = ["passport:write", "passport:export", "server.settings:write"];
    let own = personal(&server, &mut browser, &own).await;
    let scripts = [("VESTIBULE_TOKEN", robot), ("ANNAS_TOKEN", own)];
    let examples = examples();
    assert!(examples.len() >= 5, "{}", examples.len());
    let mut bound: BTreeMap<String, String> = BTreeMap::new();
    for one in examples {
        let mut call = one.call.clone();
        for (said, real) in &bound {
            call = call.replace(said, real);
        }
        let told = run(&scripts, &call).await;
        match &one.answer {
            None => assert!(
                told.status.is_success() && told.text.is_empty(),
                "{call}: {}",
                told.text
            ),
            Some(said) => compare(said, &told.body, &one.call, &mut bound),
        }
    }
}

#[test]
fn every_address_and_scope_of_the_manual_is_there() {
    let document = server::api::document(ORIGIN);
    for scope in server::tokens::Scope::ALL {
        assert!(
            MANUAL.contains(&format!("`{}`", scope.word())),
            "{}",
            scope.word()
        );
    }
    for path in document["paths"].as_object().unwrap().keys() {
        let last = path
            .split('/')
            .rev()
            .find(|part| !part.starts_with('{'))
            .unwrap();
        assert!(MANUAL.contains(&format!("/{last}")), "{path}");
    }
}

#[test]
fn a_command_line_is_read_as_a_shell_would() {
    assert_eq!(
        words(r#"curl -d '{"a": "b c"}' "x y"z"#),
        ["curl", "-d", r#"{"a": "b c"}"#, "x yz"]
    );
}
