//! THE list of work that is done beside requests: every kind of job the server knows.

use std::time::Duration;

use base::jobs::{JobError, Kind, Task};
use base::{mail, one_use};

use crate::web::App;
use crate::{setup, signin};

/// What is over is cleared away.
const CLEAN: Kind<()> = Kind::new("clean");
/// How often.
const EVERY: Duration = Duration::from_secs(3600);

/// Every kind of job, with what it does.
pub fn tasks() -> Vec<Task<App>> {
    let mut tasks = vec![Task::periodic(&CLEAN, EVERY, clean)];
    tasks.extend(mail::tasks(|app: &App| app.mail.clone()));
    tasks
}

async fn clean(app: App) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut conn = app.db.write().await?;
    signin::clean(&mut conn, now).await?;
    one_use::clean(&mut conn, now).await?;
    setup::clean(&mut conn, now).await?;
    conn.commit().await?;
    Ok(())
}
