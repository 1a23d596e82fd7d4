//! Founding a workspace from the passport.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::Name;
use people::address::Address;
use people::founding::{self, Room};
use serde::Deserialize;

use super::acts::{self, Founded};
use super::address;
use crate::inside;
use crate::signin::{self, SignedIn};
use crate::web::ui::{self, Frame, Verdict};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

#[derive(Template)]
#[template(path = "life/found.html")]
struct Page {
    frame: Frame,
    /// Who is signed in: it will be theirs.
    whose: String,
    /// Who else is signed in here, to make it theirs.
    others: ui::Passports,
    /// Why there is no form.
    full: Option<ui::Notice>,
    name: ui::Field,
    address: ui::Field,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
}

#[derive(Default)]
struct Wrong {
    name: Option<String>,
    address: Option<String>,
}

/// Why somebody may not have another workspace, in words.
pub(super) fn full(ctx: &Ctx, room: Room) -> Option<ui::Notice> {
    let (heading, why) = match room {
        Room::Yes => return None,
        Room::Full(most) => {
            let most = ctx
                .texts
                .with("life-full-why", &[("most", i64::from(most).into())]);
            (ctx.text("life-full"), most)
        }
        Room::OperatorsOnly => (
            ctx.text("life-operators-only"),
            ctx.text("life-operators-only-why"),
        ),
    };
    Some(ui::notice(ui::Tone::Info, heading).text(why))
}

async fn page(
    (app, ctx): (&App, &Ctx),
    signed_in: &SignedIn,
    (typed, wrong): (&Typed, Wrong),
) -> Result<Page, PageError> {
    let mut frame = inside::passport(app, ctx, signed_in, "life-found", "").await?;
    frame.page.has_error = wrong.name.is_some() || wrong.address.is_some();
    let person = &signed_in.person;
    let mut conn = app.db.read().await?;
    let room = founding::look(&mut conn, person.id, person.is_operator).await?;
    drop(conn);
    let start = app.config.public_url.of("/w/");
    let hint = ctx
        .texts
        .with("setup-workspace-address-hint", &[("start", start.into())]);
    let who = [
        ("name", person.name.as_str().into()),
        ("address", frame.person.address.as_str().into()),
    ];
    Ok(Page {
        others: signin::others(app, ctx, "/passport/workspaces/new").await?,
        whose: ctx.texts.with("life-found-whose", &who),
        full: full(ctx, room),
        name: ui::field("name", ctx.text("setup-workspace-name"))
            .value(&typed.name)
            .autocomplete("organization")
            .error(wrong.name),
        address: ui::field("address", ctx.text("setup-workspace-address"))
            .value(&typed.address)
            .mono()
            .short()
            .optional(&ctx.texts)
            .hint(hint)
            .judged(Verdict::new(address::JUDGE, &ctx.texts))
            .error(wrong.address),
        frame,
    })
}

/// `GET /passport/workspaces/new`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let empty = (&Typed::default(), Wrong::default());
    Ok(shown(&page((&app, &ctx), &signed_in, empty).await?))
}

/// `POST /passport/workspaces/new`. An address left empty is made from the name.
pub(super) async fn found(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    if typed.address.trim().is_empty()
        && let Some(made) = Address::suggest(&typed.name)
    {
        made.as_str().clone_into(&mut typed.address);
    }
    let wrong = match read(&app, &ctx, &typed).await? {
        Ok(chosen) => match make(&app, &ctx, &signed_in, &chosen).await? {
            Ok(response) => return Ok(response),
            Err(wrong) => wrong,
        },
        Err(wrong) => wrong,
    };
    let page = page((&app, &ctx), &signed_in, (&typed, wrong)).await?;
    Ok(rejected(&page))
}

async fn read(
    app: &App,
    ctx: &Ctx,
    typed: &Typed,
) -> Result<Result<(Address, Name), Wrong>, PageError> {
    let name = address::name(ctx, &typed.name);
    let address = address::free(app, ctx, &typed.address, None).await?;
    Ok(match (address, name) {
        (Ok(address), Ok(name)) => Ok((address, name)),
        (address, name) => Err(Wrong {
            name: name.err(),
            address: address.err(),
        }),
    })
}

async fn make(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (address, name): &(Address, Name),
) -> Result<Result<Response, Wrong>, PageError> {
    let doing = signed_in.doing(app, ctx);
    let mut conn = app.db.write().await?;
    let founded = acts::found(&doing, &mut conn, &signed_in.person, (address, name)).await?;
    Ok(match founded {
        Founded::Done(made) => {
            conn.commit().await?;
            let said = Flash::new("life-founded").with("name", &made.name);
            Ok(said.redirect(ctx, &format!("/w/{}/", made.address)))
        }
        Founded::AddressTaken => Err(Wrong {
            address: Some(ctx.text("setup-workspace-taken")),
            ..Wrong::default()
        }),
        // The page says why, in place of the form.
        Founded::NoRoom(_) => Err(Wrong::default()),
    })
}
