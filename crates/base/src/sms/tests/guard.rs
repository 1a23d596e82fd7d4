//! The guard before the bill.

use std::time::Duration;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

fn here(network: &str) -> Asker<'_> {
    Asker {
        network: Some(network),
        passport: None,
    }
}

fn anna(network: &str) -> Asker<'_> {
    Asker {
        passport: Some("anna"),
        ..here(network)
    }
}

/// A number of the plan that stands free for fiction.
fn number(n: u32) -> String {
    format!("+12125550{n:03}")
}

#[tokio::test]
async fn nothing_is_sent_while_it_is_off_or_where_no_country_is_named() {
    for stage in stages().await {
        let message = stage.message("+491713920012");
        assert_eq!(
            stage.queue(&message, Asker::default()).await,
            Err(Withheld::Off)
        );
        let nowhere = SmsSettings {
            countries: Vec::new(),
            ..settings(Way::Folder)
        };
        let saved = stage.save(nowhere, Secrecy::Keep).await;
        assert_eq!(saved, Saved::Refused(vec![SmsProblem::Countries]));
        stage.save(settings(Way::Folder), Secrecy::Keep).await;
        let polish = stage.message("+48512345678");
        assert_eq!(
            stage.queue(&polish, Asker::default()).await,
            Err(Withheld::Country)
        );
        let jamaican = stage.message("+18765551234");
        assert_eq!(
            stage.queue(&jamaican, Asker::default()).await,
            Err(Withheld::Country),
            "the code is that of the United States, the country is not"
        );
        for dear in ["+499001234567", "+4930123456", "+498001234567"] {
            let message = stage.message(dear);
            assert_eq!(
                stage.queue(&message, Asker::default()).await,
                Err(Withheld::Number)
            );
        }
        assert!(stage.queue(&message, Asker::default()).await.is_ok());
    }
}

#[tokio::test]
async fn one_number_gets_few_in_an_hour_and_in_a_day() {
    for stage in stages().await {
        stage.save(settings(Way::Folder), Secrecy::Keep).await;
        let message = stage.message("+491713920012");
        let mut sent = 0;
        for _ in 0..5 {
            for _ in 0..5 {
                sent += u32::from(stage.queue(&message, Asker::default()).await.is_ok());
            }
            stage.clock.advance(HOUR);
        }
        assert_eq!(sent, Limits::default().number_day);
        let last = stage.queue(&message, Asker::default()).await;
        assert_eq!(last, Err(Withheld::TooManyToNumber));
        stage.clock.advance(20 * HOUR);
        assert!(stage.queue(&message, Asker::default()).await.is_ok());
    }
}

#[tokio::test]
async fn one_network_and_one_passport_cause_few() {
    for stage in stages().await {
        stage.save(settings(Way::Folder), Secrecy::Keep).await;
        let limits = Limits::default();
        for n in 0..limits.network_hour {
            let message = stage.message(&number(100 + n));
            assert!(stage.queue(&message, here("192.0.2.1")).await.is_ok());
        }
        let more = stage.message(&number(150));
        let refused = Err(Withheld::TooManyFromHere);
        assert_eq!(stage.queue(&more, here("192.0.2.1")).await, refused);
        assert!(stage.queue(&more, here("192.0.2.2")).await.is_ok());
        for n in 0..limits.passport_day {
            let network = format!("198.51.100.{n}");
            let message = stage.message(&number(160 + n));
            assert!(stage.queue(&message, anna(&network)).await.is_ok());
        }
        let message = stage.message(&number(190));
        assert_eq!(stage.queue(&message, anna("203.0.113.1")).await, refused);
    }
}

#[tokio::test]
async fn parallel_requests_share_what_the_server_may_send() {
    for stage in stages().await {
        let few = SmsSettings {
            limits: Limits {
                server_hour: 5,
                server_day: 7,
                ..Limits::default()
            },
            ..settings(Way::Folder)
        };
        stage.save(few, Secrecy::Keep).await;
        let all = (0..20).map(|n| {
            let (db, sms, message) = (
                stage.test.db.clone(),
                stage.sms.clone(),
                stage.message(&number(100 + n)),
            );
            tokio::spawn(async move {
                let mut conn = db.write().await.unwrap();
                let kind = ("x", Language::En);
                let queued = sms.queue(&mut conn, &message, kind, Asker::default()).await;
                conn.commit().await.unwrap();
                queued.unwrap()
            })
        });
        let mut sent = 0;
        for one in all.collect::<Vec<_>>() {
            sent += u32::from(one.await.unwrap().is_ok());
        }
        assert_eq!(sent, 5);
        stage.clock.advance(HOUR);
        for n in 0..4 {
            let message = stage.message(&number(140 + n));
            sent += u32::from(stage.queue(&message, Asker::default()).await.is_ok());
        }
        assert_eq!(sent, 7);
        let mut conn = stage.test.db.read().await.unwrap();
        let used = stage.sms.settings(&mut conn).await.unwrap().usage;
        assert_eq!(used.day, 7);
        assert!(used.hour >= 2);
    }
}
