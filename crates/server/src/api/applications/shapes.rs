//! What an application looks like in JSON, and what may be said of one.

use protocol::api::{Field, Shape};

use super::super::fields::NAME;

const PROOF: Shape = Shape::Word(&["secret", "private_key_jwt", "none"]);
const KEYS: Shape = Shape::Rarely(&Shape::Facts);
const KEYS_AT: Shape = Shape::Rarely(&URI);
const URI: Shape = Shape::Text(1, 2048, "https://wiki.acme.example/back");
const URIS: Shape = Shape::List(&URI, 100);
const SOME_URI: Shape = Shape::Maybe(&URI);
const SCOPES: Shape = Shape::List(
    &Shape::Word(&[
        "openid",
        "profile",
        "email",
        "phone",
        "offline_access",
        "workspace",
        "role",
        "department",
        "groups",
    ]),
    10,
);
const GRANTS: Shape = Shape::List(
    &Shape::Word(&[
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "device_code",
        "token_exchange",
    ]),
    10,
);
const RESOURCES: Shape = Shape::List(&Shape::Text(1, 512, "https://api.acme.example/"), 100);
const REQUIRES: Shape = Shape::List(
    &Shape::Word(&["pushed_request", "signed_request", "dpop"]),
    10,
);
const ALGORITHM: Shape = Shape::Word(&["ES256", "EdDSA", "PS256", "RS256"]);
const FORMAT: Shape = Shape::Word(&["opaque", "jwt"]);
/// 256 bits as text.
pub(super) const SECRET: Shape = Shape::Text(43, 43, "pVQ5Gxk0mJw2H9dKr7sYtB3nLfE8uZcA1oXiTqW6vMg");
/// The mark of a secret.
pub(super) const FINGERPRINT: Shape = Shape::Text(16, 16, "J2xJkV0pS8u1WbQz");

/// The fields of a draft, with the form they have in it.
macro_rules! draft_fields {
    ($make:ident, $($more:expr),* $(,)?) => {
        &[
            Field::$make("auth", PROOF, "How it proves to be itself; `none` for one that cannot keep a secret."),
            Field::$make("jwks", KEYS, "Its public keys, a JWK set."),
            Field::$make("jwks_uri", KEYS_AT, "Where it publishes its public keys, instead."),
            Field::$make("redirect_uris", URIS, "Where answers may go, compared letter by letter."),
            Field::$make("post_logout_uris", URIS, "Where a person may be sent after signing out."),
            Field::$make("home_url", SOME_URI, "The page people open it at."),
            Field::$make("scopes", SCOPES, "What it may ask for; `openid` always."),
            Field::$make("grants", GRANTS, "What it may come to the token endpoint with."),
            Field::$make("resources", RESOURCES, "The resources it may ask tokens for."),
            Field::$make("requires", REQUIRES, "What its requests must be."),
            Field::$make("id_token_alg", ALGORITHM, "What its ID tokens are signed with."),
            Field::$make("access_token_format", FORMAT, "What its access tokens look like."),
            Field::$make("backchannel_logout_uri", SOME_URI, "Where it is told, from server to server, that a session ended."),
            Field::$make("backchannel_session_required", Shape::Flag(false), "Whether it needs to hear which session."),
            Field::$make("frontchannel_logout_uri", SOME_URI, "Where it is told so through the browser; on the host of a redirect URI."),
            Field::$make("frontchannel_session_required", Shape::Flag(false), "Whether it needs to hear which session."),
            $($more),*
        ]
    };
}

/// An application.
pub(super) const APPLICATION: Shape = Shape::Record(
    "Application",
    draft_fields![
        needed,
        Field::needed("id", Shape::Id, "Names it; also its client id."),
        Field::needed("name", NAME, "Its name, as people see it."),
        Field::needed(
            "enabled",
            Shape::Flag(true),
            "Whether anybody can enter through it."
        ),
        Field::needed(
            "secrets",
            Shape::List(&FINGERPRINT, 2),
            "The fingerprints of its live secrets: the same secret has the same one."
        ),
        Field::needed("created_at", Shape::Moment, "When it was connected."),
        Field::needed("changed_at", Shape::Moment, "When it was last changed."),
    ],
);

/// What may be said of a new one.
pub(super) const NEW: Shape = Shape::Record(
    "NewApplication",
    draft_fields![
        free,
        Field::needed("name", NAME, "Its name, as people see it."),
        Field::free(
            "secret",
            Shape::Maybe(&SECRET),
            "The secret it is to have: 43 characters of base64url, 32 random bytes. `null` for none \
             yet; drawn by the server when nothing is said."
        ),
    ],
);

/// What may be said of one that is there.
pub(super) const CHANGE: Shape = Shape::Record(
    "ApplicationChange",
    draft_fields![
        free,
        Field::free("name", NAME, "Its name, as people see it."),
        Field::free(
            "enabled",
            Shape::Flag(true),
            "Whether anybody can enter through it; `false` ends all it holds."
        ),
    ],
);

/// What was made.
pub(super) const MADE: Shape = Shape::Record(
    "MadeApplication",
    &[
        Field::needed("application", APPLICATION, "The application."),
        Field::needed(
            "secret",
            Shape::Maybe(&SECRET),
            "The secret that was drawn for it, this once; `null` when there is none, when it was \
             sent, and when the same request is told again.",
        ),
    ],
);

const SECRET_FIELDS: &[Field] = &[
    Field::needed("id", Shape::Id, "Names it; opens nothing."),
    Field::needed(
        "hint",
        Shape::Text(0, 4, "6vMg"),
        "The end of its text; empty where that is not known.",
    ),
    Field::needed(
        "fingerprint",
        FINGERPRINT,
        "The same secret has the same one, and no other.",
    ),
    Field::needed("created_at", Shape::Moment, "When it was made."),
    Field::needed(
        "expires_at",
        Shape::Maybe(&Shape::Moment),
        "When it ends by itself.",
    ),
    Field::needed(
        "used_at",
        Shape::Maybe(&Shape::Moment),
        "When it was last used, to the hour.",
    ),
];

/// A secret, without itself.
pub(super) const HELD: Shape = Shape::Record("ClientSecret", SECRET_FIELDS);

/// What may be said of a new secret.
pub(super) const NEW_SECRET: Shape = Shape::Record(
    "NewClientSecret",
    &[
        Field::free(
            "secret",
            SECRET,
            "The secret itself: 43 characters of base64url, 32 random bytes. Drawn by the server when nothing is said.",
        ),
        Field::free(
            "expires_in_days",
            Shape::Maybe(&Shape::Whole(1, 3650, 180)),
            "How long it lasts; for ever when nothing is said.",
        ),
    ],
);

/// A secret that was made.
pub(super) const MADE_SECRET: Shape = Shape::Record(
    "MadeClientSecret",
    &[
        Field::needed("kept", HELD, "What is known of it from now on."),
        Field::needed(
            "secret",
            Shape::Maybe(&SECRET),
            "The secret that was drawn, this once; `null` when it was sent, and when the same request is told again.",
        ),
    ],
);

/// One that may act with the tokens of another.
pub(super) const ACTOR: Shape = Shape::Record(
    "Actor",
    &[
        Field::needed("id", Shape::Id, "Names the application."),
        Field::needed("name", NAME, "Its name."),
    ],
);

#[cfg(test)]
mod tests {
    use protocol::jose::Algorithm;
    use protocol::oauth::{AccessTokenFormat, ClientAuth, GrantType, Requirement};

    use super::*;
    use crate::oidc::{ApplicationDraft, offered_scopes};

    fn words(shape: &Shape) -> Vec<&'static str> {
        match shape {
            Shape::List(Shape::Word(words), _) | Shape::Word(words) => words.to_vec(),
            other => panic!("no words: {other:?}"),
        }
    }

    #[test]
    fn the_words_are_those_of_the_protocol() {
        let offered: Vec<&str> = offered_scopes().iter().map(|one| one.as_str()).collect();
        assert_eq!(words(&SCOPES), offered);
        let names = |all: &[GrantType]| all.iter().map(|one| one.as_str()).collect::<Vec<_>>();
        assert_eq!(words(&GRANTS), names(GrantType::SUPPORTED));
        let required: Vec<&str> = Requirement::SUPPORTED
            .iter()
            .map(|one| one.as_str())
            .collect();
        assert_eq!(words(&REQUIRES), required);
        assert_eq!(words(&ALGORITHM), Algorithm::ALL.map(Algorithm::name));
        let formats: Vec<&str> = AccessTokenFormat::ALL
            .iter()
            .map(|one| one.as_str())
            .collect();
        assert_eq!(words(&FORMAT), formats);
        let mut proofs = words(&PROOF);
        proofs.sort_unstable();
        let mut all: Vec<&str> = ClientAuth::ALL.iter().map(|one| one.as_str()).collect();
        all.sort_unstable();
        assert_eq!(proofs, all);
    }

    /// Nothing of an application is beyond the reach of a script, and nothing but that can be said.
    #[test]
    fn the_fields_are_those_of_the_draft() {
        let draft = serde_json::to_value(ApplicationDraft::default()).unwrap();
        let mut wanted: Vec<&str> = draft
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        wanted.sort_unstable();
        for (shape, more) in [
            (NEW, &["secret"][..]),
            (CHANGE, &["enabled"]),
            (
                APPLICATION,
                &["id", "enabled", "secrets", "created_at", "changed_at"],
            ),
        ] {
            let Shape::Record(_, fields) = shape else {
                panic!("no record");
            };
            let mut names: Vec<&str> = fields.iter().map(|one| one.name).collect();
            names.retain(|name| !more.contains(name));
            names.sort_unstable();
            assert_eq!(names, wanted);
        }
    }
}
