//! What the operator decides while the server runs: typed values in the database, a row for each.
//!
//! What a setting means and which values it may have is decided by the module that declares it.
//! What must be known before the database is open belongs to `config` instead. A secret in a
//! setting is sealed by its owner (see `keys`) and lies in a column beside the value.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Time;
use crate::db::{Conn, DbError, sql};
use crate::keys::{Place, SealedColumn};
use crate::{params, sealed_column};

/// The sealed secrets beside the values.
pub const SEALED: SealedColumn = sealed_column!("settings", "sealed", "key");

/// A setting: its name, and what holds until somebody decides otherwise.
#[derive(Debug)]
pub struct Setting<T> {
    key: &'static str,
    default: fn() -> T,
}

impl<T> Setting<T> {
    /// Declares a setting. The key is never changed once released.
    pub const fn new(key: &'static str, default: fn() -> T) -> Self {
        Self { key, default }
    }

    /// The name of its row.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The place of its secret, to be sealed and opened for.
    pub fn place(&self) -> Place {
        SEALED.row(self.key)
    }

    /// What holds until somebody decides otherwise.
    pub fn default_value(&self) -> T {
        (self.default)()
    }
}

/// The value that holds now.
///
/// # Errors
/// What the engine says; [`DbError::Shape`] with the key when what is stored is no `T`.
pub async fn load<T: DeserializeOwned>(
    conn: &mut Conn,
    setting: &Setting<T>,
) -> Result<T, DbError> {
    let row = conn
        .warm_row(
            sql("SELECT key, value FROM settings WHERE key = $1"),
            params![setting.key],
        )
        .await?;
    let stored: Option<String> = row.map(|row| row.get("value")).transpose()?.flatten();
    match stored {
        None => Ok(setting.default_value()),
        Some(text) => serde_json::from_str(&text)
            .map_err(|_| DbError::Shape(format!("settings.value of {}", setting.key))),
    }
}

/// Stores a value; the sealed secret beside it stays as it is. The reader decides what it means,
/// so check it before.
///
/// # Errors
/// What the engine says; [`DbError::Shape`] when `value` cannot be written as JSON.
pub async fn save<T: Serialize + Sync>(
    conn: &mut Conn,
    setting: &Setting<T>,
    value: &T,
    now: Time,
) -> Result<(), DbError> {
    let text = serde_json::to_string(value)
        .map_err(|_| DbError::Shape(format!("settings.value of {}", setting.key)))?;
    conn.execute(
        sql(
            "INSERT INTO settings (key, value, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE \
             SET value = excluded.value, changed_at = excluded.changed_at",
        ),
        params![setting.key, text, now],
    )
    .await?;
    Ok(())
}

/// The sealed secret of a setting, if there is one.
///
/// # Errors
/// What the engine says.
pub async fn load_sealed<T>(
    conn: &mut Conn,
    setting: &Setting<T>,
) -> Result<Option<Vec<u8>>, DbError> {
    let row = conn
        .optional(
            sql("SELECT sealed FROM settings WHERE key = $1"),
            params![setting.key],
        )
        .await?;
    Ok(row.map(|row| row.get("sealed")).transpose()?.flatten())
}

/// Stores the sealed secret of a setting, or takes it away; its value stays as it is.
///
/// # Errors
/// What the engine says.
pub async fn save_sealed<T>(
    conn: &mut Conn,
    setting: &Setting<T>,
    sealed: Option<Vec<u8>>,
    now: Time,
) -> Result<(), DbError> {
    conn.execute(
        sql(
            "INSERT INTO settings (key, sealed, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE \
             SET sealed = excluded.sealed, changed_at = excluded.changed_at",
        ),
        params![setting.key, sealed, now],
    )
    .await?;
    Ok(())
}

/// When a setting was last changed; `None` when nobody ever did.
///
/// # Errors
/// What the engine says.
pub async fn changed_at<T>(conn: &mut Conn, setting: &Setting<T>) -> Result<Option<Time>, DbError> {
    let row = conn
        .optional(
            sql("SELECT changed_at FROM settings WHERE key = $1"),
            params![setting.key],
        )
        .await?;
    row.map(|row| row.get("changed_at")).transpose()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::testing;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Limits {
        tries: u32,
        #[serde(default)]
        note: String,
    }

    const LIMITS: Setting<Limits> = Setting::new("test-limits", || Limits {
        tries: 5,
        note: "default".into(),
    });
    const NEVER_SET: Setting<u8> = Setting::new("test-never", || 9);

    #[tokio::test]
    async fn a_setting_has_its_default_until_it_is_saved() {
        for test in testing::databases().await {
            let mut conn = test.db.write().await.unwrap();
            assert_eq!(load(&mut conn, &LIMITS).await.unwrap().tries, 5);
            assert_eq!(changed_at(&mut conn, &LIMITS).await.unwrap(), None);
            for tries in [7, 8] {
                let limits = Limits {
                    tries,
                    note: "Zoë's".into(),
                };
                let now = Time::from_seconds(tries.into());
                save(&mut conn, &LIMITS, &limits, now).await.unwrap();
                assert_eq!(load(&mut conn, &LIMITS).await.unwrap(), limits);
                assert_eq!(changed_at(&mut conn, &LIMITS).await.unwrap(), Some(now));
            }
            conn.commit().await.unwrap();
            let mut conn = test.db.read().await.unwrap();
            assert_eq!(load(&mut conn, &LIMITS).await.unwrap().tries, 8);
            assert_eq!(load(&mut conn, &NEVER_SET).await.unwrap(), 9);
        }
    }

    #[tokio::test]
    async fn value_and_secret_do_not_overwrite_each_other() {
        for test in testing::databases().await {
            let now = Time::from_seconds(1);
            let mut conn = test.db.write().await.unwrap();
            assert_eq!(load_sealed(&mut conn, &LIMITS).await.unwrap(), None);
            let sealed = Some(vec![0, 1, 255]);
            save_sealed(&mut conn, &LIMITS, sealed.clone(), now)
                .await
                .unwrap();
            assert_eq!(
                load(&mut conn, &LIMITS).await.unwrap(),
                LIMITS.default_value()
            );
            let limits = Limits {
                tries: 1,
                note: String::new(),
            };
            save(&mut conn, &LIMITS, &limits, now).await.unwrap();
            assert_eq!(load_sealed(&mut conn, &LIMITS).await.unwrap(), sealed);
            save_sealed(&mut conn, &LIMITS, None, now).await.unwrap();
            assert_eq!(load_sealed(&mut conn, &LIMITS).await.unwrap(), None);
            assert_eq!(load(&mut conn, &LIMITS).await.unwrap(), limits);
        }
    }

    #[tokio::test]
    async fn what_an_older_version_stored_is_read_and_nonsense_names_its_key() {
        const AS_NUMBER: Setting<u8> = Setting::new("test-limits", || 0);
        let test = testing::sqlite().await;
        let mut conn = test.db.write().await.unwrap();
        let old = serde_json::json!({"tries": 3, "gone": true});
        const RAW: Setting<serde_json::Value> =
            Setting::new("test-limits", || serde_json::Value::Null);
        save(&mut conn, &RAW, &old, Time::from_seconds(1))
            .await
            .unwrap();
        assert_eq!(load(&mut conn, &LIMITS).await.unwrap().tries, 3);
        let wrong = load(&mut conn, &AS_NUMBER).await.unwrap_err();
        assert!(wrong.to_string().contains("test-limits"), "{wrong}");
    }
}
