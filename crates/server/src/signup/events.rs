//! What registration writes into the audit trail.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// Somebody made a passport without being invited.
    REGISTERED = "signup.passport.created";
}
