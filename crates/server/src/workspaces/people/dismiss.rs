//! What ends something for somebody: dismissing, withdrawing an invitation, blocking. Each has a page
//! that says beforehand what ends.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::members::{Guarded, Member, Role};
use serde::Deserialize;

use super::acts::{self, Ending};
use super::chosen::Chosen;
use super::store;
use crate::inside;
use crate::signin;
use crate::web::ui::{self, Confirmation, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, show as shown};

#[derive(Template)]
#[template(path = "workspaces/people/confirm.html")]
struct Page {
    frame: Frame,
    refusal: Option<ui::Notice>,
    confirmation: Confirmation,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The words of an ending.
struct Wording {
    question: &'static str,
    happens: &'static str,
    undo: &'static str,
    button: &'static str,
    done: &'static str,
}

impl Ending {
    fn path(self) -> &'static str {
        match self {
            Self::Dismiss => "dismiss",
            Self::Withdraw => "withdraw",
            Self::Block => "block",
        }
    }

    fn wording(self) -> Wording {
        match self {
            Self::Dismiss => Wording {
                question: "people-dismiss-question",
                happens: "people-dismiss-happens",
                undo: "people-dismiss-undo",
                button: "people-dismiss",
                done: "people-dismissed",
            },
            Self::Withdraw => Wording {
                question: "people-withdraw-question",
                happens: "people-withdraw-happens",
                undo: "people-withdraw-undo",
                button: "people-withdraw",
                done: "people-withdrawn",
            },
            Self::Block => Wording {
                question: "people-block-question",
                happens: "people-block-happens",
                undo: "people-block-undo",
                button: "people-block",
                done: "people-blocked",
            },
        }
    }
}

/// `GET …/dismiss`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
) -> Result<Response, PageError> {
    question(&app, &ctx, &chosen, Ending::Dismiss).await
}

/// `GET …/withdraw`.
pub(super) async fn ask_withdraw(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
) -> Result<Response, PageError> {
    question(&app, &ctx, &chosen, Ending::Withdraw).await
}

/// `GET …/block`.
pub(super) async fn ask_block(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
) -> Result<Response, PageError> {
    question(&app, &ctx, &chosen, Ending::Block).await
}

/// `POST …/dismiss`.
pub(super) async fn dismiss(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    end(&app, &ctx, &chosen, Ending::Dismiss).await
}

/// `POST …/withdraw`.
pub(super) async fn withdraw(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    end(&app, &ctx, &chosen, Ending::Withdraw).await
}

/// `POST …/block`.
pub(super) async fn block(
    State(app): State<App>,
    ctx: Ctx,
    chosen: Chosen,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    end(&app, &ctx, &chosen, Ending::Block).await
}

async fn question(
    app: &App,
    ctx: &Ctx,
    chosen: &Chosen,
    ending: Ending,
) -> Result<Response, PageError> {
    if !ending.fits(chosen.member.state) {
        return Ok(Flash::new("people-unchanged").redirect(ctx, &chosen.path()));
    }
    Ok(shown(&page(app, ctx, chosen, ending).await?))
}

async fn page(app: &App, ctx: &Ctx, chosen: &Chosen, ending: Ending) -> Result<Page, PageError> {
    let (texts, member) = (&ctx.texts, &chosen.member);
    let wording = ending.wording();
    let question = texts.with(wording.question, &[("name", member.name.as_str().into())]);
    let admin = &chosen.admin;
    let mut frame = inside::workspace(app, ctx, admin, "people-title", "people").await?;
    frame.page.title.clone_from(&question);
    let action = format!("{}/{}", chosen.path(), ending.path());
    let mut confirmation = ui::confirmation(question, action, &ctx.csrf, chosen.path(), texts)
        .happens(texts.get(wording.happens))
        .undo(texts.get(wording.undo))
        .button(texts.get(wording.button));
    if ending != Ending::Withdraw {
        let ends = what_ends(app, ctx, member, ending).await?;
        confirmation = confirmation.ends(texts.get("people-ends"), ends);
    }
    Ok(Page {
        frame,
        refusal: None,
        confirmation,
    })
}

/// Names shown of each kind; the others are counted.
const NAMED: usize = 8;

/// `Wiki (2), Chat, and 3 more`.
fn names(ctx: &Ctx, held: &[(String, i64)]) -> String {
    let one = |(name, times): &(String, i64)| match times {
        1 => name.clone(),
        times => format!("{name} ({})", ctx.texts.number(*times)),
    };
    let mut all: Vec<String> = held.iter().take(NAMED).map(one).collect();
    if let Some(more) = held.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        all.push(
            ctx.texts
                .with("people-ends-more", &[("count", more.into())]),
        );
    }
    all.join(", ")
}

/// What ends at once, by name and counted.
async fn what_ends(
    app: &App,
    ctx: &Ctx,
    member: &Member,
    ending: Ending,
) -> Result<Vec<String>, PageError> {
    let mut conn = app.db.read().await?;
    let sessions = signin::sessions_of(&mut conn, member.passport, ctx.at).await?;
    let held = store::held(&mut conn, member, ctx.at).await?;
    drop(conn);
    let count = i64::try_from(sessions.len()).unwrap_or(i64::MAX);
    let texts = &ctx.texts;
    let named =
        |key, held: &[(String, i64)]| texts.with(key, &[("names", names(ctx, held).into())]);
    let mut ends = vec![texts.with("people-ends-sessions", &[("count", count.into())])];
    ends.push(match held.applications.as_slice() {
        [] => texts.get("people-ends-applications"),
        entered => named("people-ends-entered", entered),
    });
    if !held.sites.is_empty() {
        ends.push(named("people-ends-sites", &held.sites));
    }
    // A token of one's own acts in a workspace only with the rights of its administrators.
    if member.role == Role::Administrator && held.tokens > 0 {
        ends.push(texts.with("people-ends-tokens", &[("count", held.tokens.into())]));
    }
    if ending == Ending::Dismiss {
        match member.role {
            Role::Administrator => ends.push(texts.get("people-ends-rights")),
            Role::HelpDesk => ends.push(texts.get("people-ends-help-desk")),
            Role::Employee | Role::Guest => {}
        }
    }
    Ok(ends)
}

async fn end(app: &App, ctx: &Ctx, chosen: &Chosen, ending: Ending) -> Result<Response, PageError> {
    let acting = chosen.admin.acting(app, ctx);
    let mut conn = app.db.write().await?;
    match acts::end(&acting, &mut conn, &chosen.member, ending).await? {
        Guarded::Done(()) => {}
        Guarded::Unchanged => {
            return Ok(Flash::new("people-unchanged").redirect(ctx, &chosen.path()));
        }
        Guarded::NoSuchMember => return Err(PageError::NotFound),
        Guarded::LastAdministrator => {
            drop(conn);
            acts::refused(&acting, &chosen.member, ending).await?;
            return refuse(app, ctx, chosen, ending).await;
        }
    }
    conn.commit().await?;
    let flash = Flash::new(ending.wording().done).with("name", &chosen.member.name);
    Ok(flash.redirect(ctx, &chosen.path()))
}

/// The last administrator stays: says so on the same page.
async fn refuse(
    app: &App,
    ctx: &Ctx,
    chosen: &Chosen,
    ending: Ending,
) -> Result<Response, PageError> {
    let mut page = page(app, ctx, chosen, ending).await?;
    page.frame.page.has_error = true;
    let heading = ctx.text("people-last-administrator");
    page.refusal = Some(ui::notice(ui::Tone::Bad, heading).after_deed());
    let mut response = shown(&page);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}
