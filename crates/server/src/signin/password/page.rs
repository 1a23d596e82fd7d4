//! The page that asks for the password.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::secret::Secret;
use serde::Deserialize;

use admission::Means;

use super::{Tried, try_password};
use crate::signin::attempt::Attempt;
use crate::signin::{flow, identifier};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Form, PageError, card, rejected, show as shown};

/// The longest password looked at, in bytes; longer ones cost a hash for nothing.
const LONGEST: usize = 1024;

#[derive(Template)]
#[template(path = "signin/password/page.html")]
struct Page {
    card: Card,
    action: String,
    other: String,
    name: ui::Field,
    field: ui::Field,
}

#[derive(Deserialize)]
pub(in crate::signin) struct Typed {
    #[serde(default)]
    password: String,
}

impl Page {
    async fn new(app: &App, ctx: &Ctx, attempt: &Attempt) -> Result<Self, PageError> {
        let mut card = card(ctx, "signin-password-title");
        card.page.brand = identifier::brand(app, attempt).await?;
        let name = attempt.identifier.as_deref().unwrap_or_default();
        let label = ctx.text("signin-password");
        Ok(Self {
            card,
            action: format!("{}/password", attempt.path()),
            other: format!("{}/name", attempt.path()),
            name: ui::login_name("username", ctx.text("signin-identifier"))
                .value(name)
                .read_only(),
            field: ui::password("password", label, &ctx.texts).autocomplete("current-password"),
        })
    }

    fn refused(mut self, why: String) -> Response {
        self.card.page.has_error = true;
        self.field = self.field.error(why);
        rejected(&self)
    }
}

/// `GET /sign-in/{attempt}/password`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    match flow::load(&app, &ctx, &id).await? {
        Some(attempt) if !attempt.finished => {
            let page = Page::new(&app, &ctx, &attempt).await?;
            Ok(attempt.page(shown(&page)))
        }
        other => Ok(flow::stale(&ctx, other.as_ref())),
    }
}

/// `POST /sign-in/{attempt}/password`.
pub(super) async fn check(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut attempt = match flow::load(&app, &ctx, &id).await? {
        Some(attempt) if !attempt.finished => attempt,
        other => return Ok(flow::stale(&ctx, other.as_ref())),
    };
    let page = Page::new(&app, &ctx, &attempt).await?;
    if typed.password.is_empty() {
        return Ok(attempt.page(page.refused(ctx.text("signin-password-missing"))));
    }
    if typed.password.len() > LONGEST {
        return Ok(attempt.page(page.refused(ctx.text("signin-password-wrong"))));
    }
    match try_password(&app, &ctx, &attempt, Secret::new(typed.password)).await? {
        Tried::Wrong => Ok(attempt.page(page.refused(ctx.text("signin-password-wrong")))),
        Tried::Paused(until) => {
            let until = identifier::until(&ctx, until);
            let words = ctx
                .texts
                .with("signin-password-paused", &[("time", until.into())]);
            Ok(attempt.page(page.refused(words)))
        }
        Tried::Right(passport) => {
            attempt.prove(passport, Means::Password, app.clock.now());
            flow::advance(&app, &ctx, attempt).await
        }
    }
}
