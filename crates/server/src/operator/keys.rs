//! Signing keys: what they sign with, since when, and the change to the next one.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::keys::{KeyLine, KeyState, Rotation};
use protocol::jose::Algorithm;
use serde::Deserialize;

use super::{Confirm, acts};
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "operator/keys.html")]
struct Page {
    frame: Frame,
    table: ui::Table,
    rotate: Vec<ui::LinkButton>,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    algorithm: String,
}

impl Chosen {
    fn algorithm(&self) -> Result<Algorithm, PageError> {
        Algorithm::ALL
            .into_iter()
            .find(|known| known.name() == self.algorithm)
            .ok_or(PageError::NotFound)
    }
}

/// `GET /operator/keys`.
pub(super) async fn list(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-keys", "keys").await?;
    app.signing.refresh().await.map_err(PageError::internal)?;
    let head = ["id", "algorithm", "state", "from", "made"]
        .iter()
        .fold(ui::table(ctx.text("inside-keys")), |table, key| {
            table.column(ui::column(ctx.text(&format!("operator-key-{key}"))))
        });
    let table = head.rows(app.signing.list().iter().map(|line| row(&ctx, line)));
    let rotate = Algorithm::ALL.into_iter().map(|algorithm| {
        let name = algorithm.name();
        let words = ctx
            .texts
            .with("operator-key-rotate", &[("algorithm", name.into())]);
        ui::link_button(format!("/operator/keys/rotate?algorithm={name}"), words)
    });
    Ok(shown(&Page {
        rotate: rotate.collect(),
        table,
        frame,
    }))
}

fn row(ctx: &Ctx, line: &KeyLine) -> ui::Row {
    let badge = match line.state {
        KeyState::Active => ui::badge(Tone::Good, ctx.text("operator-key-active")),
        KeyState::Next => ui::badge(Tone::Info, ctx.text("operator-key-next")),
        KeyState::Retired {
            published_until, ..
        } => {
            let until = ctx.texts.date(published_until);
            let words = ctx
                .texts
                .with("operator-key-retired", &[("until", until.into())]);
            ui::badge(Tone::Warn, words)
        }
    };
    let short: String = line.kid.chars().take(12).collect();
    ui::row(short)
        .cell(line.algorithm.name())
        .cell(badge)
        .cell(ui::time(line.from, ctx.at, &ctx.texts))
        .cell(ui::time(line.created, ctx.at, &ctx.texts))
}

/// `GET /operator/keys/rotate`.
pub(super) async fn ask_rotate(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Query(chosen): Query<Chosen>,
) -> Result<Response, PageError> {
    let name = chosen.algorithm()?.name();
    let frame = inside::operator(&app, &ctx, &operator, "inside-keys", "keys").await?;
    let question = ctx
        .texts
        .with("operator-key-question", &[("algorithm", name.into())]);
    let (to, back) = ("/operator/keys/rotate", "/operator/keys");
    let confirmation = ui::confirmation(question, to, &ctx.csrf, back, &ctx.texts)
        .with("algorithm", name)
        .happens(ctx.text("operator-key-happens"))
        .undo(ctx.text("operator-key-undo"))
        .harmless(
            ctx.texts
                .with("operator-key-rotate", &[("algorithm", name.into())]),
        );
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST /operator/keys/rotate`.
pub(super) async fn rotate(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let algorithm = chosen.algorithm()?;
    let doing = operator.doing(&app, &ctx);
    let (key, from) = match acts::rotate_key(&doing, algorithm).await? {
        Rotation::Prepared { from, .. } => ("operator-key-prepared", from),
        Rotation::Waiting { from, .. } => ("operator-key-waiting", from),
    };
    let from = ctx.texts.date_time(from);
    Ok(Flash::new(key)
        .with("from", from)
        .redirect(&ctx, "/operator/keys"))
}
