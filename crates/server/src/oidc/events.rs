//! What happens to applications and through them, as the audit trail names it.

base::event_kinds! {
    /// All of them.
    pub KINDS;
    /// An application was connected.
    APPLICATION_CREATED = "oidc.application.created";
    /// An application registered itself.
    APPLICATION_REGISTERED = "oidc.application.registered";
    /// An application changed itself, by the token it was given when it registered.
    APPLICATION_CHANGED_ITSELF = "oidc.application.changed-itself";
    /// An application deleted itself.
    APPLICATION_DELETED_ITSELF = "oidc.application.deleted-itself";
    /// An application that registered itself was deleted: nobody had let it in for two weeks.
    APPLICATION_UNUSED = "oidc.application.unused";
    /// An administrator took over an application that registered itself.
    APPLICATION_TAKEN_OVER = "oidc.application.taken-over";
    /// An application could not register or change itself.
    REGISTRATION_REFUSED = "oidc.registration.refused";
    /// A token was made with which applications register themselves.
    REGISTRATION_TOKEN_MADE = "oidc.registration-token.made";
    /// Such a token was ended.
    REGISTRATION_TOKEN_ENDED = "oidc.registration-token.ended";
    /// The operator decided which applications may register themselves; `to` says which.
    REGISTRATION_OPENED = "server.application-registration.changed";
    /// Name, addresses or scopes of an application were changed.
    APPLICATION_CHANGED = "oidc.application.changed";
    /// An application got another secret; the one it had goes on.
    SECRET_ADDED = "oidc.application.secret-added";
    /// A secret of an application ended.
    SECRET_ENDED = "oidc.application.secret-ended";
    /// An application has published other keys, which count from now on.
    KEYS_FETCHED = "oidc.application.keys-fetched";
    /// Which others may act with the tokens of an application was changed.
    ACTORS_CHANGED = "oidc.application.actors-changed";
    /// An application was disabled: nobody enters through it, and what it held ended.
    APPLICATION_DISABLED = "oidc.application.disabled";
    /// An application was enabled again.
    APPLICATION_ENABLED = "oidc.application.enabled";
    /// An application was deleted with all it held.
    APPLICATION_DELETED = "oidc.application.deleted";
    /// An authorization request was refused before or after somebody was asked.
    REQUEST_REFUSED = "oidc.request.refused";
    /// A person allowed an application to learn about them.
    CONSENT_GIVEN = "oidc.consent.given";
    /// A person did not.
    CONSENT_REFUSED = "oidc.consent.refused";
    /// A person took back what they had allowed.
    CONSENT_WITHDRAWN = "oidc.consent.withdrawn";
    /// A person entered an application.
    ENTERED = "oidc.entered";
    /// The door stayed closed before an application.
    DOOR_CLOSED = "oidc.entry.refused";
    /// An application got no tokens.
    TOKENS_REFUSED = "oidc.tokens.refused";
    /// A call of an application could not be read.
    CALL_REFUSED = "oidc.call.refused";
    /// A code or refresh token came a second time; all it had given ended.
    TOKEN_REUSED = "oidc.tokens.reused";
    /// A machine got tokens for itself; once an hour, however many.
    MACHINE_CAME = "oidc.machine.came";
    /// An application gave tokens back.
    TOKENS_REVOKED = "oidc.tokens.revoked";
    /// A device of an application got no codes.
    DEVICE_REFUSED = "oidc.device.refused";
    /// A person typed a code with which no device waits, or too many of them.
    DEVICE_CODE_REFUSED = "oidc.device.code-refused";
    /// A person let a device in, or did not.
    DEVICE_APPROVED = "oidc.device.answered";
    /// An application got a token with which it acts for a person in the place of another one.
    TOKEN_EXCHANGED = "oidc.tokens.exchanged";
    /// An application was told that a session is over.
    FAREWELL_TOLD = "oidc.farewell.told";
    /// An application could not be told that a session is over.
    FAREWELL_NOT_TOLD = "oidc.farewell.not-told";
    /// An application asked for a sign-out that was refused.
    SIGN_OUT_REFUSED = "oidc.sign-out.refused";
}
