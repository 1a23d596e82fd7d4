//! By what the list of people can be narrowed, and what is on.

use base::db::Conn;
use base::i18n::Texts;
use people::departments::Outline;
use people::groups::{self, Group};
use people::members::Role;
use people::search::{MemberSearch, Standing};
use people::{DepartmentId, WorkspaceId};

use super::wish::Wish;
use super::{fields, words};
use crate::web::PageError;
use crate::web::ui::{self, FilterBar};

/// What can be chosen from.
pub(super) struct Choices {
    pub(super) tree: Vec<Outline>,
    pub(super) groups: Vec<Group>,
}

/// A filter that is on: in words, and the wish without it.
pub(super) type On = (String, Wish);

impl Choices {
    /// What there is to choose from in the workspace.
    pub(super) async fn of(conn: &mut Conn, workspace: WorkspaceId) -> Result<Self, PageError> {
        Ok(Self {
            tree: fields::tree(conn, workspace).await?,
            groups: groups::named(conn, workspace).await?,
        })
    }

    /// The form that narrows the list.
    pub(super) fn bar(&self, texts: &Texts, wish: &Wish, base: &str, on: &[On]) -> FilterBar {
        let mut states = ui::select("state", texts.get("people-state"))
            .choice("", texts.get("people-any-state"))
            .chosen(&wish.state);
        for one in Standing::ALL {
            states = states.choice(one.word(), words::standing(texts, *one));
        }
        let mut roles = ui::select("role", texts.get("people-role"))
            .choice("", texts.get("people-any-role"))
            .chosen(&wish.role);
        for one in Role::ALL {
            roles = roles.choice(one.word(), words::role(texts, *one));
        }
        let mut bar = ui::filters(base, "people", texts)
            .search("search", texts.get("people-search"), &wish.search)
            .choice(states)
            .choice(roles);
        if !self.tree.is_empty() {
            let choice = fields::choice(texts, &self.tree, "people-any-department");
            bar = bar.choice(choice.chosen(&wish.department));
        }
        if !self.groups.is_empty() {
            let mut choice = ui::select("group", texts.get("people-group"))
                .choice("", texts.get("people-any-group"))
                .chosen(&wish.group);
            for group in &self.groups {
                choice = choice.choice(group.id, &group.name);
            }
            bar = bar.choice(choice);
        }
        for (words, without) in on {
            bar = bar.chip(words, without.address(base));
        }
        bar
    }

    /// The filters that are on.
    pub(super) fn on(&self, texts: &Texts, wish: &Wish, sought: &MemberSearch) -> Vec<On> {
        let named = |key: &str, value: &str| format!("{}: {value}", texts.get(key));
        let mut on = Vec::new();
        if !sought.text.trim().is_empty() {
            let mut without = wish.clone();
            without.search.clear();
            on.push((named("people-sought", &sought.text), without));
        }
        if let Some(state) = sought.standing {
            let mut without = wish.clone();
            without.state.clear();
            let words = words::standing(texts, state);
            on.push((named("people-state", &words), without));
        }
        if let Some(role) = sought.role {
            let mut without = wish.clone();
            without.role.clear();
            on.push((named("people-role", &words::role(texts, role)), without));
        }
        if let Some(id) = sought.department {
            let mut without = wish.clone();
            without.department.clear();
            on.push((named("people-department", &self.department(id)), without));
        }
        if let Some(id) = sought.group {
            let mut without = wish.clone();
            without.group.clear();
            let found = self.groups.iter().find(|group| group.id == id);
            let name = found.map_or("?", |group| group.name.as_str());
            on.push((named("people-group", name), without));
        }
        on
    }

    /// The name of a department.
    pub(super) fn department(&self, id: DepartmentId) -> String {
        let found = self.tree.iter().find(|one| one.department.id == id);
        found.map_or_else(|| "?".to_owned(), |one| one.department.name.clone())
    }
}
