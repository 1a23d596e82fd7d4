//! Roles, states and reasons in words.

use admission::{BlockReason, Decision, Reason, Verdict};
use people::members::Role;
use people::search::Standing;

use crate::web::ui::{self, Badge, Texts, Tone};

/// A role.
pub(super) fn role(texts: &Texts, role: Role) -> String {
    texts.get(match role {
        Role::Administrator => "people-role-administrator",
        Role::HelpDesk => "people-role-help-desk",
        Role::Employee => "people-role-employee",
        Role::Guest => "people-role-guest",
    })
}

/// A role, and the group that gives it.
pub(super) fn role_by(texts: &Texts, given: Role, group: Option<&str>) -> String {
    let word = role(texts, given);
    match group {
        None => word,
        Some(group) => texts.with(
            "people-role-by-group",
            &[("role", word.as_str().into()), ("group", group.into())],
        ),
    }
}

/// How somebody stands.
pub(super) fn standing(texts: &Texts, standing: Standing) -> String {
    texts.get(match standing {
        Standing::Active => "people-state-active",
        Standing::Invited => "people-state-invited",
        Standing::Blocked => "people-state-blocked",
        Standing::Dismissed => "people-state-dismissed",
    })
}

/// How somebody stands, as a badge.
pub(super) fn badge(texts: &Texts, how: Standing) -> Badge {
    let tone = match how {
        Standing::Active => Tone::Good,
        Standing::Invited => Tone::Info,
        Standing::Blocked => Tone::Warn,
        Standing::Dismissed => Tone::Bad,
    };
    ui::badge(tone, standing(texts, how))
}

/// Why somebody is blocked, and who lifts it.
pub(super) fn block(reason: BlockReason) -> (&'static str, &'static str) {
    match reason {
        BlockReason::DismissedByAdministrator => ("people-block-dismissed", "people-lift-rehire"),
        BlockReason::BlockedByAdministrator => ("people-block-blocked", "people-lift-unblock"),
        BlockReason::InactiveInScim => ("people-block-scim", "people-lift-scim"),
        BlockReason::DisabledInDirectory => ("people-block-disabled", "people-lift-directory"),
        BlockReason::MissingFromDirectory => ("people-block-missing", "people-lift-directory"),
        BlockReason::LockedByAttempts => ("people-block-attempts", "people-lift-attempts"),
    }
}

/// What admission says of somebody who would sign in now with a password, to an administrator.
pub(super) fn foreseen(decision: &Decision, has_password: bool) -> (Tone, &'static str) {
    match &decision.verdict {
        Verdict::Open(_) if !has_password => (Tone::Warn, "people-entry-ask"),
        Verdict::Open(_) => (Tone::Good, "people-entry-open"),
        Verdict::Ask { .. } => (Tone::Warn, "people-entry-ask"),
        Verdict::Closed { reason, .. } => (Tone::Bad, closed(*reason)),
    }
}

fn closed(reason: Reason) -> &'static str {
    match reason {
        Reason::WorkspaceSuspended | Reason::WorkspaceDeleted => "people-entry-workspace",
        Reason::NoWayIn => "people-entry-no-way-in",
        Reason::NotAMember | Reason::InvitationOpen => "people-entry-invited",
        Reason::Dismissed => "people-entry-dismissed",
        Reason::Blocked(_) => "people-entry-blocked",
    }
}
