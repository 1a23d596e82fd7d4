//! The dispatcher: what comes next in a sign-in, and the session at its end.

use admission::{Circumstances, Door, Means, Moment, Place, Verdict, admit};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::audit::Event;
use base::clock::Time;
use base::db::Conn;
use base::token::{Session as SessionToken, Token, TokenHash};
use people::PassportId;
use people::passports::{self, Passport};

use super::attempt::{Attempt, AttemptId, Begin};
use super::ending::end_session;
use super::held::Holding;
use super::session::{Session, SessionId};
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
    let due = due(app, &attempt);
    let saved = app
        .db
        .deed(move |conn| Box::pin(async move { store::save_attempt(conn, &attempt).await }));
    saved.await?;
    Ok(Redirect::to(&due).into_response())
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
    let finishing = Finishing {
        app: app.clone(),
        ctx: ctx.clone(),
        attempt: attempt.clone(),
        passport,
        before: holding
            .passport(&passport.to_string())
            .map(|before| before.session.id),
        left_over: left_over
            .into_iter()
            .map(|one| (one.person.id, one.session.id))
            .collect(),
        token: token.hash(),
        beside: held.all().count().saturating_sub(1),
        now,
    };
    let begun = app
        .db
        .deed(move |conn| Box::pin(async move { finishing.done(conn).await }));
    if !begun.await? {
        return Ok(stale(ctx, Some(attempt)));
    }
    app.metrics.sign_in("accepted");
    let mut response = Redirect::to(&attempt.next).into_response();
    set_cookie(&mut response, held.cookie(ctx));
    Ok(response)
}

/// All that the transaction at the end of a sign-in needs: it is done as a whole, by whoever writes.
struct Finishing {
    app: App,
    ctx: Ctx,
    attempt: Attempt,
    passport: PassportId,
    /// The session of the same person in this browser.
    before: Option<SessionId>,
    /// Others who no longer find room in the browser, with their sessions.
    left_over: Vec<(PassportId, SessionId)>,
    /// Of the cookie.
    token: TokenHash<SessionToken>,
    /// How many others stay signed in.
    beside: usize,
    now: Time,
}

impl Finishing {
    /// Uses the attempt up and stores the session; whether there was one to use up.
    async fn done(&self, conn: &mut Conn) -> Result<bool, PageError> {
        let Self { app, ctx, now, .. } = self;
        if !store::finish_attempt(conn, self.attempt.id, *now).await? {
            return Ok(false);
        }
        let person = passports::load(conn, self.passport).await?;
        let person =
            person.ok_or_else(|| PageError::internal("a passport vanished in its sign-in"))?;
        let mut session = Session::begin(app, ctx, &person, self.attempt.proofs.clone());
        let mut renewed = false;
        if let Some(before) = self.before {
            session.id = before;
            renewed = store::renew_session(conn, &session, &self.token).await?;
        }
        for old in &self.left_over {
            end_session(app, conn, *old, "no-room").await?;
        }
        if !renewed {
            session.id = SessionId::fresh(*now, &app.random);
            store::insert_session(conn, &session, &self.token).await?;
        }
        store::remember_browser(conn, self.passport, &ctx.browser.hash(), *now).await?;
        let event = signed_in(ctx, &person, &session, self.beside);
        trail::record(app, conn, self.passport, event).await?;
        Ok(true)
    }
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
