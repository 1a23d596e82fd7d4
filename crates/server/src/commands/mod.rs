//! What one can do from a terminal. One file a command; what a command does is said in words, and
//! its exit code says whether it was done.

mod apply;
mod at_rest;
mod audit;
mod doctor;
mod keys;
mod log;
mod openapi;
mod say;
mod serve;
mod setup_link;
mod state;
mod unlock;

use std::process::ExitCode;

use base::audit::chain::Head;
use base::config::{Config, Environment, Flags};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use say::Trouble;

/// Vestibule, the front door of a company.
#[derive(Parser)]
#[command(name = "vestibule", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server (what is done when no command is named)
    Serve,
    /// Print another link with which the server is set up in a browser
    SetupLink,
    /// Look at everything the server needs, and say what to do; exit code 1 when something is broken
    Doctor,
    /// Make the server what a blueprint says: a running one, or a data directory at rest
    Apply(apply::Apply),
    /// Look at the audit trail
    #[command(subcommand)]
    Audit(Audit),
    /// Make a way back in for somebody who is shut out
    Unlock {
        /// What they sign in with: e-mail address or login name
        login: String,
    },
    /// Change keys
    #[command(subcommand)]
    Keys(Keys),
    /// Print the OpenAPI document of the API
    Openapi,
}

#[derive(Subcommand)]
enum Audit {
    /// Check that no event was changed, removed or put in
    Verify {
        /// A head written down before; the trail must still lead there
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<Head>,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Make another master key and seal every secret again under it
    Rotate,
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let asked = Cli::command()
        .mut_args(|argument| argument.global(true))
        .try_get_matches()
        .and_then(|found| Cli::from_arg_matches(&found));
    let cli = match asked {
        Ok(cli) => cli,
        Err(words) => {
            // Nothing is left to do when even this cannot be printed.
            let _ = words.print();
            return ExitCode::from(u8::try_from(words.exit_code()).unwrap_or(2));
        }
    };
    match execute(cli) {
        Ok(code) => code,
        Err(trouble) => {
            say::error(&trouble);
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> Result<ExitCode, Trouble> {
    let environment = Environment::of_process();
    let config = Config::load(&cli.flags, &environment)?;
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = config.threads {
        builder.worker_threads(threads);
    }
    let runtime = builder.enable_all().build()?;
    runtime.block_on(async {
        match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::run(config).await,
            Command::SetupLink => setup_link::run(config).await,
            Command::Doctor => doctor::run(config).await,
            Command::Apply(asked) => Ok(apply::run(config, &environment, asked).await),
            Command::Audit(Audit::Verify { head }) => audit::verify(config, head).await,
            Command::Unlock { login } => unlock::run(config, &login).await,
            Command::Keys(Keys::Rotate) => keys::rotate(config).await,
            Command::Openapi => openapi::run(&config),
        }
    })
}
