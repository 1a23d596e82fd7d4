//! The token endpoint: codes, renewals, and machines that ask for themselves.

use std::time::Duration;

use crate::Trouble;
use crate::flows::{self, Renewals};
use crate::http::request;
use crate::load::{self, Again, CLIENTS, WRITING};
use crate::machine::raw;
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
) -> Result<Vec<(String, String)>, Trouble> {
    let whose = (stage.company.people.as_slice(), CODES);
    let callers = flows::holders(stage.server.at, stage.company, whose).await?;
    let before = limits(stage, table, &OF_PEOPLE).await?;
    let long = Duration::from_secs(60);
    let (done, callers) = load::run_keeping(&[stage.server], callers, long).await?;
    let tokens: Vec<_> = callers
        .into_iter()
        .flat_map(|caller| caller.tokens)
        .collect();
    let between = limits(stage, table, &OF_PEOPLE).await?;
    if table.wants(&[CODE]) {
        let limit = before.and(between);
        table.rate(CODE, (done.per_cpu_second(), limit.lower()), 0.4);
    }
    if table.wants(&[REFRESH]) {
        let renewals = tokens.iter().take(WRITING).map(|(_, refresh)| Renewals {
            authorization: flows::basic(&stage.company.connected.client),
            refresh: refresh.clone(),
        });
        let done = load::run(&[stage.server], renewals.collect(), OURS).await?;
        let limit = between.and(limits(stage, table, &[REFRESH]).await?);
        table.rate(REFRESH, (done.per_cpu_second(), limit.lower()), 0.4);
        table.note(format!(
            "Bare, by CPU second: {:.0} forms hashed and answered with a signed token, {:.0} rows kept before the \
             answer, {WRITING} clients at once.",
            limit.signed, limit.kept,
        ));
    }
    Ok(tokens)
}

/// What durable issuing is held against, by CPU second.
#[derive(Clone, Copy)]
struct Limits {
    /// A bare POST with SHA-256 and one signature with ES256.
    signed: f64,
    /// A bare POST whose row is durable before the answer.
    kept: f64,
}

impl Limits {
    const fn lower(self) -> f64 {
        self.signed.min(self.kept)
    }

    const fn and(self, other: Self) -> Self {
        Self {
            signed: f64::midpoint(self.signed, other.signed),
            kept: f64::midpoint(self.kept, other.kept),
        }
    }
}

/// Both limits, unless no row wants them.
async fn limits(stage: &Stage<'_>, table: &Table, rows: &[&str]) -> Result<Limits, Trouble> {
    let mut limits = Limits {
        signed: f64::INFINITY,
        kept: f64::INFINITY,
    };
    if table.wants(rows) {
        limits.signed = signed(stage).await?;
        limits.kept = bare(stage, "/durable", WRITING).await?;
    }
    Ok(limits)
}

/// What issuing is held against: a bare POST that hashes and signs with ES256.
async fn signed(stage: &Stage<'_>) -> Result<f64, Trouble> {
    bare(stage, "/signed", CLIENTS).await
}

/// What the reference server does with a form of the size of a renewal, by CPU second.
async fn bare(stage: &Stage<'_>, path: &str, clients: usize) -> Result<f64, Trouble> {
    let body = "grant_type=refresh_token&refresh_token=".to_owned() + &"x".repeat(43);
    let headers = [("authorization", "Basic eDp4")];
    let bare = Again::new(request("POST", path, &headers, &body));
    let done = load::run(&[&stage.bare], vec![bare; clients], OURS / 2).await?;
    Ok(done.per_cpu_second())
}
