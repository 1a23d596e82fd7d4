//! "Did this help?", under the help of every page: a word from anybody, a remark from whoever is signed in.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use base::allowance::Allowance;
use base::db::{Conn, DbError};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::store::{self, RemarkId};
use crate::signin::SignedIn;
use crate::web::{App, Ctx, Flash, Form, LocalPath, PageError, topic};

/// The longest remark, in characters.
const LONGEST: usize = 1000;
/// Answers counted from one network address within an hour; a company may share one.
const FROM_ONE_ADDRESS: u32 = 300;
/// Remarks taken from one person within a day.
const FROM_ONE_PERSON: u32 = 20;
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What was pressed, and on which page.
#[derive(Deserialize)]
pub(super) struct Answer {
    topic: String,
    helped: String,
    #[serde(default)]
    remark: String,
    next: Option<String>,
}

/// `POST /help`: counts the answer, once a day for each browser and topic, and leads back. The page says the same whether
/// it counted or not.
pub(super) async fn take(
    State(app): State<App>,
    (ctx, signed_in): (Ctx, Option<SignedIn>),
    Form(answer): Form<Answer>,
) -> Result<Response, PageError> {
    let (topic, _) = topic::named(&answer.topic).ok_or(PageError::UnreadableForm)?;
    let helped = match answer.helped.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::UnreadableForm),
    };
    let about = (topic, ctx.language.code());
    let mut conn = app.db.write().await?;
    if may_count(&mut conn, &ctx, topic).await? {
        store::count(&mut conn, about, helped, ctx.at).await?;
    }
    if let Some((by, words)) = signed_in.zip(worded(&answer.remark)) {
        let what = format!("help remarks of {}", by.person.id);
        if may(&mut conn, &ctx, (&what, FROM_ONE_PERSON, DAY)).await? {
            let id = RemarkId::fresh(ctx.at, &app.random);
            store::remark(&mut conn, about, &words, (id, ctx.at)).await?;
        }
    }
    conn.commit().await?;
    let next = answer.next.as_deref().and_then(LocalPath::parse);
    let next = next.as_ref().map_or("/", LocalPath::as_str);
    Ok(Flash::new("guide-noted").redirect(&ctx, next))
}

/// Whether this browser has not answered about the topic today, and its network not too often.
async fn may_count(conn: &mut Conn, ctx: &Ctx, topic: &str) -> Result<bool, DbError> {
    let browser = BASE64_URL_SAFE_NO_PAD.encode(ctx.browser.hash().as_bytes());
    let first = format!("help {topic} {browser}");
    let from = format!("help from {}", ctx.address);
    Ok(may(conn, ctx, (&first, 1, DAY)).await?
        && may(conn, ctx, (&from, FROM_ONE_ADDRESS, HOUR)).await?)
}

async fn may(
    conn: &mut Conn,
    ctx: &Ctx,
    (what, most, within): (&str, u32, Duration),
) -> Result<bool, DbError> {
    let allowance = Allowance { what, most, within };
    allowance.take(conn, ctx.at).await
}

/// The remark as it is kept: no control characters, not longer than a form lets it be.
fn worded(typed: &str) -> Option<String> {
    let one = |letter: char| if letter.is_control() { ' ' } else { letter };
    let words: String = typed.trim().chars().take(LONGEST).map(one).collect();
    (!words.is_empty()).then_some(words)
}
