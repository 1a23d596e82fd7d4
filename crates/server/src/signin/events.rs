//! What sign-in writes into the audit trail.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// Somebody signed in; `means` says by what, `beside` how many others the browser holds.
    ACCEPTED = "signin.accepted";
    /// Name and password did not match, or the way was paused.
    PASSWORD_REFUSED = "signin.password.refused";
    /// Another passport of the same browser acts from now on.
    SWITCHED = "signin.switched";
    /// A session ended.
    ENDED = "signin.ended";
    /// The door of a workspace stayed closed for somebody who is signed in.
    DOOR_CLOSED = "door.entry.refused";
}
