//! What stands in a file of people: which column is what, and every mistake by row and column.

use std::collections::BTreeMap;

use admission::words;
use base::i18n::Language;
use base::sms::{SmsSettings, Withheld};
use people::departments::Branch;
use people::members::Role;
use people::{Contact, DepartmentId, EmailAddress, Name};
use protocol::csv::Record;
use protocol::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::letters;

words! {
    /// What a column can be.
    pub enum Column {
        /// The whole name.
        Name = "name",
        /// The given name; with the family name in place of the whole.
        Given = "given",
        /// The family name.
        Family = "family",
        /// The address.
        Email = "email",
        /// The phone number, for whoever has no address in the file.
        Phone = "phone",
        /// The role.
        Role = "role",
        /// The department, or the way to it from the top, apart by `>`.
        Department = "department",
        /// The language of the letter.
        Language = "language",
    }
}

words! {
    /// Why a row invites nobody.
    pub enum Why {
        /// There is no name.
        NoName = "name-missing",
        /// The name is none.
        OddName = "name-odd",
        /// There is no address.
        NoEmail = "email-missing",
        /// The address is none.
        OddEmail = "email-odd",
        /// There is neither address nor number.
        NoContact = "contact-missing",
        /// The number is none.
        OddPhone = "phone-odd",
        /// Text messages are off.
        PhonesOff = "phones-off",
        /// No text message goes to the country of the number.
        Country = "phone-country",
        /// The number takes no text messages.
        NoMobile = "phone-kind",
        /// There were as many text messages as there may be.
        TooMany = "phone-limit",
        /// The role is none we know.
        OddRole = "role-odd",
        /// Administrators are made one by one.
        Administrator = "role-administrator",
        /// There is no such department, or several of that name.
        OddDepartment = "department-odd",
        /// The language is none we speak.
        OddLanguage = "language-odd",
        /// The address or number stands in the file before.
        Doubled = "doubled",
        /// They are a member.
        Member = "member",
        /// They are invited.
        Invited = "invited",
        /// They were dismissed, and can be hired again.
        Dismissed = "dismissed",
    }
}

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Whether the first record names the columns.
    pub has_head: bool,
    /// What each column is.
    pub columns: Vec<Option<Column>>,
    /// Whether departments that are not there are made.
    pub makes_departments: bool,
    /// The role where none is said.
    pub role: Role,
    /// The language where none is said.
    pub language: String,
}

/// Somebody to be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Name,
    /// Where the invitation goes: the address, or the number where there is none.
    pub contact: Contact,
    /// The role.
    pub role: Role,
    /// The department, as it stands in the file.
    pub department: Option<String>,
    /// The language of the letter.
    pub language: Language,
}

/// A mistake: in which column (from 0), and what.
pub(super) type Fault = (usize, Why);

/// A row of the file: somebody, or what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins.
    pub line: usize,
    /// Somebody, or all that is wrong.
    pub found: Result<Person, Vec<Fault>>,
}

/// The departments of a workspace by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree(Vec<(DepartmentId, Option<DepartmentId>, String)>);

/// Where a department of the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is there.
    There(DepartmentId),
    /// These are missing, each below the one before, the first below this one.
    Missing(Option<DepartmentId>, Vec<Name>),
    /// It cannot be one, or several have the name.
    Odd,
}

/// What a head says a column is, in any of our languages.
fn named(head: &str) -> Option<Column> {
    let head = head.trim().to_lowercase();
    let head = head.replace(['-', '_', ' ', '.'], "");
    Some(match head.as_str() {
        "name"
        | "fullname"
        | "displayname"
        | "vollername"
        | "imięinazwisko"
        | "фио"
        | "имяифамилия" => Column::Name,
        "givenname" | "firstname" | "vorname" | "imię" | "имя" => Column::Given,
        "familyname" | "lastname" | "surname" | "nachname" | "familienname" | "nazwisko"
        | "фамилия" => Column::Family,
        "email"
        | "mail"
        | "emailaddress"
        | "emailadresse"
        | "mailadresse"
        | "adresemail"
        | "почта"
        | "электроннаяпочта"
        | "адрес" => Column::Email,
        "phone"
        | "phonenumber"
        | "mobile"
        | "mobilenumber"
        | "mobilephone"
        | "telefon"
        | "telefonnummer"
        | "handy"
        | "handynummer"
        | "mobilnummer"
        | "numertelefonu"
        | "komórka"
        | "телефон"
        | "номертелефона"
        | "мобильный" => Column::Phone,
        "role" | "rolle" | "rola" | "роль" => Column::Role,
        "department" | "abteilung" | "dział" | "отдел" => Column::Department,
        "language" | "sprache" | "język" | "язык" => Column::Language,
        _ => return None,
    })
}

/// How a file is to be read, as far as its first record tells.
pub fn guess(records: &[Record], language: &str) -> Plan {
    let first = records.first().map(|one| one.cells.as_slice());
    let first = first.unwrap_or_default();
    let mut columns: Vec<Option<Column>> = first.iter().map(|cell| named(cell)).collect();
    let mut seen = Vec::new();
    for column in &mut columns {
        if column.is_some_and(|one| seen.contains(&one)) {
            *column = None;
        }
        seen.extend(*column);
    }
    let has_head = seen.contains(&Column::Email) || seen.contains(&Column::Phone);
    if !has_head {
        // Without a head an address shows where the addresses stand, and a number with its country where the numbers do.
        let is_email = |cell: &String| EmailAddress::parse(cell).is_ok();
        let is_phone = |cell: &String| PhoneNumber::parse(cell, None).is_ok();
        let places = [
            (first.iter().position(is_email), Column::Email),
            (first.iter().position(is_phone), Column::Phone),
        ];
        for (at, column) in columns.iter_mut().enumerate() {
            let here = places.iter().find(|(place, _)| *place == Some(at));
            *column = here.map(|(_, what)| *what);
        }
    }
    Plan {
        has_head,
        columns,
        makes_departments: false,
        role: Role::Employee,
        language: language.to_owned(),
    }
}

impl Plan {
    /// Whether it says enough: where addresses or numbers and names stand, nothing twice, and no role an import cannot give.
    pub fn is_whole(&self) -> bool {
        let count = |what| {
            self.columns
                .iter()
                .filter(|one| **one == Some(what))
                .count()
        };
        let has_name = count(Column::Name) + count(Column::Given) + count(Column::Family) > 0;
        count(Column::Email) + count(Column::Phone) > 0
            && has_name
            && Column::ALL.iter().all(|one| count(*one) < 2)
            && !self.role.acts_on_others()
    }

    /// The rows of a file. Numbers are read as text messages are set: in the first of their countries, and none of others.
    pub fn rows(&self, records: &[Record], texts: &SmsSettings) -> Vec<Row> {
        let mut seen = BTreeMap::new();
        let skipped = usize::from(self.has_head);
        let rows = records.iter().skip(skipped).enumerate();
        rows.map(|(place, record)| {
            let mut found = self.person(record, texts);
            if let Ok(person) = &found {
                let key = match &person.contact {
                    Contact::Email(email) => email.folded().to_owned(),
                    Contact::Phone(number) => number.e164().to_owned(),
                };
                if *seen.entry(key).or_insert(place) != place {
                    found = Err(vec![(self.at_contact(&person.contact), Why::Doubled)]);
                }
            }
            Row {
                line: record.line,
                found,
            }
        })
        .collect()
    }

    fn at(&self, what: Column) -> usize {
        let found = self.columns.iter().position(|one| *one == Some(what));
        found.unwrap_or_default()
    }

    /// The column a contact stands in.
    pub(super) fn at_contact(&self, contact: &Contact) -> usize {
        self.at(match contact {
            Contact::Email(_) => Column::Email,
            Contact::Phone(_) => Column::Phone,
        })
    }

    /// What stands in the column; nothing where nothing does.
    fn cell<'r>(&self, record: &'r Record, what: Column) -> Option<&'r str> {
        let at = self.columns.iter().position(|one| *one == Some(what))?;
        let cell = record.cells.get(at)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    fn name(&self, record: &Record) -> Result<Name, Fault> {
        let parts = [Column::Given, Column::Family].map(|one| self.cell(record, one));
        let whole = match self.cell(record, Column::Name) {
            Some(name) => name.to_owned(),
            None => parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        };
        let columns = [Column::Name, Column::Given, Column::Family];
        let has = |one: &&Column| self.columns.contains(&Some(**one));
        let at = columns.iter().find(has).map_or(0, |one| self.at(*one));
        if whole.is_empty() {
            return Err((at, Why::NoName));
        }
        Name::parse(&whole).map_err(|_| (at, Why::OddName))
    }

    /// The address; where there is none, the number.
    fn contact(&self, record: &Record, texts: &SmsSettings) -> Result<Contact, Fault> {
        if let Some(typed) = self.cell(record, Column::Email) {
            let email = EmailAddress::parse(typed).ok();
            let email = email.filter(letters::can_be_sent_to);
            return email
                .map(Contact::Email)
                .ok_or((self.at(Column::Email), Why::OddEmail));
        }
        if !self.columns.contains(&Some(Column::Phone)) {
            return Err((self.at(Column::Email), Why::NoEmail));
        }
        let number = match self.cell(record, Column::Phone) {
            None => Err(Why::NoContact),
            Some(typed) => phone(typed, texts),
        };
        number
            .map(Contact::Phone)
            .map_err(|why| (self.at(Column::Phone), why))
    }

    fn person(&self, record: &Record, texts: &SmsSettings) -> Result<Person, Vec<Fault>> {
        let name = self.name(record);
        let contact = self.contact(record, texts);
        let role = match self.cell(record, Column::Role) {
            None => Ok(self.role),
            Some(typed) => role(typed).map_err(|why| (self.at(Column::Role), why)),
        };
        let language = match self.cell(record, Column::Language) {
            None => Ok(Language::from_code(&self.language).unwrap_or_default()),
            Some(typed) => language(typed).ok_or((self.at(Column::Language), Why::OddLanguage)),
        };
        let department = self.cell(record, Column::Department).map(str::to_owned);
        match (name, contact, role, language) {
            (Ok(name), Ok(contact), Ok(role), Ok(language)) => Ok(Person {
                name,
                contact,
                role,
                department,
                language,
            }),
            (name, contact, role, language) => {
                Err([name.err(), contact.err(), role.err(), language.err()]
                    .into_iter()
                    .flatten()
                    .collect())
            }
        }
    }
}

/// A number to which text messages leave. Table programs take the plus away; a number without a country is read in the
/// first of those that are served.
fn phone(typed: &str, texts: &SmsSettings) -> Result<PhoneNumber, Why> {
    if !texts.is_on() {
        return Err(Why::PhonesOff);
    }
    let number = PhoneNumber::parse(typed, texts.countries.first().copied());
    let number = number.map_err(|_| Why::OddPhone)?;
    texts.admits(&number).map(|()| number).map_err(withheld)
}

/// Why a row invites nobody when its text message is withheld.
pub(super) const fn withheld(why: Withheld) -> Why {
    match why {
        Withheld::Off => Why::PhonesOff,
        Withheld::Country => Why::Country,
        Withheld::Number => Why::NoMobile,
        Withheld::TooManyToNumber | Withheld::TooManyFromHere | Withheld::TooManyAtAll => {
            Why::TooMany
        }
    }
}

fn role(typed: &str) -> Result<Role, Why> {
    match typed.to_lowercase().as_str() {
        "employee"
        | "beschäftigte"
        | "mitarbeiter"
        | "mitarbeiterin"
        | "pracownik"
        | "pracowniczka"
        | "сотрудник"
        | "сотрудница" => Ok(Role::Employee),
        "guest" | "gast" | "gość" | "гость" => Ok(Role::Guest),
        "administrator"
        | "admin"
        | "administration"
        | "administratorin"
        | "администратор"
        | "help desk"
        | "help-desk"
        | "helpdesk"
        | "pomoc techniczna"
        | "служба поддержки" => Err(Why::Administrator),
        _ => Err(Why::OddRole),
    }
}

fn language(typed: &str) -> Option<Language> {
    let typed = typed.to_lowercase();
    let own = |one: &&Language| one.own_name().to_lowercase() == typed;
    Language::from_code(&typed).or_else(|| Language::ALL.iter().find(own).copied())
}

/// The most departments below one another that a cell names.
const DEEPEST: usize = 10;

impl Tree {
    /// The departments there are.
    pub(super) fn of(all: &[Branch]) -> Self {
        let folded = |name: &str| Name::parse(name).map(|name| name.folded());
        let one = |branch: &Branch| {
            let department = &branch.department;
            let name = folded(&department.name).unwrap_or_default();
            (department.id, department.parent, name)
        };
        Self(all.iter().map(one).collect())
    }

    /// One more.
    pub(super) fn add(&mut self, id: DepartmentId, parent: Option<DepartmentId>, name: &Name) {
        self.0.push((id, parent, name.folded()));
    }

    /// Where a department is, by its name alone or by the way to it from the top.
    pub(super) fn find(&self, typed: &str) -> Place {
        let Ok(whole) = Name::parse(typed) else {
            return Place::Odd;
        };
        let folded = whole.folded();
        let mut alike = self.0.iter().filter(|(_, _, name)| *name == folded);
        match (alike.next(), alike.next()) {
            (Some((id, _, _)), None) => return Place::There(*id),
            (Some(_), Some(_)) => return Place::Odd,
            (None, _) => {}
        }
        let names: Result<Vec<Name>, _> = typed.split('>').map(Name::parse).collect();
        let Some(names) = names.ok().filter(|names| names.len() <= DEEPEST) else {
            return Place::Odd;
        };
        let mut above = None;
        for (depth, name) in names.iter().enumerate() {
            let folded = name.folded();
            let below = |one: &&(DepartmentId, Option<DepartmentId>, String)| {
                one.1 == above && one.2 == folded
            };
            match self.0.iter().find(below) {
                Some((id, _, _)) => above = Some(*id),
                None => {
                    let missing = names.iter().skip(depth).cloned().collect();
                    return Place::Missing(above, missing);
                }
            }
        }
        above.map_or(Place::Odd, Place::There)
    }
}

#[cfg(test)]
mod tests;
