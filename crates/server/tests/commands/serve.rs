//! A server that runs, and how it ends.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::{Folder, Running, said, vestibule};

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a process takes to end")]
fn a_server_prints_its_link_answers_and_ends_in_time() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let port = server.port;
    let link = format!("http://localhost:{port}/set-up?link=");
    assert!(server.block.contains(&link), "{}", server.block);
    for told in ["folder", "database", "master key", "public URL", "TLS"] {
        assert!(server.block.contains(told), "{told}: {}", server.block);
    }
    assert!(server.get("/health/live").ends_with("alive\n"));
    assert!(server.get("/health/ready").ends_with("ready\n"));
    assert!(server.get("/metrics").contains("vestibule_http_requests"));
    assert!(server.get("/").contains("vestibule setup-link"));
    // Somebody who keeps a connection open and says nothing does not hold the end up.
    let _idle = server.connect();
    let begun = Instant::now();
    server.signal("-TERM");
    let (code, log) = server.ended();
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(code, Some(0), "{log}");
    let answered = log.lines().find(|line| line.contains("/health/ready"));
    let line: serde_json::Value = serde_json::from_str(answered.unwrap()).unwrap();
    assert_eq!(line["span"]["reference"].as_str().unwrap().len(), 8);
    assert_eq!(line["status"], 200);
}

#[test]
fn a_request_under_way_is_finished() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let mut stream = server.connect();
    let head = "POST /language HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(b"to=en&a").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(answer.contains("<h1>"), "{answer}");
    assert_eq!(server.ended().0, Some(0));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let long = "x".repeat(256 * 1024);
    let mut stream = server.connect();
    let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n");
    // The server may hang up before it has read everything.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    assert!(server.get("/health/live").ends_with("alive\n"));
}

#[test]
fn the_block_of_a_server_behind_https_misses_nothing() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &["--public-url", "https://id.example.com"]);
    assert!(server.block.contains("https://id.example.com/set-up?link="));
    assert!(!server.block.contains("public URL"), "{}", server.block);
}

#[test]
fn two_servers_do_not_listen_in_one_place() {
    let folder = Folder::fresh();
    let server = Running::start(&folder.home(), &[]);
    let place = format!("127.0.0.1:{}", server.port);
    let second = vestibule(&folder.home())
        .args(["serve", "--listen", &place])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let words = said(&second);
    assert!(
        words.contains(&format!("cannot listen on {place}")),
        "{words}"
    );
}
