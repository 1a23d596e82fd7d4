//! What OpenID Connect adds to OAuth 2.0.
