//! The link is opened, and the first step: language and address.

use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::i18n::Language;
use base::token::Token;
use serde::Deserialize;

use super::step::{Page, Step};
use super::visit::{self, Seen, Visit};
use crate::web::ui::{self, Card, Tone};
use crate::web::{App, Ctx, Form, PageError, card, cookie, set_cookie, show as shown};

/// The cookie with the link lives a little longer than the link, so that a late visitor hears
/// that it is late.
const COOKIE: Duration = Duration::from_secs(2 * 3600);
const LANGUAGE_KEPT: Duration = Duration::from_secs(400 * 24 * 3600);

/// The link as it stands in the printed address, and in the form under it.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    link: String,
}

#[derive(Template)]
#[template(path = "setup/welcome.html")]
struct Welcome {
    card: Card,
    form: ui::Form,
    until: String,
}

/// `GET /set-up?link=…`: says what will happen. Changes nothing, so that a link looked at by a
/// scanner of chats or mails is still good.
pub(super) async fn welcome(
    State(app): State<App>,
    ctx: Ctx,
    held: Result<Visit, Response>,
    Query(sent): Query<Sent>,
) -> Result<Response, PageError> {
    if sent.link.is_empty() {
        let go_on = |_| Redirect::to(Step::Start.path()).into_response();
        return Ok(held.map_or_else(|closed| closed, go_on));
    }
    Ok(
        match visit::judge(&app, Token::parse(&sent.link).as_ref()).await? {
            Seen::Open(until) => shown(&Welcome::new(&ctx, &sent.link, until)),
            Seen::Closed(closed) => closed.for_link(&sent.link).page(&ctx),
        },
    )
}

impl Welcome {
    fn new(ctx: &Ctx, link: &str, until: Time) -> Self {
        let mut card = card(ctx, "setup-welcome-title");
        card.wide = true;
        let until = ctx.texts.date_time(until);
        Self {
            card,
            form: ui::form("/set-up", &ctx.csrf).with("link", link),
            until: ctx
                .texts
                .with("setup-welcome-until", &[("time", until.into())]),
        }
    }
}

/// `POST /set-up`: the browser holds the link from now on, and the address no longer shows it.
pub(super) async fn begin(
    State(app): State<App>,
    ctx: Ctx,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let link = Token::parse(&sent.link);
    match visit::judge(&app, link.as_ref()).await? {
        Seen::Closed(closed) => Ok(closed.for_link(&sent.link).page(&ctx)),
        Seen::Open(_) => {
            let mut response = Redirect::to(Step::Start.path()).into_response();
            let value = cookie::SET_UP.set(&sent.link, COOKIE, ctx.https);
            set_cookie(&mut response, value);
            Ok(response)
        }
    }
}

/// `GET /set-up/start`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx, visit: Visit) -> Response {
    let url = &app.config.public_url;
    let chosen = visit.draft.language.as_deref();
    let languages = Language::ALL.iter().fold(
        ui::radios("language", ctx.text("setup-language"))
            .chosen(chosen.unwrap_or(ctx.language.code())),
        |radios, language| radios.choice(language.code(), language.own_name()),
    );
    let address = ui::summary_list()
        .row(ctx.text("setup-address"), url.origin())
        .hint(ctx.text("setup-address-hint"));
    let mut page = Page::new(&ctx, Step::Start, &visit.draft)
        .part(languages)
        .part(address);
    if url.is_loopback() {
        let words = ctx.text("setup-address-loopback");
        page = page.part(ui::notice(Tone::Warn, words).text(ctx.text("setup-address-how")));
    }
    page.answer()
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    language: String,
}

/// `POST /set-up/start`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    mut visit: Visit,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let language = Language::from_code(&chosen.language).ok_or(PageError::UnreadableForm)?;
    visit.draft.language = Some(language.code().to_owned());
    let mut response = visit.keep(&app, Step::You.path()).await?;
    let kept = cookie::LANGUAGE.set(language.code(), LANGUAGE_KEPT, ctx.https);
    set_cookie(&mut response, kept);
    Ok(response)
}
