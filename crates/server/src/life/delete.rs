//! Giving a workspace up, and taking it back while that is possible.

use axum::extract::{Path, State};
use axum::response::Response;
use people::{WorkspaceId, census, closing, workspaces};
use serde::Deserialize;

use super::{Confirm, Nothing, acts};
use crate::inside;
use crate::signin::door::{SteppedUp, WorkspaceAdmin};
use crate::web::ui;
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    admin: &WorkspaceAdmin,
    wrong: Option<(&str, String)>,
) -> Result<Confirm, PageError> {
    let texts = &ctx.texts;
    let here = &admin.0.workspace;
    let name = [("name", here.name.as_str().into())];
    let question = texts.with("life-delete-question", &name);
    let mut frame = inside::workspace(app, ctx, &admin.0, "life-delete", "settings").await?;
    frame.page.title.clone_from(&question);
    frame.page.has_error = wrong.is_some();
    let counts = census::counts(&mut app.db.read().await?, here.id, ctx.at).await?;
    let people = [("count", counts.present().into())];
    let until = texts.date_time(ctx.at.plus(closing::GRACE));
    let (typed, wrong) = wrong.map_or(("", None), |(typed, why)| (typed, Some(why)));
    let base = format!("/w/{}/settings", here.address);
    let confirmation =
        ui::confirmation(question, format!("{base}/delete"), &ctx.csrf, &base, texts)
            .happens(texts.with("life-delete-happens", &people))
            .ends(
                texts.get("life-delete-then"),
                [
                    texts.get("life-delete-people"),
                    texts.get("life-delete-applications"),
                    texts.get("life-delete-rules"),
                ],
            )
            .undo(texts.with("life-delete-undo", &[("time", until.into())]))
            .field(
                ui::field("name", texts.with("life-delete-type", &name))
                    .value(typed)
                    .error(wrong),
            )
            .button(texts.get("life-delete"));
    Ok(Confirm {
        frame,
        refusal: None,
        confirmation,
    })
}

/// `GET /w/{workspace}/settings/delete`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &admin, None).await?))
}

/// `POST /w/{workspace}/settings/delete`.
pub(super) async fn give_up(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let here = &admin.0.workspace;
    if typed.name.trim() != here.name {
        let wrong = (typed.name.as_str(), ctx.text("life-delete-other"));
        let page = page(&app, &ctx, &admin, Some(wrong)).await?;
        return Ok(rejected(&page));
    }
    let acting = admin.0.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    if !acts::give_up(&acting, &mut conn).await? {
        return Err(PageError::NotFound);
    }
    conn.commit().await?;
    let said = Flash::new("life-given-up").with("name", &here.name);
    Ok(said.redirect(&ctx, "/passport"))
}

/// `POST /passport/workspaces/{id}/take-back`.
pub(super) async fn take_back(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let id = WorkspaceId::parse(&id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let all = closing::of_administrator(&mut conn, signed_in.person.id, ctx.at).await?;
    let given_up = all.into_iter().find(|one| one.workspace == id);
    let given_up = given_up.ok_or(PageError::NotFound)?;
    let doing = signed_in.doing(&app, &ctx);
    if !acts::take_back(&doing, &mut conn, id).await? {
        return Err(PageError::NotFound);
    }
    let found = workspaces::load(&mut conn, id).await?;
    let address = found.ok_or(PageError::NotFound)?.address;
    conn.commit().await?;
    let said = Flash::new("life-taken-back").with("name", &given_up.name);
    Ok(said.redirect(&ctx, &format!("/w/{address}/")))
}
