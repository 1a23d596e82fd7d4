//! The page on which a person types the code a device shows.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use protocol::oauth::UserCode;
use serde::Deserialize;

use super::{DeviceRequestId, store};
use crate::oidc::events;
use crate::signin::SignedIn;
use crate::signin::guessing::{self, Guesser};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Form, LocalPath, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "oidc/device/enter.html")]
struct Page {
    card: Card,
    field: ui::Field,
}

/// What the address says: the whole one that a phone reads from a picture names the code.
#[derive(Deserialize)]
pub(in crate::oidc) struct Wish {
    #[serde(default)]
    user_code: String,
}

/// What came of a code.
enum Entered {
    /// A device waits with it.
    Found(DeviceRequestId),
    /// None does.
    Unknown,
    /// Too many tries.
    Paused(Time),
}

impl Page {
    fn new(ctx: &Ctx, typed: &str) -> Self {
        let field = ui::field("user_code", ctx.text("oidc-device-code"))
            .hint(ctx.text("oidc-device-code-hint"))
            .mono()
            .enter_key("go");
        Self {
            card: card(ctx, "oidc-device-title"),
            field: field.value(typed),
        }
    }

    fn refused(mut self, why: String) -> Response {
        self.card.page.has_error = true;
        self.field = self.field.error(why);
        rejected(&self)
    }
}

/// `GET /device`. A code in the address is only written into the field: the person compares it with
/// the one on the device (RFC 8628 section 3.3.1).
pub(in crate::oidc) async fn show(ctx: Ctx, Query(wish): Query<Wish>) -> Response {
    let code = UserCode::parse(&wish.user_code);
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    shown(&Page::new(&ctx, &code))
}

/// `POST /device`. Whoever is not signed in signs in first, so that guesses are counted by person.
pub(in crate::oidc) async fn enter(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    Form(typed): Form<Wish>,
) -> Result<Response, PageError> {
    let typed = typed.user_code.trim();
    let Some(code) = UserCode::parse(typed) else {
        let shown: String = typed.chars().take(40).collect();
        return Ok(Page::new(&ctx, &shown).refused(ctx.text("oidc-device-code-odd")));
    };
    let Some(signed_in) = signed_in else {
        let back = format!("/device?user_code={code}");
        return Err(PageError::SignIn(LocalPath::or_passport(Some(&back))));
    };
    match find(&app, &ctx, &signed_in, &code).await? {
        Entered::Found(id) => Ok(Redirect::to(&format!("/device/{id}")).into_response()),
        Entered::Unknown => {
            let page = Page::new(&ctx, &code.to_string());
            Ok(page.refused(ctx.text("oidc-device-code-unknown")))
        }
        Entered::Paused(time) => {
            let time = ctx.texts.date_time(time);
            let words = ctx
                .texts
                .with("oidc-device-paused", &[("time", time.into())]);
            Ok(Page::new(&ctx, &code.to_string()).refused(words))
        }
    }
}

/// Looks the code up. Every try is counted before, and given back when it was right.
async fn find(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    code: &UserCode,
) -> Result<Entered, PageError> {
    let now = app.clock.now();
    let browser = ctx.browser.hash();
    let guesser = Guesser {
        passport: signed_in.person.id,
        browser: &browser,
        address: ctx.address,
    };
    let mut conn = app.db.write().await?;
    if let Err(until) = guessing::take_turn(&mut conn, &guesser, now).await? {
        let event = ctx.refused(events::DEVICE_CODE_REFUSED, "paused");
        app.record(&mut conn, event.by(signed_in.person.id)).await?;
        conn.commit().await?;
        return Ok(Entered::Paused(until));
    }
    let found = store::take_up(&mut conn, code, &browser, now).await?;
    match found {
        Some(_) => guessing::give_back(&mut conn, &guesser).await?,
        None => {
            let event = ctx.refused(events::DEVICE_CODE_REFUSED, "unknown");
            app.record(&mut conn, event.by(signed_in.person.id)).await?;
        }
    }
    conn.commit().await?;
    Ok(found.map_or(Entered::Unknown, Entered::Found))
}
