//! What happens to people in a workspace, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// The list of people was taken along as a file.
    EXPORTED = "people.exported";
    /// Somebody was invited.
    INVITED = "people.invited";
    /// The letter of an invitation was sent once more.
    INVITED_AGAIN = "people.invitation.again";
    /// An invitation was withdrawn.
    WITHDRAWN = "people.invitation.withdrawn";
    /// Name, address or department were changed.
    CHANGED = "people.changed";
    /// Somebody was given another role.
    ROLE_CHANGED = "people.role.changed";
    /// Somebody was blocked.
    BLOCKED = "people.blocked";
    /// A block was lifted.
    UNBLOCKED = "people.unblocked";
    /// Somebody was dismissed.
    DISMISSED = "people.dismissed";
    /// Somebody was hired again.
    REHIRED = "people.rehired";
    /// A link to choose a new password was sent.
    PASSWORD_LINK_SENT = "people.password-link.sent";
}
