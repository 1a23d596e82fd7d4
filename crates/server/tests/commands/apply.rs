//! `vestibule apply`, as one types it: what it prints, its exit codes, what it leaves alone.

use std::path::Path;

use super::{Folder, Running, said, vestibule};

const FILE: &str = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n\n[[workspaces.groups]]\nname = \"Editors\"\n";

fn apply(home: &Path, file: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = vestibule(home)
        .arg("apply")
        .arg(file)
        .args(more)
        .output()
        .unwrap();
    (output.status.code(), said(&output))
}

fn file(folder: &Folder, text: &str) -> std::path::PathBuf {
    let path = folder.0.join("acme.toml");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_directory_at_rest_is_made_what_the_file_says() {
    let folder = Folder::fresh();
    let (home, path) = (folder.home(), file(&folder, FILE));
    let (code, words) = apply(&home, &path, &["--dry-run"]);
    assert_eq!(code, Some(3), "{words}");
    assert!(
        words.contains("  + workspace acme\n") && words.contains("2 to create"),
        "{words}"
    );
    assert!(!home.exists(), "a dry run leaves no trace");
    let first = words.lines().next().unwrap_or_default();
    assert!(
        first.contains(&home.display().to_string()) && first.contains("not there yet"),
        "{words}"
    );
    let (code, words) = apply(&home, &path, &[]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("created group Editors of acme"), "{words}");
    let (code, words) = apply(&home, &path, &["--dry-run"]);
    assert_eq!(code, Some(0), "{words}");
    let (code, words) = apply(&home, &path, &["--json"]);
    let told: serde_json::Value = serde_json::from_str(words.trim()).unwrap();
    assert_eq!(
        (code, &told["plan"]["counts"]["leave"], &told["done"]),
        (Some(0), &2.into(), &0.into())
    );
    let verified = vestibule(&home).args(["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn mistakes_are_told_with_their_place_and_nothing_is_made() {
    let folder = Folder::fresh();
    let (home, path) = (
        folder.home(),
        file(&folder, "[[workspaces]]\naddress = \"acme\"\nnam = 1\n"),
    );
    let (code, words) = apply(&home, &path, &[]);
    assert_eq!(code, Some(2), "{words}");
    let place = path.display();
    assert!(
        words.contains(&format!(
            "{place}:1:1: workspaces.name: this workspace has no name"
        )),
        "{words}"
    );
    assert!(words.contains(&format!(
        "{place}:3:1: workspaces.nam: there is no such key; did you mean name?"
    )));
    assert!(
        words.contains("nothing was done") && !home.exists(),
        "{words}"
    );
    let (code, words) = apply(&home, &path, &["--json"]);
    let told: serde_json::Value = serde_json::from_str(words.trim()).unwrap();
    assert_eq!((code, &told["mistakes"][1]["line"]), (Some(2), &3.into()));
    let (code, words) = apply(&home, Path::new("/nowhere.toml"), &[]);
    assert!(
        code == Some(2) && words.contains("cannot be read"),
        "{words}"
    );
}

#[test]
fn a_token_is_never_typed_and_never_sent_in_the_clear() {
    let folder = Folder::fresh();
    let (home, path) = (folder.home(), file(&folder, FILE));
    let (code, words) = apply(&home, &path, &["--server", "https://id.example.com"]);
    assert!(
        code == Some(2) && words.contains("VESTIBULE_TOKEN"),
        "{words}"
    );
    let mut command = vestibule(&home);
    command
        .arg("apply")
        .arg(&path)
        .args(["--server", "http://id.example.com"])
        .env("VESTIBULE_TOKEN", "vst_hunter2");
    let output = command.output().unwrap();
    let words = said(&output);
    assert!(
        output.status.code() == Some(2) && words.contains("https only"),
        "{words}"
    );
    assert!(!words.contains("hunter2"));
    let (code, words) = apply(&home, &path, &["--token", "vst_x"]);
    assert!(
        code == Some(2) && words.contains("unexpected argument"),
        "{words}"
    );
}

#[test]
fn a_directory_in_use_is_not_touched_and_its_server_is_asked_instead() {
    let folder = Folder::fresh();
    let (home, path) = (folder.home(), file(&folder, FILE));
    let running = Running::start(&home, &[]);
    for more in [&[][..], &["--dry-run"]] {
        let (code, words) = apply(&home, &path, more);
        assert!(
            code == Some(2) && words.contains("a server runs on the data directory"),
            "{words}"
        );
    }
    let token = folder.0.join("token");
    std::fs::write(&token, "vst_wrong\n").unwrap();
    let server = format!("http://127.0.0.1:{}", running.port);
    let more = ["--server", &server, "--token-file", token.to_str().unwrap()];
    let (code, words) = apply(&home, &path, &more);
    assert!(
        code == Some(1) && words.contains("the server refused"),
        "{words}"
    );
    drop(running);
    let (code, words) = apply(&home, &path, &[]);
    assert_eq!(code, Some(0), "{words}");
}
