//! `vestibule apply`: makes a server what a blueprint says.
//!
//! Exit codes: 0 done, or nothing to do; 1 not done, or not wholly; 2 mistakes in the file or the command;
//! 3 with `--dry-run`, that there is something to do.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::config::{Config, Environment};
use base::random::Randomness;
use base::secret::Secret;
use clap::Args;
use serde_json::{Value, json};
use server::blueprint::{self, AtRest, Blueprint, Carrier, Running, Sources, Wishes};

use super::{at_rest, say};

const MISTAKES: u8 = 2;
const PENDING: u8 = 3;
/// The longest token and the longest certificate read from a file.
const LONGEST: u64 = 64 * 1024;

/// What the command takes beside the options of the server.
#[derive(Args)]
pub(super) struct Apply {
    /// The blueprint
    file: PathBuf,
    /// Print what would be done, do nothing; exit code 3 when there is something to do
    #[arg(long)]
    dry_run: bool,
    /// Remove what the file does not name, in the sections it has; people are dismissed, not deleted
    #[arg(long)]
    prune: bool,
    /// Send secrets once more that the server has already
    #[arg(long)]
    renew_secrets: bool,
    /// Print the plan and what was done as JSON
    #[arg(long)]
    json: bool,
    /// A running server, such as https://id.example.com; without it the data directory is changed itself
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The file with the token for --server [env: VESTIBULE_TOKEN]
    #[arg(long, value_name = "FILE", requires = "server")]
    token_file: Option<PathBuf>,
    /// Trust this certificate (PEM) in place of the authorities of this machine
    #[arg(long, value_name = "FILE", requires = "server")]
    authority: Option<PathBuf>,
    /// The folder below which secrets of the blueprint lie [default: the folder of the blueprint]
    #[arg(long, value_name = "DIR")]
    secrets: Option<PathBuf>,
}

/// Does what the command says.
pub(super) async fn run(config: Config, environment: &Environment, asked: Apply) -> ExitCode {
    match apply(config, environment, &asked).await {
        Ok(code) => code,
        Err(trouble) => tell(&asked, &trouble),
    }
}

/// Why it was not done.
fn tell(asked: &Apply, trouble: &blueprint::Trouble) -> ExitCode {
    let file = asked.file.display().to_string();
    match trouble {
        blueprint::Trouble::Mistakes(all) if asked.json => {
            let one = |one: &protocol::blueprint::Mistake| json!({"line": one.at.line, "column": one.at.column, "key": one.key, "words": one.words});
            say::line(json!({"mistakes": all.iter().map(one).collect::<Vec<_>>()}));
        }
        blueprint::Trouble::Mistakes(all) => {
            say::plain_error(blueprint::mistakes(&file, all).trim_end());
            say::error("nothing was done: the blueprint has mistakes");
        }
        other if asked.json => say::line(json!({"trouble": other.to_string()})),
        other => say::error(protocol::shown::shown(&other.to_string())),
    }
    match trouble {
        blueprint::Trouble::Mistakes(_) | blueprint::Trouble::Usage(_) => ExitCode::from(MISTAKES),
        _ => ExitCode::FAILURE,
    }
}

async fn apply(
    config: Config,
    environment: &Environment,
    asked: &Apply,
) -> Result<ExitCode, blueprint::Trouble> {
    let blueprint = Blueprint::open(&asked.file, &sources(environment, asked))?;
    let wishes = Wishes {
        prune: asked.prune,
        secrets: asked.renew_secrets,
    };
    let (carrier, _opened) = carrier(config, environment, asked).await?;
    let plan = blueprint::plan(&carrier, &blueprint, wishes).await?;
    let told = blueprint::json(&plan);
    if !asked.json {
        say::line(format!(
            "Plan for {}:\n",
            protocol::shown::shown(&carrier.place())
        ));
        say::line(blueprint::human(&plan).trim_end());
    }
    if asked.dry_run || !plan.changes_anything() {
        if asked.json {
            say::line(json!({"plan": told, "done": 0}));
        }
        return Ok(if plan.changes_anything() {
            ExitCode::from(PENDING)
        } else {
            ExitCode::SUCCESS
        });
    }
    if !asked.json {
        say::line("");
    }
    let mut tell = |step: &blueprint::Step| {
        if !asked.json {
            say::line(blueprint::step_done(step));
        }
    };
    let applied =
        blueprint::apply(&carrier, &blueprint, plan, &Randomness::system(), &mut tell).await;
    Ok(ending(asked, &applied, told))
}

/// What came of it, in words or as JSON.
fn ending(asked: &Apply, applied: &blueprint::Applied, plan: Value) -> ExitCode {
    let stopped = applied.stopped.as_ref();
    if asked.json {
        let stopped = stopped.map(|(at, cause)| json!({"at": at, "trouble": cause.to_string()}));
        say::line(json!({"plan": plan, "done": applied.done, "stopped": stopped}));
    }
    let Some((at, cause)) = stopped else {
        return ExitCode::SUCCESS;
    };
    if !asked.json {
        let words = format!(
            "stopped at {at} after {} steps: {cause}. What was done stays done; when the cause is mended, run \
             the command again",
            applied.done
        );
        say::error(protocol::shown::shown(&words));
    }
    ExitCode::FAILURE
}

fn sources(environment: &Environment, asked: &Apply) -> Sources {
    let beside = asked
        .file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let beside = beside.unwrap_or_else(|| Path::new("."));
    let variables: BTreeMap<String, Secret<String>> = environment.secrets().into_iter().collect();
    Sources {
        folder: asked.secrets.clone().unwrap_or_else(|| beside.to_owned()),
        variables,
    }
}

/// The way to what is to be changed; at rest with what is given up afterwards.
async fn carrier(
    config: Config,
    environment: &Environment,
    asked: &Apply,
) -> Result<(Carrier, Option<at_rest::AtRest>), blueprint::Trouble> {
    let Some(server) = &asked.server else {
        let opened = at_rest::open(config, asked.dry_run).await.map_err(usage)?;
        let router = server::app::router(opened.app.clone());
        let carrier = Carrier::AtRest(Box::new(AtRest::over(
            opened.app.clone(),
            router,
            &opened.place,
        )));
        return Ok((carrier, Some(opened)));
    };
    let token = match &asked.token_file {
        Some(path) => Secret::new(read(path)?),
        None => environment.token().ok_or_else(|| {
            usage("there is no token: set VESTIBULE_TOKEN or name a --token-file")
        })?,
    };
    let authority = asked
        .authority
        .as_deref()
        .map(read)
        .transpose()?
        .map(String::into_bytes);
    let running = Running::at(server, &token, authority.as_ref())?;
    Ok((Carrier::Running(running), None))
}

fn read(path: &Path) -> Result<String, blueprint::Trouble> {
    let unreadable = |cause: std::io::Error| {
        blueprint::Trouble::Usage(format!(
            "the file {} cannot be read: {cause}",
            path.display()
        ))
    };
    let mut text = String::new();
    let opened = std::fs::File::open(path).map_err(unreadable)?;
    opened
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    Ok(text)
}

fn usage(words: impl std::fmt::Display) -> blueprint::Trouble {
    blueprint::Trouble::Usage(words.to_string())
}
