//! What set-up writes into the audit trail.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// The server got its owner.
    FINISHED = "setup.finished";
    /// The first workspace was made, with the owner as its administrator.
    WORKSPACE_CREATED = "setup.workspace.created";
}
