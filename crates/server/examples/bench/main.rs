//! What the program can do on this machine, against what the machine can do: `cargo xtask bench`.
//!
//! Every figure is a ratio of two things measured a moment apart, by CPU seconds of the process that
//! answered, so that it means the same on another machine. The load is small and bounded, everything
//! listens on loopback, and the data lie in a temporary folder.

mod company;
mod connected;
mod crowd;
mod dismissed;
mod flows;
mod grouped;
mod http;
mod lists;
mod load;
mod machine;
mod many;
mod people;
mod reference;
mod rows;
mod starts;
mod storms;
mod table;
mod tokens;

use std::path::PathBuf;
use std::process::ExitCode;

use table::Table;

/// What went wrong, in words.
pub(crate) type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// What the person asked for.
pub(crate) struct Asked {
    /// The program under measurement.
    pub(crate) binary: PathBuf,
    /// Where prepared data are kept between runs.
    pub(crate) kept: PathBuf,
    /// Only rows whose name contains this.
    pub(crate) only: String,
    /// How many people the large database holds.
    pub(crate) people: usize,
    /// Whether a row that falls short is an error.
    pub(crate) strict: bool,
}

fn main() -> Result<ExitCode, Trouble> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut given = words.iter().map(String::as_str);
    match (given.next(), given.next(), given.next()) {
        (Some("reference"), Some(port), Some(folder)) => {
            return reference::serve(port.parse()?, folder.as_ref());
        }
        (Some("raw"), Some(what), Some(seconds)) => {
            return reference::raw(what, seconds.parse()?);
        }
        _ => {}
    }
    let asked = asked(&words)?;
    // One thread for the clients: the rest of the machine is the server's.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let table = runtime.block_on(measure(&asked))?;
    table.show();
    Ok(if asked.strict && !table.is_kept() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

async fn measure(asked: &Asked) -> Result<Table, Trouble> {
    let mut table = Table::begin(&asked.only)?;
    rows::provider(asked, &mut table).await?;
    storms::passwords(asked, &mut table).await?;
    storms::writes(asked, &mut table).await?;
    starts::all(asked, &mut table).await?;
    many::processes(asked, &mut table).await?;
    people::all(asked, &mut table).await?;
    lists::all(asked, &mut table).await?;
    dismissed::all(asked, &mut table).await?;
    Ok(table)
}

fn asked(words: &[String]) -> Result<Asked, Trouble> {
    let value = |name: &str| {
        let mut pairs = words.windows(2).filter_map(|pair| match pair {
            [flag, value] if flag == name => Some(value.clone()),
            _ => None,
        });
        pairs.next()
    };
    Ok(Asked {
        binary: value("--binary").ok_or("--binary FILE is missing")?.into(),
        kept: value("--kept").ok_or("--kept FOLDER is missing")?.into(),
        only: value("--only").unwrap_or_default(),
        people: value("--people").map_or(Ok(100_000), |text| text.parse())?,
        strict: words.iter().any(|word| word == "--strict"),
    })
}
