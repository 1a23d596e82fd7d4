//! The dispatcher: what comes next in a sign-in, and the session at its end.

use admission::{Circumstances, Door, Means, Moment, Place, Verdict, admit};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::audit::Event;
use base::clock::Time;
use base::token::Token;
use people::PassportId;
use people::passports::{self, Passport};

use super::attempt::{Attempt, AttemptId, Begin};
use super::ending::end_session;
use super::held::Holding;
use super::session::Session;
use super::{events, methods, store, trail};
use crate::web::{App, Ctx, Flash, LocalPath, PageError, set_cookie};

/// Sends the person to sign in, for a feature that needs to know who they are.
///
/// # Errors
/// When the attempt cannot be stored.
pub async fn begin(app: &App, ctx: &Ctx, begin: Begin) -> Result<Response, PageError> {
    let attempt = Attempt::begin(app, ctx, begin).await?;
    Ok(Redirect::to(&attempt.path()).into_response())
}

/// Signs in somebody who has just proved who they are outside the steps: by a mailed link and a
/// password chosen with it. `next` is where they go.
///
/// # Errors
/// When the session cannot be stored.
pub async fn sign_in_with(
    app: &App,
    ctx: &Ctx,
    passport: PassportId,
    means: &[Means],
    next: LocalPath,
) -> Result<Response, PageError> {
    let mut attempt = Attempt::begin(app, ctx, Begin::to(next)).await?;
    for one in means {
        attempt.prove(passport, *one, app.clock.now());
    }
    advance(app, ctx, attempt).await
}

/// The attempt of an address, if it belongs to this browser and is not too old.
pub(super) async fn load(app: &App, ctx: &Ctx, id: &str) -> Result<Option<Attempt>, PageError> {
    let Some(id) = AttemptId::parse(id).filter(|_| ctx.browser_known) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    let browser = ctx.browser.hash();
    let now = app.clock.now();
    Ok(store::load_attempt(&mut conn, &app.master, id, &browser, now).await?)
}

/// What to answer for a step whose attempt is gone or over: a second tab, an old page, Back.
pub(super) fn stale(ctx: &Ctx, attempt: Option<&Attempt>) -> Response {
    match attempt {
        Some(finished) => Redirect::to(&finished.next).into_response(),
        None => Flash::new("signin-stale").redirect(ctx, "/sign-in"),
    }
}

/// `GET /sign-in/{attempt}`: on to the step that is due.
pub(super) async fn dispatch(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    match load(&app, &ctx, &id).await? {
        Some(attempt) if !attempt.finished => {
            Ok(Redirect::to(&due(&app, &attempt)).into_response())
        }
        other => Ok(stale(&ctx, other.as_ref())),
    }
}

/// The address of the step that is due. An attempt with all its proofs that was never finished
/// (the process died in between) proves once more.
fn due(app: &App, attempt: &Attempt) -> String {
    let step = if attempt.identifier.is_none() {
        "name"
    } else {
        let options = match judge(attempt, app.clock.now()) {
            Verdict::Ask { options, .. } => options,
            Verdict::Open(_) | Verdict::Closed { .. } => Vec::new(),
        };
        methods::first_of(&options).map_or("password", |method| method.step)
    };
    format!("{}/{step}", attempt.path())
}

/// What admission says of the attempt at the door of one's own passport.
fn judge(attempt: &Attempt, now: Time) -> Verdict {
    let moment = |time: Time| Moment::from_micros(time.as_micros());
    let circumstances = Circumstances {
        now: moment(now),
        subject: attempt.passport.map(Into::into),
        place: Place::Passport,
        fresh_since: attempt.fresh_since.map(moment),
        ip: None,
    };
    admit(&Door::default(), &attempt.proofs, &circumstances).verdict
}

/// After a step has proved something: on to the next one, or into the session.
///
/// # Errors
/// When something cannot be stored.
pub(super) async fn advance(app: &App, ctx: &Ctx, attempt: Attempt) -> Result<Response, PageError> {
    let verdict = judge(&attempt, app.clock.now());
    if let (Verdict::Open(_), Some(passport)) = (verdict, attempt.passport) {
        return finish(app, ctx, (&attempt, passport)).await;
    }
    let mut conn = app.db.write().await?;
    store::save_attempt(&mut conn, &attempt).await?;
    conn.commit().await?;
    Ok(Redirect::to(&due(app, &attempt)).into_response())
}

/// Begins the session, or renews that of the same person in this browser; its token is new in either
/// case. Others who are signed in here stay so, as long as there is room.
async fn finish(
    app: &App,
    ctx: &Ctx,
    (attempt, passport): (&Attempt, PassportId),
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let token = Token::fresh(&app.random);
    let holding = Holding::of(app, ctx).await?;
    let (held, left_over) = holding.acting(passport, token.clone());
    let mut conn = app.db.write().await?;
    if !store::finish_attempt(&mut conn, attempt.id, now).await? {
        return Ok(stale(ctx, Some(attempt)));
    }
    let person = passports::load(&mut conn, passport).await?;
    let person = person.ok_or_else(|| PageError::internal("a passport vanished in its sign-in"))?;
    let mut session = Session::begin(app, ctx, &person, attempt.proofs.clone());
    let mut renewed = false;
    if let Some(before) = holding.passport(&passport.to_string()) {
        session.id = before.session.id;
        renewed = store::renew_session(&mut conn, &session, &token.hash()).await?;
    }
    for one in left_over {
        let old = (one.person.id, one.session.id);
        end_session(app, &mut conn, old, "no-room").await?;
    }
    if !renewed {
        session.id = super::SessionId::fresh(now, &app.random);
        store::insert_session(&mut conn, &session, &token.hash()).await?;
    }
    store::remember_browser(&mut conn, passport, &ctx.browser.hash(), now).await?;
    let beside = held.all().count().saturating_sub(1);
    let event = signed_in(ctx, &person, &session, beside);
    trail::record(app, &mut conn, passport, event).await?;
    conn.commit().await?;
    app.metrics.sign_in("accepted");
    let mut response = Redirect::to(&attempt.next).into_response();
    set_cookie(&mut response, held.cookie(ctx));
    Ok(response)
}

fn signed_in(ctx: &Ctx, person: &Passport, session: &Session, beside: usize) -> Event {
    let means: Vec<&str> = session
        .proofs
        .iter()
        .map(|proof| proof.means.word())
        .collect();
    let event = ctx
        .done(events::ACCEPTED)
        .by(person.id)
        .about(session.id)
        .detail("means", means.join(" "));
    match i64::try_from(beside) {
        Ok(0) | Err(_) => event,
        Ok(beside) => event.detail("beside", beside),
    }
}
