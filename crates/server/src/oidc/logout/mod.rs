//! Sign-out that an application asks for (OpenID Connect RP-Initiated Logout 1.0).
//!
//! An ID token of ours that names the person or session of this browser ends the session at once;
//! otherwise the person is asked first. Back to the application goes only a browser whose way
//! back is registered. What is refused is a page, with a button to sign out all the same.

mod front;

use askama::Template;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::oauth::Params;
use protocol::oidc::{Logout, LogoutRefusal, LogoutRequest};
use serde::Deserialize;

use super::applications::Application;
use super::reason::reason;
use super::{authorize, client, events};
use crate::signin::{self, Holding, Left, SIGNED_OUT, SignedIn, WayBack};
use crate::web::ui::{self, Card};
use crate::web::{App, Ctx, Form, FormAction, PageError, card, show};

pub(super) use front::signed_out;

#[derive(Template)]
#[template(path = "oidc/logout/page.html")]
struct Page {
    card: Card,
    text: String,
    form: ui::Form,
    reference: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A request that was read: what is to be done, for which application, or why nothing is.
struct Asked {
    outcome: Result<Logout, LogoutRefusal>,
    application: Option<Application>,
}

/// `GET /oidc/logout`. Writes only when the hint proves that the application means this session.
pub(super) async fn sign_out(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let asked = ask(&app, &query).await?;
    let logout = match &asked.outcome {
        Ok(logout) => logout,
        Err(why) => return refused(&app, &ctx, &asked, why).await,
    };
    let holding = Holding::of(&app, &ctx).await?;
    match (meant(logout, &holding), &signed_in) {
        (Some(meant), _) => end((&app, &ctx), &holding, meant, (&asked, logout)).await,
        (None, None) => Ok(Redirect::to(&way_back(logout)).into_response()),
        (None, Some(_)) => Ok(question(&ctx, logout, &query)),
    }
}

/// `POST /oidc/logout`: the same as a query, by a form from another site.
pub(super) async fn sign_out_by_form(sent: HeaderMap, body: Body) -> Result<Response, PageError> {
    authorize::around(sent, body, "/oidc/logout").await
}

/// `POST /oidc/logout/confirmed`: the person pressed the button on our page.
pub(super) async fn confirmed(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: Option<SignedIn>,
    RawQuery(query): RawQuery,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let asked = ask(&app, &query.unwrap_or_default()).await?;
    let logout = match &asked.outcome {
        Ok(logout) => logout,
        Err(why) => return refused(&app, &ctx, &asked, why).await,
    };
    match &signed_in {
        None => Ok(Redirect::to(&way_back(logout)).into_response()),
        Some(signed_in) => {
            let holding = Holding::of(&app, &ctx).await?;
            end((&app, &ctx), &holding, signed_in, (&asked, logout)).await
        }
    }
}

/// Runs the stages.
async fn ask(app: &App, query: &str) -> Result<Asked, PageError> {
    let early = |why| Asked {
        outcome: Err(why),
        application: None,
    };
    let params = match Params::from_query(query) {
        Ok(params) => params,
        Err(why) => return Ok(early(why.into())),
    };
    let issuer = app.config.public_url.origin();
    let keys = app.signing.verifying();
    let identified = LogoutRequest::read(&params).and_then(|read| read.identified(&keys, issuer));
    let identified = match identified {
        Ok(identified) => identified,
        Err(why) => return Ok(early(why)),
    };
    let mut application = None;
    if let Some(id) = identified.client_id() {
        let mut conn = app.db.read().await?;
        let found = Application::named(&mut conn, id).await?;
        application = found;
    }
    let active = application
        .as_ref()
        .filter(|application| application.disabled_at.is_none());
    let facts = active.map(Application::facts);
    Ok(Asked {
        outcome: identified.resolved(facts.as_ref()),
        application,
    })
}

/// Whom of this browser a token of ours names: by the session, else by the person. Whether they act
/// here or somebody else does makes no difference.
fn meant<'a>(logout: &Logout, holding: &'a Holding) -> Option<&'a SignedIn> {
    let hint = logout.hint.as_ref()?;
    let named = |one: &&SignedIn| hint.session_id.as_ref() == Some(&one.session.id.to_string());
    let by_session = holding.all().find(named);
    by_session.or_else(|| holding.passport(&hint.subject))
}

/// Ends the session, and with it all that applications were given under it; no other one of the browser.
async fn end(
    (app, ctx): (&App, &Ctx),
    holding: &Holding,
    SignedIn { session, person }: &SignedIn,
    (asked, logout): (&Asked, &Logout),
) -> Result<Response, PageError> {
    let held = holding.without(session.id);
    let mut conn = app.db.write().await?;
    signin::end_session(app, &mut conn, (person.id, session.id), "application").await?;
    let mut event = ctx.done(signin::events::ENDED).about(session.id);
    if let Some(application) = &asked.application {
        event = event.detail("application", application.name.as_str());
    }
    app.record(&mut conn, event.by(person.id)).await?;
    let told = front::is_awaited(&mut conn, session.id).await?;
    conn.commit().await?;
    if !told {
        return Ok(signin::leave(ctx, &way_back(logout), &held));
    }
    let back = logout.return_to.as_ref().zip(asked.application.as_ref());
    let back = back.map(|(to, application)| WayBack {
        uri: to.bare(),
        application: application.name.clone(),
    });
    let sessions = vec![session.id];
    Ok(Left { sessions, back }.with(ctx, signin::leave(ctx, SIGNED_OUT, &held)))
}

fn way_back(logout: &Logout) -> String {
    let registered = logout.return_to.as_ref().map(|to| to.bare());
    registered.unwrap_or_else(|| SIGNED_OUT.to_owned())
}

/// Asks the person. The request goes along in the address and is checked again.
fn question(ctx: &Ctx, logout: &Logout, query: &str) -> Response {
    let action = format!("/oidc/logout/confirmed?{query}");
    let mut response = show(&Page {
        card: card(ctx, "oidc-logout-title"),
        text: ctx.text("oidc-logout-question"),
        form: ui::form(action, &ctx.csrf),
        reference: None,
    });
    if let Some(to) = &logout.return_to {
        let source = to.policy_source();
        response.extensions_mut().insert(FormAction(source));
    }
    response
}

async fn refused(
    app: &App,
    ctx: &Ctx,
    asked: &Asked,
    why: &LogoutRefusal,
) -> Result<Response, PageError> {
    let code = reason(why);
    tracing::info!(code, "a sign-out of an application was refused");
    if let Some(application) = &asked.application {
        client::note(app, ctx, application, events::SIGN_OUT_REFUSED, why).await?;
    }
    let mut response = show(&Page {
        card: card(ctx, "oidc-logout-title"),
        text: ctx.text("oidc-logout-refused"),
        form: ui::form("/sign-out", &ctx.csrf),
        reference: Some(ctx.reference_shown()),
    });
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    Ok(response)
}
