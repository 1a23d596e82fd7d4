//! A whole write transaction as one piece of work.
//!
//! On SQLite it is carried to the writer's thread and done there: one way there and one back, whatever
//! the number of its statements, while a transaction of [`Db::write`] goes there and back for each. On
//! PostgreSQL both are the same.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;

use super::{Conn, Db, DbError, Engine, Inner};

/// A transaction that is being done: `Box::pin(async move { … })`.
pub type Doing<'c, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// What the writer's thread does: the transaction with this connection, or, where it could not begin,
/// telling so. What comes back is to be told whether the flush kept it; nothing when it is rolled back.
pub(super) type Deed = Box<dyn FnOnce(Result<&mut Conn, DbError>) -> Option<Kept> + Send>;

/// Tells whoever waits what the flush came to.
pub(super) type Kept = Box<dyn FnOnce(Result<(), DbError>) + Send>;

/// What the caller hears: the outcome, or the panic it came to.
type Heard<T, E> = std::thread::Result<Result<T, E>>;

impl Db {
    /// Does all of `deed` in one write transaction. `Ok` is committed and on disk when this returns; `Err`
    /// leaves no trace. It waits for nothing but its statements. Should nobody wait for it any more, it may
    /// still be done as a whole.
    ///
    /// # Errors
    /// What the deed says; what the database says, when nothing of it was kept, or, if the connection broke
    /// at this very moment, when it is not known whether it was.
    pub async fn deed<T, E, D>(&self, deed: D) -> Result<T, E>
    where
        D: for<'c> FnOnce(&'c mut Conn) -> Doing<'c, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let Engine::Sqlite(sqlite) = &self.engine else {
            let mut conn = self.write().await?;
            let done = deed(&mut conn).await?;
            conn.commit().await?;
            return Ok(done);
        };
        let (tell, heard) = oneshot::channel();
        let span = tracing::Span::current();
        let here: Deed = Box::new(move |conn| span.in_scope(|| done_here(conn, deed, tell)));
        sqlite.entrust(here)?;
        match heard.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(DbError::Unavailable("the writer has stopped".to_owned()).into()),
        }
    }
}

impl Conn {
    /// Why a transaction cannot be committed, where that is known here.
    fn spoiled(&self) -> Option<DbError> {
        match &self.inner {
            Inner::SqliteHere(here) => here.spoiled(),
            _ => None,
        }
    }
}

/// Does a deed on the thread that holds the connection. A panic is the caller's and not this thread's.
fn done_here<T, E, D>(
    conn: Result<&mut Conn, DbError>,
    deed: D,
    tell: oneshot::Sender<Heard<T, E>>,
) -> Option<Kept>
where
    D: for<'c> FnOnce(&'c mut Conn) -> Doing<'c, T, E>,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let done = match conn {
        Err(cause) => Ok(Err(cause.into())),
        Ok(conn) => {
            let done = catch_unwind(AssertUnwindSafe(|| at_once(deed(&mut *conn))));
            match (done, conn.spoiled()) {
                (Ok(Ok(_)), Some(cause)) => Ok(Err(cause.into())),
                (done, _) => done,
            }
        }
    };
    match done {
        Ok(Ok(value)) => Some(Box::new(move |kept: Result<(), DbError>| {
            // Whoever hung up meanwhile does not hear it.
            drop(tell.send(Ok(kept.map(|()| value).map_err(E::from))));
        })),
        told => {
            drop(tell.send(told));
            None
        }
    }
}

/// The statements are answered in line here, so nothing is left to wait for.
fn at_once<T, E: From<DbError>>(mut doing: Doing<'_, T, E>) -> Result<T, E> {
    match doing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => {
            let words = "a transaction waited for something else than the database";
            Err(DbError::Refused(words.to_owned()).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::db::{Db, sql};
    use crate::params;
    use crate::testing;

    async fn with_table(db: &Db) {
        db.deed(|conn| {
            Box::pin(async move {
                let made = sql("CREATE TABLE things (id BIGINT PRIMARY KEY NOT NULL, name TEXT)");
                conn.execute(made, vec![]).await
            })
        })
        .await
        .unwrap();
    }

    async fn put(conn: &mut Conn, id: i64) -> Result<u64, DbError> {
        let put = sql("INSERT INTO things (id, name) VALUES ($1, 'a')");
        conn.execute(put, params![id]).await
    }

    async fn count(conn: &mut Conn) -> i64 {
        let all = conn.one(sql("SELECT COUNT(*) AS n FROM things"), vec![]);
        all.await.unwrap().int("n").unwrap()
    }

    async fn stored(db: &Db) -> i64 {
        count(&mut db.read().await.unwrap()).await
    }

    #[tokio::test]
    async fn a_deed_is_kept_as_a_whole_and_sees_what_it_did() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let seen = test.db.deed(|conn| {
                Box::pin(async move {
                    put(conn, 1).await?;
                    put(conn, 2).await?;
                    Ok::<_, DbError>(count(conn).await)
                })
            });
            assert_eq!(seen.await.unwrap(), 2);
            assert_eq!(stored(&test.db).await, 2);
        }
    }

    #[derive(Debug)]
    enum No {
        Plain,
        Db(DbError),
    }

    impl From<DbError> for No {
        fn from(cause: DbError) -> Self {
            Self::Db(cause)
        }
    }

    #[tokio::test]
    async fn a_deed_that_says_no_leaves_no_trace() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let said = test.db.deed(|conn| {
                Box::pin(async move {
                    put(conn, 1).await?;
                    Err::<(), _>(No::Plain)
                })
            });
            assert!(matches!(said.await, Err(No::Plain)));
            assert_eq!(stored(&test.db).await, 0);
        }
    }

    #[tokio::test]
    async fn a_statement_that_went_wrong_cannot_be_overlooked() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let said = test.db.deed(|conn| {
                Box::pin(async move {
                    put(conn, 1).await?;
                    // The mistake under test: going on as if nothing had happened.
                    let _ = put(conn, 1).await;
                    Ok::<_, No>(())
                })
            });
            assert!(matches!(said.await, Err(No::Db(DbError::Refused(_)))));
            assert_eq!(stored(&test.db).await, 0);
        }
    }

    #[tokio::test]
    async fn a_panic_is_the_callers_and_the_next_deed_is_done() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let db = test.db.clone();
            let panicked = tokio::spawn(async move {
                db.deed(|conn| {
                    Box::pin(async move {
                        put(conn, 1).await?;
                        assert!(conn.is_nonsense(), "the mistake under test");
                        Ok::<_, DbError>(())
                    })
                })
                .await
            });
            assert!(panicked.await.unwrap_err().is_panic());
            let next = test
                .db
                .deed(|conn| Box::pin(async move { put(conn, 2).await }));
            assert_eq!(next.await.unwrap(), 1);
            assert_eq!(stored(&test.db).await, 1);
        }
    }

    impl Conn {
        fn is_nonsense(&self) -> bool {
            false
        }
    }

    #[tokio::test]
    async fn a_deed_that_waits_for_something_else_holds_nobody_up() {
        let test = testing::sqlite().await;
        with_table(&test.db).await;
        let said = test.db.deed(|conn| {
            Box::pin(async move {
                put(conn, 1).await?;
                std::future::pending::<()>().await;
                Ok::<_, No>(())
            })
        });
        assert!(matches!(said.await, Err(No::Db(DbError::Refused(_)))));
        assert_eq!(stored(&test.db).await, 0);
    }

    #[tokio::test]
    async fn deeds_and_lines_go_together_and_of_many_one_wins() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let mut racing = tokio::task::JoinSet::new();
            for number in 0..40_i64 {
                let db = test.db.clone();
                racing.spawn(async move {
                    if number % 4 == 0 {
                        let mut conn = db.write().await?;
                        put(&mut conn, number % 8).await?;
                        return conn.commit().await;
                    }
                    db.deed(move |conn| {
                        Box::pin(async move { put(conn, number % 8).await.map(drop) })
                    })
                    .await
                });
            }
            let mut won = 0;
            while let Some(one) = racing.join_next().await {
                won += i64::from(one.unwrap().is_ok());
            }
            assert_eq!((won, stored(&test.db).await), (8, 8));
        }
    }

    #[tokio::test]
    async fn a_deed_nobody_waits_for_is_done_as_a_whole_or_not_at_all() {
        for test in testing::databases().await {
            with_table(&test.db).await;
            let deed = test.db.deed(|conn| {
                Box::pin(async move {
                    put(conn, 1).await?;
                    put(conn, 2).await.map(drop)
                })
            });
            let hung_up = tokio::time::timeout(Duration::ZERO, deed).await;
            drop(hung_up);
            // The next transaction comes after it, or after the end of it.
            let next = test
                .db
                .deed(|conn| Box::pin(async move { put(conn, 3).await }));
            next.await.unwrap();
            assert!([1, 3].contains(&stored(&test.db).await));
        }
    }
}
