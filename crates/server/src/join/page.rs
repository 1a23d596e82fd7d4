//! The page behind a link, for whoever opens it: what it leads to, and what to press.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::clock::Time;
use base::db::Conn;
use base::token::{JoinLink, Token};
use people::brands::{self, Brand};
use people::identifiers::{self, Kind};
use people::links::{self, Link};
use people::requests::{self, Came, RequestState};
use people::workspaces::{self, Workspace};
use people::{EmailAddress, MemberState, PassportId, WorkspaceState};
use serde::Deserialize;

use super::acts;
use crate::signin::SignedIn;
use crate::web::ui::{self, Card, Notice, SummaryList, Tone};
use crate::web::{App, Ctx, Flash, Form, PageError, brand, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "join/page.html")]
pub(super) struct Page {
    card: Card,
    token: String,
    facts: SummaryList,
    step: Step,
}

#[derive(Template)]
#[template(path = "join/over.html")]
struct Over {
    card: Card,
}

/// What can be done.
enum Step {
    /// Nobody is signed in: with a passport, or without one yet.
    Knock { sign_in: String, email: ui::Field },
    /// The person is signed in and joins with one of these addresses.
    Enter {
        who: String,
        email: ui::Select,
        words: String,
        other: String,
    },
    /// The answer is there already, or none is possible.
    Told { notice: Notice, other: String },
}

/// A link as it was handed on.
#[derive(Deserialize)]
pub(super) struct Held {
    #[serde(default)]
    pub(super) token: String,
}

#[derive(Deserialize)]
pub(super) struct Entering {
    #[serde(default)]
    token: String,
    #[serde(default)]
    email: String,
}

/// A link that is open, and where it leads.
pub(super) struct Opened {
    pub(super) link: Link,
    pub(super) workspace: Workspace,
    /// How it looks.
    pub(super) brand: Brand,
}

/// The link of this secret. Of links that are over and such as never were, nothing is told.
pub(super) async fn look(
    conn: &mut Conn,
    token: &str,
    now: Time,
) -> Result<Option<Opened>, PageError> {
    let Some(token) = Token::<JoinLink>::parse(token) else {
        return Ok(None);
    };
    let link = links::of_secret(conn, &token.hash()).await?;
    match link {
        Some(link) => lead(conn, link, now).await,
        None => Ok(None),
    }
}

/// Where a link leads, if it is open, and the workspace is.
pub(super) async fn lead(
    conn: &mut Conn,
    link: Link,
    now: Time,
) -> Result<Option<Opened>, PageError> {
    let workspace = workspaces::load(conn, link.workspace).await?;
    let workspace = workspace.filter(|one| one.state == WorkspaceState::Open);
    // Whoever waits for an answer still sees that, when others have used the link up since.
    let is_there = link.revoked_at.is_none() && link.expires_at > now;
    let Some(workspace) = workspace.filter(|_| is_there) else {
        return Ok(None);
    };
    let brand = brands::of(conn, workspace.id).await?;
    Ok(brand.map(|brand| Opened {
        link,
        workspace,
        brand,
    }))
}

/// Says that the link opens nothing: status 410.
pub(super) fn over(ctx: &Ctx) -> Response {
    let mut response = shown(&Over {
        card: card(ctx, "join-over-title"),
    });
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::GONE;
    }
    response
}

/// `GET /join`: says what the link is for and changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    reader: Option<SignedIn>,
    Query(held): Query<Held>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let Some(opened) = look(&mut conn, &held.token, ctx.at).await? else {
        return Ok(over(&ctx));
    };
    let step = match &reader {
        Some(reader) => step(&mut conn, &ctx, (&opened, &held.token), reader).await?,
        None if opened.link.is_open(ctx.at) => knock(&ctx, &held.token),
        None => return Ok(over(&ctx)),
    };
    let Some(step) = step else {
        return Ok(over(&ctx));
    };
    Ok(shown(&Page::new(&ctx, &held.token, &opened, step)))
}

/// The address of this page, as the place to come back to.
fn back(token: &str) -> String {
    let here = format!("/join?token={token}");
    url::form_urlencoded::byte_serialize(here.as_bytes()).collect()
}

fn knock(ctx: &Ctx, token: &str) -> Option<Step> {
    Some(Step::Knock {
        sign_in: format!("/sign-in?next={}", back(token)),
        email: ui::email("email", ctx.text("signup-email")).autocomplete("email"),
    })
}

impl Page {
    fn new(ctx: &Ctx, token: &str, opened: &Opened, step: Step) -> Self {
        let (texts, link) = (&ctx.texts, &opened.link);
        let mut card = card(ctx, "join-title");
        card.wide = true;
        card.page.brand = Some(brand::look(&opened.brand));
        let role = texts.get(&format!("people-role-{}", link.role.word()));
        let mut facts = ui::summary_list()
            .row(texts.get("invitation-workspace"), &opened.workspace.name)
            .row(texts.get("join-as"), role);
        if !link.domains.is_empty() {
            facts = facts.row(texts.get("join-only"), link.domains.join(", "));
        }
        let until = ui::time(link.expires_at, ctx.at, texts);
        Self {
            card,
            token: token.to_owned(),
            facts: facts.row(texts.get("invitation-until"), until),
            step,
        }
    }

    /// The page for somebody nobody knows yet, once more with what is wrong with the address.
    pub(super) fn knock_again(
        ctx: &Ctx,
        token: &str,
        opened: &Opened,
        (typed, why): (&str, String),
    ) -> Response {
        let Some(Step::Knock { sign_in, email }) = knock(ctx, token) else {
            return over(ctx);
        };
        let email = email.value(typed).error(why).autofocus();
        let mut page = Self::new(ctx, token, opened, Step::Knock { sign_in, email });
        page.card.page.has_error = true;
        rejected(&page)
    }
}

/// What somebody who is signed in can do; nothing when the link is used up and they have not asked.
async fn step(
    conn: &mut Conn,
    ctx: &Ctx,
    (opened, token): (&Opened, &str),
    reader: &SignedIn,
) -> Result<Option<Step>, PageError> {
    let (workspace, person) = (&opened.workspace, &reader.person);
    let other = format!("/sign-in?switch=1&next={}", back(token));
    let told = |notice: Notice| {
        let other = other.clone();
        Ok(Some(Step::Told { notice, other }))
    };
    if let Some(known) = requests::known(conn, workspace.id, person.id).await? {
        return told(as_member(ctx, workspace, known.state));
    }
    if let Some(before) = requests::of_person(conn, workspace.id, person.id).await? {
        return told(match before.state {
            RequestState::Waiting => {
                ui::notice(Tone::Info, ctx.text("join-waits")).text(ctx.text("join-waits-text"))
            }
            RequestState::Refused => ui::notice(Tone::Warn, ctx.text("join-refused-before"))
                .text(ctx.text("join-refused-text")),
        });
    }
    if !opened.link.is_open(ctx.at) {
        return Ok(None);
    }
    let emails = admitted(conn, person.id, &opened.link).await?;
    let Some(first) = emails.first() else {
        let notice = ui::notice(Tone::Warn, ctx.text("join-no-address"))
            .text(ctx.text("join-no-address-text"))
            .action("/passport/identifiers", ctx.text("join-no-address-add"));
        return told(notice);
    };
    let mut email = ui::select("email", ctx.text("join-with")).chosen(first.as_str());
    for one in &emails {
        email = email.choice(one.as_str(), one.as_str());
    }
    let key = if opened.link.with_approval {
        "join-ask"
    } else {
        "join-enter"
    };
    let name = [("person", person.name.as_str().into())];
    Ok(Some(Step::Enter {
        who: ctx.texts.with("invitation-other", &name),
        email,
        words: ctx.text(key),
        other,
    }))
}

fn as_member(ctx: &Ctx, workspace: &Workspace, state: MemberState) -> Notice {
    match state {
        MemberState::Active => ui::notice(Tone::Info, ctx.text("join-member")).action(
            format!("/w/{}/", workspace.address),
            ctx.text("join-member-open"),
        ),
        MemberState::Invited => {
            ui::notice(Tone::Info, ctx.text("join-invited")).text(ctx.text("passport-invited-how"))
        }
        MemberState::Dismissed => {
            ui::notice(Tone::Warn, ctx.text("join-dismissed")).text(ctx.text("join-dismissed-text"))
        }
    }
}

/// The addresses the person has proved and the link is for, the primary one first.
async fn admitted(
    conn: &mut Conn,
    person: PassportId,
    link: &Link,
) -> Result<Vec<EmailAddress>, PageError> {
    let all = identifiers::of_passport(conn, person).await?;
    let proved = all
        .iter()
        .filter(|one| one.kind == Kind::Email && one.verified_at.is_some());
    Ok(proved
        .filter_map(|one| EmailAddress::parse(&one.value).ok())
        .filter(|email| link.admits(email))
        .collect())
}

/// `POST /join/enter`: joins, or asks to.
pub(super) async fn enter(
    State(app): State<App>,
    ctx: Ctx,
    reader: SignedIn,
    Form(typed): Form<Entering>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let Some(opened) = look(&mut conn, &typed.token, ctx.at).await? else {
        return Ok(over(&ctx));
    };
    let again = format!("/join?token={}", typed.token);
    let Ok(email) = EmailAddress::parse(&typed.email) else {
        return Ok(Redirect::to(&again).into_response());
    };
    let whither = (&opened.link, &opened.workspace);
    let who = (&reader.person, &email);
    let name = &opened.workspace.name;
    match acts::come((&app, &ctx), &mut conn, whither, who).await? {
        Came::Joined(_) => {
            conn.commit().await?;
            let path = format!("/w/{}/", opened.workspace.address);
            let said = Flash::new("invitation-accepted").with("workspace", name);
            Ok(said.redirect(&ctx, &path))
        }
        Came::Asked(_) => {
            conn.commit().await?;
            Ok(Redirect::to(&again).into_response())
        }
        Came::Over => Ok(over(&ctx)),
        Came::AlreadyMember(_) | Came::Waits(_) | Came::Refused | Came::NotThisAddress => {
            Ok(Redirect::to(&again).into_response())
        }
    }
}
