//! The address of a workspace: whether it is free, while one types and when it counts, and moving to another.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::db::DbError;
use people::address::{Address, AddressError};
use people::moving::{self, Moved};
use people::name::NameError;
use people::{Name, WorkspaceId};
use serde::Deserialize;

use super::acts;
use crate::inside;
use crate::signin::SignedIn;
use crate::signin::door::{SteppedUp, WorkspaceAdmin};
use crate::web::ui::{self, Frame, Verdict};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// Where the script asks.
pub(super) const JUDGE: &str = "/passport/workspaces/address";

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    address: String,
    /// The name beside it, of which an address left empty is made.
    #[serde(default)]
    name: String,
}

/// `POST /passport/workspaces/address`: what is to be said of the address typed so far for a new workspace.
pub(super) async fn judge(
    State(app): State<App>,
    ctx: Ctx,
    _: SignedIn,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let made = Address::suggest(&asked.name).filter(|_| asked.address.trim().is_empty());
    let typed = made.map_or(asked.address, |made| made.to_string());
    let verdict = verdict(&app, &ctx, (&typed, None)).await?;
    Ok(shown(&Verdict::new(JUDGE, &ctx.texts).sentence(verdict)))
}

/// `POST /w/{workspace}/settings/address/judge`: the same where the workspace would move to it.
pub(super) async fn judge_move(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let here = &admin.0.workspace;
    let verdict = verdict(&app, &ctx, (&asked.address, Some(here.id))).await?;
    let judge = format!("/w/{}/settings/address/judge", here.address);
    Ok(shown(&Verdict::new(judge, &ctx.texts).sentence(verdict)))
}

async fn verdict(
    app: &App,
    ctx: &Ctx,
    (typed, workspace): (&str, Option<WorkspaceId>),
) -> Result<String, PageError> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    Ok(match free(app, ctx, typed, workspace).await? {
        Ok(address) => {
            let full = app.config.public_url.of(&format!("/w/{address}"));
            ctx.texts
                .with("life-address-free", &[("address", full.into())])
        }
        Err(why) => why,
    })
}

/// The address, if it is one and this workspace, or a new one, may have it; otherwise why not, in words.
///
/// # Errors
/// When the database does not answer.
pub async fn free(
    app: &App,
    ctx: &Ctx,
    typed: &str,
    workspace: Option<WorkspaceId>,
) -> Result<Result<Address, String>, PageError> {
    let address = match Address::parse(typed) {
        Ok(address) => address,
        Err(why) => return Ok(Err(ctx.text(words(why)))),
    };
    let mut conn = app.db.read().await?;
    let is_free = moving::is_free(&mut conn, &address, workspace, ctx.at).await?;
    Ok(if is_free {
        Ok(address)
    } else {
        Err(ctx.text("setup-workspace-taken"))
    })
}

const fn words(why: AddressError) -> &'static str {
    match why {
        AddressError::TooShort => "setup-workspace-address-short",
        AddressError::TooLong => "setup-workspace-address-long",
        AddressError::Characters => "setup-workspace-address-form",
        AddressError::Reserved => "setup-workspace-address-reserved",
    }
}

/// The name of a workspace, or why it is none, in words.
pub(super) fn name(ctx: &Ctx, typed: &str) -> Result<Name, String> {
    Name::parse(typed).map_err(|why| {
        ctx.text(match why {
            NameError::Empty => "setup-name-empty",
            NameError::TooLong => "setup-name-long",
            NameError::Unshowable => "setup-name-unshowable",
        })
    })
}

#[derive(Template)]
#[template(path = "life/address.html")]
struct Page {
    frame: Frame,
    back: String,
    action: String,
    happens: [String; 2],
    /// When there is no move left.
    used_up: Option<ui::Notice>,
    address: ui::Field,
}

async fn page(
    (app, ctx): (&App, &Ctx),
    admin: &WorkspaceAdmin,
    (typed, wrong): (&str, Option<String>),
) -> Result<Page, PageError> {
    let here = &admin.0.workspace;
    let mut frame = inside::workspace(app, ctx, &admin.0, "life-move", "settings").await?;
    frame.page.has_error = wrong.is_some();
    let left = moving::left(&mut app.db.read().await?, here.id).await?;
    let until = ctx.texts.date(ctx.at.plus(moving::LEADS));
    let start = app.config.public_url.of("/w/");
    let hint = ctx.texts.with("life-move-hint", &[("start", start.into())]);
    let back = format!("/w/{}/settings", here.address);
    let used_up = || {
        ui::notice(ui::Tone::Info, ctx.text("life-move-used")).text(ctx.text("life-move-used-why"))
    };
    Ok(Page {
        action: format!("{back}/address"),
        happens: [
            ctx.texts.with("life-move-leads", &[("time", until.into())]),
            ctx.text("life-move-once"),
        ],
        used_up: (left < 1).then(used_up),
        address: ui::field("address", ctx.text("life-move-new"))
            .value(typed)
            .mono()
            .short()
            .hint(hint)
            .judged(Verdict::new(format!("{back}/address/judge"), &ctx.texts))
            .error(wrong),
        back,
        frame,
    })
}

/// `GET /w/{workspace}/settings/address`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
) -> Result<Response, PageError> {
    Ok(shown(&page((&app, &ctx), &admin, ("", None)).await?))
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    address: String,
}

/// `POST /w/{workspace}/settings/address`.
pub(super) async fn relocate(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    _: SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let here = &admin.0.workspace;
    let why = match free(&app, &ctx, &typed.address, Some(here.id)).await? {
        Ok(address) => match settle(&app, &ctx, &admin, &address).await? {
            Moved::From(_) | Moved::Unchanged => {
                let said = Flash::new("life-moved").with("address", &address);
                return Ok(said.redirect(&ctx, &format!("/w/{address}/settings")));
            }
            Moved::AddressTaken => Some(ctx.text("setup-workspace-taken")),
            // The page says so, in place of the form.
            Moved::NoMoveLeft => None,
            Moved::NoSuchWorkspace => return Err(PageError::NotFound),
        },
        Err(why) => Some(why),
    };
    let page = page((&app, &ctx), &admin, (&typed.address, why)).await?;
    Ok(rejected(&page))
}

async fn settle(
    app: &App,
    ctx: &Ctx,
    admin: &WorkspaceAdmin,
    address: &Address,
) -> Result<Moved, PageError> {
    let acting = admin.0.acting(app, ctx);
    let mut conn = app.db.write().await?;
    let moved = match acts::relocate(&acting, &mut conn, address).await {
        // Another workspace took it in the same instant.
        Err(DbError::Unique { .. }) => return Ok(Moved::AddressTaken),
        moved => moved?,
    };
    if let Moved::From(_) = moved {
        conn.commit().await?;
    }
    Ok(moved)
}
