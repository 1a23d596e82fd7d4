//! The OpenAPI 3.1 document, made of the operations.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use protocol::api::{Field, Shape};
use serde_json::{Map, Value, json};

use super::operation::{Answers, BASE, Operation};
use super::paging;
use crate::tokens::Scope;
use crate::web::{App, PROBLEMS};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `GET /api/v1/openapi.json`.
pub(super) async fn show(State(app): State<App>) -> Response {
    let body = document(app.config.public_url.origin()).to_string();
    let mut response = body.into_response();
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The document of a server with this origin.
pub fn document(origin: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas = Map::from_iter([("Problem".to_owned(), problem())]);
    for (thing, operations) in super::THINGS {
        for one in *operations {
            let at = paths
                .entry(one.path.to_owned())
                .or_insert_with(|| json!({}));
            if let Value::Object(methods) = at {
                let verb = one.verb.word().to_ascii_lowercase();
                methods.insert(verb, operation(thing, one));
            }
            collect(one, &mut schemas);
        }
    }
    let tags: Vec<Value> = super::THINGS
        .iter()
        .map(|(name, _)| json!({"name": name}))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule", "version": VERSION,
            "summary": "Everything an administrator or operator can do on pages.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": format!("{origin}{BASE}")}],
        "externalDocs": {"url": format!("{origin}{BASE}/docs")},
        "security": [{"token": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "bearerFormat": "vst_…",
                "description": scopes(),
            }},
        },
    })
}

fn scopes() -> String {
    let words: Vec<&str> = Scope::ALL.iter().map(|one| one.word()).collect();
    format!(
        "An API token with the scope an operation names. Scopes: {}.",
        words.join(", ")
    )
}

fn collect(one: &Operation, schemas: &mut Map<String, Value>) {
    if let Some(body) = &one.body {
        body.components(schemas);
    }
    match one.answers {
        Answers::One(shape) | Answers::Page(shape) | Answers::Created(shape) => {
            shape.components(schemas);
        }
        Answers::Done => {}
    }
}

fn operation(thing: &str, one: &Operation) -> Value {
    let mut told = json!({
        "operationId": one.id, "summary": one.summary, "tags": [thing],
        "parameters": parameters(one), "responses": responses(one),
    });
    let scope = one.scope.map_or("Any token will do.".to_owned(), |scope| {
        format!("Needs the scope `{}`.", scope.word())
    });
    if let Value::Object(members) = &mut told {
        members.insert("description".to_owned(), json!(scope));
        if let Some(scope) = one.scope {
            members.insert("x-scope".to_owned(), json!(scope.word()));
        }
        if let Some(body) = &one.body {
            members.insert("requestBody".to_owned(), request_body(one, body));
        }
    }
    told
}

fn request_body(one: &Operation, body: &Shape) -> Value {
    let content = json!({"schema": body.schema(), "example": body.example()});
    let mut kinds = Map::from_iter([("application/json".to_owned(), content.clone())]);
    if one.is_change() {
        kinds.insert("application/merge-patch+json".to_owned(), content);
    }
    json!({"required": true, "content": kinds})
}

fn parameters(one: &Operation) -> Vec<Value> {
    let place = |name: &str| {
        let schema = if name == "workspace" {
            json!({"type": "string", "pattern": "^[a-z0-9-]{2,40}$"})
        } else {
            Shape::Id.schema()
        };
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    let of_lists = paging::PARAMETERS.iter().filter(|_| one.is_list());
    let query = one.query.iter().chain(of_lists).map(|field: &Field| {
        json!({
            "name": field.name, "in": "query", "required": field.needed,
            "description": field.about, "schema": field.shape.schema(),
        })
    });
    let mut all: Vec<Value> = one.places().map(place).chain(query).collect();
    if one.is_creation() {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Makes it safe to ask again: the same key within 24 hours gets the same answer.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,255}$"},
        }));
    }
    if one.is_change() {
        all.push(json!({
            "name": "If-Match", "in": "header", "required": true,
            "description": "The `ETag` of what was read, or `*`.",
            "schema": {"type": "string", "pattern": "^(\\*|\"[A-Za-z0-9_-]{1,40}\")$"},
        }));
    }
    all
}

fn responses(one: &Operation) -> Map<String, Value> {
    let content = |schema: Value, example: Value| json!({"application/json": {"schema": schema, "example": example}});
    let tag = json!({"ETag": {"schema": {"type": "string"}}});
    let good = match one.answers {
        Answers::Done => json!({"description": "Done."}),
        Answers::One(shape) => json!({
            "description": "As asked.", "headers": tag,
            "content": content(shape.schema(), shape.example()),
        }),
        Answers::Page(shape) => json!({
            "description": "A page of the list.", "headers": tag,
            "content": content(page(&shape), json!({"items": [shape.example()], "next": null})),
        }),
        Answers::Created(shape) => json!({
            "description": "Made.",
            "headers": {"Location": {"schema": {"type": "string"}}},
            "content": content(shape.schema(), shape.example()),
        }),
    };
    let mut all = Map::from_iter([(one.status().to_string(), good)]);
    if one.verb == super::operation::Verb::Get {
        let same = json!({"description": "The caller has it already."});
        all.insert("304".to_owned(), same);
    }
    for word in one.problems() {
        let Some((_, status, title, _)) = PROBLEMS.iter().find(|(known, ..)| *known == word) else {
            continue;
        };
        let told = json!({
            "description": title,
            "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
            }},
        });
        all.entry(status.to_string()).or_insert(told);
    }
    all
}

/// A page of a list.
fn page(shape: &Shape) -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": shape.schema()},
            "next": {
                "description": "The address of the next page; `null` on the last.",
                "anyOf": [{"type": "string"}, {"type": "null"}],
            },
        },
    })
}

/// Problem details (RFC 9457).
fn problem() -> Value {
    let text = || json!({"type": "string"});
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "reference"],
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "What kind of problem; leads to its explanation."},
            "title": text(), "status": {"type": "integer"}, "detail": text(),
            "reference": {"type": "string", "description": "Names the request in log and audit trail."},
            "code": {"type": "string", "description": "A word for what stands in the way."},
            "scope": {"type": "string", "description": "The scope that is missing."},
            "errors": {"type": "array", "items": {
                "type": "object", "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "The field, as a JSON pointer."},
                    "parameter": {"type": "string", "description": "The parameter of the query."},
                    "code": text(), "detail": text(),
                },
            }},
        },
    })
}
