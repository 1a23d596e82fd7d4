//! Handing a workspace over: the owner offers it to one of its members.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::EmailAddress;
use people::founding::{self, Offer, Offered};
use people::identifiers::{self, Named};
use people::{PassportId, passports};
use serde::Deserialize;

use super::{Nothing, acts};
use crate::inside;
use crate::signin::door::{SteppedUp, WorkspaceAdmin};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "life/hand_over.html")]
struct Page {
    frame: Frame,
    back: String,
    action: String,
    /// Why there is no form.
    not_yours: Option<ui::Notice>,
    /// What is offered already, with the button that ends it.
    offered: Option<(ui::Notice, ui::PostButton)>,
    email: ui::Field,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    email: String,
}

async fn page(
    (app, ctx): (&App, &Ctx),
    admin: &WorkspaceAdmin,
    (typed, wrong): (&str, Option<String>),
) -> Result<Page, PageError> {
    let here = &admin.0.workspace;
    let mut frame = inside::workspace(app, ctx, &admin.0, "life-hand-over", "settings").await?;
    frame.page.has_error = wrong.is_some();
    let mut conn = app.db.read().await?;
    let owner = founding::owner(&mut conn, here.id).await?;
    let offer = founding::offer_of(&mut conn, here.id, ctx.at).await?;
    let to = match &offer {
        Some(offer) => name_of(&mut conn, offer.passport).await?,
        None => String::new(),
    };
    let is_mine = owner.is_none_or(|owner| owner == admin.0.member.passport);
    let owner_name = match owner.filter(|_| !is_mine) {
        Some(owner) => name_of(&mut conn, owner).await?,
        None => String::new(),
    };
    drop(conn);
    let texts = &ctx.texts;
    let not_yours = || {
        ui::notice(ui::Tone::Info, texts.get("life-hand-over-not-yours")).text(texts.with(
            "life-hand-over-ask",
            &[("name", owner_name.as_str().into())],
        ))
    };
    let back = format!("/w/{}/settings", here.address);
    let action = format!("{back}/hand-over");
    Ok(Page {
        not_yours: (!is_mine).then(not_yours),
        offered: offer
            .as_ref()
            .map(|offer| offered(ctx, (offer, &to), &action)),
        email: ui::email("email", texts.get("life-hand-over-to"))
            .hint(texts.get("life-hand-over-hint"))
            .value(typed)
            .error(wrong),
        back,
        action,
        frame,
    })
}

fn offered(ctx: &Ctx, (offer, to): (&Offer, &str), action: &str) -> (ui::Notice, ui::PostButton) {
    let until = ctx.texts.date_time(offer.until);
    let heading = ctx
        .texts
        .with("life-hand-over-waits", &[("name", to.into())]);
    let notice = ui::notice(ui::Tone::Info, heading).text(
        ctx.texts
            .with("life-hand-over-until", &[("time", until.into())]),
    );
    let words = ctx.text("life-hand-over-end");
    let button = ui::post_button(format!("{action}/end"), &ctx.csrf, words).quiet();
    (notice, button)
}

pub(super) async fn name_of(
    conn: &mut base::db::Conn,
    passport: PassportId,
) -> Result<String, PageError> {
    let person = passports::load(conn, passport).await?;
    Ok(person.map(|person| person.name).unwrap_or_default())
}

/// `GET /w/{workspace}/settings/hand-over`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
) -> Result<Response, PageError> {
    Ok(shown(&page((&app, &ctx), &admin, ("", None)).await?))
}

/// `POST /w/{workspace}/settings/hand-over`.
pub(super) async fn offer(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let acting = admin.0.acting(&app, &ctx);
    let mut conn = app.db.write().await?;
    let email = EmailAddress::parse(&typed.email).ok();
    let to = match email {
        Some(email) => identifiers::owner(&mut conn, &Named::Email(email)).await?,
        None => None,
    };
    let offered = match to {
        Some(to) => acts::offer(&acting, &mut conn, (admin.0.member.passport, to)).await?,
        None => Offered::Unfit,
    };
    match offered {
        Offered::To(member) => {
            conn.commit().await?;
            let said = Flash::new("life-offered").with("name", &member.name);
            let to = format!("/w/{}/settings/hand-over", acting.workspace.address);
            Ok(said.redirect(&ctx, &to))
        }
        Offered::Unfit | Offered::NotYours => {
            drop(conn);
            let wrong = Some(ctx.text("life-hand-over-unfit"));
            let page = page((&app, &ctx), &admin, (&typed.email, wrong)).await?;
            Ok(rejected(&page))
        }
    }
}

/// `POST /w/{workspace}/settings/hand-over/end`.
pub(super) async fn end(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let here = &admin.0.workspace;
    let doing = admin.0.acting(&app, &ctx).doing;
    let mut conn = app.db.write().await?;
    let who = (here.id, admin.0.member.passport);
    if acts::end_offer(&doing, &mut conn, who).await? {
        conn.commit().await?;
    }
    let to = format!("/w/{}/settings/hand-over", here.address);
    Ok(Flash::new("life-offer-ended").redirect(&ctx, &to))
}
