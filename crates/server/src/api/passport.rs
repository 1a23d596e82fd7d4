//! One's own passport: what one is called and how one reads. What needs a fresh proof of who one is (addresses, numbers, password,
//! sessions, giving the passport up) is told here and changed on its pages only.

use axum::routing::{delete, get, patch, put};
use base::db::Conn;
use base::i18n::Language;
use people::identifiers::{self, Identifier, Kind};
use people::{Passport, passports};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, OnPassport};
use super::fields;
use super::operation::Operation;
use crate::passport::{self, Told};
use crate::pictures::{self, Refused};
use crate::tokens::Scope;
use crate::web::{ApiError, picture};

const NAME: Shape = Shape::Text(1, 120, "Anna Nowak");
const GIVEN: Shape = Shape::Maybe(&Shape::Text(0, 120, "Anna"));
const FAMILY: Shape = Shape::Maybe(&Shape::Text(0, 120, "Nowak"));
const ZONE: Shape = Shape::Maybe(&Shape::Text(0, 60, "Europe/Warsaw"));
const PRIMARY: Field = Field::needed(
    "primary",
    Shape::Flag(true),
    "Whether it is the one applications are told.",
);
const CONFIRMED: Field = Field::needed(
    "confirmed_at",
    Shape::Maybe(&Shape::Moment),
    "When its person proved it; one that was not counts for nothing.",
);

const ADDRESS: Shape = Shape::Record(
    "OwnAddress",
    &[
        Field::needed(
            "address",
            Shape::Text(3, 254, "anna@acme.example"),
            "The e-mail address.",
        ),
        PRIMARY,
        CONFIRMED,
    ],
);

const PHONE: Shape = Shape::Record(
    "OwnPhone",
    &[
        Field::needed(
            "number",
            Shape::Text(8, 16, "+491713920012"),
            "The phone number (E.164).",
        ),
        PRIMARY,
        CONFIRMED,
    ],
);

const PASSPORT: Shape = Shape::Record(
    "Passport",
    &[
        Field::needed("id", Shape::Id, "Names the person on the server."),
        Field::needed("name", NAME, "The name that is shown."),
        Field::needed("given_name", GIVEN, "The given name, if it was told."),
        Field::needed("family_name", FAMILY, "The family name, if it was told."),
        Field::needed("language", fields::LANGUAGE, "The language they read."),
        Field::needed("zone", ZONE, "The time zone; UTC when none was chosen."),
        Field::needed(
            "photo",
            Shape::Maybe(&Shape::Text(1, 500, "/pictures/mS0s0vLZy9sVdZ9d0u1n8w/256")),
            "Where the photo lies, as a path.",
        ),
        Field::needed(
            "emails",
            Shape::List(&ADDRESS, 20),
            "Their e-mail addresses, the primary one first.",
        ),
        Field::needed(
            "phones",
            Shape::List(&PHONE, 20),
            "Their phone numbers, the primary one first.",
        ),
        Field::needed(
            "logins",
            Shape::List(&Shape::Text(1, 60, "anna"), 20),
            "Their login names.",
        ),
        Field::needed("created_at", Shape::Moment, "When it was made."),
    ],
);

const CHANGE: Shape = Shape::Record(
    "PassportChange",
    &[
        Field::free("name", NAME, "The name that is shown."),
        Field::free(
            "everywhere",
            Shape::Flag(false),
            "Whether all workspaces call them so from now on, too.",
        ),
        Field::free("given_name", GIVEN, "The given name; `null` for none."),
        Field::free("family_name", FAMILY, "The family name; `null` for none."),
        Field::free("language", fields::LANGUAGE, "The language they read."),
        Field::free("zone", ZONE, "The time zone; `null` for UTC."),
    ],
);

const PHOTO: Shape = Shape::Record(
    "NewPhoto",
    &[
        Field::needed(
            "file",
            fields::PICTURE_FILE,
            "The file, in base64; its middle square is taken.",
        ),
        Field::free(
            "everywhere",
            Shape::Flag(true),
            "Whether all workspaces show it from now on, too.",
        ),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("getPassport", "/passport", "The passport of the caller"),
        || get(show),
    )
    .scope(Scope::PassportRead)
    .one(PASSPORT),
    Operation::patch(
        (
            "changePassport",
            "/passport",
            "Changes names, language or time zone of the caller",
        ),
        || patch(change),
    )
    .scope(Scope::PassportWrite)
    .body(CHANGE)
    .one(PASSPORT),
    Operation::put(
        ("setPhoto", "/passport/photo", "Gives the caller this photo"),
        || put(set_photo),
    )
    .scope(Scope::PassportWrite)
    .body(PHOTO)
    .with_files(1)
    .one(PASSPORT),
    Operation::delete(
        (
            "removePhoto",
            "/passport/photo",
            "Takes the photo of the caller away, everywhere",
        ),
        || delete(remove_photo),
    )
    .scope(Scope::PassportWrite),
];

async fn load(conn: &mut Conn, person: &Passport) -> Result<Value, ApiError> {
    let person = answer::found(passports::load(conn, person.id).await?)?;
    let all = identifiers::of_passport(conn, person.id).await?;
    let of = |kind: Kind, field: &str| -> Vec<Value> {
        let told = |one: &Identifier| {
            json!({
                field: one.value, "primary": one.is_primary,
                "confirmed_at": one.verified_at.map(|at| at.rfc3339()),
            })
        };
        all.iter()
            .filter(|one| one.kind == kind)
            .map(told)
            .collect()
    };
    let logins = all.iter().filter(|one| one.kind == Kind::Login);
    let logins: Vec<&str> = logins.map(|one| one.value.as_str()).collect();
    Ok(json!({
        "id": person.id, "name": person.name, "given_name": person.given_name,
        "family_name": person.family_name, "language": person.language, "zone": person.zone,
        "photo": picture::large(person.picture.as_ref()),
        "emails": of(Kind::Email, "address"), "phones": of(Kind::Phone, "number"), "logins": logins,
        "created_at": person.created_at.rfc3339(),
    }))
}

/// `GET /passport`.
async fn show(OnPassport { call, person, .. }: OnPassport) -> Answer {
    let mut conn = call.app.db.read().await?;
    answer::one(&call, &load(&mut conn, &person).await?)
}

/// `PATCH /passport`.
async fn change(
    OnPassport {
        call,
        person,
        doing,
    }: OnPassport,
) -> Answer {
    let told = told(&call)?;
    let everywhere = call.body.get("everywhere").and_then(Value::as_bool);
    let mut conn = call.app.db.write().await?;
    call.meant(&load(&mut conn, &person).await?)?;
    for one in &told {
        let all = (one, everywhere.unwrap_or_default());
        passport::change(&doing, &mut conn, person.id, all).await?;
    }
    let value = load(&mut conn, &person).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `PUT /passport/photo`. The picture is made before anything is held.
async fn set_photo(
    OnPassport {
        call,
        person,
        doing,
    }: OnPassport,
) -> Answer {
    let made = match fields::file(&call, "file")? {
        Some(file) => pictures::photo(&call.app, Some(file), None).await?,
        None => Err(Refused::Missing),
    };
    let made = made.map_err(|why| fields::refused(&call, "file", why))?;
    let everywhere = call.body.get("everywhere").and_then(Value::as_bool);
    let mut conn = call.app.db.write().await?;
    call.meant(&load(&mut conn, &person).await?)?;
    let given = (&made, everywhere.unwrap_or_default());
    passport::take_photo(&doing, &mut conn, person.id, given).await?;
    let value = load(&mut conn, &person).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `DELETE /passport/photo`.
async fn remove_photo(
    OnPassport {
        call,
        person,
        doing,
    }: OnPassport,
) -> Answer {
    let mut conn = call.app.db.write().await?;
    call.meant(&load(&mut conn, &person).await?)?;
    passport::drop_photo(&doing, &mut conn, person.id).await?;
    conn.commit().await?;
    Ok(answer::done())
}

/// What the body tells anew.
fn told(call: &Call) -> Result<Vec<Told>, ApiError> {
    let mut told = Vec::new();
    if call.has("name") {
        told.push(Told::Name(fields::name(call, "name")?));
    }
    let free = |field: &str| match fields::words(call, field) {
        Some(_) => fields::name(call, field).map(Some),
        None => Ok(None),
    };
    if call.has("given_name") {
        told.push(Told::GivenName(free("given_name")?));
    }
    if call.has("family_name") {
        told.push(Told::FamilyName(free("family_name")?));
    }
    if call.has("language") {
        let language = Language::from_code(fields::text(call, "language"));
        told.push(Told::Language(language.unwrap_or_default()));
    }
    if call.has("zone") {
        told.push(Told::Zone(zone(call)?));
    }
    Ok(told)
}

fn zone(call: &Call) -> Result<Option<String>, ApiError> {
    let Some(typed) = fields::words(call, "zone") else {
        return Ok(None);
    };
    let known = call.app.catalogue.zones().known(&typed);
    let odd = || {
        let key = "profile-zone-odd";
        ApiError::field("/zone", key, call.ctx.text(key))
    };
    known.map(Some).ok_or_else(odd)
}
