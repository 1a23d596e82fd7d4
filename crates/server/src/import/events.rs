//! What comes of inviting from a file, as the audit trail names it. Each invitation has its own event besides.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// An import began.
    STARTED = "people.import.started";
    /// An import was ended before its end.
    STOPPED = "people.import.stopped";
}
