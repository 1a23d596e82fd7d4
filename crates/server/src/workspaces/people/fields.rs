//! The fields that say who somebody is in the workspace: checked, and shown again as typed.

use base::db::{Conn, DbError};
use base::i18n::{Language, Texts};
use people::departments::{self, Outline};
use people::members::Role;
use people::{Contact, DepartmentId, EmailAddress, Name, WorkspaceId};
use serde::Deserialize;

use super::acts::{PersonDraft, Wrong};
use super::words;
use crate::letters;
use crate::texting;
use crate::web::PageError;
use crate::web::ui::{self, ErrorSummary, Field, Select};

/// What a form about a person sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) email: String,
    #[serde(default)]
    pub(super) role: String,
    #[serde(default)]
    pub(super) department: String,
    #[serde(default)]
    pub(super) language: String,
}

impl Typed {
    /// Where somebody is reached: an address, or a number in any form where text messages leave.
    pub(super) async fn contact(
        &self,
        conn: &mut Conn,
    ) -> Result<Result<Contact, &'static str>, DbError> {
        if self.email.contains('@') {
            return Ok(self.address());
        }
        let number = texting::read(conn, &self.email).await?;
        Ok(number.map_or_else(|| self.address(), |read| read.map(Contact::Phone)))
    }

    fn address(&self) -> Result<Contact, &'static str> {
        let email = EmailAddress::parse(&self.email).ok();
        let email = email.filter(letters::can_be_sent_to);
        email.map(Contact::Email).ok_or("people-email-odd")
    }

    /// Reads every field, or says all that is wrong at once.
    pub(super) fn check(
        &self,
        contact: Result<Contact, &'static str>,
    ) -> Result<PersonDraft, Wrong> {
        let name = Name::parse(&self.name).map_err(|_| "people-name-odd");
        let role = Role::from_word(&self.role).ok_or("people-role-odd");
        let department = match self.department.as_str() {
            "" => Ok(None),
            id => DepartmentId::parse(id)
                .map(Some)
                .ok_or("people-department-odd"),
        };
        let language = Language::from_code(&self.language).unwrap_or_default();
        match (name, contact, role, department) {
            (Ok(name), Ok(contact), Ok(role), Ok(department)) => Ok(PersonDraft {
                name,
                contact: Some(contact),
                role,
                department,
                language,
            }),
            (name, contact, role, department) => Err(Wrong {
                name: name.err(),
                contact: contact.err(),
                role: role.err(),
                department: department.err(),
            }),
        }
    }
}

/// The controls of a form about a person.
pub(super) struct Fields {
    pub(super) summary: ErrorSummary,
    pub(super) name: Field,
    pub(super) email: Field,
    pub(super) role: Select,
    pub(super) department: Option<Select>,
}

impl Fields {
    /// The controls with what was typed and what is wrong with it. Where text messages leave, a number will do.
    pub(super) fn new(
        texts: &Texts,
        (typed, wrong): (&Typed, Wrong),
        tree: &[Outline],
        phones: bool,
    ) -> Self {
        let say = |key: Option<&'static str>| key.map(|key| texts.get(key));
        let (name, email) = (say(wrong.name), say(wrong.contact));
        let (role, department) = (say(wrong.role), say(wrong.department));
        let summary = ui::error_summary(texts)
            .error("name", name.clone())
            .error("email", email.clone())
            .error("role", role.clone())
            .error("department", department.clone());
        let mut roles = ui::select("role", texts.get("people-role"))
            .hint(texts.get("people-role-hint"))
            .error(role)
            .chosen(&typed.role);
        for one in [
            Role::Employee,
            Role::HelpDesk,
            Role::Administrator,
            Role::Guest,
        ] {
            roles = roles.choice(one.word(), words::role(texts, one));
        }
        Self {
            name: ui::field("name", texts.get("people-name"))
                .value(&typed.name)
                .error(name),
            email: contact(texts, phones).value(&typed.email).error(email),
            role: roles,
            department: (!tree.is_empty()).then(|| {
                choice(texts, tree, "people-department-none")
                    .error(department)
                    .chosen(&typed.department)
            }),
            summary,
        }
    }
}

fn contact(texts: &Texts, phones: bool) -> Field {
    if phones {
        ui::field("email", texts.get("people-email-or-phone"))
            .hint(texts.get("people-email-or-phone-hint"))
    } else {
        ui::email("email", texts.get("people-email"))
    }
}

/// A choice of departments; `none` is the text of choosing none.
pub(super) fn choice(texts: &Texts, tree: &[Outline], none: &str) -> Select {
    choice_named("department", texts, tree, none)
}

/// The same under another name.
pub(super) fn choice_named(name: &str, texts: &Texts, tree: &[Outline], none: &str) -> Select {
    let mut choice = ui::select(name, texts.get("people-department")).free();
    choice = choice.choice("", texts.get(none));
    for branch in tree {
        let indent = "\u{2003}".repeat(branch.depth.min(8));
        let words = format!("{indent}{}", branch.department.name);
        choice = choice.choice(branch.department.id, words);
    }
    choice
}

/// The departments of the workspace.
pub(super) async fn tree(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Outline>, PageError> {
    Ok(departments::outline(conn, workspace).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, email: &str, role: &str) -> Typed {
        Typed {
            name: name.to_owned(),
            email: email.to_owned(),
            role: role.to_owned(),
            ..Typed::default()
        }
    }

    fn checked(typed: &Typed) -> Result<PersonDraft, Wrong> {
        typed.check(typed.address())
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = checked(&typed(" ", "jonas", "owner")).err().unwrap();
        assert_eq!(
            wrong,
            Wrong {
                name: Some("people-name-odd"),
                contact: Some("people-email-odd"),
                role: Some("people-role-odd"),
                department: None,
            }
        );
        let mut foreign = typed("Jonas", "jonas@example.com", "guest");
        foreign.department = "nowhere".to_owned();
        assert!(checked(&foreign).err().unwrap().department.is_some());
    }

    #[test]
    fn an_address_is_one_address() {
        for email in [
            "jonas@example.com,eve@example.com",
            "jonas@example.com\r\nBcc: eve@example.com",
            "jonas@example.com eve@example.com",
            "Jonas <jonas@example.com>",
        ] {
            assert!(
                checked(&typed("Jonas", email, "guest")).is_err(),
                "{email:?}"
            );
        }
        assert!(checked(&typed("Jonas", " jonas@example.com ", "guest")).is_ok());
    }
}
