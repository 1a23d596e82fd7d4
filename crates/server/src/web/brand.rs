//! How a workspace looks at the door: its logo, its colour, its welcome. Nothing of it is markup: the colour is six digits, the welcome
//! plain text, the logo a picture made anew.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use people::WorkspaceId;
use people::brands::{self, Brand};
use protocol::colour::{self, Colour, Shades};

use super::error::PageError;
use super::state::App;
use super::{picture, ui};

/// Where the stylesheet of a colour is. It says nothing of whose colour it is.
pub const ROUTE: &str = "/accent/{file}";

/// How a workspace looks.
pub fn look(brand: &Brand) -> ui::Brand {
    ui::Brand {
        name: brand.name.clone(),
        logo: picture::large(brand.logo.as_ref()),
        logo_dark: picture::large(brand.logo_dark.as_ref()),
        stylesheet: brand.accent.map(stylesheet),
        welcome: brand.welcome.clone(),
    }
}

/// How this workspace looks.
///
/// # Errors
/// When the database does not answer.
pub async fn of(app: &App, workspace: WorkspaceId) -> Result<Option<ui::Brand>, PageError> {
    let found = brands::of(&mut app.db.read().await?, workspace).await?;
    Ok(found.as_ref().map(look))
}

/// How the workspace looks to whose pages a path leads, if it has a brand of its own: setting one makes it public. Without one
/// nothing is said, as of an address that leads nowhere.
///
/// # Errors
/// When the database does not answer.
pub async fn of_path(app: &App, path: &str) -> Result<Option<ui::Brand>, PageError> {
    let place = path.strip_prefix("/w/").unwrap_or_default();
    let address = place.split(['/', '?', '#']).next().unwrap_or_default();
    if address.is_empty() {
        return Ok(None);
    }
    let found = brands::public_at(&mut app.db.read().await?, address).await?;
    Ok(found.as_ref().map(look))
}

/// The address of the stylesheet of a colour.
pub fn stylesheet(accent: Colour) -> String {
    format!("/accent/{}.css", accent.digits())
}

/// `GET /accent/{file}`: the stylesheet of a colour, made of six digits and nothing else.
pub async fn serve(Path(file): Path<String>) -> Result<Response, PageError> {
    let digits = file.strip_suffix(".css").filter(|digits| digits.len() == 6);
    let accent = digits.and_then(Colour::parse).ok_or(PageError::NotFound)?;
    let mut response = sheet(accent).into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn sheet(accent: Colour) -> String {
    let words = |shades: Shades| {
        format!(
            "--accent:{};--on-accent:{};--accent-hover:{};--accent-soft:{}",
            shades.accent, shades.words, shades.hover, shades.soft
        )
    };
    format!(
        ":root{{{}}}\n@media (prefers-color-scheme: dark){{:root{{{}}}}}\n",
        words(colour::light(accent)),
        words(colour::dark(accent)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stylesheet_is_made_of_six_digits_and_nothing_else() {
        let served = serve(Path("0b5f66.css".to_owned())).await.unwrap();
        assert_eq!(served.headers()["content-type"], "text/css; charset=utf-8");
        assert_eq!(served.headers()["x-content-type-options"], "nosniff");
        for odd in [
            "",
            ".css",
            "0b5f66",
            "#0b5f66.css",
            "0b5f66}*{x:y.css",
            "0b5f6.css",
            "0b5f66.css.css",
            "../x.css",
        ] {
            assert!(serve(Path(odd.to_owned())).await.is_err(), "{odd}");
        }
        let text = sheet(Colour::parse("0b5f66").unwrap());
        assert!(text.starts_with(":root{--accent:#0B5F66;--on-accent:#FFFFFF;"));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
