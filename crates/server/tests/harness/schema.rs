//! Answers against the document: a small reading of JSON Schema, as much of it as the document uses.

use axum::http::Method;
use serde_json::{Map, Value};

/// The document, with what is needed to find an operation in it.
pub struct Document(pub Value);

impl Document {
    pub fn new() -> Self {
        Self(server::api::document("http://localhost:8080"))
    }

    /// The operation of a call, by its path below `/api/v1`.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Value> {
        let path = path.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let own: Vec<&str> = template.split('/').collect();
            let same = |(one, part): (&&str, &&str)| one == part || one.starts_with('{');
            own.len() == parts.len() && own.iter().zip(&parts).all(same)
        };
        // A place is also filled by a word; the path without places wins.
        let mut found: Vec<(&String, &Value)> = self.0["paths"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(template, _)| fits(template))
            .collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        let (_, methods) = found.first()?;
        let method = if *method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        methods.get(method.as_str().to_lowercase())
    }

    /// What is wrong with an answer, seen from the document.
    pub fn mistakes(&self, operation: &Value, status: u16, body: &Value) -> Vec<String> {
        let told = &operation["responses"][status.to_string()];
        if told.is_null() {
            return vec![format!("{status} is not documented")];
        }
        let Some(content) = told["content"].as_object() else {
            return if body.is_null() {
                Vec::new()
            } else {
                vec!["a body that is not documented".into()]
            };
        };
        let mut wrong = Vec::new();
        for kind in content.values() {
            self.look(&kind["schema"], body, "", &mut wrong);
        }
        wrong
    }

    /// What is wrong with a value of this schema.
    pub fn look(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let Some(schema) = schema.as_object() else {
            wrong.push(format!("{at}: no schema"));
            return;
        };
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.strip_prefix("#/components/schemas/").unwrap();
            self.look(&self.0["components"]["schemas"][name], value, at, wrong);
            return;
        }
        if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
            let fits = any.iter().any(|one| {
                let mut wrong = Vec::new();
                self.look(one, value, at, &mut wrong);
                wrong.is_empty()
            });
            if !fits {
                wrong.push(format!("{at}: {value} fits none of {any:?}"));
            }
            return;
        }
        if !is_of(schema, value) {
            wrong.push(format!("{at}: {value} is not of {schema:?}"));
        }
        if let Value::Array(items) = value {
            for (n, item) in items.iter().enumerate() {
                self.look(&schema["items"], item, &format!("{at}/{n}"), wrong);
            }
        }
        if let (Value::Object(members), Some(own)) = (value, schema.get("properties")) {
            for name in schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                if !members.contains_key(name.as_str().unwrap()) {
                    wrong.push(format!("{at}: {name} is missing"));
                }
            }
            for (name, member) in members {
                match own.get(name) {
                    Some(schema) => self.look(schema, member, &format!("{at}/{name}"), wrong),
                    None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                        wrong.push(format!("{at}: {name} is not documented"));
                    }
                    None => {}
                }
            }
        }
    }
}

/// Kind and bounds.
fn is_of(schema: &Map<String, Value>, value: &Value) -> bool {
    let number = |name: &str| schema.get(name).and_then(Value::as_i64);
    let kind = schema
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let one_of = schema.get("enum").and_then(Value::as_array);
    if one_of.is_some_and(|words| !words.contains(value)) {
        return false;
    }
    let within = |n: i64, least: &str, most: &str| {
        number(least).is_none_or(|least| n >= least) && number(most).is_none_or(|most| n <= most)
    };
    match (kind, value) {
        ("string", Value::String(text)) => {
            within(text.chars().count() as i64, "minLength", "maxLength")
        }
        ("integer", Value::Number(n)) => {
            n.as_i64().is_some_and(|n| within(n, "minimum", "maximum"))
        }
        ("array", Value::Array(items)) => within(items.len() as i64, "minItems", "maxItems"),
        ("boolean", Value::Bool(_)) | ("object", Value::Object(_)) | ("null", Value::Null) => true,
        _ => false,
    }
}
