//! The verdict on a request to a site: rules first, then the person, then the door. No reading here.

use admission::{Decision, Reason, Verdict as Door};
use protocol::forward::{Chosen, Original, PathError, choose};

use super::site::Site;
use super::standing::Inputs;

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may pass, as this person or, where everybody may, as nobody.
    Open {
        /// Whether the person is named to the site.
        named: bool,
    },
    /// Somebody has to sign in first.
    SignIn,
    /// It may not.
    Refused(Why),
}

/// Why a request may not pass; the words are the reasons in the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The site is disabled, or its workspace is not open.
    SiteClosed,
    /// The request went to an address that is none of the site.
    OtherAddress,
    /// The path can be read in two ways, and the site has rules.
    PathUnclear(PathError),
    /// The door of the workspace is closed.
    Door(Reason),
    /// The rule with this number lets others in, or nobody.
    Rule(u32),
    /// The person has nothing the site would know them by.
    NoName,
}

impl Why {
    /// The reason in the audit trail.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::SiteClosed => "site-closed",
            Self::OtherAddress => "other-address",
            Self::PathUnclear(_) => "path-unclear",
            Self::Door(reason) => crate::signin::door::sentence(reason),
            Self::Rule(_) => "rule",
            Self::NoName => "no-name",
        }
    }

    /// The key of the sentence for the person; it takes `workspace` and `site`.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::SiteClosed => "sites-refused-closed",
            Self::OtherAddress => "sites-refused-address",
            Self::PathUnclear(_) => "sites-refused-path",
            Self::Door(reason) => crate::signin::door::sentence(reason),
            Self::Rule(_) => "sites-refused-rule",
            Self::NoName => "sites-refused-name",
        }
    }
}

/// Judges a request. `behind` is who stands behind its cookie, with what the door says of them.
///
/// A path everybody may open is open to the signed-in too; they are named only where the door is.
pub(super) fn judge(
    site: &Site,
    original: &Original,
    behind: Option<(&Inputs, &Decision)>,
) -> (Option<u32>, Verdict) {
    if !site.is_open() {
        return (None, Verdict::Refused(Why::SiteClosed));
    }
    if !site.covers(&original.origin) {
        return (None, Verdict::Refused(Why::OtherAddress));
    }
    let chosen = choose(&site.rules, &original.method, &original.target);
    let rule = match chosen {
        Chosen::Rule(rule) => Some(rule.id),
        Chosen::Otherwise => None,
        Chosen::Unclear(why) => return (None, Verdict::Refused(Why::PathUnclear(why))),
    };
    (rule, of_rule(chosen, rule.unwrap_or_default(), behind))
}

fn of_rule(chosen: Chosen<'_>, rule: u32, behind: Option<(&Inputs, &Decision)>) -> Verdict {
    let audience = chosen.audience();
    if audience.is_everybody() {
        let is_in = |(inputs, decision): &(&Inputs, &Decision)| {
            matches!(decision.verdict, Door::Open(_)) && inputs.user.is_some()
        };
        let named = behind.as_ref().is_some_and(is_in);
        return Verdict::Open { named };
    }
    if *audience == protocol::forward::Audience::Nobody {
        return Verdict::Refused(Why::Rule(rule));
    }
    let Some((inputs, decision)) = behind else {
        return Verdict::SignIn;
    };
    match decision.verdict {
        Door::Ask { .. } => Verdict::SignIn,
        Door::Closed { reason, .. } => Verdict::Refused(Why::Door(reason)),
        Door::Open(_) if inputs.entrance.member.is_none() => {
            Verdict::Refused(Why::Door(Reason::NotAMember))
        }
        Door::Open(_) if !audience.admits(&inputs.caller) => Verdict::Refused(Why::Rule(rule)),
        Door::Open(_) if inputs.user.is_none() => Verdict::Refused(Why::NoName),
        Door::Open(_) => Verdict::Open { named: true },
    }
}
