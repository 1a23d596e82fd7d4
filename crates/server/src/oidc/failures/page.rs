//! The page of the failures of an application.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base::audit::Reference;
use serde::Deserialize;

use super::compare::{Compared, nearest};
use super::{Failure, FailureId, Shown, explain, store};
use crate::inside;
use crate::oidc::{Application, ApplicationId};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, PageError, show as shown};

/// Failures on a page.
const PAGE: u32 = 20;

#[derive(Template)]
#[template(path = "oidc/failures/page.html")]
struct Page {
    frame: Frame,
    lead: String,
    back: String,
    filters: ui::FilterBar,
    failures: Vec<Entry>,
    empty: Option<ui::EmptyState>,
    older: Option<String>,
}

/// One failure in words.
struct Entry {
    id: String,
    heading: String,
    remedy: String,
    code: String,
    reference: String,
    audit: String,
    time: ui::TimeStamp,
    request: String,
    params: Vec<Line>,
    headers: Vec<Line>,
    compared: Option<Compared>,
}

/// A parameter or header in words.
struct Line {
    name: String,
    value: String,
    hidden: Option<String>,
}

/// What is asked for.
#[derive(Default, Deserialize)]
pub(in crate::oidc) struct Wish {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    before: String,
}

/// `GET /w/{workspace}/applications/{application}/failures`.
pub(in crate::oidc) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let id = ApplicationId::parse(&id).ok_or(PageError::NotFound)?;
    let workspace = entered.workspace.id;
    let mut conn = app.db.read().await?;
    let found = Application::load(&mut conn, workspace, id).await?;
    let application = found.ok_or(PageError::NotFound)?;
    let reference = Reference::parse(&wish.reference);
    let sought = (
        Some(wish.reason.as_str()).filter(|reason| !reason.is_empty()),
        reference.as_ref().map(Reference::as_str),
    );
    let before = FailureId::parse(&wish.before);
    let all = store::list(&mut conn, (workspace, id), sought, before, PAGE + 1).await?;
    let reasons = store::reasons(&mut conn, id).await?;
    drop(conn);
    let frame = inside::workspace(&app, &ctx, &entered, "failures-title", "applications").await?;
    let base = format!("/w/{}", entered.workspace.address);
    let page = Page::new(&ctx, (frame, &base), &application, (&wish, reasons, all));
    Ok(shown(&page))
}

impl Page {
    fn new(
        ctx: &Ctx,
        (frame, base): (Frame, &str),
        application: &Application,
        (wish, reasons, mut all): (&Wish, Vec<String>, Vec<Failure>),
    ) -> Self {
        let back = format!("{base}/applications/{}", application.id);
        let path = format!("{back}/failures");
        let more = all.len() > PAGE as usize;
        all.truncate(PAGE as usize);
        let last = all.last().filter(|_| more);
        let reason: String = url::form_urlencoded::byte_serialize(wish.reason.as_bytes()).collect();
        let named = [("name", application.name.as_str().into())];
        let nothing = || ui::empty(ctx.text("failures-none")).text(ctx.text("failures-none-why"));
        Self {
            lead: ctx.texts.with("failures-lead", &named),
            filters: filters(ctx, &path, wish, reasons),
            empty: all.is_empty().then(nothing),
            older: last.map(|last| format!("{path}?reason={reason}&before={}", last.id)),
            failures: all
                .into_iter()
                .map(|one| Entry::new(ctx, base, application, one))
                .collect(),
            frame,
            back,
        }
    }
}

fn filters(ctx: &Ctx, path: &str, wish: &Wish, reasons: Vec<String>) -> ui::FilterBar {
    let any = ui::select("reason", ctx.text("failures-reason"))
        .choice("", ctx.text("failures-reason-any"));
    let choice = reasons
        .iter()
        .fold(any, |select, reason| select.choice(reason, reason))
        .chosen(&wish.reason);
    ui::filters(path, "failures", &ctx.texts)
        .search("reference", ctx.text("failures-reference"), &wish.reference)
        .choice(choice)
}

impl Entry {
    fn new(ctx: &Ctx, base: &str, application: &Application, failure: Failure) -> Self {
        let reference = failure.reference.to_uppercase();
        let is_address = failure.reason == "redirect-uri-not-registered";
        let asked = failure.request.whole("redirect_uri").filter(|_| is_address);
        let lines = |all: &[Shown]| all.iter().map(|one| Line::new(ctx, one)).collect();
        Self {
            heading: explain::means(&ctx.texts, &failure.reason),
            remedy: explain::remedy(&ctx.texts, &failure.reason),
            audit: format!("{base}/audit?search={reference}"),
            time: ui::time(failure.at, ctx.at, &ctx.texts),
            request: format!("{} {}", failure.request.method, failure.request.path),
            params: lines(&failure.request.params),
            headers: lines(&failure.request.headers),
            compared: asked.and_then(|asked| nearest(asked, &application.redirect_uris)),
            id: failure.id.to_string(),
            code: failure.reason,
            reference,
        }
    }
}

impl Line {
    fn new(ctx: &Ctx, shown: &Shown) -> Self {
        let count = i64::try_from(shown.hidden).unwrap_or(i64::MAX);
        let words = || {
            ctx.texts
                .with("failures-hidden", &[("count", count.into())])
        };
        Self {
            name: shown.name.clone(),
            value: shown.value.clone(),
            hidden: (shown.hidden > 0).then(words),
        }
    }
}
