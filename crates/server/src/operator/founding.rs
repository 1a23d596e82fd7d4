//! How many workspaces a person may found.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::settings;
use people::founding::{FOUNDING, Founding, MOST};
use serde::Deserialize;

use super::events;
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "operator/founding.html")]
struct Page {
    frame: Frame,
    most: ui::Field,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    most: String,
}

async fn page(
    (app, ctx): (&App, &Ctx),
    operator: &Operator,
    (most, wrong): (&str, Option<String>),
) -> Result<Page, PageError> {
    let mut frame = inside::operator(app, ctx, operator, "inside-founding", "founding").await?;
    frame.page.has_error = wrong.is_some();
    Ok(Page {
        frame,
        most: ui::field("most", ctx.text("operator-founding-most"))
            .hint(ctx.text("operator-founding-hint"))
            .keyboard("numeric")
            .short()
            .value(most)
            .error(wrong),
    })
}

/// `GET /operator/founding`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let Founding { most } = settings::load(&mut app.db.read().await?, &FOUNDING).await?;
    let most = most.to_string();
    Ok(shown(&page((&app, &ctx), &operator, (&most, None)).await?))
}

/// `POST /operator/founding`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let most = typed.most.trim().parse::<u32>().ok();
    let Some(most) = most.filter(|most| *most <= MOST) else {
        let values = [("most", i64::from(MOST).into())];
        let wrong = ctx.texts.with("operator-founding-odd", &values);
        let now = (typed.most.as_str(), Some(wrong));
        return Ok(rejected(&page((&app, &ctx), &operator, now).await?));
    };
    let mut conn = app.db.write().await?;
    settings::save(&mut conn, &FOUNDING, &Founding { most }, ctx.at).await?;
    let event = ctx.done(events::FOUNDING_CHANGED);
    let event = event.by(operator.0.person.id).detail("number", most);
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(Flash::new("operator-founding-saved").redirect(&ctx, "/operator/founding"))
}
