//! The page on which a brand is chosen, and what comes of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::brands::{self, Brand};
use protocol::colour::{self, Colour};
use protocol::picture::PictureError;

use super::Nothing;
use super::acts::{self, Logo, Wanted};
use super::colour::{accent, contrast};
use crate::inside;
use crate::pictures::{self, Refused};
use crate::signin::door::WorkspaceAdmin;
use crate::web::ui::{self, Frame, SummaryList};
use crate::web::{App, Ctx, Flash, Form, PageError, Sent, Upload, brand, rejected, show as shown};

#[derive(Template)]
#[template(path = "brand/page.html")]
struct Page {
    frame: Frame,
    trail: ui::Breadcrumb,
    look: ui::Brand,
    shown_welcome: String,
    sample: ui::LinkButton,
    facts: SummaryList,
    form: ui::Form,
    fields: Fields,
    restore: Option<ui::PostButton>,
}

/// What is filled in.
struct Fields {
    accent: ui::Field,
    welcome: ui::Field,
    logo: ui::Upload,
    remove_logo: Option<ui::Checkbox>,
    logo_dark: ui::Upload,
    remove_logo_dark: Option<ui::Checkbox>,
}

impl Fields {
    fn new(ctx: &Ctx, brand: &Brand, typed: &Typed) -> Self {
        let texts = &ctx.texts;
        let remove = |name: &str, key: Option<&people::PictureKey>| {
            key.map(|_| ui::checkbox(name, texts.get("brand-logo-remove")))
        };
        let words = |wrong: Option<Refused>| wrong.map(|wrong| texts.get(wrong.words()));
        Self {
            accent: ui::field("accent", texts.get("brand-accent"))
                .hint(texts.get("brand-accent-hint"))
                .value(&typed.accent)
                .mono()
                .short()
                .optional(texts)
                .error(typed.accent_wrong.clone()),
            welcome: ui::textarea("welcome", texts.get("brand-welcome"))
                .hint(texts.get("brand-welcome-hint"))
                .value(&typed.welcome)
                .rows(3)
                .optional(texts)
                .error(typed.welcome_wrong.clone()),
            logo: ui::upload("logo", texts.get("brand-logo"))
                .hint(pictures::most(texts))
                .optional(texts)
                .error(words(typed.logo_wrong)),
            remove_logo: remove("remove_logo", brand.logo.as_ref()),
            logo_dark: ui::upload("logo_dark", texts.get("brand-logo-dark"))
                .hint(texts.get("brand-logo-dark-hint"))
                .optional(texts)
                .error(words(typed.logo_dark_wrong)),
            remove_logo_dark: remove("remove_logo_dark", brand.logo_dark.as_ref()),
        }
    }
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    accent: String,
    welcome: String,
    accent_wrong: Option<String>,
    welcome_wrong: Option<String>,
    logo_wrong: Option<Refused>,
    logo_dark_wrong: Option<Refused>,
}

impl Typed {
    /// What stands there before anything is typed.
    fn of(brand: &Brand) -> Self {
        Self {
            accent: brand.accent.map(|one| one.to_string()).unwrap_or_default(),
            welcome: brand.welcome.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    const fn is_wrong(&self) -> bool {
        self.accent_wrong.is_some()
            || self.welcome_wrong.is_some()
            || self.logo_wrong.is_some()
            || self.logo_dark_wrong.is_some()
    }

    /// The colour that was typed; notes what is wrong with it.
    fn colour(&mut self, ctx: &Ctx) -> Option<Colour> {
        match accent(&ctx.texts, &self.accent) {
            Ok(accent) => accent,
            Err(why) => {
                self.accent_wrong = Some(why.words());
                None
            }
        }
    }
}

async fn page(
    (app, ctx): (&App, &Ctx),
    admin: &WorkspaceAdmin,
    typed: &Typed,
) -> Result<Page, PageError> {
    let here = &admin.0.workspace;
    let found = brands::of(&mut app.db.read().await?, here.id).await?;
    let brand = found.ok_or(PageError::NotFound)?;
    let texts = &ctx.texts;
    let mut frame = inside::workspace(app, ctx, &admin.0, "brand-title", "settings").await?;
    frame.page.has_error = typed.is_wrong();
    frame.page.scripts.push("brand.js");
    frame.page.brand = Some(brand::look(&brand));
    let settings = format!("/w/{}/settings", here.address);
    let path = format!("{settings}/brand");
    let look = brand::look(&brand);
    let restore = ui::post_button(
        format!("{path}/restore"),
        &ctx.csrf,
        texts.get("brand-restore"),
    );
    Ok(Page {
        trail: ui::breadcrumb(texts.get("life-trail"))
            .link(&settings, texts.get("inside-settings"))
            .here(texts.get("brand-title")),
        look,
        shown_welcome: brand.welcome.clone().unwrap_or_default(),
        sample: ui::link_button("#accent", texts.get("brand-sample-button")).main(),
        facts: facts(ctx, &brand),
        form: ui::form(&path, &ctx.csrf).with_files(),
        fields: Fields::new(ctx, &brand, typed),
        restore: (!brand.is_default()).then(|| restore.quiet()),
        frame,
    })
}

/// What the colour comes to in both schemes, and that it can be read.
fn facts(ctx: &Ctx, brand: &Brand) -> SummaryList {
    let texts = &ctx.texts;
    let accent = brand.accent.unwrap_or(colour::DEFAULT);
    let said = |shown: Colour, found: f64| {
        let values = [
            ("colour", shown.to_string().into()),
            ("contrast", contrast(found).into()),
            ("enough", contrast(colour::ENOUGH).into()),
        ];
        texts.with("brand-found", &values)
    };
    let (light, dark) = (colour::light(accent).accent, colour::dark(accent).accent);
    ui::summary_list()
        .row(
            texts.get("brand-light"),
            said(light, colour::on_light(light)),
        )
        .row(texts.get("brand-dark"), said(dark, colour::on_dark(dark)))
}

/// `GET /w/{workspace}/settings/brand`.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
) -> Result<Response, PageError> {
    let found = brands::of(&mut app.db.read().await?, admin.0.workspace.id).await?;
    let typed = Typed::of(&found.ok_or(PageError::NotFound)?);
    Ok(shown(&page((&app, &ctx), &admin, &typed).await?))
}

/// What is to become of the logo of this field.
async fn logo(
    app: &App,
    sent: &Sent,
    field: &str,
    remove: &str,
) -> Result<Result<Logo, Refused>, PageError> {
    Ok(match sent.file(field) {
        Some(file) => pictures::logo(app, Some(file)).await?.map(Logo::New),
        None if sent.is_ticked(remove) => Ok(Logo::Goes),
        None => Ok(Logo::Stays),
    })
}

/// `POST /w/{workspace}/settings/brand`.
pub(super) async fn save(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    upload: Upload,
) -> Result<Response, PageError> {
    let sent = match upload {
        Upload::Read(sent) => sent,
        Upload::TooLarge => {
            let typed = Typed {
                logo_wrong: Some(Refused::Unfit(PictureError::TooLarge)),
                ..Typed::default()
            };
            return Ok(rejected(&page((&app, &ctx), &admin, &typed).await?));
        }
    };
    let mut typed = Typed {
        accent: sent.text("accent").to_owned(),
        welcome: sent.text("welcome").to_owned(),
        ..Typed::default()
    };
    let accent = typed.colour(&ctx);
    let welcome = brands::welcome(&typed.welcome);
    typed.welcome_wrong = welcome.is_none().then(|| ctx.text("brand-welcome-odd"));
    let light = logo(&app, &sent, "logo", "remove_logo").await?;
    let dark = logo(&app, &sent, "logo_dark", "remove_logo_dark").await?;
    let wanted = match (light, dark) {
        (Ok(logo), Ok(logo_dark)) if !typed.is_wrong() => Wanted {
            accent,
            welcome: welcome.flatten(),
            logo,
            logo_dark,
        },
        (light, dark) => {
            typed.logo_wrong = light.err();
            typed.logo_dark_wrong = dark.err();
            return Ok(rejected(&page((&app, &ctx), &admin, &typed).await?));
        }
    };
    write((&app, &ctx), &admin, wanted, "brand-saved").await
}

/// `POST /w/{workspace}/settings/brand/restore`.
pub(super) async fn restore(
    State(app): State<App>,
    ctx: Ctx,
    admin: WorkspaceAdmin,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    write((&app, &ctx), &admin, Wanted::default(), "brand-restored").await
}

async fn write(
    (app, ctx): (&App, &Ctx),
    admin: &WorkspaceAdmin,
    wanted: Wanted,
    said: &'static str,
) -> Result<Response, PageError> {
    let acting = admin.0.acting(app, ctx);
    let mut conn = app.db.write().await?;
    acts::set(&acting, &mut conn, wanted).await?;
    conn.commit().await?;
    let to = format!("/w/{}/settings/brand", acting.workspace.address);
    Ok(Flash::new(said).redirect(ctx, &to))
}
