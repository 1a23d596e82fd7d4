//! The endpoints that machines call: discovery, session check, userinfo, tokens.

use std::time::Duration;

use crate::company::{self, Company};
use crate::flows::{self, Codes, Renewals};
use crate::http::{get, request};
use crate::load::{self, Again, CLIENTS, Caller, Outcome};
use crate::machine::{Folder, Running, flush_time, raw};
use crate::table::Table;
use crate::{Asked, Trouble, reference};

/// How long a row is measured, and what it is held against before and after.
const OURS: Duration = Duration::from_millis(2000);
const BARE: Duration = Duration::from_millis(700);
/// Codes that every client has to exchange.
const CODES: usize = 60;

const NAMES: [&str; 7] = [
    "discovery",
    "keys",
    "session",
    "userinfo",
    "code exchange",
    "refresh",
    "durable",
];

/// One program, one reference server.
pub(crate) struct Stage<'a> {
    pub(crate) server: &'a Running,
    pub(crate) bare: Running,
    pub(crate) company: &'a Company,
}

/// All rows of the provider.
pub(crate) async fn provider(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&NAMES) {
        return Ok(());
    }
    let folder = Folder::fresh(&asked.kept, "provider")?;
    company::fill((folder.path(), &asked.kept), 1000, None).await?;
    let company = company::equip(folder.path(), None, 1000).await?;
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let stage = Stage {
        server: &server,
        bare: reference::start()?,
        company: &company,
    };
    documents(&stage, table).await?;
    let tokens = tokens(&stage, table, folder.path()).await?;
    sessions(&stage, table).await?;
    userinfo(&stage, table, &tokens).await
}

impl Stage<'_> {
    /// What the least server answers, in the same moments as ours.
    pub(crate) async fn beside<C: Caller>(
        &self,
        callers: Vec<C>,
        bare: Vec<u8>,
    ) -> Result<(Outcome, Outcome), Trouble> {
        let least = || vec![Again::new(bare.clone()); CLIENTS];
        let before = load::run(&[&self.bare], least(), BARE).await?;
        let ours = load::run(&[self.server], callers, OURS).await?;
        let after = load::run(&[&self.bare], least(), BARE).await?;
        Ok((ours, before.and(after)))
    }

    /// A row of the table: ours by CPU second against the bare answer.
    async fn row<C: Caller>(
        &self,
        table: &mut Table,
        (what, reach): (&str, f64),
        callers: Vec<C>,
    ) -> Result<(), Trouble> {
        let (ours, bare) = self.beside(callers, get("/hello", &[])).await?;
        table.rate(what, (ours.per_cpu_second(), bare.per_cpu_second()), reach);
        Ok(())
    }
}

async fn documents(stage: &Stage<'_>, table: &mut Table) -> Result<(), Trouble> {
    for (what, path) in [
        ("discovery", "/.well-known/openid-configuration"),
        ("keys (JWKS)", "/oidc/jwks"),
    ] {
        if table.wants(&[what]) {
            let callers = vec![Again::new(get(path, &[])); CLIENTS];
            stage.row(table, (what, 0.7), callers).await?;
        }
    }
    Ok(())
}

/// Every client has people of its own, and asks for them in turn.
pub(crate) fn dealt(requests: Vec<Vec<u8>>) -> Vec<Vec<Vec<u8>>> {
    let mut hands = vec![Vec::new(); CLIENTS];
    for (place, request) in requests.into_iter().enumerate() {
        if let Some(hand) = hands.get_mut(place % CLIENTS) {
            hand.push(request);
        }
    }
    hands
}

async fn sessions(stage: &Stage<'_>, table: &mut Table) -> Result<(), Trouble> {
    let what = "session check";
    if !table.wants(&[what]) {
        return Ok(());
    }
    let hands = dealt(checks(stage.company));
    let callers = hands.into_iter().map(|all| Again::round(all).wanted(303));
    stage.row(table, (what, 0.4), callers.collect()).await
}

/// One question after each live session.
pub(crate) fn checks(company: &Company) -> Vec<Vec<u8>> {
    let check = |person: &company::Person| {
        let cookie = format!("vestibule-session={}", person.session);
        get("/sign-in", &[("cookie", &cookie)])
    };
    company.people.iter().map(check).collect()
}

async fn userinfo(
    stage: &Stage<'_>,
    table: &mut Table,
    tokens: &[(String, String)],
) -> Result<(), Trouble> {
    if !table.wants(&["userinfo"]) {
        return Ok(());
    }
    let asks = tokens.iter().map(|(access, _)| {
        let bearer = format!("Bearer {access}");
        get("/oidc/userinfo", &[("authorization", &bearer)])
    });
    let callers = dealt(asks.collect()).into_iter().map(Again::round);
    stage.row(table, ("userinfo", 0.2), callers.collect()).await
}

/// Code exchange and renewal; what they gave is for the rows that show tokens.
async fn tokens(
    stage: &Stage<'_>,
    table: &mut Table,
    folder: &std::path::Path,
) -> Result<Vec<(String, String)>, Trouble> {
    let limit = signed_limit(stage, table, folder).await?;
    let mut callers = Vec::new();
    for people in stage.company.people.chunks(CODES).take(CLIENTS) {
        let mut codes = Vec::new();
        for person in people {
            codes.push(flows::enter(stage.server.at, stage.company, person).await?);
        }
        callers.push(Codes {
            authorization: flows::basic(stage.company),
            codes,
            tokens: Vec::new(),
        });
    }
    let long = Duration::from_secs(60);
    let (done, callers) = load::run_keeping(&[stage.server], callers, long).await?;
    if table.wants(&["code exchange"]) {
        table.rate(
            "code exchange, durable",
            (done.per_cpu_second(), limit),
            0.4,
        );
    }
    let tokens: Vec<_> = callers
        .into_iter()
        .flat_map(|caller| caller.tokens)
        .collect();
    if table.wants(&["refresh"]) {
        let renewals = tokens.iter().take(CLIENTS).map(|(_, refresh)| Renewals {
            authorization: flows::basic(stage.company),
            refresh: refresh.clone(),
        });
        let done = load::run(&[stage.server], renewals.collect(), OURS).await?;
        table.rate(
            "refresh rotation, durable",
            (done.per_cpu_second(), limit),
            0.4,
        );
    }
    Ok(tokens)
}

/// What issuing is held against: a bare POST that hashes and signs.
async fn signed_limit(
    stage: &Stage<'_>,
    table: &mut Table,
    folder: &std::path::Path,
) -> Result<f64, Trouble> {
    if !table.wants(&["code exchange", "refresh"]) {
        return Ok(f64::INFINITY);
    }
    let body = "grant_type=refresh_token&refresh_token=".to_owned() + &"x".repeat(43);
    let headers = [("authorization", "Basic eDp4")];
    let bare = Again::new(request("POST", "/signed", &headers, &body));
    let signed = load::run(&[&stage.bare], vec![bare; CLIENTS], OURS).await?;
    let flush = flush_time(folder)?;
    table.note(format!(
        "A bare POST with SHA-256 and one ES256 signature: {:.0} by CPU second. A flush of 4 KiB takes \
         {:.2} ms here.",
        signed.per_cpu_second(),
        flush.as_secs_f64() * 1000.0,
    ));
    let (rsa, cpu) = raw("rs256", 2)?;
    table.note(format!(
        "Raw RS256 signatures: {:.0} by CPU second.",
        rsa / cpu
    ));
    Ok(signed.per_cpu_second())
}
