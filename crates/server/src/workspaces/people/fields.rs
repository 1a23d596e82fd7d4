//! The fields that say who somebody is in the workspace: checked, and shown again as typed.

use base::db::Conn;
use base::i18n::{Language, Texts};
use people::departments::{self, Branch};
use people::members::Role;
use people::{DepartmentId, EmailAddress, Name, WorkspaceId};
use serde::Deserialize;

use super::acts::{PersonDraft, Wrong};
use super::words;
use crate::letters;
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
    /// Reads every field, or says all that is wrong at once.
    pub(super) fn check(&self) -> Result<PersonDraft, Wrong> {
        let name = Name::parse(&self.name).map_err(|_| "people-name-odd");
        let email = EmailAddress::parse(&self.email)
            .ok()
            .filter(letters::can_be_sent_to)
            .ok_or("people-email-odd");
        let role = Role::from_word(&self.role).ok_or("people-role-odd");
        let department = match self.department.as_str() {
            "" => Ok(None),
            id => DepartmentId::parse(id)
                .map(Some)
                .ok_or("people-department-odd"),
        };
        let language = Language::from_code(&self.language).unwrap_or_default();
        match (name, email, role, department) {
            (Ok(name), Ok(email), Ok(role), Ok(department)) => Ok(PersonDraft {
                name,
                email: Some(email),
                role,
                department,
                language,
            }),
            (name, email, role, department) => Err(Wrong {
                name: name.err(),
                email: email.err(),
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
    /// The controls with what was typed and what is wrong with it.
    pub(super) fn new(texts: &Texts, typed: &Typed, wrong: Wrong, tree: &[Branch]) -> Self {
        let say = |key: Option<&'static str>| key.map(|key| texts.get(key));
        let (name, email) = (say(wrong.name), say(wrong.email));
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
        for one in [Role::Employee, Role::Administrator, Role::Guest] {
            roles = roles.choice(one.word(), words::role(texts, one));
        }
        Self {
            name: ui::field("name", texts.get("people-name"))
                .value(&typed.name)
                .error(name),
            email: ui::email("email", texts.get("people-email"))
                .value(&typed.email)
                .error(email),
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

/// A choice of departments; `none` is the text of choosing none.
pub(super) fn choice(texts: &Texts, tree: &[Branch], none: &str) -> Select {
    let mut choice = ui::select("department", texts.get("people-department")).free();
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
) -> Result<Vec<Branch>, PageError> {
    Ok(departments::tree(conn, workspace).await?)
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

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = typed(" ", "jonas", "owner").check().err().unwrap();
        assert_eq!(
            wrong,
            Wrong {
                name: Some("people-name-odd"),
                email: Some("people-email-odd"),
                role: Some("people-role-odd"),
                department: None,
            }
        );
        let mut foreign = typed("Jonas", "jonas@example.com", "guest");
        foreign.department = "nowhere".to_owned();
        assert!(foreign.check().err().unwrap().department.is_some());
    }

    #[test]
    fn an_address_is_one_address() {
        for email in [
            "jonas@example.com,eve@example.com",
            "jonas@example.com\r\nBcc: eve@example.com",
            "jonas@example.com eve@example.com",
            "Jonas <jonas@example.com>",
        ] {
            assert!(typed("Jonas", email, "guest").check().is_err(), "{email:?}");
        }
        assert!(
            typed("Jonas", " jonas@example.com ", "guest")
                .check()
                .is_ok()
        );
    }
}
