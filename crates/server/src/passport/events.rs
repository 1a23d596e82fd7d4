//! What people do with their own passport, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// A password was changed by its person.
    PASSWORD_CHANGED = "passport.password.changed";
    /// The current password was wrong when it was to be changed.
    PASSWORD_REFUSED = "passport.password.refused";
    /// A part of the profile was changed; `what` says which.
    PROFILE_CHANGED = "passport.profile.changed";
    /// A session was ended from another one.
    SESSION_ENDED = "passport.session.ended";
    /// All other sessions were ended.
    OTHERS_ENDED = "passport.sessions.ended";
}
