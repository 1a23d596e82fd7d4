//! The outbox on both engines: nothing lost, nothing twice, nothing readable.

use super::delivery::{Manners, POLITE, letter, mail_server};
use super::*;
use crate::db::sql;
use crate::i18n::Language;
use crate::params;

impl Stage {
    async fn queue(&self) -> LetterId {
        let mut conn = self.test.db.write().await.unwrap();
        let letter = letter();
        let queued = self
            .mail
            .queue(&mut conn, &letter, "invitation", Language::De);
        let id = queued.await.unwrap();
        conn.commit().await.unwrap();
        id
    }

    async fn resend(&self, id: LetterId) -> Resent {
        let mut conn = self.test.db.write().await.unwrap();
        let resent = self
            .mail
            .outbox
            .resend::<Mail>(&mut conn, id)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        resent
    }

    async fn line(&self, id: LetterId) -> Line {
        let mut conn = self.test.db.read().await.unwrap();
        let all = list(&mut conn, (None, None), None, 100).await.unwrap();
        all.into_iter().find(|line| line.id == id).unwrap()
    }
}

#[tokio::test]
async fn a_letter_is_queued_with_its_cause_and_sent_once() {
    for stage in stages().await {
        let mut conn = stage.test.db.write().await.unwrap();
        let letter = letter();
        let queued = stage.mail.queue(&mut conn, &letter, "x", Language::En);
        queued.await.unwrap();
        drop(conn);
        let id = stage.queue().await;
        assert_eq!(stage.line(id).await.state, State::Queued);
        assert!(stage.run(stage.boxed()).await.trouble.is_empty());
        assert_eq!(stage.letterbox.take(), [letter]);
        let line = stage.line(id).await;
        assert_eq!((line.state, line.attempts), (State::Sent, 1));
        assert_eq!(line.answer.as_deref(), Some("kept in memory"));
        assert_eq!(line.recipient, "anna@example.com");
        assert_eq!(
            (line.kind.as_str(), line.language),
            ("invitation", Language::De)
        );
        stage.clock.advance(HOUR);
        stage.run(stage.boxed()).await;
        assert!(stage.letterbox.take().is_empty());
    }
}

#[tokio::test]
async fn what_a_letter_says_is_nowhere_in_the_database() {
    for stage in stages().await {
        let id = stage.queue().await;
        let mut conn = stage.test.db.read().await.unwrap();
        let row = conn
            .one(
                sql(
                    "SELECT o.sealed, o.recipient, o.kind, j.payload FROM outbox o, jobs j \
                     WHERE o.id = $1 AND j.kind = 'mail-send'",
                ),
                params![id],
            )
            .await
            .unwrap();
        let sealed: Vec<u8> = row.get("sealed").unwrap();
        let payload = row.text("payload").unwrap();
        assert!(payload.contains(&id.to_string()), "{payload}");
        for secret in ["id.example.com/x", "Einladung", "Guten Tag"] {
            assert!(!String::from_utf8_lossy(&sealed).contains(secret));
            assert!(!payload.contains(secret));
        }
        let shown = format!("{:?}", stage.line(id).await);
        assert!(!shown.contains("Einladung"), "{shown}");
    }
}

#[tokio::test]
async fn letters_wait_until_a_way_out_is_set_and_leave_at_once_then() {
    for stage in stages().await {
        let id = stage.queue().await;
        for _ in 0..30 {
            assert_eq!(stage.run(stage.mail.clone()).await.trouble.len(), 1);
            stage.clock.advance(Duration::from_secs(600));
        }
        assert_eq!(stage.line(id).await.state, State::Queued);
        let folder = stage.test.folder().join("mail");
        let settings = MailSettings::Folder {
            from: from(),
            folder: folder.clone(),
        };
        stage.run(stage.mail.clone()).await;
        assert_eq!(stage.save(settings, Password::Keep).await, Saved::Done);
        assert!(stage.run(stage.mail.clone()).await.trouble.is_empty());
        assert_eq!(stage.line(id).await.state, State::Sent);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_with_growing_delay_and_given_up_after_days() {
    for stage in stages().await {
        let id = stage.queue().await;
        let later = Some((Outcome::Later, "451 4.7.1 greylisted"));
        stage.letterbox.answer_with(later);
        let mut tries = Vec::new();
        // By the minute while the delays are short, then by the hour for six days.
        for minute in 0..70 + 6 * 24 {
            if !stage.run(stage.boxed()).await.trouble.is_empty() {
                tries.push(minute);
            }
            stage
                .clock
                .advance(if minute < 70 { HOUR / 60 } else { HOUR });
        }
        assert_eq!(tries[..6], [0, 1, 2, 4, 8, 16]);
        let line = stage.line(id).await;
        assert_eq!(line.state, State::Refused);
        assert_eq!(line.answer.as_deref(), Some("451 4.7.1 greylisted"));
        assert!(line.attempts > 100, "{}", line.attempts);
        assert!(stage.letterbox.take().is_empty());
        let mut conn = stage.test.db.read().await.unwrap();
        let left = crate::jobs::overview(&mut conn, stage.clock.now()).await;
        assert_eq!(left.unwrap().dead, 0);
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_kept_with_its_reason_and_can_be_sent_once_more() {
    for stage in stages().await {
        let id = stage.queue().await;
        assert_eq!(stage.resend(id).await, Resent::WasQueued);
        let no = Some((Outcome::Refused, "550 5.1.1 no such person"));
        stage.letterbox.answer_with(no);
        assert!(stage.run(stage.boxed()).await.trouble.is_empty());
        let line = stage.line(id).await;
        assert_eq!(line.state, State::Refused);
        assert_eq!(line.answer.as_deref(), Some("550 5.1.1 no such person"));
        let seen = overview(&mut stage.test.db.read().await.unwrap()).await;
        assert_eq!(
            seen.unwrap(),
            Overview {
                queued: 0,
                refused: 1
            }
        );
        stage.letterbox.answer_with(None);
        assert_eq!(stage.resend(id).await, Resent::Queued);
        assert_eq!(stage.resend(id).await, Resent::WasQueued);
        stage.run(stage.boxed()).await;
        assert_eq!(stage.letterbox.take().len(), 1);
        assert_eq!(stage.line(id).await.state, State::Sent);
        let unknown = LetterId::fresh(stage.clock.now(), &Randomness::system());
        assert_eq!(stage.resend(unknown).await, Resent::Unknown);
    }
}

#[tokio::test]
async fn a_job_of_an_earlier_round_sends_nothing() {
    for stage in stages().await {
        let id = stage.queue().await;
        stage.run(stage.boxed()).await;
        assert_eq!(stage.resend(id).await, Resent::Queued);
        // What a process that died after the first sending would leave behind.
        let mut conn = stage.test.db.write().await.unwrap();
        conn.execute(
            sql(
                "INSERT INTO jobs (id, kind, payload, state, due_at, attempts, created_at) \
                 VALUES ('stale', 'mail-send', $1, 'waiting', 0, 1, 0)",
            ),
            params![format!("{{\"letter\":\"{id}\",\"round\":1}}")],
        )
        .await
        .unwrap();
        conn.execute(
            sql("UPDATE jobs SET id = $1 WHERE id = 'stale'"),
            params![id],
        )
        .await
        .unwrap();
        conn.commit().await.unwrap();
        let ran = stage.run(stage.boxed()).await;
        assert!(ran.done >= 2 && ran.trouble.is_empty(), "{ran:?}");
        assert_eq!(stage.letterbox.take().len(), 2);
    }
}

#[tokio::test]
async fn texts_are_wiped_after_a_week_and_letters_forgotten_after_a_month() {
    for stage in stages().await {
        let id = stage.queue().await;
        stage.run(stage.boxed()).await;
        stage.clock.advance(6 * 24 * HOUR);
        stage.run(stage.boxed()).await;
        assert!(stage.line(id).await.has_text);
        stage.clock.advance(24 * HOUR);
        stage.run(stage.boxed()).await;
        assert!(!stage.line(id).await.has_text);
        assert_eq!(stage.resend(id).await, Resent::TextGone);
        stage.clock.advance(23 * 24 * HOUR);
        stage.run(stage.boxed()).await;
        let mut conn = stage.test.db.read().await.unwrap();
        assert!(
            list(&mut conn, (None, None), None, 9)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn an_altered_letter_is_refused_and_not_sent() {
    for stage in stages().await {
        let (one, other) = (stage.queue().await, stage.queue().await);
        let mut conn = stage.test.db.write().await.unwrap();
        conn.execute(
            sql(
                "UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE id = $2) \
                 WHERE id = $1",
            ),
            params![one, other],
        )
        .await
        .unwrap();
        conn.commit().await.unwrap();
        stage.run(stage.boxed()).await;
        assert_eq!(stage.letterbox.take().len(), 1);
        assert_eq!(stage.line(one).await.state, State::Refused);
        assert_eq!(stage.line(other).await.state, State::Sent);
    }
}

#[tokio::test]
async fn the_list_goes_page_by_page_from_the_newest() {
    for stage in stages().await {
        let mut ids = Vec::new();
        for _ in 0..7 {
            ids.push(stage.queue().await);
            stage.clock.advance(Duration::from_secs(1));
        }
        ids.reverse();
        let mut conn = stage.test.db.read().await.unwrap();
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = list(&mut conn, (Some(State::Queued), None), before, 3)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            seen.extend(page.iter().map(|line| line.id));
        }
        assert_eq!(seen, ids);
        let sent = list(&mut conn, (Some(State::Sent), None), None, 3)
            .await
            .unwrap();
        assert!(sent.is_empty());
    }
}

#[tokio::test]
async fn through_a_mail_server_that_greylists_first() {
    let stage = Stage::new(testing::sqlite().await).await;
    let (port, busy) = mail_server(Manners {
        recipient: "451 4.7.1 greylisted",
        ..POLITE
    })
    .await;
    stage.save(smtp(server(port)), Password::Keep).await;
    let id = stage.queue().await;
    assert_eq!(stage.run(stage.mail.clone()).await.trouble.len(), 1);
    assert!(stage.line(id).await.answer.unwrap().contains("greylisted"));
    busy.await.unwrap();
    let (port, polite) = mail_server(POLITE).await;
    stage.save(smtp(server(port)), Password::Keep).await;
    assert!(stage.run(stage.mail.clone()).await.trouble.is_empty());
    let line = stage.line(id).await;
    assert_eq!((line.state, line.attempts), (State::Sent, 2));
    assert_eq!(line.answer.as_deref(), Some("250 2.0.0 queued as 4711"));
    let heard = polite.await.unwrap().join("\n");
    assert!(heard.contains(&format!("Message-ID: <{id}@falke.example>")));
}

#[tokio::test]
async fn through_the_sink_the_test_command_started() {
    let Some((host, port)) = testing::smtp_sink() else {
        return;
    };
    let stage = Stage::new(testing::sqlite().await).await;
    let server = Server {
        host,
        ..server(port)
    };
    assert_eq!(stage.save(smtp(server), Password::Keep).await, Saved::Done);
    let id = stage.queue().await;
    let ran = stage.run(stage.mail.clone()).await;
    assert!(ran.trouble.is_empty(), "{ran:?}");
    let line = stage.line(id).await;
    assert_eq!(line.state, State::Sent, "{line:?}");
    assert!(line.answer.unwrap().starts_with("250"));
}
