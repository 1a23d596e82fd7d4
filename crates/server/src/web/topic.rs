//! What the help of a page is about: found by its address, so that no page is without.

/// Each topic and where it begins; `*` stands for any one part. The longest beginning decides, and of two as long the one
/// with fewer stars. A topic without a name is a page that has no help: it is help itself.
const TOPICS: &[(&str, &str)] = &[
    ("sign-in", "sign-in"),
    ("sign-in/problems", ""),
    ("sign-out", "sign-in"),
    ("signed-out", "sign-in"),
    ("switch", "sign-in"),
    ("invitation", "invitation"),
    ("join", "join"),
    ("new-password", "new-password"),
    ("recovery", "recovery"),
    ("sign-up", "sign-up"),
    ("undo", "identifiers"),
    ("device", "device"),
    ("oidc", "consent"),
    ("set-up", "set-up"),
    ("passport", "launcher"),
    ("passport/profile", "profile"),
    ("passport/photo", "profile"),
    ("passport/identifiers", "identifiers"),
    ("passport/security", "security"),
    ("passport/sessions", "sessions"),
    ("passport/connections", "connections"),
    ("passport/tokens", "tokens"),
    ("passport/deletion", "deletion"),
    ("passport/export", "export"),
    ("passport/workspaces", "found"),
    ("passport/workspaces/*/offer", "hand-over"),
    ("w/*", "workspace"),
    ("w/*/leave", "leave"),
    ("w/*/people", "people"),
    ("w/*/people/*", "person"),
    ("w/*/people/chosen", "people"),
    ("w/*/people/new", "invite"),
    ("w/*/people/import", "import"),
    ("w/*/people/invited", "invited"),
    ("w/*/people/links", "links"),
    ("w/*/people/requests", "requests"),
    ("w/*/departments", "departments"),
    ("w/*/groups", "groups"),
    ("w/*/rules", "rules"),
    ("w/*/applications", "applications"),
    ("w/*/applications/registration", "self-registration"),
    ("w/*/applications/*/failures", "failures"),
    ("w/*/service-accounts", "service-accounts"),
    ("w/*/sites", "sites"),
    ("w/*/audit", "audit"),
    ("w/*/settings", "settings"),
    ("w/*/settings/address", "address"),
    ("w/*/settings/brand", "brand"),
    ("w/*/settings/hand-over", "hand-over"),
    ("operator", "health"),
    ("operator/workspaces", "workspaces"),
    ("operator/registration", "registration"),
    ("operator/applications", "self-registration"),
    ("operator/founding", "founding"),
    ("operator/mail", "mail"),
    ("operator/sms", "sms"),
    ("operator/outbox", "outbox"),
    ("operator/keys", "keys"),
    ("operator/jobs", "jobs"),
    ("operator/leaving", "leaving"),
    ("operator/audit", "audit"),
    ("operator/help", "answers"),
];

/// What the pages of each topic are called: the Fluent key of their title.
const NAMES: &[(&str, &str)] = &[
    ("sign-in", "signin-title"),
    ("invitation", "invitation-title"),
    ("join", "join-title"),
    ("new-password", "invitation-new-password-title"),
    ("recovery", "recovery-password-title"),
    ("sign-up", "signup-title"),
    ("identifiers", "inside-identifiers"),
    ("device", "oidc-device-title"),
    ("consent", "oidc-consent-learns"),
    ("set-up", "setup-welcome-title"),
    ("launcher", "inside-launcher"),
    ("profile", "inside-profile"),
    ("security", "inside-security"),
    ("sessions", "inside-sessions"),
    ("connections", "inside-connections"),
    ("tokens", "inside-tokens"),
    ("deletion", "passport-delete"),
    ("export", "passport-export"),
    ("found", "life-found"),
    ("hand-over", "life-hand-over"),
    ("workspace", "inside-overview"),
    ("leave", "life-leave"),
    ("people", "people-title"),
    ("person", "people-edit-title"),
    ("invite", "people-new-title"),
    ("import", "import-title"),
    ("invited", "people-pending"),
    ("links", "join-links"),
    ("requests", "join-requests"),
    ("departments", "inside-departments"),
    ("groups", "inside-groups"),
    ("rules", "inside-rules"),
    ("applications", "inside-applications"),
    ("self-registration", "registration-title"),
    ("failures", "failures-title"),
    ("service-accounts", "inside-service-accounts"),
    ("sites", "inside-sites"),
    ("audit", "inside-audit"),
    ("settings", "inside-settings"),
    ("address", "life-move"),
    ("brand", "brand-title"),
    ("health", "inside-health"),
    ("workspaces", "inside-workspaces"),
    ("registration", "inside-registration"),
    ("founding", "inside-founding"),
    ("mail", "inside-mail"),
    ("sms", "inside-sms"),
    ("outbox", "inside-outbox"),
    ("keys", "inside-keys"),
    ("jobs", "inside-jobs"),
    ("leaving", "inside-leaving"),
    ("answers", "inside-help"),
];

/// The topic of the page at `path`, which may have a query.
pub(super) fn of(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let found = TOPICS.iter().filter(|(start, _)| begins(&parts, start));
    let found = found.max_by_key(|(start, _)| {
        let stars = start.matches('*').count();
        (start.split('/').count(), usize::MAX - stars)
    });
    found
        .map(|(_, topic)| *topic)
        .filter(|topic| !topic.is_empty())
}

/// The topic of this name, and the Fluent key of what its pages are called.
pub fn named(name: &str) -> Option<(&'static str, &'static str)> {
    NAMES.iter().find(|(topic, _)| *topic == name).copied()
}

fn begins(parts: &[&str], start: &str) -> bool {
    let mut parts = parts.iter();
    start.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| wanted == "*" || wanted == *part)
    })
}

#[cfg(test)]
mod tests {
    use base::i18n::{Catalogue, Language};

    use super::*;

    #[test]
    fn the_nearest_topic_decides() {
        for (path, topic) in [
            ("/sign-in", Some("sign-in")),
            ("/sign-in/problems?tested=1", None),
            ("/w/acme", Some("workspace")),
            ("/w/acme/", Some("workspace")),
            ("/w/acme/people?search=a", Some("people")),
            ("/w/acme/people/01m8/dismiss", Some("person")),
            ("/w/acme/people/new", Some("invite")),
            ("/w/acme/people/import/01m8", Some("import")),
            ("/w/acme/applications/01m8", Some("applications")),
            ("/w/acme/applications/01m8/failures", Some("failures")),
            ("/w/operator", Some("workspace")),
            ("/operator", Some("health")),
            ("/passport/workspaces/01m8/offer", Some("hand-over")),
            ("/forward-auth/left", None),
            ("/peopl", None),
            ("/", None),
        ] {
            assert_eq!(of(path), topic, "{path}");
        }
    }

    #[test]
    fn every_topic_has_a_name_and_its_text_in_every_language() {
        for language in Language::ALL {
            let texts = Catalogue::embedded().texts(language);
            for (_, topic) in TOPICS.iter().filter(|(_, topic)| !topic.is_empty()) {
                let text = texts.known(&format!("guide-on-{topic}"));
                assert!(text.is_some(), "{topic} {}", language.code());
                let (_, name) = named(topic).unwrap();
                assert!(texts.known(name).is_some(), "{name} {}", language.code());
            }
        }
        for (topic, _) in NAMES {
            assert!(TOPICS.iter().any(|(_, known)| known == topic), "{topic}");
        }
    }

    #[test]
    fn only_topics_there_are_can_be_named() {
        assert_eq!(named("people"), Some(("people", "people-title")));
        for name in ["", "*", "w/*", "People", "people "] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
