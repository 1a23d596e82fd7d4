//! The checks, one function each, in the order in which [`super::Addressed`] runs them.

use super::carried::Came;
use super::refusal::{PageRefusal, RequestRefusal};
use super::{ClientFacts, is_client_id};
use crate::oauth::answer::{ResponseMode, ReturnAddress};
use crate::oauth::charset::{is_plain_text, is_vschars};
use crate::oauth::client::{GrantType, Requirement};
use crate::oauth::dpop::dpop_thumbprint;
use crate::oauth::form::Params;
use crate::oauth::pkce::Challenge;
use crate::oauth::resource::{self, ResourceError};
use crate::oauth::scope::{Scope, Scopes};
use crate::oidc::ClaimsRequest;

/// The longest state and nonce, in bytes. Some clients put a signed token into the state.
const MAX_OPAQUE: usize = 4096;
/// The longest login hint, in bytes.
const MAX_HINT: usize = 320;
/// The most entries of a list such as `ui_locales` that are read.
const MAX_LIST: usize = 10;

/// `client_id`: once, and of the form of RFC 6749 appendix A.1.
pub(super) fn client_id(params: &Params) -> Result<&str, PageRefusal> {
    if params.is_repeated("client_id") {
        return Err(PageRefusal::Repeated("client_id"));
    }
    let id = params.get("client_id").ok_or(PageRefusal::ClientIdAbsent)?;
    if is_client_id(id) {
        Ok(id)
    } else {
        Err(PageRefusal::ClientIdMalformed)
    }
}

/// `redirect_uri`: once, always given (OpenID Connect Core section 3.1.2.1), never guessed.
pub(super) fn redirect_uri(params: &Params) -> Result<&str, PageRefusal> {
    if params.is_repeated("redirect_uri") {
        return Err(PageRefusal::Repeated("redirect_uri"));
    }
    params
        .get("redirect_uri")
        .ok_or(PageRefusal::RedirectUriAbsent)
}

/// No parameter is given twice (RFC 6749 section 3.1).
pub(super) fn nothing_repeated(params: &Params) -> Result<(), RequestRefusal> {
    match params.repeated() {
        None => Ok(()),
        Some(name) => Err(RequestRefusal::Repeated(name.to_owned())),
    }
}

/// `state`: echoed as it is, so it must be of the form of RFC 6749 appendix A.5.
pub(super) fn state(params: &Params) -> Result<Option<&str>, RequestRefusal> {
    opaque(params, "state").map_err(|()| RequestRefusal::StateMalformed)
}

/// What carried the parameters is gone by now: an object in an object, one beside a reference,
/// a reference to somewhere else, and registration in the request are refused (OpenID Connect Core
/// section 3.1.2.6, RFC 9101 section 4).
pub(super) fn carrier(params: &Params) -> Result<(), RequestRefusal> {
    if params.get("request").is_some() {
        Err(RequestRefusal::TwoCarriers)
    } else if params.get("request_uri").is_some() {
        Err(RequestRefusal::RequestUri)
    } else if params.get("registration").is_some() {
        Err(RequestRefusal::Registration)
    } else {
        Ok(())
    }
}

/// The client sends its parameters in the way it is registered with (RFC 9126 section 6, RFC 9101
/// section 10.5).
pub(super) fn came(came: Came, client: &ClientFacts) -> Result<(), RequestRefusal> {
    if !came.pushed && client.must(Requirement::PushedRequest) {
        Err(RequestRefusal::NotPushed)
    } else if !came.signed && client.must(Requirement::SignedRequest) {
        Err(RequestRefusal::NotSigned)
    } else {
        Ok(())
    }
}

/// `response_type` is `code`: no implicit and no hybrid flow (RFC 9700 section 2.1.2).
pub(super) fn response_type(params: &Params) -> Result<(), RequestRefusal> {
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(RequestRefusal::ResponseTypeUnsupported),
        None => Err(RequestRefusal::ResponseTypeAbsent),
    }
}

/// The client is registered to come with codes at all (RFC 6749 section 4.1.2.1).
pub(super) fn grant(client: &ClientFacts) -> Result<(), RequestRefusal> {
    if client.may_use(GrantType::AuthorizationCode) {
        Ok(())
    } else {
        Err(RequestRefusal::GrantNotAllowed)
    }
}

/// `response_mode` is `query`, which is also what absence means for a code, or `form_post` for an
/// address that a browser can post to.
pub(super) fn response_mode(params: &Params, to: &ReturnAddress) -> Result<(), RequestRefusal> {
    let Some(name) = params.get("response_mode") else {
        return Ok(());
    };
    match ResponseMode::from_name(name) {
        None => Err(RequestRefusal::ResponseModeUnsupported),
        Some(mode) if mode != to.mode() => Err(RequestRefusal::FormPostNowhere),
        Some(_) => Ok(()),
    }
}

/// `scope`: contains `openid`, and nothing that this client may not ask for. Scopes that nobody
/// knows are left out; scopes that we know but that are not allowed are said, so that the developer
/// finds out.
pub(super) fn scopes(params: &Params, client: &ClientFacts) -> Result<Scopes, RequestRefusal> {
    let text = params.get("scope").ok_or(RequestRefusal::ScopeAbsent)?;
    let scopes = Scopes::parse(text).map_err(|_| RequestRefusal::ScopeMalformed)?;
    if !scopes.contains(Scope::OpenId) {
        return Err(RequestRefusal::OpenIdScopeAbsent);
    }
    match scopes.minus(client.allowed_scopes).iter().next() {
        None => Ok(scopes),
        Some(scope) => Err(RequestRefusal::ScopeNotAllowed(scope)),
    }
}

/// `resource` (RFC 8707): each registered for this client.
pub(super) fn resources(
    params: &Params,
    client: &ClientFacts,
) -> Result<Vec<String>, RequestRefusal> {
    let wanted = resource::read(params).map_err(RequestRefusal::Resource)?;
    if wanted.iter().all(|one| client.resources.contains(one)) {
        Ok(wanted)
    } else {
        Err(RequestRefusal::Resource(ResourceError::NotAllowed))
    }
}

/// PKCE (RFC 7636) with S256. An absent method means `plain` there and is refused here like it.
pub(super) fn pkce(
    params: &Params,
    client: &ClientFacts,
) -> Result<Option<Challenge>, RequestRefusal> {
    match (
        params.get("code_challenge"),
        params.get("code_challenge_method"),
    ) {
        (None, None) if client.must_use_pkce() => Err(RequestRefusal::ChallengeAbsent),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(RequestRefusal::ChallengeMethodStray),
        (Some(_), None | Some("plain")) => Err(RequestRefusal::ChallengePlain),
        (Some(challenge), Some("S256")) => Challenge::parse(challenge)
            .map(Some)
            .ok_or(RequestRefusal::ChallengeMalformed),
        (Some(_), Some(_)) => Err(RequestRefusal::ChallengeMethodUnknown),
    }
}

/// `nonce`: echoed in the ID token.
pub(super) fn nonce(params: &Params) -> Result<Option<String>, RequestRefusal> {
    let nonce = opaque(params, "nonce").map_err(|()| RequestRefusal::NonceMalformed)?;
    Ok(nonce.map(str::to_owned))
}

/// How far the person may or must be asked (OpenID Connect Core section 3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prompt {
    /// Nobody may be asked anything; excludes the others.
    pub none: bool,
    /// The person signs in again.
    pub login: bool,
    /// The person is asked again what the client may learn.
    pub consent: bool,
    /// The person is asked which account to use.
    pub select_account: bool,
}

/// `prompt`: known words, and `none` alone.
pub(super) fn prompt(params: &Params) -> Result<Prompt, RequestRefusal> {
    let mut prompt = Prompt::default();
    for word in params
        .get("prompt")
        .unwrap_or_default()
        .split(' ')
        .filter(|w| !w.is_empty())
    {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => return Err(RequestRefusal::PromptUnknown),
        }
    }
    if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
        return Err(RequestRefusal::PromptContradiction);
    }
    Ok(prompt)
}

/// `max_age`: whole seconds, digits only.
pub(super) fn max_age(params: &Params) -> Result<Option<u32>, RequestRefusal> {
    let Some(text) = params.get("max_age") else {
        return Ok(None);
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits { text.parse().ok() } else { None };
    seconds.map(Some).ok_or(RequestRefusal::MaxAgeMalformed)
}

/// `login_hint`: one line of text.
pub(super) fn login_hint(params: &Params) -> Result<Option<String>, RequestRefusal> {
    match params.get("login_hint") {
        None => Ok(None),
        Some(hint) if hint.len() <= MAX_HINT && is_plain_text(hint) => Ok(Some(hint.to_owned())),
        Some(_) => Err(RequestRefusal::LoginHintMalformed),
    }
}

/// `id_token_hint`: at least of the characters of a token; the server verifies it.
pub(super) fn id_token_hint(params: &Params) -> Result<Option<String>, RequestRefusal> {
    match params.get("id_token_hint") {
        None => Ok(None),
        Some(hint) if is_vschars(hint) => Ok(Some(hint.to_owned())),
        Some(_) => Err(RequestRefusal::IdTokenHintMalformed),
    }
}

/// `dpop_jkt`: the thumbprint of a key (RFC 9449 section 10).
pub(super) fn dpop_jkt(params: &Params) -> Result<Option<String>, RequestRefusal> {
    match params.get("dpop_jkt") {
        None => Ok(None),
        Some(text) => match dpop_thumbprint(text) {
            Some(jkt) => Ok(Some(jkt.to_owned())),
            None => Err(RequestRefusal::DpopKeyMalformed),
        },
    }
}

/// `claims`: nothing but what this client may hear is kept of it (OpenID Connect Core section 5.5).
pub(super) fn claims(
    params: &Params,
    client: &ClientFacts,
) -> Result<ClaimsRequest, RequestRefusal> {
    match params.get("claims") {
        None => Ok(ClaimsRequest::default()),
        Some(text) => ClaimsRequest::parse(text)
            .map(|claims| claims.limited_to(client.allowed_scopes))
            .map_err(RequestRefusal::Claims),
    }
}

/// A list of wishes; what cannot be read in it is left out, since none of them is a demand.
pub(super) fn list(params: &Params, name: &str) -> Vec<String> {
    let words = params.get(name).unwrap_or_default().split(' ');
    let sound = |word: &&str| !word.is_empty() && word.len() <= 255 && is_vschars(word);
    words
        .filter(sound)
        .take(MAX_LIST)
        .map(str::to_owned)
        .collect()
}

fn opaque<'a>(params: &'a Params, name: &str) -> Result<Option<&'a str>, ()> {
    match params.get(name) {
        Some(text) if text.len() > MAX_OPAQUE || !is_vschars(text) => Err(()),
        value => Ok(value),
    }
}
