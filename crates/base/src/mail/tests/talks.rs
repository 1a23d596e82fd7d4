//! The dialogue of a test: every step is there to read, where it stopped is told, and no secret stands in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::delivery::{CERTIFICATE, Manners, POLITE, letter, mail_server};
use super::*;

const PASSWORD: &str = "correct horse \u{e4}";

/// Says, at one command, something else than a polite server does.
type Odd = (&'static str, &'static str);

/// A mail server on loopback that answers `odd` where it fits, in the clear.
async fn odd_server(odd: Odd) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let greeting = if odd.0 == "greeting" {
            odd.1
        } else {
            "220 mx.example ready"
        };
        let _ = stream.write_all(format!("{greeting}\r\n").as_bytes()).await;
        let (mut line, mut in_letter) = (String::new(), false);
        while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
            let said = std::mem::take(&mut line).trim_end().to_owned();
            let verb = said.get(..4).unwrap_or_default();
            let polite = match verb {
                _ if in_letter && said == "." => "250 queued",
                _ if in_letter => continue,
                "EHLO" => "250-mx.example\r\n250 AUTH PLAIN LOGIN",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            let is_odd = odd.0 == verb || (odd.0 == "." && said == ".");
            let answer = if is_odd { odd.1 } else { polite };
            if answer == "(silence)" {
                return;
            }
            in_letter = answer.starts_with("354");
            let _ = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
        }
    });
    port
}

async fn talk(server: Server, to: Letter) -> Talked {
    let stage = Stage::new(testing::sqlite().await).await;
    let proposal = Proposal {
        settings: super::smtp(server),
        password: Password::Set(PASSWORD.into()),
    };
    match stage.mail.try_out(&proposal, &to).await.unwrap() {
        Tried::Delivery(talked) => talked,
        other => panic!("{other:?}"),
    }
}

async fn odd(odd: Odd) -> Talked {
    let server = Server {
        user: Some("id".into()),
        hello: Some("id.falke.example".into()),
        ..server(odd_server(odd).await)
    };
    talk(server, letter()).await
}

fn secrets() -> [String; 3] {
    let plain = format!("\0id\0{PASSWORD}");
    [
        PASSWORD.to_owned(),
        STANDARD.encode(PASSWORD),
        STANDARD.encode(plain),
    ]
}

fn keeps_its_secrets(talked: &Talked) {
    let all = format!("{talked:?}");
    for secret in secrets() {
        assert!(!all.contains(&secret), "{secret} in {all}");
    }
    assert!(
        !all.contains("id.example.com/x"),
        "a link of the letter in {all}"
    );
}

#[tokio::test]
async fn a_whole_talk_reads_from_the_greeting_to_the_farewell() {
    let talked = odd(("never", "")).await;
    let lines = talked.delivery.dialogue.clone();
    let connected = lines[0].clone();
    assert!(
        connected.starts_with("connected to localhost:"),
        "{connected}"
    );
    let letter = lines.iter().find(|line| line.contains("the letter, "));
    assert!(letter.unwrap().ends_with(" bytes)"));
    let rest: Vec<&str> = lines[1..]
        .iter()
        .filter(|line| !line.contains("the letter, "))
        .map(String::as_str)
        .collect();
    let wanted = [
        "< 220 mx.example ready",
        "> EHLO id.falke.example",
        "< 250-mx.example",
        "< 250 AUTH PLAIN LOGIN",
        "> AUTH PLAIN (withheld)",
        "< 235 welcome",
        "> MAIL FROM:<id@falke.example>",
        "< 250 ok",
        "> RCPT TO:<anna@example.com>",
        "< 250 ok",
        "> DATA",
        "< 354 go on",
        "< 250 queued",
        "> QUIT",
        "< 221 bye",
    ];
    assert_eq!(rest, wanted);
    assert_eq!(
        (talked.stop, talked.delivery.outcome),
        (None, Outcome::Accepted)
    );
    keeps_its_secrets(&talked);
}

#[tokio::test]
async fn where_a_server_refuses_is_where_the_talk_stopped() {
    for (step, answer, stop, outcome) in [
        ("greeting", "554 go away", Stop::Greeting, Outcome::Later),
        ("greeting", "SSH-2.0-other", Stop::Greeting, Outcome::Later),
        ("EHLO", "550 who are you", Stop::Greeting, Outcome::Later),
        ("EHLO", "250 mx.example", Stop::NoLogin, Outcome::Later),
        ("AUTH", "535 5.7.8 wrong", Stop::Login, Outcome::Later),
        ("MAIL", "550 not you", Stop::Sender, Outcome::Refused),
        (
            "RCPT",
            "550 5.1.1 unknown",
            Stop::Recipient,
            Outcome::Refused,
        ),
        (
            "RCPT",
            "451 4.7.1 greylisted",
            Stop::Recipient,
            Outcome::Later,
        ),
        ("DATA", "554 no", Stop::Letter, Outcome::Refused),
        (".", "552 too spammy", Stop::Letter, Outcome::Refused),
        ("RCPT", "(silence)", Stop::Broken, Outcome::Later),
    ] {
        let talked = odd((step, answer)).await;
        let found = (talked.stop, talked.delivery.outcome);
        assert_eq!(found, (Some(stop), outcome), "{step} {answer}: {talked:?}");
        if answer.as_bytes()[0].is_ascii_digit() && stop != Stop::NoLogin {
            let line = format!("< {answer}");
            assert!(talked.delivery.dialogue.contains(&line), "{talked:?}");
        }
        keeps_its_secrets(&talked);
    }
}

/// A server that repeats what it heard gets it shown to nobody.
#[tokio::test]
async fn a_server_that_repeats_the_password_is_not_quoted() {
    for secret in secrets() {
        let answer: &'static str = format!("535 no: {secret}").leak();
        let talked = odd(("AUTH", answer)).await;
        assert_eq!(talked.stop, Some(Stop::Login));
        let lines = &talked.delivery.dialogue;
        assert!(lines.contains(&"< 535 (withheld)".to_owned()), "{lines:?}");
        keeps_its_secrets(&talked);
        let later: &'static str = format!("550 your password is {secret}").leak();
        keeps_its_secrets(&odd(("RCPT", later)).await);
    }
}

#[tokio::test]
async fn a_login_in_several_steps_is_withheld_step_by_step() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        for answer in [
            "220 mx.example",
            "250-mx.example\r\n250 AUTH LOGIN",
            "334 VXNlcm5hbWU6",
            "334 UGFzc3dvcmQ6",
            "535 no",
            "221 bye",
        ] {
            let _ = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
            let _ = stream.read_line(&mut String::new()).await;
        }
    });
    let server = Server {
        user: Some("id".into()),
        ..server(port)
    };
    let talked = talk(server, letter()).await;
    let lines = &talked.delivery.dialogue;
    let ours: Vec<&str> = lines
        .iter()
        .filter(|line| line.starts_with("> ") && !line.starts_with("> EHLO"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        ours[..3],
        ["> AUTH LOGIN (withheld)", "> (withheld)", "> (withheld)"]
    );
    assert_eq!(talked.stop, Some(Stop::Login));
    keeps_its_secrets(&talked);
}

fn encrypted(port: u16, security: Security) -> Server {
    Server {
        security,
        authority: Some(CERTIFICATE.into()),
        ..server(port)
    }
}

#[tokio::test]
async fn tls_is_told_with_its_version_and_the_name_that_was_trusted() {
    let starttls = Manners {
        starttls: true,
        ..POLITE
    };
    let (port, _server) = mail_server(starttls).await;
    let talked = talk(encrypted(port, Security::StartTls), letter()).await;
    let lines = talked.delivery.dialogue.join("\n");
    assert_eq!(talked.stop, None, "{lines}");
    let note = "the connection is encrypted (TLSv1_3); the certificate is trusted for localhost";
    let before = lines.find("> STARTTLS\n< 220 go ahead").unwrap();
    assert!(lines.find(note).unwrap() > before, "{lines}");
    // The greeting that only the library hears is nobody's.
    assert!(!lines.contains("220 ready\n> EHLO") || lines.contains("< 220 mx.example ready"));
    assert!(!lines.contains("< 220 ready"), "{lines}");
}

#[tokio::test]
async fn what_is_wrong_with_tls_is_told_apart() {
    let at_once = Manners {
        tls_at_once: true,
        ..POLITE
    };
    let starttls = Manners {
        starttls: true,
        ..POLITE
    };
    for (manners, security, trusts, wanted) in [
        (at_once, Security::Tls, false, Stop::Certificate),
        (starttls, Security::StartTls, false, Stop::Certificate),
        (POLITE, Security::StartTls, true, Stop::NoTls),
        (POLITE, Security::Tls, true, Stop::Tls),
    ] {
        let (port, _server) = mail_server(manners).await;
        let mut server = encrypted(port, security);
        if !trusts {
            server.authority = None;
        }
        let talked = talk(server, letter()).await;
        assert_eq!(talked.stop, Some(wanted), "{talked:?}");
        assert!(!talked.delivery.dialogue.join("\n").contains("MAIL FROM"));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_apart() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    for (host, port, wanted) in [
        ("localhost", port, Stop::Nobody),
        ("mail.nowhere.invalid", 25, Stop::Name),
        ("169.254.169.254", 80, Stop::Forbidden),
        ("0.0.0.0", 25, Stop::Forbidden),
    ] {
        let security = match host {
            "localhost" => Security::Plain,
            _ => Security::Tls,
        };
        let server = Server {
            host: host.into(),
            security,
            ..server(port)
        };
        let talked = talk(server, letter()).await;
        assert_eq!(talked.stop, Some(wanted), "{talked:?}");
        assert_eq!(talked.delivery.outcome, Outcome::Later);
    }
}

#[tokio::test]
async fn an_address_in_another_script_is_told_as_such() {
    let to = Correspondent::new("анна@example.com", None).unwrap();
    let letter = Letter::new(to, "x", "x".into(), "<p>x</p>".into()).unwrap();
    let port = odd_server(("never", "")).await;
    let talked = talk(server(port), letter).await;
    assert_eq!(talked.stop, Some(Stop::Script), "{talked:?}");
}

/// A server may talk as long as it likes; what is kept has an end.
#[tokio::test]
async fn a_server_that_talks_on_and_on_is_cut_short() {
    let mut long = "250-x\r\n".repeat(900);
    long.push_str(&format!("250-{}\r\n250 ok", "y".repeat(700)));
    let talked = odd(("EHLO", long.leak())).await;
    let lines = &talked.delivery.dialogue;
    assert!(lines.len() <= 201, "{}", lines.len());
    assert!(lines.iter().all(|line| line.chars().count() <= 502));
}

#[tokio::test]
async fn a_real_server_is_quoted_as_it_speaks() {
    let Some((host, port)) = testing::smtp_sink() else {
        return;
    };
    let stage = Stage::new(testing::sqlite().await).await;
    let server = Server {
        host,
        ..server(port)
    };
    let proposal = Proposal {
        settings: super::smtp(server),
        password: Password::Keep,
    };
    let tried = stage.mail.try_out(&proposal, &letter()).await.unwrap();
    let Tried::Delivery(talked) = tried else {
        panic!("{tried:?}");
    };
    assert_eq!(talked.stop, None, "{talked:?}");
    let lines = talked.delivery.dialogue.join("\n");
    for wanted in ["< 220 ", "> EHLO ", "> DATA", "(the letter, ", "> QUIT"] {
        assert!(lines.contains(wanted), "{wanted} in {lines}");
    }
}
