//! The second page, behind the mailed link: a name and a password, and there is a passport.

use admission::Means;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::hash::PasswordHash;
use base::one_use::{self, Consumed, Peeked};
use base::secret::Secret;
use base::token::{SignUp, Token};
use people::identifiers::{self, Named, Verified};
use people::passports::{self, Profile};
use people::{EmailAddress, Fresh, Name, PassportId};
use serde::Deserialize;

use super::ask::offered;
use super::events;
use super::work::Invited;
use crate::signin::{PasswordRules, choose_password, password_strength, sign_in_with};
use crate::web::ui::{self, Card, Field};
use crate::web::{App, Ctx, Form, LocalPath, PageError, card, rejected, show as shown};

#[derive(Template)]
#[template(path = "signup/new.html")]
struct Page {
    card: Card,
    token: String,
    username: Field,
    name: Field,
    password: Field,
}

/// A link as it was mailed.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

impl Page {
    fn new(ctx: &Ctx, token: &str, email: &EmailAddress) -> Self {
        let texts = &ctx.texts;
        Self {
            card: card(ctx, "signup-new-title"),
            token: token.to_owned(),
            username: ui::login_name("username", texts.get("signin-identifier"))
                .value(email.as_str())
                .read_only(),
            name: ui::field("name", texts.get("signup-name")).autocomplete("name"),
            password: ui::password("password", texts.get("invitation-password"), texts)
                .autocomplete("new-password")
                .judged(password_strength(texts)),
        }
    }
}

/// The address a link was sent to, as long as the link works and the operator admits it.
async fn look(app: &App, ctx: &Ctx, token: &str) -> Result<EmailAddress, PageError> {
    let who = offered(app).await?;
    let token = Token::<SignUp>::parse(token).ok_or(PageError::SpentLink)?;
    let mut conn = app.db.read().await?;
    match one_use::peek::<_, Invited>(&mut conn, &token.hash(), ctx.at).await? {
        Peeked::Good { payload, .. } => EmailAddress::parse(&payload.email)
            .ok()
            .filter(|email| who.admits(email))
            .ok_or(PageError::SpentLink),
        _ => Err(PageError::SpentLink),
    }
}

/// `GET /sign-up/new`: changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let email = look(&app, &ctx, &link.token).await?;
    Ok(shown(&Page::new(&ctx, &link.token, &email)))
}

/// `POST /sign-up/new`.
pub(super) async fn choose(
    State(app): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let email = look(&app, &ctx, &typed.token).await?;
    let name = Name::parse(&typed.name);
    let own = [typed.name.as_str(), email.as_str()];
    let judged = PasswordRules::default().judge(&typed.password, &own);
    let (Ok(name), Ok(())) = (&name, &judged) else {
        let mut page = Page::new(&ctx, &typed.token, &email);
        page.card.page.has_error = true;
        let odd = name.is_err().then(|| ctx.text("profile-name-odd"));
        page.name = page.name.value(&typed.name).error(odd);
        let weak = judged.err();
        let weak = weak.map(|weak| weak.words(&ctx.texts, PasswordRules::default()));
        page.password = page.password.error(weak);
        return Ok(rejected(&page));
    };
    let hash = app.passwords.hash(Secret::new(typed.password)).await?;
    let person = create(&app, &ctx, &typed.token, (name, &email, &hash)).await?;
    let means = [Means::EmailLink, Means::Password];
    sign_in_with(&app, &ctx, person, &means, LocalPath::or_passport(None)).await
}

/// Takes the link and makes the passport, all or nothing. An address that became somebody's meanwhile leaves
/// nothing behind.
async fn create(
    app: &App,
    ctx: &Ctx,
    token: &str,
    (name, email, hash): (&Name, &EmailAddress, &PasswordHash),
) -> Result<PassportId, PageError> {
    let token = Token::<SignUp>::parse(token).ok_or(PageError::SpentLink)?;
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let mut conn = app.db.write().await?;
    let taken = one_use::consume::<_, Invited>(&mut conn, &token.hash(), fresh.now).await?;
    let Consumed::Taken(_) = taken else {
        return Err(PageError::SpentLink);
    };
    let profile = Profile::new(name, ctx.language.code());
    let person = passports::create(&mut conn, fresh, profile).await?.id;
    let named = Named::Email(email.clone());
    let Verified::Now(_) = identifiers::verify(&mut conn, fresh, person, &named).await? else {
        return Err(PageError::SpentLink);
    };
    choose_password(&mut conn, person, hash, fresh.now).await?;
    let event = ctx.done(events::REGISTERED).by(person).about(person);
    app.record(&mut conn, event.personal("email", email.as_str()))
        .await?;
    conn.commit().await?;
    Ok(person)
}
