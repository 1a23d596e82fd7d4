//! What happens to tokens and service accounts, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// An API token was made.
    TOKEN_MADE = "token.made";
    /// An API token was revoked.
    TOKEN_REVOKED = "token.revoked";
    /// A service account was made.
    ACCOUNT_CREATED = "service-account.created";
    /// A service account got another name, description or other scopes.
    ACCOUNT_CHANGED = "service-account.changed";
    /// A service account was disabled: its tokens open nothing.
    ACCOUNT_DISABLED = "service-account.disabled";
    /// A service account was enabled again.
    ACCOUNT_ENABLED = "service-account.enabled";
    /// A service account was deleted with its tokens.
    ACCOUNT_DELETED = "service-account.deleted";
}
