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
    /// An address was added, to be confirmed.
    IDENTIFIER_CLAIMED = "passport.identifier.claimed";
    /// An address or a login name is the person's now; refused when it became somebody else's first.
    IDENTIFIER_CONFIRMED = "passport.identifier.confirmed";
    /// Another address became the primary one.
    IDENTIFIER_PRIMARY = "passport.identifier.primary";
    /// An address or a login name was removed.
    IDENTIFIER_REMOVED = "passport.identifier.removed";
    /// A phone number went to another passport, whose person reads messages to it.
    IDENTIFIER_MOVED = "passport.identifier.moved";
    /// An older address took changes back.
    IDENTIFIERS_UNDONE = "passport.identifiers.undone";
    /// A session was ended from another one.
    SESSION_ENDED = "passport.session.ended";
    /// All other sessions were ended.
    OTHERS_ENDED = "passport.sessions.ended";
    /// Its person took all that is kept about them along.
    DATA_TAKEN = "passport.data.taken";
    /// Its person gave it up; `until` says when it is deleted.
    GIVEN_UP = "passport.given-up";
    /// It was taken back before it was deleted.
    TAKEN_BACK = "passport.taken-back";
    /// It was deleted with what is personal.
    DELETED = "passport.deleted";
}
