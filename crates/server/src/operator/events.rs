//! What operators do, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// The way letters leave the server was changed.
    MAIL_CHANGED = "server.mail.changed";
    /// The way text messages leave the server, or how many may, was changed.
    SMS_CHANGED = "server.sms.changed";
    /// Who may register was changed; `to` says who.
    REGISTRATION_CHANGED = "server.registration.changed";
    /// How many workspaces people may found was changed; `number` says how many.
    FOUNDING_CHANGED = "server.founding.changed";
    /// A workspace may move to another address once more.
    MOVE_GRANTED = "workspace.move.granted";
    /// A letter was queued once more.
    LETTER_RESENT = "server.letter.resent";
    /// A signing key was made that takes over soon.
    KEY_ROTATED = "server.key.rotated";
    /// A job that was given up was started again.
    JOB_RETRIED = "server.job.retried";
    /// A job that was given up was deleted.
    JOB_DELETED = "server.job.deleted";
    /// An operator made a workspace.
    WORKSPACE_MADE = "workspace.made";
    /// A workspace was suspended: nobody enters it.
    WORKSPACE_SUSPENDED = "workspace.entry.suspended";
    /// A workspace was opened again.
    WORKSPACE_OPENED = "workspace.entry.opened";
}
