//! Devices without a browser: a person lets one in from a browser of their own (RFC 8628).
//!
//! The device gets two codes. With one it polls the token endpoint; the other it shows, and whoever
//! types it at `/device` sees which application asks for what, and from where, before anything is
//! allowed. A device that was let in has a session of its own, which its person sees among the others
//! and can end.

mod approve;
mod ask;
mod enter;
mod store;

use std::time::Duration;

use admission::Proof;
use base::clock::Time;
use base::id_type;
use people::{MemberId, PassportId};
use protocol::oauth::Scopes;
use serde::{Deserialize, Serialize};

use super::applications::ApplicationId;
use super::grants::{Grant, GrantId};
use crate::signin::SessionId;

pub(super) use approve::{answer, show as ask_person};
pub(super) use ask::ask;
pub(super) use enter::{enter, show};
pub(super) use store::{Polled, clean, fetch, poll};

id_type!(DeviceRequestId, "a device that waits to be let in");

/// How long the codes live.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// How long a device waits between two polls at first.
const WAIT: Duration = Duration::from_secs(5);

/// How the request of a device stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody has answered yet.
    Waiting,
    /// Somebody let it in; it has not fetched its tokens yet.
    Approved,
    /// Somebody refused.
    Refused,
    /// It has its tokens; the code is used up.
    Fetched,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Refused, Self::Fetched];

    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Fetched => "fetched",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A device as the person who typed its code sees it.
#[derive(Clone, Debug)]
struct Device {
    id: DeviceRequestId,
    application: ApplicationId,
    scopes: Scopes,
    /// Where it asked from.
    address: String,
    /// What it calls itself.
    user_agent: String,
    asked_at: Time,
    state: State,
}

/// What a person allowed. Lies in the row of the request until the device fetches its tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    passport: PassportId,
    member: MemberId,
    session: SessionId,
    passport_epoch: i64,
    member_epoch: i64,
    proofs: Vec<Proof>,
    signed_in_at: Time,
    grant: GrantId,
}

impl Approval {
    /// The grant that begins when the device fetches its tokens at `now`.
    pub(super) fn grant(&self, application: ApplicationId, scopes: Scopes, now: Time) -> Grant {
        Grant {
            id: self.grant,
            application,
            passport: self.passport,
            member: self.member,
            session: self.session,
            passport_epoch: self.passport_epoch,
            member_epoch: self.member_epoch,
            scopes,
            resources: Vec::new(),
            claims: protocol::oidc::ClaimsRequest::default(),
            proofs: self.proofs.clone(),
            signed_in_at: self.signed_in_at,
            created_at: now,
            ends_at: Grant::end(scopes, now),
            ended: false,
            jkt: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), Some(state));
        }
        assert_eq!(State::parse(""), None);
    }
}
