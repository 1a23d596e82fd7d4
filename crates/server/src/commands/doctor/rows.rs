//! What the database holds: schema, keys, clock, jobs, owner.

use std::time::Duration;

use base::db::{Conn, DbError, latest_migration};
use base::jobs;
use base::keys::MasterKey;
use server::setup;

use super::finding::Finding;
use super::{Patient, store};

/// Events are sealed within a second; so much later nobody does it.
const UNSEALED: Duration = Duration::from_secs(60);

pub(super) async fn look(patient: &Patient) -> Vec<Finding> {
    let mut findings = vec![Finding::good("database", &patient.config.database)];
    match rows(patient).await {
        Ok(more) => findings.extend(more),
        Err(cause) => findings
            .push(Finding::bad("database", cause).remedy("start this version of the server once")),
    }
    findings.push(master_key(patient).await);
    findings
}

async fn rows(patient: &Patient) -> Result<Vec<Finding>, DbError> {
    let mut conn = patient.db.read().await?;
    Ok(vec![
        schema(&mut conn).await?,
        signing(&mut conn).await?,
        clock(patient, &mut conn).await?,
        sealing(patient, &mut conn).await?,
        work(patient, &mut conn).await?,
        owner(&mut conn).await?,
    ])
}

async fn schema(conn: &mut Conn) -> Result<Finding, DbError> {
    let (seen, ours) = (store::newest_migration(conn).await?, latest_migration());
    let words = format!("schema {seen}, this program knows {ours}");
    Ok(if seen == ours {
        Finding::good("schema", words)
    } else if seen < ours {
        Finding::doubtful("schema", words).remedy("it is brought up to date at the next start")
    } else {
        Finding::bad("schema", words).remedy("use the newer program that made this schema")
    })
}

async fn signing(conn: &mut Conn) -> Result<Finding, DbError> {
    let keys = store::signing_keys(conn).await?;
    Ok(if keys > 0 {
        Finding::good("signing keys", keys)
    } else {
        Finding::doubtful("signing keys", "none yet").remedy("the server makes one when it starts")
    })
}

/// A clock that stands before the newest event was set back.
async fn clock(patient: &Patient, conn: &mut Conn) -> Result<Finding, DbError> {
    let now = patient.clock.now();
    let newest = store::newest_event(conn).await?;
    Ok(match newest.filter(|newest| newest.since(now) > UNSEALED) {
        Some(newest) => Finding::bad(
            "clock",
            format!(
                "it is {} here, and the newest event is of {}",
                now.rfc3339(),
                newest.rfc3339()
            ),
        )
        .remedy("set the clock by a time server: tokens and links live by it"),
        None => Finding::good("clock", now.rfc3339()),
    })
}

async fn sealing(patient: &Patient, conn: &mut Conn) -> Result<Finding, DbError> {
    let oldest = store::oldest_unsealed(conn).await?;
    let now = patient.clock.now();
    Ok(
        match oldest.filter(|oldest| now.since(*oldest) > UNSEALED) {
            Some(oldest) => Finding::doubtful(
                "audit trail",
                format!("events since {} are not sealed", oldest.rfc3339()),
            )
            .remedy("a running server seals them; if one runs, look into its log"),
            None => Finding::good("audit trail", "sealed up to now"),
        },
    )
}

async fn work(patient: &Patient, conn: &mut Conn) -> Result<Finding, DbError> {
    let seen = jobs::overview(conn, patient.clock.now()).await?;
    let words = format!(
        "{} waiting, {} running, {} given up, {} overdue",
        seen.waiting, seen.running, seen.dead, seen.overdue
    );
    Ok(if seen.dead > 0 {
        Finding::doubtful("jobs", words).remedy("look at them at /operator/jobs")
    } else if seen.overdue > 0 {
        Finding::doubtful("jobs", words).remedy("start the server: nobody does them")
    } else {
        Finding::good("jobs", words)
    })
}

async fn owner(conn: &mut Conn) -> Result<Finding, DbError> {
    Ok(if setup::has_owner(conn).await? {
        Finding::good("owner", "the server is set up")
    } else {
        Finding::doubtful("owner", "the server is not set up yet")
            .remedy("vestibule setup-link prints a link")
    })
}

async fn master_key(patient: &Patient) -> Finding {
    let path = &patient.config.master_key_file;
    let opened = MasterKey::open_existing(path, &patient.db, &patient.random).await;
    match opened {
        Ok(_) => Finding::good(
            "master key",
            format!("{}, for its owner only, and it fits", path.display()),
        ),
        Err(cause) => {
            Finding::bad("master key", cause).remedy("without it the server does not start")
        }
    }
}
