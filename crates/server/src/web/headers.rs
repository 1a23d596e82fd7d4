//! Headers that hold for every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Another origin to which a form on this page may lead, such as the application a person
/// is sent back to. Browsers apply `form-action` to the redirect after a form too.
#[derive(Clone, Debug)]
pub struct FormAction(pub String);

/// Other origins whose pages this page may hold in frames: the applications that are told of a
/// sign-out. No page but that one holds any.
#[derive(Clone, Debug)]
pub struct FrameSources(pub Vec<String>);

/// Marks an answer that a proxy hands to a browser on another host than ours. No cookie of ours goes
/// with it.
#[derive(Clone, Copy, Debug)]
pub struct OnOtherHost;

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
pub fn secure(response: &mut Response, https: bool) {
    let seen = response.extensions();
    let policy = match (seen.get::<FormAction>(), seen.get::<FrameSources>()) {
        (None, None) => Ok(const { HeaderValue::from_static(POLICY) }),
        (also, framed) => {
            let framed = framed.map_or(&[][..], |sources| sources.0.as_slice());
            HeaderValue::from_str(&policy(also, framed))
        }
    };
    let sent = response.headers_mut();
    sent.reserve(ALWAYS.len() + 4);
    for (name, value) in ALWAYS {
        sent.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = policy {
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

/// The policy of a page from which no form leads elsewhere and that frames nothing.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Whether this can only be an origin. It comes from a checked address; anything that could end the
/// directive is left out all the same.
fn is_origin(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]+".contains(&byte))
}

fn policy(also: Option<&FormAction>, framed: &[String]) -> String {
    let also = also.map(|origin| origin.0.as_str());
    let also = also.filter(|origin| is_origin(origin));
    let framed: Vec<&str> = framed
        .iter()
        .map(String::as_str)
        .filter(|origin| is_origin(origin))
        .collect();
    let framed = if framed.is_empty() {
        String::new()
    } else {
        format!("; frame-src {}", framed.join(" "))
    };
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'{}{}; frame-ancestors 'none'; base-uri 'none'{framed}",
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
        assert!(
            policy(Some(&fine), &[]).contains("form-action 'self' https://crm.example.com:8443;")
        );
        let evil = FormAction("https://x; script-src *".to_owned());
        assert!(policy(Some(&evil), &[]).contains("form-action 'self';"));
    }

    #[test]
    fn the_usual_policy_is_the_one_without_exceptions() {
        assert_eq!(policy(None, &[]), POLICY);
    }

    #[test]
    fn only_named_origins_are_framed_and_none_by_default() {
        assert!(!policy(None, &[]).contains("frame-src"));
        let framed = [
            "https://a.example".to_owned(),
            "https://b.example".to_owned(),
        ];
        assert!(policy(None, &framed).ends_with("; frame-src https://a.example https://b.example"));
        let evil = ["https://x; script-src *".to_owned()];
        assert!(!policy(None, &evil).contains("script-src *"));
    }
}
