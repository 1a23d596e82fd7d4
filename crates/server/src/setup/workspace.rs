//! The third step: the first workspace.

use axum::extract::State;
use axum::response::Response;
use people::Name;
use people::address::Address;
use serde::Deserialize;

use super::step::{Page, Step};
use super::store::Draft;
use super::visit::Visit;
use super::you::name_words;
use crate::life;
use crate::web::{App, Ctx, Form, PageError, ui};

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    organization: String,
    #[serde(default)]
    address: String,
}

/// What is wrong, in words beside the fields.
#[derive(Default)]
struct Wrong {
    name: Option<String>,
    address: Option<String>,
}

/// `GET /set-up/workspace`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx, visit: Visit) -> Response {
    if let Some(back) = Step::Workspace.not_yet(&visit.draft) {
        return back;
    }
    let typed = Typed {
        organization: visit.draft.workspace_name.clone().unwrap_or_default(),
        address: visit.draft.workspace_address.clone().unwrap_or_default(),
    };
    page(&app, &ctx, &visit.draft, (&typed, &Wrong::default()))
}

fn page(app: &App, ctx: &Ctx, draft: &Draft, (typed, wrong): (&Typed, &Wrong)) -> Response {
    let example = app.config.public_url.of("/w/");
    let hint = ctx
        .texts
        .with("setup-workspace-address-hint", &[("start", example.into())]);
    Page::new(ctx, Step::Workspace, draft)
        .error("organization", wrong.name.as_ref())
        .error("address", wrong.address.as_ref())
        .part(
            ui::field("organization", ctx.text("setup-workspace-name"))
                .value(&typed.organization)
                .autocomplete("organization")
                .error(&wrong.name),
        )
        .part(
            ui::field("address", ctx.text("setup-workspace-address"))
                .value(&typed.address)
                .mono()
                .short()
                .optional(&ctx.texts)
                .hint(hint)
                .error(&wrong.address),
        )
        .answer()
}

/// `POST /set-up/workspace`. An address left empty is made from the name.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    mut visit: Visit,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Some(back) = Step::Workspace.not_yet(&visit.draft) {
        return Ok(back);
    }
    if typed.address.trim().is_empty()
        && let Some(made) = Address::suggest(&typed.organization)
    {
        made.as_str().clone_into(&mut typed.address);
    }
    let name = Name::parse(&typed.organization).map_err(|why| name_words(&ctx, why));
    let address = life::free_address(&app, &ctx, &typed.address, None).await?;
    match (name, address) {
        (Ok(name), Ok(address)) => {
            visit.draft.workspace_name = Some(name.as_str().to_owned());
            visit.draft.workspace_address = Some(address.as_str().to_owned());
            visit.keep(&app, Step::Check.path()).await
        }
        (name, address) => {
            let wrong = Wrong {
                name: name.err(),
                address: address.err(),
            };
            Ok(page(&app, &ctx, &visit.draft, (&typed, &wrong)))
        }
    }
}
