//! Where an application hears that a person signed out here.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde::Deserialize;

use super::fields::summary;
use super::one::{Head, find, head, save};
use crate::oidc::farewell::{self, Line, State};
use crate::oidc::{Application, ApplicationDraft, LogoutNotice, Mistakes};
use crate::signin::door::{Entered, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Tone};
use crate::web::{App, Ctx, Form, PageError, rejected, show as shown};

const HERE: &str = "/sign-out";

#[derive(Template)]
#[template(path = "oidc/console/notices.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tabs: ui::Tabs,
    action: String,
    summary: ui::ErrorSummary,
    back: ui::Field,
    back_session: ui::Checkbox,
    front: ui::Field,
    front_session: ui::Checkbox,
    told: Option<ui::Table>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    backchannel_logout_uri: String,
    #[serde(default)]
    backchannel_session_required: String,
    #[serde(default)]
    frontchannel_logout_uri: String,
    #[serde(default)]
    frontchannel_session_required: String,
}

impl Typed {
    fn of(application: &Application) -> Self {
        let uri = |notice: &Option<LogoutNotice>| {
            let uri = notice.as_ref().map(|one| one.uri.clone());
            uri.unwrap_or_default()
        };
        let session = |notice: &Option<LogoutNotice>| {
            let required = notice.as_ref().is_some_and(|one| one.session_required);
            if required { "on" } else { "" }.to_owned()
        };
        Self {
            backchannel_logout_uri: uri(&application.backchannel_logout),
            backchannel_session_required: session(&application.backchannel_logout),
            frontchannel_logout_uri: uri(&application.frontchannel_logout),
            frontchannel_session_required: session(&application.frontchannel_logout),
        }
    }

    fn over(&self, draft: ApplicationDraft) -> ApplicationDraft {
        ApplicationDraft {
            backchannel_logout_uri: Some(self.backchannel_logout_uri.clone()),
            backchannel_session_required: !self.backchannel_session_required.is_empty(),
            frontchannel_logout_uri: Some(self.frontchannel_logout_uri.clone()),
            frontchannel_session_required: !self.frontchannel_session_required.is_empty(),
            ..draft
        }
    }
}

async fn page(
    app: &App,
    ctx: &Ctx,
    entered: &Entered,
    application: &Application,
    (typed, wrong): (&Typed, &Mistakes),
) -> Result<Page, PageError> {
    let Head {
        mut frame,
        badge,
        tabs,
        own,
    } = head(app, ctx, entered, application, HERE).await?;
    frame.page.has_error = !wrong.is_empty();
    let address = |channel: &str, value: &str| {
        let name = format!("{channel}channel_logout_uri");
        let error = wrong.beside(&name, &ctx.texts);
        ui::url(name, ctx.text(&format!("applications-{channel}-channel")))
            .hint(ctx.text(&format!("applications-{channel}-channel-hint")))
            .optional(&ctx.texts)
            .value(value)
            .error(error)
    };
    let session = |channel: &str, ticked: &str| {
        let name = format!("{channel}channel_session_required");
        ui::checkbox(name, ctx.text("applications-session-required")).ticked(!ticked.is_empty())
    };
    let mut conn = app.db.read().await?;
    let told = farewell::of_application(&mut conn, application.id).await?;
    drop(conn);
    Ok(Page {
        told: (!told.is_empty()).then(|| table(ctx, &told)),
        summary: summary(ctx, wrong),
        back: address("back", &typed.backchannel_logout_uri),
        back_session: session("back", &typed.backchannel_session_required),
        front: address("front", &typed.frontchannel_logout_uri),
        front_session: session("front", &typed.frontchannel_session_required),
        action: format!("{own}{HERE}"),
        frame,
        badge,
        tabs,
    })
}

/// What became of the latest sign-outs, from server to server.
fn table(ctx: &Ctx, told: &[Line]) -> ui::Table {
    let column = |key: &str| ui::column(ctx.text(&format!("applications-told-{key}")));
    let head = ui::table(ctx.text("applications-told")).titled();
    let head = head.column(column("when")).column(column("state"));
    head.column(column("answer")).rows(told.iter().map(|line| {
        let (tone, state) = match line.state {
            State::Told => (Tone::Good, "applications-told-told"),
            State::Waiting => (Tone::Info, "applications-told-waiting"),
            State::GivenUp => (Tone::Warn, "applications-told-given-up"),
        };
        ui::row(ui::time(line.at, ctx.at, &ctx.texts))
            .cell(ui::badge(tone, ctx.text(state)))
            .cell(line.answer.as_deref().map(ui::tag))
    }))
}

/// `GET …/sign-out`.
pub(super) async fn show(
    Shared(app): Shared<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let (typed, wrong) = (Typed::of(&application), Mistakes::default());
    Ok(shown(
        &page(&app, &ctx, &entered, &application, (&typed, &wrong)).await?,
    ))
}

/// `POST …/sign-out`.
pub(super) async fn change(
    Shared(app): Shared<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let application = find(&app, &entered, &id).await?;
    let draft = typed.over(application.draft());
    match save(&app, &ctx, &entered, (&application, &draft), HERE).await? {
        Ok(saved) => Ok(saved),
        Err(wrong) => {
            let said = (&typed, &wrong);
            let page = page(&app, &ctx, &entered, &application, said).await?;
            Ok(rejected(&page))
        }
    }
}
