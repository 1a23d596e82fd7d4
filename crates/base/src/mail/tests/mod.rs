//! The stage of the mail tests: a database, a master key, a clock, and a runner with the outbox.

mod delivery;
mod outbox;
mod settings;
mod talks;

use std::time::Duration;

use crate::clock::{Clock, Time};
use crate::jobs::{Jobs, Ran, Runner};
use crate::keys::MasterKey;
use crate::mail::*;
use crate::outbox::*;
use crate::random::Randomness;
use crate::testing::{self, TestDb};

const HOUR: Duration = Duration::from_secs(3600);

struct Stage {
    test: TestDb,
    clock: Clock,
    mail: Mail,
    letterbox: Letterbox<Letter>,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clock = Clock::movable(Time::from_seconds(1_795_294_020));
        let random = Randomness::system();
        let path = test.folder().join("master.key");
        let made = MasterKey::open_or_create(&path, &test.db, &random).await;
        let jobs = Jobs::new(clock.clone(), random.clone());
        Self {
            mail: Mail::new(Outbox::new(
                test.db.clone(),
                made.unwrap().0,
                jobs,
                clock.clone(),
                random,
            )),
            clock,
            letterbox: Letterbox::default(),
            test,
        }
    }

    /// The same mail, but into the letterbox whatever the settings say.
    fn boxed(&self) -> Mail {
        let transport = Transport::Memory(self.letterbox.clone());
        self.mail.clone().instead_by(Some(transport))
    }

    async fn run(&self, mail: Mail) -> Ran {
        let tasks = vec![
            sends(Mail::clone),
            tidies(|mail: &Mail| mail.outbox.clone()),
        ];
        let jobs = mail.outbox.jobs.clone();
        let runner = Runner::new(self.test.db.clone(), jobs, mail, tasks);
        runner.run_due().await.unwrap()
    }

    async fn save(&self, settings: MailSettings, password: Password) -> Saved {
        let mut conn = self.test.db.write().await.unwrap();
        let proposal = Proposal { settings, password };
        let saved = self.mail.save(&mut conn, &proposal).await.unwrap();
        conn.commit().await.unwrap();
        saved
    }
}

async fn stages() -> Vec<Stage> {
    let mut all = Vec::new();
    for test in testing::databases().await {
        all.push(Stage::new(test).await);
    }
    all
}

fn from() -> Correspondent {
    Correspondent::new("id@falke.example", Some("Falke")).unwrap()
}

fn server(port: u16) -> Server {
    Server {
        host: "localhost".into(),
        port,
        security: Security::Plain,
        user: None,
        authority: None,
        hello: None,
    }
}

fn smtp(server: Server) -> MailSettings {
    MailSettings::Smtp {
        from: from(),
        server,
    }
}
