//! What happens to applications and through them, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// An application was connected.
    APPLICATION_CREATED = "oidc.application.created";
    /// Name, addresses or scopes of an application were changed.
    APPLICATION_CHANGED = "oidc.application.changed";
    /// An application got a new secret; the old one ended.
    SECRET_ROTATED = "oidc.application.secret-rotated";
    /// An application was disabled: nobody enters through it, and what it held ended.
    APPLICATION_DISABLED = "oidc.application.disabled";
    /// An application was enabled again.
    APPLICATION_ENABLED = "oidc.application.enabled";
    /// An application was deleted with all it held.
    APPLICATION_DELETED = "oidc.application.deleted";
}
