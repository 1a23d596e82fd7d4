//! What a reason means and what to change, in the reader's words.
//!
//! Reasons are the names of variants (see `oidc::reason`); several share an explanation. A reason nobody wrote an
//! explanation for is shown by its code, with where to look.

use base::i18n::Texts;

/// What begins a reason, and the topic that explains it. The longest beginning that fits counts.
const TOPICS: &[(&str, &str)] = &[
    ("redirect-uri-not-registered", "redirect-uri"),
    ("redirect-uri-absent", "redirect-uri-absent"),
    ("client-unknown", "disabled"),
    ("disabled", "disabled"),
    ("application-disabled", "disabled"),
    ("params", "encoding"),
    ("repeated", "repeated"),
    ("state-malformed", "encoding"),
    ("nonce-malformed", "encoding"),
    ("login-hint-malformed", "encoding"),
    ("max-age-malformed", "encoding"),
    ("malformed", "encoding"),
    ("absent", "absent"),
    ("two-carriers", "two-carriers"),
    ("request-uri", "request-uri"),
    ("pushed-unknown", "pushed-over"),
    ("pushed-used", "pushed-over"),
    ("pushed-expired", "pushed-over"),
    ("pushed-other-client", "pushed-other"),
    ("not-pushed", "not-pushed"),
    ("not-signed", "not-signed"),
    ("object-keys-absent", "keys-absent"),
    ("object-expired", "clock"),
    ("object-not-yet", "clock"),
    ("object-too-long", "clock"),
    ("object-expiry-absent", "clock"),
    ("object-replayed", "replayed"),
    ("object-token", "signature"),
    ("object", "object"),
    ("registration", "registration"),
    ("response-type", "response-type"),
    ("grant-not-allowed", "grant-not-allowed"),
    ("grant-type", "grant-type"),
    ("response-mode-unsupported", "response-mode"),
    ("form-post-nowhere", "response-mode"),
    ("scope-absent", "scope-openid"),
    ("open-id-scope-absent", "scope-openid"),
    ("scope-malformed", "encoding"),
    ("scope-not-allowed", "scope"),
    ("scope-widened", "scope"),
    ("challenge-absent", "pkce-absent"),
    ("challenge", "pkce-method"),
    ("pkce-verifier-wrong", "verifier"),
    ("pkce-verifier-absent", "verifier-absent"),
    ("pkce", "verifier"),
    ("prompt", "prompt"),
    ("id-token-hint", "hint"),
    ("hint", "hint"),
    ("claims", "claims"),
    ("nobody-may-be-asked", "login-required"),
    ("account-open", "account-open"),
    ("other-person", "other-person"),
    ("consent-needed", "consent"),
    ("person-refused", "person-refused"),
    ("acr-unmet", "strength"),
    ("door", "door"),
    ("closed-door", "door"),
    ("secret-wrong", "secret"),
    ("secret-expired", "secret"),
    ("method-secret-absent", "method"),
    ("method", "method"),
    ("client", "method"),
    ("assertion", "assertion"),
    ("assertion-keys-absent", "keys-absent"),
    ("assertion-token", "assertion-signature"),
    ("assertion-audience", "assertion-audience"),
    ("assertion-expiry-absent", "clock"),
    ("assertion-expired", "clock"),
    ("assertion-not-yet", "clock"),
    ("assertion-too-long", "clock"),
    ("assertion-replayed", "assertion-replayed"),
    ("client-assertion", "assertion-read"),
    ("code-unknown", "code"),
    ("code-expired", "code-expired"),
    ("reused", "reused"),
    ("other-client", "other-client"),
    ("other-application", "other-client"),
    ("other-redirect-uri", "other-redirect-uri"),
    ("refresh-token-unknown", "refresh"),
    ("offline-not-allowed", "offline"),
    ("ended", "over"),
    ("over", "over"),
    ("session-over", "over"),
    ("passport", "over"),
    ("member", "over"),
    ("dpop", "dpop"),
    ("proof", "dpop"),
    ("nonce", "dpop"),
    ("no-room", "encoding"),
    ("resource", "resource"),
    ("return-not-registered", "return"),
    ("metadata", "metadata"),
];

/// The topic of a reason.
pub(super) fn topic(reason: &str) -> &'static str {
    // What carried a request is refused for the same reasons, on a page or to the application.
    let reason = reason.strip_prefix("carrier-").unwrap_or(reason);
    let begins = |(start, _): &&(&str, &str)| {
        reason
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let found = TOPICS.iter().filter(begins);
    found
        .max_by_key(|(start, _)| start.len())
        .map_or("other", |(_, topic)| topic)
}

/// What it means.
pub(super) fn means(texts: &Texts, reason: &str) -> String {
    texts.get(&format!("failures-{}", topic(reason)))
}

/// What to change.
pub(super) fn remedy(texts: &Texts, reason: &str) -> String {
    texts.get(&format!("failures-{}-do", topic(reason)))
}

/// Every topic, each once.
#[cfg(test)]
pub(super) fn topics() -> Vec<&'static str> {
    let mut all: Vec<_> = TOPICS
        .iter()
        .map(|(_, topic)| *topic)
        .chain(["other"])
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
