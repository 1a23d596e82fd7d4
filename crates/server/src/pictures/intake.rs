//! What people send, made into pictures in the workshop.

use std::time::Duration;

use axum::body::Bytes;
use base::i18n::Texts;
use base::workshop::WorkshopError;
use protocol::picture::{self, Made, Part, PictureError};

use crate::web::{App, PageError};

/// Why no picture was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nothing was sent.
    Missing,
    /// It is none that is taken.
    Unfit(PictureError),
}

impl Refused {
    /// The key of what is said beside the field.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Missing => "picture-missing",
            Self::Unfit(PictureError::Kind) => "picture-kind",
            Self::Unfit(PictureError::Svg) => "picture-svg",
            Self::Unfit(PictureError::TooLarge) => "picture-too-large",
            Self::Unfit(PictureError::TooSmall) => "picture-too-small",
            Self::Unfit(PictureError::Animated) => "picture-animated",
            Self::Unfit(PictureError::Damaged) => "picture-damaged",
            Self::Unfit(PictureError::Part) => "picture-part",
        }
    }
}

/// What is taken, in words.
pub fn most(texts: &Texts) -> String {
    let megabytes = picture::MOST_BYTES / (1024 * 1024);
    let megapixels = picture::MOST_PIXELS / 1_000_000;
    texts.with(
        "picture-most",
        &[
            ("megabytes", megabytes.to_string().into()),
            ("megapixels", megapixels.to_string().into()),
        ],
    )
}

/// A photo made of what was sent.
///
/// # Errors
/// [`PageError::Busy`] when too many wait.
pub async fn photo(
    app: &App,
    sent: Option<Bytes>,
    part: Option<Part>,
) -> Result<Result<Made, Refused>, PageError> {
    make(app, sent, move |bytes| picture::photo(bytes, part)).await
}

/// A logo made of what was sent.
///
/// # Errors
/// As [`photo`].
pub async fn logo(app: &App, sent: Option<Bytes>) -> Result<Result<Made, Refused>, PageError> {
    make(app, sent, picture::logo).await
}

async fn make(
    app: &App,
    sent: Option<Bytes>,
    work: impl FnOnce(&[u8]) -> Result<Made, PictureError> + Send + 'static,
) -> Result<Result<Made, Refused>, PageError> {
    let Some(bytes) = sent else {
        return Ok(Err(Refused::Missing));
    };
    match app.workshop.run(move || work(&bytes)).await {
        Ok(made) => Ok(made.map_err(Refused::Unfit)),
        Err(WorkshopError::Busy) => Err(PageError::Busy(Duration::from_secs(10))),
        Err(WorkshopError::Broken) => {
            tracing::error!("a picture broke the workshop");
            Ok(Err(Refused::Unfit(PictureError::Damaged)))
        }
    }
}
