//! What this feature writes into the audit trail.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// A department was made.
    DEPARTMENT_CREATED = "workspace.department.created";
    /// A department got another name, place or head.
    DEPARTMENT_CHANGED = "workspace.department.changed";
    /// A department was deleted; its people moved up.
    DEPARTMENT_DELETED = "workspace.department.deleted";
    /// A group was made.
    GROUP_CREATED = "workspace.group.created";
    /// A group got another name or description.
    GROUP_CHANGED = "workspace.group.changed";
    /// A group gives another role, or none.
    GROUP_ROLE = "workspace.group.role";
    /// Members were added to a group or taken out of it.
    GROUP_MEMBERS = "workspace.group.members";
    /// A group was deleted.
    GROUP_DELETED = "workspace.group.deleted";
}
