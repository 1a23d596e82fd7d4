//! A data directory at rest, opened by a command as a server would open it: alone, and on a dry run without a
//! trace.

use std::path::PathBuf;

use base::config::Config;
use base::db::{Db, DbError, Location, latest_migration};
use base::random::Randomness;
use server::hold::{self, Held, Hold};
use server::start::{self, Outside};
use server::web::App;

use super::doctor::newest_migration;

/// The state, and what is given up when the command is done.
pub(super) struct AtRest {
    pub(super) app: App,
    /// Where the data lies, or is going to lie, in words.
    pub(super) place: String,
    _hold: Hold,
    _nowhere: Option<Nowhere>,
}

/// A folder with a server in which nothing is; it goes with the command.
struct Nowhere(PathBuf);

impl Drop for Nowhere {
    fn drop(&mut self) {
        // What is left lies in the folder for temporary files and holds nothing of anybody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Opens the data directory. A dry run changes nothing there, not even a schema: where there is no database yet, it
/// looks at an empty one elsewhere.
pub(super) async fn open(config: Config, dry_run: bool) -> Result<AtRest, String> {
    let mut named = format!("the database {}", config.database);
    let (config, nowhere) = if dry_run {
        untouched(config).await?
    } else {
        (config, None)
    };
    if nowhere.is_some() {
        named.push_str(", which is not there yet");
    }
    let place = config.data_dir.display().to_string();
    let used =
        |cause: std::io::Error| format!("the data directory {place} cannot be used: {cause}");
    start::make_private_folder(&config.data_dir).map_err(used)?;
    let Held::Now(hold) = hold::alone(&config).map_err(used)? else {
        return Err(format!(
            "a server runs on the data directory {place}: go through it with --server, or stop it first"
        ));
    };
    let started = start::start(config, Outside::default()).await;
    let started = started.map_err(|cause| cause.to_string())?;
    Ok(AtRest {
        app: started.app,
        place: named,
        _hold: hold,
        _nowhere: nowhere,
    })
}

/// The configuration with which a dry run may start.
async fn untouched(config: Config) -> Result<(Config, Option<Nowhere>), String> {
    let newest = match &config.database {
        Location::Sqlite(file) if !file.exists() => 0,
        _ => seen(&config.database)
            .await
            .map_err(|cause| format!("the database cannot be used: {cause}"))?,
    };
    if newest == 0 {
        let folder =
            std::env::temp_dir().join(format!("vestibule-{}", Randomness::system().token()));
        let mut config = config;
        config.database = Location::Sqlite(folder.join("vestibule.db"));
        config.master_key_file = folder.join("master.key");
        config.data_dir.clone_from(&folder);
        return Ok((config, Some(Nowhere(folder))));
    }
    if newest < latest_migration() {
        let words = "the database was made by an older version, and a dry run changes nothing: start the server \
                     once, or leave --dry-run out";
        return Err(words.to_owned());
    }
    Ok((config, None))
}

/// The newest migration a database has seen; 0 for one that has no tables.
async fn seen(database: &Location) -> Result<i64, DbError> {
    let db = Db::connect(database).await?;
    match db.ping().await {
        Ok(()) => newest_migration(&mut db.read().await?).await,
        Err(DbError::Refused(words)) if words.contains("migrations") => Ok(0),
        Err(cause) => Err(cause),
    }
}
