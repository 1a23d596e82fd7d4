//! What comes of forgetting, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// A link for a new password was asked for; refused when the name belongs to nobody.
    PASSWORD_ASKED = "signin.recovery.password";
    /// The logins were asked for; refused when the address belongs to nobody.
    LOGIN_ASKED = "signin.recovery.login";
}
