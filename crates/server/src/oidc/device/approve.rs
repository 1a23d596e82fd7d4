//! The page that shows which device asks for what, and what the person answers.

use admission::{Reason, Verdict};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use people::entrance;
use people::members::Member;
use people::workspaces::Workspace;
use serde::Deserialize;

use super::{Approval, Device, DeviceRequestId, State as Stands, store};
use crate::oidc::applications::Application;
use crate::oidc::consent::{self, Decision};
use crate::oidc::grants::GrantId;
use crate::oidc::{client, events};
use crate::signin::{SignedIn, begin_elsewhere, door};
use crate::web::ui::{self, Avatar, Brand, Card, Tone};
use crate::web::{App, Closed, Ctx, Form, LocalPath, PageError, brand, card, page, show as shown};

#[derive(Template)]
#[template(path = "oidc/device/approve.html")]
struct Page {
    card: Card,
    picture: Avatar,
    warning: ui::Notice,
    facts: ui::SummaryList,
    learns: Vec<String>,
    form: ui::Form,
}

#[derive(Template)]
#[template(path = "oidc/device/over.html")]
struct Over {
    card: Card,
    text: String,
    again: bool,
}

#[derive(Deserialize)]
pub(in crate::oidc) struct Answer {
    answer: Decision,
}

/// A device and somebody before an open door.
struct Asked {
    device: Device,
    application: Application,
    workspace: Workspace,
    member: Member,
}

/// What the address leads to.
enum Found {
    /// Somebody may answer.
    Asked(Box<Asked>),
    /// It was answered.
    Answered(Stands),
    /// It is another browser's, too old, or never was.
    Gone,
}

/// `GET /device/{request}`.
pub(in crate::oidc) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    match find(&app, &ctx, &signed_in, &id).await? {
        Found::Asked(asked) => {
            let mut page = Page::new(&ctx, &signed_in, &asked);
            page.card.page.brand = brand::of(&app, asked.workspace.id).await?;
            Ok(shown(&page))
        }
        Found::Answered(stands) => Ok(over(&ctx, stands)),
        Found::Gone => Ok(gone(&ctx)),
    }
}

/// `POST /device/{request}`.
pub(in crate::oidc) async fn answer(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(Answer { answer }): Form<Answer>,
) -> Result<Response, PageError> {
    let asked = match find(&app, &ctx, &signed_in, &id).await? {
        Found::Asked(asked) => asked,
        Found::Answered(stands) => return Ok(over(&ctx, stands)),
        Found::Gone => return Ok(gone(&ctx)),
    };
    let answered = match answer {
        Decision::Allow => allow(&app, &ctx, &signed_in, &asked).await?,
        Decision::Refuse => refuse(&app, &ctx, &signed_in, &asked).await?,
    };
    if !answered {
        return Ok(gone(&ctx));
    }
    Ok(Redirect::to(&format!("/device/{}", asked.device.id)).into_response())
}

/// The device in the hands of this browser, if the application is open and its door opens for this
/// person.
async fn find(app: &App, ctx: &Ctx, signed_in: &SignedIn, id: &str) -> Result<Found, PageError> {
    let Some(id) = DeviceRequestId::parse(id).filter(|_| ctx.browser_known) else {
        return Ok(Found::Gone);
    };
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let Some(device) = store::load(&mut conn, id, &ctx.browser.hash(), now).await? else {
        return Ok(Found::Gone);
    };
    if device.state != Stands::Waiting {
        return Ok(Found::Answered(device.state));
    }
    let named = Application::named(&mut conn, &device.application.to_string()).await?;
    let Some(application) = named.filter(|found| found.disabled_at.is_none()) else {
        return Ok(Found::Gone);
    };
    let person = &signed_in.person;
    let found = entrance::load(&mut conn, application.workspace, person.id).await?;
    let entrance = found.ok_or_else(|| PageError::internal("an application without workspace"))?;
    drop(conn);
    let verdict = door::ask(&entrance, &signed_in.session, now, None).verdict;
    let reason = match (verdict, entrance.member) {
        (Verdict::Open(_), Some(member)) => {
            return Ok(Found::Asked(Box::new(Asked {
                device,
                application,
                workspace: entrance.workspace,
                member,
            })));
        }
        (Verdict::Ask { .. }, _) => {
            let back = format!("/device/{id}");
            let back = LocalPath::or_passport(Some(&back));
            return Err(PageError::SignInAgain(back));
        }
        (Verdict::Open(_), None) => Reason::NotAMember,
        (Verdict::Closed { reason, .. }, _) => reason,
    };
    let closed = door::closed(person, &entrance.workspace, reason);
    shut(app, ctx, signed_in, (&application, reason), closed).await
}

/// Writes down that the door stayed closed; the reference on the page finds it.
async fn shut(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (application, reason): (&Application, Reason),
    closed: Closed,
) -> Result<Found, PageError> {
    let event = ctx.refused(events::DOOR_CLOSED, door::sentence(reason));
    let event = client::of(application, event).by(signed_in.person.id);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Err(PageError::Closed(closed))
}

/// Lets the device in, with a session of its own; whether this call was the one that answered.
async fn allow(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    asked: &Asked,
) -> Result<bool, PageError> {
    let now = app.clock.now();
    let (device, person) = (&asked.device, &signed_in.person);
    let mut conn = app.db.write().await?;
    let from = (device.address.as_str(), device.user_agent.as_str());
    let session = begin_elsewhere(app, &mut conn, signed_in, from).await?;
    let approval = Approval {
        passport: person.id,
        member: asked.member.id,
        session,
        passport_epoch: person.epoch,
        member_epoch: asked.member.epoch,
        proofs: signed_in.session.proofs.clone(),
        signed_in_at: signed_in.session.signed_in_at,
        grant: GrantId::fresh(now, &app.random),
    };
    let own = (device.id, &ctx.browser.hash());
    if !store::answer(&mut conn, own, Some(&approval), now).await? {
        return Ok(false);
    }
    let allowed = (person.id, asked.application.id);
    consent::remember(&mut conn, allowed, device.scopes, now).await?;
    let event = ctx
        .done(events::DEVICE_APPROVED)
        .by(person.id)
        .detail("scopes", device.scopes.to_string())
        .detail("device", device.address.as_str());
    app.record(&mut conn, client::of(&asked.application, event))
        .await?;
    conn.commit().await?;
    Ok(true)
}

async fn refuse(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    asked: &Asked,
) -> Result<bool, PageError> {
    let mut conn = app.db.write().await?;
    let own = (asked.device.id, &ctx.browser.hash());
    if !store::answer(&mut conn, own, None, app.clock.now()).await? {
        return Ok(false);
    }
    let event = ctx
        .refused(events::DEVICE_APPROVED, "person-refused")
        .by(signed_in.person.id)
        .detail("device", asked.device.address.as_str());
    app.record(&mut conn, client::of(&asked.application, event))
        .await?;
    conn.commit().await?;
    Ok(true)
}

fn over(ctx: &Ctx, stands: Stands) -> Response {
    let (title, text) = match stands {
        Stands::Refused => ("oidc-device-refused-title", "oidc-device-refused"),
        _ => ("oidc-device-approved-title", "oidc-device-approved"),
    };
    shown(&Over {
        card: card(ctx, title),
        text: ctx.text(text),
        again: false,
    })
}

fn gone(ctx: &Ctx) -> Response {
    let mut response = shown(&Over {
        card: card(ctx, "oidc-gone-title"),
        text: ctx.text("oidc-device-gone"),
        again: true,
    });
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

impl Page {
    fn new(ctx: &Ctx, signed_in: &SignedIn, asked: &Asked) -> Self {
        let (device, texts) = (&asked.device, &ctx.texts);
        let name = asked.application.name.as_str();
        let title = texts.with("oidc-device-asks", &[("application", name.into())]);
        let mut card = Card {
            page: page(ctx, title),
            ..card(ctx, "oidc-consent-learns")
        };
        card.page.brand = Some(Brand::named(&asked.workspace.name));
        let warning = ui::notice(Tone::Warn, ctx.text("oidc-device-warning-title"))
            .text(ctx.text("oidc-device-warning"));
        let agent = match device.user_agent.as_str() {
            "" => "–",
            agent => agent,
        };
        let facts = ui::summary_list()
            .row(ctx.text("oidc-device-from"), ui::tag(&device.address))
            .row(ctx.text("oidc-device-agent"), agent)
            .row(
                ctx.text("oidc-device-asked"),
                ui::time(device.asked_at, ctx.at, texts),
            )
            .row(
                ctx.text("oidc-device-workspace"),
                asked.workspace.name.as_str(),
            )
            .row(ctx.text("oidc-device-you"), signed_in.person.name.as_str());
        Self {
            card,
            picture: ui::application(name).large(),
            warning,
            facts,
            learns: consent::learns(device.scopes)
                .into_iter()
                .map(|key| ctx.text(key))
                .collect(),
            form: ui::form(format!("/device/{}", device.id), &ctx.csrf),
        }
    }
}
