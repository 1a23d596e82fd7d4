//! The statements on devices that wait.

use std::time::Duration;

use base::clock::Time;
use base::db::{Conn, DbError, Row, sql};
use base::params;
use base::token::{Browser, DeviceCode, TokenHash};
use protocol::oauth::{Scopes, UserCode};

use super::{Approval, Device, DeviceRequestId, LIFE, State, WAIT};
use crate::oidc::applications::ApplicationId;

/// By how much the wait of a device grows that polls too often, in microseconds (RFC 8628 section
/// 3.5).
const LONGER: i64 = 5_000_000;
/// A code is remembered for so long after its end, so that a late device hears why.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// A device about to wait.
pub(super) struct New<'a> {
    pub(super) id: DeviceRequestId,
    pub(super) code: TokenHash<DeviceCode>,
    pub(super) user: &'a UserCode,
    pub(super) application: ApplicationId,
    pub(super) scopes: Scopes,
    pub(super) address: &'a str,
    pub(super) user_agent: &'a str,
}

/// What a poll found.
#[derive(Debug)]
pub(in crate::oidc) enum Polled {
    /// There is no such code of this application.
    Unknown,
    /// The device did not wait as long as it was told.
    TooSoon,
    /// How it stands; with what was allowed.
    Stands {
        state: State,
        scopes: Scopes,
        expires: Time,
        approval: Option<Approval>,
    },
}

/// Stores it; whether its user code was free.
pub(super) async fn insert(conn: &mut Conn, new: &New<'_>, now: Time) -> Result<bool, DbError> {
    let added = conn
        .execute(
            sql(
                "INSERT INTO device_requests (id, code_hash, user_code, application_id, scopes, \
                 address, user_agent, created_at, expires_at, polled_at, wait_micros, state) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 'waiting') \
                 ON CONFLICT (user_code) DO NOTHING",
            ),
            params![
                new.id,
                new.code,
                new.user.letters(),
                new.application,
                new.scopes.to_string(),
                new.address,
                new.user_agent,
                now,
                now.plus(LIFE),
                i64::try_from(WAIT.as_micros()).unwrap_or(i64::MAX),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// How many devices wait that asked from this address.
pub(super) async fn waiting_from(
    conn: &mut Conn,
    address: &str,
    now: Time,
) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM device_requests \
                 WHERE address = $1 AND expires_at > $2 AND state = 'waiting'"),
            params![address, now],
        )
        .await?;
    row.int("n")
}

/// How many devices of this application wait.
pub(super) async fn waiting_of(
    conn: &mut Conn,
    application: ApplicationId,
    now: Time,
) -> Result<i64, DbError> {
    let row = conn
        .one(
            sql("SELECT COUNT(*) AS n FROM device_requests \
                 WHERE application_id = $1 AND expires_at > $2 AND state = 'waiting'"),
            params![application, now],
        )
        .await?;
    row.int("n")
}

/// Takes the device with this code into the hands of a browser, which alone can answer it from now
/// on. `None` when no device waits with it.
pub(super) async fn take_up(
    conn: &mut Conn,
    code: &UserCode,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<Option<DeviceRequestId>, DbError> {
    let row = conn
        .optional(
            sql("UPDATE device_requests SET browser_hash = $2 \
                 WHERE user_code = $1 AND state = 'waiting' AND expires_at > $3 RETURNING id"),
            params![code.letters(), *browser, now],
        )
        .await?;
    row.map(|row| row.get("id")).transpose()
}

fn state(row: &Row) -> Result<State, DbError> {
    let state = State::parse(&row.text("state")?);
    state.ok_or_else(|| DbError::Shape("device_requests.state".to_owned()))
}

fn scopes(row: &Row) -> Result<Scopes, DbError> {
    Scopes::parse(&row.text("scopes")?)
        .map_err(|_| DbError::Shape("device_requests.scopes".to_owned()))
}

/// The device in the hands of this browser, answered or not; none when it is another's or too old.
pub(super) async fn load(
    conn: &mut Conn,
    id: DeviceRequestId,
    browser: &TokenHash<Browser>,
    now: Time,
) -> Result<Option<Device>, DbError> {
    let row = conn
        .optional(
            sql(
                "SELECT id, application_id, scopes, address, user_agent, created_at, state \
                 FROM device_requests \
                 WHERE id = $1 AND browser_hash = $2 AND expires_at > $3",
            ),
            params![id, *browser, now],
        )
        .await?;
    let device = |row: Row| {
        Ok(Device {
            id: row.get("id")?,
            application: row.get("application_id")?,
            scopes: scopes(&row)?,
            address: row.text("address")?,
            user_agent: row.text("user_agent")?,
            asked_at: row.get("created_at")?,
            state: state(&row)?,
        })
    };
    row.map(device).transpose()
}

/// Answers the device in the hands of this browser; whether this call was the one that did.
pub(super) async fn answer(
    conn: &mut Conn,
    (id, browser): (DeviceRequestId, &TokenHash<Browser>),
    approval: Option<&Approval>,
    now: Time,
) -> Result<bool, DbError> {
    let shape = |_| DbError::Shape("device_requests.approval".to_owned());
    let written = approval.map(serde_json::to_string).transpose();
    let state = match approval {
        Some(_) => State::Approved,
        None => State::Refused,
    };
    let touched = conn
        .execute(
            sql("UPDATE device_requests SET state = $4, approval = $5 \
                 WHERE id = $1 AND browser_hash = $2 AND expires_at > $3 AND state = 'waiting'"),
            params![id, *browser, now, state.word(), written.map_err(shape)?],
        )
        .await?;
    Ok(touched == 1)
}

/// Says how a device stands, and notes that it asked. One that waits for an answer and comes too
/// soon waits longer from now on.
pub(in crate::oidc) async fn poll(
    conn: &mut Conn,
    code: &TokenHash<DeviceCode>,
    application: ApplicationId,
    now: Time,
) -> Result<Polled, DbError> {
    let row = conn
        .optional(
            sql("UPDATE device_requests SET polled_at = $3 \
                 WHERE code_hash = $1 AND application_id = $2 \
                 AND (state <> 'waiting' OR polled_at + wait_micros <= $3) \
                 RETURNING scopes, state, expires_at, approval"),
            params![*code, application, now],
        )
        .await?;
    let Some(row) = row else {
        let slowed = conn
            .execute(
                sql(
                    "UPDATE device_requests SET polled_at = $3, wait_micros = wait_micros + $4 \
                     WHERE code_hash = $1 AND application_id = $2",
                ),
                params![*code, application, now, LONGER],
            )
            .await?;
        return Ok(if slowed == 1 {
            Polled::TooSoon
        } else {
            Polled::Unknown
        });
    };
    let approval: Option<String> = row.get("approval")?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|_| DbError::Shape("approval".to_owned()))
    };
    Ok(Polled::Stands {
        state: state(&row)?,
        scopes: scopes(&row)?,
        expires: row.get("expires_at")?,
        approval: approval.map(read).transpose()?,
    })
}

/// Uses an approved code up; whether this call was the one that did.
pub(in crate::oidc) async fn fetch(
    conn: &mut Conn,
    code: &TokenHash<DeviceCode>,
    now: Time,
) -> Result<bool, DbError> {
    let touched = conn
        .execute(
            sql(
                "UPDATE device_requests SET state = 'fetched', approval = NULL \
                 WHERE code_hash = $1 AND state = 'approved' AND expires_at > $2",
            ),
            params![*code, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Forgets the codes nobody asks for any more.
pub(in crate::oidc) async fn clean(conn: &mut Conn, now: Time) -> Result<(), DbError> {
    conn.execute(
        sql("DELETE FROM device_requests WHERE expires_at < $1"),
        params![now.minus(REMEMBERED)],
    )
    .await
    .map(drop)
}
