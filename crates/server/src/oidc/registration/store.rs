//! The statements on registrations, on the tokens for them, and on how many there were.

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{InitialAccess, RegistrationAccess, TokenHash};
use people::WorkspaceId;

use super::{Initial, InitialTokenId};
use crate::oidc::applications::{Application, ApplicationId};

/// That an application registered itself.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Registered {
    pub(super) hash: TokenHash<RegistrationAccess>,
    pub(super) auth_method: String,
    /// The name of the token it came with.
    pub(in crate::oidc) token_name: Option<String>,
    pub(in crate::oidc) registered_at: Time,
}

fn initial(row: &Row) -> Result<Initial, DbError> {
    Ok(Initial {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        name: row.text("name")?,
        uses: row.int("uses")?,
        uses_left: row.int("uses_left")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

pub(super) async fn add(
    conn: &mut Conn,
    new: &Initial,
    hash: TokenHash<InitialAccess>,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO registration_tokens (id, workspace_id, hash, name, uses, uses_left, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        ),
        params![
            new.id,
            new.workspace,
            hash,
            new.name.as_str(),
            new.uses,
            new.uses_left,
            now,
            new.expires_at,
        ],
    )
    .await
    .map(drop)
}

/// The tokens of a workspace, the newest first.
pub(super) async fn of_workspace(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<Initial>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT id, workspace_id, name, uses, uses_left, expires_at, used_at \
                 FROM registration_tokens WHERE workspace_id = $1 ORDER BY id DESC LIMIT 200",
            ),
            params![workspace],
        )
        .await?;
    rows.iter().map(initial).collect()
}

/// Ends a token; its name.
pub(super) async fn end(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: InitialTokenId,
) -> Result<Option<String>, DbError> {
    let row = conn
        .optional(
            sql(
                "DELETE FROM registration_tokens WHERE workspace_id = $1 AND id = $2 \
                 RETURNING name",
            ),
            params![workspace, id],
        )
        .await?;
    row.map(|row| row.text("name")).transpose()
}

/// The token, if it still works; nothing is used up.
pub(super) async fn peek(
    conn: &mut Conn,
    hash: TokenHash<InitialAccess>,
    now: Time,
) -> Result<Option<Initial>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, workspace_id, name, uses, uses_left, expires_at, used_at \
                 FROM registration_tokens \
                 WHERE hash = $1 AND uses_left > 0 AND expires_at > $2",
            ),
            params![hash, now],
        )
        .await?;
    row.as_ref().map(initial).transpose()
}

/// Takes one use of a token; whether there was one left. One statement, so no use is given twice.
pub(super) async fn take(conn: &mut Conn, id: InitialTokenId, now: Time) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql(
                "UPDATE registration_tokens SET uses_left = uses_left - 1, used_at = $2 \
                 WHERE id = $1 AND uses_left > 0 AND expires_at > $2 RETURNING uses_left",
            ),
            params![id, now],
        )
        .await?;
    Ok(row.is_some())
}

/// Remembers that an application registered itself: how it said to authenticate, and the name of the
/// token it came with.
pub(super) async fn insert(
    conn: &mut Conn,
    made: &Application,
    hash: TokenHash<RegistrationAccess>,
    (auth_method, token): (&str, Option<&str>),
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO registrations (application_id, workspace_id, hash, auth_method, \
             token_name, registered_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        ),
        params![made.id, made.workspace, hash, auth_method, token, now],
    )
    .await
    .map(drop)
}

/// The registration of an application, if it registered itself and was not taken over.
pub(in crate::oidc) async fn of(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<Option<Registered>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT hash, auth_method, token_name, registered_at FROM registrations \
                 WHERE application_id = $1",
            ),
            params![application],
        )
        .await?;
    let registered = |row: Row| {
        Ok(Registered {
            hash: row.get("hash")?,
            auth_method: row.text("auth_method")?,
            token_name: row.get("token_name")?,
            registered_at: row.get("registered_at")?,
        })
    };
    row.map(registered).transpose()
}

/// Whether it registered itself, was not taken over, and nobody has let it in so far.
pub(in crate::oidc) async fn is_stranger(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let row = conn
        .one(
            sql(
                "SELECT COUNT(*) AS n FROM registrations r WHERE r.application_id = $1 \
                 AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.application_id = r.application_id) \
                 AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.application_id = r.application_id)",
            ),
            params![application],
        )
        .await?;
    Ok(row.int("n")? > 0)
}

/// Those of a workspace.
pub(in crate::oidc) async fn all_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<Vec<ApplicationId>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT application_id FROM registrations WHERE workspace_id = $1 \
                 ORDER BY application_id",
            ),
            params![workspace],
        )
        .await?;
    rows.iter().map(|row| row.get("application_id")).collect()
}

/// How many a workspace holds.
pub(super) async fn held(conn: &mut Conn, workspace: WorkspaceId) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM registrations WHERE workspace_id = $1"),
            params![workspace],
        )
        .await?;
    row.int("n")
}

/// Notes that an application changes itself; whether it still may.
pub(super) async fn change(
    conn: &mut Conn,
    application: ApplicationId,
    auth_method: &str,
    now: Time,
) -> Result<bool, DbError> {
    let changed = conn
        .execute(
            sql(
                "UPDATE registrations SET auth_method = $2, changed_at = $3 \
                 WHERE application_id = $1",
            ),
            params![application, auth_method, now],
        )
        .await?;
    Ok(changed == 1)
}

/// The application is an administrator's from now on; whether it was not before.
pub(in crate::oidc) async fn take_over(
    conn: &mut Conn,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let gone = conn
        .execute(
            sql("DELETE FROM registrations WHERE application_id = $1"),
            params![application],
        )
        .await?;
    Ok(gone == 1)
}

/// Applications that nobody lets in, registered or changed before `before`; some of them.
pub(super) async fn unused(
    conn: &mut Conn,
    before: Time,
) -> Result<Vec<(WorkspaceId, ApplicationId)>, DbError> {
    let rows = conn
        .query(
            sql(
                "SELECT r.workspace_id, r.application_id FROM registrations r \
                 WHERE r.changed_at <= $1 \
                 AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.application_id = r.application_id) \
                 AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.application_id = r.application_id) \
                 ORDER BY r.changed_at LIMIT 200",
            ),
            params![before],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("workspace_id")?, row.get("application_id")?)))
        .collect()
}

/// Counts one more under `key`, unless there are `most` since `since`; whether it was counted.
pub(super) async fn count(
    conn: &mut Conn,
    key: &[u8],
    most: u32,
    (now, since): (Time, Time),
) -> Result<bool, DbError> {
    let row = conn
        .optional(
            sql(
                "INSERT INTO registration_counts (key, count, begun_at) VALUES ($1, 1, $2) \
                 ON CONFLICT (key) DO UPDATE SET \
                 count = CASE WHEN registration_counts.begun_at <= $3 THEN 1 \
                 ELSE registration_counts.count + 1 END, \
                 begun_at = CASE WHEN registration_counts.begun_at <= $3 THEN $2 \
                 ELSE registration_counts.begun_at END \
                 WHERE registration_counts.begun_at <= $3 OR registration_counts.count < $4 \
                 RETURNING count",
            ),
            params![key, now, since, i64::from(most)],
        )
        .await?;
    Ok(row.is_some())
}

/// Removes tokens over since `over`, and counters begun before `counted`.
pub(super) async fn clean(conn: &mut Conn, (over, counted): (Time, Time)) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM registration_tokens WHERE expires_at <= $1"),
        params![over],
    )
    .await?;
    conn.execute(
        sql("DELETE FROM registration_counts WHERE begun_at <= $1"),
        params![counted],
    )
    .await
    .map(drop)
}
