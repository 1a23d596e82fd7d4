//! The one set of rules for persons: passports, workspaces, members, departments, groups. No HTTP.
