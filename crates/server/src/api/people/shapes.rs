//! What a person looks like in JSON, and what may be said of one.

use protocol::api::{Field, Shape};

use super::super::fields;

/// What somebody may do.
pub(in crate::api) const ROLE: Shape =
    Shape::Word(&["employee", "administrator", "help-desk", "guest"]);
const STANDING: Shape = Shape::Word(&["active", "invited", "blocked", "dismissed"]);
const NAME: Shape = Shape::Text(1, 120, "Anna Nowak");
const EMAIL: Shape = Shape::Text(3, 254, "anna@acme.example");
const PHONE: Shape = Shape::Text(6, 40, "+491713920012");
const SOME_ID: Shape = Shape::Maybe(&Shape::Id);
const SOME_TIME: Shape = Shape::Maybe(&Shape::Moment);

/// A person in a list.
pub(in crate::api) const PERSON: Shape = Shape::Record(
    "Person",
    &[
        Field::needed("id", Shape::Id, "Names the person in this workspace."),
        Field::needed(
            "passport",
            Shape::Id,
            "Names the person on the server, as the audit trail does.",
        ),
        Field::needed("name", NAME, "What the workspace calls them."),
        Field::needed(
            "email",
            Shape::Maybe(&EMAIL),
            "Their address in the workspace.",
        ),
        Field::needed(
            "phone",
            Shape::Maybe(&PHONE),
            "Their phone number in the workspace (E.164), where it knows no address.",
        ),
        Field::needed("role", ROLE, "The role of their own."),
        Field::needed(
            "effective_role",
            ROLE,
            "What they may do: the highest of their own role and those of their groups.",
        ),
        Field::needed("department", SOME_ID, "Where they work."),
        Field::needed(
            "standing",
            STANDING,
            "How they stand, all things considered.",
        ),
        Field::needed("invited_at", SOME_TIME, "When they were last invited."),
        Field::needed("joined_at", SOME_TIME, "When they joined."),
        Field::needed(
            "created_at",
            Shape::Moment,
            "When they were first named here.",
        ),
    ],
);

const BLOCK: Shape = Shape::Record(
    "Block",
    &[
        Field::needed(
            "reason",
            Shape::Text(1, 60, "blocked_by_administrator"),
            "Why, as a word.",
        ),
        Field::needed("since", Shape::Moment, "Since when."),
        Field::needed("until", SOME_TIME, "When it ends by itself."),
    ],
);

const NAMED_GROUP: Shape = Shape::Record(
    "NamedGroup",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("name", fields::NAME, "Its name."),
    ],
);

pub(super) const WHOLE: Shape = Shape::Record(
    "PersonInFull",
    &[
        Field::needed("person", PERSON, "Who they are."),
        Field::needed(
            "groups",
            Shape::List(&NAMED_GROUP, 10_000),
            "The groups they are in.",
        ),
        Field::needed(
            "blocks",
            Shape::List(&BLOCK, 20),
            "Every reason for which they cannot enter.",
        ),
    ],
);

pub(super) const NEW: Shape = Shape::Record(
    "NewPerson",
    &[
        Field::needed("name", NAME, "What the workspace calls them."),
        Field::free("email", EMAIL, "Where the invitation goes."),
        Field::free(
            "phone",
            Shape::Rarely(&PHONE),
            "Where it goes as a text message instead, in any form.",
        ),
        Field::free(
            "role",
            ROLE,
            "What they may do; `employee` when nothing is said.",
        ),
        Field::free("department", SOME_ID, "Where they work."),
        Field::free(
            "language",
            fields::LANGUAGE,
            "The language of the letter; the workspace's when nothing is said.",
        ),
    ],
);

pub(super) const CHANGE: Shape = Shape::Record(
    "PersonChange",
    &[
        Field::free("name", NAME, "What the workspace calls them."),
        Field::free(
            "email",
            EMAIL,
            "Their address; an invited person gets a new letter there.",
        ),
        Field::free(
            "phone",
            Shape::Rarely(&PHONE),
            "Their phone number instead; an invited person gets a text message there.",
        ),
        Field::free("role", ROLE, "The role of their own."),
        Field::free(
            "department",
            SOME_ID,
            "Where they work; `null` for nowhere.",
        ),
    ],
);

pub(super) const FILTERS: &[Field] = &[
    Field::free(
        "search",
        Shape::Text(1, 200, "anna"),
        "Words that begin words of name, address, login name or department; or a whole phone number.",
    ),
    Field::free("standing", STANDING, "Only those who stand so."),
    Field::free(
        "role",
        ROLE,
        "Only those who may do this: by their own role or by a group.",
    ),
    Field::free(
        "department",
        Shape::Id,
        "Only those of this department or one below it.",
    ),
    Field::free("group", Shape::Id, "Only those of this group."),
];
