//! What a workspace lives through, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// It moved to another address.
    MOVED = "workspace.address.changed";
    /// It was offered to one of its members.
    OFFERED = "workspace.offer.made";
    /// An offer was declined or taken back.
    OFFER_ENDED = "workspace.offer.ended";
    /// Somebody took it over.
    TAKEN_OVER = "workspace.taken-over";
    /// It was given up; `until` says when it is deleted.
    GIVEN_UP = "workspace.given-up";
    /// It was taken back before it was deleted.
    TAKEN_BACK = "workspace.taken-back";
    /// It was deleted with everything in it.
    DELETED = "workspace.deleted";
    /// Somebody left it.
    LEFT = "people.left";
}
