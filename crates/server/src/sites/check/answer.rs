//! The answers to a proxy: the headers it hands to the site, or what it hands to the browser.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::token::Token;
use protocol::forward::{Assertion, AssertionTimes, header_list, header_text};
use protocol::jose::Algorithm;

use super::held::Held;
use crate::sites::events;
use crate::sites::outside::{self, Words};
use crate::sites::site::Site;
use crate::sites::standing::{Behind, Inputs};
use crate::sites::verdict::Why;
use crate::web::{App, Ctx, PageError, Routine, cookie, set_cookie};

/// How long an assertion counts.
const ASSERTION: Duration = Duration::from_secs(60);
/// How long a browser may take over a sign-in that began on the host of a site.
const BROWSER_KNOWN: Duration = Duration::from_secs(60 * 60);

/// The headers that say who it is. Each is there in every answer that lets a request pass, empty
/// where there is nothing to say: a proxy that copies them overwrites whatever the browser sent.
pub(super) const NAMES: [&str; 7] = [
    "remote-user",
    "remote-name",
    "remote-email",
    "remote-groups",
    "x-vestibule-subject",
    "x-vestibule-role",
    "x-vestibule-assertion",
];

/// The request may pass.
pub(super) async fn open(
    app: &App,
    site: &Site,
    behind: Option<&Behind>,
) -> Result<Response, PageError> {
    let mut response = StatusCode::OK.into_response();
    let mut values: [String; 7] = Default::default();
    if let Some(behind) = behind {
        let inputs = &behind.inputs;
        let subject = inputs.person.id.to_string();
        let assertion = match site.asserts {
            true => assertion(app, site, behind, &subject).await?,
            false => String::new(),
        };
        values = [
            header_text(inputs.user.as_deref().unwrap_or_default()),
            header_text(&inputs.person.name),
            header_text(inputs.email.as_deref().unwrap_or_default()),
            header_list(inputs.groups.iter().map(String::as_str)),
            subject,
            inputs.caller.role.clone(),
            assertion,
        ];
    }
    put(response.headers_mut(), values)?;
    response.extensions_mut().insert(Routine);
    Ok(response)
}

fn put(headers: &mut HeaderMap, values: [String; 7]) -> Result<(), PageError> {
    for (name, value) in NAMES.into_iter().zip(values) {
        let value = HeaderValue::try_from(value).map_err(PageError::internal)?;
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(())
}

/// The signed form of the headers, for this site only.
async fn assertion(
    app: &App,
    site: &Site,
    behind: &Behind,
    subject: &str,
) -> Result<String, PageError> {
    let key = match app.signing.current(Algorithm::Es256) {
        Some(key) => key,
        None => {
            let made = app.signing.ensure(Algorithm::Es256).await;
            made.map_err(PageError::internal)?
        }
    };
    let now = app.clock.now();
    let inputs = &behind.inputs;
    let times = AssertionTimes {
        issued_at: now.as_seconds(),
        expires_at: now.plus(ASSERTION).as_seconds(),
        auth_time: behind.session().signed_in_at.as_seconds(),
    };
    let audience = site.id.to_string();
    let groups = inputs.groups.iter().map(String::as_str).collect();
    Assertion::new(app.config.public_url.origin(), &audience, subject, times)
        .named(&inputs.person.name, inputs.email.as_deref())
        .belonging(&inputs.caller.role, groups)
        .sign(&key)
        .map_err(PageError::internal)
}

/// Somebody has to sign in: a page that is looked at is led there, everything else is told so.
pub(super) fn sign_in(app: &App, ctx: &Ctx, held: &Held) -> Response {
    let browser = held.browser.clone();
    let browser = browser.unwrap_or_else(|| Token::fresh(&app.random));
    let to = app.config.public_url.of(&held.sign_in_path(&browser));
    let mut response = if !held.navigates {
        outside::elsewhere(app, unauthorized(StatusCode::UNAUTHORIZED.into_response()))
    } else if held.original.only_reads() {
        outside::elsewhere(app, Redirect::to(&to).into_response())
    } else {
        let words = Words {
            title: "sites-sign-in-title",
            text: "sites-sign-in-first",
            link: Some("sites-sign-in"),
        };
        let page = outside::page(app, ctx, (&held.site, ""), words, &to);
        unauthorized(outside::with_status(page, StatusCode::UNAUTHORIZED))
    };
    let https = held.original.origin.is_https();
    let line = cookie::SITE_BROWSER.set(&browser.reveal(), BROWSER_KNOWN, https);
    set_cookie(&mut response, line);
    response
}

/// RFC 9110 section 15.5.2: a 401 says how to do better. Browsers do not know the scheme and show no
/// window for it.
pub(super) fn unauthorized(mut response: Response) -> Response {
    let challenge = HeaderValue::from_static("Vestibule");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// The request may not pass. What is shown to somebody stands in the audit trail under the reference
/// on the page.
pub(super) async fn refused(
    app: &App,
    ctx: &Ctx,
    held: &Held,
    (why, inputs): (Why, Option<&Inputs>),
) -> Result<Response, PageError> {
    let workspace = inputs.map_or("", |inputs| inputs.entrance.workspace.name.as_str());
    if let Some(inputs) = inputs.filter(|_| held.navigates) {
        let event = events::of(&held.site, ctx.refused(events::REFUSED, why.word()));
        let event = event
            .by(inputs.person.id)
            .detail("path", held.original.raw_path());
        let mut conn = app.db.write().await?;
        app.record(&mut conn, event).await?;
        conn.commit().await?;
    }
    if !held.navigates {
        return Ok(outside::elsewhere(
            app,
            StatusCode::FORBIDDEN.into_response(),
        ));
    }
    let words = Words {
        title: "sites-refused-title",
        text: why.sentence(),
        link: Some("sites-to-passport"),
    };
    let to = app.config.public_url.of("/passport");
    let page = outside::page(app, ctx, (&held.site, workspace), words, &to);
    Ok(outside::with_status(page, StatusCode::FORBIDDEN))
}
