//! The password: changed with the current one, or none yet.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base::secret::Secret;
use serde::Deserialize;

use super::events;
use crate::inside;
use crate::letters;
use crate::signin::{
    CurrentPassword, PasswordRules, SignedIn, check_current_password, choose_password,
    has_password, keep_only, password_strength,
};
use crate::web::ui::{self, Frame};
use crate::web::{
    App, Ctx, Flash, Form, LocalPath, PageError, rejected, set_cookie, show as shown,
};

#[derive(Template)]
#[template(path = "passport/security.html")]
struct Page {
    frame: Frame,
    username: ui::Field,
    /// None when there is no password yet.
    current: Option<ui::Field>,
    new: ui::Field,
    end: ui::Checkbox,
    button: String,
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Wrong {
    current: Option<String>,
    new: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    password: String,
    end_others: Option<String>,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (wrong, end): (Wrong, bool),
) -> Result<Page, PageError> {
    let mut frame = inside::passport(app, ctx, signed_in, "inside-security", "security").await?;
    frame.page.has_error = wrong.current.is_some() || wrong.new.is_some();
    let address = frame.person.address.clone();
    let has = has_password(&mut app.db.read().await?, signed_in.person.id).await?;
    let field = |name: &str, key: &str| ui::password(name, ctx.text(key), &ctx.texts);
    Ok(Page {
        username: ui::login_name("username", ctx.text("signin-identifier"))
            .value(address)
            .read_only(),
        current: has.then(|| {
            field("current_password", "passport-current-password")
                .autocomplete("current-password")
                .error(wrong.current)
        }),
        button: ctx.text(if has {
            "passport-change-password"
        } else {
            "passport-choose-password"
        }),
        new: field("password", "passport-new-password")
            .autocomplete("new-password")
            .judged(password_strength(&ctx.texts))
            .error(wrong.new),
        end: ui::checkbox("end_others", ctx.text("passport-end-others"))
            .hint(ctx.text("passport-end-others-hint"))
            .ticked(end),
        frame,
    })
}

/// `GET /passport/security`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    Ok(shown(
        &page(&app, &ctx, &signed_in, (Wrong::default(), true)).await?,
    ))
}

/// `POST /passport/security`.
pub(super) async fn change(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let end = typed.end_others.is_some();
    let had = has_password(&mut app.db.read().await?, signed_in.person.id).await?;
    if !had && !signed_in.is_fresh(app.clock.now()) {
        return Err(PageError::SignInAgain(LocalPath::or_passport(Some(
            "/passport/security",
        ))));
    }
    if let Some(wrong) = wrong(&app, &ctx, &signed_in, (&typed, had)).await? {
        return Ok(rejected(&page(&app, &ctx, &signed_in, (wrong, end)).await?));
    }
    let hash = app.passwords.hash(Secret::new(typed.password)).await?;
    let person = &signed_in.person;
    let mut conn = app.db.write().await?;
    choose_password(&mut conn, person.id, &hash, app.clock.now()).await?;
    letters::tell_of_new_password(&app, &mut conn, person).await?;
    let cookie = if end {
        keep_only(&app, &ctx, &mut conn, &signed_in).await?
    } else {
        None
    };
    let event = ctx
        .done(events::PASSWORD_CHANGED)
        .by(person.id)
        .detail("others_ended", end);
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    let said = if had {
        "passport-password-changed"
    } else {
        "passport-password-chosen"
    };
    let mut response = Flash::new(said).redirect(&ctx, "/passport/security");
    set_cookie(&mut response, cookie);
    Ok(response)
}

/// What speaks against the change; the new password is judged first, so that a weak one costs no try.
async fn wrong(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (typed, had): (&Typed, bool),
) -> Result<Option<Wrong>, PageError> {
    let rules = PasswordRules::default();
    if let Err(weakness) = rules.judge(&typed.password, &[&signed_in.person.name]) {
        let words = weakness.words(&ctx.texts, rules);
        return Ok(Some(Wrong {
            new: Some(words),
            ..Wrong::default()
        }));
    }
    if !had {
        return Ok(None);
    }
    let current = Secret::new(typed.current_password.clone());
    let words = match check_current_password(app, ctx, signed_in.person.id, current).await? {
        CurrentPassword::Right => return Ok(None),
        CurrentPassword::Wrong => ctx.text("passport-current-wrong"),
        CurrentPassword::Paused(until) => {
            let until = ctx.texts.date_time(until);
            ctx.texts
                .with("signin-password-paused", &[("time", until.into())])
        }
    };
    let event = ctx
        .refused(events::PASSWORD_REFUSED, "current-wrong")
        .by(signed_in.person.id);
    let mut conn = app.db.write().await?;
    app.record(&mut conn, event).await?;
    conn.commit().await?;
    Ok(Some(Wrong {
        current: Some(words),
        ..Wrong::default()
    }))
}
