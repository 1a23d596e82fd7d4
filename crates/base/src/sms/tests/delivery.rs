//! What the gateway hears, what is made of its answer, and what is kept of it.

use std::time::Duration;

use super::*;
use crate::db::sql;
use crate::params;

const HOME: &str = "+491713920012";

async fn sent(stage: &Stage, double: &Double) -> Line {
    let way = Way::Gateway(gateway(&double.url));
    assert_eq!(stage.save(settings(way), key()).await, Saved::Done);
    let id = stage
        .queue(&stage.message(HOME), Asker::default())
        .await
        .unwrap();
    stage.run().await;
    stage.line(id).await
}

#[tokio::test]
async fn a_message_reaches_the_gateway_once() {
    for stage in stages().await {
        let double = Double::answering("201 Created", r#"{"id":"m1"}"#).await;
        let line = sent(&stage, &double).await;
        assert_eq!((line.state, line.channel), (State::Sent, Channel::Sms));
        assert_eq!(line.recipient, "+49••••••••12");
        let told = double.take();
        assert_eq!(told.len(), 1);
        let (head, body) = told[0].split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /send HTTP/1.1"), "{head}");
        assert!(
            head.contains("authorization: Bearer key of the gateway"),
            "{head}"
        );
        assert!(head.contains("content-type: application/json"), "{head}");
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["to"], HOME);
        assert_eq!(body["text"], "482913 is your code for Falke");
        stage.clock.advance(Duration::from_secs(3600));
        stage.run().await;
        assert!(double.take().is_empty());
    }
}

#[tokio::test]
async fn a_gateway_that_repeats_the_message_leaves_no_trace_of_it() {
    let echo = r#"{"to":"+491713920012","body":"482913 is your code for Falke","key":"key of the gateway"}"#;
    for stage in stages().await {
        let double = Double::answering("200 OK", echo).await;
        let line = sent(&stage, &double).await;
        let answer = line.answer.clone().unwrap();
        for secret in ["482913", "3920012", KEY] {
            assert!(!answer.contains(secret), "{answer}");
        }
        let mut conn = stage.test.db.read().await.unwrap();
        let row = conn
            .one(
                sql(
                    "SELECT o.sealed, o.recipient, j.value FROM outbox o, settings j \
                     WHERE o.id = $1 AND j.key = 'sms'",
                ),
                params![line.id],
            )
            .await
            .unwrap();
        let sealed: Vec<u8> = row.get("sealed").unwrap();
        let all = format!(
            "{} {} {}",
            String::from_utf8_lossy(&sealed),
            row.text("recipient").unwrap(),
            row.text("value").unwrap()
        );
        for secret in ["482913", "3920012", KEY] {
            assert!(!all.contains(secret), "{all}");
        }
    }
}

#[tokio::test]
async fn an_answer_means_what_its_status_says() {
    let stage = Stage::new(testing::sqlite().await).await;
    for (status, state) in [
        ("400 Bad Request", State::Refused),
        ("401 Unauthorized", State::Refused),
        ("302 Found", State::Refused),
        ("429 Too Many Requests", State::Queued),
        ("503 Service Unavailable", State::Queued),
    ] {
        let double = Double::answering(status, r#"{"message":"no credit"}"#).await;
        let line = sent(&stage, &double).await;
        assert_eq!(line.state, state, "{status}");
        let answer = line.answer.unwrap();
        assert!(
            answer.contains("no credit") && answer.contains(&status[..3]),
            "{answer}"
        );
        assert_eq!(double.take().len(), 1);
        stage.clock.advance(Duration::from_secs(86_400));
        stage.run().await;
    }
}

#[tokio::test]
async fn a_success_without_its_field_is_a_refusal() {
    let stage = Stage::new(testing::sqlite().await).await;
    let double = Double::answering("200 OK", r#"{"error":103,"message":"no credit"}"#).await;
    let mut described = gateway(&double.url);
    described.success.field = "count".into();
    stage.save(settings(Way::Gateway(described)), key()).await;
    let id = stage
        .queue(&stage.message(HOME), Asker::default())
        .await
        .unwrap();
    stage.run().await;
    assert_eq!(stage.line(id).await.state, State::Refused);
}

#[tokio::test]
async fn what_nobody_takes_is_tried_again_and_is_not_sent_when_it_is_worth_nothing() {
    for stage in stages().await {
        let gone = Way::Gateway(gateway("http://127.0.0.1:9/send"));
        stage.save(settings(gone), key()).await;
        let id = stage
            .queue(&stage.message(HOME), Asker::default())
            .await
            .unwrap();
        for _ in 0..3 {
            assert_eq!(stage.run().await.trouble.len(), 1);
            stage.clock.advance(Duration::from_secs(120));
        }
        assert_eq!(stage.line(id).await.state, State::Queued);
        stage.clock.advance(Duration::from_secs(600));
        let double = Double::answering("200 OK", "{}").await;
        let way = Way::Gateway(gateway(&double.url));
        stage.save(settings(way), key()).await;
        stage.run().await;
        assert_eq!(stage.line(id).await.state, State::Refused);
        assert!(double.take().is_empty(), "an old code is sent to nobody");
    }
}

#[tokio::test]
async fn the_guard_of_outgoing_requests_stands_before_the_gateway_too() {
    let stage = Stage::new(testing::sqlite().await).await;
    for url in [
        "http://10.1.2.3/send",
        "https://169.254.169.254/{user}",
        "https://[::1]/x",
    ] {
        let way = Way::Gateway(gateway(url));
        let saved = stage.save(settings(way), key()).await;
        assert_eq!(saved, Saved::Refused(vec![SmsProblem::Address]), "{url}");
    }
    // A name is judged when it is an address: what stands behind it may be private.
    let way = Way::Gateway(gateway("https://localhost/send"));
    assert_eq!(stage.save(settings(way), key()).await, Saved::Done);
    let id = stage
        .queue(&stage.message(HOME), Asker::default())
        .await
        .unwrap();
    stage.run().await;
    assert_ne!(stage.line(id).await.state, State::Sent);
}

#[tokio::test]
async fn for_trying_out_messages_become_files_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    for stage in stages().await {
        stage.save(settings(Way::Folder), Secrecy::Keep).await;
        let id = stage
            .queue(&stage.message(HOME), Asker::default())
            .await
            .unwrap();
        assert!(stage.run().await.trouble.is_empty());
        assert_eq!(stage.line(id).await.state, State::Sent);
        let files: Vec<_> = std::fs::read_dir(stage.sms.folder()).unwrap().collect();
        assert_eq!(files.len(), 1);
        let path = files[0].as_ref().unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "To: +491713920012\n\n482913 is your code for Falke\n");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
