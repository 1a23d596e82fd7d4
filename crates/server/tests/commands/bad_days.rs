//! Bad days: the database goes away, the disk is full.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::db::{Db, Location, sql};
use base::testing;

use super::{Folder, Running, said, vestibule};

/// Stands between the server and its database, and can be cut.
struct Cable {
    port: u16,
    cut: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Cable {
    fn to(target: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let cable = Self {
            port: listener.local_addr().unwrap().port(),
            cut: Arc::default(),
            streams: Arc::default(),
        };
        let (cut, streams) = (Arc::clone(&cable.cut), Arc::clone(&cable.streams));
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let far = TcpStream::connect(&target).unwrap();
                for one in [&near, &far] {
                    streams.lock().unwrap().push(one.try_clone().unwrap());
                }
                forward(near.try_clone().unwrap(), far.try_clone().unwrap());
                forward(far, near);
            }
        });
        cable
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

#[tokio::test]
async fn a_database_that_goes_away_is_taken_up_again() {
    let Some(database) = testing::postgres().await else {
        return;
    };
    let Location::Postgres(address) = &database.location else {
        panic!("not over the network")
    };
    let (who, place) = address.rsplit_once('@').unwrap();
    let (target, name) = place.split_once('/').unwrap();
    let cable = Cable::to(target.to_owned());
    let through = format!("{who}@127.0.0.1:{}/{name}", cable.port);
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &["--database", &through]);
    assert!(server.get("/health/ready").starts_with("HTTP/1.1 200"));
    cable.cut();
    for _ in 0..3 {
        let ready = server.get("/health/ready");
        assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
        let page = server.get("/");
        assert!(page.starts_with("HTTP/1.1 503"), "{page}");
        assert!(page.contains("The database cannot be reached"), "{page}");
        assert!(page.to_lowercase().contains("retry-after: 5"), "{page}");
    }
    assert!(server.get("/health/live").ends_with("alive\n"));
    cable.mend();
    let recovered = (0..40).any(|_| {
        std::thread::sleep(Duration::from_millis(250));
        server.get("/health/ready").starts_with("HTTP/1.1 200")
    });
    assert!(recovered, "the server does not recover by itself");
    assert!(server.get("/").starts_with("HTTP/1.1 200"));
    server.signal("-TERM");
    let (code, log) = server.ended();
    assert_eq!(code, Some(0));
    assert!(!log.contains("panic"), "{log}");
}

/// A browser that begins one sign-in after another.
struct Visitor {
    cookie: String,
    csrf: String,
}

impl Visitor {
    fn come(server: &Running) -> Self {
        let page = server.get("/sign-in");
        let after = |text: &str, start: &str| {
            let at = text
                .find(start)
                .unwrap_or_else(|| panic!("no {start} in {text}"));
            let end = text[at + start.len()..].find(['"', ';']).unwrap();
            text[at + start.len()..][..end].to_owned()
        };
        Self {
            cookie: after(&page, "set-cookie: "),
            csrf: after(&page, "name=\"csrf\" value=\""),
        }
    }

    /// Begins a sign-in, which writes a row; the answer.
    fn write(&self, server: &Running) -> String {
        let body = format!("csrf={}&username={}", self.csrf, "x".repeat(200));
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            server.port,
            self.cookie,
            body.len()
        );
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_no_damage() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    let file = folder.home().join("vestibule.db");
    let blocks = std::fs::metadata(&file).unwrap().len() / 512 + 200;
    // No file of the server may grow beyond this: what a full disk is to it.
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""
        ))
        .arg(env!("CARGO_BIN_EXE_vestibule"))
        .arg0("sh");
    let server = Running::start_as(shell, &folder.home(), &[]);
    let visitor = Visitor::come(&server);
    let mut kept = 0;
    let refused = (0..3000).find_map(|_| {
        let answer = visitor.write(&server);
        if answer.starts_with("HTTP/1.1 303") {
            kept += 1;
            return None;
        }
        Some(answer)
    });
    let refused = refused.expect("the disk was never full");
    assert!(kept > 0, "{refused}");
    assert!(refused.starts_with("HTTP/1.1 5"), "{refused}");
    assert!(refused.contains("<h1>"), "{refused}");
    assert!(server.get("/health/live").ends_with("alive\n"));
    server.signal("-KILL");
    drop(server);
    let (db, _) = Db::open(&Location::Sqlite(file), &base::clock::Clock::system())
        .await
        .unwrap();
    let mut conn = db.read().await.unwrap();
    let whole = conn
        .one(sql("PRAGMA integrity_check"), vec![])
        .await
        .unwrap();
    assert_eq!(whole.text("integrity_check").unwrap(), "ok");
    let counted = conn.one(sql("SELECT COUNT(*) AS n FROM attempts"), vec![]);
    assert_eq!(
        counted.await.unwrap().int("n").unwrap(),
        kept,
        "what was acknowledged is there"
    );
    drop(conn);
    drop(db);
    let verified = vestibule(&folder.home())
        .args(["audit", "verify"])
        .output()
        .unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let again = Running::start(&folder.home(), &[]);
    assert!(
        Visitor::come(&again)
            .write(&again)
            .starts_with("HTTP/1.1 303")
    );
}
