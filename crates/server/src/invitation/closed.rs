//! The page for links that open nothing any more.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::link::Spent;
use crate::web::ui::{self, Card};
use crate::web::{Ctx, card, show};

#[derive(Template)]
#[template(path = "invitation/closed.html")]
struct Page {
    card: Card,
    why: String,
    next: String,
}

/// Says that an invitation is over, why, and what to do: status 410.
pub(super) fn invitation(ctx: &Ctx, spent: Spent) -> Response {
    let (why, next) = match spent {
        Spent::Used => ("invitation-used", "invitation-used-next"),
        Spent::Late => ("invitation-late", "invitation-late-next"),
        Spent::Withdrawn => ("invitation-withdrawn", "invitation-late-next"),
        Spent::Unknown => ("invitation-unknown", "invitation-unknown-next"),
    };
    closed(ctx, "invitation-closed-title", (why, next))
}

/// Says that a link to choose a password is over.
pub(super) fn password(ctx: &Ctx, spent: Spent) -> Response {
    let why = match spent {
        Spent::Used => "invitation-password-used",
        Spent::Late | Spent::Withdrawn => "invitation-password-late",
        Spent::Unknown => "invitation-unknown",
    };
    closed(
        ctx,
        "invitation-password-closed-title",
        (why, "invitation-password-next"),
    )
}

fn closed(ctx: &Ctx, title: &str, (why, next): (&str, &str)) -> Response {
    let mut response = show(&Page {
        card: card(ctx, title),
        why: ctx.text(why),
        next: ctx.text(next),
    });
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::GONE;
    }
    response
}
