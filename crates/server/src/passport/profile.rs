//! The profile: each part is saved by itself, so that nothing typed elsewhere on the page is lost or
//! sent along.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use base::i18n::Language;
use people::Name;
use people::belonging;
use people::passports::Passport;
use serde::Deserialize;

use super::acts::{self, Told};
use super::photo;
use crate::inside;
use crate::pictures::Refused;
use crate::signin::SignedIn;
use crate::web::ui::{self, Frame};
use crate::web::{App, Ctx, Flash, Form, PageError, cookie, rejected, set_cookie, show as shown};

/// How long the browser remembers the language.
const REMEMBERED: Duration = Duration::from_secs(400 * 24 * 3600);

#[derive(Template)]
#[template(path = "passport/profile.html")]
pub(super) struct Page {
    frame: Frame,
    photo: photo::Section,
    given_name: ui::Field,
    family_name: ui::Field,
    name: ui::Field,
    /// Offered to whoever is in a workspace.
    everywhere: Option<ui::Checkbox>,
    language: ui::Select,
    zone: ui::Select,
}

/// A part of the profile, named as in the address it is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    GivenName,
    FamilyName,
    Name,
    Language,
    Zone,
}

impl Part {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "given-name" => Self::GivenName,
            "family-name" => Self::FamilyName,
            "name" => Self::Name,
            "language" => Self::Language,
            "zone" => Self::Zone,
            _ => return None,
        })
    }

    /// The key of what is said once it is saved.
    const fn saved(self) -> &'static str {
        match self {
            Self::GivenName => "profile-given-name-saved",
            Self::FamilyName => "profile-family-name-saved",
            Self::Name => "profile-name-saved",
            Self::Language => "profile-language-saved",
            Self::Zone => "profile-zone-saved",
        }
    }
}

/// What one of the forms sends.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    given_name: Option<String>,
    family_name: Option<String>,
    name: Option<String>,
    everywhere: Option<String>,
    language: Option<String>,
    zone: Option<String>,
}

/// What is wrong with what was sent.
pub(super) enum Mistake {
    /// The photo is none.
    Photo(Refused),
    /// Something typed.
    Typed(Wrong),
}

impl Mistake {
    /// What is wrong with something typed, and with the photo.
    const fn parts(one: Option<&Self>) -> (Option<&Wrong>, Option<Refused>) {
        match one {
            Some(Self::Typed(wrong)) => (Some(wrong), None),
            Some(Self::Photo(refused)) => (None, Some(*refused)),
            None => (None, None),
        }
    }
}

/// What is wrong with a part, and what was typed.
pub(super) struct Wrong {
    part: Part,
    typed: String,
    why: &'static str,
}

impl Part {
    /// The part as it was typed, understood.
    fn read(self, app: &App, typed: &Typed) -> Result<Told, Wrong> {
        let part = self;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let wrong = |value: &Option<String>, why| Wrong {
            part,
            typed: text(value),
            why,
        };
        Ok(match self {
            Self::Name => Told::Name(
                Name::parse(&text(&typed.name))
                    .map_err(|_| wrong(&typed.name, "profile-name-odd"))?,
            ),
            Self::GivenName => Told::GivenName(
                optional(&text(&typed.given_name)).map_err(|why| wrong(&typed.given_name, why))?,
            ),
            Self::FamilyName => Told::FamilyName(
                optional(&text(&typed.family_name))
                    .map_err(|why| wrong(&typed.family_name, why))?,
            ),
            Self::Language => Told::Language(
                Language::from_code(&text(&typed.language))
                    .ok_or_else(|| wrong(&typed.language, "profile-language-odd"))?,
            ),
            Self::Zone => match text(&typed.zone).as_str() {
                "" => Told::Zone(None),
                zone => Told::Zone(Some(
                    app.catalogue
                        .zones()
                        .known(zone)
                        .ok_or_else(|| wrong(&typed.zone, "profile-zone-odd"))?,
                )),
            },
        })
    }
}

/// A name that need not be told.
fn optional(typed: &str) -> Result<Option<Name>, &'static str> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Name::parse(typed).map(Some).map_err(|_| "profile-name-odd")
}

pub(super) async fn page(
    app: &App,
    ctx: &Ctx,
    signed_in: &SignedIn,
    mistake: Option<&Mistake>,
) -> Result<Page, PageError> {
    let mut frame = inside::passport(app, ctx, signed_in, "inside-profile", "profile").await?;
    frame.page.has_error = mistake.is_some();
    frame.page.scripts.push("crop.js");
    let (wrong, refused) = Mistake::parts(mistake);
    let person = &signed_in.person;
    let everywhere = everywhere(app, ctx, person).await?;
    let field = |part: Part, name: &str, key: &str, token: &str, value: Option<&str>| {
        let wrong = wrong.filter(|wrong| wrong.part == part);
        let value = wrong.map_or(value.unwrap_or_default(), |wrong| wrong.typed.as_str());
        ui::field(name, ctx.text(key))
            .autocomplete(token)
            .value(value)
            .error(wrong.map(|wrong| ctx.text(wrong.why)))
    };
    let free = |part, name, key, token, value: &Option<String>| {
        field(part, name, key, token, value.as_deref()).optional(&ctx.texts)
    };
    let (given, family) = (Part::GivenName, Part::FamilyName);
    let zone_wrong = wrong.filter(|wrong| wrong.part == Part::Zone);
    Ok(Page {
        photo: photo::Section::new(ctx, signed_in, refused, everywhere.is_some()),
        given_name: free(
            given,
            "given_name",
            "profile-given-name",
            "given-name",
            &person.given_name,
        ),
        family_name: free(
            family,
            "family_name",
            "profile-family-name",
            "family-name",
            &person.family_name,
        ),
        name: field(
            Part::Name,
            "name",
            "profile-name",
            "name",
            Some(&person.name),
        )
        .hint(ctx.text("profile-name-hint")),
        everywhere,
        language: language(ctx, person),
        zone: zone(app, ctx, person).error(zone_wrong.map(|wrong| ctx.text(wrong.why))),
        frame,
    })
}

/// The tick, for whoever is in a workspace.
async fn everywhere(
    app: &App,
    ctx: &Ctx,
    person: &Passport,
) -> Result<Option<ui::Checkbox>, PageError> {
    let mut conn = app.db.read().await?;
    let all = belonging::of_passport(&mut conn, person.id, ctx.at).await?;
    let tick = || {
        ui::checkbox("everywhere", ctx.text("profile-everywhere"))
            .hint(ctx.text("profile-everywhere-hint"))
    };
    let is_in_one = all.iter().any(belonging::Belonging::is_enterable);
    Ok(is_in_one.then(tick))
}

fn language(ctx: &Ctx, person: &Passport) -> ui::Select {
    let select = ui::select("language", ctx.text("profile-language"))
        .hint(ctx.text("profile-language-hint"))
        .chosen(&person.language);
    Language::ALL.iter().fold(select, |select, language| {
        select.choice(language.code(), language.own_name())
    })
}

fn zone(app: &App, ctx: &Ctx, person: &Passport) -> ui::Select {
    let select = ui::select("zone", ctx.text("profile-zone"))
        .hint(ctx.text("profile-zone-hint"))
        .free()
        .choice("", ctx.text("profile-zone-none"))
        .chosen(person.zone.as_deref().unwrap_or_default());
    let all = app.catalogue.zones().all(ctx.at);
    all.iter().fold(select, |select, zone| {
        let words = format!("{} ({})", zone.name.replace('_', " "), zone.offset);
        select.choice(&zone.name, words)
    })
}

/// `GET /passport/profile`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    Ok(shown(&page(&app, &ctx, &signed_in, None).await?))
}

/// `POST /passport/profile/{part}`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    signed_in: SignedIn,
    Path(part): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let part = Part::of(&part).ok_or(PageError::NotFound)?;
    let told = match part.read(&app, &typed) {
        Ok(told) => told,
        Err(wrong) => {
            let wrong = Mistake::Typed(wrong);
            return Ok(rejected(&page(&app, &ctx, &signed_in, Some(&wrong)).await?));
        }
    };
    let everywhere = typed.everywhere.is_some();
    let (doing, person) = (signed_in.doing(&app, &ctx), signed_in.person.id);
    let mut conn = app.db.write().await?;
    acts::change(&doing, &mut conn, person, (&told, everywhere)).await?;
    conn.commit().await?;
    let mut response = Flash::new(part.saved()).redirect(&ctx, "/passport/profile");
    if let Told::Language(language) = told {
        let chosen = cookie::LANGUAGE.set(language.code(), REMEMBERED, ctx.https);
        set_cookie(&mut response, chosen);
    }
    Ok(response)
}
