//! Identifiers: what a person types to say who they are.
//!
//! An identifier belongs to a passport only once it is verified; unverified ones are mere claims, of
//! which several passports may hold the same, and nobody is found by one.

use std::sync::Arc;

use admission::words;
use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use protocol::phone::{Country, PhoneNumber};

use crate::columns::word_column;
use crate::contact::Contact;
use crate::email::EmailAddress;
use crate::ids::{Fresh, IdentifierId, PassportId};
use crate::login::LoginName;
use crate::member_words;

words! {
    /// What kind of identifier it is.
    pub enum Kind {
        /// An e-mail address, verified by a link sent to it.
        Email = "email",
        /// A login name, verified as soon as it is given.
        Login = "login",
        /// A phone number, verified by a code sent to it.
        Phone = "phone",
    }
}
word_column!(Kind);

/// An identifier of a passport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Names it.
    pub id: IdentifierId,
    /// Whose it is, or is claimed to be.
    pub passport: PassportId,
    /// Its kind.
    pub kind: Kind,
    /// As it is shown and, for e-mail, sent to.
    pub value: String,
    /// Whether it is the one of its kind that applications are told and mail is sent to.
    pub is_primary: bool,
    /// When its person proved it; `None` for a claim.
    pub verified_at: Option<Time>,
    /// When it was added.
    pub created_at: Time,
}

impl Identifier {
    /// As people read it: of a phone number the international form.
    pub fn shown(&self) -> String {
        match self.phone() {
            Some(number) => number.international(),
            None => self.value.clone(),
        }
    }

    /// As trails name it: of a phone number the beginning and end.
    pub fn masked(&self) -> String {
        match self.phone() {
            Some(number) => number.masked(),
            None => self.value.clone(),
        }
    }

    fn phone(&self) -> Option<PhoneNumber> {
        let is_phone = self.kind == Kind::Phone;
        is_phone.then(|| PhoneNumber::parse(&self.value, None).ok())?
    }
}

/// The text of an identifier, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// An e-mail address.
    Email(EmailAddress),
    /// A login name.
    Login(LoginName),
    /// A phone number.
    Phone(PhoneNumber),
}

/// Something typed is read in no more countries than this.
const MOST_COUNTRIES: usize = 12;

impl Named {
    /// What somebody typed to sign in: an e-mail address if there is an `@` in it, a phone number if it begins with
    /// `+`, else a login name. `None` for what can be none of them.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.contains('@') {
            EmailAddress::parse(typed).ok().map(Self::Email)
        } else if typed.trim_start().starts_with('+') {
            PhoneNumber::parse(typed, None).ok().map(Self::Phone)
        } else {
            LoginName::parse(typed).ok().map(Self::Login)
        }
    }

    /// Everything that something typed can mean: what [`Named::parse`] says, and the numbers it is in the national
    /// forms of these countries.
    pub fn readings(typed: &str, countries: &[Country]) -> Vec<Self> {
        let mut all: Vec<Self> = Self::parse(typed).into_iter().collect();
        if PhoneNumber::looks_like_one(typed) {
            for country in countries.iter().take(MOST_COUNTRIES) {
                let number = PhoneNumber::parse(typed, Some(*country));
                let number = number.ok().map(Self::Phone);
                all.extend(number.filter(|number| !all.contains(number)));
            }
        }
        all
    }

    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Email(_) => Kind::Email,
            Self::Login(_) => Kind::Login,
            Self::Phone(_) => Kind::Phone,
        }
    }

    /// As it is shown.
    pub fn value(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Login(login) => login.as_str(),
            Self::Phone(number) => number.e164(),
        }
    }

    /// The form under which two are the same.
    pub fn folded(&self) -> &str {
        match self {
            Self::Email(email) => email.folded(),
            Self::Login(login) => login.folded(),
            Self::Phone(number) => number.e164(),
        }
    }
}

/// What came of verifying an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It belongs to the passport now.
    Now(Identifier),
    /// It did already.
    Already(Identifier),
    /// It belongs to another passport; nothing was changed.
    TakenBy(PassportId),
}

/// What came of removing an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone(Identifier),
    /// It is the last verified one: without it nobody could sign in.
    LastVerified,
    /// It is the last verified e-mail address: without it nobody could recover the passport.
    LastEmail,
    /// It is the last verified phone number of a passport without an address, and the same.
    LastPhone,
    /// The passport has no such identifier.
    NoSuch,
}

/// The passport to which `named` belongs. Only verified identifiers are looked at.
///
/// # Errors
/// What the database says.
pub async fn owner(conn: &mut Conn, named: &Named) -> Result<Option<PassportId>, DbError> {
    let row = conn
        .optional(
            sql("SELECT passport_id FROM identifiers \
                 WHERE kind = $1 AND folded = $2 AND verified_at IS NOT NULL"),
            params![named.kind(), named.folded()],
        )
        .await?;
    row.map(|row| row.get("passport_id")).transpose()
}

/// The one passport that is meant by what can be read in several ways; none when two are.
///
/// # Errors
/// What the database says.
pub async fn meant(conn: &mut Conn, readings: &[Named]) -> Result<Option<PassportId>, DbError> {
    let mut found = None;
    let mut several = false;
    // All are looked at whatever was found, so that a name that is somebody's takes no less time.
    for named in readings {
        let owner = owner(conn, named).await?;
        several |= owner.is_some() && found.is_some() && owner != found;
        found = found.or(owner);
    }
    Ok(found.filter(|_| !several))
}

/// Every identifier of a passport, verified or claimed, the primary ones first.
///
/// # Errors
/// What the database says.
pub async fn of_passport(
    conn: &mut Conn,
    passport: PassportId,
) -> Result<Vec<Identifier>, DbError> {
    let found = conn
        .warm_all(
            sql(
                "SELECT id, passport_id, kind, value, is_primary, verified_at, created_at \
                 FROM identifiers WHERE passport_id = $1 ORDER BY kind, is_primary DESC, id",
            ),
            params![passport],
            identifier,
        )
        .await?;
    Ok(found.to_vec())
}

/// The verified e-mail address to which mail for this person goes.
///
/// # Errors
/// What the database says.
pub async fn primary_email(
    conn: &mut Conn,
    passport: PassportId,
) -> Result<Option<EmailAddress>, DbError> {
    let found = conn
        .warm_one(
            sql(
                "SELECT value FROM identifiers WHERE passport_id = $1 AND kind = 'email' \
                 AND is_primary = 1 AND verified_at IS NOT NULL",
            ),
            params![passport],
            email,
        )
        .await?;
    Ok(found.map(Arc::unwrap_or_clone))
}

/// The one place to which what opens the passport again may be sent: its primary address; its primary number only when it
/// has no address at all, for numbers are given to other people by and by.
///
/// # Errors
/// What the database says.
pub async fn way_back(conn: &mut Conn, passport: PassportId) -> Result<Option<Contact>, DbError> {
    if let Some(email) = primary_email(conn, passport).await? {
        return Ok(Some(Contact::Email(email)));
    }
    let all = of_passport(conn, passport).await?;
    let mut numbers = all.iter().filter(|one| one.kind == Kind::Phone);
    let primary = numbers.find(|one| one.is_primary && one.verified_at.is_some());
    Ok(primary.and_then(Identifier::phone).map(Contact::Phone))
}

fn email(row: &Row) -> Result<EmailAddress, DbError> {
    let parsed = EmailAddress::parse(&row.text("value")?);
    parsed.map_err(|_| DbError::Shape("identifiers.value".to_owned()))
}

/// The verified names that applications hear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The primary e-mail address.
    pub email: Option<String>,
    /// The primary phone number (E.164).
    pub phone: Option<String>,
    /// The login name.
    pub login: Option<String>,
}

/// By what applications know `passport`.
///
/// # Errors
/// What the database says.
pub async fn names(conn: &mut Conn, passport: PassportId) -> Result<Names, DbError> {
    let mut names = Names::default();
    for one in of_passport(conn, passport).await? {
        match one.kind {
            _ if one.verified_at.is_none() => {}
            Kind::Email if one.is_primary => names.email = Some(one.value),
            Kind::Phone if one.is_primary => names.phone = Some(one.value),
            Kind::Login => names.login = Some(one.value),
            _ => {}
        }
    }
    Ok(names)
}

/// Adds a claim, to be verified later; the identifier the passport has under this name if it
/// has one already.
///
/// # Errors
/// What the database says.
pub async fn claim(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    passport: PassportId,
    named: &Named,
) -> Result<Identifier, DbError> {
    if let Some(known) = find(conn, passport, named).await? {
        return Ok(known);
    }
    let row = conn
        .one(
            sql(
                "INSERT INTO identifiers (id, passport_id, kind, value, folded, is_primary, \
                 verified_at, created_at) VALUES ($1, $2, $3, $4, $5, 0, NULL, $6) \
                 RETURNING id, passport_id, kind, value, is_primary, verified_at, created_at",
            ),
            params![
                IdentifierId::fresh(fresh.now, fresh.random),
                passport,
                named.kind(),
                named.value(),
                named.folded(),
                fresh.now,
            ],
        )
        .await?;
    identifier(&row)
}

/// Gives `named` to the passport, whose person has just proved it. The first of its kind becomes
/// primary; claims of the passport on it are dropped. Of two that verify the same at once, one wins.
///
/// # Errors
/// What the database says.
pub async fn verify(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    passport: PassportId,
    named: &Named,
) -> Result<Verified, DbError> {
    lock(conn, passport).await?;
    // Inserting lets the unique index decide without an error that would spoil the transaction.
    let row = conn
        .optional(
            sql(
                "INSERT INTO identifiers (id, passport_id, kind, value, folded, is_primary, \
                 verified_at, created_at) VALUES ($1, $2, $3, $4, $5, \
                 CASE WHEN EXISTS (SELECT 1 FROM identifiers WHERE passport_id = $2 \
                 AND kind = $3 AND is_primary = 1) THEN 0 ELSE 1 END, $6, $6) \
                 ON CONFLICT (kind, folded) WHERE verified_at IS NOT NULL DO NOTHING \
                 RETURNING id, passport_id, kind, value, is_primary, verified_at, created_at",
            ),
            params![
                IdentifierId::fresh(fresh.now, fresh.random),
                passport,
                named.kind(),
                named.value(),
                named.folded(),
                fresh.now,
            ],
        )
        .await?;
    let Some(row) = row else {
        return already(conn, passport, named).await;
    };
    conn.execute(
        sql(
            "DELETE FROM identifiers WHERE passport_id = $1 AND kind = $2 AND folded = $3 \
             AND verified_at IS NULL",
        ),
        params![passport, named.kind(), named.folded()],
    )
    .await?;
    if named.kind() != Kind::Email {
        member_words::renew_everywhere(conn, passport).await?;
    }
    Ok(Verified::Now(identifier(&row)?))
}

async fn already(
    conn: &mut Conn,
    passport: PassportId,
    named: &Named,
) -> Result<Verified, DbError> {
    let owner = owner(conn, named).await?;
    let known = find(conn, passport, named)
        .await?
        .filter(|_| owner == Some(passport));
    match (known, owner) {
        (Some(known), _) => Ok(Verified::Already(known)),
        (None, Some(other)) => Ok(Verified::TakenBy(other)),
        (None, None) => Err(DbError::Unavailable(
            "an identifier changed hands".to_owned(),
        )),
    }
}

async fn find(
    conn: &mut Conn,
    passport: PassportId,
    named: &Named,
) -> Result<Option<Identifier>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, passport_id, kind, value, is_primary, verified_at, created_at \
                 FROM identifiers WHERE passport_id = $1 AND kind = $2 AND folded = $3 \
                 ORDER BY CASE WHEN verified_at IS NULL THEN 1 ELSE 0 END, id",
            ),
            params![passport, named.kind(), named.folded()],
        )
        .await?;
    row.as_ref().map(identifier).transpose()
}

/// Makes a verified identifier the primary one of its kind; `None` when the passport has no such
/// verified identifier.
///
/// # Errors
/// What the database says.
pub async fn make_primary(
    conn: &mut Conn,
    passport: PassportId,
    id: IdentifierId,
) -> Result<Option<Identifier>, DbError> {
    lock(conn, passport).await?;
    conn.execute(
        sql(
            "UPDATE identifiers SET is_primary = 0 WHERE passport_id = $1 AND is_primary = 1 \
             AND kind = (SELECT kind FROM identifiers WHERE passport_id = $1 AND id = $2 \
             AND verified_at IS NOT NULL)",
        ),
        params![passport, id],
    )
    .await?;
    let row = conn
        .optional(
            sql("UPDATE identifiers SET is_primary = 1 \
                 WHERE passport_id = $1 AND id = $2 AND verified_at IS NOT NULL \
                 RETURNING id, passport_id, kind, value, is_primary, verified_at, created_at"),
            params![passport, id],
        )
        .await?;
    row.as_ref().map(identifier).transpose()
}

/// Removes an identifier, but never the last verified one, nor the last verified address, nor the last number where there is
/// no address. When it was primary, the oldest
/// verified one of its kind takes its place.
///
/// # Errors
/// What the database says.
pub async fn remove(
    conn: &mut Conn,
    passport: PassportId,
    id: IdentifierId,
) -> Result<Removed, DbError> {
    lock(conn, passport).await?;
    let all = of_passport(conn, passport).await?;
    let Some(chosen) = all.iter().find(|one| one.id == id) else {
        return Ok(Removed::NoSuch);
    };
    let verified = |one: &&Identifier| one.verified_at.is_some();
    let mut others = all.iter().filter(|one| one.id != id).filter(verified);
    if chosen.verified_at.is_some() && others.clone().next().is_none() {
        return Ok(Removed::LastVerified);
    }
    if chosen.kind == Kind::Email
        && chosen.verified_at.is_some()
        && !others.clone().any(|one| one.kind == Kind::Email)
    {
        return Ok(Removed::LastEmail);
    }
    let reaches = |one: &Identifier| matches!(one.kind, Kind::Email | Kind::Phone);
    if chosen.kind == Kind::Phone && chosen.verified_at.is_some() && !others.clone().any(reaches) {
        return Ok(Removed::LastPhone);
    }
    conn.execute(
        sql("DELETE FROM identifiers WHERE passport_id = $1 AND id = $2"),
        params![passport, id],
    )
    .await?;
    if chosen.kind != Kind::Email && chosen.verified_at.is_some() {
        member_words::renew_everywhere(conn, passport).await?;
    }
    let heir = others.find(|one| chosen.is_primary && one.kind == chosen.kind);
    if let Some(heir) = heir {
        make_primary(conn, passport, heir.id).await?;
    }
    Ok(Removed::Gone(chosen.clone()))
}

/// Holds back every other change of this kind to the passport until the transaction ends.
async fn lock(conn: &mut Conn, passport: PassportId) -> Result<(), DbError> {
    conn.execute(
        sql("UPDATE passports SET epoch = epoch WHERE id = $1"),
        params![passport],
    )
    .await
    .map(drop)
}

fn identifier(row: &Row) -> Result<Identifier, DbError> {
    Ok(Identifier {
        id: row.get("id")?,
        passport: row.get("passport_id")?,
        kind: row.get("kind")?,
        value: row.text("value")?,
        is_primary: row.get("is_primary")?,
        verified_at: row.get("verified_at")?,
        created_at: row.get("created_at")?,
    })
}
