//! The one-time link.

use std::time::Duration;

use base::clock::Clock;
use base::config::PublicUrl;
use base::db::{Db, DbError};
use base::one_use::{self, Issue};
use base::random::Randomness;
use base::token::{SetupLink, Token};

use super::store;

/// How long a link works.
const LIFE: Duration = Duration::from_secs(3600);

/// What came of asking for a link.
#[derive(Debug)]
pub enum Link {
    /// The whole address. Whoever opens it may take the server: show it to its operator only.
    Made(String),
    /// The server has an owner, so there is nothing to set up.
    HasOwner,
}

/// Makes a link with which the server is set up.
///
/// # Errors
/// What the database says.
pub async fn link(
    db: &Db,
    public_url: &PublicUrl,
    clock: &Clock,
    random: &Randomness,
) -> Result<Link, DbError> {
    let token = Token::<SetupLink>::fresh(random);
    let mut conn = db.write().await?;
    if store::has_owner(&mut conn).await? {
        return Ok(Link::HasOwner);
    }
    let issue = Issue::new(token.hash(), clock.now(), LIFE);
    one_use::create(&mut conn, issue, &()).await?;
    conn.commit().await?;
    let path = format!("/set-up?link={}", token.reveal());
    Ok(Link::Made(public_url.of(&path)))
}
