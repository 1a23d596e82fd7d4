//! Jobs on both engines, with several processes, dying ones among them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::store::{Claim, Claimed, claim, extend, settle};
use super::task::Fate;
use super::*;
use crate::db::Db;
use crate::testing;

const GREET: Kind<String> = Kind::new("greet");
const OTHER: Kind<()> = Kind::new("greet-other");
const SWEEP: Kind<()> = Kind::new("sweep");
const MINUTE: Duration = Duration::from_secs(60);

/// What the work of these tests sees: what it heard, and how it shall end.
#[derive(Clone, Default)]
struct Scene {
    heard: Arc<Mutex<Vec<String>>>,
    error: Arc<Mutex<Option<JobError>>>,
    sweeps: Arc<AtomicU32>,
}

impl Scene {
    fn heard(&self) -> Vec<String> {
        let mut heard = self.heard.lock().unwrap().clone();
        heard.sort();
        heard
    }

    fn end_with(&self, error: Option<JobError>) {
        *self.error.lock().unwrap() = error;
    }
}

async fn greet(scene: Scene, name: String) -> Result<(), JobError> {
    if name == "panic" {
        panic!("as this test wants");
    }
    if let Some(millis) = name.strip_prefix("slow ") {
        tokio::time::sleep(Duration::from_millis(millis.parse().unwrap())).await;
    }
    let mut heard = scene.heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.push(name);
    scene.error.lock().unwrap().clone().map_or(Ok(()), Err)
}

async fn sweep(scene: Scene) -> Result<(), JobError> {
    scene.sweeps.fetch_add(1, Ordering::SeqCst);
    scene.error.lock().unwrap().clone().map_or(Ok(()), Err)
}

struct Stage {
    db: Db,
    clock: Clock,
    jobs: Jobs,
    scene: Scene,
    _test: testing::TestDb,
}

impl Stage {
    fn new(test: testing::TestDb) -> Self {
        Self::at(test, Clock::movable(Time::from_seconds(1_800_000_000)))
    }

    fn at(test: testing::TestDb, clock: Clock) -> Self {
        Self {
            db: test.db.clone(),
            jobs: Jobs::new(clock.clone(), Randomness::system()),
            clock,
            scene: Scene::default(),
            _test: test,
        }
    }

    fn runner(&self) -> Runner<Scene> {
        self.runner_on(self.db.clone())
    }

    fn runner_on(&self, db: Db) -> Runner<Scene> {
        let tasks = vec![Task::new(&GREET, greet).attempts(3)];
        Runner::new(db, self.jobs.clone(), self.scene.clone(), tasks)
    }

    async fn queue(&self, name: &str, after: Duration) -> JobId {
        let mut conn = self.db.write().await.unwrap();
        let at = self.clock.now().plus(after);
        let id = self
            .jobs
            .enqueue(&mut conn, &GREET, &name.to_owned(), at)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        id
    }

    async fn take(&self, lease: &str) -> Vec<Claimed> {
        let mut conn = self.db.write().await.unwrap();
        let now = self.clock.now();
        let wanted = Claim {
            lease,
            now,
            until: now.plus(MINUTE),
            kinds: " greet ",
            most: 10,
        };
        let taken = claim(&mut conn, &wanted).await.unwrap();
        conn.commit().await.unwrap();
        taken
    }

    async fn lines(&self, state: State) -> Vec<Line> {
        list(&mut self.db.read().await.unwrap(), state, 100)
            .await
            .unwrap()
    }

    async fn overview(&self) -> Overview {
        overview(&mut self.db.read().await.unwrap(), self.clock.now())
            .await
            .unwrap()
    }
}

async fn stages() -> Vec<Stage> {
    let all = testing::databases().await;
    all.into_iter().map(Stage::new).collect()
}

#[tokio::test]
async fn a_job_runs_when_its_time_has_come_and_is_gone() {
    for stage in stages().await {
        stage.queue("Zoë \"x\"", Duration::ZERO).await;
        stage.queue("later", MINUTE).await;
        let runner = stage.runner();
        assert_eq!(runner.run_due().await.unwrap().done, 1);
        assert_eq!(stage.scene.heard(), ["Zoë \"x\""]);
        assert_eq!(runner.run_due().await.unwrap(), Ran::default());
        stage.clock.advance(MINUTE);
        assert_eq!(runner.run_due().await.unwrap().done, 1);
        assert_eq!(stage.overview().await, Overview::default());
    }
}

#[tokio::test]
async fn a_job_is_as_good_as_the_transaction_it_was_queued_in() {
    for stage in stages().await {
        let mut conn = stage.db.write().await.unwrap();
        let now = stage.clock.now();
        let name = "x".to_owned();
        let queued = stage.jobs.enqueue(&mut conn, &GREET, &name, now);
        queued.await.unwrap();
        drop(conn);
        assert_eq!(stage.runner().run_due().await.unwrap(), Ran::default());
    }
}

#[tokio::test]
async fn of_many_processes_each_job_is_done_by_one() {
    for stage in stages().await {
        let mut names: Vec<String> = (0..60).map(|n| format!("job {n:02}")).collect();
        for name in &names {
            stage.queue(name, Duration::ZERO).await;
        }
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let db = Db::connect(&stage._test.location).await.unwrap();
            let runner = stage.runner_on(db);
            processes.spawn(async move { runner.run_due().await });
        }
        let mut done = 0;
        while let Some(ran) = processes.join_next().await {
            // A process that lost every race sees an empty queue and ends early.
            done += ran.unwrap().unwrap().done;
        }
        done += stage.runner().run_due().await.unwrap().done;
        names.sort();
        assert_eq!((done, stage.scene.heard()), (60, names));
    }
}

#[tokio::test]
async fn what_goes_wrong_is_repeated_later_and_then_dead_for_the_operator() {
    for stage in stages().await {
        let id = stage.queue("x", Duration::ZERO).await;
        stage
            .scene
            .end_with(Some(JobError::Again("it rains".into())));
        let runner = stage.runner();
        for attempt in 1..=3 {
            let ran = runner.run_due().await.unwrap();
            let trouble = Trouble {
                id,
                kind: "greet".into(),
                error: "it rains".into(),
                dead: attempt == 3,
            };
            assert_eq!((ran.done, ran.trouble), (0, vec![trouble]));
            assert_eq!(runner.run_due().await.unwrap(), Ran::default());
            stage.clock.advance(MINUTE);
        }
        let [dead] = stage.lines(State::Dead).await.try_into().unwrap();
        assert_eq!((dead.id, dead.attempts, dead.due), (id, 3, None));
        assert_eq!(dead.last_error.as_deref(), Some("it rains"));
        assert_eq!(dead.died, Some(stage.clock.now().minus(MINUTE)));
        assert_eq!(stage.overview().await.dead, 1);
        let mut conn = stage.db.write().await.unwrap();
        assert!(retry(&mut conn, id, stage.clock.now()).await.unwrap());
        assert!(!retry(&mut conn, id, stage.clock.now()).await.unwrap());
        assert!(!delete(&mut conn, id).await.unwrap());
        conn.commit().await.unwrap();
        stage.scene.end_with(None);
        assert_eq!(runner.run_due().await.unwrap().done, 1);
        assert_eq!(stage.overview().await, Overview::default());
    }
}

#[tokio::test]
async fn what_can_never_work_is_dead_at_once_and_can_be_forgotten() {
    for stage in stages().await {
        let mut conn = stage.db.write().await.unwrap();
        let number: Kind<u32> = Kind::new("greet");
        let now = stage.clock.now();
        let queued = stage.jobs.enqueue(&mut conn, &number, &7, now);
        let id = queued.await.unwrap();
        conn.commit().await.unwrap();
        let ran = stage.runner().run_due().await.unwrap();
        assert!(ran.trouble[0].dead && ran.trouble[0].error.contains("payload"));
        let mut conn = stage.db.write().await.unwrap();
        assert!(delete(&mut conn, id).await.unwrap());
        assert!(!delete(&mut conn, id).await.unwrap());
        conn.commit().await.unwrap();
        assert!(stage.lines(State::Dead).await.is_empty());
    }
}

#[tokio::test]
async fn what_waits_for_something_does_not_count_and_can_be_hastened() {
    for stage in stages().await {
        stage.queue("x", Duration::ZERO).await;
        let why = "no mail server is set".to_owned();
        let after = 10 * MINUTE;
        stage.scene.end_with(Some(JobError::NotYet { why, after }));
        let runner = stage.runner();
        for _ in 0..5 {
            assert_eq!(runner.run_due().await.unwrap().trouble.len(), 1);
            stage.clock.advance(after);
        }
        let [line] = stage.lines(State::Waiting).await.try_into().unwrap();
        assert_eq!(line.attempts, 0);
        stage.scene.end_with(None);
        stage.queue("much later", 100 * MINUTE).await;
        stage.runner().run_due().await.unwrap();
        let mut conn = stage.db.write().await.unwrap();
        let now = stage.clock.now();
        assert_eq!(hasten(&mut conn, "greet-other", now).await.unwrap(), 0);
        assert_eq!(hasten(&mut conn, GREET.name(), now).await.unwrap(), 1);
        conn.commit().await.unwrap();
        assert_eq!(runner.run_due().await.unwrap().done, 1);
    }
}

#[tokio::test]
async fn when_a_process_dies_another_takes_over_after_the_lease() {
    for stage in stages().await {
        stage.queue("x", Duration::ZERO).await;
        assert_eq!(stage.take("dead process").await.len(), 1);
        assert_eq!(stage.runner().run_due().await.unwrap(), Ran::default());
        assert_eq!(stage.overview().await.running, 1);
        stage.clock.advance(MINUTE);
        assert_eq!(stage.runner().run_due().await.unwrap().done, 1);
        assert_eq!(stage.scene.heard(), ["x"]);
    }
}

#[tokio::test]
async fn a_job_that_ends_its_process_every_time_is_given_up() {
    for stage in stages().await {
        stage.queue("x", Duration::ZERO).await;
        for _ in 0..3 {
            assert_eq!(stage.take("dying process").await.len(), 1);
            stage.clock.advance(MINUTE);
        }
        let ran = stage.runner().run_due().await.unwrap();
        assert!(ran.trouble[0].dead, "{ran:?}");
        assert!(stage.scene.heard().is_empty());
    }
}

#[tokio::test]
async fn who_lost_the_lease_can_neither_extend_nor_settle() {
    for stage in stages().await {
        stage.queue("x", Duration::ZERO).await;
        let [slow] = stage.take("slow").await.try_into().unwrap();
        stage.clock.advance(MINUTE);
        let [quick] = stage.take("quick").await.try_into().unwrap();
        assert_eq!((slow.id, quick.attempt), (quick.id, 2));
        let now = stage.clock.now();
        let mut conn = stage.db.write().await.unwrap();
        assert!(!extend(&mut conn, &slow, now.plus(MINUTE)).await.unwrap());
        for fate in [
            Fate::Done,
            Fate::Dead { error: "x".into() },
            Fate::Waits {
                due: now,
                attempts: 0,
                error: None,
            },
        ] {
            assert!(!settle(&mut conn, &slow, &fate, now).await.unwrap());
        }
        assert!(extend(&mut conn, &quick, now.plus(MINUTE)).await.unwrap());
        assert!(settle(&mut conn, &quick, &Fate::Done, now).await.unwrap());
    }
}

#[tokio::test]
async fn kinds_nobody_here_knows_are_left_to_others_and_shown_as_overdue() {
    for stage in stages().await {
        let mut conn = stage.db.write().await.unwrap();
        let now = stage.clock.now();
        let queued = stage.jobs.enqueue(&mut conn, &OTHER, &(), now);
        queued.await.unwrap();
        conn.commit().await.unwrap();
        stage.queue("x", Duration::ZERO).await;
        assert_eq!(stage.runner().run_due().await.unwrap().done, 1);
        stage.clock.advance(10 * MINUTE);
        let seen = stage.overview().await;
        assert_eq!((seen.waiting, seen.overdue), (1, 1));
    }
}

#[tokio::test]
async fn periodic_work_is_done_by_one_and_comes_again() {
    for stage in stages().await {
        let runner = |every| {
            let tasks = vec![Task::periodic(&SWEEP, every, sweep).attempts(2)];
            Runner::new(
                stage.db.clone(),
                stage.jobs.clone(),
                stage.scene.clone(),
                tasks,
            )
        };
        let (one, other) = (runner(10 * MINUTE), runner(10 * MINUTE));
        let sweeps = || stage.scene.sweeps.load(Ordering::SeqCst);
        for round in 1..=3 {
            let done = one.run_due().await.unwrap().done + other.run_due().await.unwrap().done;
            assert_eq!((done, sweeps()), (1, round));
            stage.clock.advance(10 * MINUTE);
        }
        stage.scene.end_with(Some(JobError::Again("x".into())));
        one.run_due().await.unwrap();
        stage.clock.advance(MINUTE);
        other.run_due().await.unwrap();
        stage.scene.end_with(None);
        let [line] = stage.lines(State::Waiting).await.try_into().unwrap();
        assert!(line.periodic && line.last_error.is_some() && line.attempts == 0);
        assert_eq!(line.due, Some(stage.clock.now().plus(10 * MINUTE)));
        // A new version with a shorter period does not wait for the end of the long one.
        assert_eq!(runner(2 * MINUTE).run_due().await.unwrap(), Ran::default());
        stage.clock.advance(2 * MINUTE);
        assert_eq!(one.run_due().await.unwrap().done, 1);
        assert_eq!(stage.overview().await.waiting, 1);
    }
}

/// Runs a runner until the end of the test, or until told to stop.
fn start(
    runner: Runner<Scene>,
) -> (
    tokio::task::JoinHandle<()>,
    tokio::sync::oneshot::Sender<()>,
) {
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let running = tokio::spawn(runner.run(async move { drop(stopped.await) }));
    (running, stop)
}

/// Waits until `seen` holds, five seconds at most.
async fn until(mut seen: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if seen().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come about");
}

#[tokio::test]
async fn a_running_runner_takes_new_jobs_at_once_and_outlives_panics() {
    for test in testing::databases().await {
        let stage = Stage::at(test, Clock::system());
        let (running, stop) = start(stage.runner());
        until(async || stage.overview().await == Overview::default()).await;
        stage.queue("panic", Duration::ZERO).await;
        stage.queue("x", Duration::ZERO).await;
        until(async || stage.scene.heard() == ["x"]).await;
        until(async || stage.lines(State::Waiting).await.len() == 1).await;
        let line = &stage.lines(State::Waiting).await[0];
        assert_eq!(line.last_error.as_deref(), Some("the work panicked"));
        stop.send(()).unwrap();
        running.await.unwrap();
    }
}

#[tokio::test]
async fn the_lease_is_extended_while_the_work_goes_on() {
    for test in testing::databases().await {
        let stage = Stage::at(test, Clock::system());
        let lease = Duration::from_millis(600);
        stage.queue("slow 1500", Duration::ZERO).await;
        let (one, stop_one) = start(stage.runner().with_lease(lease));
        let (other, stop_other) = start(stage.runner().with_lease(lease));
        until(async || !stage.scene.heard().is_empty()).await;
        until(async || stage.overview().await == Overview::default()).await;
        assert_eq!(stage.scene.heard(), ["slow 1500"]);
        stop_one.send(()).unwrap();
        stop_other.send(()).unwrap();
        one.await.unwrap();
        other.await.unwrap();
    }
}

#[tokio::test]
async fn a_runner_that_stops_finishes_what_is_short_and_puts_back_what_is_long() {
    for test in testing::databases().await {
        let stage = Stage::at(test, Clock::system());
        stage.queue("slow 500", Duration::ZERO).await;
        stage.queue("slow 60000", Duration::ZERO).await;
        let (running, stop) = start(stage.runner());
        until(async || stage.overview().await.running == 2).await;
        stop.send(()).unwrap();
        running.await.unwrap();
        assert_eq!(stage.scene.heard(), ["slow 500"]);
        let [line] = stage.lines(State::Waiting).await.try_into().unwrap();
        assert_eq!(line.attempts, 0);
        assert!(line.due.unwrap() <= stage.clock.now());
    }
}
