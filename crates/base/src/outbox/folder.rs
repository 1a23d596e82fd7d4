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

/// Removes the oldest messages beyond so many: only files named as [`into_folder`] is told to by whoever keeps the folder,
/// which begin with the time. What cannot be removed stays.
pub(crate) async fn keep_newest(folder: &Path, most: usize) {
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return;
    };
    let mut names = Vec::new();
    while let Ok(Some(entry)) = entries.next_entry().await {
        let name = entry.file_name().into_string().unwrap_or_default();
        let stamp = name.split('-').next().unwrap_or_default();
        if let (true, Ok(at)) = (name.ends_with(".txt"), stamp.parse::<i64>()) {
            names.push((at, name));
        }
    }
    names.sort();
    let old = names.len().saturating_sub(most);
    for (_, name) in names.iter().take(old) {
        let _ = tokio::fs::remove_file(folder.join(name)).await;
    }
}

/// A folder that takes nothing now.
pub(crate) fn unwritable(folder: &Path, cause: &std::io::Error) -> Delivery {
    Delivery::new(Outcome::Later, format!("{}: {cause}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_stay_and_nothing_else_of_the_folder_goes() {
        let database = crate::testing::sqlite().await;
        let folder = database.folder().join("texts");
        for at in [9, 10, 100, 1000] {
            into_folder(&folder, &format!("{at}-x.txt"), b"x").await;
        }
        for other in ["notes.txt", "5-x.eml", "readme"] {
            std::fs::write(folder.join(other), "x").unwrap();
        }
        keep_newest(&folder, 2).await;
        let names = std::fs::read_dir(&folder).unwrap();
        let mut names: Vec<_> = names
            .map(|one| one.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["100-x.txt", "1000-x.txt", "5-x.eml", "notes.txt", "readme"]
        );
        keep_newest(&folder.join("nowhere"), 2).await;
    }
}
