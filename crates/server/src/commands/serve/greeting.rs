//! The one block that is printed when the server stands.

use std::fmt::Write;
use std::net::SocketAddr;

use base::config::Config;
use base::keys::Origin;
use server::setup::{self, Link};
use server::start::Started;

use crate::commands::say::{self, Trouble};

/// Says where the server is, how it is set up, where its files lie and what is still missing.
pub(super) async fn say(started: &Started, listening: SocketAddr) -> Result<(), Trouble> {
    let app = &started.app;
    let link = setup::link(&app.db, &app.config.public_url, &app.clock, &app.random).await?;
    let mut words = format!(
        "\nVestibule {} is at {} (listening on {listening})\n",
        env!("CARGO_PKG_VERSION"),
        app.config.public_url
    );
    if let Link::Made(link) = link {
        write!(
            words,
            "\n  Set it up in a browser within the hour:\n\n      {link}\n\n  For another link: \
             vestibule setup-link\n"
        )?;
    }
    where_things_lie(&mut words, started)?;
    let mut missing = missing(&app.config);
    if matches!(app.mail.post().await, Ok(None)) {
        missing.push((
            "mail",
            "letters wait until an operator sets it up: /operator/mail",
        ));
    }
    if !missing.is_empty() {
        words.push_str("\n  Before real use\n");
        for (what, how) in missing {
            writeln!(words, "      {what:<11} {how}")?;
        }
    }
    words.push_str("\n  To have everything looked at: vestibule doctor\n");
    say::line(words);
    Ok(())
}

fn where_things_lie(words: &mut String, started: &Started) -> Result<(), Trouble> {
    let config = &started.app.config;
    writeln!(words, "\n  Where things lie")?;
    writeln!(words, "      folder      {}", config.data_dir.display())?;
    writeln!(words, "      database    {}", config.database)?;
    let made = match started.master_key {
        Origin::Created => " (made just now: keep a copy of it, apart from the database)",
        Origin::Found => "",
    };
    let key = config.master_key_file.display();
    writeln!(words, "      master key  {key}{made}")?;
    Ok(())
}

/// What an operator should set before people rely on the server, each with how.
fn missing(config: &Config) -> Vec<(&'static str, &'static str)> {
    let mut missing = Vec::new();
    if config.public_url.is_loopback() {
        missing.push((
            "public URL",
            "people reach only this machine: --public-url https://id.example.com",
        ));
    }
    if !config.public_url.is_https() {
        missing.push((
            "TLS",
            "--tls-certificate and --tls-key, or a proxy that speaks https in front",
        ));
    }
    missing
}
