//! Starts that are refused, in words and without a trace of the inside.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Folder, Running, free_port, said, vestibule};

/// A server that was started once and stopped.
fn home_of_a_server() -> Folder {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    folder
}

/// The words of a start that must not succeed.
fn refused(home: &Path, more: &[&str]) -> String {
    let listen = format!("127.0.0.1:{}", free_port());
    let output = vestibule(home)
        .args(["serve", "--listen", &listen])
        .args(more)
        .output()
        .unwrap();
    let words = said(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    for inside in ["panicked", "RUST_BACKTRACE", "Error {", "Err("] {
        assert!(!words.contains(inside), "{words}");
    }
    words
}

#[test]
fn a_wrong_option_names_itself() {
    let folder = Folder::fresh();
    let output = vestibule(&folder.home())
        .env("VESTIBULE_PUBLICURL", "https://id.example.com")
        .output()
        .unwrap();
    let words = said(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("VESTIBULE_PUBLICURL"), "{words}");
    assert!(words.contains("VESTIBULE_PUBLIC_URL"), "{words}");
    let words = refused(&folder.home(), &["--public-url", "id.example.com"]);
    assert!(words.contains("--public-url"), "{words}");
    assert!(!folder.home().exists(), "a refused start makes nothing");
}

#[test]
fn a_missing_master_key_stops_the_start() {
    let folder = home_of_a_server();
    std::fs::remove_file(folder.home().join("master.key")).unwrap();
    let words = refused(&folder.home(), &[]);
    assert!(words.contains("there is no master key at"), "{words}");
    assert!(!folder.home().join("master.key").exists());
}

#[test]
fn a_wrong_master_key_stops_the_start() {
    let (folder, other) = (home_of_a_server(), home_of_a_server());
    let key = other.home().join("master.key");
    let words = refused(
        &folder.home(),
        &["--master-key-file", key.to_str().unwrap()],
    );
    assert!(words.contains("master key"), "{words}");
}

#[test]
fn a_master_key_others_can_read_is_refused() {
    let folder = home_of_a_server();
    let key = folder.home().join("master.key");
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    let words = refused(&folder.home(), &[]);
    assert!(words.contains("master.key"), "{words}");
    assert!(words.contains("600"), "{words}");
}

#[test]
fn what_is_made_is_for_its_owner_only() {
    let folder = home_of_a_server();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.home()), 0o700);
    assert_eq!(mode(&folder.home().join("master.key")), 0o600);
}

#[test]
fn a_database_that_is_not_there_stops_the_start() {
    let folder = Folder::fresh();
    let port = free_port();
    let address = format!("postgres://vestibule:hidden-word@127.0.0.1:{port}/vestibule");
    let words = refused(&folder.home(), &["--database", &address]);
    assert!(words.contains("the database cannot be opened"), "{words}");
    assert!(!words.contains("hidden-word"), "{words}");
}

#[test]
fn a_data_folder_that_is_a_file_stops_the_start() {
    let folder = Folder::fresh();
    std::fs::write(folder.home(), "x").unwrap();
    let words = refused(&folder.home(), &[]);
    assert!(words.contains("the data directory"), "{words}");
}
