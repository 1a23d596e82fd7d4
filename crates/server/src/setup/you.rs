//! The second step: the operator's own passport.

use axum::extract::State;
use axum::response::Response;
use base::secret::Secret;
use people::email::EmailError;
use people::name::NameError;
use people::{EmailAddress, Name};
use serde::Deserialize;

use super::step::{Page, Step};
use super::store::Draft;
use super::visit::Visit;
use crate::signin::{PasswordRules, password_strength};
use crate::web::{App, Ctx, Form, PageError, ui};

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// What is wrong, in words beside the fields.
#[derive(Default)]
struct Wrong {
    name: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

/// `GET /set-up/you`.
pub(super) async fn show(ctx: Ctx, visit: Visit) -> Response {
    if let Some(back) = Step::You.not_yet(&visit.draft) {
        return back;
    }
    let typed = Typed {
        name: visit.draft.name.clone().unwrap_or_default(),
        username: visit.draft.email.clone().unwrap_or_default(),
        password: String::new(),
    };
    page(&ctx, &visit.draft, &typed, &Wrong::default())
}

fn page(ctx: &Ctx, draft: &Draft, typed: &Typed, wrong: &Wrong) -> Response {
    let kept = draft.password.is_some();
    let hint = kept.then(|| ctx.text("setup-password-kept"));
    let mut password = ui::password("password", ctx.text("setup-password"), &ctx.texts)
        .judged(password_strength(&ctx.texts))
        .hint(hint)
        .error(&wrong.password);
    if kept {
        password = password.optional(&ctx.texts);
    }
    Page::new(ctx, Step::You, draft)
        .error("name", wrong.name.as_ref())
        .error("username", wrong.email.as_ref())
        .error("password", wrong.password.as_ref())
        .part(
            ui::field("name", ctx.text("setup-name"))
                .value(&typed.name)
                .autocomplete("name")
                .error(&wrong.name),
        )
        .part(
            ui::email("username", ctx.text("setup-email"))
                .value(&typed.username)
                .autocomplete("username")
                .hint(ctx.text("setup-email-hint"))
                .error(&wrong.email),
        )
        .part(password)
        .answer()
}

/// `POST /set-up/you`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    mut visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Some(back) = Step::You.not_yet(&visit.draft) {
        return Ok(back);
    }
    let name = Name::parse(&typed.name).map_err(|why| name_words(&ctx, why));
    let email = EmailAddress::parse(&typed.username).map_err(|why| email_words(&ctx, why));
    let password = judge(&ctx, &visit.draft, &typed);
    let wrong = Wrong {
        name: name.as_ref().err().cloned(),
        email: email.as_ref().err().cloned(),
        password: password.err(),
    };
    let (Ok(name), Ok(email), None) = (name, email, &wrong.password) else {
        return Ok(page(&ctx, &visit.draft, &typed, &wrong));
    };
    if !typed.password.is_empty() {
        let hash = app.passwords.hash(Secret::new(typed.password)).await?;
        visit.draft.password = Some(hash);
    }
    visit.draft.name = Some(name.as_str().to_owned());
    visit.draft.email = Some(email.as_str().to_owned());
    let next = visit.draft.due().path();
    visit.keep(&app, next).await
}

/// An empty field keeps the password that was chosen before.
fn judge(ctx: &Ctx, draft: &Draft, typed: &Typed) -> Result<(), String> {
    if typed.password.is_empty() && draft.password.is_some() {
        return Ok(());
    }
    let rules = PasswordRules::default();
    let judged = rules.judge(&typed.password, &[&typed.name, &typed.username]);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    judged.map_err(|weakness| {
        let values = [
            ("shortest", count(rules.shortest).into()),
            ("longest", count(rules.longest).into()),
        ];
        ctx.texts.with(weakness.key(), &values)
    })
}

/// What is wrong with a name.
pub(super) fn name_words(ctx: &Ctx, why: NameError) -> String {
    ctx.text(match why {
        NameError::Empty => "setup-name-empty",
        NameError::TooLong => "setup-name-long",
        NameError::Unshowable => "setup-name-unshowable",
    })
}

fn email_words(ctx: &Ctx, why: EmailError) -> String {
    ctx.text(match why {
        EmailError::Empty => "setup-email-empty",
        _ => "setup-email-form",
    })
}
