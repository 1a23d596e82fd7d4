//! Pages of the console.

use askama::Template;
use base::clock::Time;
use server::web::ui::{
    self, BarChart, Confirmation, EmptyState, FilterBar, Frame, MenuLink, MenuSection, NoMatch,
    Notice, Page, Pagination, Part, Person, Place, Progress, Secret, Sorted, Stepper, SummaryList,
    Table, Texts, Tile, Tone, Total, Tree,
};

use crate::Shown;
use crate::door::{Words, notices, words};

#[derive(Template)]
#[template(path = "gallery/forms.html")]
struct Forms {
    frame: Frame,
    notices: Vec<Notice>,
    words: Words,
}

#[derive(Template)]
#[template(path = "gallery/people.html")]
struct People {
    frame: Frame,
    filters: FilterBar,
    list: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "gallery/pieces.html")]
struct Pieces {
    frame: Frame,
    steps: Stepper,
    facts: SummaryList,
    tree: Tree,
    progress: Progress,
    empty: EmptyState,
    nothing: NoMatch,
    secrets: Vec<Secret>,
}

#[derive(Template)]
#[template(path = "gallery/overview.html")]
struct Overview {
    frame: Frame,
    attention: Vec<ui::Attention>,
    chart: BarChart,
    tiles: Vec<Tile>,
    words: Words,
}

#[derive(Template)]
#[template(path = "gallery/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: Confirmation,
}

/// A name that is longer than its room.
const LONG: &str = "Maximiliane-Charlotte Freifrau von Hohenstein-Waldburg zu Wolfegg";

/// Saturday, 21 November 2026, 20:47.
const NOW: Time = Time::from_seconds(1_795_294_020);

pub(crate) fn pages(texts: &Texts) -> askama::Result<Vec<Shown>> {
    let words = words(texts);
    let mut forms = Forms {
        frame: frame(texts, "Forms"),
        notices: notices(),
        words,
    };
    forms.frame.page.notice = Some(ui::saved("Anna Nowak"));
    Ok(vec![
        ("forms", forms.render()?),
        ("people", people(texts).render()?),
        ("pieces", pieces(texts).render()?),
        ("overview", overview(texts).render()?),
        ("confirm", confirm(texts).render()?),
    ])
}

fn people(texts: &Texts) -> People {
    let role = ui::select("role", "Role")
        .choice("", "All roles")
        .choice("administrator", "Administrator")
        .chosen("administrator");
    let state = ui::select("state", "State")
        .choice("", "All")
        .choice("active", "Active");
    People {
        frame: frame(texts, "People"),
        filters: ui::filters("/w/falke/people", "people", texts)
            .search("search", "Search people", "nowak")
            .choice(role)
            .choice(state)
            .keep("sort", "name")
            .chip("Role: administrator", "/w/falke/people?search=nowak"),
        list: list(texts),
        pages: ui::pagination(51, 100, Total::Exactly(4312), texts)
            .first("?")
            .previous("?before=x")
            .next("?after=y"),
    }
}

fn list(texts: &Texts) -> Table {
    let columns = [
        ui::column("Name").sort("?sort=-name", Sorted::Up),
        ui::column("State"),
        ui::column("Department").sort("?sort=department", Sorted::No),
        ui::column("Sessions").number(),
        ui::column("Last seen").sort("?sort=seen", Sorted::No),
        ui::column("Actions").unseen(),
    ];
    let table = columns
        .into_iter()
        .fold(ui::table("People of Falke"), Table::column);
    table
        .row(line(
            "Anna Nowak",
            ui::badge(Tone::Good, "Active"),
            (3, 180),
            texts,
        ))
        .row(line(
            "عائشة بنت عبد الرحمن",
            ui::badge(Tone::Info, "Invited"),
            (0, 7200),
            texts,
        ))
        .row(line(
            LONG,
            ui::badge(Tone::Bad, "Dismissed"),
            (12, 86_400 * 5),
            texts,
        ))
        .row(line(
            "Иван Петров",
            ui::badge(Tone::Warn, "Blocked").icon(ui::Icon::Blocked),
            (1000, 86_400 * 90),
            texts,
        ))
}

/// A person with a state, a count of sessions and the seconds since they were last seen.
fn line(name: &'static str, state: ui::Badge, numbers: (i64, i64), texts: &Texts) -> ui::Row {
    let (sessions, ago) = numbers;
    let seen = Time::from_seconds(NOW.as_seconds() - ago);
    let menu = ui::row_menu(format!("Actions for {name}"))
        .link("/w/falke/people/1", "Open")
        .post("/w/falke/people/1/resend", "token", "Send invitation again")
        .confirmation("/w/falke/people/1/dismiss", "Dismiss");
    ui::row(ui::named(
        ui::person(name),
        ui::link("/w/falke/people/1", name),
    ))
    .cell(state)
    .cell("Research and development")
    .cell(texts.number(sessions))
    .cell(ui::time(seen, NOW, texts))
    .cell(menu)
}

fn pieces(texts: &Texts) -> Pieces {
    let words = words(texts);
    Pieces {
        frame: frame(texts, "Pieces"),
        steps: ui::stepper(texts)
            .done("/1", "Language")
            .done("/2", "You")
            .current(words.password)
            .to_come("Workspace")
            .to_come("Check"),
        facts: ui::summary_list()
            .row("Name", "Anna Nowak")
            .change("/passport/profile", texts)
            .row(words.password, ui::time(NOW, NOW, texts))
            .hint(words.lead)
            .change("/passport/password", texts)
            .row("Role", ui::tag("Administrator")),
        tree: ui::tree("Departments")
            .node(departments(texts))
            .node(ui::node("/d/9", "Buchhaltung")),
        progress: ui::progress("Import", 4200, 10_000, "?", texts).to_look_at(31, texts),
        empty: ui::empty("No applications yet")
            .text("Connect what your people open every day. They then sign in here once.")
            .action("/w/falke/applications/new", "Connect an application"),
        nothing: ui::no_match("/w/falke/people", texts)
            .filter("Role: guest")
            .filter("Search: zz"),
        secrets: secrets(texts),
    }
}

fn secrets(texts: &Texts) -> Vec<Secret> {
    vec![
        ui::secret(
            "key",
            "Client secret",
            "h7c2k9q4m1x8v5b3n6z0a2s4d6f8g1j3",
            texts,
        ),
        ui::copyable(
            "redirect",
            "Redirect address",
            "https://vestibule.falke.example/outside/entra/callback",
            texts,
        ),
        ui::copyable("ref", "Reference", "7KQ4-M2XD", texts).large(),
    ]
}

fn departments(texts: &Texts) -> ui::TreeNode {
    ui::node("/w/falke/departments/1", "Geschäftsführung")
        .count(4312, texts)
        .children(
            [
                ui::node("/d/2", "Vertrieb").count(312, texts).children(
                    [
                        ui::node("/d/4", "Innendienst").count(12, texts).current(),
                        ui::node("/d/5", "Außendienst"),
                    ],
                    312,
                    texts,
                ),
                ui::node("/d/3", "Forschung und Entwicklung").count(1, texts),
            ],
            2,
            texts,
        )
}

fn overview(texts: &Texts) -> Overview {
    Overview {
        frame: frame(texts, "Overview"),
        attention: vec![
            ui::attention(
                Tone::Bad,
                "The directory has not answered since 20:47",
                "/w/falke/connections/1",
                "Look at it",
            ),
            ui::attention(
                Tone::Warn,
                "3 administrators have no second step",
                "/w/falke/people",
                "Ask them",
            )
            .text("One guessed password would be enough to run this workspace."),
            ui::attention(
                Tone::Info,
                "Add your first people",
                "/w/falke/people/new",
                "Add people",
            )
            .done(true),
        ],
        chart: chart(texts),
        tiles: vec![
            ui::tile(
                "/w/falke",
                "Falke Werkzeugbau",
                ui::workspace("Falke Werkzeugbau"),
            )
            .meta("falke"),
            ui::tile("/w/kofe", "Кофе и Ко", ui::workspace("Кофе и Ко")).meta("kofe"),
            ui::tile("/open/1", "Zeiterfassung", ui::application("Zeiterfassung"))
                .meta(ui::time(NOW, NOW, texts).absolute()),
        ],
        words: words(texts),
    }
}

fn chart(texts: &Texts) -> BarChart {
    let summary = "Yesterday 41 sign-ins opened, 3 were asked more, 1 was refused.";
    let mut chart = ui::bar_chart("days", "Sign-ins by day", summary, "Day", texts)
        .part(Part::Opened, "opened")
        .part(Part::Asked, "asked more")
        .part(Part::Refused, "refused");
    for day in 1..=21_i64 {
        let counts = [day * 7 % 41, day % 5, i64::from(day % 9 == 0) * 3];
        chart = chart.day(
            format!("{day} Nov"),
            format!("/w/falke/audit?day={day}"),
            counts,
        );
    }
    chart
}

fn confirm(texts: &Texts) -> Confirm {
    let names = (1..=14).map(|number| format!("Person {number}"));
    Confirm {
        frame: frame(texts, "Dismiss"),
        confirmation: ui::confirmation(
            "Dismiss 14 people?",
            "/w/falke/people/dismiss",
            "token",
            "/w/falke/people",
            texts,
        )
        .happens("They can no longer enter this workspace or its applications.")
        .concerns(names, 14, texts)
        .ends(
            "Ends at once:",
            ["Sessions (31)", "App passwords (4)", "Administrator rights"],
        )
        .undo("Hiring again is possible, without these rights.")
        .button("Dismiss 14 people"),
    }
}

fn frame(texts: &Texts, title: &str) -> Frame {
    let mut page = Page::new(texts, title, "/w/falke/people?search=nowak");
    page.place = "Falke Werkzeugbau".into();
    page.csrf = "token".into();
    page.help = Some("people");
    let places = [
        ("Falke Werkzeugbau", "falke", true),
        ("Кофе и Ко", "kofe", false),
    ];
    Frame {
        page,
        person: Person {
            name: "Anna Nowak".into(),
            address: "anna.nowak@falke.example".into(),
            picture: None,
        },
        workspaces: places
            .map(|(name, address, current)| Place {
                name: name.into(),
                address: address.into(),
                href: format!("/w/{address}"),
                current,
                logo: None,
            })
            .into(),
        passport: "/passport".into(),
        in_passport: false,
        operator: Some("/operator".into()),
        in_operator: false,
        others: ui::passports("token", "/passport", texts).passport(
            "bruno",
            ("Bruno Klein", "bruno@falke.example"),
            None,
        ),
        menu: menu(),
    }
}

fn menu() -> Vec<MenuSection> {
    let link = |words: &str, current, count: Option<&str>| MenuLink {
        href: format!("/w/falke/{words}"),
        words: words.into(),
        current,
        count: count.map(Into::into),
    };
    vec![
        MenuSection {
            heading: None,
            links: vec![link("Overview", false, Some("3"))],
        },
        MenuSection {
            heading: Some("People".into()),
            links: vec![
                link("People", true, None),
                link("Departments", false, None),
                link("Invitations", false, Some("12")),
            ],
        },
        MenuSection {
            heading: Some("Way in".into()),
            links: vec![
                link("Sign-in rules", false, None),
                link("Zugangsvoraussetzungen", false, None),
                link("Applications", false, None),
                link("Audit trail", false, None),
            ],
        },
    ]
}
