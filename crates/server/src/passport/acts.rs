//! What people change in their own passport, with its events: for the page and for the API.

use base::db::{Conn, DbError};
use base::i18n::Language;
use people::passports::{self, Change};
use people::{Name, PassportId, members};

use super::events;
use crate::signin::acting::Doing;

/// Something a person tells anew about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The given name, or none.
    GivenName(Option<Name>),
    /// The family name, or none.
    FamilyName(Option<Name>),
    /// The name to show.
    Name(Name),
    /// The language they read.
    Language(Language),
    /// The name of their time zone, or none.
    Zone(Option<String>),
}

impl Told {
    fn change(&self) -> Change<'_> {
        match self {
            Self::GivenName(name) => Change::GivenName(name.as_ref()),
            Self::FamilyName(name) => Change::FamilyName(name.as_ref()),
            Self::Name(name) => Change::Name(name),
            Self::Language(language) => Change::Language(language.code()),
            Self::Zone(zone) => Change::Zone(zone.as_deref()),
        }
    }

    /// As the audit trail names it.
    const fn what(&self) -> &'static str {
        match self {
            Self::GivenName(_) => "given-name",
            Self::FamilyName(_) => "family-name",
            Self::Name(_) => "name",
            Self::Language(_) => "language",
            Self::Zone(_) => "zone",
        }
    }
}

/// Writes the change with its events: one for the person, and, when it goes everywhere, one into the trail of each
/// workspace in which they are called otherwise from now on.
///
/// # Errors
/// What the database says.
pub async fn change(
    doing: &Doing,
    conn: &mut Conn,
    person: PassportId,
    (told, everywhere): (&Told, bool),
) -> Result<(), DbError> {
    let event = || {
        let event = doing.done(events::PROFILE_CHANGED).about(person);
        event.detail("what", told.what())
    };
    if passports::change(conn, person, told.change()).await? {
        doing.record(conn, event()).await?;
    }
    if let (Told::Name(name), true) = (told, everywhere) {
        let new = (Some(name), None);
        for workspace in members::describe_everywhere(conn, person, new).await? {
            doing.record(conn, event().in_workspace(workspace)).await?;
        }
    }
    Ok(())
}
