//! A phone number: claimed, confirmed by a code sent to it, and moved when it changed hands.
//!
//! The code is six digits, good for ten minutes, five tries and one use, and worth something only to whoever claimed
//! the number, signed in and freshly proved (`texting::Proves`). Whether a number is
//! somebody's already shows nowhere before it is confirmed.
//!
//! Numbers are given to other people by and by. Whoever reads messages to a number that another passport has may take
//! it, if that passport has a confirmed address of its own: the passport keeps everything else, is told by letter, and no
//! message to the number opens anything of it from then on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::audit::{Event, Outcome};
use base::db::{Conn, DbError};
use base::one_use;
use base::sms::Asker;
use base::token::ResetPassword;
use people::identifiers::{self, Identifier, Kind, Named, Removed, Verified};
use people::passports::{self, Passport};
use people::{Fresh, PassportId};
use protocol::phone::PhoneNumber;
use serde::Deserialize;

use super::add::find;
use super::list;
use super::told::{self, Deed};
use crate::passport::events;
use crate::signin::door::SteppedUp;
use crate::signin::{SignedIn, network, record as record_everywhere};
use crate::texting::{self, Proves};
use crate::web::ui::{self, Field, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, rejected, show as shown};

/// A passport has no more identifiers than this, claims among them.
const MOST: usize = 10;

#[derive(Template)]
#[template(path = "passport/identifiers/code.html")]
struct Page {
    frame: Frame,
    sent: String,
    action: String,
    again: ui::PostButton,
    code: Field,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// Notes the claim and sends the code; where to go on, or what to say. Whose the number is is not looked at.
pub(super) async fn claim(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    number: &PhoneNumber,
) -> Result<Result<Response, &'static str>, PageError> {
    let person = &signed_in.person;
    let named = Named::Phone(number.clone());
    let mut conn = app.db.write().await?;
    let all = identifiers::of_passport(&mut conn, person.id).await?;
    match all.iter().find(|one| told::is_named(one, &named)) {
        Some(known) if known.verified_at.is_some() => return Ok(Err("identifiers-yours-already")),
        None if all.len() >= MOST => return Ok(Err("identifiers-too-many")),
        _ => {}
    }
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let claim = identifiers::claim(&mut conn, fresh, person.id, &named).await?;
    if let Err(why) = send_code(app, ctx, &mut conn, (person, &claim, number)).await? {
        return Ok(Err(why));
    }
    let event = ctx.done(events::IDENTIFIER_CLAIMED).by(person.id);
    let event = event.about(person.id).personal("name", number.masked());
    record_everywhere(app, &mut conn, person.id, event).await?;
    conn.commit().await?;
    Ok(Ok(to_code(ctx, &claim, number)))
}

fn to_code(ctx: &Ctx, claim: &Identifier, number: &PhoneNumber) -> Response {
    let path = format!("/passport/identifiers/{}/code", claim.id);
    let said = Flash::new("identifiers-code-sent").with("name", number.international());
    said.redirect(ctx, &path)
}

async fn send_code(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (person, claim, number): (&Passport, &Identifier, &PhoneNumber),
) -> Result<Result<(), &'static str>, PageError> {
    let (network, passport) = (network(ctx.address).to_string(), person.id.to_string());
    let asker = Asker {
        network: Some(&network),
        passport: Some(&passport),
    };
    let what = claim.id.to_string();
    let proves = Proves {
        what: &what,
        number,
    };
    let to = (texting::language(person), asker);
    let sent = texting::send_code(app, conn, proves, to).await?;
    Ok(sent.map_err(texting::said))
}

/// A number of the person's own that waits for its code.
async fn waiting(
    conn: &mut Conn,
    signed_in: &SignedIn,
    id: &str,
) -> Result<(Identifier, PhoneNumber), PageError> {
    let claim = find(conn, signed_in, id).await?;
    if claim.kind != Kind::Phone || claim.verified_at.is_some() {
        return Err(PageError::NotFound);
    }
    let number = PhoneNumber::parse(&claim.value, None);
    let number = number.map_err(|_| DbError::Shape("identifiers.value".to_owned()))?;
    Ok((claim, number))
}

async fn page(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    (claim, number): &(Identifier, PhoneNumber),
) -> Result<Page, PageError> {
    let path = |deed: &str| format!("/passport/identifiers/{}/{deed}", claim.id);
    let name = number.international();
    Ok(Page {
        frame: list::frame(app, ctx, signed_in).await?,
        sent: ctx
            .texts
            .with("identifiers-code-where", &[("name", name.as_str().into())]),
        action: path("code"),
        again: ui::post_button(path("send"), &ctx.csrf, ctx.text("identifiers-send-code"))
            .button(ui::SubmitButton::quiet),
        code: ui::code("code", ctx.text("identifiers-code")).autofocus(),
    })
}

/// `GET /passport/identifiers/{identifier}/code`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let claim = waiting(&mut app.db.read().await?, &signed_in, &id).await?;
    Ok(shown(&page(&app, &ctx, &signed_in, &claim).await?))
}

/// `POST /passport/identifiers/{identifier}/code`.
pub(super) async fn confirm(
    State(app): State<App>,
    ctx: Ctx,
    SteppedUp(signed_in): SteppedUp,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let claim = waiting(&mut conn, &signed_in, &id).await?;
    let what = claim.0.id.to_string();
    let proves = Proves {
        what: &what,
        number: &claim.1,
    };
    let said = match texting::try_code(&app, &mut conn, proves, (&typed.code, ctx.at)).await? {
        Ok(()) => take(&app, &ctx, &mut conn, (&signed_in, &claim.1)).await?,
        Err(why) => {
            let event = ctx.refused(events::IDENTIFIER_CONFIRMED, "wrong-code");
            let event = event.by(signed_in.person.id).about(signed_in.person.id);
            record_everywhere(&app, &mut conn, signed_in.person.id, event).await?;
            conn.commit().await?;
            let mut page = page(&app, &ctx, &signed_in, &claim).await?;
            page.frame.page.has_error = true;
            page.code = page.code.error(ctx.text(why));
            return Ok(rejected(&page));
        }
    };
    conn.commit().await?;
    let said = Flash::new(said).with("name", claim.1.international());
    Ok(said.redirect(&ctx, "/passport/identifiers"))
}

/// Gives the number to the person, also when it was another passport's that can do without it.
async fn take(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (signed_in, number): (&SignedIn, &PhoneNumber),
) -> Result<&'static str, PageError> {
    let person = &signed_in.person;
    let fresh = Fresh {
        now: ctx.at,
        random: &app.random,
    };
    let named = Named::Phone(number.clone());
    let mut verified = identifiers::verify(conn, fresh, person.id, &named).await?;
    if let Verified::TakenBy(other) = verified
        && give_up(app, ctx, conn, (other, &named)).await?
    {
        verified = identifiers::verify(conn, fresh, person.id, &named).await?;
    }
    let event = match verified {
        Verified::Already(_) => return Ok("identifiers-phone-confirmed"),
        Verified::TakenBy(_) => {
            let event = ctx.refused(events::IDENTIFIER_CONFIRMED, "address-taken");
            let event = event.by(person.id).about(person.id);
            record_everywhere(app, conn, person.id, event).await?;
            return Ok("identifiers-phone-taken");
        }
        Verified::Now(_) => ctx.done(events::IDENTIFIER_CONFIRMED),
    };
    let name = number.international();
    told::tell(app, ctx, conn, (person, Deed::Added(&name))).await?;
    let event = event.by(person.id).about(person.id);
    let event = event.personal("name", number.masked());
    record_everywhere(app, conn, person.id, event).await?;
    Ok("identifiers-phone-confirmed")
}

/// Takes the number from a passport that has a confirmed address beside it, and tells that address; whether it did.
async fn give_up(
    app: &App,
    ctx: &Ctx,
    conn: &mut Conn,
    (other, named): (PassportId, &Named),
) -> Result<bool, PageError> {
    let Some(email) = identifiers::primary_email(conn, other).await? else {
        return Ok(false);
    };
    let owner = passports::load(conn, other).await?;
    let owner = owner.ok_or_else(|| PageError::internal("a number without its passport"))?;
    let all = identifiers::of_passport(conn, other).await?;
    let Some(one) = all.iter().find(|one| told::is_named(one, named)) else {
        return Ok(false);
    };
    let Removed::Gone(gone) = identifiers::remove(conn, other, one.id).await? else {
        return Ok(false);
    };
    one_use::withdraw::<ResetPassword>(conn, other, ctx.at).await?;
    told::tell_alone(app, ctx, conn, (&owner, &email, Deed::Removed(&gone))).await?;
    // Without address and browser: they are those of somebody else.
    let event = Event::new(events::IDENTIFIER_MOVED, Outcome::Done, &ctx.reference).about(other);
    let event = event.personal("name", gone.masked());
    record_everywhere(app, conn, other, event).await?;
    Ok(true)
}

/// The code once more, for a number that waits for one.
pub(super) async fn send_again(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    id: &str,
) -> Result<Response, PageError> {
    let mut conn = app.db.write().await?;
    let (claim, number) = waiting(&mut conn, signed_in, id).await?;
    let about = (&signed_in.person, &claim, &number);
    if let Err(why) = send_code(app, ctx, &mut conn, about).await? {
        // Not committed: the code before still counts.
        let path = format!("/passport/identifiers/{}/code", claim.id);
        return Ok(Flash::new(why).redirect(ctx, &path));
    }
    conn.commit().await?;
    Ok(to_code(ctx, &claim, &number))
}
