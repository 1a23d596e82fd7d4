//! Sending an answer to the application: a redirect, or a form that the browser posts (OAuth 2.0 Form
//! Post Response Mode). The form goes by itself where scripts run, and by its button where not.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::oauth::Delivery;

use crate::web::ui::{self, Card};
use crate::web::{Ctx, card, show};

#[derive(Template)]
#[template(path = "oidc/authorize/send.html")]
struct Page {
    card: Card,
    action: String,
    fields: Vec<(&'static str, String)>,
}

/// The answer that carries `delivery` to the application.
pub(super) fn deliver(ctx: &Ctx, delivery: Delivery) -> Response {
    let (action, fields) = match delivery {
        Delivery::Redirect(to) => return Redirect::to(&to).into_response(),
        Delivery::Post { action, fields } => (action, fields),
    };
    let policy = policy(&action);
    let mut response = show(&Page {
        card: card(ctx, "oidc-send-title"),
        action,
        fields,
    });
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// This page does one thing: it sends its form to the origin of the redirect URI, and nowhere else.
fn policy(action: &str) -> String {
    let origin = url::Url::parse(action).map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_else(|_| "'none'".to_owned());
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
         form-action {origin}; frame-ancestors 'none'; base-uri 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_leads_to_one_origin() {
        let policy = policy("https://app.example:8443/cb?x=1;script-src *");
        assert!(
            policy.contains("form-action https://app.example:8443;"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("script-src *"));
        assert!(super::policy("no address").contains("form-action 'none';"));
    }
}
