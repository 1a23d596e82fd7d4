//! Health: one sentence, then what was looked at.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::mail::MailSettings;
use base::sms::Stored;
use base::{db, jobs, outbox};

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
        ui::notice(
            Tone::Good,
            ctx.texts.with("operator-quiet", &[("time", at.into())]),
        )
    } else {
        let n = i64::try_from(attention.len()).unwrap_or(i64::MAX);
        ui::notice(
            Tone::Warn,
            ctx.texts.with("operator-needs", &[("n", n.into())]),
        )
    };
    let facts = ui::summary_list()
        .row(ctx.text("operator-version"), env!("CARGO_PKG_VERSION"))
        .row(ctx.text("operator-database"), app.db.engine_name())
        .row(
            ctx.text("operator-schema"),
            ctx.texts.number(db::latest_migration()),
        )
        .row(ctx.text("operator-address"), app.config.public_url.origin())
        .row(
            ctx.text("operator-data"),
            app.config.data_dir.display().to_string(),
        );
    Ok(shown(&Page {
        frame,
        sentence,
        attention,
        facts,
    }))
}

/// What an operator should do something about, worst first.
async fn attention(app: &App, ctx: &Ctx) -> Result<Vec<ui::Attention>, PageError> {
    let mut conn = app.db.read().await?;
    let mail = app
        .mail
        .settings(&mut conn)
        .await
        .map_err(PageError::internal)?;
    let texts = app.sms.settings(&mut conn).await;
    let texts = texts.map_err(PageError::internal)?;
    let letters = outbox::overview(&mut conn).await?;
    let work = jobs::overview(&mut conn, app.clock.now()).await?;
    drop(conn);
    let plain = !app.config.public_url.is_https() && !app.config.public_url.is_loopback();
    let no_mail = mail.settings == MailSettings::Off;
    let refused = "/operator/outbox?state=refused";
    let all = [
        counted(
            ctx,
            Tone::Bad,
            ("operator-jobs-dead", work.dead),
            "/operator/jobs",
        ),
        counted(
            ctx,
            Tone::Bad,
            ("operator-jobs-late", work.overdue),
            "/operator/jobs",
        ),
        plain.then(|| {
            said(
                ctx,
                Tone::Bad,
                ("operator-no-https", "operator-look"),
                "/operator",
            )
        }),
        no_mail.then(|| {
            let words = ("operator-mail-off", "operator-set-up-mail");
            said(ctx, Tone::Warn, words, "/operator/mail")
        }),
        used_up(ctx, &texts),
        counted(
            ctx,
            Tone::Warn,
            ("operator-letters-refused", letters.refused),
            refused,
        ),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// That the server has sent as many text messages as it may.
fn used_up(ctx: &Ctx, texts: &Stored) -> Option<ui::Attention> {
    let words = ("texting-limit-used-up", "operator-look");
    texts
        .is_used_up()
        .then(|| said(ctx, Tone::Warn, words, "/operator/sms"))
}

fn said(ctx: &Ctx, tone: Tone, (key, link): (&str, &str), href: &str) -> ui::Attention {
    ui::attention(tone, ctx.text(key), href, ctx.text(link))
}

/// A line that is there only when there is something to count.
fn counted(ctx: &Ctx, tone: Tone, (key, n): (&str, u32), href: &str) -> Option<ui::Attention> {
    let sentence = || ctx.texts.with(key, &[("n", i64::from(n).into())]);
    (n > 0).then(|| ui::attention(tone, sentence(), href, ctx.text("operator-look")))
}
