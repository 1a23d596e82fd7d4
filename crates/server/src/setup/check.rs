//! The last step: everything once more, and then it counts.

use admission::Means;
use axum::extract::State;
use axum::response::Response;
use base::i18n::Language;

use super::closed::Closed;
use super::finish::{Finished, finish as make};
use super::step::{Page, Step};
use super::visit::Visit;
use crate::signin;
use crate::web::{App, Ctx, Flash, Form, LocalPath, PageError, cookie, set_cookie, ui};

/// `GET /set-up/check`.
pub(super) async fn show(State(app): State<App>, ctx: Ctx, visit: Visit) -> Response {
    let draft = &visit.draft;
    if let Some(back) = Step::Check.not_yet(draft) {
        return back;
    }
    let texts = &ctx.texts;
    let language = draft.language.as_deref().and_then(Language::from_code);
    let name = draft.name.clone();
    let address = draft.workspace_address.as_deref().unwrap_or_default();
    let answers = ui::summary_list()
        .row(
            ctx.text("setup-language"),
            language.map_or("", Language::own_name),
        )
        .change(Step::Start.path(), texts)
        .row(ctx.text("setup-name"), name)
        .change(Step::You.path(), texts)
        .row(ctx.text("setup-email"), draft.email.clone())
        .change(Step::You.path(), texts)
        .row(
            ctx.text("setup-password"),
            ctx.text("setup-password-chosen"),
        )
        .change(Step::You.path(), texts)
        .row(
            ctx.text("setup-workspace-name"),
            draft.workspace_name.clone(),
        )
        .change(Step::Workspace.path(), texts)
        .row(
            ctx.text("setup-workspace-address"),
            app.config.public_url.of(&format!("/w/{address}/")),
        )
        .change(Step::Workspace.path(), texts);
    Page::new(&ctx, Step::Check, draft).part(answers).answer()
}

#[derive(serde::Deserialize)]
pub(super) struct Nothing {}

/// `POST /set-up/check`.
pub(super) async fn finish(
    State(app): State<App>,
    ctx: Ctx,
    visit: Visit,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    if let Some(back) = Step::Check.not_yet(&visit.draft) {
        return Ok(back);
    }
    match make(&app, &ctx, &visit).await? {
        Finished::Done { passport, address } => {
            let next = LocalPath::or_passport(Some(&format!("/w/{address}/")));
            let signed_in = signin::sign_in_with(&app, &ctx, passport, &[Means::Password], next);
            let mut response = signed_in.await?;
            set_cookie(&mut response, cookie::SET_UP.clear(ctx.https));
            Ok(response)
        }
        Finished::Late => Ok(Closed::Late.page(&ctx)),
        Finished::HasOwner => Ok(Closed::HasOwner.page(&ctx)),
        Finished::EmailTaken => {
            Ok(Flash::new("setup-email-taken").redirect(&ctx, Step::You.path()))
        }
        Finished::AddressTaken => {
            Ok(Flash::new("setup-workspace-taken").redirect(&ctx, Step::Workspace.path()))
        }
    }
}
