//! The page after signing out. It tells the applications of the session that it is over, through the
//! browser (OpenID Connect Front-Channel Logout 1.0), and leads back to the one that asked.
//!
//! Whether a frame did its work cannot be seen from outside, and browsers may keep the cookies of an
//! application from it: so the page names the applications, and what is certain goes from server to
//! server (`farewell`).

use askama::Template;
use axum::extract::State;
use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base::db::{Conn, DbError};
use url::Url;

use crate::oidc::applications::Application;
use crate::oidc::grants;
use crate::signin::{self, Left, SessionId, WayBack};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, FrameSources, PageError, card, cookie, set_cookie, show};

/// Seconds until the browser goes back by itself; so long the frames have.
const PATIENCE: u32 = 4;
/// Applications told on one page; a session rarely enters more.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "oidc/logout/signed_out.html")]
struct Page {
    card: Card,
    told: Vec<Told>,
    back: Option<ui::LinkButton>,
    /// Who is still signed in in this browser.
    others: ui::Passports,
}

/// An application that is told.
struct Told {
    name: String,
    address: String,
    origin: String,
}

/// `GET /signed-out`.
pub(in crate::oidc) async fn signed_out(
    State(app): State<App>,
    ctx: Ctx,
    sent: HeaderMap,
) -> Result<Response, PageError> {
    let left = Left::find(&ctx, &sent);
    let mut page = Page {
        card: card(&ctx, "signin-signed-out-title"),
        told: Vec::new(),
        back: None,
        others: signin::others(&app, &ctx, "/passport").await?,
    };
    let Some(left) = left else {
        return Ok(show(&page));
    };
    let mut conn = app.db.read().await?;
    for session in &left.sessions {
        page.told.extend(told(&app, &mut conn, *session).await?);
    }
    page.told.truncate(MOST);
    drop(conn);
    page.back = left.back.as_ref().map(|back| button(&ctx, back));
    let mut response = show(&page);
    let sources = page.told.iter().map(|one| one.origin.clone()).collect();
    response.extensions_mut().insert(FrameSources(sources));
    set_cookie(&mut response, cookie::LEFT.clear(ctx.https));
    if let Some(Ok(refresh)) = left.back.as_ref().map(refresh) {
        response.headers_mut().insert("refresh", refresh);
    }
    Ok(response)
}

fn button(ctx: &Ctx, back: &WayBack) -> ui::LinkButton {
    let named = [("application", back.application.as_str().into())];
    let words = ctx.texts.with("oidc-signed-out-back", &named);
    ui::link_button(&back.uri, words).main().wide()
}

/// Lets the browser go back by itself after a while.
fn refresh(back: &WayBack) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_str(&format!("{PATIENCE}; url={}", back.uri))
}

/// Whether any application is told through the browser that this session is over.
pub(super) async fn is_awaited(conn: &mut Conn, session: SessionId) -> Result<bool, DbError> {
    let entered = grants::store::entered(conn, session).await?;
    Ok(entered.iter().any(|one| one.frontchannel_logout.is_some()))
}

async fn told(app: &App, conn: &mut Conn, session: SessionId) -> Result<Vec<Told>, DbError> {
    let issuer = app.config.public_url.origin();
    let entered = grants::store::entered(conn, session).await?;
    let told = entered
        .iter()
        .filter_map(|one| telling(one, issuer, session));
    Ok(told.take(MOST).collect())
}

/// The address of the frame that tells an application, with issuer and session where it asks for
/// them (section 2).
fn telling(application: &Application, issuer: &str, session: SessionId) -> Option<Told> {
    let notice = application.frontchannel_logout.as_ref()?;
    let mut address = Url::parse(&notice.uri).ok()?;
    if notice.session_required {
        address
            .query_pairs_mut()
            .append_pair("iss", issuer)
            .append_pair("sid", &session.to_string());
    }
    Some(Told {
        name: application.name.clone(),
        origin: address.origin().ascii_serialization(),
        address: address.into(),
    })
}
