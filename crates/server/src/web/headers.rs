//! Headers that hold for every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Another origin to which a form on this page may lead, such as the application a person
/// is sent back to. Browsers apply `form-action` to the redirect after a form too.
#[derive(Clone, Debug)]
pub struct FormAction(pub String);

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Sets them. Answers that set one of these themselves keep theirs.
pub(super) fn secure(response: &mut Response, https: bool) {
    let policy = policy(response.extensions().get::<FormAction>());
    let sent = response.headers_mut();
    for (name, value) in ALWAYS {
        sent.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        sent.entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    sent.entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        sent.entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(year);
    }
}

fn policy(also: Option<&FormAction>) -> String {
    // An origin comes from a checked redirect URI; anything that could end the directive is
    // left out all the same.
    let also = also.map(|origin| origin.0.as_str()).filter(|origin| {
        origin
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]+".contains(&byte))
    });
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'{}{}; frame-ancestors 'none'; base-uri 'none'",
        if also.is_some() { " " } else { "" },
        also.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_do_nothing_but_what_is_listed() {
        let mut response = Response::new(axum::body::Body::empty());
        secure(&mut response, true);
        let sent = response.headers();
        let policy = sent[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"));
        assert!(
            policy.contains("form-action 'self';") && policy.contains("frame-ancestors 'none'")
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(sent[header::CACHE_CONTROL], "no-store");
        assert!(sent.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn an_answer_keeps_what_it_says_itself_and_plain_http_promises_no_https() {
        let mut response = Response::new(axum::body::Body::empty());
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public"));
        secure(&mut response, false);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public");
        assert!(
            !response
                .headers()
                .contains_key(header::STRICT_TRANSPORT_SECURITY)
        );
    }

    #[test]
    fn the_origin_of_an_application_cannot_widen_the_policy() {
        let fine = FormAction("https://crm.example.com:8443".to_owned());
        assert!(policy(Some(&fine)).contains("form-action 'self' https://crm.example.com:8443;"));
        let evil = FormAction("https://x; script-src *".to_owned());
        assert!(policy(Some(&evil)).contains("form-action 'self';"));
    }
}
