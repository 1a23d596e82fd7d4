//! The photo of a person: chosen, cut to a square, shown, removed.

use axum::extract::State;
use axum::response::Response;
use base::db::Conn;
use people::PassportId;
use people::pictures::{self as photos, New, Owner, Shown};
use protocol::picture::{Made, Part};

use super::{Nothing, events, profile};
use crate::pictures::{self, Refused};
use crate::signin::SignedIn;
use crate::signin::acting::Doing;
use crate::web::ui;
use crate::web::{App, Ctx, Flash, Form, PageError, Sent, Upload, picture, rejected};

/// The part of the profile page that is about the photo.
pub(super) struct Section {
    pub(super) avatar: ui::Avatar,
    pub(super) upload: ui::Upload,
    pub(super) everywhere: Option<ui::Checkbox>,
    pub(super) remove: Option<ui::PostButton>,
}

impl Section {
    /// `wrong` says why the last one was not taken; `has_workspaces` whether there is somewhere to show it.
    pub(super) fn new(
        ctx: &Ctx,
        signed_in: &SignedIn,
        wrong: Option<Refused>,
        has_workspaces: bool,
    ) -> Self {
        let person = &signed_in.person;
        let tick = || {
            ui::checkbox("everywhere", ctx.text("profile-photo-everywhere"))
                .id("photo-everywhere")
                .hint(ctx.text("profile-photo-everywhere-hint"))
                .ticked(true)
        };
        let remove = || {
            let words = ctx.text("profile-photo-remove");
            ui::post_button("/passport/profile/photo/remove", &ctx.csrf, words).quiet()
        };
        Self {
            avatar: ui::person(&person.name)
                .picture(picture::large(person.picture.as_ref()))
                .huge(),
            upload: ui::upload("photo", ctx.text("profile-photo"))
                .hint(pictures::most(&ctx.texts))
                .error(wrong.map(|wrong| ctx.text(wrong.words())))
                .cropped(&ctx.texts),
            everywhere: has_workspaces.then(tick),
            remove: person.picture.as_ref().map(|_| remove()),
        }
    }
}

/// The part that was chosen: none without the script.
fn part(sent: &Sent) -> Result<Option<Part>, PageError> {
    let [x, y, side] = ["x", "y", "side"].map(|name| sent.text(name));
    if [x, y, side].iter().all(|text| text.is_empty()) {
        return Ok(None);
    }
    let number = |text: &str| text.parse().map_err(|_| PageError::UnreadableForm);
    Ok(Some(Part {
        x: number(x)?,
        y: number(y)?,
        side: number(side)?,
    }))
}

/// `POST /passport/profile/photo`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    upload: Upload,
) -> Result<Response, PageError> {
    let made = match &upload {
        Upload::Read(sent) => pictures::photo(&app, sent.file("photo"), part(sent)?).await?,
        Upload::TooLarge => Err(Refused::Unfit(protocol::picture::PictureError::TooLarge)),
    };
    let (made, sent) = match (made, upload) {
        (Ok(made), Upload::Read(sent)) => (made, sent),
        (made, _) => {
            let wrong = profile::Mistake::Photo(made.err().unwrap_or(Refused::Missing));
            let page = profile::page(&app, &ctx, &signed_in, Some(&wrong)).await?;
            return Ok(rejected(&page));
        }
    };
    let doing = signed_in.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    let everywhere = sent.is_ticked("everywhere");
    take(&doing, &mut conn, signed_in.person.id, (&made, everywhere)).await?;
    conn.commit().await?;
    Ok(Flash::new("profile-photo-saved").redirect(&ctx, "/passport/profile"))
}

/// `POST /passport/profile/photo/remove`.
pub(super) async fn remove(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let doing = signed_in.doing(&app, &ctx);
    let mut conn = app.db.write().await?;
    drop_photo(&doing, &mut conn, signed_in.person.id).await?;
    conn.commit().await?;
    Ok(Flash::new("profile-photo-removed").redirect(&ctx, "/passport/profile"))
}

/// Gives the person this photo, with its events; for the page and for scripts.
///
/// # Errors
/// What the database says.
pub async fn take(
    doing: &Doing,
    conn: &mut Conn,
    person: PassportId,
    (made, everywhere): (&Made, bool),
) -> Result<(), PageError> {
    let known = people::passports::load(conn, person).await?;
    let known = known.ok_or(PageError::NotFound)?.picture;
    let new = New {
        media_type: "image/jpeg",
        small: &made.small,
        large: &made.large,
    };
    let fresh = doing.fresh();
    let owner = (Owner::Passport(person), known.as_ref());
    let key = photos::keep(conn, owner, new, (fresh.now, fresh.random)).await?;
    let shown = photos::show(conn, person, Some(&key), everywhere).await?;
    note(doing, conn, person, shown).await
}

/// Takes the photo away, from the passport and from every workspace.
///
/// # Errors
/// What the database says.
pub async fn drop_photo(
    doing: &Doing,
    conn: &mut Conn,
    person: PassportId,
) -> Result<(), PageError> {
    let shown = photos::show(conn, person, None, true).await?;
    note(doing, conn, person, shown).await
}

/// One event for the person, and one into the trail of each workspace that sees another photo now.
async fn note(
    doing: &Doing,
    conn: &mut Conn,
    person: PassportId,
    shown: Shown,
) -> Result<(), PageError> {
    let event = || {
        let event = doing.done(events::PROFILE_CHANGED).about(person);
        event.detail("what", "photo")
    };
    if shown.is_new {
        doing.record(conn, event()).await?;
    }
    for workspace in shown.workspaces {
        doing.record(conn, event().in_workspace(workspace)).await?;
    }
    Ok(())
}
