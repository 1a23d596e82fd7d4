//! What the person can open: what waits for an answer, workspaces of their own and of others, applications.
//! What was used last comes first; from a dozen on there is a search.

use admission::MemberState;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::db::Conn;
use people::belonging::{self, Belonging};
use people::closing::{self, GivenUp};
use people::founding::{self, Offer};
use people::requests;
use serde::Deserialize;

use crate::inside;
use crate::oidc::{Application, Launchable};
use crate::signin::SignedIn;
use crate::sites::{self, Site};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, PageError, picture, show as shown};

/// From so many workspaces and applications on they can be searched.
const SEARCHED_FROM: usize = 12;

#[derive(Template)]
#[template(path = "passport/launcher.html")]
struct Page {
    frame: Frame,
    hello: String,
    waiting: Vec<ui::Notice>,
    given_up: Vec<(ui::Notice, ui::PostButton)>,
    search: Option<ui::Field>,
    parts: Vec<Part>,
    empty: Option<ui::EmptyState>,
    /// Who else is signed in here, where there is nothing for this one.
    others: Option<ui::Passports>,
    nothing_found: Option<ui::NoMatch>,
    create: ui::LinkButton,
}

/// Things of one kind, under a heading.
struct Part {
    heading: String,
    tiles: Vec<ui::Tile>,
}

#[derive(Default, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    q: String,
}

/// All there is for the person.
struct All {
    belongings: Vec<Belonging>,
    offers: Vec<Offer>,
    given_up: Vec<GivenUp>,
    /// Workspaces they asked to be let into.
    asked: Vec<String>,
    applications: Vec<Launchable>,
    sites: Vec<Site>,
}

impl All {
    async fn of(conn: &mut Conn, ctx: &Ctx, signed_in: &SignedIn) -> Result<Self, PageError> {
        let person = signed_in.person.id;
        let belongings = belonging::of_passport(conn, person, ctx.at).await?;
        let open = belongings.iter().filter(|one| one.is_enterable());
        let ids: Vec<_> = open.map(|one| one.workspace).collect();
        Ok(Self {
            offers: founding::offers_to(conn, person, ctx.at).await?,
            given_up: closing::of_administrator(conn, person, ctx.at).await?,
            asked: requests::waiting_of(conn, person).await?,
            applications: Application::for_member(conn, person, &ids).await?,
            sites: sites::of_workspaces(conn, &ids).await?,
            belongings,
        })
    }

    /// What can be opened, under its headings, as far as it has the words.
    fn parts(&self, ctx: &Ctx, words: &str) -> Vec<Part> {
        let fits = |name: &str| name.to_lowercase().contains(words);
        let mut open: Vec<&Belonging> = self.belongings.iter().collect();
        open.retain(|one| one.is_enterable() && fits(&one.name));
        // Stable: what was never opened stays in the order of names.
        open.sort_by_key(|one| std::cmp::Reverse(one.opened_at));
        let (own, others): (Vec<&Belonging>, Vec<&Belonging>) =
            open.into_iter().partition(|one| one.is_own);
        let mut used: Vec<&Launchable> = self.applications.iter().collect();
        used.retain(|one| fits(&one.application.name));
        used.sort_by_key(|one| std::cmp::Reverse(one.last_used));
        let sites = self.sites.iter().filter(|one| fits(&one.name));
        let applications = used.into_iter().filter_map(|one| tile(ctx, one));
        let has_own = self.belongings.iter().any(|one| one.is_own);
        let others_heading = if has_own {
            "passport-invited-to"
        } else {
            "passport-workspaces"
        };
        let workspaces = |all: Vec<&Belonging>| -> Vec<ui::Tile> {
            all.into_iter().map(|one| workspace(ctx, one)).collect()
        };
        let parts = [
            ("passport-own", workspaces(own)),
            (others_heading, workspaces(others)),
            (
                "passport-applications",
                applications.chain(sites.filter_map(site)).collect(),
            ),
        ];
        let part = |(heading, tiles): (&str, Vec<ui::Tile>)| Part {
            heading: ctx.text(heading),
            tiles,
        };
        let mut parts: Vec<Part> = parts.into_iter().map(part).collect();
        parts.retain(|part| !part.tiles.is_empty());
        parts
    }
}

/// `GET /passport`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Query(wish): Query<Wish>,
) -> Result<Response, PageError> {
    let frame = inside::passport(&app, &ctx, &signed_in, "inside-launcher", "").await?;
    let all = All::of(&mut app.db.read().await?, &ctx, &signed_in).await?;
    let words = wish.q.trim().to_lowercase();
    let parts = all.parts(&ctx, &words);
    let many = all
        .parts(&ctx, "")
        .iter()
        .map(|part| part.tiles.len())
        .sum::<usize>();
    let has_one = all.belongings.iter().any(Belonging::is_enterable);
    let name = signed_in.person.name.as_str();
    let page = Page {
        hello: ctx.texts.with("passport-hello", &[("name", name.into())]),
        waiting: waiting(&ctx, &all),
        given_up: all.given_up.iter().map(|one| given_up(&ctx, one)).collect(),
        search: (many >= SEARCHED_FROM)
            .then(|| ui::search("q", ctx.text("passport-search")).value(&wish.q)),
        nothing_found: (has_one && parts.is_empty() && !words.is_empty())
            .then(|| ui::no_match("/passport", &ctx.texts).filter(wish.q.as_str())),
        empty: (!has_one).then(|| empty(&ctx, &frame, name)),
        others: (!has_one && !frame.others.is_empty()).then(|| frame.others.clone()),
        create: ui::link_button("/passport/workspaces/new", ctx.text("life-found")),
        parts,
        frame,
    };
    Ok(shown(&page))
}

fn empty(ctx: &Ctx, frame: &Frame, name: &str) -> ui::EmptyState {
    let address = match frame.person.address.as_str() {
        "" => name,
        address => address,
    };
    let why = ctx
        .texts
        .with("passport-empty-why", &[("address", address.into())]);
    ui::empty(ctx.text("passport-empty"))
        .text(why)
        .action("/sign-in?switch=1", ctx.text("passport-other-account"))
}

/// What waits for an answer: invitations, and workspaces offered.
fn waiting(ctx: &Ctx, all: &All) -> Vec<ui::Notice> {
    let invited = all.belongings.iter();
    let invited = invited.filter(|one| one.state == MemberState::Invited);
    let invitations = invited.map(|one| {
        let workspace = one.name.as_str().into();
        let heading = ctx
            .texts
            .with("passport-invited", &[("workspace", workspace)]);
        ui::notice(Tone::Info, heading).text(ctx.text("passport-invited-how"))
    });
    let offers = all.offers.iter().map(|one| {
        let name = [("name", one.name.as_str().into())];
        let href = format!("/passport/workspaces/{}/offer", one.workspace);
        ui::notice(Tone::Info, ctx.texts.with("life-offer-waits", &name))
            .action(href, ctx.text("life-offer-look"))
    });
    let asked = all.asked.iter().map(|name| {
        let workspace = [("workspace", name.as_str().into())];
        ui::notice(
            Tone::Info,
            ctx.texts.with("passport-join-waits", &workspace),
        )
        .text(ctx.text("join-waits-text"))
    });
    invitations.chain(offers).chain(asked).collect()
}

/// A workspace that was given up, and the button that takes it back.
fn given_up(ctx: &Ctx, one: &GivenUp) -> (ui::Notice, ui::PostButton) {
    let at = ctx.texts.date_time(one.gone_at);
    let values = [("name", one.name.as_str().into()), ("time", at.into())];
    let path = format!("/passport/workspaces/{}/take-back", one.workspace);
    let button = ui::post_button(path, &ctx.csrf, ctx.text("life-take-back"));
    let heading = ctx.texts.with("life-given-up-until", &values);
    (ui::notice(Tone::Warn, heading), button.about(&one.name))
}

fn workspace(ctx: &Ctx, one: &Belonging) -> ui::Tile {
    let role = ctx.text(&format!("passport-role-{}", one.role.word()));
    let href = format!("/w/{}/", one.address);
    let sign = ui::workspace(&one.name).picture(picture::small(one.logo.as_ref()));
    ui::tile(href, &one.name, sign).meta(role)
}

/// The tile of an application that has a page to open it at.
fn tile(ctx: &Ctx, one: &Launchable) -> Option<ui::Tile> {
    let application = &one.application;
    let home = application.home_url.as_deref()?;
    let used = one.last_used.map_or_else(
        || ctx.text("passport-never-used"),
        |at| {
            ctx.texts
                .with("passport-last-used", &[("time", ctx.texts.date(at).into())])
        },
    );
    Some(ui::tile(home, &application.name, ui::application(&application.name)).meta(used))
}

/// The tile of a site that has an address of its own.
fn site(one: &Site) -> Option<ui::Tile> {
    let home = one.home()?;
    let host = home
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_owned();
    Some(ui::tile(home, &one.name, ui::application(&one.name)).meta(host))
}
