//! `vestibule openapi`: the OpenAPI document of the API, without a server.

use std::io::Write;
use std::process::ExitCode;

use base::config::Config;
use server::api;

use super::say::Trouble;

/// Prints the document for the configured public URL.
pub(super) fn run(config: &Config) -> Result<ExitCode, Trouble> {
    let document = api::document(config.public_url.origin());
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")?;
    Ok(ExitCode::SUCCESS)
}
