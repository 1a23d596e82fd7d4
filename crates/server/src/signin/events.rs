//! What sign-in writes into the audit trail.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// Somebody signed in; `means` says by what.
    ACCEPTED = "signin.accepted";
    /// Name and password did not match, or the way was paused.
    PASSWORD_REFUSED = "signin.password.refused";
    /// A session ended.
    ENDED = "signin.ended";
    /// The door of a workspace stayed closed for somebody who is signed in.
    DOOR_CLOSED = "door.entry.refused";
}
