//! What a token may do, as a list of scopes. Who may write a thing may read it.

use std::collections::BTreeSet;

use admission::words;

words! {
    /// One thing a token may do.
    pub enum Scope {
        /// See people of the workspace.
        PeopleRead = "people:read",
        /// Invite, change, block and dismiss people who are no administrators.
        PeopleWrite = "people:write",
        /// Do the same with administrators, and make some.
        AdministratorsWrite = "administrators:write",
        /// See departments.
        DepartmentsRead = "departments:read",
        /// Make, change and delete departments.
        DepartmentsWrite = "departments:write",
        /// See groups and who is in them.
        GroupsRead = "groups:read",
        /// Make, change and delete groups, and say who is in them.
        GroupsWrite = "groups:write",
        /// See applications, without their secrets.
        ApplicationsRead = "applications:read",
        /// Connect, change and remove applications, and give them secrets.
        ApplicationsWrite = "applications:write",
        /// See sites behind a proxy, with their rules.
        SitesRead = "sites:read",
        /// Connect, change and remove sites, and say whom they let in.
        SitesWrite = "sites:write",
        /// See service accounts and their tokens, without the tokens themselves.
        TokensRead = "tokens:read",
        /// Make, change and remove service accounts and their tokens.
        TokensWrite = "tokens:write",
        /// See name, language, sign-in rules and brand of the workspace.
        WorkspaceRead = "workspace:read",
        /// Change name, language, sign-in rules and brand of the workspace.
        WorkspaceWrite = "workspace:write",
        /// Read the audit trail of the workspace.
        AuditRead = "audit:read",
        /// See one's own passport.
        PassportRead = "passport:read",
        /// Change names, language, time zone and photo of one's own passport.
        PassportWrite = "passport:write",
        /// Take along all that is kept about oneself.
        PassportExport = "passport:export",
        /// See all workspaces of the server.
        ServerWorkspacesRead = "server.workspaces:read",
        /// Make, suspend and open workspaces.
        ServerWorkspacesWrite = "server.workspaces:write",
        /// See which passports were given up and are deleted soon.
        ServerPassportsRead = "server.passports:read",
        /// See the settings of the server, without secrets.
        ServerSettingsRead = "server.settings:read",
        /// Change the settings of the server.
        ServerSettingsWrite = "server.settings:write",
        /// See the jobs of the server.
        ServerJobsRead = "server.jobs:read",
        /// Start jobs again that were given up, and delete them.
        ServerJobsWrite = "server.jobs:write",
        /// See the signing keys, without the keys themselves.
        ServerKeysRead = "server.keys:read",
        /// Change to the next signing key.
        ServerKeysWrite = "server.keys:write",
        /// See the journey of letters, without their words.
        ServerLettersRead = "server.letters:read",
        /// Send letters once more, and one to try it out.
        ServerLettersWrite = "server.letters:write",
        /// Read the audit trail of the whole server.
        ServerAuditRead = "server.audit:read",
    }
}

/// A set of scopes.
pub type Scopes = BTreeSet<Scope>;

impl Scope {
    /// Whether only an operator's token can have it.
    pub fn is_of_server(self) -> bool {
        self.word().starts_with("server.")
    }

    /// Whether only a person's own token can have it.
    pub fn is_of_person(self) -> bool {
        self.word().starts_with("passport:")
    }

    /// Whether it is about a workspace, so that a service account can have it.
    pub fn is_of_workspace(self) -> bool {
        !self.is_of_server() && !self.is_of_person()
    }

    /// The scopes of workspaces.
    pub fn of_workspaces() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|one| one.is_of_workspace())
    }

    /// The key of the text that says what it allows.
    pub fn text_key(self) -> String {
        format!("tokens-scope-{}", self.word().replace([':', '.'], "-"))
    }

    /// The scope that holds this one beside what it allows itself.
    fn wider(self) -> Option<Self> {
        let thing = self.word().strip_suffix(":read")?;
        Self::from_word(&format!("{thing}:write"))
    }
}

/// Whether a set of scopes allows this.
pub fn allows(held: &Scopes, wanted: Scope) -> bool {
    held.contains(&wanted) || wanted.wider().is_some_and(|wider| held.contains(&wider))
}

/// The scopes as one line, for a column.
pub(super) fn line(scopes: &Scopes) -> String {
    let words: Vec<&str> = scopes.iter().map(|one| one.word()).collect();
    words.join(" ")
}

/// The scopes of a line; a word that is not known any more allows nothing.
pub(super) fn of_line(line: &str) -> Scopes {
    line.split(' ').filter_map(Scope::from_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_write_may_read_and_no_further() {
        let held = Scopes::from([Scope::GroupsWrite]);
        assert!(allows(&held, Scope::GroupsRead) && allows(&held, Scope::GroupsWrite));
        assert!(!allows(&held, Scope::PeopleRead) && !allows(&held, Scope::ServerJobsRead));
        let held = Scopes::from([Scope::PeopleRead, Scope::ServerWorkspacesWrite]);
        assert!(!allows(&held, Scope::PeopleWrite) && !allows(&held, Scope::WorkspaceRead));
        assert!(!allows(&Scopes::new(), Scope::AuditRead));
    }

    #[test]
    fn a_service_account_has_no_passport_and_no_server() {
        for scope in Scope::ALL {
            let apart = [
                scope.is_of_server(),
                scope.is_of_person(),
                scope.is_of_workspace(),
            ];
            assert_eq!(
                apart.iter().filter(|is| **is).count(),
                1,
                "{}",
                scope.word()
            );
        }
        assert!(Scope::PassportWrite.is_of_person() && Scope::ServerKeysRead.is_of_server());
        assert!(Scope::of_workspaces().all(Scope::is_of_workspace));
    }

    #[test]
    fn a_line_reads_back_and_unknown_words_allow_nothing() {
        let all: Scopes = Scope::ALL.iter().copied().collect();
        assert_eq!(of_line(&line(&all)), all);
        assert_eq!(of_line(""), Scopes::new());
        assert_eq!(
            of_line("everything people:read *"),
            Scopes::from([Scope::PeopleRead])
        );
    }
}
