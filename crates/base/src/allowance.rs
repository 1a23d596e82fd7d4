//! How often something may be done within a while: counters in the database, shared by all processes.
//!
//! What is counted is named by the caller and kept as a hash. Counting and deciding are one statement, so parallel
//! requests share one budget. What it means to have none left is the caller's matter.

use std::time::Duration;

use aws_lc_rs::digest;

use crate::clock::Time;
use crate::db::{Conn, DbError, sql};
use crate::params;

/// The longest while anything is counted over.
pub const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// A limit: at most so often within a while.
#[derive(Clone, Copy, Debug)]
pub struct Allowance<'a> {
    /// What is counted, such as `letters to anna@example.com`.
    pub what: &'a str,
    /// How often at most.
    pub most: u32,
    /// Counting begins anew so long after the first; not longer than [`LONGEST`].
    pub within: Duration,
}

impl Allowance<'_> {
    fn key(&self) -> Vec<u8> {
        let digest = digest::digest(&digest::SHA256, self.what.as_bytes());
        digest.as_ref().to_vec()
    }

    /// Counts once more in the caller's transaction; whether there was something left.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn take(&self, conn: &mut Conn, now: Time) -> Result<bool, DbError> {
        if self.most == 0 {
            return Ok(false);
        }
        let row = conn
            .optional(
                sql(
                    "INSERT INTO allowances (key, count, begun_at) VALUES ($1, 1, $2) \
                     ON CONFLICT (key) DO UPDATE SET \
                     count = CASE WHEN allowances.begun_at <= $3 THEN 1 \
                     ELSE allowances.count + 1 END, \
                     begun_at = CASE WHEN allowances.begun_at <= $3 THEN $2 \
                     ELSE allowances.begun_at END \
                     WHERE allowances.begun_at <= $3 OR allowances.count < $4 RETURNING count",
                ),
                params![
                    self.key(),
                    now,
                    now.minus(self.within),
                    i64::from(self.most)
                ],
            )
            .await?;
        Ok(row.is_some())
    }

    /// How often it was done in the while that runs.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn used(&self, conn: &mut Conn, now: Time) -> Result<u32, DbError> {
        let row = conn
            .optional(
                sql("SELECT count FROM allowances WHERE key = $1 AND begun_at > $2"),
                params![self.key(), now.minus(self.within)],
            )
            .await?;
        row.map_or(Ok(0), |row| row.get("count"))
    }
}

/// Removes counts that say nothing any more.
///
/// # Errors
/// What the engine says.
pub async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    let statement = sql("DELETE FROM allowances WHERE begun_at <= $1");
    conn.execute(statement, params![now.minus(LONGEST)])
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const NOW: Time = Time::from_seconds(1_000_000);
    const HOUR: Duration = Duration::from_secs(3600);

    fn hourly(what: &str) -> Allowance<'_> {
        Allowance {
            what,
            most: 4,
            within: HOUR,
        }
    }

    #[tokio::test]
    async fn parallel_requests_share_one_budget_and_a_while_renews_it() {
        for test in testing::databases().await {
            let tries = (0..20).map(|_| {
                let db = test.db.clone();
                tokio::spawn(async move {
                    let mut conn = db.write().await.unwrap();
                    let may = hourly("x").take(&mut conn, NOW).await.unwrap();
                    conn.commit().await.unwrap();
                    may
                })
            });
            let mut taken = 0;
            for one in tries.collect::<Vec<_>>() {
                taken += u32::from(one.await.unwrap());
            }
            assert_eq!(taken, 4);
            let mut conn = test.db.write().await.unwrap();
            assert_eq!(hourly("x").used(&mut conn, NOW).await.unwrap(), 4);
            assert_eq!(hourly("y").used(&mut conn, NOW).await.unwrap(), 0);
            assert!(hourly("y").take(&mut conn, NOW).await.unwrap());
            let later = NOW.plus(HOUR);
            assert_eq!(hourly("x").used(&mut conn, later).await.unwrap(), 0);
            assert!(hourly("x").take(&mut conn, later).await.unwrap());
            assert_eq!(hourly("x").used(&mut conn, later).await.unwrap(), 1);
        }
    }

    #[tokio::test]
    async fn nothing_is_allowed_where_the_limit_is_nothing() {
        let test = testing::sqlite().await;
        let mut conn = test.db.write().await.unwrap();
        let none = Allowance {
            most: 0,
            ..hourly("x")
        };
        assert!(!none.take(&mut conn, NOW).await.unwrap());
    }

    #[tokio::test]
    async fn a_day_is_remembered_for_a_day() {
        for test in testing::databases().await {
            let mut conn = test.db.write().await.unwrap();
            let daily = Allowance {
                within: LONGEST,
                ..hourly("day")
            };
            assert!(daily.take(&mut conn, NOW).await.unwrap());
            clean(&mut conn, NOW.plus(2 * HOUR)).await.unwrap();
            assert_eq!(daily.used(&mut conn, NOW.plus(2 * HOUR)).await.unwrap(), 1);
            clean(&mut conn, NOW.plus(LONGEST)).await.unwrap();
            assert_eq!(daily.used(&mut conn, NOW).await.unwrap(), 0);
        }
    }
}
