//! The list of people: search, filters and pages, all of it in the address.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::i18n::Texts;
use people::census::{self, Counts};
use people::departments::Branch;
use people::groups::{self, Group};
use people::members::Role;
use people::search::{self, Cursor, Listed, MemberSearch, Standing};
use people::{DepartmentId, GroupId};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{chosen, fields, words};
use crate::inside;
use crate::signin::door::{Entered, HelpDesk};
use crate::web::ui::{self, EmptyState, FilterBar, Frame, NoMatch, Pagination, Table, Total};
use crate::web::{App, Ctx, PageError, picture, show as shown};

/// People on a page.
const A_PAGE: u32 = 50;
/// The longest search looked at, in characters.
const LONGEST_SEARCH: usize = 200;

#[derive(Template)]
#[template(path = "workspaces/people/list.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    new: Option<String>,
    bar: FilterBar,
    count: String,
    table: Option<Table>,
    empty: Option<EmptyState>,
    no_match: Option<NoMatch>,
    pages: Option<Pagination>,
}

/// The address as it came.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    search: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    after: String,
    /// How many stand on the pages before; for the words only.
    #[serde(default)]
    before: String,
}

impl Wish {
    fn search(&self) -> MemberSearch {
        MemberSearch {
            text: self.search.chars().take(LONGEST_SEARCH).collect(),
            standing: Standing::from_word(&self.state),
            role: Role::from_word(&self.role),
            department: DepartmentId::parse(&self.department),
            group: GroupId::parse(&self.group),
            after: Cursor::parse(&self.after),
            limit: A_PAGE,
        }
    }

    /// The same without filters that cannot be read.
    fn cleaned(mut self, sought: &MemberSearch) -> Self {
        let word = |word: Option<String>| word.unwrap_or_default();
        self.state = word(sought.standing.map(|one| one.word().to_owned()));
        self.role = word(sought.role.map(|one| one.word().to_owned()));
        self.department = word(sought.department.map(|id| id.to_string()));
        self.group = word(sought.group.map(|id| id.to_string()));
        self
    }

    /// The address of the list with these filters, at its first page.
    fn address(&self, base: &str) -> String {
        self.address_with(base, &[])
    }

    fn address_with(&self, base: &str, more: &[(&str, &str)]) -> String {
        let own = [
            ("search", self.search.as_str()),
            ("state", &self.state),
            ("role", &self.role),
            ("department", &self.department),
            ("group", &self.group),
        ];
        let set = own
            .iter()
            .chain(more)
            .filter(|(_, value)| !value.is_empty());
        let query = Serializer::new(String::new()).extend_pairs(set).finish();
        if query.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{query}")
        }
    }

    fn before(&self) -> i64 {
        let before = self.before.parse::<u32>().unwrap_or(0);
        if self.after.is_empty() {
            0
        } else {
            i64::from(before)
        }
    }
}

/// What can be chosen from.
struct Choices {
    tree: Vec<Branch>,
    groups: Vec<(Group, i64)>,
}

/// A filter that is on: in words, and the wish without it.
type On = (String, Wish);

impl Choices {
    fn bar(&self, texts: &Texts, wish: &Wish, base: &str, on: &[On]) -> FilterBar {
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
            for (group, _) in &self.groups {
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
    fn on(&self, texts: &Texts, wish: &Wish, sought: &MemberSearch) -> Vec<On> {
        let named = |key: &str, value: &str| format!("{}: {value}", texts.get(key));
        let mut on = Vec::new();
        if !sought.text.trim().is_empty() {
            let mut without = wish.clone();
            without.search.clear();
            on.push((named("people-search", &sought.text), without));
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
            let found = self.groups.iter().find(|(group, _)| group.id == id);
            let name = found.map_or("?", |(group, _)| group.name.as_str());
            on.push((named("people-group", name), without));
        }
        on
    }

    fn department(&self, id: DepartmentId) -> String {
        let found = self.tree.iter().find(|one| one.department.id == id);
        found.map_or_else(|| "?".to_owned(), |one| one.department.name.clone())
    }
}

/// `GET /w/{workspace}/people`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    HelpDesk(admin): HelpDesk,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::workspace(&app, &ctx, &admin, "people-title", "people").await?;
    let (workspace, now, sought) = (admin.workspace.id, app.clock.now(), wish.search());
    let wish = wish.cleaned(&sought);
    let mut conn = app.db.read().await?;
    let choices = Choices {
        tree: fields::tree(&mut conn, workspace).await?,
        groups: groups::list(&mut conn, workspace).await?,
    };
    let counts = census::counts(&mut conn, workspace, now).await?;
    let found = search::members(&mut conn, workspace, &sought, now).await?;
    drop(conn);
    let (texts, base) = (&ctx.texts, chosen::list(&admin));
    let on = choices.on(texts, &wish, &sought);
    let range = Range::of(&wish, &found, counts, on.is_empty());
    let no_match = found.members.is_empty().then(|| {
        let start = ui::no_match(&base, texts);
        on.iter().fold(start, |all, (words, _)| all.filter(words))
    });
    let is_run = admin.member.role == Role::Administrator;
    let is_alone = is_run && on.is_empty() && counts.present() + counts.dismissed < 2;
    Ok(shown(&Page {
        tabs: super::tabs(&ctx, &admin, ""),
        new: is_run.then(|| format!("{base}/new")),
        bar: choices.bar(texts, &wish, &base, &on),
        count: texts.with("people-count", &[("count", range.total.into())]),
        table: (!found.members.is_empty()).then(|| table(texts, &admin, &choices, &found.members)),
        empty: is_alone.then(|| {
            ui::empty(texts.get("people-empty"))
                .text(texts.get("people-empty-text"))
                .action(format!("{base}/new"), texts.get("people-add"))
        }),
        no_match,
        pages: range.pages(texts, &wish, &base, found.next.as_ref()),
        frame,
    }))
}

/// Where in the list this page is.
struct Range {
    from: i64,
    to: i64,
    total: i64,
    is_total: bool,
}

impl Range {
    fn of(wish: &Wish, found: &search::Page, counts: Counts, is_all: bool) -> Self {
        let before = wish.before();
        let here = i64::try_from(found.members.len()).unwrap_or(i64::MAX);
        let to = before.saturating_add(here);
        let total = if is_all {
            counts.present() + counts.dismissed
        } else {
            to
        };
        Self {
            from: before + 1,
            to,
            total,
            is_total: is_all || found.next.is_none(),
        }
    }

    /// Nothing when all of them stand on one page.
    fn pages(
        &self,
        texts: &Texts,
        wish: &Wish,
        base: &str,
        next: Option<&Cursor>,
    ) -> Option<Pagination> {
        let is_first = wish.after.is_empty();
        if is_first && next.is_none() {
            return None;
        }
        let total = if self.is_total {
            Total::Exactly(self.total)
        } else {
            Total::AtLeast(self.to)
        };
        let further = next.map(|cursor| {
            let (after, before) = (cursor.to_string(), self.to.to_string());
            wish.address_with(base, &[("after", &after), ("before", &before)])
        });
        let first = (!is_first).then(|| wish.address(base));
        let pages = ui::pagination(self.from, self.to, total, texts);
        Some(pages.first(first).next(further))
    }
}

fn table(texts: &Texts, admin: &Entered, choices: &Choices, found: &[Listed]) -> Table {
    let head = |key| ui::column(texts.get(key));
    let table = ui::table(texts.get("people-title"))
        .column(head("people-name"))
        .column(head("people-state"))
        .column(head("people-role"));
    // A column that would stay empty takes room from names and addresses.
    let with_departments = !choices.tree.is_empty();
    let table = if with_departments {
        table.column(head("people-department"))
    } else {
        table
    };
    let table = table.column(head("people-email"));
    table.rows(found.iter().map(|one| {
        let member = &one.member;
        let link = ui::link(chosen::path(admin, member.id), &member.name);
        let department = member.department.map(|id| choices.department(id));
        let photo = picture::small(member.picture.as_ref());
        let row = ui::row(ui::named(ui::person(&member.name).picture(photo), link))
            .cell(words::badge(texts, one.standing))
            .cell(ui::tag(words::role(texts, member.role)));
        let row = if with_departments {
            row.cell(department.unwrap_or_default())
        } else {
            row
        };
        row.cell(member.contact().map(|one| one.shown()).unwrap_or_default())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stay_in_the_address_and_the_place_does_not() {
        let wish = Wish {
            search: "anna & co".to_owned(),
            role: "guest".to_owned(),
            after: "x".to_owned(),
            before: "50".to_owned(),
            ..Wish::default()
        };
        assert_eq!(wish.address("/p"), "/p?search=anna+%26+co&role=guest");
        assert_eq!(Wish::default().address("/p"), "/p");
        assert_eq!(wish.before(), 50);
    }

    #[test]
    fn what_cannot_be_read_filters_nothing() {
        let wish = Wish {
            state: "asleep".to_owned(),
            role: "owner".to_owned(),
            department: "'; --".to_owned(),
            group: "*".to_owned(),
            after: "nowhere".to_owned(),
            before: "-7".to_owned(),
            ..Wish::default()
        };
        let all = MemberSearch {
            limit: A_PAGE,
            ..MemberSearch::default()
        };
        assert_eq!(wish.search(), all);
        assert_eq!(wish.before(), 0);
    }
}
