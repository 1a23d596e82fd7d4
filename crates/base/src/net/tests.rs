use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

fn loopback() -> Vec<IpNet> {
    vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]
}

fn net(allowed: &[IpNet]) -> Net {
    Net::with_roots(allowed, RootCertStore::empty())
}

/// A server that gives every visitor this answer.
async fn server(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = [0; 4096];
            let _ = stream.read(&mut heard).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn an_allowed_address_is_fetched_over_plain_http() {
    let address = server("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-a: b\r\n\r\nhello").await;
    for host in ["127.0.0.1", "localhost"] {
        let ask = Outgoing::get(&format!("http://{host}:{}/x", address.port()));
        let reply = net(&loopback()).send(ask).await.unwrap();
        assert_eq!(
            (reply.status.as_u16(), reply.body.as_slice()),
            (200, b"hello".as_slice())
        );
        assert_eq!(reply.headers.get("x-a").unwrap(), "b");
    }
}

#[tokio::test]
async fn private_addresses_are_refused_in_every_disguise() {
    let guard = net(&["192.168.7.0/24".parse().unwrap()]);
    for url in [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://１２７.0.0.1/",
        "https://localhost/",
        "https://0.0.0.0/",
        "http://8.8.8.8/",
        "http://192.168.8.1/",
    ] {
        let outcome = guard.send(Outgoing::get(url)).await;
        assert!(
            matches!(outcome, Err(NetError::Address(_))),
            "{url}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn other_schemes_and_credentials_are_refused() {
    for url in [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "https://user@example.com/",
        "https://:pass@example.com/",
        "https://",
        "example.com",
        "",
    ] {
        let outcome = net(&[]).check(url);
        assert!(matches!(outcome, Err(NetError::Address(_))), "{url}");
    }
    assert!(
        net(&[])
            .check(&format!("https://example.com/{}", "a".repeat(5000)))
            .is_err()
    );
    assert!(net(&[]).check("https://example.com/").is_ok());
}

#[tokio::test]
async fn redirects_are_shown_and_not_followed() {
    let address =
        server("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
    let ask = Outgoing::get(&format!("http://{}/", address.await));
    let reply = net(&loopback()).send(ask).await.unwrap();
    assert_eq!(reply.status.as_u16(), 302);
    assert_eq!(
        reply.headers.get("location").unwrap(),
        "http://127.0.0.1:1/"
    );
}

#[tokio::test]
async fn size_and_time_have_limits() {
    let long = server("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n123456789").await;
    let guard = net(&loopback());
    let ask = |limit| Outgoing {
        limit,
        ..Outgoing::get(&format!("http://{long}/"))
    };
    assert!(matches!(
        guard.send(ask(8)).await,
        Err(NetError::TooLarge(8))
    ));
    assert!(guard.send(ask(9)).await.is_ok());
    let slow = server("").await;
    let ask = Outgoing {
        timeout: Duration::from_millis(200),
        ..Outgoing::get(&format!("http://{slow}/"))
    };
    assert!(matches!(
        guard.send(ask).await,
        Err(NetError::Unanswered(_))
    ));
}

#[tokio::test]
async fn nobody_there_is_said_without_the_address() {
    let guard = net(&loopback());
    let outcome = guard
        .send(Outgoing::get("http://127.0.0.1:1/?secret=x"))
        .await;
    let Err(NetError::Unreachable(words)) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(!words.contains("secret"), "{words}");
}

#[test]
fn a_host_without_authorities_still_starts() {
    let guard = Net::new(&[]);
    // Whether this host has any is not ours to say; that it was built is the point.
    assert!(
        guard
            .https_off()
            .is_none_or(|words| words.contains("authorities"))
    );
}
