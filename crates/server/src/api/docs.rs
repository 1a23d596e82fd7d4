//! The documentation page of the API: made of the same operations as the document, without a script, and from
//! this server alone.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use protocol::api::{Field, Shape};

use super::operation::{Answers, BASE, Operation};
use super::paging;
use crate::tokens::Scope;
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, PROBLEMS, PageError, card, show as shown};

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Docs {
    card: Card,
    things: Vec<Thing>,
    scopes: ui::Table,
    problems: Vec<Problem>,
}

/// The operations of one heading.
struct Thing {
    id: String,
    name: &'static str,
    operations: Vec<Entry>,
}

struct Entry {
    id: &'static str,
    line: String,
    summary: &'static str,
    scope: Option<&'static str>,
    takes: Option<ui::Table>,
    gives: String,
    problems: String,
    example: String,
}

struct Problem {
    word: &'static str,
    title: String,
    detail: &'static str,
}

/// `GET /api/v1/docs`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx) -> Result<Response, PageError> {
    let mut card = card(&ctx, "calls-title");
    card.wide = true;
    let origin = app.config.public_url.origin();
    let things = super::THINGS.iter().map(|(name, operations)| Thing {
        id: name.to_lowercase().replace(' ', "-"),
        name,
        operations: operations
            .iter()
            .map(|one| Entry::of(&ctx, one, origin))
            .collect(),
    });
    let problems = PROBLEMS
        .iter()
        .map(|(word, status, title, detail)| Problem {
            word,
            title: format!("{status} · {title}"),
            detail,
        });
    Ok(shown(&Docs {
        card,
        things: things.collect(),
        scopes: scopes(&ctx),
        problems: problems.collect(),
    }))
}

fn scopes(ctx: &Ctx) -> ui::Table {
    let head = ui::table(ctx.text("calls-scopes"))
        .column(ui::column(ctx.text("calls-scope")))
        .column(ui::column(ctx.text("calls-means")));
    head.rows(
        Scope::ALL
            .iter()
            .map(|one| ui::row(one.word()).cell(ctx.text(&one.text_key()))),
    )
}

impl Entry {
    fn of(ctx: &Ctx, one: &'static Operation, origin: &str) -> Self {
        Self {
            id: one.id,
            line: format!("{} {}", one.verb.word(), one.address()),
            summary: one.summary,
            scope: one.scope.map(Scope::word),
            takes: takes(ctx, one),
            gives: gives(one),
            problems: one.problems().join(", "),
            example: example(one, origin),
        }
    }
}

/// Parameters and fields of the body.
fn takes(ctx: &Ctx, one: &Operation) -> Option<ui::Table> {
    let of_lists = paging::PARAMETERS.iter().filter(|_| one.is_list());
    let query = one.query.iter().chain(of_lists).map(|field| (field, "?"));
    let body = match one.body {
        Some(Shape::Record(_, fields)) => fields,
        _ => &[],
    };
    let all: Vec<(&Field, &str)> = query.chain(body.iter().map(|field| (field, ""))).collect();
    if all.is_empty() {
        return None;
    }
    let head = ui::table(ctx.text("calls-takes"))
        .column(ui::column(ctx.text("calls-field")))
        .column(ui::column(ctx.text("calls-kind")))
        .column(ui::column(ctx.text("calls-means")));
    Some(head.rows(all.into_iter().map(|(field, mark)| {
        let need = if field.needed { " *" } else { "" };
        ui::row(format!("{mark}{}{need}", field.name))
            .cell(kind(&field.shape))
            .cell(field.about)
    })))
}

/// A shape in a few words.
fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Text(least, most, _) => format!("text, {least}–{most}"),
        Shape::Id => "id".to_owned(),
        Shape::Moment => "time".to_owned(),
        Shape::Whole(least, most, _) => format!("number, {least}–{most}"),
        Shape::Flag(_) => "true | false".to_owned(),
        Shape::Word(words) if words.len() > 8 => "word".to_owned(),
        Shape::Word(words) => words.join(" | "),
        Shape::List(inner, _) => format!("list of {}", kind(inner)),
        Shape::Maybe(inner) | Shape::Rarely(inner) => format!("{} | null", kind(inner)),
        Shape::Record(name, _) => (*name).to_owned(),
        Shape::Facts => "object".to_owned(),
    }
}

fn gives(one: &Operation) -> String {
    let what = match one.answers {
        Answers::One(shape) | Answers::Created(shape) => kind(&shape),
        Answers::Page(shape) => format!("{{items: list of {}, next}}", kind(&shape)),
        Answers::Done => return one.status().to_string(),
    };
    format!("{} · {what}", one.status())
}

/// The call for a terminal, and what it is answered.
fn example(one: &Operation, origin: &str) -> String {
    let path = one.path.replace("{workspace}", "acme");
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => "01kasr4m2c8q1v5w9x3y7z2b4d",
        false => part,
    });
    let path: Vec<&str> = parts.collect();
    let mut lines = vec![format!(
        "curl -X {} {origin}{BASE}{}",
        one.verb.word(),
        path.join("/")
    )];
    lines.push("  -H \"Authorization: Bearer $VESTIBULE_TOKEN\"".to_owned());
    if one.is_change() {
        lines.push("  -H 'If-Match: *'".to_owned());
    }
    if let Some(body) = &one.body {
        lines.push("  -H 'Content-Type: application/json'".to_owned());
        lines.push(format!("  -d '{}'", body.example()));
    }
    let call = lines.join(" \\\n");
    let answer = match one.answers {
        Answers::One(shape) | Answers::Created(shape) => shape.example(),
        Answers::Page(shape) => serde_json::json!({"items": [shape.example()], "next": null}),
        Answers::Done => return call,
    };
    let answer = serde_json::to_string_pretty(&answer).unwrap_or_default();
    format!("{call}\n\n{answer}")
}
