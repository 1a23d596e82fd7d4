//! Writes every component and both frames as HTML files, one page a situation and language, to be looked at.
//!
//! `cargo run -p server --example gallery -- DIRECTORY`

mod console;
mod door;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use base::i18n::Catalogue;
use server::web::ui::{Language, assets};

/// A page of the gallery: its file name and its HTML.
type Shown = (&'static str, String);

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("say where to write")?);
    write_assets(&directory)?;
    let catalogue = Catalogue::embedded();
    for language in Language::ALL {
        let texts = catalogue.texts(language);
        let folder = directory.join(language.code());
        fs::create_dir_all(&folder)?;
        for (name, html) in door::pages(&texts)?
            .into_iter()
            .chain(console::pages(&texts)?)
        {
            fs::write(folder.join(format!("{name}.html")), html)?;
        }
    }
    Ok(())
}

fn write_assets(directory: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory.join("assets"))?;
    for name in ["vestibule.css", "vestibule.js", "favicon.svg", "mark.svg"] {
        let address = assets::address(name);
        let file = address.rsplit('/').next().unwrap_or_default();
        let asset = assets::lookup(file).ok_or(format!("no asset {name}"))?;
        fs::write(directory.join("assets").join(file), &asset.bytes)?;
    }
    Ok(())
}
