//! What is done to a brand, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// Colour, welcome or logos were changed; `what` says which.
    CHANGED = "workspace.brand.changed";
}
