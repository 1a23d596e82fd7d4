//! Keeping: after a request in which something was refused, its events say about which application.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use base::audit::{self, Outcome, Recorded};
use base::db::DbError;

use super::{Failure, FailureId, Request as AsItCame, redact, store};
use crate::oidc::applications::ApplicationId;
use crate::oidc::events;
use crate::web::{App, Ctx};

/// Answers a request, and keeps it when it was refused in the name of an application.
pub(in crate::oidc) async fn watch(
    State(app): State<App>,
    ctx: Ctx,
    request: Request,
    next: Next,
) -> Response {
    let (method, sent) = (request.method().clone(), request.headers().clone());
    let response = next.run(request).await;
    if ctx.has_refused()
        && let Err(cause) = keep(&app, &ctx, (&method, &sent)).await
    {
        // The refusal stands and is in the trail; only its explanation is poorer.
        tracing::error!(%cause, "a refused request was not kept");
    }
    response
}

async fn keep(app: &App, ctx: &Ctx, came: (&Method, &HeaderMap)) -> Result<(), DbError> {
    let mut conn = app.db.read().await?;
    let events = audit::by_reference(&mut conn, &ctx.reference, None).await?;
    drop(conn);
    let of = |event: &Recorded| {
        let refused = event.outcome == Outcome::Refused.as_str();
        let application = ApplicationId::parse(event.subject.as_deref()?)?;
        // A person who says no is told of twice; the error the application got is the one to explain.
        let is_answer = event.kind != events::CONSENT_REFUSED.as_str();
        (refused && is_answer).then(|| failure(app, ctx, (application, event), came))
    };
    let failures: Vec<Failure> = events.iter().filter_map(of).collect();
    if failures.is_empty() {
        return Ok(());
    }
    let mut conn = app.db.write().await?;
    for failure in &failures {
        store::insert(&mut conn, failure).await?;
    }
    conn.commit().await
}

fn failure(
    app: &App,
    ctx: &Ctx,
    (application, event): (ApplicationId, &Recorded),
    (method, sent): (&Method, &HeaderMap),
) -> Failure {
    let (path, query) = ctx.path.split_once('?').unwrap_or((&ctx.path, ""));
    Failure {
        id: FailureId::fresh(ctx.at, &app.random),
        application,
        reference: event.reference.clone(),
        at: ctx.at,
        kind: event.kind.clone(),
        reason: event.reason.clone().unwrap_or_default(),
        request: AsItCame {
            method: method.as_str().to_owned(),
            path: path.chars().take(200).collect(),
            params: redact::params(query, ctx.brought()),
            headers: redact::headers(sent),
        },
    }
}
