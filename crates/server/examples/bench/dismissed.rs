//! Dismissal: how long anything of the company still opens to somebody after the click, in one process and in three.

use std::path::Path;
use std::time::Duration;

use base::db::{Location, sql};
use base::params;
use base::testing;

use crate::company::{self, Company, Person};
use crate::flows;
use crate::http::{Answer, get};
use crate::load;
use crate::machine::{Folder, Running, now};
use crate::rows::check;
use crate::table::{Table, eprint};
use crate::{Asked, Trouble};

const ONE: &str = "people: dismissal to the last dead session, one process";
const THREE: &str = "people: dismissal to the last dead session, three processes";
/// People dismissed, one after the other; the longest time counts.
const TIMES: usize = 10;
/// Devices each is signed in on.
const SESSIONS: usize = 20;

/// Both rows of it.
pub(crate) async fn all(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if table.wants(&[ONE]) {
        let took = among(asked, None, 1).await?;
        table.most(ONE, took.as_secs_f64(), (1.0, "s"));
    }
    if !table.wants(&[THREE]) {
        return Ok(());
    }
    let Some(made) = testing::postgres().await else {
        eprint("   VESTIBULE_TEST_POSTGRES names no PostgreSQL: three processes are left out");
        return Ok(());
    };
    let Location::Postgres(database) = &made.location else {
        return Err("a PostgreSQL elsewhere".into());
    };
    let took = among(asked, Some(database), 3).await?;
    table.most(THREE, took.as_secs_f64(), (2.0, "s"));
    Ok(())
}

/// The longest time it took among so many processes.
async fn among(
    asked: &Asked,
    database: Option<&str>,
    processes: usize,
) -> Result<Duration, Trouble> {
    let folder = Folder::fresh(&asked.kept, "dismissed")?;
    company::fill((folder.path(), &asked.kept), 100, database).await?;
    let company = company::equip(folder.path(), database, 100).await?;
    // The first who moved in runs the company; identifiers have no order of their own.
    let runs = |person: &&Person| person.email.starts_with("person0@");
    let admin = company.people.iter().find(runs).ok_or("nobody runs it")?;
    let people = company.people.iter().filter(|one| !runs(one)).take(TIMES);
    let mut all = Vec::new();
    for person in people {
        all.push(signed_in(folder.path(), database, (&company, person)).await?);
    }
    let start = || Running::vestibule(&asked.binary, folder.path(), database);
    let servers: Vec<_> = (0..processes).map(|_| start()).collect::<Result<_, _>>()?;
    let mut longest = Duration::ZERO;
    for one in &all {
        longest = longest.max(dismissed(&servers, (admin, one)).await?);
    }
    Ok(longest)
}

/// Somebody with many sessions.
struct Doomed {
    member: String,
    /// What each session asks: a page of the company, and a page of its site.
    asks: Vec<Vec<u8>>,
}

async fn signed_in(
    folder: &Path,
    database: Option<&str>,
    (company, person): (&Company, &Person),
) -> Result<Doomed, Trouble> {
    let app = company::open(folder, database).await?;
    let mut conn = app.db.write().await?;
    let found = conn.one(
        sql(
            "SELECT m.id AS id, m.passport_id AS passport_id FROM identifiers i \
             JOIN members m ON m.passport_id = i.passport_id WHERE i.value = $1",
        ),
        params![&person.email],
    );
    let found = found.await?;
    let mut asks = Vec::new();
    for _ in 0..SESSIONS {
        let passport = found.get("passport_id")?;
        let (id, session) = company::begin_session(&mut conn, &app, passport).await?;
        let site = company
            .connected
            .let_in(&mut conn, &app, (passport, id))
            .await?;
        let entered = Person {
            email: person.email.clone(),
            session: session.clone(),
            entry: site,
        };
        let cookie = format!("vestibule-session={session}");
        asks.push(get("/w/bench", &[("cookie", &cookie)]));
        asks.push(check(company, &entered));
    }
    conn.commit().await?;
    Ok(Doomed {
        member: found.text("id")?,
        asks,
    })
}

/// Dismisses somebody at the first process; the time from the click until every process has refused every session.
async fn dismissed(
    servers: &[Running],
    (admin, doomed): (&Person, &Doomed),
) -> Result<Duration, Trouble> {
    let first = servers.first().ok_or("no server")?.at;
    // Warm first: every process knows every session.
    for server in servers {
        if living(server, doomed).await? != doomed.asks.len() {
            return Err("a session that nobody ended is refused".into());
        }
    }
    let click = flows::dismissal(first, &admin.session, &doomed.member).await?;
    let since = now();
    load::once(first, &click, |answer| load::wants(answer, 303)).await?;
    for server in servers {
        while living(server, doomed).await? > 0 {
            if since.elapsed() > Duration::from_secs(30) {
                return Err("a session of somebody dismissed lives on".into());
            }
        }
    }
    Ok(since.elapsed())
}

/// How many of the sessions still open something at this process.
async fn living(server: &Running, doomed: &Doomed) -> Result<usize, Trouble> {
    let mut living = 0;
    let hear = |_: usize, answer: &Answer<'_>| {
        living += usize::from(answer.status == 200);
        Ok(())
    };
    load::in_turn(server.at, &doomed.asks, (1, hear)).await?;
    Ok(living)
}
