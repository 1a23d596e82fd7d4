//! Who of the passports of a browser answers a request: the one that acts, unless a hint names another.
//!
//! A hint makes nobody else act in the browser. It only says for whom this one request is, so that an
//! application that renews its sign-in in a frame does not turn the person's other pages about
//! (OpenID Connect Core section 3.1.2.1).

use people::identifiers::{self, Named};
use people::members;

use super::arrival::Arrived;
use crate::signin::{Holding, SignedIn, session};
use crate::web::{App, Ctx, PageError};

/// Who answers, and whether it was clear.
pub(in crate::oidc) struct Answering {
    /// The one who answers.
    pub(in crate::oidc) who: Option<SignedIn>,
    /// Whether several could, and nobody said which.
    pub(in crate::oidc) is_open: bool,
    /// How many are signed in in this browser.
    pub(in crate::oidc) many: usize,
}

/// Finds who answers. From then on the forms of the answer are theirs.
pub(in crate::oidc) async fn answering(
    app: &App,
    ctx: &Ctx,
    arrived: &Arrived,
) -> Result<Answering, PageError> {
    let holding = Holding::of(app, ctx).await?;
    let hinted = hinted(app, &holding, arrived).await?;
    let who = hinted.or(holding.active()).cloned();
    if who.as_ref().is_some_and(|one| one.person.gone_at.is_some()) {
        return leaving(arrived, holding.all().count());
    }
    if let Some(SignedIn { person, .. }) = &who {
        ctx.acts(person.id, &person.name, false);
    }
    let is_open = match (&who, hinted) {
        (_, Some(_)) => false,
        (None, None) => holding.others().next().is_some(),
        (Some(active), None) => {
            !arrived.chosen && others_belong(app, &holding, active, arrived).await?
        }
    };
    Ok(Answering {
        who,
        is_open,
        many: holding.all().count(),
    })
}

/// Somebody who has given their passport up enters nothing, and is told so where somebody may be asked.
fn leaving(arrived: &Arrived, many: usize) -> Result<Answering, PageError> {
    if !arrived.request.prompt.none {
        return Err(session::to_deletion());
    }
    Ok(Answering {
        who: None,
        is_open: false,
        many,
    })
}

/// Whoever the application names, if they are signed in in this browser.
async fn hinted<'a>(
    app: &App,
    holding: &'a Holding,
    arrived: &Arrived,
) -> Result<Option<&'a SignedIn>, PageError> {
    // Nobody has an empty subject: whoever turns that one away means somebody.
    if !arrived.is_for("") {
        let is_meant = |one: &&SignedIn| arrived.is_for(&one.person.id.to_string());
        return Ok(holding.all().find(is_meant));
    }
    let hint = arrived.request.login_hint.as_deref();
    let hint = hint.filter(|_| !arrived.chosen && !arrived.request.prompt.select_account);
    let Some(named) = hint.and_then(Named::parse) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    let found = identifiers::owner(&mut conn, &named).await?;
    Ok(found.and_then(|passport| holding.passport(&passport.to_string())))
}

/// Whether the one who acts does not belong to the application's workspace, and another one does.
async fn others_belong(
    app: &App,
    holding: &Holding,
    active: &SignedIn,
    arrived: &Arrived,
) -> Result<bool, PageError> {
    if holding.others().next().is_none() {
        return Ok(false);
    }
    let workspace = arrived.application.workspace;
    let mut conn = app.db.read().await?;
    let member = members::of_passport(&mut conn, workspace, active.person.id).await?;
    drop(conn);
    Ok(member.is_none() && !holding.members_of(app, workspace).await?.is_empty())
}
