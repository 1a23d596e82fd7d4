//! A folder in place of whoever takes messages, for trying out.

use std::path::Path;

use tokio::io::AsyncWriteExt;

use super::{Delivery, Outcome};

/// Writes the file beside its place and moves it there, so that nobody reads half a message; it is
/// for the owner's eyes, since messages hold links that open something.
pub(crate) async fn into_folder(folder: &Path, name: &str, bytes: &[u8]) -> Delivery {
    let (part, whole) = (folder.join(format!("{name}.part")), folder.join(name));
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        let mut how = tokio::fs::OpenOptions::new();
        how.write(true).create(true).truncate(true).mode(0o600);
        let mut file = how.open(&part).await?;
        file.write_all(bytes).await?;
        file.flush().await?;
        tokio::fs::rename(&part, &whole).await
    };
    match written.await {
        Ok(()) => Delivery::new(Outcome::Accepted, format!("written to {}", whole.display())),
        Err(cause) => unwritable(folder, &cause),
    }
}

/// A folder that takes nothing now.
pub(crate) fn unwritable(folder: &Path, cause: &std::io::Error) -> Delivery {
    Delivery::new(Outcome::Later, format!("{}: {cause}", folder.display()))
}
