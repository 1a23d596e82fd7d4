//! Storms: of passwords, and of small durable writes.

use std::time::Duration;

use crate::company;
use crate::flows::{Browser, SignIns};
use crate::http::get;
use crate::load::{self, Again, CLIENTS, WRITING};
use crate::machine::{Folder, Running, flush_time, raw};
use crate::table::Table;
use crate::{Asked, Trouble};

/// Browsers that sign in at the same time.
const SIGNING_IN: usize = 24;
const SPAN: Duration = Duration::from_secs(4);

/// Sign-ins against raw hashes, and what they leave to others.
pub(crate) async fn passwords(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&["password sign-ins", "others during a storm"]) {
        return Ok(());
    }
    let folder = Folder::fresh(&asked.kept, "passwords")?;
    company::fill((folder.path(), &asked.kept), 1000, None).await?;
    let company = company::equip(folder.path(), None, 64).await?;
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let mut storm = Vec::new();
    for person in company.people.iter().take(SIGNING_IN) {
        storm.push(SignIns {
            browser: Browser::open(server.at).await?,
            email: person.email.clone(),
            attempt: None,
        });
    }
    // The first time each browser is a stranger's; known ones have a lane of their own.
    for signing_in in &mut storm {
        let first = vec![std::mem::replace(signing_in, nobody())];
        let short = Duration::from_millis(30);
        let (_, mut back) = load::run_keeping(&[&server], first, short).await?;
        *signing_in = back.pop().ok_or("a client was lost")?;
        while signing_in.attempt.is_some() {
            let rest = vec![std::mem::replace(signing_in, nobody())];
            let (_, mut back) = load::run_keeping(&[&server], rest, short).await?;
            *signing_in = back.pop().ok_or("a client was lost")?;
        }
    }
    let before = raw("argon2id", 2)?;
    let (signed_in, storm) = load::run_keeping(&[&server], storm, SPAN).await?;
    let after = raw("argon2id", 2)?;
    let hashes = (before.0 + after.0) / (before.1 + after.1);
    table.rate(
        "password sign-ins",
        (signed_in.per_cpu_second(), hashes),
        0.9,
    );
    meanwhile(&server, storm, table).await
}

fn nobody() -> SignIns {
    SignIns {
        browser: Browser::default(),
        email: String::new(),
        attempt: None,
    }
}

/// What others get while passwords are hashed.
async fn meanwhile(
    server: &Running,
    storm: Vec<SignIns>,
    table: &mut Table,
) -> Result<(), Trouble> {
    let others = || vec![Again::new(get("/.well-known/openid-configuration", &[])); CLIENTS];
    let idle = load::run(&[server], others(), SPAN / 2).await?;
    let servers = [server];
    let (storm, others) = tokio::join!(
        load::run(&servers, storm, SPAN),
        load::run(&servers, others(), SPAN)
    );
    let (storm, mut others) = (storm?, others?);
    let rates = (others.per_second(), idle.per_second());
    table.rate("others during a storm of sign-ins", rates, 0.4);
    let p99 = others.p99().as_secs_f64() * 1000.0;
    table.most("others during a storm: p99", p99, (50.0, "ms"));
    table.note(format!(
        "Sign-ins a second during that storm: {:.0}.",
        storm.per_second()
    ));
    Ok(())
}

/// Small durable writes of many clients against one flush a write.
pub(crate) async fn writes(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&["durable small writes"]) {
        return Ok(());
    }
    let folder = Folder::fresh(&asked.kept, "writes")?;
    company::fill((folder.path(), &asked.kept), 1000, None).await?;
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let browser = Browser::open(server.at).await?;
    let begin = Again::new(browser.begins("nobody@bench.example.com")).wanted(303);
    let before = flush_time(folder.path())?;
    let written = load::run(&[&server], vec![begin; WRITING], SPAN).await?;
    let flush = (before + flush_time(folder.path())?) / 2;
    let alone = 1.0 / flush.as_secs_f64();
    let reach = if flush >= Duration::from_millis(2) {
        20.0
    } else {
        0.0
    };
    table.rate("durable small writes", (written.per_second(), alone), reach);
    table.note(format!(
        "A flush of 4 KiB takes {:.2} ms: {alone:.0} writes a second alone; the row has a reach where it \
         takes 2 ms or more. By CPU second: {:.0} writes.",
        flush.as_secs_f64() * 1000.0,
        written.per_cpu_second(),
    ));
    Ok(())
}
