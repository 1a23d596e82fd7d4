//! All that is kept about the caller, as one file. What it is made of is `passport/export`.

use std::time::Duration;

use axum::routing::get;
use protocol::api::{Field, Shape};
use serde_json::Value;

use super::answer;
use super::call::{Answer, OnPassport};
use super::operation::Operation;
use crate::passport::{self, EXPORT_FORMAT, MOST_EVENTS};
use crate::tokens::Scope;
use crate::web::ApiError;

/// Said to a script that asks too often.
const LATER: Duration = Duration::from_secs(3600);

const WHEN: Shape = Shape::Maybe(&Shape::Moment);
const NAME: Shape = Shape::Text(0, 200, "Anna Nowak");
const WORDS: Shape = Shape::List(&Shape::Text(1, 200, "email"), 200);
const MAYBE: Shape = Shape::Maybe(&Shape::Text(0, 500, "192.0.2.7"));
const PHOTO_AT: Shape = Shape::Maybe(&Shape::Text(1, 500, "/pictures/mS0s0vLZy9sVdZ9d0u1n8w/256"));

const PROFILE: Shape = Shape::Record(
    "ExportedProfile",
    &[
        Field::needed("id", Shape::Id, "Names the person on the server."),
        Field::needed("name", NAME, "The name that is shown."),
        Field::needed("given_name", Shape::Maybe(&NAME), "The given name."),
        Field::needed("family_name", Shape::Maybe(&NAME), "The family name."),
        Field::needed(
            "language",
            Shape::Text(2, 10, "en"),
            "The language they read.",
        ),
        Field::needed(
            "zone",
            Shape::Maybe(&Shape::Text(0, 60, "Europe/Warsaw")),
            "The time zone.",
        ),
        Field::needed("photo", PHOTO_AT, "Where the photo lies."),
        Field::needed(
            "operator",
            Shape::Flag(false),
            "Whether they run the server.",
        ),
        Field::needed("created_at", Shape::Moment, "When the passport was made."),
        Field::needed(
            "claimed_at",
            WHEN,
            "When its person first proved an address.",
        ),
    ],
);

const PHOTO: Shape = Shape::Record(
    "ExportedPhoto",
    &[
        Field::needed(
            "media_type",
            Shape::Text(3, 60, "image/jpeg"),
            "Of which kind the file is.",
        ),
        Field::needed("since", WHEN, "Since when it is kept."),
        Field::needed(
            "file",
            Shape::Text(0, 2_000_000, "/9j/4AAQ"),
            "The file, in base64.",
        ),
    ],
);

const IDENTIFIER: Shape = Shape::Record(
    "ExportedIdentifier",
    &[
        Field::needed(
            "kind",
            Shape::Word(&["email", "login", "phone"]),
            "What it is.",
        ),
        Field::needed(
            "value",
            Shape::Text(1, 254, "anna@acme.example"),
            "As it was given.",
        ),
        Field::needed(
            "primary",
            Shape::Flag(true),
            "Whether it is the first of its kind.",
        ),
        Field::needed("added_at", Shape::Moment, "When it was added."),
        Field::needed("confirmed_at", WHEN, "When its person proved it."),
    ],
);

const PASSWORD: Shape = Shape::Record(
    "ExportedPassword",
    &[Field::needed(
        "changed_at",
        Shape::Moment,
        "When it was chosen.",
    )],
);

const BLOCK: Shape = Shape::Record(
    "ExportedBlock",
    &[
        Field::needed(
            "reason",
            Shape::Text(1, 60, "blocked_by_administrator"),
            "Why.",
        ),
        Field::needed("since", Shape::Moment, "Since when."),
        Field::needed("until", WHEN, "When it ends by itself."),
    ],
);

const MEMBER: Shape = Shape::Record(
    "ExportedMember",
    &[
        Field::needed("id", Shape::Id, "Names the person in the workspace."),
        Field::needed("name", NAME, "What the workspace calls them."),
        Field::needed("email", MAYBE, "The address the workspace knows."),
        Field::needed("phone", MAYBE, "The phone number the workspace knows."),
        Field::needed("photo", PHOTO_AT, "The photo the workspace shows."),
        Field::needed(
            "role",
            Shape::Text(1, 40, "employee"),
            "What they may do there.",
        ),
        Field::needed(
            "state",
            Shape::Word(&["invited", "active", "dismissed"]),
            "How they belong.",
        ),
        Field::needed("department", Shape::Maybe(&NAME), "Where they work."),
        Field::needed(
            "groups",
            Shape::List(&NAME, 10_000),
            "The groups they are in.",
        ),
        Field::needed(
            "blocks",
            Shape::List(&BLOCK, 100),
            "Why they may not enter.",
        ),
        Field::needed("invited_at", WHEN, "When they were invited."),
        Field::needed("joined_at", WHEN, "When they joined."),
        Field::needed("opened_at", WHEN, "When they last opened it, to the hour."),
    ],
);

const WORKSPACE: Shape = Shape::Record(
    "ExportedWorkspace",
    &[
        Field::needed("id", Shape::Id, "Names the workspace."),
        Field::needed("name", NAME, "Its name."),
        Field::needed(
            "address",
            Shape::Text(1, 60, "acme"),
            "The word in its addresses.",
        ),
        Field::needed(
            "state",
            Shape::Word(&["open", "suspended", "deleted"]),
            "Whether anybody enters.",
        ),
        Field::needed("own", Shape::Flag(false), "Whether it is theirs."),
        Field::needed("member", MEMBER, "The person as it knows them."),
    ],
);

const REQUEST: Shape = Shape::Record(
    "ExportedRequest",
    &[
        Field::needed("workspace", NAME, "The name of the workspace."),
        Field::needed(
            "email",
            Shape::Text(3, 254, "anna@acme.example"),
            "The address they asked with.",
        ),
        Field::needed(
            "state",
            Shape::Word(&["waiting", "refused"]),
            "What has become of it.",
        ),
        Field::needed("asked_at", Shape::Moment, "When they asked."),
    ],
);

const SESSION: Shape = Shape::Record(
    "ExportedSession",
    &[
        Field::needed("id", Shape::Id, "Names it; opens nothing."),
        Field::needed("address", Shape::Text(0, 60, "192.0.2.7"), "From where."),
        Field::needed(
            "user_agent",
            Shape::Text(0, 1000, "Mozilla/5.0"),
            "What the browser says of itself.",
        ),
        Field::needed("signed_in_at", Shape::Moment, "When it began."),
        Field::needed("seen_at", Shape::Moment, "When it was last used."),
        Field::needed("ends_at", Shape::Moment, "When it ends at the latest."),
        Field::needed("ended_at", WHEN, "When it was ended."),
        Field::needed("why_ended", MAYBE, "Why it was ended."),
    ],
);

const BROWSER: Shape = Shape::Record(
    "ExportedBrowser",
    &[Field::needed(
        "seen_at",
        Shape::Moment,
        "When a browser known to be theirs last signed in.",
    )],
);

const CONSENT: Shape = Shape::Record(
    "ExportedConsent",
    &[
        Field::needed("application", NAME, "The name of the application."),
        Field::needed("workspace", NAME, "The workspace it belongs to."),
        Field::needed("scopes", WORDS, "What it may learn."),
        Field::needed("given_at", Shape::Moment, "When they allowed it."),
    ],
);

const GRANT: Shape = Shape::Record(
    "ExportedGrant",
    &[
        Field::needed("application", NAME, "The name of the application."),
        Field::needed("scopes", WORDS, "What it got."),
        Field::needed("entered_at", Shape::Moment, "When they entered."),
        Field::needed(
            "used_at",
            Shape::Moment,
            "When the application last used it.",
        ),
        Field::needed("ends_at", Shape::Moment, "When it ends at the latest."),
        Field::needed("ended_at", WHEN, "When it was ended."),
    ],
);

const SITE: Shape = Shape::Record(
    "ExportedSite",
    &[
        Field::needed(
            "site",
            Shape::Text(1, 500, "https://wiki.acme.example"),
            "Which site.",
        ),
        Field::needed("entered_at", Shape::Moment, "When they entered."),
        Field::needed("ends_at", Shape::Moment, "When it ends at the latest."),
    ],
);

const TOKEN: Shape = Shape::Record(
    "ExportedToken",
    &[
        Field::needed("id", Shape::Id, "Names it; opens nothing."),
        Field::needed("name", NAME, "What it is called."),
        Field::needed("scopes", WORDS, "What it may do."),
        Field::needed("created_at", Shape::Moment, "When it was made."),
        Field::needed("expires_at", Shape::Moment, "When it ends."),
        Field::needed("used_at", WHEN, "When it was last used."),
        Field::needed("used_from", MAYBE, "From which address."),
        Field::needed("revoked_at", WHEN, "When it was revoked."),
    ],
);

const EVENT: Shape = Shape::Record(
    "ExportedEvent",
    &[
        Field::needed("at", Shape::Moment, "When."),
        Field::needed(
            "kind",
            Shape::Text(3, 100, "signin.accepted"),
            "What happened.",
        ),
        Field::needed(
            "outcome",
            Shape::Word(&["done", "refused", "broken"]),
            "How it ended.",
        ),
        Field::needed("reason", MAYBE, "Why it was refused."),
        Field::needed(
            "reference",
            Shape::Text(1, 20, "70k1m9qx"),
            "Names the request.",
        ),
        Field::needed("workspace", Shape::Maybe(&Shape::Id), "In which workspace."),
        Field::needed(
            "by",
            Shape::Word(&["you", "somebody-else", "nobody-known"]),
            "Who did it.",
        ),
        Field::needed("address", MAYBE, "From where, if nobody else did it."),
        Field::needed(
            "user_agent",
            MAYBE,
            "With which browser, if nobody else did it.",
        ),
        Field::needed("facts", Shape::Facts, "What else it says about the person."),
    ],
);

const HISTORY: Shape = Shape::Record(
    "ExportedHistory",
    &[
        Field::needed(
            "at_most",
            Shape::Whole(0, MOST_EVENTS as i64, 1000),
            "How many events were asked for.",
        ),
        Field::needed(
            "complete",
            Shape::Flag(true),
            "Whether those are all there are.",
        ),
        Field::needed(
            "events",
            Shape::List(&EVENT, MOST_EVENTS as usize),
            "The events, the newest first.",
        ),
    ],
);

const EXPORT: Shape = Shape::Record(
    "PassportExport",
    &[
        Field::needed("format", Shape::Word(&[EXPORT_FORMAT]), "How to read it."),
        Field::needed(
            "server",
            Shape::Text(1, 300, "https://id.acme.example/"),
            "Whose it is.",
        ),
        Field::needed("made_at", Shape::Moment, "When it was put together."),
        Field::needed(
            "left_out",
            Shape::List(&Shape::Text(1, 200, "letters"), 20),
            "What is kept and not in it.",
        ),
        Field::needed("passport", PROFILE, "The profile."),
        Field::needed("photos", Shape::List(&PHOTO, 50), "Photos that are kept."),
        Field::needed(
            "identifiers",
            Shape::List(&IDENTIFIER, 100),
            "Addresses, numbers and logins.",
        ),
        Field::needed(
            "password",
            Shape::Maybe(&PASSWORD),
            "That there is a password.",
        ),
        Field::needed(
            "workspaces",
            Shape::List(&WORKSPACE, 10_000),
            "Where they are or were a member.",
        ),
        Field::needed(
            "invitations",
            Shape::List(&WORKSPACE, 10_000),
            "Where they are asked to join.",
        ),
        Field::needed(
            "requests",
            Shape::List(&REQUEST, 10_000),
            "Where they asked to join.",
        ),
        Field::needed(
            "sessions",
            Shape::List(&SESSION, 500),
            "Sessions, the newest first, 500 at most.",
        ),
        Field::needed(
            "browsers",
            Shape::List(&BROWSER, 500),
            "Browsers known to be theirs, 500 at most.",
        ),
        Field::needed(
            "consents",
            Shape::List(&CONSENT, 500),
            "What they allowed applications.",
        ),
        Field::needed(
            "applications",
            Shape::List(&GRANT, 500),
            "How they entered applications, 500 at most.",
        ),
        Field::needed(
            "sites",
            Shape::List(&SITE, 500),
            "How they entered sites, 500 at most.",
        ),
        Field::needed(
            "tokens",
            Shape::List(&TOKEN, 500),
            "API tokens, without the tokens themselves.",
        ),
        Field::needed("history", HISTORY, "What the audit trail holds about them."),
    ],
);

const QUERY: &[Field] = &[Field::free(
    "events",
    Shape::Whole(0, MOST_EVENTS as i64, 200),
    "The most events of the history; 1000 when nothing is said.",
)];

pub(super) const OPERATIONS: &[Operation] = &[Operation::get(
    (
        "exportPassport",
        "/passport/export",
        "All that is kept about the caller; each time a letter tells them",
    ),
    || get(take),
)
.scope(Scope::PassportExport)
.query(QUERY)
.one(EXPORT)];

/// `GET /passport/export`. It writes: that the data was taken, and the letter that says so.
async fn take(
    OnPassport {
        call,
        person,
        doing,
    }: OnPassport,
) -> Answer {
    let most = call.query.get("events").and_then(Value::as_u64);
    let most = most.and_then(|most| u32::try_from(most).ok());
    let mut conn = call.app.db.write().await?;
    if !passport::announce(&doing, &mut conn, &person).await? {
        return Err(ApiError::TooMany(LATER));
    }
    conn.commit().await?;
    let file = passport::gather(&call.app, &person, most.unwrap_or(MOST_EVENTS)).await?;
    answer::one(&call, &file)
}
