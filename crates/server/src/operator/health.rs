//! Health: one sentence, then what was looked at.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::mail::{self, MailSettings};
use base::{db, jobs};

use crate::inside;
use crate::signin::door::Operator;
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, show as shown};

#[derive(Template)]
#[template(path = "operator/health.html")]
struct Page {
    frame: Frame,
    sentence: ui::Notice,
    attention: Vec<ui::Attention>,
    facts: ui::SummaryList,
}

/// `GET /operator`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    operator: Operator,
) -> Result<Response, PageError> {
    let frame = inside::operator(&app, &ctx, &operator, "inside-health", "").await?;
    let attention = attention(&app, &ctx).await?;
    let sentence = if attention.is_empty() {
        let at = ctx.texts.date_time(ctx.at);
        ui::notice(Tone::Good, ctx.texts.with("operator-quiet", &[("time", at.into())]))
    } else {
        let n = i64::try_from(attention.len()).unwrap_or(i64::MAX);
        ui::notice(Tone::Warn, ctx.texts.with("operator-needs", &[("n", n.into())]))
    };
    let facts = ui::summary_list()
        .row(ctx.text("operator-version"), env!("CARGO_PKG_VERSION"))
        .row(ctx.text("operator-database"), app.db.engine_name())
        .row(ctx.text("operator-schema"), ctx.texts.number(db::latest_migration()))
        .row(ctx.text("operator-address"), app.config.public_url.origin())
        .row(ctx.text("operator-data"), app.config.data_dir.display().to_string());
    Ok(shown(&Page { frame, sentence, attention, facts }))
}

/// What an operator should do something about, worst first.
async fn attention(app: &App, ctx: &Ctx) -> Result<Vec<ui::Attention>, PageError> {
    let mut conn = app.db.read().await?;
    let mail = app.mail.settings(&mut conn).await.map_err(PageError::internal)?;
    let letters = mail::overview(&mut conn).await?;
    let work = jobs::overview(&mut conn, app.clock.now()).await?;
    drop(conn);
    let counted = |tone, key: &str, n: u32, href: &str| {
        let sentence = ctx.texts.with(key, &[("n", i64::from(n).into())]);
        ui::attention(tone, sentence, href, ctx.text("operator-look"))
    };
    let mut all = Vec::new();
    if work.dead > 0 {
        all.push(counted(Tone::Bad, "operator-jobs-dead", work.dead, "/operator/jobs"));
    }
    if work.overdue > 0 {
        all.push(counted(Tone::Bad, "operator-jobs-late", work.overdue, "/operator/jobs"));
    }
    if mail.settings == MailSettings::Off {
        let (sentence, words) = (ctx.text("operator-mail-off"), ctx.text("operator-set-up-mail"));
        all.push(ui::attention(Tone::Warn, sentence, "/operator/mail", words));
    }
    if letters.refused > 0 {
        let key = "operator-letters-refused";
        all.push(counted(Tone::Warn, key, letters.refused, "/operator/outbox?state=refused"));
    }
    if !app.config.public_url.is_https() && !app.config.public_url.is_loopback() {
        let words = ctx.text("operator-look");
        all.push(ui::attention(Tone::Bad, ctx.text("operator-no-https"), "/operator", words));
    }
    Ok(all)
}
