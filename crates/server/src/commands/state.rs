//! Opening what a running server has made, for commands beside it. Makes nothing and changes no
//! schema.

use base::config::Config;
use base::db::{Db, Location};

use super::say::Trouble;

/// The database of a server that was started before.
pub(super) async fn database(config: &Config) -> Result<Db, Trouble> {
    if let Location::Sqlite(file) = &config.database
        && !file.exists()
    {
        return Err(Trouble::new(format!(
            "there is no database at {}: start the server first with `vestibule serve`, or name its \
             folder with --data-dir",
            file.display()
        )));
    }
    let db = Db::connect(&config.database).await?;
    db.ping().await.map_err(|cause| {
        Trouble::new(format!(
            "the database cannot be used ({}): {cause}",
            config.database
        ))
    })?;
    Ok(db)
}
