//! Starting, and what is held in memory.

use crate::company;
use crate::http::get;
use crate::load::{self, Again};
use crate::machine::{Folder, Running};
use crate::rows::{checks, dealt};
use crate::table::Table;
use crate::{Asked, Trouble};

#[expect(clippy::cast_precision_loss, reason = "sizes far below 2^52")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1024 * 1024)
}

/// First start, start with many people, memory, size.
pub(crate) async fn all(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if table.wants(&["release binary"]) {
        let size = std::fs::metadata(&asked.binary)?.len();
        table.most("release binary", mib(size) * 1.048_576, (35.0, "MB"));
    }
    if table.wants(&["first start", "memory, empty"]) {
        first(asked, table).await?;
    }
    if table.wants(&["start with", "memory with"]) {
        grown(asked, table).await?;
    }
    Ok(())
}

async fn first(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    let folder = Folder::fresh(&asked.kept, "first")?;
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let took = server.started_in.as_secs_f64();
    table.most("first start with schema and keys", took, (1.0, "s"));
    load::once(server.at, &get("/", &[]), |_| Ok(())).await?;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    table.most("memory, empty", mib(server.resident()?), (25.0, "MiB"));
    Ok(())
}

async fn grown(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    let folder = Folder::fresh(&asked.kept, "grown")?;
    let people = asked.people;
    company::fill((folder.path(), &asked.kept), people, None).await?;
    let company = company::equip(folder.path(), None, 10_000.min(people)).await?;
    let mut took: Vec<f64> = Vec::new();
    for _ in 0..3 {
        let server = Running::vestibule(&asked.binary, folder.path(), None)?;
        took.push(server.started_in.as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    let middle = took.get(1).copied().unwrap_or_default();
    let what = format!("start with {people} people");
    table.most(&what, middle, (0.15, "s"));
    let server = Running::vestibule(&asked.binary, folder.path(), None)?;
    let hands = dealt(checks(&company)).into_iter();
    let callers: Vec<_> = hands.map(Again::round).collect();
    let done = load::run(&[&server], callers, std::time::Duration::from_secs(5)).await?;
    let what = format!(
        "memory with {people} people, {} sessions",
        company.people.len()
    );
    table.most(&what, mib(server.resident()?), (60.0, "MiB"));
    table.note(format!(
        "Before that, these sessions were checked {} times.",
        done.done
    ));
    Ok(())
}
