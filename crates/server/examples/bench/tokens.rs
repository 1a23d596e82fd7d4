//! The token endpoint: codes, renewals, and machines that ask for themselves.

use std::time::Duration;

use crate::Trouble;
use crate::flows::{self, Renewals};
use crate::http::request;
use crate::load::{self, Again, CLIENTS};
use crate::machine::{flush_time, raw};
use crate::rows::{OURS, Stage};
use crate::table::Table;

/// Codes that every client has to exchange.
const CODES: usize = 60;

const MACHINE_ES256: &str = "client credentials, ES256";
const MACHINE_RS256: &str = "client credentials, RS256";
const CODE: &str = "code exchange, durable";
const REFRESH: &str = "refresh rotation, durable";

/// The rows that are about people.
pub(crate) const OF_PEOPLE: [&str; 2] = [CODE, REFRESH];
/// All rows.
pub(crate) const ROWS: [&str; 4] = [MACHINE_ES256, MACHINE_RS256, CODE, REFRESH];

/// Tokens of machines: signed, and stored nowhere.
pub(crate) async fn machines(stage: &Stage<'_>, table: &mut Table) -> Result<(), Trouble> {
    let [es256, rs256] = &stage.company.connected.machines;
    if table.wants(&[MACHINE_ES256]) {
        let before = signed(stage).await?;
        let ours = load::run(&[stage.server], asking(es256), OURS).await?;
        let limit = (before + signed(stage).await?) / 2.0;
        table.rate(MACHINE_ES256, (ours.per_cpu_second(), limit), 0.5);
    }
    if table.wants(&[MACHINE_RS256]) {
        let before = raw("rs256", 2)?;
        let ours = load::run(&[stage.server], asking(rs256), OURS).await?;
        let after = raw("rs256", 2)?;
        let limit = (before.0 + after.0) / (before.1 + after.1);
        table.rate(MACHINE_RS256, (ours.per_cpu_second(), limit), 0.75);
    }
    Ok(())
}

fn asking(client: &(String, String)) -> Vec<Again> {
    let basic = flows::basic(client);
    let body = flows::form(&[("grant_type", "client_credentials")]);
    let headers = [("authorization", basic.as_str())];
    let ask = request("POST", "/oidc/token", &headers, &body);
    vec![Again::new(ask).saying("\"access_token\":\"ey"); CLIENTS]
}

/// Code exchange and renewal; what they gave is for the rows that show tokens.
pub(crate) async fn people(
    stage: &Stage<'_>,
    table: &mut Table,
    folder: &std::path::Path,
) -> Result<Vec<(String, String)>, Trouble> {
    let mut limit = f64::INFINITY;
    if table.wants(&OF_PEOPLE) {
        limit = signed(stage).await?;
        note_flush(table, folder, limit)?;
    }
    let whose = (stage.company.people.as_slice(), CODES);
    let callers = flows::holders(stage.server.at, stage.company, whose).await?;
    let long = Duration::from_secs(60);
    let (done, callers) = load::run_keeping(&[stage.server], callers, long).await?;
    if table.wants(&[CODE]) {
        table.rate(CODE, (done.per_cpu_second(), limit), 0.4);
    }
    let tokens: Vec<_> = callers
        .into_iter()
        .flat_map(|caller| caller.tokens)
        .collect();
    if table.wants(&[REFRESH]) {
        let renewals = tokens.iter().take(CLIENTS).map(|(_, refresh)| Renewals {
            authorization: flows::basic(&stage.company.connected.client),
            refresh: refresh.clone(),
        });
        let done = load::run(&[stage.server], renewals.collect(), OURS).await?;
        table.rate(REFRESH, (done.per_cpu_second(), limit), 0.4);
    }
    Ok(tokens)
}

/// What issuing is held against, by CPU second: a bare POST that hashes and signs with ES256.
async fn signed(stage: &Stage<'_>) -> Result<f64, Trouble> {
    let body = "grant_type=refresh_token&refresh_token=".to_owned() + &"x".repeat(43);
    let headers = [("authorization", "Basic eDp4")];
    let bare = Again::new(request("POST", "/signed", &headers, &body));
    let signed = load::run(&[&stage.bare], vec![bare; CLIENTS], OURS / 2).await?;
    Ok(signed.per_cpu_second())
}

/// The other limit of what is durable: flushes, shared by those who wait together. It binds on the
/// wall, not on the processor.
fn note_flush(table: &mut Table, folder: &std::path::Path, signed: f64) -> Result<(), Trouble> {
    let flush = flush_time(folder)?;
    table.note(format!(
        "A bare POST with SHA-256 and one ES256 signature: {signed:.0} by CPU second. A flush of 4 KiB takes \
         {:.2} ms here.",
        flush.as_secs_f64() * 1000.0,
    ));
    Ok(())
}
