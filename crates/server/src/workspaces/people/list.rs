//! The list of people: search, filters and pages, all of it in the address; from it many are chosen and all of it is taken
//! along.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::i18n::Texts;
use people::census;
use people::members::Role;
use people::search::{self, Listed};

use super::filters::Choices;
use super::many::{self, Bar};
use super::wish::Wish;
use super::{chosen, words};
use crate::inside;
use crate::signin::door::{Entered, HelpDesk};
use crate::web::ui::{
    self, Content, EmptyState, FilterBar, Frame, NoMatch, Pagination, Table, Total,
};
use crate::web::{App, Ctx, PageError, picture, show as shown};

/// Members are counted no further: what one sees is no slower for being large.
const COUNTED: i64 = 1_000;

#[derive(Template)]
#[template(path = "workspaces/people/list.html")]
struct Page {
    frame: Frame,
    tabs: ui::Tabs,
    new: Option<String>,
    bar: FilterBar,
    count: String,
    list: Option<List>,
    empty: Option<EmptyState>,
    no_match: Option<NoMatch>,
    pages: Option<Pagination>,
}

/// Those found; what is done to many and taken along is for administrators.
struct List {
    table: Table,
    bar: Option<Bar>,
    export: Option<ui::PostButton>,
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
    let choices = Choices::of(&mut conn, workspace).await?;
    let all = census::up_to(&mut conn, workspace, COUNTED + 1).await?;
    let found = search::members(&mut conn, workspace, &sought, now).await?;
    drop(conn);
    let (texts, base) = (&ctx.texts, chosen::list(&admin));
    let on = choices.on(texts, &wish, &sought);
    let range = Range::of(&wish, &found, all, on.is_empty());
    let no_match = found.members.is_empty().then(|| {
        let start = ui::no_match(&base, texts);
        on.iter().fold(start, |all, (words, _)| all.filter(words))
    });
    let is_run = admin.member.role == Role::Administrator;
    let is_alone = is_run && on.is_empty() && all < 2;
    let pages = range.pages(texts, &wish, &base, &found);
    let list = (!found.members.is_empty()).then(|| List {
        table: table(texts, &admin, &choices, &found.members),
        bar: is_run.then(|| many::bar(&ctx, &base, &wish, pages.is_some())),
        export: is_run.then(|| export(&ctx, &base, &wish)),
    });
    Ok(shown(&Page {
        tabs: super::tabs(&ctx, &admin, ""),
        new: is_run.then(|| format!("{base}/new")),
        bar: choices.bar(texts, &wish, &base, &on),
        count: range.words(texts),
        list,
        empty: is_alone.then(|| {
            ui::empty(texts.get("people-empty"))
                .text(texts.get("people-empty-text"))
                .action(format!("{base}/new"), texts.get("people-add"))
        }),
        no_match,
        pages,
        frame,
    }))
}

/// The button that takes along what the filters show.
fn export(ctx: &Ctx, base: &str, wish: &Wish) -> ui::PostButton {
    let button = ui::post_button(
        format!("{base}/export"),
        &ctx.csrf,
        ctx.text("people-export"),
    );
    let filters = wish.pairs();
    let button = filters.fold(button, |button, (name, value)| button.with(name, value));
    button.quiet()
}

/// Where in the list this page is.
struct Range {
    from: i64,
    to: i64,
    total: i64,
    is_total: bool,
}

impl Range {
    fn of(wish: &Wish, found: &search::Page, all: i64, is_all: bool) -> Self {
        let here = i64::try_from(found.members.len()).unwrap_or(i64::MAX);
        let seen = if found.previous.is_some() {
            wish.seen()
        } else {
            0
        };
        let to = seen.saturating_add(here);
        let is_counted = is_all && all <= COUNTED;
        Self {
            from: seen + 1,
            to,
            total: match (is_counted, is_all) {
                (true, _) => all.max(to),
                (false, true) => COUNTED.max(to),
                (false, false) => to,
            },
            is_total: is_counted || found.next.is_none(),
        }
    }

    /// How many there are, or at least.
    fn words(&self, texts: &Texts) -> String {
        let key = if self.is_total {
            "people-count"
        } else {
            "people-count-more"
        };
        texts.with(key, &[("count", self.total.into())])
    }

    /// Nothing when all of them stand on one page.
    fn pages(
        &self,
        texts: &Texts,
        wish: &Wish,
        base: &str,
        found: &search::Page,
    ) -> Option<Pagination> {
        if found.previous.is_none() && found.next.is_none() {
            return None;
        }
        let total = if self.is_total {
            Total::Exactly(self.total)
        } else {
            Total::AtLeast(self.total)
        };
        let next = found.next.as_ref().map(|cursor| {
            let (after, seen) = (cursor.to_string(), self.to.to_string());
            wish.address_with(base, &[("after", &after), ("seen", &seen)])
        });
        let previous = found.previous.as_ref().map(|cursor| {
            let seen = (self.from - 1 - i64::from(super::wish::A_PAGE)).max(0);
            let (before, seen) = (cursor.to_string(), seen.to_string());
            wish.address_with(base, &[("before", &before), ("seen", &seen)])
        });
        let first = found.previous.as_ref().map(|_| wish.address(base));
        let pages = ui::pagination(self.from, self.to, total, texts);
        Some(pages.first(first).previous(previous).next(next))
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
    let with_ticks = admin.member.role == Role::Administrator;
    table.rows(found.iter().map(|one| {
        let member = &one.member;
        let link = ui::link(chosen::path(admin, member.id), &member.name);
        let department = member.department.map(|id| choices.department(id));
        let photo = picture::small(member.picture.as_ref());
        let named = ui::named(ui::person(&member.name).picture(photo), link);
        let named = if with_ticks {
            let heard = texts.with("people-choose", &[("name", member.name.as_str().into())]);
            ui::tick("member", member.id, heard).html().and(named)
        } else {
            named.html()
        };
        let row = ui::row(named)
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
