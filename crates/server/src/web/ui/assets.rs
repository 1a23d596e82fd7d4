//! Stylesheet, script and drawings: built into the binary, served under names that change with their content.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Where assets are served: `/assets/{file}`.
pub const ROUTE: &str = "/assets/{file}";

/// How much of the SHA-256 goes into the name.
const HASH_BYTES: usize = 8;

/// Said with the content a name stands for: it never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// An asset as it is served.
#[derive(Debug)]
pub struct Asset {
    /// The content.
    pub bytes: std::borrow::Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: &'static str,
    /// Whether it was asked for under the name of this very content.
    pub exact: bool,
}

/// The address of a file of `assets/`: `vestibule.css` is at `/assets/vestibule.0123456789abcdef.css`.
///
/// A name that does not exist gives an address that answers 404; the tests ask for every name the pages use.
pub fn address(name: &str) -> String {
    let hash = Files::get(name).map(|file| hash(&file)).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{stem}.{hash}.{extension}"),
        None => format!("/assets/{name}"),
    }
}

/// The asset that an address means. Another hash than ours, from a page of the previous release, gives today's content.
pub fn lookup(file: &str) -> Option<Asset> {
    let (rest, extension) = file.rsplit_once('.')?;
    let (stem, asked) = rest.rsplit_once('.')?;
    let media_type = media_type(extension)?;
    let found = Files::get(&format!("{stem}.{extension}"))?;
    Some(Asset {
        exact: asked == hash(&found),
        bytes: found.data,
        media_type,
    })
}

/// Answers `GET` on [`ROUTE`].
pub async fn serve(Path(file): Path<String>) -> Response {
    let Some(asset) = lookup(&file) else {
        return answer(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            "no-store",
            Body::empty(),
        );
    };
    let caching = if asset.exact { FOREVER } else { "no-cache" };
    answer(
        StatusCode::OK,
        asset.media_type,
        caching,
        Body::from(asset.bytes),
    )
}

fn answer(
    status: StatusCode,
    media_type: &'static str,
    caching: &'static str,
    body: Body,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    // They hold no secret, and pages that a proxy shows on the host of a site use them too.
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

fn media_type(extension: &str) -> Option<&'static str> {
    match extension {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

fn hash(file: &EmbeddedFile) -> String {
    file.metadata
        .sha256_hash()
        .iter()
        .take(HASH_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_its_address() {
        let mut count = 0;
        for name in Files::iter() {
            let address = address(&name);
            let asset = lookup(address.strip_prefix("/assets/").unwrap()).unwrap();
            assert!(asset.exact, "{name}");
            assert!(!asset.bytes.is_empty(), "{name}");
            count += 1;
        }
        assert!(count >= 3);
    }

    #[test]
    fn an_old_address_gives_the_new_content_but_not_for_ever() {
        let asset = lookup("vestibule.0000000000000000.css").unwrap();
        assert!(!asset.exact);
        assert_eq!(asset.media_type, "text/css; charset=utf-8");
    }

    #[test]
    fn nothing_else_is_served() {
        for file in [
            "vestibule.css",
            "x.0.css",
            "..",
            "",
            "../Cargo.toml",
            "a.b.toml",
            "vestibule.0.js.map",
        ] {
            assert!(lookup(file).is_none(), "{file}");
        }
    }

    #[tokio::test]
    async fn headers_say_type_and_lifetime() {
        let name = address("vestibule.js").replace("/assets/", "");
        let response = serve(Path(name)).await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(response.headers()["cache-control"], FOREVER);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let response = serve(Path("vestibule.0.js".into())).await;
        assert_eq!(response.headers()["cache-control"], "no-cache");
        assert_eq!(serve(Path("nothing.0.js".into())).await.status(), 404);
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for name in Files::iter() {
            let file = Files::get(&name).unwrap();
            let text = String::from_utf8(file.data.into_owned()).unwrap();
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(
                !text.contains("http:") && !text.contains("https:") && !text.contains("url("),
                "{name}"
            );
        }
    }
}
