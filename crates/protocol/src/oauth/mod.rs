//! What OAuth 2.0 requests say and how they are answered.
