//! Applications the person let in, and taking that back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::Nothing;
use crate::inside;
use crate::oidc::{Allowed, ApplicationId, CONSENT_WITHDRAWN};
use crate::signin::SignedIn;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "passport/connections.html")]
struct Page {
    frame: Frame,
    table: Option<ui::Table>,
    empty: Option<ui::EmptyState>,
}

#[derive(Template)]
#[template(path = "passport/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

async fn frame(app: &App, ctx: &Ctx, signed_in: &SignedIn) -> Result<Frame, PageError> {
    inside::passport(app, ctx, signed_in, "inside-connections", "connections").await
}

/// `GET /passport/connections`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let frame = frame(&app, &ctx, &signed_in).await?;
    let mut conn = app.db.read().await?;
    let all = Allowed::by(&mut conn, signed_in.person.id).await?;
    drop(conn);
    let why = ctx.text("passport-no-connections-why");
    let empty = || ui::empty(ctx.text("passport-no-connections")).text(why);
    let page = Page {
        table: (!all.is_empty()).then(|| table(&ctx, &all)),
        empty: all.is_empty().then(empty),
        frame,
    };
    Ok(shown(&page))
}

fn table(ctx: &Ctx, all: &[Allowed]) -> ui::Table {
    let head = ["name", "workspace", "learns", "since", "used"]
        .iter()
        .fold(ui::table(ctx.text("inside-connections")), |table, key| {
            table.column(ui::column(ctx.text(&format!("passport-connection-{key}"))))
        });
    let head = head.column(ui::column(ctx.text("passport-session-deed")).unseen());
    head.rows(all.iter().map(|one| {
        let learns: Vec<String> = one
            .scopes
            .iter()
            .map(|scope| {
                ctx.text(&format!(
                    "passport-learns-{}",
                    scope.as_str().replace('_', "-")
                ))
            })
            .collect();
        let path = format!("/passport/connections/{}/withdraw", one.application);
        let row = ui::row(ui::named(ui::application(&one.name), one.name.clone()))
            .cell(one.workspace.clone())
            .cell(learns.join(", "))
            .cell(ui::time(one.given_at, ctx.at, &ctx.texts));
        let row = match one.last_used {
            Some(at) => row.cell(ui::time(at, ctx.at, &ctx.texts)),
            None => row.cell(ctx.text("passport-never-used")),
        };
        row.cell(ui::link(path, ctx.text("passport-withdraw")).about(&one.name))
    }))
}

/// What the person allowed the application of the address.
async fn find(app: &App, signed_in: &SignedIn, id: &str) -> Result<Allowed, PageError> {
    let id = ApplicationId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let all = Allowed::by(&mut conn, signed_in.person.id).await?;
    all.into_iter()
        .find(|one| one.application == id)
        .ok_or(PageError::NotFound)
}

/// `GET /passport/connections/{application}/withdraw`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let one = find(&app, &signed_in, &id).await?;
    let question = ctx.texts.with(
        "passport-withdraw-question",
        &[("name", one.name.as_str().into())],
    );
    let to = format!("/passport/connections/{id}/withdraw");
    let confirmation =
        ui::confirmation(question, to, &ctx.csrf, "/passport/connections", &ctx.texts)
            .happens(ctx.text("passport-withdraw-happens"))
            .undo(ctx.text("passport-withdraw-undo"))
            .button(ctx.text("passport-withdraw"));
    Ok(shown(&Confirm {
        frame: frame(&app, &ctx, &signed_in).await?,
        confirmation,
    }))
}

/// `POST /passport/connections/{application}/withdraw`.
pub(super) async fn withdraw(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let one = find(&app, &signed_in, &id).await?;
    let person = signed_in.person.id;
    let mut conn = app.db.write().await?;
    if Allowed::withdraw(&app, &mut conn, person, one.application).await? {
        let event = ctx
            .done(CONSENT_WITHDRAWN)
            .by(person)
            .about(one.application);
        app.record(&mut conn, event.detail("application", one.name.as_str()))
            .await?;
    }
    conn.commit().await?;
    let said = Flash::new("passport-withdrawn").with("name", &one.name);
    Ok(said.redirect(&ctx, "/passport/connections"))
}
