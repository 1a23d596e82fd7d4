//! How letters leave the server: the settings, and a test that shows what the mail server said.

mod form;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Texts;
use base::mail::{Correspondent, Letter, Saved, Stop, Stored, Talked, Tried};
use base::outbox::Outcome;

use self::form::Fields;
pub use self::form::{Typed, Wrong};
use super::acts;
use crate::inside;
use crate::signin::door::{Operator, SteppedUp};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "operator/mail.html")]
struct Page {
    frame: Frame,
    fields: Fields,
    tried: Option<ui::Notice>,
    advice: Option<String>,
    dialogue: Vec<String>,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    operator: &Operator,
    (typed, wrong): (&Typed, &Wrong),
) -> Result<Page, PageError> {
    let mut frame = inside::operator(app, ctx, operator, "inside-mail", "mail").await?;
    frame.page.has_error = !wrong.is_empty();
    let has_password = stored(app).await?.has_password;
    Ok(Page {
        frame,
        fields: Fields::new(ctx, typed, wrong, has_password),
        tried: None,
        advice: None,
        dialogue: Vec::new(),
    })
}

async fn stored(app: &App) -> Result<Stored, PageError> {
    let mut conn = app.db.read().await?;
    app.mail
        .settings(&mut conn)
        .await
        .map_err(PageError::internal)
}

/// `GET /operator/mail`. Whoever changes the way of letters could read every link in them, so
/// operators prove once more who they are.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
) -> Result<Response, PageError> {
    let mut typed = Typed::of(&stored(&app).await?.settings);
    let mut conn = app.db.read().await?;
    let own = people::identifiers::primary_email(&mut conn, operator.0.person.id).await?;
    drop(conn);
    typed.to = own.map(|own| own.to_string()).unwrap_or_default();
    Ok(shown(
        &page(&app, &ctx, &operator, (&typed, &Wrong::default())).await?,
    ))
}

/// `POST /operator/mail`: saves, or sends a test with what stands in the form.
pub(super) async fn act(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let wrong = if typed.is_test() {
        match test(&app, &ctx, &typed).await? {
            Ok(talked) => {
                let said = (&typed, &Wrong::default());
                let mut page = page(&app, &ctx, &operator, said).await?;
                page.tried = Some(outcome(&ctx, &talked));
                page.advice = talked.stop.map(|stop| advice(&ctx, stop));
                page.dialogue = talked.delivery.dialogue;
                return Ok(shown(&page));
            }
            Err(wrong) => wrong,
        }
    } else {
        match save(&app, &ctx, &operator, &typed).await? {
            Ok(()) => return Ok(Flash::new("operator-mail-saved").redirect(&ctx, "/operator/mail")),
            Err(wrong) => wrong,
        }
    };
    Ok(rejected(
        &page(&app, &ctx, &operator, (&typed, &wrong)).await?,
    ))
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
    let doing = operator.doing(app, ctx);
    let saved = acts::save_mail(&doing, &mut conn, &proposal, &typed.transport).await;
    match saved.map_err(PageError::internal)? {
        Saved::Refused(problems) => Ok(Err(Wrong::of(&problems))),
        Saved::Done => {
            conn.commit().await?;
            Ok(Ok(()))
        }
    }
}

async fn test(app: &App, ctx: &Ctx, typed: &Typed) -> Result<Result<Talked, Wrong>, PageError> {
    let proposal = match typed.proposal() {
        Ok(proposal) => proposal,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let Ok(to) = Correspondent::new(typed.to.trim(), None) else {
        return Ok(Err(Wrong::to()));
    };
    let letter = trial(&ctx.texts, app.config.public_url.origin(), to);
    let letter = letter.map_err(PageError::internal)?;
    let tried = app
        .mail
        .try_out(&proposal, &letter)
        .await
        .map_err(PageError::internal)?;
    Ok(match tried {
        Tried::Delivery(talked) => Ok(talked),
        Tried::Off => Err(Wrong::off()),
        Tried::Refused(problems) => Err(Wrong::of(&problems)),
    })
}

#[derive(Template)]
#[template(path = "operator/trial.html")]
struct Trial<'a> {
    text: &'a str,
}

/// The letter of the test.
pub(super) fn trial(
    texts: &Texts,
    origin: &str,
    to: Correspondent,
) -> Result<Letter, base::mail::LetterError> {
    let text = texts.with("operator-test-letter", &[("origin", origin.into())]);
    let html = Trial { text: &text }
        .render()
        .unwrap_or_else(|_| String::new());
    Letter::new(to, &texts.get("operator-test-subject"), text, html)
}

fn outcome(ctx: &Ctx, talked: &Talked) -> ui::Notice {
    let delivery = &talked.delivery;
    let (tone, key) = match delivery.outcome {
        Outcome::Accepted => (Tone::Good, "operator-test-accepted"),
        // Only the answer to a letter asks for another try; before it something has to be put right.
        Outcome::Later if is_greylisting(talked.stop) => (Tone::Warn, "operator-test-later"),
        Outcome::Later | Outcome::Refused => (Tone::Bad, "operator-test-refused"),
    };
    ui::notice(tone, ctx.text(key))
        .text(delivery.answer.clone())
        .after_deed()
}

const fn is_greylisting(stop: Option<Stop>) -> bool {
    matches!(
        stop,
        None | Some(Stop::Sender | Stop::Recipient | Stop::Letter)
    )
}

/// What to do where a talk stopped.
fn advice(ctx: &Ctx, stop: Stop) -> String {
    ctx.text(&format!("operator-stop-{}", stop.word()))
}
