//! Giving one's passport up, and taking it back while that is possible. Whoever gave theirs up can sign in
//! and sees this page and no other.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::departing::{self, GivenUp, Tie};
use people::identifiers;
use serde::Deserialize;

use super::{Nothing, events};
use crate::inside;
use crate::letters::{self, Addressee, Occasion, PassportEnds};
use crate::signin::door::SteppedUp;
use crate::signin::{self, SignedIn, ending};
use crate::web::ui::{self, Card, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, card, rejected, show as shown};

/// Where it stands.
pub(super) const PATH: &str = "/passport/deletion";

#[derive(Template)]
#[template(path = "passport/deletion.html")]
struct Ask {
    frame: Frame,
    refusal: Option<ui::Notice>,
    ties: Vec<(String, ui::LinkButton)>,
    confirmation: Option<ui::Confirmation>,
}

#[derive(Template)]
#[template(path = "passport/leaving.html")]
struct Leaving {
    card: Card,
    until: String,
    take_back: ui::PostButton,
    sign_out: ui::PostButton,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
}

impl Ask {
    async fn new(
        app: &App,
        ctx: &Ctx,
        signed_in: &SignedIn,
        wrong: Option<(&str, String)>,
    ) -> Result<Self, PageError> {
        let mut frame = inside::passport(app, ctx, signed_in, "passport-delete", "").await?;
        frame.page.has_error = wrong.is_some();
        let person = &signed_in.person;
        let mut conn = app.db.read().await?;
        let ties = departing::ties(&mut conn, person.id).await?;
        let stays =
            person.is_operator && !departing::has_other_operator(&mut conn, person.id).await?;
        drop(conn);
        let is_free = ties.is_empty() && !stays;
        let refusal = stays.then(|| {
            ui::notice(ui::Tone::Warn, ctx.text("passport-delete-operator"))
                .text(ctx.text("passport-delete-operator-how"))
        });
        Ok(Self {
            refusal,
            confirmation: is_free.then(|| confirmation(ctx, signed_in, wrong)),
            ties: ties.iter().map(|tie| how_to_leave(ctx, tie)).collect(),
            frame,
        })
    }
}

/// A workspace that holds the passport, and the page where one leaves it.
fn how_to_leave(ctx: &Ctx, tie: &Tie) -> (String, ui::LinkButton) {
    let role = ctx.text(&format!("passport-role-{}", tie.role.word()));
    let href = format!("/w/{}/leave", tie.address);
    let words = ctx.texts.with(
        "passport-delete-leave",
        &[("workspace", tie.name.as_str().into())],
    );
    (
        format!("{} ({role})", tie.name),
        ui::link_button(href, words),
    )
}

fn confirmation(
    ctx: &Ctx,
    signed_in: &SignedIn,
    wrong: Option<(&str, String)>,
) -> ui::Confirmation {
    let texts = &ctx.texts;
    let name = [("name", signed_in.person.name.as_str().into())];
    let until = texts.date_time(ctx.at.plus(departing::GRACE));
    let (typed, wrong) = wrong.map_or(("", None), |(typed, why)| (typed, Some(why)));
    ui::confirmation(
        texts.get("passport-delete-question"),
        PATH,
        &*ctx.csrf,
        "/passport/security",
        texts,
    )
    .happens(texts.get("passport-delete-happens"))
    .ends(
        texts.get("passport-delete-then"),
        [
            texts.get("passport-delete-names"),
            texts.get("passport-delete-personal"),
            texts.get("passport-delete-trail"),
        ],
    )
    .undo(texts.with("passport-delete-undo", &[("time", until.into())]))
    .field(
        ui::field("name", texts.with("passport-delete-type", &name))
            .value(typed)
            .error(wrong),
    )
    .button(texts.get("passport-delete"))
}

/// `GET /passport/deletion`.
pub(super) async fn ask(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    if let Some(gone_at) = signed_in.person.gone_at {
        let until = ctx.texts.date_time(gone_at);
        let back = format!("{PATH}/take-back");
        return Ok(shown(&Leaving {
            card: card(&ctx, "passport-leaving"),
            until: ctx
                .texts
                .with("passport-leaving-until", &[("time", until.into())]),
            take_back: ui::post_button(back, &*ctx.csrf, ctx.text("passport-take-back")),
            sign_out: ui::post_button("/sign-out", &*ctx.csrf, ctx.text("ui-sign-out")),
        }));
    }
    SteppedUp::still(&app, &ctx, &signed_in)?;
    Ok(shown(&Ask::new(&app, &ctx, &signed_in, None).await?))
}

/// `POST /passport/deletion`.
pub(super) async fn give_up(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let person = &signed_in.person;
    if typed.name.trim() != person.name {
        let wrong = (typed.name.as_str(), ctx.text("passport-delete-other"));
        let page = Ask::new(&app, &ctx, &signed_in, Some(wrong)).await?;
        return Ok(rejected(&page));
    }
    let mut conn = app.db.write().await?;
    let gone_at = match departing::give_up(&mut conn, person.id, ctx.at).await? {
        GivenUp::Until(gone_at) => gone_at,
        GivenUp::Already => return Ok(Flash::new("passport-leaving").redirect(&ctx, PATH)),
        GivenUp::Tied | GivenUp::LastOperator => {
            drop(conn);
            let page = Ask::new(&app, &ctx, &signed_in, None).await?;
            let mut response = shown(&page);
            *response.status_mut() = StatusCode::CONFLICT;
            return Ok(response);
        }
    };
    let event = ctx.done(events::GIVEN_UP).by(person.id).about(person.id);
    app.record(&mut conn, event.detail("until", gone_at.as_micros()))
        .await?;
    ending::announce(&app, &mut conn).await?;
    tell(&app, &mut conn, &signed_in, PassportEnds::Until(gone_at)).await?;
    conn.commit().await?;
    let holding = signin::Holding::of(&app, &ctx).await?;
    let held = holding.without(signed_in.session.id);
    let said = Flash::new("passport-given-up").with("time", ctx.texts.date_time(gone_at));
    Ok(said.on(&ctx, signin::leave(&ctx, "/sign-in?switch=1", &held)))
}

/// `POST /passport/deletion/take-back`. Having signed in is enough: that is all one can do.
pub(super) async fn take_back(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let person = signed_in.person.id;
    let mut conn = app.db.write().await?;
    if !departing::take_back(&mut conn, person, ctx.at).await? {
        return Err(PageError::NotFound);
    }
    let event = ctx.done(events::TAKEN_BACK).by(person).about(person);
    app.record(&mut conn, event).await?;
    tell(&app, &mut conn, &signed_in, PassportEnds::Stays).await?;
    conn.commit().await?;
    Ok(Flash::new("passport-taken-back").redirect(&ctx, "/passport"))
}

/// Tells the person at their primary address, if there is one.
async fn tell(
    app: &App,
    conn: &mut base::db::Conn,
    signed_in: &SignedIn,
    what: PassportEnds,
) -> Result<(), PageError> {
    let person = &signed_in.person;
    let Some(email) = identifiers::primary_email(conn, person.id).await? else {
        return Ok(());
    };
    let to = Addressee::person(person, &email);
    letters::queue(app, conn, to, Occasion::PassportEnds(what)).await
}
