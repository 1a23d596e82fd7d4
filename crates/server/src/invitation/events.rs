//! What comes of mailed links, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// Somebody accepted an invitation.
    ACCEPTED = "people.invitation.accepted";
    /// Somebody declined an invitation.
    DECLINED = "people.invitation.declined";
    /// Somebody chose a first password with a mailed link.
    PASSWORD_CHOSEN = "signin.password.chosen";
    /// Somebody chose a new password with a mailed link.
    PASSWORD_REPLACED = "signin.password.replaced";
}
