//! The first step: what one types to say who one is. Says nothing about whether it exists.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::db::{Conn, DbError};
use base::settings;
use base::sms::SMS;
use people::identifiers::{Kind, Named};
use people::members;
use people::registration;
use people::workspaces;
use serde::Deserialize;

use super::attempt::{Attempt, Begin};
use super::held::Holding;
use super::session::SignedIn;
use super::{flow, held};
use crate::web::brand as look;
use crate::web::ui::{self, Card};
use crate::web::{
    App, Ctx, Form, LocalPath, MOST_PASSPORTS, PageError, card, rejected, show as shown,
};

/// The longest name taken, in bytes.
const LONGEST: usize = 320;

#[derive(Template)]
#[template(path = "signin/identifier.html")]
struct Page {
    card: Card,
    form: ui::Form,
    /// The application the person comes from, as a sentence.
    whither: Option<String>,
    /// Why one is asked though signed in.
    why: Option<String>,
    /// Who is signed in in this browser, to go on as one of them.
    held: ui::Passports,
    /// Why there is no room for one more, if it is so.
    full: Option<String>,
    field: ui::Field,
    /// Whether somebody who was not invited can make a passport.
    registers: bool,
}

/// What the address of the first page says.
#[derive(Deserialize)]
pub(super) struct Wish {
    next: Option<String>,
    /// Whoever is signed in wants to sign in as somebody else.
    switch: Option<String>,
    /// Whoever is signed in has to prove it once more.
    again: Option<String>,
}

/// What the first page sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    username: String,
    next: Option<String>,
    again: Option<String>,
}

impl Page {
    fn new(ctx: &Ctx, form: ui::Form) -> Self {
        Self {
            card: card(ctx, "signin-title"),
            form,
            whither: None,
            why: None,
            held: ui::passports("", "", &ctx.texts),
            full: None,
            field: ui::login_name("username", ctx.text("signin-identifier")),
            registers: false,
        }
    }

    async fn offering(mut self, app: &App, ctx: &Ctx) -> Result<Self, PageError> {
        let mut conn = app.db.read().await?;
        let offer = registration::offer(&mut conn).await?;
        self.registers = offer.is_open();
        if settings::load(&mut conn, &SMS).await?.signs_in() {
            self.field = ui::login_name("username", ctx.text("signin-identifier-phone"));
        }
        Ok(self)
    }

    /// Offers the passports of this browser, to go on to `next` with one of them.
    async fn with_held(mut self, app: &App, ctx: &Ctx, next: &str) -> Result<Self, PageError> {
        let holding = Holding::of(app, ctx).await?;
        self.held = held::choices((app, ctx), holding.all(), next).await?;
        let is_full = holding.all().count() >= MOST_PASSPORTS;
        self.full = is_full.then(|| ctx.text("signin-no-room"));
        Ok(self)
    }

    /// The first page of a sign-in that no application began.
    fn first(ctx: &Ctx, next: &LocalPath, again: bool) -> Self {
        let mut form = ui::form("/sign-in", &ctx.csrf).with("next", next.as_str());
        if again {
            form = form.with("again", "1");
        }
        Self {
            why: again.then(|| ctx.text("signin-again")),
            ..Self::new(ctx, form)
        }
    }

    fn refused(mut self, ctx: &Ctx, typed: &str, why: &str) -> Response {
        self.card.page.has_error = true;
        self.field = self.field.value(typed).error(ctx.text(why));
        rejected(&self)
    }
}

/// `GET /sign-in`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let next = LocalPath::or_passport(wish.next.as_deref());
    let again = wish.again.is_some();
    if let (Some(_), None, false) = (&signed_in, &wish.switch, again) {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let mut page = Page::first(&ctx, &next, again).offering(&app, &ctx).await?;
    if !again {
        page = page.with_held(&app, &ctx, next.as_str()).await?;
    }
    page.card.page.brand = look::of_path(&app, next.as_str()).await?;
    Ok(shown(&page))
}

/// `POST /sign-in`: the attempt begins.
pub(super) async fn start(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let next = LocalPath::or_passport(typed.next.as_deref());
    let name = match checked(&typed.username) {
        Ok(name) => name,
        Err(why) => {
            let mut page = Page::first(&ctx, &next, typed.again.is_some());
            page.card.page.brand = look::of_path(&app, next.as_str()).await?;
            return Ok(page.refused(&ctx, &typed.username, why));
        }
    };
    let fresh_since = typed.again.map(|_| app.clock.now());
    let begin = Begin {
        identifier: Some(name),
        fresh_since,
        ..Begin::to(next)
    };
    flow::begin(&app, &ctx, begin).await
}

/// `GET /sign-in/{attempt}/name`: the first step of an attempt that an application began, or
/// "not you?" later on.
pub(super) async fn show_again(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    match flow::load(&app, &ctx, &id).await? {
        Some(attempt) if !attempt.finished => {
            let mut page = of_attempt(&app, &ctx, &attempt).await?;
            // Where it has to be proved anew, being signed in is no answer.
            if attempt.fresh_since.is_none() {
                page = page.with_held(&app, &ctx, &attempt.next).await?;
                page.why = outside(&app, &ctx, &attempt).await?;
            }
            if let Some(name) = &attempt.identifier {
                page.field = page.field.value(name);
            }
            Ok(attempt.page(shown(&page)))
        }
        other => Ok(flow::stale(&ctx, other.as_ref())),
    }
}

/// That whoever acts is no member of the workspace whose door asks.
async fn outside(app: &App, ctx: &Ctx, attempt: &Attempt) -> Result<Option<String>, PageError> {
    let holding = Holding::of(app, ctx).await?;
    let (Some(workspace), Some(active)) = (attempt.workspace, holding.active()) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    if members::of_passport(&mut conn, workspace, active.person.id)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let place = workspaces::load(&mut conn, workspace).await?;
    let place = place.map(|place| place.name).unwrap_or_default();
    let values = [
        ("name", active.person.name.as_str().into()),
        ("workspace", place.into()),
    ];
    Ok(Some(ctx.texts.with("signin-outside", &values)))
}

/// `POST /sign-in/{attempt}/name`.
pub(super) async fn name(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut attempt = match flow::load(&app, &ctx, &id).await? {
        Some(attempt) if !attempt.finished => attempt,
        other => return Ok(flow::stale(&ctx, other.as_ref())),
    };
    match checked(&typed.username) {
        Ok(name) => attempt.name(name),
        Err(why) => {
            let page = of_attempt(&app, &ctx, &attempt).await?;
            return Ok(attempt.page(page.refused(&ctx, &typed.username, why)));
        }
    }
    flow::advance(&app, &ctx, attempt).await
}

async fn of_attempt(app: &App, ctx: &Ctx, attempt: &Attempt) -> Result<Page, PageError> {
    let form = ui::form(format!("{}/name", attempt.path()), &ctx.csrf);
    let mut page = Page::new(ctx, form);
    page.card.page.brand = brand(app, attempt).await?;
    page.whither = attempt.application_name.as_ref().map(|application| {
        ctx.texts.with(
            "signin-to-application",
            &[("application", application.as_str().into())],
        )
    });
    Ok(page)
}

/// The look of the workspace whose door asked, or to whose pages the attempt leads.
pub(super) async fn brand(app: &App, attempt: &Attempt) -> Result<Option<ui::Brand>, PageError> {
    match attempt.workspace {
        Some(workspace) => look::of(app, workspace).await,
        None => look::of_path(app, &attempt.next).await,
    }
}

/// The name without spaces around it, or the key of what to say.
///
/// # Errors
/// When nothing was typed, or what nobody is called.
pub fn checked(typed: &str) -> Result<String, &'static str> {
    match typed.trim() {
        "" => Err("signin-identifier-missing"),
        name if name.len() > LONGEST || name.chars().any(char::is_control) => {
            Err("signin-identifier-odd")
        }
        name => Ok(name.to_owned()),
    }
}

/// What a name typed at sign-in or recovery can mean: phone numbers as well, where the operator lets them be names.
///
/// # Errors
/// What the database says.
pub async fn readings(conn: &mut Conn, typed: &str) -> Result<Vec<Named>, DbError> {
    let sms = settings::load(conn, &SMS).await?;
    let mut all = Named::readings(typed, &sms.countries);
    if !sms.signs_in() {
        all.retain(|named| named.kind() != Kind::Phone);
    }
    Ok(all)
}

/// What a name can mean and the forms under which tries at it are counted: each, so that two spellings of one
/// number share a budget whether it is anybody's or not. What can mean nothing is counted as it stands.
pub(super) async fn folded(
    conn: &mut Conn,
    typed: &str,
) -> Result<(Vec<Named>, Vec<String>), DbError> {
    let readings = readings(conn, typed).await?;
    let mut forms: Vec<String> = Vec::new();
    for one in &readings {
        if !forms.iter().any(|form| form == one.folded()) {
            forms.push(one.folded().to_owned());
        }
    }
    if forms.is_empty() {
        forms.push(typed.to_lowercase());
    }
    Ok((readings, forms))
}

/// The moment until which a way is paused, for a message.
pub(super) fn until(ctx: &Ctx, paused: Time) -> String {
    ctx.texts.date_time(paused)
}
