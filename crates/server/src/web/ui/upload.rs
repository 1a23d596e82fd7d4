//! A field for a picture of one's own, and the stage on which its part is chosen.

use std::fmt::Display;

use super::content::components;
use askama::Template;

use super::Texts;
use super::labelled::labelled;

/// A file to be sent. Without the script it is sent whole; with it, the square that is kept can be moved and zoomed.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/upload.html")]
pub struct Upload {
    name: String,
    id: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    autofocus: bool,
    crop: Option<Crop>,
    accept: &'static str,
}

/// The words of the stage.
#[derive(Clone, Debug)]
struct Crop {
    label: String,
    hint: String,
    zoom: String,
}

components!(Upload);
labelled!(Upload);

/// A picture to be sent.
pub fn upload(name: impl Display, label: impl Display) -> Upload {
    let name = name.to_string();
    Upload {
        id: name.clone(),
        name,
        label: label.to_string(),
        hint: None,
        error: None,
        optional: None,
        autofocus: false,
        crop: None,
        accept: "image/png,image/jpeg,image/webp",
    }
}

impl Upload {
    /// Files of these kinds instead of pictures.
    #[must_use]
    pub fn takes(mut self, kinds: &'static str) -> Self {
        self.accept = kinds;
        self
    }

    /// A square of it is kept, which is chosen on a stage. Needs `crop.js`.
    #[must_use]
    pub fn cropped(mut self, texts: &Texts) -> Self {
        self.crop = Some(Crop {
            label: texts.get("ui-crop"),
            hint: texts.get("ui-crop-hint"),
            zoom: texts.get("ui-crop-zoom"),
        });
        self
    }
}
