//! What happens to sites and before them, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// A site was connected.
    CONNECTED = "site.connected";
    /// Name, addresses or headers of a site were changed.
    CHANGED = "site.changed";
    /// The rules of a site were changed.
    RULES_CHANGED = "site.rules-changed";
    /// A site was disabled: nobody enters it, and all its entries ended.
    DISABLED = "site.disabled";
    /// A site was opened again.
    ENABLED = "site.enabled";
    /// A site was deleted.
    DELETED = "site.deleted";
    /// A person entered a site.
    ENTERED = "site.entered";
    /// A person left a site.
    LEFT = "site.left";
    /// Door or rule stayed closed before a site.
    REFUSED = "site.entry.refused";
    /// A code came to a site where it does not belong, or to another browser.
    CODE_REFUSED = "site.code.refused";
}

/// The same event, about this site.
pub(super) fn of(site: &super::Site, event: base::audit::Event) -> base::audit::Event {
    event
        .in_workspace(site.workspace)
        .about(site.id)
        .detail("site", site.name.as_str())
}
