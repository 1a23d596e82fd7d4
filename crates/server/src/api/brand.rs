//! The brand of a workspace: its colour, its welcome, its logos. A logo is sent as a file and told as the address of the picture that
//! was made of it.

use axum::routing::{get, patch};
use base::db::Conn;
use people::WorkspaceId;
use people::brands::{self, Brand, LONGEST_WELCOME};
use protocol::api::{Field, Shape};
use protocol::colour::{self, Colour, Shades};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::operation::Operation;
use crate::brand::{self, Logo, Wanted};
use crate::pictures;
use crate::tokens::Scope;
use crate::web::{ApiError, picture};

const COLOUR: Shape = Shape::Text(0, 7, "#0B5F66");
const WELCOME: Shape = Shape::Text(0, LONGEST_WELCOME, "Good morning.");
const PICTURE: Shape = Shape::Maybe(&Shape::Text(1, 500, "/pictures/mS0s0vLZy9sVdZ9d0u1n8w/256"));
const CONTRAST: Shape = Shape::Text(3, 4, "6.3");

const SCHEME: Shape = Shape::Record(
    "SchemeColours",
    &[
        Field::needed("accent", COLOUR, "The colour as it is shown there."),
        Field::needed(
            "contrast",
            CONTRAST,
            "Of words in it on the ground of a page; 4.5 is needed (WCAG 2.2).",
        ),
    ],
);

const BRAND: Shape = Shape::Record(
    "Brand",
    &[
        Field::needed(
            "accent",
            Shape::Maybe(&COLOUR),
            "Its colour; that of the server when it has none.",
        ),
        Field::needed(
            "welcome",
            Shape::Maybe(&WELCOME),
            "What whoever comes in reads.",
        ),
        Field::needed("logo", PICTURE, "Where its logo lies, as a path."),
        Field::needed(
            "logo_dark",
            PICTURE,
            "Where the one for dark pages lies, if it has another.",
        ),
        Field::needed("light", SCHEME, "What comes of the colour on light pages."),
        Field::needed("dark", SCHEME, "And on dark ones."),
    ],
);

const CHANGE: Shape = Shape::Record(
    "BrandChange",
    &[
        Field::free(
            "accent",
            Shape::Maybe(&COLOUR),
            "Six digits; `null` for that of the server. One that cannot be read is refused.",
        ),
        Field::free(
            "welcome",
            Shape::Maybe(&WELCOME),
            "Plain words; `null` for none.",
        ),
        Field::free(
            "logo_file",
            fields::PICTURE_FILE,
            "A new logo, in base64; `null` takes it away.",
        ),
        Field::free(
            "logo_dark_file",
            fields::PICTURE_FILE,
            "A new logo for dark pages; `null` takes it away.",
        ),
    ],
);

const AT: &str = "/workspaces/{workspace}/brand";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(("getBrand", AT, "How the workspace looks"), || get(show))
        .scope(Scope::WorkspaceRead)
        .one(BRAND),
    Operation::patch(
        ("changeBrand", AT, "Changes colour, welcome or logos"),
        || patch(change),
    )
    .scope(Scope::WorkspaceWrite)
    .body(CHANGE)
    .with_files(2)
    .one(BRAND),
];

fn told(brand: &Brand) -> Value {
    let accent = brand.accent.unwrap_or(colour::DEFAULT);
    let scheme = |shades: Shades, contrast: fn(Colour) -> f64| json!({"accent": shades.accent.to_string(), "contrast": brand::contrast(contrast(shades.accent))});
    json!({
        "accent": brand.accent.map(|one| one.to_string()), "welcome": brand.welcome,
        "logo": picture::large(brand.logo.as_ref()),
        "logo_dark": picture::large(brand.logo_dark.as_ref()),
        "light": scheme(colour::light(accent), colour::on_light),
        "dark": scheme(colour::dark(accent), colour::on_dark),
    })
}

async fn load(conn: &mut Conn, id: WorkspaceId) -> Result<Brand, ApiError> {
    answer::found(brands::of(conn, id).await?)
}

/// `GET /workspaces/{workspace}/brand`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let brand = load(&mut conn, acting.workspace.id).await?;
    answer::one(&call, &told(&brand))
}

/// What becomes of the logo of this field.
async fn logo(call: &Call, field: &str) -> Result<Logo, ApiError> {
    let Some(file) = fields::file(call, field)? else {
        return Ok(if call.has(field) {
            Logo::Goes
        } else {
            Logo::Stays
        });
    };
    let made = pictures::logo(&call.app, Some(file)).await?;
    made.map(Logo::New)
        .map_err(|why| fields::refused(call, field, why))
}

/// `PATCH /workspaces/{workspace}/brand`. The pictures are made before anything is held.
async fn change(within: InWorkspace) -> Answer {
    let call = &within.call;
    let accent = brand::accent(&call.ctx.texts, fields::text(call, "accent"));
    let accent = accent.map_err(|why| ApiError::field("/accent", why.code(), why.words()))?;
    let welcome = brands::welcome(fields::text(call, "welcome")).ok_or_else(|| {
        let key = "brand-welcome-odd";
        ApiError::field("/welcome", key, call.ctx.text(key))
    })?;
    let (logo, logo_dark) = (
        logo(call, "logo_file").await?,
        logo(call, "logo_dark_file").await?,
    );
    let mut conn = within.write().await?;
    let before = load(&mut conn, within.acting.workspace.id).await?;
    call.meant(&told(&before))?;
    let wanted = Wanted {
        accent: if call.has("accent") {
            accent
        } else {
            before.accent
        },
        welcome: if call.has("welcome") {
            welcome
        } else {
            before.welcome
        },
        logo,
        logo_dark,
    };
    brand::set(&within.acting, &mut conn, wanted).await?;
    let after = load(&mut conn, within.acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&told(&after)))
}
