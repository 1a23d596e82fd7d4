//! Three processes on one PostgreSQL against one.

use std::time::Duration;

use base::db::Location;
use base::testing;

use crate::company::{self, Company};
use crate::flows;
use crate::load::{self, Again, Outcome};
use crate::machine::{Folder, Running, now};
use crate::rows::{check, checks, dealt};
use crate::table::{Table, eprint};
use crate::{Asked, Trouble};

const SPAN: Duration = Duration::from_secs(3);
/// Codes that every client exchanges.
const CODES: usize = 60;

const CHECK: &str = "three processes: session check";
const TOKENS: &str = "three processes: tokens";
const SIGN_OUT: &str = "three processes: a sign-out is seen by all";

/// All rows of it.
pub(crate) async fn processes(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&[CHECK, TOKENS, SIGN_OUT]) {
        return Ok(());
    }
    let Some(made) = testing::postgres().await else {
        eprint("   VESTIBULE_TEST_POSTGRES names no PostgreSQL: three processes are left out");
        return Ok(());
    };
    let Location::Postgres(database) = &made.location else {
        return Err("a PostgreSQL elsewhere".into());
    };
    let folder = Folder::fresh(&asked.kept, "many")?;
    company::fill((folder.path(), &asked.kept), 1000, Some(database)).await?;
    let company = company::equip(folder.path(), Some(database), 1000).await?;
    // Each of the three has a share of the cores, as the manual says of processes that share a machine.
    let start = |options: &[&str]| {
        Running::vestibule_with(&asked.binary, folder.path(), Some(database), options)
    };
    let share = || start(&["--threads", "1"]);
    let (only, one, two, three) = (start(&[])?, share()?, share()?, share()?);
    let (alone, all) = ([&only], [&one, &two, &three]);
    // Warm first: every process has seen every session.
    for one in [&only, &one, &two, &three] {
        checked(&[one], &company).await?;
    }
    let rates = (
        checked(&all, &company).await?.per_cpu_second(),
        checked(&alone, &company).await?.per_cpu_second(),
    );
    table.rate(CHECK, rates, 0.9);
    let (front, back) = company.people.split_at(company.people.len() / 2);
    let rates = (
        exchanged(&all, &company, front).await?.per_cpu_second(),
        exchanged(&alone, &company, back).await?.per_cpu_second(),
    );
    table.rate(TOKENS, rates, 0.9);
    revoked(&all, &company, table).await
}

async fn checked(servers: &[&Running], company: &Company) -> Result<Outcome, Trouble> {
    let hands = dealt(checks(company)).into_iter();
    let callers: Vec<_> = hands.map(Again::round).collect();
    load::run(servers, callers, SPAN).await
}

async fn exchanged(
    servers: &[&Running],
    company: &Company,
    people: &[company::Person],
) -> Result<Outcome, Trouble> {
    let at = servers.first().ok_or("no server")?.at;
    let callers = flows::holders(at, company, (people, CODES)).await?;
    load::run(servers, callers, Duration::from_secs(60)).await
}

/// Signs out at one process, and asks the others until they refuse.
async fn revoked(
    servers: &[&Running],
    company: &Company,
    table: &mut Table,
) -> Result<(), Trouble> {
    let [one, others @ ..] = servers else {
        return Ok(());
    };
    let mut longest = Duration::ZERO;
    for person in company.people.iter().take(20) {
        flows::sign_out(one.at, &person.session).await?;
        let since = now();
        let check = check(company, person);
        for other in others {
            while is_live(other, &check).await? {
                if since.elapsed() > Duration::from_secs(10) {
                    return Err("a session that ended lives on in another process".into());
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        longest = longest.max(since.elapsed());
    }
    table.most(SIGN_OUT, longest.as_secs_f64(), (2.0, "s"));
    Ok(())
}

async fn is_live(server: &Running, check: &[u8]) -> Result<bool, Trouble> {
    let mut live = false;
    load::once(server.at, check, |answer| {
        live = answer.status == 200;
        Ok(())
    })
    .await?;
    Ok(live)
}
