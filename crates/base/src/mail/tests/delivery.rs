//! Letters on their way, with mail servers that behave in every manner.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::clock::Time;
use crate::mail::*;
use crate::outbox::*;
use crate::random::Randomness;

pub(super) const CERTIFICATE: &str = include_str!("../fixtures/loopback.crt");
const KEY: &str = include_str!("../fixtures/loopback.key");

pub(super) fn letter() -> Letter {
    let to = Correspondent::new("anna@example.com", Some("Анна Новак")).unwrap();
    let text = "Guten Tag,\n\nhttps://id.example.com/x\n.\nEnde\n".to_owned();
    Letter::new(
        to,
        "Einladung für Falke",
        text,
        "<p>Guten Tag</p>".to_owned(),
    )
    .unwrap()
}

fn post(transport: Transport) -> Post {
    Post {
        transport,
        from: Correspondent::new("id@falke.example", Some("Falke")).unwrap(),
    }
}

async fn deliver(post: &Post) -> Delivery {
    let mark = Postmark {
        id: "01h".to_owned(),
        at: Time::from_seconds(1_795_294_020),
    };
    post.deliver(&letter(), &mark).await
}

/// How the mail server of a test behaves.
#[derive(Clone, Copy)]
pub(super) struct Manners {
    pub(super) starttls: bool,
    pub(super) tls_at_once: bool,
    pub(super) recipient: &'static str,
    pub(super) login: &'static str,
}

pub(super) const POLITE: Manners = Manners {
    starttls: false,
    tls_at_once: false,
    recipient: "250 2.1.5 ok",
    login: "235 2.7.0 welcome",
};

/// A mail server on loopback; gives its port, and what it heard when the talk is over.
pub(super) async fn mail_server(manners: Manners) -> (u16, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        if manners.tls_at_once {
            if let Ok(mut encrypted) = acceptor().accept(stream).await {
                speak(&mut encrypted, manners, true, &mut heard).await;
            }
        } else if speak(&mut stream, manners, true, &mut heard).await
            && let Ok(mut encrypted) = acceptor().accept(stream).await
        {
            heard.push("(TLS)".to_owned());
            speak(
                &mut encrypted,
                Manners {
                    starttls: false,
                    ..manners
                },
                false,
                &mut heard,
            )
            .await;
        }
        heard
    });
    (port, task)
}

fn acceptor() -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Talks until QUIT or STARTTLS; whether TLS comes next.
async fn speak<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    manners: Manners,
    greet: bool,
    heard: &mut Vec<String>,
) -> bool {
    let mut stream = BufReader::new(stream);
    if greet {
        stream.write_all(b"220 mx.example ready\r\n").await.unwrap();
    }
    let (mut line, mut in_letter) = (String::new(), false);
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let said = std::mem::take(&mut line).trim_end().to_owned();
        let verb = said.get(..4).unwrap_or_default().to_owned();
        heard.push(said.clone());
        let answer = match verb.as_str() {
            _ if in_letter && said == "." => {
                in_letter = false;
                "250 2.0.0 queued as 4711"
            }
            _ if in_letter => continue,
            "EHLO" if manners.starttls => "250-mx.example\r\n250 STARTTLS",
            "EHLO" => "250-mx.example\r\n250 AUTH PLAIN",
            "STAR" => "220 go ahead",
            "AUTH" => manners.login,
            "RCPT" => manners.recipient,
            "DATA" => {
                in_letter = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .unwrap();
        if verb == "QUIT" || verb == "STAR" {
            return verb == "STAR";
        }
    }
    false
}

fn smtp(port: u16, security: Security) -> Smtp {
    Smtp {
        host: "localhost".into(),
        port,
        security,
        login: None,
        authority: Some(CERTIFICATE.into()),
        hello: Some("id.falke.example".into()),
    }
}

#[tokio::test]
async fn a_server_takes_a_letter_and_its_words_are_kept() {
    let (port, server) = mail_server(POLITE).await;
    let delivery = deliver(&post(Transport::Smtp(smtp(port, Security::Plain)))).await;
    assert_eq!(
        (delivery.outcome, delivery.answer.as_str()),
        (Outcome::Accepted, "250 2.0.0 queued as 4711")
    );
    let heard = server.await.unwrap().join("\n");
    for wanted in [
        "EHLO id.falke.example",
        "MAIL FROM:<id@falke.example>",
        "RCPT TO:<anna@example.com>",
        "From: Falke <id@falke.example>",
        "Auto-Submitted: auto-generated",
        "Message-ID: <01h@falke.example>",
        "Date: Sat, 21 Nov 2026 20:47:00 +0000",
        "Content-Type: multipart/alternative",
        "Content-Type: text/html; charset=utf-8",
        "\n..\n",
    ] {
        assert!(heard.contains(wanted), "{wanted} in {heard}");
    }
    assert!(heard.is_ascii());
}

#[tokio::test]
async fn starttls_and_tls_deliver_to_the_certificate_that_was_named() {
    for (security, manners) in [
        (
            Security::StartTls,
            Manners {
                starttls: true,
                ..POLITE
            },
        ),
        (
            Security::Tls,
            Manners {
                tls_at_once: true,
                ..POLITE
            },
        ),
    ] {
        let (port, server) = mail_server(manners).await;
        let login = Login {
            name: "id".into(),
            password: "hunter2".into(),
        };
        let smtp = Smtp {
            login: Some(login),
            ..smtp(port, security)
        };
        let delivery = deliver(&post(Transport::Smtp(smtp))).await;
        assert_eq!(delivery.outcome, Outcome::Accepted, "{delivery:?}");
        assert!(
            delivery
                .dialogue
                .iter()
                .any(|line| line.starts_with("the connection is encrypted (TLSv1"))
        );
        assert!(
            delivery
                .dialogue
                .iter()
                .any(|line| line == "> AUTH PLAIN (withheld)")
        );
        assert!(!format!("{delivery:?}").contains("hunter2"));
        let heard = server.await.unwrap();
        let auth = heard.iter().position(|line| line.starts_with("AUTH PLAIN"));
        let tls = heard.iter().position(|line| line == "(TLS)");
        assert!(
            auth.is_some() && (security == Security::Tls || tls < auth),
            "{heard:?}"
        );
    }
}

#[tokio::test]
async fn a_server_without_starttls_hears_nothing_of_the_letter() {
    let (port, server) = mail_server(POLITE).await;
    let delivery = deliver(&post(Transport::Smtp(smtp(port, Security::StartTls)))).await;
    assert_eq!(delivery.outcome, Outcome::Later, "{delivery:?}");
    let heard = server.await.unwrap();
    assert!(
        heard
            .iter()
            .all(|line| line.starts_with("EHLO") || line == "QUIT"),
        "{heard:?}"
    );
}

/// What somebody on the way slips in before TLS stands must never count as the server's words
/// (CVE-2011-0411 and its like).
#[tokio::test]
async fn words_slipped_in_before_tls_end_the_talk() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut line = String::new();
        let mut plain = BufReader::new(&mut stream);
        plain.write_all(b"220 mx.example ready\r\n").await.unwrap();
        plain.read_line(&mut line).await.unwrap();
        plain
            .write_all(b"250-mx.example\r\n250 STARTTLS\r\n")
            .await
            .unwrap();
        plain.read_line(&mut line).await.unwrap();
        let slipped = "220 go ahead\r\n250 evil\r\n250 ok\r\n250 ok\r\n354 go\r\n250 forged\r\n";
        plain.write_all(slipped.as_bytes()).await.unwrap();
        if let Ok(mut encrypted) = acceptor().accept(stream).await {
            let quiet = Manners {
                recipient: "550 no",
                ..POLITE
            };
            speak(&mut encrypted, quiet, false, &mut Vec::new()).await;
        }
    });
    let delivery = deliver(&post(Transport::Smtp(smtp(port, Security::StartTls)))).await;
    assert_eq!(delivery.outcome, Outcome::Later, "{delivery:?}");
}

#[tokio::test]
async fn an_unknown_certificate_or_another_name_is_not_trusted() {
    for (host, authority) in [
        ("localhost", None),
        ("127.0.0.2", Some(CERTIFICATE.to_owned())),
    ] {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            acceptor().accept(stream).await.is_ok()
        });
        let smtp = Smtp {
            host: host.into(),
            authority,
            ..smtp(port, Security::Tls)
        };
        let delivery = deliver(&post(Transport::Smtp(smtp))).await;
        assert_eq!(delivery.outcome, Outcome::Later, "{delivery:?}");
        assert!(!server.await.unwrap());
    }
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    for (recipient, login, wanted, words) in [
        (
            "550 5.1.1 no such person",
            "235 ok",
            Outcome::Refused,
            "no such person",
        ),
        (
            "451 4.7.1 greylisted",
            "235 ok",
            Outcome::Later,
            "greylisted",
        ),
        (
            "250 ok",
            "535 5.7.8 wrong password",
            Outcome::Later,
            "wrong password",
        ),
    ] {
        let (port, _server) = mail_server(Manners {
            recipient,
            login,
            ..POLITE
        })
        .await;
        let login = Login {
            name: "id".into(),
            password: "hunter2".into(),
        };
        let smtp = Smtp {
            login: Some(login),
            ..smtp(port, Security::Plain)
        };
        let delivery = deliver(&post(Transport::Smtp(smtp))).await;
        assert_eq!(delivery.outcome, wanted, "{delivery:?}");
        assert!(delivery.answer.contains(words), "{delivery:?}");
    }
}

#[tokio::test]
async fn a_probe_goes_as_far_as_the_letter_and_no_further() {
    let (port, server) = mail_server(POLITE).await;
    let login = Some(Login {
        name: "id".into(),
        password: "hunter2".into(),
    });
    let smtp = Smtp {
        login,
        ..smtp(port, Security::Plain)
    };
    let probed = post(Transport::Smtp(smtp)).probe().await;
    assert_eq!(probed.outcome, Outcome::Accepted, "{probed:?}");
    let heard = server.await.unwrap();
    let verbs: Vec<&str> = heard.iter().map(|line| &line[..4]).collect();
    assert_eq!(verbs, ["EHLO", "AUTH", "NOOP", "QUIT"]);
}

#[tokio::test]
async fn an_address_the_server_has_no_letters_for_is_refused_for_good() {
    let (port, server) = mail_server(POLITE).await;
    let to = Correspondent::new("анна@example.com", None).unwrap();
    let letter = Letter::new(to, "x", "x".into(), "<p>x</p>".into()).unwrap();
    let mark = Postmark {
        id: "01h".to_owned(),
        at: Time::from_seconds(1),
    };
    let post = post(Transport::Smtp(smtp(port, Security::Plain)));
    assert_eq!(post.deliver(&letter, &mark).await.outcome, Outcome::Refused);
    assert!(!server.await.unwrap().join("\n").contains("MAIL FROM"));
}

#[tokio::test]
async fn nobody_there_and_plain_to_elsewhere_wait() {
    let nobody = Smtp {
        port: 1,
        ..smtp(1, Security::Plain)
    };
    let elsewhere = Smtp {
        host: "192.0.2.1".into(),
        ..smtp(25, Security::Plain)
    };
    for smtp in [nobody, elsewhere] {
        let delivery = deliver(&post(Transport::Smtp(smtp))).await;
        assert_eq!(delivery.outcome, Outcome::Later);
        assert!(!delivery.answer.is_empty());
    }
}

#[tokio::test]
async fn a_folder_gets_whole_files() {
    let folder =
        std::env::temp_dir().join(format!("vestibule-mail-{}", Randomness::system().token()));
    let delivery = deliver(&post(Transport::Folder(folder.clone()))).await;
    assert_eq!(delivery.outcome, Outcome::Accepted);
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].extension().unwrap(), "eml");
    let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(
        std::fs::read_to_string(&files[0])
            .unwrap()
            .contains("=?utf-8?b?")
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_letterbox_keeps_letters_and_can_refuse() {
    let letterbox = Letterbox::default();
    let post = post(Transport::Memory(letterbox.clone()));
    letterbox.answer_with(Some((Outcome::Later, "451 later")));
    assert_eq!(deliver(&post).await.outcome, Outcome::Later);
    letterbox.answer_with(None);
    assert_eq!(deliver(&post).await.outcome, Outcome::Accepted);
    assert_eq!(letterbox.take(), [letter()]);
    assert!(letterbox.take().is_empty());
}

#[test]
fn headers_take_no_line_breaks() {
    let to = || Correspondent::new("a@example.com", None).unwrap();
    for evil in [
        "x\r\nBcc: b@example.com",
        "x\ny",
        "x\ry",
        "x\0y",
        "x\u{85}y",
    ] {
        assert_eq!(
            Letter::new(to(), evil, String::new(), String::new()),
            Err(LetterError::Header)
        );
        assert_eq!(
            Correspondent::new("a@example.com", Some(evil)),
            Err(LetterError::Header)
        );
        assert_eq!(
            Correspondent::new(&format!("{evil}@example.com"), None),
            Err(LetterError::Address)
        );
        assert_eq!(
            Correspondent::new(&format!("a@example.com{evil}"), None),
            Err(LetterError::Address)
        );
    }
    for wrong in [
        "",
        "a",
        "@example.com",
        "a@",
        "a b@example.com",
        "a@example.com, b@example.com",
    ] {
        assert_eq!(
            Correspondent::new(wrong, None),
            Err(LetterError::Address),
            "{wrong}"
        );
    }
    let stored = r#"{"address":"a@example.com","name":"x\ny"}"#;
    assert!(serde_json::from_str::<Correspondent>(stored).is_err());
}

#[test]
fn letters_survive_storage_and_are_not_printed() {
    let stored = serde_json::to_string(&letter()).unwrap();
    assert_eq!(serde_json::from_str::<Letter>(&stored).unwrap(), letter());
    assert_eq!(format!("{:?}", letter()), "[letter]");
}
