//! Answers to "did this help?", counted, and remarks.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::id_type;
use base::params;

id_type!(RemarkId, "a remark on the help of a page");

/// The remarks that are kept at most; the oldest go first.
const MOST: u32 = 500;

/// How often the help of a topic helped in one language.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub(super) topic: String,
    pub(super) language: String,
    pub(super) helped: i64,
    pub(super) not_helped: i64,
    pub(super) last_at: Time,
}

/// What somebody missed.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) topic: String,
    pub(super) language: String,
    pub(super) remark: String,
    pub(super) written_at: Time,
}

/// Counts one answer.
pub(super) async fn count(
    conn: &mut Conn,
    (topic, language): (&str, &str),
    helped: bool,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO help_answers (topic, language, helped, not_helped, last_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (topic, language) DO UPDATE SET helped = help_answers.helped + $3, \
             not_helped = help_answers.not_helped + $4, last_at = $5",
        ),
        params![topic, language, i64::from(helped), i64::from(!helped), now],
    )
    .await?;
    Ok(())
}

/// All counts; there is one for each topic and language at most.
pub(super) async fn counts(conn: &mut Conn) -> Result<Vec<Count>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT topic, language, helped, not_helped, last_at FROM help_answers \
                 ORDER BY topic, language LIMIT 1000",
            ),
            params![],
        )
        .await?;
    rows.iter().map(counted).collect()
}

fn counted(row: &Row) -> Result<Count, DbError> {
    Ok(Count {
        topic: row.text("topic")?,
        language: row.text("language")?,
        helped: row.get("helped")?,
        not_helped: row.get("not_helped")?,
        last_at: row.get("last_at")?,
    })
}

/// Keeps what somebody missed, and the newest of what others did.
pub(super) async fn remark(
    conn: &mut Conn,
    (topic, language): (&str, &str),
    words: &str,
    (id, now): (RemarkId, Time),
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO help_remarks (id, topic, language, remark, written_at) \
             VALUES ($1, $2, $3, $4, $5)",
        ),
        params![id, topic, language, words, now],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM help_remarks WHERE id IN \
             (SELECT id FROM help_remarks ORDER BY id DESC LIMIT 1000 OFFSET $1)"),
        params![i64::from(MOST)],
    )
    .await?;
    Ok(())
}

/// The newest remarks.
pub(super) async fn remarks(conn: &mut Conn, most: u32) -> Result<Vec<Remark>, DbError> {
    let rows = conn
        .list(
            sql(
                "SELECT topic, language, remark, written_at FROM help_remarks \
                 ORDER BY id DESC LIMIT $1",
            ),
            params![i64::from(most)],
        )
        .await?;
    rows.iter().map(remarked).collect()
}

fn remarked(row: &Row) -> Result<Remark, DbError> {
    Ok(Remark {
        topic: row.text("topic")?,
        language: row.text("language")?,
        remark: row.text("remark")?,
        written_at: row.get("written_at")?,
    })
}

/// Removes what was written before.
pub(super) async fn forget(conn: &mut Conn, before: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM help_remarks WHERE written_at < $1"),
        params![before],
    )
    .await?;
    Ok(())
}
