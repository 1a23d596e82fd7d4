//! The runner: takes due jobs under a lease and does their work, several at a time.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::store::{self, Claim, Claimed};
use super::task::{Ended, Fate, Rules, Task};
use super::{JobError, JobId, Jobs};
use crate::db::{Db, DbError};

/// Jobs that one process works at, at a time.
const AT_ONCE: usize = 8;
/// How long a job is ours without an extension.
const LEASE: Duration = Duration::from_secs(60);
/// How often the queue is looked at when nobody says that there is something.
const LOOK: Duration = Duration::from_secs(1);
/// A job is announced before its transaction is committed: this much later it will be.
const COMMITTED: Duration = Duration::from_millis(20);
/// How long what is being worked at may go on once the server stops.
const GRACE: Duration = Duration::from_millis(1500);
/// How often the end of a job is written while the database is away.
const SETTLE_TRIES: u32 = 5;

/// Runs jobs with the state `S`, which every piece of work gets a clone of.
pub struct Runner<S> {
    db: Db,
    jobs: Jobs,
    state: S,
    tasks: Vec<Task<S>>,
    lease: Duration,
    stopping: watch::Sender<bool>,
}

/// What [`Runner::run_due`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// How many jobs did their work.
    pub done: usize,
    /// Those that did not.
    pub trouble: Vec<Trouble>,
}

/// A job that did not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// What it says.
    pub error: String,
    /// Whether it was given up.
    pub dead: bool,
}

/// One job, and what became of it.
struct Settled {
    job: Claimed,
    fate: Fate,
}

impl<S: Clone + Send + Sync + 'static> Runner<S> {
    /// A runner for the kinds of `tasks`; jobs of other kinds are left alone.
    pub fn new(db: Db, jobs: Jobs, state: S, tasks: Vec<Task<S>>) -> Self {
        Self {
            db,
            jobs,
            state,
            tasks,
            lease: LEASE,
            stopping: watch::Sender::new(false),
        }
    }

    /// Works until `stop` comes; then takes nothing more, and puts back what does not end soon.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let runner = std::sync::Arc::new(self);
        let mut stop = std::pin::pin!(stop);
        let mut working: JoinSet<Settled> = JoinSet::new();
        let (mut planned, mut well) = (false, true);
        loop {
            let taken = runner.take(&mut planned, AT_ONCE - working.len()).await;
            if let (Err(cause), true) = (&taken, well) {
                tracing::warn!(%cause, "jobs cannot be taken");
            }
            well = taken.is_ok();
            for job in taken.unwrap_or_default() {
                let runner = std::sync::Arc::clone(&runner);
                working.spawn(async move { runner.work(job).await });
            }
            tokio::select! {
                () = &mut stop => break,
                Some(_) = working.join_next() => {}
                () = runner.something_new(), if working.len() < AT_ONCE => {}
            }
        }
        let finish = async { while working.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, finish).await.is_err() {
            runner.stopping.send_replace(true);
            while working.join_next().await.is_some() {}
        }
    }

    /// Does everything that is due now, and what that makes due, one after another; for tests.
    ///
    /// # Errors
    /// When the database does not do its part.
    pub async fn run_due(&self) -> Result<Ran, DbError> {
        let mut ran = Ran::default();
        let mut planned = false;
        loop {
            let taken = self.take(&mut planned, 1).await?;
            let Some(job) = taken.into_iter().next() else {
                return Ok(ran);
            };
            let Settled { job, fate } = self.work(job).await;
            let (error, dead) = match fate {
                Fate::Done | Fate::Waits { error: None, .. } | Fate::Elsewhere => {
                    ran.done += 1;
                    continue;
                }
                Fate::Waits {
                    error: Some(error), ..
                } => (error, false),
                Fate::Dead { error } => (error, true),
            };
            let (id, kind) = (job.id, job.kind);
            ran.trouble.push(Trouble {
                id,
                kind,
                error,
                dead,
            });
        }
    }

    async fn something_new(&self) {
        tokio::select! {
            () = self.jobs.queued.notified() => tokio::time::sleep(COMMITTED).await,
            () = tokio::time::sleep(LOOK) => {}
        }
    }

    /// Takes up to `most` due jobs. An idle queue costs one read and no write.
    async fn take(&self, planned: &mut bool, most: usize) -> Result<Vec<Claimed>, DbError> {
        if !*planned {
            self.plan().await?;
            *planned = true;
        }
        let now = self.jobs.clock.now();
        if most == 0 || !store::any_due(&mut self.db.read().await?, now).await? {
            return Ok(Vec::new());
        }
        let lease = self.jobs.random.token();
        let names: Vec<&str> = self.tasks.iter().map(|task| task.kind).collect();
        let claim = Claim {
            lease: &lease,
            now,
            until: now.plus(self.lease),
            kinds: &format!(" {} ", names.join(" ")),
            most,
        };
        let mut conn = self.db.write().await?;
        let claimed = store::claim(&mut conn, &claim).await?;
        conn.commit().await?;
        Ok(claimed)
    }

    /// Gives every periodic kind its one row.
    async fn plan(&self) -> Result<(), DbError> {
        let now = self.jobs.clock.now();
        let mut conn = self.db.write().await?;
        for task in &self.tasks {
            if let Some(every) = task.every {
                let id = JobId::fresh(now, &self.jobs.random);
                store::keep_one(&mut conn, id, task.kind, (now, now.plus(every))).await?;
            }
        }
        conn.commit().await
    }

    /// Does the work of one job and writes down what becomes of it.
    async fn work(&self, job: Claimed) -> Settled {
        let Some(task) = self.tasks.iter().find(|task| task.kind == job.kind) else {
            return self.settle(job, Fate::Elsewhere).await;
        };
        // The attempts count from the moment a job is taken: one that ends its process stops too.
        let ended = if job.attempt > task.attempts {
            let words = "the process ended during the work, every time";
            Ended::Came(Err(JobError::Never(words.to_owned())))
        } else {
            self.guarded(task, &job).await
        };
        let [jitter] = self.jobs.random.bytes();
        let rules = Rules {
            every: task.every,
            most: task.attempts,
            attempt: job.attempt,
            jitter,
        };
        let waits = matches!(ended, Ended::Came(Err(JobError::NotYet { .. })));
        let fate = rules.fate(ended, self.jobs.clock.now());
        tell(&job, &fate, waits);
        self.settle(job, fate).await
    }

    /// Does the work while holding the lease. When the lease is lost the work is ended, for
    /// another process does it.
    async fn guarded(&self, task: &Task<S>, job: &Claimed) -> Ended {
        let mut work = JoinSet::new();
        work.spawn((task.work)(self.state.clone(), &job.payload));
        let mut stopping = self.stopping.subscribe();
        let clock = &self.jobs.clock;
        let mut held = clock.monotonic();
        loop {
            tokio::select! {
                ended = work.join_next() => {
                    let panicked = || Err(JobError::Again("the work panicked".to_owned()));
                    return Ended::Came(ended.and_then(Result::ok).unwrap_or_else(panicked));
                }
                () = async { drop(stopping.wait_for(|stop| *stop).await) } => {
                    return Ended::Stopped;
                }
                () = tokio::time::sleep(self.lease / 3) => {
                    let asked = clock.monotonic();
                    match self.extend(job).await {
                        Ok(true) => held = asked,
                        Ok(false) => return Ended::Lost,
                        Err(_) if held.elapsed() >= self.lease => return Ended::Lost,
                        Err(_) => {}
                    }
                }
            }
        }
    }

    async fn extend(&self, job: &Claimed) -> Result<bool, DbError> {
        let mut conn = self.db.write().await?;
        let until = self.jobs.clock.now().plus(self.lease);
        let held = store::extend(&mut conn, job, until).await?;
        conn.commit().await?;
        Ok(held)
    }

    /// Writes down what becomes of a job. When that cannot be done, the lease runs out and the
    /// job is done once more.
    async fn settle(&self, job: Claimed, fate: Fate) -> Settled {
        for attempt in 0..SETTLE_TRIES {
            match self.try_settle(&job, &fate).await {
                Ok(()) => break,
                Err(cause) => {
                    tracing::warn!(job = %job.id, kind = job.kind, %cause, "the end of a job is not kept");
                    tokio::time::sleep(Duration::from_millis(200) * 2_u32.pow(attempt)).await;
                }
            }
        }
        Settled { job, fate }
    }

    async fn try_settle(&self, job: &Claimed, fate: &Fate) -> Result<(), DbError> {
        if *fate == Fate::Elsewhere {
            return Ok(());
        }
        let mut conn = self.db.write().await?;
        store::settle(&mut conn, job, fate, self.jobs.clock.now()).await?;
        conn.commit().await
    }
}

fn tell(job: &Claimed, fate: &Fate, waits: bool) {
    let (id, kind, attempt) = (job.id, job.kind.as_str(), job.attempt);
    match fate {
        Fate::Done | Fate::Waits { error: None, .. } => {
            tracing::debug!(job = %id, kind, attempt, "job done");
        }
        Fate::Waits {
            error: Some(cause), ..
        } if waits => tracing::info!(job = %id, kind, cause, "job waits for something"),
        Fate::Waits {
            error: Some(cause), ..
        } => tracing::warn!(job = %id, kind, attempt, cause, "job is tried again later"),
        Fate::Dead { error } => {
            tracing::error!(job = %id, kind, attempt, cause = error, "job was given up");
        }
        Fate::Elsewhere => tracing::warn!(job = %id, kind, attempt, "the lease of a job was lost"),
    }
}

#[cfg(test)]
impl<S> Runner<S> {
    pub(super) fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}
