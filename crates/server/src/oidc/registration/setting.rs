//! Which applications may register themselves, and where those go that bring no token: a page of the operator.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::workspaces;
use serde::Deserialize;

use super::{Opened, acts};
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

const HERE: &str = "/operator/applications";

#[derive(Template)]
#[template(path = "oidc/registration/setting.html")]
struct Page {
    frame: Frame,
    to: ui::Radios,
    workspace: ui::Field,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    to: String,
    #[serde(default)]
    workspace: String,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    operator: &Operator,
    (typed, wrong): (&Typed, Option<String>),
) -> Result<Page, PageError> {
    let frame = inside::operator(app, ctx, operator, "inside-applications", "applications");
    let mut frame = frame.await?;
    frame.page.has_error = wrong.is_some();
    let words = |part: &str| ctx.text(&format!("registration-setting-{part}"));
    let radios = ["nobody", "token-holders", "everybody"]
        .iter()
        .fold(ui::radios("to", words("to")), |radios, one| {
            radios.explained(one, words(one), words(&format!("{one}-hint")))
        });
    Ok(Page {
        frame,
        to: radios.chosen(&typed.to),
        workspace: ui::field("workspace", words("workspace"))
            .hint(words("workspace-hint"))
            .optional(&ctx.texts)
            .value(&typed.workspace)
            .error(wrong),
    })
}

/// `GET /operator/applications`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let opened = acts::opened(&mut conn).await?;
    let workspace = match opened {
        Opened::Everybody(id) => workspaces::load(&mut conn, id).await?,
        Opened::Nobody | Opened::TokenHolders => None,
    };
    drop(conn);
    let typed = Typed {
        to: opened.word().to_owned(),
        workspace: workspace.map(|found| found.address).unwrap_or_default(),
    };
    Ok(shown(&page(&app, &ctx, &operator, (&typed, None)).await?))
}

/// `POST /operator/applications`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let chosen = Opened::read(&mut conn, &typed.to, &typed.workspace).await?;
    let Some(opened) = chosen else {
        drop(conn);
        let wrong = Some(ctx.text("registration-setting-workspace-unknown"));
        let page = page(&app, &ctx, &operator, (&typed, wrong)).await?;
        return Ok(rejected(&page));
    };
    acts::open(&operator.doing(&app, &ctx), &mut conn, opened).await?;
    conn.commit().await?;
    Ok(Flash::new("registration-setting-saved").redirect(&ctx, HERE))
}
