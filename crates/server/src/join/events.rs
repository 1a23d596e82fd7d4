//! What comes of links by which people join, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// A link was made.
    LINK_MADE = "people.link.made";
    /// A link was ended by hand.
    LINK_REVOKED = "people.link.revoked";
    /// Somebody joined with a link.
    JOINED = "people.link.joined";
    /// Somebody asked to join with a link.
    ASKED = "people.request.made";
    /// A request to join was approved.
    APPROVED = "people.request.approved";
    /// A request to join was refused.
    REFUSED = "people.request.refused";
    /// Somebody made a passport to join with a link.
    PASSPORT_MADE = "signup.passport.joined";
}
