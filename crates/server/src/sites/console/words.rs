//! A rule in words: whom it lets in, by the names people know.

use people::members::Role;
use protocol::forward::{Audience, Rule};

use crate::sites::Named;
use crate::web::Ctx;

impl Named {
    /// Whom a rule lets in. A group that is gone lets nobody in, and is said to be gone.
    pub(super) fn audience(&self, ctx: &Ctx, audience: &Audience) -> String {
        let (groups, departments, roles) = match audience {
            Audience::Everybody => return ctx.text("sites-who-everybody"),
            Audience::Members => return ctx.text("sites-who-members"),
            Audience::Nobody => return ctx.text("sites-who-nobody"),
            Audience::Some {
                groups,
                departments,
                roles,
            } => (groups, departments, roles),
        };
        let gone = || ctx.text("sites-who-gone");
        let group = |id: &String| {
            let found = self.groups.iter().find(|one| one.id.to_string() == *id);
            found.map_or_else(gone, |one| one.name.clone())
        };
        let department = |id: &String| {
            let mut all = self.departments.iter().map(|branch| &branch.department);
            let found = all.find(|one| one.id.to_string() == *id);
            found.map_or_else(gone, |one| one.name.clone())
        };
        let role = |word: &String| role(ctx, word);
        let names = groups.iter().map(group);
        let names = names.chain(departments.iter().map(department));
        names
            .chain(roles.iter().map(role))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The name of a role.
pub(super) fn role(ctx: &Ctx, word: &str) -> String {
    match Role::from_word(word) {
        Some(role) => ctx.text(&format!("sites-role-{}", role.word())),
        None => ctx.text("sites-who-gone"),
    }
}

/// The methods of a rule.
pub(super) fn methods(ctx: &Ctx, rule: &Rule) -> String {
    if rule.methods.is_empty() {
        return ctx.text("sites-methods-all");
    }
    rule.methods.join(", ")
}
