//! Proofs of possession (RFC 9449): whether a request comes from the holder of a key.
//!
//! What a proof must say is decided in `protocol`; here its address, the nonce and its single use are
//! added. [`at_endpoint`] serves the endpoints where tokens are given, [`at_resource`] every endpoint
//! that is opened with an access token, of whichever feature.

mod nonce;
mod store;

use aws_lc_rs::digest;
use axum::http::HeaderMap;
use base::db::{Conn, DbError};
use protocol::oauth::{
    BearerChallenge, DPOP_WINDOW_SECONDS, DpopChallenge, DpopDue, DpopError, DpopProof,
    ErrorAnswer, ErrorCode,
};

use super::error::OAuthError;
use crate::web::App;

pub(super) use store::clean;

/// A proof that fits its request. It counts once: see [`Proved::use_up`].
#[derive(Clone, Debug)]
pub(super) struct Proved {
    thumbprint: String,
    hash: Vec<u8>,
}

/// Why a proof does not count; the names are the reasons in the audit trail.
#[derive(Clone, Debug)]
pub(super) enum Doubt {
    /// It does not fit its request.
    Proof(DpopError),
    /// It brings no nonce of ours, or an old one.
    Nonce,
    /// There are two.
    ProofTwice,
    /// There is none where one is needed.
    ProofAbsent,
    /// It is of another key than the request names.
    ProofOfOtherKey,
    /// It was shown before.
    ProofReplayed,
    /// The request is so long that its key cannot be noted with it.
    NoRoom,
}

/// Which request a proof came with.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// The access token beside it.
    pub(super) access_token: Option<&'a str>,
}

impl Proved {
    /// The thumbprint of its key.
    pub(super) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Uses the proof up, in the transaction of what it is shown for; whether it was new. It is
    /// remembered for as long as it could be shown again.
    pub(super) async fn use_up(&self, app: &App, conn: &mut Conn) -> Result<bool, DbError> {
        let window = std::time::Duration::from_secs(DPOP_WINDOW_SECONDS.unsigned_abs());
        let until = app.clock.now().plus(window);
        store::remember(conn, &self.hash, until).await
    }
}

impl Doubt {
    /// The answer of an endpoint that gives tokens; with a nonce where one is wanted.
    pub(super) fn answer(&self, app: &App) -> OAuthError {
        match self {
            Self::Proof(error) => error.answer().into(),
            Self::ProofAbsent => needed().into(),
            Self::ProofTwice => invalid("There are two DPoP headers.").into(),
            Self::ProofOfOtherKey => invalid("dpop_jkt names another key than the proof.").into(),
            Self::ProofReplayed => replayed().into(),
            Self::NoRoom => {
                let words = "The request is too long.";
                ErrorAnswer::new(ErrorCode::InvalidRequest, words).into()
            }
            Self::Nonce => {
                let words = "The DPoP proof must bring the nonce of this answer.";
                let answer = ErrorAnswer::new(ErrorCode::UseDpopNonce, words);
                OAuthError::Nonce(answer, nonce::fresh(app))
            }
        }
    }

    /// The answer of an endpoint that is opened with an access token.
    fn challenge(&self, app: &App) -> OAuthError {
        let (answer, nonce) = match self.answer(app) {
            OAuthError::Nonce(answer, nonce) => (answer, Some(nonce)),
            OAuthError::Refused(answer) => (answer, None),
            other => return other,
        };
        let challenge = DpopChallenge::new().error(answer.code, answer.description);
        OAuthError::Dpop(challenge, nonce)
    }
}

fn invalid(description: &'static str) -> ErrorAnswer {
    ErrorAnswer::new(ErrorCode::InvalidDpopProof, description)
}

/// What is answered where a proof was shown before.
pub(super) const fn replayed() -> ErrorAnswer {
    let words = "The DPoP proof was shown before.";
    ErrorAnswer::new(ErrorCode::InvalidDpopProof, words)
}

/// What is answered where a proof is needed and none was brought.
pub(super) const fn needed() -> ErrorAnswer {
    ErrorAnswer::new(ErrorCode::InvalidDpopProof, "A DPoP proof is needed.")
}

/// The proof of a request, checked; `None` when it brings none.
pub(super) fn read(app: &App, sent: &HeaderMap, at: At<'_>) -> Result<Option<Proved>, Doubt> {
    let mut lines = sent.get_all("dpop").iter();
    let line = match (lines.next(), lines.next()) {
        (None, _) => return Ok(None),
        (Some(line), None) => line,
        (Some(_), Some(_)) => return Err(Doubt::ProofTwice),
    };
    // What is no text is no token either, and is refused as one.
    let proof = DpopProof::parse(line.to_str().unwrap_or_default()).map_err(Doubt::Proof)?;
    let url = format!("{}{}", app.config.public_url.origin(), at.path);
    let now = app.clock.now().as_seconds();
    let due = DpopDue {
        method: at.method,
        url: &url,
        access_token: at.access_token,
        now,
    };
    proof.check(&due).map_err(Doubt::Proof)?;
    if app.config.dpop_nonce && !nonce::is_ours(app, proof.nonce()) {
        return Err(Doubt::Nonce);
    }
    let named = format!("{} {}", proof.thumbprint(), proof.id());
    let hash = digest::digest(&digest::SHA256, named.as_bytes());
    Ok(Some(Proved {
        thumbprint: proof.thumbprint().to_owned(),
        hash: hash.as_ref().to_vec(),
    }))
}

/// Whether whoever shows an access token may use it: a bound one comes under the scheme DPoP with a
/// proof of its key that was not seen before, an unbound one under Bearer.
pub(super) async fn at_resource(
    app: &App,
    sent: &HeaderMap,
    at: At<'_>,
    (is_dpop, bound_to): (bool, Option<&str>),
) -> Result<(), OAuthError> {
    let jkt = match (is_dpop, bound_to) {
        (false, None) => return Ok(()),
        (false, Some(_)) => {
            let words = "The access token is bound to a key.";
            return Err(refused(ErrorCode::InvalidToken, words));
        }
        (true, None) => {
            let challenge = BearerChallenge::new()
                .error(ErrorCode::InvalidToken, "The access token is not bound.");
            return Err(OAuthError::Bearer(challenge.status(), challenge));
        }
        (true, Some(jkt)) => jkt,
    };
    let proved = read(app, sent, at).map_err(|doubt| doubt.challenge(app))?;
    let Some(proved) = proved else {
        let needed = needed();
        return Err(refused(needed.code, needed.description));
    };
    if proved.thumbprint() != jkt {
        let words = "The access token is bound to another key.";
        return Err(refused(ErrorCode::InvalidToken, words));
    }
    let mut conn = app.db.write().await?;
    if !proved.use_up(app, &mut conn).await? {
        let replayed = replayed();
        return Err(refused(replayed.code, replayed.description));
    }
    conn.commit().await?;
    Ok(())
}

fn refused(code: ErrorCode, description: &'static str) -> OAuthError {
    OAuthError::Dpop(DpopChallenge::new().error(code, description), None)
}
