//! THE list of work that is done beside requests: every kind of job the server knows.

use std::time::Duration;

use base::jobs::{JobError, Kind, Task};
use base::{allowance, one_use, outbox};

use crate::web::App;
use crate::{
    api, help, import, join, life, oidc, passport, recovery, setup, signin, signup, sites, texting,
    tokens,
};

/// What is over is cleared away.
const CLEAN: Kind<()> = Kind::new("clean");
/// How often.
const EVERY: Duration = Duration::from_secs(3600);

/// Signing keys are looked after.
const TEND: Kind<()> = Kind::new("signing-keys");
/// How long a key signs before another takes over.
const KEY_LASTS: Duration = Duration::from_secs(90 * 24 * 3600);

/// Every kind of job, with what it does.
pub fn tasks() -> Vec<Task<App>> {
    let mut tasks = vec![
        Task::periodic(&CLEAN, EVERY, clean),
        Task::periodic(&TEND, EVERY, tend),
    ];
    tasks.push(Task::new(&signup::SEND, signup::send));
    tasks.push(Task::new(&recovery::SEND, recovery::send));
    tasks.push(Task::new(&join::SEND, join::send));
    tasks.push(Task::new(&import::RUN, import::run));
    tasks.push(Task::new(&life::TELL, life::tell));
    tasks.push(Task::new(&passport::CONFIRM, passport::send_confirmation));
    tasks.extend(oidc::tasks());
    tasks.push(outbox::sends(|app: &App| app.mail.clone()));
    tasks.push(outbox::sends(|app: &App| app.sms.clone()));
    tasks.push(outbox::tidies(|app: &App| app.outbox.clone()));
    tasks
}

/// Prepares the successor of a key that has signed for long, and forgets those long retired.
async fn tend(app: App) -> Result<(), JobError> {
    let tended = app.signing.tend(KEY_LASTS).await;
    tended.map_err(|cause| JobError::Again(cause.to_string()))
}

async fn clean(app: App) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    signin::clean(&mut conn, now).await?;
    one_use::clean(&mut conn, now).await?;
    setup::clean(&mut conn, now).await?;
    oidc::clean(&mut conn, now).await?;
    allowance::clean(&mut conn, now).await?;
    texting::clean(&mut conn, now).await?;
    tokens::clean(&mut conn, now).await?;
    api::clean(&mut conn, now).await?;
    sites::clean(&mut conn, now).await?;
    join::clean(&mut conn, now).await?;
    import::clean(&mut conn, now).await?;
    help::clean(&mut conn, now).await?;
    conn.commit().await?;
    life::delete_due(&app).await?;
    passport::delete_due(&app).await?;
    Ok(())
}
