//! Token exchange (RFC 8693): an application that was called with the token of another gets one of
//! its own, for the same person, for no more and for no longer.

use base::db::Conn;
use protocol::oauth::token::{Actors, ExchangeGrant};
use protocol::oauth::{ErrorAnswer, ErrorCode, resource};

use super::{Asking, Granted, Refusal, Spent};
use crate::oidc::access;
use crate::oidc::applications::Application;
use crate::oidc::error::OAuthError;
use crate::oidc::exchange;
use crate::oidc::grants::standing::standing;
use crate::oidc::grants::store::{self, Acting, Found};
use crate::oidc::reason::reason;
use crate::web::App;

/// Why a token is not exchanged.
#[derive(Clone, Copy, Debug)]
enum NotExchanged {
    PublicApplication,
    SubjectUnknown,
    SubjectOfOtherWorkspace,
    SubjectDisabled,
    SubjectFallen,
    NotAmongActors,
    TooManyActors,
    ScopeWidened,
    TargetUnknown,
}

impl NotExchanged {
    /// What the application hears. Of a token that is not its to exchange it hears nothing that tells
    /// one reason from another (RFC 8693 section 2.2.2).
    fn answer(self) -> ErrorAnswer {
        let (code, words) = match self {
            Self::PublicApplication => (
                ErrorCode::UnauthorizedClient,
                "Only an application that proves itself may exchange tokens.",
            ),
            Self::ScopeWidened => (
                ErrorCode::InvalidScope,
                "scope is wider than that of the subject token.",
            ),
            Self::TargetUnknown => (
                ErrorCode::InvalidTarget,
                "A token for this audience is not given.",
            ),
            Self::TooManyActors => (
                ErrorCode::InvalidRequest,
                "The subject token was exchanged too often.",
            ),
            _ => (
                ErrorCode::InvalidRequest,
                "The subject token is not one this application may exchange.",
            ),
        };
        ErrorAnswer::new(code, words)
    }
}

impl From<NotExchanged> for Refusal {
    fn from(why: NotExchanged) -> Self {
        Self::Plain(why.answer(), reason(&why))
    }
}

/// Looks the subject token up and asks everything that has to be true of it and of the one who wants
/// to act with it.
pub(super) async fn exchange(
    app: &App,
    asking: Asking<'_>,
    asked: &ExchangeGrant,
) -> Result<Result<Granted, Refusal>, OAuthError> {
    let Asking { client, now, .. } = asking;
    let own = client.application();
    if !client.is_confidential() {
        return Ok(Err(NotExchanged::PublicApplication.into()));
    }
    let mut conn = app.db.read().await?;
    let (found, given_to) = match subject(&mut conn, asking, asked).await? {
        Ok(subject) => subject,
        Err(why) => return Ok(Err(why.into())),
    };
    let before = found.acting.as_ref().map(|acting| &acting.chain);
    let Ok(chain) = Actors::joined_by(before, &own.id.to_string()) else {
        return Ok(Err(NotExchanged::TooManyActors.into()));
    };
    let most = found.scopes.intersection(given_to.scopes);
    let scopes = match asked.scopes {
        Some(wanted) if !wanted.is_subset(most) => {
            return Ok(Err(NotExchanged::ScopeWidened.into()));
        }
        wanted => wanted.unwrap_or(most).intersection(own.scopes),
    };
    let resources = match asked.resources.as_slice() {
        [] => Vec::new(),
        wanted => match resource::narrowed(wanted, &own.resources) {
            Ok(resources) => resources,
            Err(why) => return Ok(Err(Refusal::target(&why))),
        },
    };
    let acting = Acting { by: own.id, chain };
    Ok(
        match standing(&mut conn, &found.grant, &given_to, now).await? {
            Err(fallen) => {
                tracing::info!(why = ?fallen, "a token is not exchanged");
                Err(NotExchanged::SubjectFallen.into())
            }
            Ok(standing) => Ok(Granted {
                spent: Spent::Exchange(acting, found.expires.min(found.grant.ends_at)),
                grant: found.grant,
                standing,
                scopes,
                resources,
                nonce: None,
            }),
        },
    )
}

/// The subject token, with the application it was given to: of the same workspace, open, and with the
/// asking one among those that may act.
async fn subject(
    conn: &mut Conn,
    asking: Asking<'_>,
    asked: &ExchangeGrant,
) -> Result<Result<(Found, Application), NotExchanged>, OAuthError> {
    let own = asking.client.application();
    if asked.audience.is_some() {
        return Ok(Err(NotExchanged::TargetUnknown));
    }
    let Some(hash) = access::hash_of(asked.subject_token.expose()) else {
        return Ok(Err(NotExchanged::SubjectUnknown));
    };
    let Some(found) = store::by_access(conn, &hash, asking.now).await? else {
        return Ok(Err(NotExchanged::SubjectUnknown));
    };
    let named = Application::named(conn, &found.grant.application.to_string()).await?;
    let Some(given_to) = named else {
        return Ok(Err(NotExchanged::SubjectUnknown));
    };
    if given_to.workspace != own.workspace {
        return Ok(Err(NotExchanged::SubjectOfOtherWorkspace));
    }
    if given_to.disabled_at.is_some() || !exchange::still_acts(conn, &found, &given_to).await? {
        return Ok(Err(NotExchanged::SubjectDisabled));
    }
    if !exchange::may_act(conn, given_to.id, own.id).await? {
        return Ok(Err(NotExchanged::NotAmongActors));
    }
    Ok(Ok((found, given_to)))
}
