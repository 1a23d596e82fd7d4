//! The statements on what is over and who was told.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use people::PassportId;
use people::revocation::Ending;

use super::{FarewellId, Over};
use crate::oidc::applications::ApplicationId;

/// Whether an application knows by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::oidc) enum State {
    /// It is being told.
    Waiting,
    /// It took the token.
    Told,
    /// It did not, after many tries.
    GivenUp,
}

/// A logout token as its workspace sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::oidc) struct Line {
    /// Whether the application knows.
    pub(in crate::oidc) state: State,
    /// What came of the last try, as a short word.
    pub(in crate::oidc) answer: Option<String>,
    /// When the session ended.
    pub(in crate::oidc) at: Time,
}

impl State {
    const ALL: [Self; 3] = [Self::Waiting, Self::Told, Self::GivenUp];

    /// The word that is stored.
    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Told => "told",
            Self::GivenUp => "given-up",
        }
    }
}

fn lost(rows: &[Row]) -> Result<Vec<Over>, DbError> {
    let one = |row: &Row| {
        Ok(Over {
            application: row.get("application_id")?,
            passport: row.get("passport_id")?,
            session: row.get("session_id")?,
        })
    };
    rows.iter().map(one).collect()
}

/// Marks every grant that fell with an ending as told, once, and says whose they are.
pub(super) async fn over(
    conn: &mut Conn,
    ending: &Ending,
    now: Time,
) -> Result<Vec<Over>, DbError> {
    let rows = match ending {
        Ending::Session(id) => {
            let statement = sql("UPDATE grants SET told_at = $2 \
                 WHERE session_id = $1 AND told_at IS NULL \
                 RETURNING application_id, passport_id, session_id");
            conn.query(statement, params![id, now]).await?
        }
        Ending::Passport(id) => {
            let statement = sql("UPDATE grants SET told_at = $2 \
                 WHERE passport_id = $1 AND told_at IS NULL AND passport_epoch < \
                 (SELECT p.epoch FROM passports p WHERE p.id = grants.passport_id) \
                 RETURNING application_id, passport_id, session_id");
            conn.query(statement, params![*id, now]).await?
        }
        Ending::Member(id) => {
            let statement = sql("UPDATE grants SET told_at = $2 \
                 WHERE member_id = $1 AND told_at IS NULL AND member_epoch < \
                 (SELECT m.epoch FROM members m WHERE m.id = grants.member_id) \
                 RETURNING application_id, passport_id, session_id");
            conn.query(statement, params![*id, now]).await?
        }
    };
    lost(&rows)
}

/// The same for what a person withdrew from an application.
pub(super) async fn withdrawn(
    conn: &mut Conn,
    (passport, application): (PassportId, ApplicationId),
    now: Time,
) -> Result<Vec<Over>, DbError> {
    let rows = conn
        .query(
            sql("UPDATE grants SET told_at = $3 \
                 WHERE passport_id = $1 AND application_id = $2 AND told_at IS NULL \
                 RETURNING application_id, passport_id, session_id"),
            params![passport, application, now],
        )
        .await?;
    lost(&rows)
}

pub(super) async fn insert(
    conn: &mut Conn,
    id: FarewellId,
    over: &Over,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO farewells (id, application_id, passport_id, session_id, state, tries, \
             created_at) VALUES ($1, $2, $3, $4, 'waiting', 0, $5)",
        ),
        params![id, over.application, over.passport, over.session, now],
    )
    .await
    .map(drop)
}

/// The token that is still to be sent.
pub(super) async fn waiting(conn: &mut Conn, id: FarewellId) -> Result<Option<Over>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT application_id, passport_id, session_id FROM farewells \
                 WHERE id = $1 AND state = 'waiting'",
            ),
            params![id],
        )
        .await?;
    Ok(lost(&rows)?.pop())
}

/// Notes a try in vain; how many there were.
pub(super) async fn tried(conn: &mut Conn, id: FarewellId, answer: &str) -> Result<i64, DbError> {
    let row = conn
        .optional(
            sql("UPDATE farewells SET tries = tries + 1, answer = $2 \
                 WHERE id = $1 AND state = 'waiting' RETURNING tries"),
            params![id, answer],
        )
        .await?;
    row.map_or(Ok(i64::MAX), |row| row.int("tries"))
}

/// Says what became of it; whether this call was the one that did.
pub(super) async fn settle(
    conn: &mut Conn,
    id: FarewellId,
    (state, answer): (State, &str),
    now: Time,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql(
                "UPDATE farewells SET state = $2, answer = $3, settled_at = $4 \
                 WHERE id = $1 AND state = 'waiting'",
            ),
            params![id, state.word(), answer, now],
        )
        .await?;
    Ok(touched == 1)
}

/// The latest tokens of an application, newest first; at most twenty.
pub(in crate::oidc) async fn of_application(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<Vec<Line>, DbError> {
    let rows = conn
        .query(
            sql("SELECT state, answer, created_at FROM farewells \
                 WHERE application_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20"),
            params![application],
        )
        .await?;
    let line = |row: &Row| {
        let word = row.text("state")?;
        let state = State::ALL.into_iter().find(|state| state.word() == word);
        Ok(Line {
            state: state.ok_or_else(|| DbError::Shape("farewells.state".to_owned()))?,
            answer: row.get("answer")?,
            at: row.get("created_at")?,
        })
    };
    rows.iter().map(line).collect()
}

/// Forgets what is long over.
pub(in crate::oidc) async fn clean(conn: &mut Conn, long_over: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM farewells WHERE created_at < $1"),
        params![long_over],
    )
    .await
    .map(drop)
}
