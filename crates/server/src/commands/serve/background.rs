//! What goes on beside the answering of requests: sealing the audit trail and running jobs.

use std::time::Duration;

use base::audit;
use base::jobs::Runner;
use base::keys::SigningKeys;
use server::web::App;
use server::work;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long the work beside may take to come to its end.
const END: Duration = Duration::from_secs(3);

/// How often the signing keys are read again.
const KEYS: Duration = Duration::from_secs(60);

/// Takes over the signing keys that another process or the command line made.
async fn keep_keys(keys: SigningKeys) {
    loop {
        tokio::time::sleep(KEYS).await;
        if let Err(cause) = keys.refresh().await {
            tracing::warn!(%cause, "the signing keys could not be read again");
        }
    }
}

/// Everything that runs beside the requests.
pub(super) struct Background {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
    endless: JoinSet<()>,
}

impl Background {
    pub(super) fn start(app: &App) -> Self {
        let stop = watch::Sender::new(false);
        let mut running = JoinSet::new();
        let (db, clock) = (app.db.clone(), app.clock.clone());
        running.spawn(audit::keep_sealing(db, clock, stop.subscribe()));
        let runner = Runner::new(app.db.clone(), app.jobs.clone(), app.clone(), work::tasks());
        let mut told = stop.subscribe();
        running.spawn(runner.run(async move {
            // A sender that is gone stops it too.
            drop(told.wait_for(|stop| *stop).await);
        }));
        let mut endless = JoinSet::new();
        endless.spawn(keep_keys(app.signing.clone()));
        endless.spawn(app.db.clone().keep_warm());
        Self {
            stop,
            running,
            endless,
        }
    }

    /// Something that runs until the end and may be cut off at any moment.
    pub(super) fn also(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.endless.spawn(work);
    }

    /// Lets everything come to its end, for a short while.
    pub(super) async fn stop(mut self) {
        self.endless.abort_all();
        self.stop.send_replace(true);
        let ended = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(END, ended).await.is_err() {
            tracing::warn!("work in the background was cut off; it is taken up at the next start");
        }
    }
}
