//! Which applications may register themselves, and where those go that bring no token: a page of the operator.

use admission::WorkspaceState;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::db::{Conn, DbError};
use base::settings;
use people::workspaces;
use serde::Deserialize;

use super::{OPENED, Opened};
use crate::inside;
use crate::oidc::events;
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

impl Opened {
    const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::TokenHolders => "token-holders",
            Self::Everybody(_) => "everybody",
        }
    }
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
    let opened = settings::load(&mut conn, &OPENED).await?;
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
    let Some(opened) = chosen(&mut conn, &typed).await? else {
        drop(conn);
        let wrong = Some(ctx.text("registration-setting-workspace-unknown"));
        let page = page(&app, &ctx, &operator, (&typed, wrong)).await?;
        return Ok(rejected(&page));
    };
    settings::save(&mut conn, &OPENED, &opened, ctx.at).await?;
    let event = ctx.done(events::REGISTRATION_OPENED);
    let event = event.by(operator.0.person.id).detail("to", opened.word());
    let event = match opened {
        Opened::Everybody(id) => event.in_workspace(id),
        Opened::Nobody | Opened::TokenHolders => event,
    };
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(Flash::new("registration-setting-saved").redirect(&ctx, HERE))
}

/// What was chosen; nothing when it needs a workspace and there is none of this address in use.
async fn chosen(conn: &mut Conn, typed: &Typed) -> Result<Option<Opened>, DbError> {
    Ok(match typed.to.as_str() {
        "token-holders" => Some(Opened::TokenHolders),
        "everybody" => {
            let found = workspaces::at(conn, typed.workspace.trim()).await?;
            let found = found.filter(|found| found.state == WorkspaceState::Open);
            found.map(|found| Opened::Everybody(found.id))
        }
        _ => Some(Opened::Nobody),
    })
}
