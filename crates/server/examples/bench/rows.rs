//! The endpoints that machines ask without being given anything: discovery, session check,
//! introspection, userinfo. What issues tokens is in [`tokens`].

use std::time::Duration;

use crate::company::{self, Company};
use crate::connected::SITE_HOST;
use crate::flows;
use crate::http::{get, request};
use crate::load::{self, Again, CLIENTS, Caller, Outcome};
use crate::machine::{Folder, Running};
use crate::table::Table;
use crate::{Asked, Trouble, reference, tokens};

/// How long a row is measured, and what it is held against before and after.
pub(crate) const OURS: Duration = Duration::from_millis(2000);
const BARE: Duration = Duration::from_millis(700);

/// The rows, by their names in the table.
const DISCOVERY: &str = "discovery";
const KEYS: &str = "keys (JWKS)";
const CHECK: &str = "session check (forward-auth)";
const INTROSPECTION: &str = "introspection of a live token";
const USERINFO: &str = "userinfo";

/// One program, one reference server.
pub(crate) struct Stage<'a> {
    pub(crate) server: &'a Running,
    pub(crate) bare: Running,
    pub(crate) company: &'a Company,
}

/// All rows of the provider.
pub(crate) async fn provider(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    let asking = [DISCOVERY, KEYS, CHECK, INTROSPECTION, USERINFO];
    if !table.wants(&asking) && !table.wants(&tokens::ROWS) {
        return Ok(());
    }
    let folder = Folder::fresh(&asked.kept, "provider")?;
    company::fill((folder.path(), &asked.kept), 1000, None).await?;
    let company = company::equip(folder.path(), None, 1000).await?;
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let stage = Stage {
        server: &server,
        bare: reference::start(folder.path())?,
        company: &company,
    };
    documents(&stage, table).await?;
    sessions(&stage, table).await?;
    tokens::machines(&stage, table).await?;
    if !table.wants(&[INTROSPECTION, USERINFO]) && !table.wants(&tokens::OF_PEOPLE) {
        return Ok(());
    }
    let tokens = tokens::people(&stage, table).await?;
    introspection(&stage, table, &tokens).await?;
    userinfo(&stage, table, &tokens).await?;
    revoked_at_once(&stage, table, &tokens).await
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
        (DISCOVERY, "/.well-known/openid-configuration"),
        (KEYS, "/oidc/jwks"),
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
    if !table.wants(&[CHECK]) {
        return Ok(());
    }
    let hands = dealt(checks(stage.company));
    let callers = hands.into_iter().map(Again::round);
    stage.row(table, (CHECK, 0.4), callers.collect()).await
}

/// What a proxy asks about a page of the site, once for each live session.
pub(crate) fn checks(company: &Company) -> Vec<Vec<u8>> {
    let check = |person: &company::Person| check(company, person);
    company.people.iter().map(check).collect()
}

/// What a proxy asks about one person.
pub(crate) fn check(company: &Company, person: &company::Person) -> Vec<u8> {
    let cookie = format!("__Host-vestibule-site={}", person.entry);
    let path = format!("/forward-auth/{}/check", company.connected.site);
    let headers = [
        ("x-forwarded-method", "GET"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", SITE_HOST),
        ("x-forwarded-uri", "/pages/7?as=text"),
        ("cookie", &cookie),
    ];
    get(&path, &headers)
}

async fn introspection(
    stage: &Stage<'_>,
    table: &mut Table,
    tokens: &[(String, String)],
) -> Result<(), Trouble> {
    if !table.wants(&[INTROSPECTION]) {
        return Ok(());
    }
    let basic = flows::basic(&stage.company.connected.client);
    let asks = tokens.iter().map(|(access, _)| {
        let body = flows::form(&[("token", access)]);
        let headers = [("authorization", basic.as_str())];
        request("POST", "/oidc/introspect", &headers, &body)
    });
    let callers = dealt(asks.collect()).into_iter();
    let callers = callers.map(|all| Again::round(all).saying("\"active\":true"));
    let row = (INTROSPECTION, 0.3);
    stage.row(table, row, callers.collect()).await
}

/// The fastest answer is worth nothing when it is an old one.
async fn revoked_at_once(
    stage: &Stage<'_>,
    table: &mut Table,
    tokens: &[(String, String)],
) -> Result<(), Trouble> {
    let basic = flows::basic(&stage.company.connected.client);
    let Some((access, _)) = tokens.first() else {
        return Ok(());
    };
    let say = |path| {
        let body = flows::form(&[("token", access)]);
        request("POST", path, &[("authorization", &basic)], &body)
    };
    let at = stage.server.at;
    load::once(at, &say("/oidc/revoke"), |answer| load::wants(answer, 200)).await?;
    load::once(at, &say("/oidc/introspect"), |answer| {
        match answer.body.starts_with(b"{\"active\":false") {
            true => Ok(()),
            false => Err("a revoked token is told to be alive".into()),
        }
    })
    .await?;
    table
        .note("A token that was revoked was told to be dead by the next introspection.".to_owned());
    Ok(())
}

async fn userinfo(
    stage: &Stage<'_>,
    table: &mut Table,
    tokens: &[(String, String)],
) -> Result<(), Trouble> {
    if !table.wants(&[USERINFO]) {
        return Ok(());
    }
    let asks = tokens.iter().map(|(access, _)| {
        let bearer = format!("Bearer {access}");
        get("/oidc/userinfo", &[("authorization", &bearer)])
    });
    let callers = dealt(asks.collect()).into_iter().map(Again::round);
    stage.row(table, (USERINFO, 0.2), callers.collect()).await
}
