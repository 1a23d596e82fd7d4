//! Mail settings: what is taken, and where the password goes and where not.

use super::delivery::{CERTIFICATE, POLITE, letter, mail_server};
use super::*;
use crate::settings::load_sealed;

fn with_user(server: Server) -> Server {
    Server {
        user: Some("id".into()),
        ..server
    }
}

type Change = fn(&mut Server);

fn with(server: &Server, change: impl FnOnce(&mut Server)) -> Server {
    let mut changed = server.clone();
    change(&mut changed);
    changed
}

fn set(password: &str) -> Password {
    Password::Set(password.into())
}

impl Stage {
    async fn stored(&self) -> Stored {
        let mut conn = self.test.db.read().await.unwrap();
        self.mail.settings(&mut conn).await.unwrap()
    }

    /// The password the next letter would be sent with.
    async fn password(&self) -> Option<String> {
        match self.mail.post().await.unwrap()?.transport {
            Transport::Smtp(smtp) => smtp.login.map(|login| login.password.expose().clone()),
            _ => None,
        }
    }
}

#[tokio::test]
async fn nothing_is_set_at_first_and_what_is_set_holds() {
    for stage in stages().await {
        let off = Stored {
            settings: MailSettings::Off,
            has_password: false,
        };
        assert_eq!(stage.stored().await, off);
        assert!(stage.mail.post().await.unwrap().is_none());
        let settings = smtp(with_user(server(2525)));
        let saved = stage.save(settings.clone(), set("hunter2")).await;
        assert_eq!(saved, Saved::Done);
        let stored = Stored {
            settings,
            has_password: true,
        };
        assert_eq!(stage.stored().await, stored);
        assert_eq!(stage.password().await.as_deref(), Some("hunter2"));
        let mut conn = stage.test.db.read().await.unwrap();
        let sealed = load_sealed(&mut conn, &MAIL).await.unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("hunter2"));
        assert_eq!(
            stage.save(MailSettings::Off, Password::Keep).await,
            Saved::Done
        );
        assert_eq!(stage.stored().await, off);
    }
}

#[tokio::test]
async fn a_stored_password_never_goes_to_another_server() {
    for stage in stages().await {
        let good = with_user(server(2525));
        stage.save(smtp(good.clone()), set("hunter2")).await;
        let others: [Change; 5] = [
            |s| s.host = "127.0.0.1".into(),
            |s| s.port = 2526,
            |s| s.security = Security::Tls,
            |s| s.user = Some("root".into()),
            |s| s.authority = Some(CERTIFICATE.into()),
        ];
        for change in others {
            let other = with(&good, change);
            let proposal = Proposal {
                settings: smtp(other.clone()),
                password: Password::Keep,
            };
            let tried = stage.mail.try_out(&proposal, &letter()).await.unwrap();
            assert_eq!(tried, Tried::Refused(vec![Problem::Password]));
            let saved = stage.save(smtp(other), Password::Keep).await;
            assert_eq!(saved, Saved::Refused(vec![Problem::Password]));
        }
        assert_eq!(stage.stored().await.settings, smtp(good.clone()));
        let renamed = with(&good, |s| s.hello = Some("id.falke.example".into()));
        assert_eq!(stage.save(smtp(renamed), Password::Keep).await, Saved::Done);
        assert_eq!(stage.password().await.as_deref(), Some("hunter2"));
        // Without a user name no password is kept, and none comes back later.
        let nobody = with(&good, |s| s.user = None);
        assert_eq!(stage.save(smtp(nobody), Password::Keep).await, Saved::Done);
        assert!(!stage.stored().await.has_password);
        let saved = stage.save(smtp(good), Password::Keep).await;
        assert_eq!(saved, Saved::Refused(vec![Problem::Password]));
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_named_all_at_once() {
    let stage = Stage::new(testing::sqlite().await).await;
    let good = Server {
        host: "mail.example.com".into(),
        security: Security::StartTls,
        ..server(587)
    };
    let cases: [(Change, Problem); 9] = [
        (|s| s.host = String::new(), Problem::Host),
        (|s| s.host = "a b".into(), Problem::Host),
        (|s| s.host = "a\r\nb".into(), Problem::Host),
        (|s| s.host = "mail.ümlaut.example".into(), Problem::Host),
        (|s| s.security = Security::Plain, Problem::PlainElsewhere),
        (|s| s.port = 0, Problem::Port),
        (|s| s.hello = Some("a b".into()), Problem::Hello),
        (|s| s.authority = Some("x".into()), Problem::Authority),
        (|s| s.authority = Some(String::new()), Problem::Authority),
    ];
    for (change, problem) in cases {
        let refused = Saved::Refused(vec![problem]);
        let settings = smtp(with(&good, change));
        assert_eq!(stage.save(settings, set("x")).await, refused);
    }
    let worst = with(&good, |s| {
        s.port = 0;
        s.user = Some("a\nb".into());
    });
    assert_eq!(
        stage.save(smtp(worst), set("")).await,
        Saved::Refused(vec![Problem::Port, Problem::User, Problem::Password])
    );
    let nowhere = MailSettings::Folder {
        from: from(),
        folder: "".into(),
    };
    let refused = Saved::Refused(vec![Problem::Folder]);
    assert_eq!(stage.save(nowhere, Password::Keep).await, refused);
    assert_eq!(stage.stored().await.settings, MailSettings::Off);
    for host in ["mail.example.com", "192.0.2.7", "::1"] {
        let other = with(&good, |s| s.host = host.into());
        assert_eq!(smtp(other).problems(), []);
    }
    let trusting = with(&good, |s| s.authority = Some(CERTIFICATE.into()));
    assert_eq!(smtp(trusting).problems(), []);
}

#[tokio::test]
async fn trying_out_tells_the_dialogue_and_saves_nothing() {
    let stage = Stage::new(testing::sqlite().await).await;
    let (port, heard) = mail_server(POLITE).await;
    let mut proposal = Proposal {
        settings: smtp(with_user(server(port))),
        password: set("hunter2"),
    };
    let tried = stage.mail.try_out(&proposal, &letter()).await.unwrap();
    let Tried::Delivery(Talked { delivery, stop }) = tried else {
        panic!("{tried:?}");
    };
    assert_eq!(stop, None);
    assert_eq!(delivery.outcome, Outcome::Accepted);
    assert_eq!(
        delivery.dialogue.first().unwrap(),
        &format!("connected to localhost:{port}")
    );
    assert_eq!(delivery.dialogue.last().unwrap(), "< 221 bye");
    assert_eq!(delivery.answer, "250 2.0.0 queued as 4711");
    assert!(!delivery.dialogue.join("\n").contains("hunter2"));
    assert!(
        heard
            .await
            .unwrap()
            .join("\n")
            .contains("RCPT TO:<anna@example.com>")
    );
    assert_eq!(stage.stored().await.settings, MailSettings::Off);
    proposal.settings = MailSettings::Off;
    let tried = stage.mail.try_out(&proposal, &letter()).await.unwrap();
    assert_eq!(tried, Tried::Off);
}

#[test]
fn settings_are_stored_in_words_and_nonsense_is_not_taken() {
    let json = serde_json::to_string(&smtp(server(587))).unwrap();
    assert_eq!(
        json,
        "{\"transport\":\"smtp\",\"from\":{\"address\":\"id@falke.example\",\"name\":\"Falke\"},\
         \"server\":{\"host\":\"localhost\",\"port\":587,\"security\":\"plain\",\"user\":null,\
         \"authority\":null,\"hello\":null}}"
    );
    for wrong in [r#"{"transport":"pigeon"}"#, r#"{"transport":"smtp"}"#, "{}"] {
        assert!(serde_json::from_str::<MailSettings>(wrong).is_err());
    }
}
