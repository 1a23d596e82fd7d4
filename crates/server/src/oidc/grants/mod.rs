//! Grants: one entry of a person into an application, and the family of all tokens it gave.
//!
//! Whether a grant still stands is asked in one place ([`standing`]) and at every use: when tokens
//! are issued, renewed, and shown at userinfo. Nothing is pushed to a token; a raised epoch, a
//! dismissed member, a disabled application or an ended session is seen at the next use.

pub(super) mod standing;
pub(super) mod store;

use std::time::Duration;

use admission::Proof;
use base::clock::Time;
use base::id_type;
use people::{MemberId, PassportId};
use protocol::oauth::{ResourceError, Scope, Scopes, resource};
use protocol::oidc::ClaimsRequest;

use super::applications::{Application, ApplicationId};
use crate::signin::SessionId;

id_type!(GrantId, "an entry of a person into an application");

/// How long an access token and an ID token live.
pub(super) const ACCESS: Duration = Duration::from_secs(10 * 60);
/// How long a refresh token lives unused.
pub(super) const REFRESH: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a grant that outlives its session lasts at most. Sessions are remembered for longer,
/// so that their end is noticed until then.
const OFFLINE: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long a grant without `offline_access` lasts at most; its session is over before.
const ONLINE: Duration = Duration::from_secs(24 * 3600);

/// What a person's entry gave to an application.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) id: GrantId,
    pub(super) application: ApplicationId,
    pub(super) passport: PassportId,
    pub(super) member: MemberId,
    pub(super) session: SessionId,
    /// The revocation epochs when it was given.
    pub(super) passport_epoch: i64,
    pub(super) member_epoch: i64,
    pub(super) scopes: Scopes,
    /// The resources its tokens may be meant for; none stands for the application itself.
    pub(super) resources: Vec<String>,
    /// Single claims that were asked for beside those of the scopes.
    pub(super) claims: ClaimsRequest,
    pub(super) proofs: Vec<Proof>,
    pub(super) signed_in_at: Time,
    pub(super) created_at: Time,
    /// When it ends at the latest, however often it is renewed.
    pub(super) ends_at: Time,
    pub(super) ended: bool,
    /// The key its refresh tokens are bound to: that of a public application that brought one.
    pub(super) jkt: Option<String>,
}

impl Grant {
    /// Whether it outlives the session that gave it.
    pub(super) fn is_offline(&self) -> bool {
        self.scopes.contains(Scope::OfflineAccess)
    }

    /// The resources a token of this grant is for, out of those it was given for and those the
    /// application may still name. A grant for resources never turns into one for none.
    pub(super) fn resources_for(
        &self,
        wanted: &[String],
        application: &Application,
    ) -> Result<Vec<String>, ResourceError> {
        let given = self.resources.iter();
        let allowed = given.filter(|one| application.resources.contains(one));
        let allowed: Vec<String> = allowed.cloned().collect();
        if allowed.is_empty() && !self.resources.is_empty() {
            return Err(ResourceError::NotAllowed);
        }
        resource::narrowed(wanted, &allowed)
    }

    /// When a grant of these scopes given at `now` ends at the latest.
    pub(super) fn end(scopes: Scopes, now: Time) -> Time {
        let offline = scopes.contains(Scope::OfflineAccess);
        now.plus(if offline { OFFLINE } else { ONLINE })
    }
}
