//! The menus: each page a line, in the order in which they stand.

use crate::web::Ctx;
use crate::web::ui::{MenuLink, MenuSection};

/// A page: the part of its address after the place, and the Fluent key of its name.
pub(super) type Line = (&'static str, &'static str);

/// The person's own pages.
pub(super) const PASSPORT: &[Line] = &[
    ("", "inside-launcher"),
    ("profile", "inside-profile"),
    ("identifiers", "inside-identifiers"),
    ("security", "inside-security"),
    ("sessions", "inside-sessions"),
    ("connections", "inside-connections"),
    ("tokens", "inside-tokens"),
];

/// The pages of a workspace, for its administrators.
pub(super) const WORKSPACE: &[Line] = &[
    ("", "inside-overview"),
    ("people", "inside-people"),
    ("departments", "inside-departments"),
    ("groups", "inside-groups"),
    ("rules", "inside-rules"),
    ("applications", "inside-applications"),
    ("service-accounts", "inside-service-accounts"),
    ("sites", "inside-sites"),
    ("audit", "inside-audit"),
    ("settings", "inside-settings"),
];

/// The pages of a workspace, for its help desk.
pub(super) const HELP_DESK: &[Line] = &[("", "inside-applications"), ("people", "inside-people")];

/// The pages of the operator.
pub(super) const OPERATOR: &[Line] = &[
    ("", "inside-health"),
    ("workspaces", "inside-workspaces"),
    ("leaving", "inside-leaving"),
    ("registration", "inside-registration"),
    ("applications", "inside-applications"),
    ("founding", "inside-founding"),
    ("mail", "inside-mail"),
    ("sms", "inside-sms"),
    ("outbox", "inside-outbox"),
    ("keys", "inside-keys"),
    ("jobs", "inside-jobs"),
    ("help", "inside-help"),
    ("audit", "inside-audit"),
];

/// The menu of a place whose pages lie under `base`; `current` is the page one is on.
pub(super) fn of(ctx: &Ctx, lines: &[Line], base: &str, current: &str) -> Vec<MenuSection> {
    let links = lines.iter().map(|(part, key)| MenuLink {
        href: if part.is_empty() {
            base.to_owned()
        } else {
            format!("{base}/{part}")
        },
        words: ctx.text(key),
        current: *part == current,
        count: None,
    });
    if lines.is_empty() {
        return Vec::new();
    }
    vec![MenuSection {
        heading: None,
        links: links.collect(),
    }]
}
