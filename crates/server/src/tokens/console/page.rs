//! One service account: what it may do, its tokens, and its end.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::db::Conn;
use people::Name;
use serde::Deserialize;

use super::list::badge;
use super::{Fields, Nothing, Typed, path};
use crate::inside;
use crate::signin::door::{Entered, SteppedUp, WorkspaceAdmin};
use crate::tokens::account::{self, Account, Arranged};
use crate::tokens::token::{self, ApiToken, MOST_DAYS_OF_ACCOUNT, TokenDraft};
use crate::tokens::{AccountId, ApiTokenId, days, table_of};
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "tokens/console/page.html")]
struct Page {
    frame: Frame,
    badge: ui::Badge,
    tokens: Option<ui::Table>,
    none: Option<ui::EmptyState>,
    own: String,
    make: String,
    token_name: ui::Field,
    token_days: ui::Field,
    fields: Fields,
    enabled: bool,
    disable: String,
    enable: String,
    delete: String,
}

#[derive(Template)]
#[template(path = "tokens/made.html")]
struct MadePage {
    frame: Frame,
    secret: ui::Secret,
    back: String,
}

#[derive(Template)]
#[template(path = "structure/confirm.html")]
struct Confirm {
    frame: Frame,
    confirmation: ui::Confirmation,
}

/// What the form of a new token sends.
#[derive(Default, Deserialize)]
pub(super) struct NewToken {
    #[serde(default)]
    token_name: String,
    #[serde(default)]
    token_days: String,
}

/// What is wrong: with the account's name, with the token's, with its days.
#[derive(Default)]
struct Wrong {
    account: Option<&'static str>,
    token: Option<&'static str>,
    days: Option<&'static str>,
}

async fn frame(app: &App, ctx: &Ctx, entered: &Entered) -> Result<Frame, PageError> {
    inside::workspace(
        app,
        ctx,
        entered,
        "inside-service-accounts",
        "service-accounts",
    )
    .await
}

async fn find(conn: &mut Conn, entered: &Entered, id: &str) -> Result<Account, PageError> {
    let id = AccountId::parse(id).ok_or(PageError::NotFound)?;
    let found = account::load(conn, entered.workspace.id, id).await?;
    found.ok_or(PageError::NotFound)
}

async fn page(
    app: &App,
    ctx: &Ctx,
    (entered, one): (&Entered, &Account),
    (typed, token, wrong): (&Typed, &NewToken, Wrong),
) -> Result<Page, PageError> {
    let mut frame = frame(app, ctx, entered).await?;
    frame.page.title.clone_from(&one.name);
    frame.page.has_error = wrong.account.or(wrong.token).or(wrong.days).is_some();
    let mut conn = app.db.read().await?;
    let all = token::of_account(&mut conn, entered.workspace.id, one.id).await?;
    drop(conn);
    let own = format!("{}/{}", path(entered), one.id);
    let none = || ui::empty(ctx.text("tokens-none")).text(ctx.text("tokens-none-of-account"));
    let say = |key: Option<&'static str>| key.map(|key| ctx.text(key));
    Ok(Page {
        badge: badge(ctx, one),
        tokens: (!all.is_empty()).then(|| table_of(ctx, &all, &format!("{own}/tokens"))),
        none: all.is_empty().then(none),
        make: format!("{own}/tokens"),
        token_name: ui::field("token_name", ctx.text("tokens-name"))
            .value(&token.token_name)
            .error(say(wrong.token)),
        token_days: ui::field("token_days", ctx.text("tokens-days"))
            .value(&token.token_days)
            .keyboard("numeric")
            .short()
            .error(say(wrong.days)),
        fields: Fields::new(ctx, typed, wrong.account),
        enabled: one.disabled_at.is_none(),
        disable: format!("{own}/disable"),
        enable: format!("{own}/enable"),
        delete: format!("{own}/delete"),
        own,
        frame,
    })
}

fn typed(one: &Account) -> Typed {
    Typed {
        name: one.name.clone(),
        description: one.description.clone(),
        scope: one
            .scopes
            .iter()
            .map(|scope| scope.word().to_owned())
            .collect(),
    }
}

fn usual() -> NewToken {
    NewToken {
        token_name: String::new(),
        token_days: token::USUAL_DAYS.to_string(),
    }
}

/// `GET …/service-accounts/{account}`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let one = find(&mut app.db.read().await?, &entered, &id).await?;
    let said = (&typed(&one), &usual(), Wrong::default());
    Ok(shown(&page(&app, &ctx, (&entered, &one), said).await?))
}

/// `POST …/service-accounts/{account}`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<Typed>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &entered, &id).await?;
    let wrong = match sent.draft() {
        Err(wrong) => wrong,
        Ok(draft) => {
            let acting = entered.acting(&app, &ctx);
            match account::change(&acting, &mut conn, one.id, &draft).await? {
                Arranged::Done(_) => {
                    conn.commit().await?;
                    let to = format!("{}/{}", path(&entered), one.id);
                    return Ok(Flash::new("tokens-account-saved").redirect(&ctx, &to));
                }
                Arranged::NoSuchAccount => return Err(PageError::NotFound),
                Arranged::NameTaken => "tokens-account-taken",
            }
        }
    };
    drop(conn);
    let wrong = Wrong {
        account: Some(wrong),
        ..Wrong::default()
    };
    let said = (&sent, &usual(), wrong);
    Ok(rejected(&page(&app, &ctx, (&entered, &one), said).await?))
}

/// `POST …/service-accounts/{account}/tokens`: a token with all the account may do, shown this once.
pub(super) async fn make_token(
    State(app): State<App>,
    ctx: Ctx,
    (WorkspaceAdmin(entered), _): (WorkspaceAdmin, SteppedUp),
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<NewToken>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &entered, &id).await?;
    let name = Name::parse(&sent.token_name).ok();
    let days = days(&sent.token_days, MOST_DAYS_OF_ACCOUNT);
    let wrong = Wrong {
        account: None,
        token: name.is_none().then_some("tokens-name-odd"),
        days: days.is_none().then_some("tokens-days-odd"),
    };
    let (Some(name), Some(days)) = (name, days) else {
        drop(conn);
        let said = (&typed(&one), &sent, wrong);
        return Ok(rejected(&page(&app, &ctx, (&entered, &one), said).await?));
    };
    let draft = TokenDraft {
        name,
        scopes: one.scopes.clone(),
        days,
    };
    let acting = entered.acting(&app, &ctx);
    let made = token::make_of_account(&acting, &mut conn, &one, &draft).await?;
    conn.commit().await?;
    let mut frame = frame(&app, &ctx, &entered).await?;
    frame.page.title = ctx.text("tokens-made-title");
    let back = format!("{}/{}", path(&entered), one.id);
    frame.page.path.clone_from(&back);
    let secret = ui::copyable("token", ctx.text("tokens-token"), made.text, &ctx.texts);
    Ok(shown(&MadePage {
        frame,
        secret,
        back,
    }))
}

/// `POST …/tokens/{token}/revoke`.
pub(super) async fn revoke_token(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id, token)): Path<(String, String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let token = ApiTokenId::parse(&token).ok_or(PageError::NotFound)?;
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &entered, &id).await?;
    let acting = entered.acting(&app, &ctx);
    let gone = token::revoke_of_account(&acting, &mut conn, (one.id, token)).await?;
    let gone: ApiToken = gone.ok_or(PageError::NotFound)?;
    conn.commit().await?;
    let said = Flash::new("tokens-revoked").with("name", gone.name);
    Ok(said.redirect(&ctx, &format!("{}/{}", path(&entered), one.id)))
}

/// `POST …/disable`.
pub(super) async fn disable(
    state: State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    id: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    set_enabled(state, ctx, admin, id, false).await
}

/// `POST …/enable`.
pub(super) async fn enable(
    state: State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    id: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    set_enabled(state, ctx, admin, id, true).await
}

async fn set_enabled(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    enabled: bool,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &entered, &id).await?;
    let acting = entered.acting(&app, &ctx);
    account::set_enabled(&acting, &mut conn, &one, enabled).await?;
    conn.commit().await?;
    let key = if enabled {
        "tokens-account-enabled-now"
    } else {
        "tokens-account-disabled-now"
    };
    Ok(Flash::new(key).redirect(&ctx, &format!("{}/{}", path(&entered), one.id)))
}

/// `GET …/delete`.
pub(super) async fn ask_delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let one = find(&mut app.db.read().await?, &entered, &id).await?;
    let own = format!("{}/{}", path(&entered), one.id);
    let name = one.name.as_str();
    let question = ctx
        .texts
        .with("tokens-account-delete-question", &[("name", name.into())]);
    let confirmation = ui::confirmation(
        question,
        format!("{own}/delete"),
        &ctx.csrf,
        own,
        &ctx.texts,
    )
    .happens(ctx.text("tokens-account-delete-happens"))
    .undo(ctx.text("tokens-account-delete-undo"))
    .button(ctx.text("tokens-account-delete"));
    let frame = frame(&app, &ctx, &entered).await?;
    Ok(shown(&Confirm {
        frame,
        confirmation,
    }))
}

/// `POST …/delete`.
pub(super) async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    WorkspaceAdmin(entered): WorkspaceAdmin,
    Path((_, id)): Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let one = find(&mut conn, &entered, &id).await?;
    account::delete(&entered.acting(&app, &ctx), &mut conn, &one).await?;
    conn.commit().await?;
    let said = Flash::new("tokens-account-deleted").with("name", one.name);
    Ok(said.redirect(&ctx, &path(&entered)))
}
