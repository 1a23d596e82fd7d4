//! The page that says what the file holds, and the button that makes it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::Nothing;
use super::{announce, gather};
use crate::inside;
use crate::signin::SignedIn;
use crate::signin::door::SteppedUp;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Form, PageError, show as shown};

/// Where it stands.
pub(in crate::passport) const PATH: &str = "/passport/export";

#[derive(Template)]
#[template(path = "passport/export.html")]
struct Page {
    frame: Frame,
    refusal: Option<ui::Notice>,
    holds: Vec<String>,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    too_often: bool,
) -> Result<Page, PageError> {
    let mut frame = inside::passport(app, ctx, signed_in, "passport-export", "security").await?;
    frame.page.has_error = too_often;
    let holds = [
        "profile",
        "workspaces",
        "sessions",
        "applications",
        "history",
    ];
    let refusal = || {
        ui::notice(ui::Tone::Warn, ctx.text("passport-export-often"))
            .text(ctx.text("passport-export-later"))
    };
    Ok(Page {
        refusal: too_often.then(refusal),
        holds: holds
            .map(|part| ctx.text(&format!("passport-export-holds-{part}")))
            .into(),
        frame,
    })
}

/// `GET /passport/export`.
pub(in crate::passport) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &signed_in, false).await?))
}

/// `POST /passport/export`: the file. A form and no link, for that it was taken along is written down.
pub(in crate::passport) async fn take(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    // Proved once more, one comes back to the page, where the button stands.
    SteppedUp::still(&app, &ctx, &signed_in)?;
    let doing = signed_in.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    if !announce(&doing, &mut conn, &signed_in.person).await? {
        drop(conn);
        let mut response = shown(&page(&app, &ctx, &signed_in, true).await?);
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        return Ok(response);
    }
    conn.commit().await?;
    let file = gather(&app, &signed_in.person, super::MOST_EVENTS).await?;
    let text = serde_json::to_string_pretty(&file).map_err(PageError::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"passport.json\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text).into_response())
}
