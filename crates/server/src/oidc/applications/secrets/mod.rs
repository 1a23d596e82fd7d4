//! The secrets of an application that proves itself by one: at most two live at a time, so that it
//! changes over without a gap. A secret is shown once; its hash and the end of its text are kept.

pub(super) mod store;

use std::time::Duration;

use aws_lc_rs::digest;
use base::clock::Time;
use base::db::{Conn, DbError};
use base::id_type;
use base::token::{ClientSecret, Token, TokenHash};
use people::Fresh;
use protocol::oauth::ClientAuth;

use super::{Application, ApplicationId};

id_type!(SecretId, "a secret of an application");

/// The most secrets an application has at a time.
pub(in crate::oidc) const MOST: usize = 2;
/// How exactly the last use is known.
const USE_IS_NOTED: Duration = Duration::from_secs(3600);
/// How many characters of the end are kept to tell secrets apart.
const HINT: usize = 4;

/// A secret as its administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSecret {
    /// Names it.
    pub id: SecretId,
    /// The end of its text; empty where that was not kept.
    pub hint: String,
    /// What the same secret always has, and no other; see [`fingerprint`].
    pub fingerprint: String,
    /// When it was made.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was last used, to the hour.
    pub used_at: Option<Time>,
}

impl HeldSecret {
    /// Whether it opens anything at `now`.
    pub fn is_live(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|until| until > now)
    }
}

/// How many bytes of the hash make a fingerprint.
const FINGERPRINT: usize = 12;
/// The least different characters in a secret; one of 256 random bits has some thirty.
const LEAST_VARIED: usize = 16;

/// Tells whether two secrets are the same, and nothing about either: a piece of a hash of the hash of 256
/// random bits.
pub fn fingerprint(hash: &TokenHash<ClientSecret>) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"vestibule fingerprint of a client secret ");
    context.update(hash.as_bytes());
    let whole = context.finish();
    let piece = whole.as_ref().get(..FINGERPRINT).unwrap_or_default();
    protocol::jose::base64url_encode(piece)
}

/// A secret that somebody else drew: 256 bits in the form in which we write ours. What was thought up by a
/// person is none: it would be kept under a fast hash.
pub fn given(text: &str) -> Option<Token<ClientSecret>> {
    let letters: std::collections::BTreeSet<char> = text.chars().collect();
    Token::parse(text).filter(|_| letters.len() >= LEAST_VARIED)
}

/// What asking for another secret came to.
#[derive(Debug)]
pub enum Added {
    /// The new one, to be shown once.
    Secret(SecretId, Token<ClientSecret>),
    /// There are two already: one has to end first.
    Enough,
    /// The application does not prove itself by a secret.
    ProvesOtherwise,
}

impl Added {
    /// The secret, if there is one.
    pub fn secret(self) -> Option<Token<ClientSecret>> {
        match self {
            Self::Secret(_, token) => Some(token),
            Self::Enough | Self::ProvesOtherwise => None,
        }
    }
}

/// A live secret, to be compared with what is brought.
#[derive(Clone)]
pub(in crate::oidc) struct Live {
    id: SecretId,
    hash: TokenHash<ClientSecret>,
    used_at: Option<Time>,
}

impl Live {
    /// Its name, when this use has to be noted.
    pub(in crate::oidc) fn to_note(&self, now: Time) -> Option<SecretId> {
        let noted = self.used_at.is_some_and(|at| at > now.minus(USE_IS_NOTED));
        (!noted).then_some(self.id)
    }
}

impl Application {
    /// Gives the application another secret; the ones it has go on. `until`: when the new one ends
    /// by itself.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_secret(
        &self,
        conn: &mut Conn,
        fresh: Fresh<'_>,
        until: Option<Time>,
    ) -> Result<Added, DbError> {
        add(conn, fresh, self, until).await
    }

    /// Keeps a secret that was drawn elsewhere, as [`Self::add_secret`] does with its own.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_secret(
        &self,
        conn: &mut Conn,
        fresh: Fresh<'_>,
        given: (Token<ClientSecret>, Option<Time>),
    ) -> Result<Added, DbError> {
        keep(conn, fresh, self, given).await
    }

    /// Ends a secret at once; whether it was one of this application.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_secret(&self, conn: &mut Conn, id: SecretId) -> Result<bool, DbError> {
        store::delete(conn, self.id, id).await
    }

    /// Its secrets, oldest first, run out or not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn secrets(&self, conn: &mut Conn) -> Result<Vec<HeldSecret>, DbError> {
        store::all(conn, self.id).await
    }
}

pub(super) async fn add(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    application: &Application,
    until: Option<Time>,
) -> Result<Added, DbError> {
    let token = Token::<ClientSecret>::fresh(fresh.random);
    keep(conn, fresh, application, (token, until)).await
}

/// Keeps this secret beside the one there is.
pub(super) async fn keep(
    conn: &mut Conn,
    fresh: Fresh<'_>,
    application: &Application,
    (token, until): (Token<ClientSecret>, Option<Time>),
) -> Result<Added, DbError> {
    // The row is the lock: of two who ask at once the second counts what the first left.
    if !store::lock(conn, application.id).await? {
        return Ok(Added::ProvesOtherwise);
    }
    store::forget_ended(conn, application.id, fresh.now).await?;
    if store::all(conn, application.id).await?.len() >= MOST {
        return Ok(Added::Enough);
    }
    let text = token.reveal();
    let held = HeldSecret {
        id: SecretId::fresh(fresh.now, fresh.random),
        hint: text.get(text.len() - HINT..).unwrap_or_default().to_owned(),
        fingerprint: fingerprint(&token.hash()),
        created_at: fresh.now,
        expires_at: until,
        used_at: None,
    };
    store::insert(conn, application.id, &held, token.hash()).await?;
    Ok(Added::Secret(held.id, token))
}

/// Ends all secrets of an application.
pub(super) async fn end_all(conn: &mut Conn, application: ApplicationId) -> Result<(), DbError> {
    store::delete_all(conn, application).await
}

/// The live secret that this is, if any. Compares with all of them in constant time.
pub(in crate::oidc) async fn find(
    conn: &mut Conn,
    application: &Application,
    brought: &str,
    now: Time,
) -> Result<Option<Live>, DbError> {
    if application.auth != ClientAuth::Secret {
        return Ok(None);
    }
    let Some(brought) = Token::<ClientSecret>::parse(brought).map(|token| token.hash()) else {
        return Ok(None);
    };
    let mut same = None;
    for live in store::live(conn, application.id, now).await? {
        if live.hash.same_as(&brought) {
            same = Some(live);
        }
    }
    Ok(same)
}

/// Notes that a secret was used.
pub(in crate::oidc) async fn note_use(
    conn: &mut Conn,
    id: SecretId,
    now: Time,
) -> Result<(), DbError> {
    store::note_use(conn, id, now, now.minus(USE_IS_NOTED)).await
}
