//! Log lines: to standard error, for eyes or as one JSON object a line.

use std::io;

use base::config::{LogFormat, LogLevel, Logging};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The crates whose lines are ours; of all others only warnings are shown.
const OURS: [&str; 4] = ["server", "base", "people", "vestibule"];

/// Starts logging. A line that cannot be written is left out: a full disk or a closed pipe must
/// not end the server.
pub(super) fn start(logging: Logging) {
    let level = level(logging.level);
    let shown = OURS.iter().fold(
        Targets::new().with_default(level.min(LevelFilter::WARN)),
        |all, ours| all.with_target(*ours, level),
    );
    let registry = tracing_subscriber::registry().with(shown);
    let started = match logging.format {
        LogFormat::Human => {
            let lines = fmt::layer()
                .with_writer(io::stderr)
                .with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
                .with_target(false)
                .log_internal_errors(false);
            registry.with(lines).try_init()
        }
        LogFormat::Json => {
            let lines = fmt::layer()
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .with_writer(io::stderr)
                .log_internal_errors(false);
            registry.with(lines).try_init()
        }
    };
    // Only a second start in one process could be refused, and then the first goes on.
    drop(started);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let words = panic.payload_as_str().unwrap_or("no words");
        tracing::error!(place, words, "panic");
    }));
}

const fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}
