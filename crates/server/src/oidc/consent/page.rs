//! The page that asks, and what the person answers.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::oauth::{ErrorCode, Scope, Scopes};
use serde::Deserialize;

use crate::oidc::authorize::{self, Arrived, Entry, Next, answering, next};
use crate::oidc::{client, events, registration};
use crate::web::ui::{self, Avatar, Brand, Card, Tone};
use crate::web::{App, Ctx, Form, FormAction, PageError, brand, card, page, show as shown};

#[derive(Template)]
#[template(path = "oidc/consent/page.html")]
struct Page {
    card: Card,
    picture: Avatar,
    host: String,
    unknown: Option<ui::Notice>,
    who: String,
    other_account: String,
    learns: Vec<String>,
    form: ui::Form,
}

/// What the person answers.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::oidc) enum Decision {
    Allow,
    Refuse,
}

#[derive(Deserialize)]
pub(in crate::oidc) struct Answer {
    answer: Decision,
}

/// `GET /oidc/consent/{request}`.
pub(in crate::oidc) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let Some(Ok(arrived)) = authorize::load(&app, &ctx, &id).await? else {
        return Ok(authorize::gone(&ctx));
    };
    let answering = answering(&app, &ctx, &arrived).await?;
    match next(&app, &answering, &arrived).await? {
        Next::Consent(entry) => {
            let mut conn = app.db.read().await?;
            let registered = registration::store::of(&mut conn, arrived.application.id).await?;
            drop(conn);
            let mut page = Page::new(&ctx, &arrived, &entry);
            page.card.page.brand = brand::of(&app, entry.workspace.id).await?;
            page.unknown = registered.map(|_| unknown(&ctx, &entry));
            let mut response = shown(&page);
            let source = arrived.request.return_to.policy_source();
            response.extensions_mut().insert(FormAction(source));
            Ok(response)
        }
        _ => Ok(go_on(&arrived)),
    }
}

/// `POST /oidc/consent/{request}`.
pub(in crate::oidc) async fn answer(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    Form(Answer { answer }): Form<Answer>,
) -> Result<Response, PageError> {
    let Some(Ok(arrived)) = authorize::load(&app, &ctx, &id).await? else {
        return Ok(authorize::gone(&ctx));
    };
    let answering = answering(&app, &ctx, &arrived).await?;
    let Next::Consent(entry) = next(&app, &answering, &arrived).await? else {
        return Ok(go_on(&arrived));
    };
    if !ctx.is_sent_by(entry.person.id) {
        return Err(PageError::OtherPassport(entry.person.name));
    }
    match answer {
        Decision::Allow => authorize::enter(&app, &ctx, &arrived, &entry, true).await,
        Decision::Refuse => {
            note_refusal(&app, &ctx, &arrived, &entry).await?;
            let denied = ErrorCode::AccessDenied;
            authorize::refuse(&app, &ctx, &arrived, denied, "person-refused").await
        }
    }
}

/// The endpoint knows what is due when it is not the question on this page.
fn go_on(arrived: &Arrived) -> Response {
    Redirect::to(arrived.path("authorize").as_str()).into_response()
}

async fn note_refusal(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
    entry: &Entry,
) -> Result<(), PageError> {
    let event = ctx.refused(events::CONSENT_REFUSED, "person-refused");
    let event = client::of(&arrived.application, event).by(entry.person.id);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    Ok(conn.commit().await?)
}

impl Page {
    fn new(ctx: &Ctx, arrived: &Arrived, entry: &Entry) -> Self {
        let name = arrived.application.name.as_str();
        let title = ctx
            .texts
            .with("oidc-consent-title", &[("application", name.into())]);
        let mut card = Card {
            page: page(ctx, title),
            ..card(ctx, "oidc-consent-learns")
        };
        card.page.brand = Some(Brand::named(&entry.workspace.name));
        let who = [("person", entry.person.name.as_str().into())];
        let back = arrived.path_when_chosen();
        let back: String = url::form_urlencoded::byte_serialize(back.as_str().as_bytes()).collect();
        Self {
            card,
            picture: ui::application(name).large(),
            unknown: None,
            host: host(arrived.request.return_to.redirect_uri()),
            who: ctx.texts.with("oidc-consent-who", &who),
            other_account: format!("/sign-in?switch=1&next={back}"),
            learns: learns(arrived.scopes())
                .into_iter()
                .map(|key| ctx.text(key))
                .collect(),
            form: ui::form(arrived.path("consent").as_str(), &ctx.csrf),
        }
    }
}

/// That nobody has looked at an application that registered itself.
fn unknown(ctx: &Ctx, entry: &Entry) -> ui::Notice {
    let given = [("workspace", entry.workspace.name.as_str().into())];
    ui::notice(Tone::Warn, ctx.text("registration-unknown"))
        .text(ctx.texts.with("registration-unknown-why", &given))
}

/// The host an answer goes to, or the private scheme of an app on this device, as text.
fn host(redirect_uri: &str) -> String {
    let (scheme, rest) = redirect_uri.split_once(':').unwrap_or_default();
    let authority = rest
        .strip_prefix("//")
        .filter(|_| scheme.starts_with("http"));
    match authority {
        Some(rest) => rest.split(['/', '?']).next().unwrap_or_default().to_owned(),
        None => format!("{scheme}:"),
    }
}

/// What these scopes give, each in plain words.
pub(in crate::oidc) fn learns(scopes: Scopes) -> Vec<&'static str> {
    scopes.iter().map(words).collect()
}

fn words(scope: Scope) -> &'static str {
    match scope {
        Scope::OpenId => "oidc-scope-openid",
        Scope::Profile => "oidc-scope-profile",
        Scope::Email => "oidc-scope-email",
        Scope::Phone => "oidc-scope-phone",
        Scope::Address => "oidc-scope-address",
        Scope::OfflineAccess => "oidc-scope-offline",
        Scope::Workspace => "oidc-scope-workspace",
        Scope::Role => "oidc-scope-role",
        Scope::Department => "oidc-scope-department",
        Scope::Groups => "oidc-scope-groups",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_a_person_can_check() {
        for (uri, shown) in [
            ("https://crm.example.com/cb?x=1", "crm.example.com"),
            ("https://crm.example.com:8443", "crm.example.com:8443"),
            ("http://127.0.0.1:5000/cb", "127.0.0.1:5000"),
            ("com.example.app:/cb", "com.example.app:"),
            ("com.example.app://x/cb", "com.example.app:"),
        ] {
            assert_eq!(host(uri), shown);
        }
    }
}
