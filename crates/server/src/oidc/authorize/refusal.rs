//! Refusals: a page where nobody proved where an answer may go, else an error for the application.
//! Each is written down with its precise reason, in the trail of the application's workspace.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::audit::Event;
use protocol::oauth::ErrorCode;
use protocol::oauth::authorization::PageRefusal;

use super::arrival::{Arrived, Turned};
use super::deliver::deliver;
use super::next::Shut;
use super::store;
use crate::oidc::applications::Application;
use crate::oidc::reason::reason;
use crate::oidc::{client, events, registration};
use crate::signin::door;
use crate::web::ui::Card;
use crate::web::{App, Ctx, PageError, card, show};

#[derive(Template)]
#[template(path = "oidc/authorize/refused.html")]
struct Page {
    card: Card,
    text: String,
    code: Option<String>,
    reference: String,
    time: String,
}

impl Page {
    fn answer(ctx: &Ctx, (title, text): (&str, &str), code: Option<String>) -> Response {
        let mut response = show(&Self {
            card: card(ctx, title),
            text: ctx.text(text),
            code,
            reference: ctx.reference_shown(),
            time: ctx.texts.date_time(ctx.at),
        });
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::BAD_REQUEST;
        }
        response
    }
}

/// Answers a request that passed not all stages.
pub(super) async fn answer(app: &App, ctx: &Ctx, turned: Turned) -> Result<Response, PageError> {
    match turned {
        Turned::Page(why, application) => {
            let code = reason(&why);
            tracing::info!(code, "an authorization request was refused");
            if let Some(application) = &application {
                write(app, refused(ctx, application, &code)).await?;
            }
            let words = ("oidc-refused-title", sentence(&why));
            Ok(Page::answer(ctx, words, Some(code)))
        }
        Turned::Back(back) => {
            let (refused_as, application) = *back;
            let code = reason(&refused_as.reason);
            write(app, refused(ctx, &application, &code)).await?;
            if is_stranger(app, &application).await? {
                return Ok(not_sent(ctx, code));
            }
            let issuer = app.config.public_url.origin();
            Ok(deliver(ctx, refused_as.delivery(issuer)))
        }
    }
}

/// Whether nobody vouches for the address an application registered for itself: nobody has connected it by hand, and
/// nobody has let it in. Without anybody's doing the browser is not led there (RFC 9700 section 4.11.2).
async fn is_stranger(app: &App, application: &Application) -> Result<bool, PageError> {
    let mut conn = app.db.read().await?;
    Ok(registration::store::is_stranger(&mut conn, application.id).await?)
}

fn not_sent(ctx: &Ctx, code: String) -> Response {
    let words = ("oidc-refused-title", "registration-not-sent");
    Page::answer(ctx, words, Some(code))
}

/// The same as [`refuse`], for a request of which nobody was asked anything.
pub(super) async fn refuse_unasked(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
    (code, why): (ErrorCode, &str),
) -> Result<Response, PageError> {
    if !is_stranger(app, &arrived.application).await? {
        return refuse(app, ctx, arrived, code, why).await;
    }
    let event = refused(ctx, &arrived.application, why);
    write(app, event.detail("error", code.as_str())).await?;
    Ok(not_sent(ctx, why.to_owned()))
}

fn sentence(why: &PageRefusal) -> &'static str {
    match why {
        PageRefusal::ClientUnknown => "oidc-refused-application-unknown",
        PageRefusal::RedirectUriNotRegistered => "oidc-refused-address-unknown",
        _ => "oidc-refused-unreadable",
    }
}

/// A request whose address no longer leads anywhere: answered, too old, or another browser's.
pub(in crate::oidc) fn gone(ctx: &Ctx) -> Response {
    let mut response = Page::answer(ctx, ("oidc-gone-title", "oidc-gone"), None);
    *response.status_mut() = StatusCode::GONE;
    response
}

/// Sends an error to the application, for a request that passed all stages.
pub(in crate::oidc) async fn refuse(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
    code: ErrorCode,
    why: &str,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let event = refused(ctx, &arrived.application, why).detail("error", code.as_str());
    let mut conn = app.db.write().await?;
    if let Some(id) = arrived.id
        && !store::finish(&mut conn, id, now).await?
    {
        return Ok(gone(ctx));
    }
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    let issuer = app.config.public_url.origin();
    let return_to = &arrived.request.return_to;
    let error = return_to.with_error(code, description(code), issuer);
    Ok(deliver(ctx, error))
}

fn description(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::LoginRequired => "The person has to sign in.",
        ErrorCode::AccountSelectionRequired => "The person has to choose an account.",
        ErrorCode::ConsentRequired => "The person has to be asked.",
        ErrorCode::AccessDenied => "The person or the door refused.",
        ErrorCode::UnmetAuthenticationRequirements => "No sign-in here is of that strength.",
        _ => "",
    }
}

/// Writes down that a door stayed closed; the reference on the page finds it.
pub(super) async fn note_closed(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
    shut: &Shut,
) -> Result<(), PageError> {
    let event = ctx.refused(events::DOOR_CLOSED, door::sentence(shut.reason));
    let event = client::of(&arrived.application, event).by(shut.person.id);
    write(app, event).await
}

fn refused(ctx: &Ctx, application: &Application, why: &str) -> Event {
    client::of(application, ctx.refused(events::REQUEST_REFUSED, why))
}

async fn write(app: &App, event: Event) -> Result<(), PageError> {
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(())
}
