//! Text messages against a gateway of ours on this machine, with a database, a clock and a runner.

mod delivery;
mod guard;
mod settings;

use std::sync::{Arc, Mutex};

use protocol::phone::{Country, PhoneNumber};
use protocol::sms::{Format, Recipe, Success};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::clock::Clock;
use crate::jobs::{Jobs, Ran, Runner};
use crate::keys::MasterKey;
use crate::outbox::{Line, State, list, sends};
use crate::random::Randomness;
use crate::secret::Secret;
use crate::testing::{self, TestDb};

const KEY: &str = "key of the gateway";

struct Stage {
    test: TestDb,
    clock: Clock,
    sms: Sms,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clock = Clock::movable(Time::from_seconds(1_795_294_020));
        let random = Randomness::system();
        let path = test.folder().join("master.key");
        let made = MasterKey::open_or_create(&path, &test.db, &random).await;
        let jobs = Jobs::new(clock.clone(), random.clone());
        let db = test.db.clone();
        let outbox = Outbox::new(db, made.unwrap().0, jobs, clock.clone(), random);
        let net = Net::new(&["127.0.0.1/32".parse().unwrap()]);
        Self {
            sms: Sms::new(outbox, net, test.folder()),
            clock,
            test,
        }
    }

    async fn run(&self) -> Ran {
        let jobs = self.sms.outbox.jobs.clone();
        let tasks = vec![sends(Sms::clone)];
        let runner = Runner::new(self.test.db.clone(), jobs, self.sms.clone(), tasks);
        runner.run_due().await.unwrap()
    }

    async fn save(&self, settings: SmsSettings, secret: Secrecy) -> Saved {
        let mut conn = self.test.db.write().await.unwrap();
        let proposal = Proposal { settings, secret };
        let saved = self.sms.save(&mut conn, &proposal).await.unwrap();
        conn.commit().await.unwrap();
        saved
    }

    async fn queue(&self, message: &TextMessage, asker: Asker<'_>) -> Result<LetterId, Withheld> {
        let mut conn = self.test.db.write().await.unwrap();
        let kind = ("phone-code", Language::De);
        let queued = self.sms.queue(&mut conn, message, kind, asker).await;
        conn.commit().await.unwrap();
        queued.unwrap()
    }

    async fn line(&self, id: LetterId) -> Line {
        let mut conn = self.test.db.read().await.unwrap();
        let all = list(&mut conn, (None, Some(Channel::Sms)), None, 100)
            .await
            .unwrap();
        all.into_iter().find(|line| line.id == id).unwrap()
    }

    fn message(&self, to: &str) -> TextMessage {
        TextMessage {
            to: PhoneNumber::parse(to, None).unwrap(),
            words: "482913 is your code for Falke".into(),
            until: self.clock.now().plus(std::time::Duration::from_secs(600)),
        }
    }
}

async fn stages() -> Vec<Stage> {
    let mut all = Vec::new();
    for test in testing::databases().await {
        all.push(Stage::new(test).await);
    }
    all
}

fn countries() -> Vec<Country> {
    vec![Country::parse("DE").unwrap(), Country::parse("US").unwrap()]
}

fn settings(way: Way) -> SmsSettings {
    SmsSettings {
        way,
        countries: countries(),
        ..SmsSettings::default()
    }
}

fn gateway(url: &str) -> Gateway {
    Gateway {
        recipe: Recipe {
            url: url.into(),
            headers: vec![("Authorization".into(), "Bearer {secret}".into())],
            format: Format::Json,
            body: r#"{"to":"{to}","text":"{text}","from":"{from}"}"#.into(),
            ..Recipe::default()
        },
        from: "Falke".into(),
        user: String::new(),
        success: Success::default(),
    }
}

fn key() -> Secrecy {
    Secrecy::Set(Secret::new(KEY.to_owned()))
}

/// A gateway on this machine: answers all alike and keeps what it was told.
#[derive(Clone)]
struct Double {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Double {
    async fn answering(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let told = Arc::<Mutex<Vec<String>>>::default();
        let double = Self {
            url,
            told: Arc::clone(&told),
        };
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                let mut piece = [0; 4096];
                while !is_whole(&request) {
                    let read = stream.read(&mut piece).await.unwrap_or(0);
                    if read == 0 {
                        break;
                    }
                    request.extend_from_slice(&piece[..read]);
                }
                let text = String::from_utf8_lossy(&request).into_owned();
                told.lock().unwrap().push(text);
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n\
                     connection: close\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        double
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    body.len()
        >= length
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0)
}
