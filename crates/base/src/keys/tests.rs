//! The master key against real files and both engines.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::store::{KEY_CHECK, SIGNING_KEYS};
use super::*;
use crate::db::{Db, sql};
use crate::random::Randomness;
use crate::testing::{self, TestDb};
use crate::{params, sealed_column};

const NOTES: SealedColumn = sealed_column!("notes", "body", "id");

fn path(test: &TestDb) -> PathBuf {
    test.folder().join("master.key")
}

fn random() -> Randomness {
    Randomness::system()
}

async fn open(test: &TestDb) -> Result<(MasterKey, Origin), MasterKeyError> {
    MasterKey::open_or_create(&path(test), &test.db, &random()).await
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The names of the keys in the file, newest first.
fn names(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

/// Makes a table of another module with `count` sealed rows, one row without a value besides.
async fn with_notes(test: &TestDb, key: &MasterKey, count: usize) {
    let table = match test.db.engine_name() {
        "SQLite" => sql("CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, body BLOB)"),
        _ => sql("CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, body BYTEA)"),
    };
    let mut conn = test.db.write().await.unwrap();
    conn.execute(table, vec![]).await.unwrap();
    for n in 0..count {
        let id = format!("n{n:04}");
        let cell = key.seal(&NOTES.row(&id), id.as_bytes()).unwrap();
        conn.execute(
            sql("INSERT INTO notes (id, body) VALUES ($1, $2)"),
            params![&id, cell],
        )
        .await
        .unwrap();
    }
    conn.execute(
        sql("INSERT INTO notes (id, body) VALUES ('empty', NULL)"),
        vec![],
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
}

/// Asserts that every note opens to its own name; the names of the keys that sealed them.
async fn read_notes(db: &Db, key: &MasterKey) -> Vec<String> {
    let all = sql("SELECT id, body FROM notes WHERE body IS NOT NULL ORDER BY id");
    let rows = db.read().await.unwrap().query(all, vec![]).await.unwrap();
    let mut sealed_by = Vec::new();
    for row in rows {
        let (id, cell): (String, Vec<u8>) = (row.text("id").unwrap(), row.get("body").unwrap());
        let value = key.open(&NOTES.row(&id), &cell).unwrap();
        assert_eq!(value.expose(), id.as_bytes());
        sealed_by.push(ring::key_of(&cell).unwrap().to_owned());
    }
    sealed_by
}

#[tokio::test]
async fn the_first_start_makes_the_file_and_the_next_one_finds_it() {
    for test in testing::databases().await {
        let (first, origin) = open(&test).await.unwrap();
        assert_eq!(origin, Origin::Created);
        let mode = std::fs::metadata(path(&test)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        let cell = first.seal(&NOTES.row("a"), b"x").unwrap();

        let (second, origin) = open(&test).await.unwrap();
        assert_eq!(origin, Origin::Found);
        assert_eq!(second.open(&NOTES.row("a"), &cell).unwrap().expose(), b"x");
        assert_eq!(
            first.derive("csrf").expose(),
            second.derive("csrf").expose()
        );
        let left: Vec<_> = std::fs::read_dir(test.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("master"))
            .collect();
        assert_eq!(left, ["master.key"]);
    }
}

#[tokio::test]
async fn a_missing_file_stops_the_start_with_words_and_is_not_made_anew() {
    for test in testing::databases().await {
        open(&test).await.unwrap();
        let key = names(&path(&test)).remove(0);
        std::fs::remove_file(path(&test)).unwrap();
        let refused = open(&test).await.unwrap_err().to_string();
        for word in [&key, "backup", "master_key_file", "master.key"] {
            assert!(refused.contains(word), "{refused}");
        }
        assert!(!path(&test).exists());
    }
}

#[tokio::test]
async fn another_key_stops_the_start_even_under_the_same_name() {
    for test in testing::databases().await {
        open(&test).await.unwrap();
        let name = names(&path(&test)).remove(0);
        for id in ["other", &name] {
            let line = format!("{id} AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
            std::fs::write(path(&test), line).unwrap();
            let refused = open(&test).await.unwrap_err();
            assert!(
                matches!(&refused, MasterKeyError::Wrong { key, .. } if *key == name),
                "{refused}"
            );
        }
    }
}

#[tokio::test]
async fn a_file_open_to_others_or_damaged_is_refused() {
    let test = testing::sqlite().await;
    open(&test).await.unwrap();
    for mode in [0o640, 0o604, 0o660, 0o601] {
        set_mode(&path(&test), mode);
        let refused = open(&test).await.unwrap_err().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
        assert!(refused.contains(&format!("{mode:04o}")), "{refused}");
    }
    set_mode(&path(&test), 0o400);
    open(&test).await.unwrap();
    set_mode(&path(&test), 0o600);
    std::fs::write(path(&test), "half a li").unwrap();
    let refused = open(&test).await.unwrap_err();
    assert!(matches!(refused, MasterKeyError::Damaged { .. }));
}

#[tokio::test]
async fn looking_makes_nothing() {
    let test = testing::sqlite().await;
    let look = || async { MasterKey::open_existing(&path(&test), &test.db, &random()).await };
    assert!(matches!(
        look().await.unwrap_err(),
        MasterKeyError::NotMade { .. }
    ));
    assert!(!path(&test).exists());
    open(&test).await.unwrap();
    look().await.unwrap();
}

#[tokio::test]
async fn first_starts_at_the_same_time_agree_on_one_key() {
    for test in testing::databases().await {
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let (path, db) = (path(&test), test.db.clone());
                tokio::spawn(async move {
                    MasterKey::open_or_create(&path, &db, &random())
                        .await
                        .unwrap()
                })
            })
            .collect();
        let (mut derived, mut created) = (Vec::new(), 0);
        for start in starts {
            let (key, origin) = start.await.unwrap();
            derived.push(*key.derive("csrf").expose());
            created += usize::from(origin == Origin::Created);
        }
        derived.dedup();
        assert_eq!((derived.len(), created), (1, 1));
    }
}

#[tokio::test]
async fn rotation_seals_everything_again_and_then_drops_the_old_key() {
    for test in testing::databases().await {
        let (key, _) = open(&test).await.unwrap();
        with_notes(&test, &key, 250).await;
        let (old, csrf) = (names(&path(&test)), key.derive("csrf"));
        // Another process, which knows only the old key.
        let (other, _) = open(&test).await.unwrap();

        let done = key
            .rotate(&test.db, &[NOTES], Duration::ZERO)
            .await
            .unwrap();

        assert_eq!((done.cells, done.dropped), (251, 1));
        assert_eq!(names(&path(&test)), *std::slice::from_ref(&done.key));
        assert_ne!(old, *std::slice::from_ref(&done.key));
        let mode = std::fs::metadata(path(&test)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        for sealed_by in read_notes(&test.db, &other).await {
            assert_eq!(sealed_by, done.key);
        }
        let cell = other.seal(&NOTES.row("new"), b"y").unwrap();
        assert_eq!(ring::key_of(&cell), Some(done.key.as_str()));
        assert_ne!(key.derive("csrf").expose(), csrf.expose());
        open(&test).await.unwrap();
    }
}

#[tokio::test]
async fn a_rotation_that_died_midway_lost_nothing_and_is_continued() {
    for test in testing::databases().await {
        let (key, _) = open(&test).await.unwrap();
        with_notes(&test, &key, 3).await;
        let old = names(&path(&test)).remove(0);
        key.add_key().unwrap();
        key.reseal(&test.db, &[KEY_CHECK]).await.unwrap();
        drop(key);

        let (after, _) = open(&test).await.unwrap();
        let midway = names(&path(&test));
        assert_eq!(midway[1..], *std::slice::from_ref(&old));
        assert_eq!(
            read_notes(&test.db, &after).await,
            [&old, &old, &old].map(Clone::clone)
        );
        let done = after
            .rotate(&test.db, &[NOTES], Duration::ZERO)
            .await
            .unwrap();
        assert_eq!((&done.key, done.cells, done.dropped), (&midway[0], 3, 1));
        assert_eq!(read_notes(&test.db, &after).await.len(), 3);
    }
}

#[tokio::test]
async fn a_value_written_during_the_rotation_is_found_by_its_second_walk() {
    let test = testing::sqlite().await;
    let (key, _) = open(&test).await.unwrap();
    with_notes(&test, &key, 1).await;
    // Sealed under the old key, committed only after the first walk.
    let late = key.seal(&NOTES.row("late"), b"late").unwrap();
    let (rotating, db) = (key.clone(), test.db.clone());
    let rotation =
        tokio::spawn(async move { rotating.rotate(&db, &[NOTES], Duration::from_secs(2)).await });
    while names(&path(&test)).len() == 1
        || read_notes(&test.db, &key).await[0] == names(&path(&test))[1]
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut conn = test.db.write().await.unwrap();
    let insert = sql("INSERT INTO notes (id, body) VALUES ('late', $1)");
    conn.execute(insert, params![late]).await.unwrap();
    conn.commit().await.unwrap();
    let done = rotation.await.unwrap().unwrap();
    assert_eq!(done.cells, 3);
    assert_eq!(
        read_notes_by(&test.db, "late").await,
        done.key,
        "the late value is under the new key"
    );
}

async fn read_notes_by(db: &Db, id: &str) -> String {
    let one = sql("SELECT body FROM notes WHERE id = $1");
    let mut conn = db.read().await.unwrap();
    let cell: Vec<u8> = conn
        .one(one, params![id])
        .await
        .unwrap()
        .get("body")
        .unwrap();
    ring::key_of(&cell).unwrap().to_owned()
}

#[tokio::test]
async fn an_altered_cell_stops_the_rotation_and_the_old_key_stays() {
    for test in testing::databases().await {
        let (key, _) = open(&test).await.unwrap();
        with_notes(&test, &key, 3).await;
        let mut conn = test.db.write().await.unwrap();
        // Somebody with the database moves one person's secret to another.
        let moved = sql(
            "UPDATE notes SET body = (SELECT body FROM notes WHERE id = 'n0000') \
                         WHERE id = 'n0001'",
        );
        conn.execute(moved, vec![]).await.unwrap();
        conn.commit().await.unwrap();

        let refused = key
            .rotate(&test.db, &[NOTES], Duration::ZERO)
            .await
            .unwrap_err();

        let words = refused.to_string();
        assert!(
            words.contains("notes.body") && words.contains("n0001"),
            "{words}"
        );
        assert_eq!(names(&path(&test)).len(), 2);
        let cell = key.seal(&NOTES.row("a"), b"x").unwrap();
        assert!(key.open(&NOTES.row("a"), &cell).is_ok());
        assert_eq!(
            key.open(&NOTES.row("b"), &cell).unwrap_err(),
            SealError::Unreadable {
                table: "notes",
                column: "body"
            }
        );
    }
}

#[tokio::test]
async fn two_rotations_never_run_at_once() {
    let test = testing::sqlite().await;
    let (key, _) = open(&test).await.unwrap();
    let alone = file::lock(&path(&test)).unwrap();
    let refused = key.rotate(&test.db, &[], Duration::ZERO).await.unwrap_err();
    assert!(matches!(refused, MasterKeyError::Busy { .. }));
    assert_eq!(names(&path(&test)).len(), 1);
    drop(alone);
    key.rotate(&test.db, &[], Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn nothing_is_sealed_while_the_file_is_gone_but_old_cells_still_open() {
    let test = testing::sqlite().await;
    let (key, _) = open(&test).await.unwrap();
    let cell = key.seal(&NOTES.row("a"), b"x").unwrap();
    std::fs::remove_file(path(&test)).unwrap();
    assert!(matches!(
        key.seal(&NOTES.row("a"), b"x"),
        Err(SealError::KeyFile(_))
    ));
    assert_eq!(key.open(&NOTES.row("a"), &cell).unwrap().expose(), b"x");
    assert_eq!(format!("{key:?}"), "[master key]");
}

#[tokio::test]
async fn both_engines_understand_the_statements_of_every_sealed_column() {
    for test in testing::databases().await {
        let mut conn = test.db.write().await.unwrap();
        for column in SEALED {
            assert!(store::page(&mut conn, column, "").await.unwrap().is_empty());
            let absent = store::Cell {
                row: "none".to_owned(),
                sealed: vec![1],
            };
            let replaced = store::replace(&mut conn, column, &absent, vec![2]).await;
            assert_eq!(replaced.unwrap(), 0);
        }
        assert!(SEALED.starts_with(&[KEY_CHECK, SIGNING_KEYS]));
        assert_eq!(
            (SIGNING_KEYS.table(), SIGNING_KEYS.column()),
            ("signing_keys", "private_key")
        );
    }
}
