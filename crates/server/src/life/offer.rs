//! Answering the offer of a workspace.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::founding::{self, Offer, TakenOver};
use people::{WorkspaceId, workspaces};
use serde::Deserialize;

use super::hand_over::name_of;
use super::{acts, found};
use crate::inside;
use crate::signin::SignedIn;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "life/offer.html")]
struct Page {
    frame: Frame,
    full: Option<ui::Notice>,
    sentence: String,
    action: String,
    until: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    answer: String,
}

/// The offer of the address, if it is made to this person.
async fn find(app: &App, signed_in: &SignedIn, id: &str) -> Result<Offer, PageError> {
    let id = WorkspaceId::parse(id).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let offer = founding::offer_of(&mut conn, id, app.clock.now()).await?;
    offer
        .filter(|offer| offer.passport == signed_in.person.id)
        .ok_or(PageError::NotFound)
}

async fn page(
    (app, ctx): (&App, &Ctx),
    signed_in: &SignedIn,
    offer: &Offer,
) -> Result<Page, PageError> {
    let person = &signed_in.person;
    let mut frame = inside::passport(app, ctx, signed_in, "life-offer", "").await?;
    let mut conn = app.db.read().await?;
    let room = founding::look(&mut conn, person.id, person.is_operator).await?;
    let by = name_of(&mut conn, offer.offered_by).await?;
    drop(conn);
    let named = [("name", offer.name.as_str().into())];
    frame.page.title = ctx.texts.with("life-offer-question", &named);
    let until = ctx.texts.date_time(offer.until);
    Ok(Page {
        full: found::full(ctx, room),
        sentence: ctx
            .texts
            .with("life-offer-by", &[("name", by.as_str().into())]),
        action: format!("/passport/workspaces/{}/offer", offer.workspace),
        until: ctx
            .texts
            .with("life-hand-over-until", &[("time", until.into())]),
        frame,
    })
}

/// `GET /passport/workspaces/{id}/offer`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let offer = find(&app, &signed_in, &id).await?;
    Ok(shown(&page((&app, &ctx), &signed_in, &offer).await?))
}

/// `POST /passport/workspaces/{id}/offer`.
pub(super) async fn answer(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let offer = find(&app, &signed_in, &id).await?;
    let doing = signed_in.doing(&app, &ctx);
    let person = &signed_in.person;
    let mut conn = app.db.write().await?;
    match typed.answer.as_str() {
        "decline" => {
            acts::end_offer(&doing, &mut conn, (offer.workspace, person.id)).await?;
            conn.commit().await?;
            let said = Flash::new("life-declined").with("name", &offer.name);
            return Ok(said.redirect(&ctx, "/passport"));
        }
        "take" => {}
        _ => return Err(PageError::UnreadableForm),
    }
    match acts::take_over(&doing, &mut conn, person, &offer).await? {
        TakenOver::Done(_) => {}
        TakenOver::NotOffered => return Err(PageError::NotFound),
        TakenOver::NoRoom(_) => {
            drop(conn);
            let page = page((&app, &ctx), &signed_in, &offer).await?;
            return Ok(rejected(&page));
        }
    }
    let found = workspaces::load(&mut conn, offer.workspace).await?;
    conn.commit().await?;
    let address = found.ok_or(PageError::NotFound)?.address;
    let said = Flash::new("life-taken-over").with("name", &offer.name);
    Ok(said.redirect(&ctx, &format!("/w/{address}/")))
}
