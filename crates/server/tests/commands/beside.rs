//! Commands beside a server: another link, a look at everything, the trail, the master key.

use base::clock::Clock;
use base::config::PublicUrl;
use base::db::{Conn, Db, Location, sql};
use base::params;
use base::random::Randomness;
use server::setup;

use super::{Folder, Running, said, vestibule};

fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let output = vestibule(&folder.home()).args(arguments).output().unwrap();
    (output.status.code(), said(&output))
}

async fn rows_of(folder: &Folder) -> Db {
    let file = folder.home().join("vestibule.db");
    Db::connect(&Location::Sqlite(file)).await.unwrap()
}

/// A few events, as features write them.
async fn record(conn: &mut Conn, count: usize) {
    use base::audit::{self, Event, Outcome, Reference};
    let random = Randomness::system();
    for _ in 0..count {
        let reference = Reference::fresh(&random);
        let event = Event::new(server::signin::events::ACCEPTED, Outcome::Done, &reference);
        audit::record(conn, event, Clock::system().now(), &random)
            .await
            .unwrap();
    }
}

#[test]
fn commands_say_where_there_is_no_server() {
    let folder = Folder::fresh();
    for command in [
        &["setup-link"][..],
        &["audit", "verify"],
        &["keys", "rotate"],
    ] {
        let (code, words) = run(&folder, command);
        assert_eq!(code, Some(1), "{command:?}");
        assert!(words.contains("vestibule serve"), "{words}");
    }
    assert!(!folder.home().exists(), "looking makes nothing");
    let (code, words) = run(&folder, &["doctor"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("BROKEN"), "{words}");
}

#[tokio::test]
async fn another_link_is_printed_until_the_server_has_an_owner() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let (code, words) = run(
        &folder,
        &["setup-link", "--public-url", "https://id.example.com"],
    );
    assert_eq!(code, Some(0), "{words}");
    let link = words.lines().next().unwrap();
    assert!(link.starts_with("https://id.example.com/set-up?link="));
    let path = link.trim_start_matches("https://id.example.com");
    assert!(server.get(path).contains("Set up Vestibule"));
    let db = rows_of(&folder).await;
    let mut conn = db.write().await.unwrap();
    let mark = sql("INSERT INTO setup_marks (mark, passport_id, set_at) VALUES ('owner', 'x', 1)");
    conn.execute(mark, params![]).await.unwrap();
    conn.commit().await.unwrap();
    let (code, words) = run(&folder, &["setup-link"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("set up already"), "{words}");
    let url = PublicUrl::localhost(false, 1);
    let link = setup::link(&db, &url, &Clock::system(), &Randomness::system()).await;
    assert!(matches!(link.unwrap(), setup::Link::HasOwner));
}

#[tokio::test]
async fn an_edited_event_is_found() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let db = rows_of(&folder).await;
    let mut conn = db.write().await.unwrap();
    record(&mut conn, 5).await;
    conn.commit().await.unwrap();
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    let (code, words) = run(&folder, &["audit", "verify"]);
    assert_eq!(code, Some(0), "{words}");
    assert!(
        words.contains("The audit trail holds: 5 events."),
        "{words}"
    );
    let head = words.lines().find(|line| line.starts_with("5:")).unwrap();
    assert_eq!(
        run(&folder, &["audit", "verify", "--head", head]).0,
        Some(0)
    );
    let mut conn = db.write().await.unwrap();
    let edit = sql("UPDATE audit_events SET outcome = 'refused' WHERE sequence = 3");
    assert_eq!(conn.execute(edit, params![]).await.unwrap(), 1);
    conn.commit().await.unwrap();
    let (code, words) = run(&folder, &["audit", "verify"]);
    assert_eq!(code, Some(1));
    assert!(
        words.contains("does not hold") && words.contains('3'),
        "{words}"
    );
}

#[test]
fn the_doctor_says_what_it_saw_and_what_to_do() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let (code, words) = run(&folder, &["doctor"]);
    assert_eq!(code, Some(0), "{words}");
    for looked_at in [
        "configuration",
        "data folder",
        "disk",
        "database",
        "schema",
        "master key",
        "clock",
        "mail",
        "public URL",
        "jobs",
        "audit trail",
    ] {
        assert!(words.contains(looked_at), "{looked_at}: {words}");
    }
    assert!(words.contains("(environment)"), "{words}");
    drop(server);
    let key = folder.home().join("master.key");
    std::fs::rename(&key, folder.0.join("elsewhere")).unwrap();
    let (code, words) = run(
        &folder,
        &["doctor", "--public-url", "http://id.example.com"],
    );
    assert_eq!(code, Some(1));
    let broken: Vec<&str> = words
        .lines()
        .filter(|line| line.starts_with("BROKEN"))
        .collect();
    assert_eq!(broken.len(), 2, "{words}");
    assert!(broken.iter().any(|line| line.contains("master key")));
    assert!(broken.iter().any(|line| line.contains("not encrypted")));
}

#[test]
fn the_document_of_the_api_is_printed_without_a_server() {
    let folder = Folder::fresh();
    let mut command = vestibule(&folder.home());
    let printed = command
        .args(["openapi", "--public-url", "https://id.acme.example"])
        .output()
        .unwrap();
    assert!(printed.status.success(), "{}", said(&printed));
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(
        document["servers"][0]["url"],
        "https://id.acme.example/api/v1"
    );
    assert!(!folder.home().exists(), "nothing is made for it");
}
