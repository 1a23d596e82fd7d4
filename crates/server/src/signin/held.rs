//! The passports signed in in one browser, and which of them acts.
//!
//! Whatever names a passport here is looked for among the tokens the browser itself brought, never in
//! the tables: nobody switches to a session they do not hold.

use admission::MemberState;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use base::token::{Session as SessionToken, Token};
use people::identifiers;
use people::members;
use people::{PassportId, WorkspaceId};
use serde::Deserialize;

use super::session::{SessionId, SignedIn};
use super::{events, store, trail};
use crate::web::ui::{self, Passports};
use crate::web::{
    App, Ctx, Elsewhere, Flash, Form, Held, LocalPath, PageError, picture, set_cookie,
};

/// One live session of the browser.
struct Slot {
    token: Token<SessionToken>,
    signed_in: SignedIn,
    is_active: bool,
}

/// The live sessions of the browser, the one that acts first.
pub struct Holding(Vec<Slot>);

impl Holding {
    /// Those of this request; of each passport one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, ctx: &Ctx) -> Result<Self, PageError> {
        let now = app.clock.now();
        let active = ctx.held.active().map(Token::reveal);
        let mut conn = app.db.read().await?;
        let mut slots: Vec<Slot> = Vec::new();
        for token in ctx.held.all() {
            let found = store::live_session(&mut conn, &token.hash(), now).await?;
            let Some((session, person)) = found else {
                continue;
            };
            if slots.iter().all(|one| one.signed_in.person.id != person.id) {
                slots.push(Slot {
                    is_active: slots.is_empty() && active == Some(token.reveal()),
                    token: token.clone(),
                    signed_in: SignedIn { session, person },
                });
            }
        }
        Ok(Self(slots))
    }

    /// Who acts.
    pub fn active(&self) -> Option<&SignedIn> {
        self.0
            .iter()
            .find(|one| one.is_active)
            .map(|one| &one.signed_in)
    }

    /// All, the one that acts first.
    pub fn all(&self) -> impl Iterator<Item = &SignedIn> {
        self.0.iter().map(|one| &one.signed_in)
    }

    /// Those that do not act.
    pub fn others(&self) -> impl Iterator<Item = &SignedIn> {
        let others = self.0.iter().filter(|one| !one.is_active);
        others.map(|one| &one.signed_in)
    }

    /// The one with this passport.
    pub fn passport(&self, id: &str) -> Option<&SignedIn> {
        self.all().find(|one| one.person.id.to_string() == id)
    }

    /// What the browser holds when `id` is the session that acts, under `token`; the others follow, as
    /// they were. Whoever no longer finds room is left over.
    pub(super) fn acting(
        &self,
        passport: PassportId,
        token: Token<SessionToken>,
    ) -> (Held, Vec<&SignedIn>) {
        let others: Vec<&Slot> = self
            .0
            .iter()
            .filter(|one| one.signed_in.person.id != passport)
            .collect();
        let room = crate::web::MOST_PASSPORTS - 1;
        let tokens = others.iter().take(room).map(|one| one.token.clone());
        let held = Held::of(Some(token), tokens.collect());
        let left_over = others.iter().skip(room).map(|one| &one.signed_in);
        (held, left_over.collect())
    }

    /// What the browser holds when this session is over. Nobody takes its place by themselves.
    pub fn without(&self, session: SessionId) -> Held {
        let stays = |one: &&Slot| one.signed_in.session.id != session;
        let active = self.0.iter().filter(stays).find(|one| one.is_active);
        let others = self.0.iter().filter(stays).filter(|one| !one.is_active);
        Held::of(
            active.map(|one| one.token.clone()),
            others.map(|one| one.token.clone()).collect(),
        )
    }

    /// Those of the others that are members of a workspace.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn members_of(
        &self,
        app: &App,
        workspace: WorkspaceId,
    ) -> Result<Vec<&SignedIn>, PageError> {
        let mut conn = app.db.read().await?;
        let mut found = Vec::new();
        for one in self.others() {
            let member = members::of_passport(&mut conn, workspace, one.person.id).await?;
            if member.is_some_and(|member| member.state == MemberState::Active) {
                found.push(one);
            }
        }
        Ok(found)
    }
}

/// These as buttons, each of which lets its passport act and goes on to `next`.
///
/// # Errors
/// When the database does not answer.
pub async fn choices(
    (app, ctx): (&App, &Ctx),
    who: impl IntoIterator<Item = &SignedIn>,
    next: &str,
) -> Result<Passports, PageError> {
    let mut list = ui::passports(&*ctx.csrf, next, &ctx.texts);
    let mut conn = app.db.read().await?;
    for SignedIn { person, .. } in who {
        let email = identifiers::primary_email(&mut conn, person.id).await?;
        let address = email.map(|email| email.to_string()).unwrap_or_default();
        let photo = picture::small(person.picture.as_ref());
        list = list.passport(person.id, (&person.name, &address), photo);
    }
    Ok(list)
}

/// The passports of this browser beside the one that acts, as buttons.
///
/// # Errors
/// When the database does not answer.
pub async fn others(app: &App, ctx: &Ctx, next: &str) -> Result<Passports, PageError> {
    let holding = Holding::of(app, ctx).await?;
    choices((app, ctx), holding.others(), next).await
}

/// That a workspace knows others of this browser, where it does: for somebody who does not belong there.
///
/// # Errors
/// When the database does not answer.
pub async fn elsewhere(
    (app, ctx): (&App, &Ctx),
    signed_in: &SignedIn,
    (workspace, name): (WorkspaceId, &str),
    next: &str,
) -> Result<Option<PageError>, PageError> {
    if ctx.held.all().nth(1).is_none() {
        return Ok(None);
    }
    let holding = Holding::of(app, ctx).await?;
    let mut who = holding.members_of(app, workspace).await?;
    who.retain(|one| one.person.id != signed_in.person.id);
    if who.is_empty() {
        return Ok(None);
    }
    Ok(Some(PageError::Elsewhere(Box::new(Elsewhere {
        workspace: name.to_owned(),
        person: signed_in.person.name.clone(),
        offered: choices((app, ctx), who, next).await?,
    }))))
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    passport: String,
    next: Option<String>,
}

/// `POST /switch`: another passport of this browser acts from now on.
pub(super) async fn switch(
    State(app): State<App>,
    ctx: Ctx,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let next = LocalPath::or_passport(chosen.next.as_deref());
    let holding = Holding::of(&app, &ctx).await?;
    let slot = holding
        .0
        .iter()
        .find(|one| one.signed_in.person.id.to_string() == chosen.passport);
    let Some(slot) = slot else {
        let next: String = url::form_urlencoded::byte_serialize(next.as_str().as_bytes()).collect();
        let path = format!("/sign-in?switch=1&next={next}");
        return Ok(Flash::new("signin-switch-gone").redirect(&ctx, &path));
    };
    let SignedIn { session, person } = &slot.signed_in;
    if !slot.is_active {
        let event = ctx.done(events::SWITCHED).by(person.id).about(session.id);
        let mut conn = app.db.write().await?;
        trail::record(&app, &mut conn, person.id, event).await?;
        conn.commit().await?;
    }
    let (held, _) = holding.acting(person.id, slot.token.clone());
    let mut response = if next.as_str().starts_with("/oidc/") {
        Redirect::to(next.as_str()).into_response()
    } else {
        let said = Flash::new("signin-switched").with("name", &person.name);
        said.redirect(&ctx, next.as_str())
    };
    set_cookie(&mut response, held.cookie(&ctx));
    Ok(response)
}
