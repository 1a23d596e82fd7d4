//! How text messages leave the server: the gateway, the limits with what was used of them, and a test that shows what
//! the gateway said.

mod form;
mod presets;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::outbox::{Delivery, Outcome};
use base::sms::{Saved, Stored, Tried};
use protocol::phone::PhoneNumber;
use serde::Deserialize;

use self::form::Fields;
pub use self::form::{Typed, Wrong};
pub use self::presets::PRESETS;
use super::acts;
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "operator/sms.html")]
struct Page {
    frame: Frame,
    fields: Fields,
    used: ui::SummaryList,
    presets: Vec<ui::PlainLink>,
    tried: Option<ui::Notice>,
    dialogue: Vec<String>,
}

/// What the address says.
#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    preset: String,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    operator: &Operator,
    (typed, wrong): (&Typed, &Wrong),
) -> Result<Page, PageError> {
    let mut frame = inside::operator(app, ctx, operator, "inside-sms", "sms").await?;
    frame.page.has_error = !wrong.is_empty();
    let stored = stored(app).await?;
    let link = |name: &&str| {
        let words = ctx.text(&format!("texting-preset-{name}"));
        ui::link(format!("/operator/sms?preset={name}"), words)
    };
    Ok(Page {
        frame,
        fields: Fields::new(ctx, (typed, wrong), stored.has_secret),
        used: used(ctx, &stored),
        presets: PRESETS.iter().map(link).collect(),
        tried: None,
        dialogue: Vec::new(),
    })
}

async fn stored(app: &App) -> Result<Stored, PageError> {
    let mut conn = app.db.read().await?;
    let stored = app.sms.settings(&mut conn).await;
    stored.map_err(PageError::internal)
}

fn used(ctx: &Ctx, stored: &Stored) -> ui::SummaryList {
    let limits = &stored.settings.limits;
    let of = |used: u32, most: u32| {
        let args = [
            ("used", i64::from(used).into()),
            ("most", i64::from(most).into()),
        ];
        ctx.texts.with("texting-used-of", &args)
    };
    ui::summary_list()
        .row(
            ctx.text("texting-used-hour"),
            of(stored.usage.hour, limits.server_hour),
        )
        .row(
            ctx.text("texting-used-day"),
            of(stored.usage.day, limits.server_day),
        )
}

/// `GET /operator/sms`. Whoever changes the way of messages could read every code in them, so operators prove once
/// more who they are.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let mut typed = Typed::of(&stored(&app).await?.settings);
    presets::fill(&mut typed, &wish.preset);
    let said = (&typed, &Wrong::default());
    Ok(shown(&page(&app, &ctx, &operator, said).await?))
}

/// `POST /operator/sms`: saves, or sends a test with what stands in the form.
pub(super) async fn act(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let wrong = if typed.is_test() {
        match test(&app, &ctx, &typed).await? {
            Ok(delivery) => {
                let said = (&typed, &Wrong::default());
                let mut page = page(&app, &ctx, &operator, said).await?;
                page.tried = Some(outcome(&ctx, &delivery));
                page.dialogue = delivery.dialogue;
                return Ok(shown(&page));
            }
            Err(wrong) => wrong,
        }
    } else {
        match save(&app, &ctx, &operator, &typed).await? {
            Ok(()) => return Ok(Flash::new("texting-saved").redirect(&ctx, "/operator/sms")),
            Err(wrong) => wrong,
        }
    };
    let said = (&typed, &wrong);
    Ok(rejected(&page(&app, &ctx, &operator, said).await?))
}

async fn save(
    app: &App,
    ctx: &Ctx,
    operator: &Operator,
    typed: &Typed,
) -> Result<Result<(), Wrong>, PageError> {
    let proposal = match typed.proposal() {
        Ok(proposal) => proposal,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let mut conn = app.db.write().await?;
    let saved = acts::save_sms(&operator.doing(app, ctx), &mut conn, &proposal).await;
    match saved.map_err(PageError::internal)? {
        Saved::Refused(problems) => Ok(Err(Wrong::of(&problems))),
        Saved::Done => {
            conn.commit().await?;
            Ok(Ok(()))
        }
    }
}

async fn test(app: &App, ctx: &Ctx, typed: &Typed) -> Result<Result<Delivery, Wrong>, PageError> {
    let proposal = match typed.proposal() {
        Ok(proposal) => proposal,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let first = proposal.settings.countries.first().copied();
    let Ok(to) = PhoneNumber::parse(&typed.to, first) else {
        return Ok(Err(Wrong::to()));
    };
    let origin = app.config.public_url.origin();
    let words = ctx
        .texts
        .with("texting-test-words", &[("origin", origin.into())]);
    let tried = app.sms.try_out(&proposal, &to, words).await;
    Ok(match tried.map_err(PageError::internal)? {
        Tried::Delivery(delivery) => Ok(delivery),
        Tried::Withheld(why) => Err(Wrong::withheld(why)),
        Tried::Refused(problems) => Err(Wrong::of(&problems)),
    })
}

fn outcome(ctx: &Ctx, delivery: &Delivery) -> ui::Notice {
    let (tone, key) = match delivery.outcome {
        Outcome::Accepted => (Tone::Good, "texting-test-accepted"),
        Outcome::Later => (Tone::Warn, "texting-test-later"),
        Outcome::Refused => (Tone::Bad, "texting-test-refused"),
    };
    ui::notice(tone, ctx.text(key))
        .text(delivery.answer.clone())
        .after_deed()
}
