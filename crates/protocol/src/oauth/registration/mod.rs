//! What a client says about itself when it registers (RFC 7591, RFC 7592, OpenID Connect Dynamic Client
//! Registration 1.0).
//!
//! Owns the reading of the metadata and what a client nobody has vouched for may ask for. What is unknown is passed
//! over, as RFC 7591 section 2 asks; what would have to be kept and cannot be is refused, so that no client relies on
//! something that does not happen. Whether addresses and keys are sound is left to the server, which asks
//! the same of everybody's.

mod members;
#[cfg(test)]
mod tests;

use super::client::{ClientAuth, GrantType, Requirement};
use super::error::ErrorCode;
use super::scope::{Scope, Scopes};
use crate::Sensitive;
use crate::jose::Algorithm;
use members::Members;

/// The longest document, in bytes.
pub const MAX_METADATA: usize = 64 * 1024;

/// What a client may come to the token endpoint with when nobody vouches for it: nothing that works without a person
/// before our own pages. Codes of devices are left out, for they are typed in somewhere else than they are asked for.
const GRANTS: [GrantType; 2] = GrantType::USUAL;

/// Members that ask for something that is not done here.
const UNSUPPORTED: [&str; 14] = [
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "authorization_signed_response_alg",
    "authorization_encrypted_response_alg",
    "introspection_signed_response_alg",
    "sector_identifier_uri",
    "default_max_age",
    "default_acr_values",
    "request_uris",
];

/// Members of the answer that a client must not send back (RFC 7592 section 2.2).
const OF_THE_ANSWER: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// Why metadata is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MetadataRefusal {
    /// Not one JSON object with unique members, or too long.
    #[error("the metadata is not one JSON object with unique members")]
    Json,
    /// A software statement, of which nobody here trusts any.
    #[error("software_statement is not accepted")]
    Statement,
    /// `redirect_uris` is absent, empty or not a list of texts.
    #[error("redirect_uris is absent or not a list of addresses")]
    RedirectUris,
    /// A member has the wrong type, or is empty or too long.
    #[error("{0} has the wrong form")]
    Form(&'static str),
    /// A member asks for something that is not done here, or not for a client nobody vouches for.
    #[error("{0} asks for something that is not offered")]
    Unsupported(&'static str),
    /// A member that the server gives and the client must not send.
    #[error("{0} is given by the server and must not be sent")]
    Given(&'static str),
    /// `client_id` or `client_secret` is not the client's own.
    #[error("{0} is not that of the client")]
    Foreign(&'static str),
    /// Both `jwks` and `jwks_uri`.
    #[error("jwks and jwks_uri exclude each other")]
    KeysTwice,
}

impl MetadataRefusal {
    /// The code for the client (RFC 7591 section 3.2.2).
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Statement => ErrorCode::UnapprovedSoftwareStatement,
            Self::RedirectUris => ErrorCode::InvalidRedirectUri,
            _ => ErrorCode::InvalidClientMetadata,
        }
    }

    /// The member it is about, where it is about one.
    pub const fn member(&self) -> Option<&'static str> {
        match self {
            Self::Json => None,
            Self::Statement => Some("software_statement"),
            Self::RedirectUris => Some("redirect_uris"),
            Self::KeysTwice => Some("jwks_uri"),
            Self::Form(name)
            | Self::Unsupported(name)
            | Self::Given(name)
            | Self::Foreign(name) => Some(name),
        }
    }
}

/// Where a client wants to be told of a sign-out, and whether it needs to hear of which session.
pub type SignOutNotice = (Option<String>, bool);

/// What a client says about itself; its addresses and keys are not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// `client_name`.
    pub name: Option<String>,
    /// `token_endpoint_auth_method`, by what it needs.
    pub auth: ClientAuth,
    /// The same, as it is written back.
    pub auth_method: &'static str,
    /// `redirect_uris`; never empty.
    pub redirect_uris: Vec<String>,
    /// `post_logout_redirect_uris`.
    pub post_logout_uris: Vec<String>,
    /// `scope`, as far as it may be asked for.
    pub scopes: Scopes,
    /// `grant_types`; a code always.
    pub grants: Vec<GrantType>,
    /// `jwks` as its text.
    pub jwks: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `id_token_signed_response_alg`.
    pub id_token_alg: Algorithm,
    /// What its requests must be.
    pub requires: Vec<Requirement>,
    /// `backchannel_logout_uri` and `backchannel_logout_session_required`.
    pub backchannel: SignOutNotice,
    /// `frontchannel_logout_uri` and `frontchannel_logout_session_required`.
    pub frontchannel: SignOutNotice,
}

/// A change of a client by itself (RFC 7592 section 2.2): the whole is said again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataChange {
    /// What it says now.
    pub metadata: Metadata,
    /// `client_secret`, which must be its present one when it stands there.
    pub secret: Option<Sensitive>,
}

impl Metadata {
    /// What a client nobody has vouched for may learn at most, by consent of the person: about the person. What a workspace
    /// knows of its people (role, department, groups) is not theirs alone to give.
    pub fn most_scopes() -> Scopes {
        let own = [
            Scope::OpenId,
            Scope::Profile,
            Scope::Email,
            Scope::OfflineAccess,
        ];
        own.into_iter().collect()
    }

    /// Reads the document with which a client registers.
    ///
    /// # Errors
    /// [`MetadataRefusal`].
    pub fn of_new_client(body: &[u8]) -> Result<Self, MetadataRefusal> {
        let members = Members::read(body)?;
        for name in ["client_id", "client_secret"] {
            if members.has(name) {
                return Err(MetadataRefusal::Given(name));
            }
        }
        Self::of(&members)
    }

    fn of(members: &Members) -> Result<Self, MetadataRefusal> {
        nothing_impossible(members)?;
        let (auth, auth_method) = auth(members)?;
        let metadata = Self {
            name: members.text("client_name")?,
            auth,
            auth_method,
            redirect_uris: redirect_uris(members)?,
            post_logout_uris: members
                .list("post_logout_redirect_uris")?
                .unwrap_or_default(),
            scopes: scopes(members)?,
            grants: grants(members)?,
            jwks: members.object("jwks")?,
            jwks_uri: members.text("jwks_uri")?,
            id_token_alg: algorithm(members)?,
            requires: requires(members)?,
            backchannel: notice(
                members,
                "backchannel_logout_uri",
                "backchannel_logout_session_required",
            )?,
            frontchannel: notice(
                members,
                "frontchannel_logout_uri",
                "frontchannel_logout_session_required",
            )?,
        };
        match (&metadata.jwks, &metadata.jwks_uri) {
            (Some(_), Some(_)) => Err(MetadataRefusal::KeysTwice),
            _ => Ok(metadata),
        }
    }
}

impl MetadataChange {
    /// Reads the document with which the client of this id changes itself.
    ///
    /// # Errors
    /// [`MetadataRefusal`].
    pub fn of_client(body: &[u8], client_id: &str) -> Result<Self, MetadataRefusal> {
        let members = Members::read(body)?;
        if members.text("client_id")?.as_deref() != Some(client_id) {
            return Err(MetadataRefusal::Foreign("client_id"));
        }
        Ok(Self {
            secret: members.text("client_secret")?.map(Sensitive::new),
            metadata: Metadata::of(&members)?,
        })
    }
}

fn nothing_impossible(members: &Members) -> Result<(), MetadataRefusal> {
    if members.has("software_statement") {
        return Err(MetadataRefusal::Statement);
    }
    if let Some(name) = OF_THE_ANSWER.into_iter().find(|name| members.has(name)) {
        return Err(MetadataRefusal::Given(name));
    }
    if let Some(name) = UNSUPPORTED.into_iter().find(|name| members.has(name)) {
        return Err(MetadataRefusal::Unsupported(name));
    }
    let certificates = "tls_client_certificate_bound_access_tokens";
    if members.flag(certificates)? {
        return Err(MetadataRefusal::Unsupported(certificates));
    }
    members.only("subject_type", &["public"])?;
    members.only("application_type", &["web", "native"])?;
    let algorithms = Algorithm::ALL.map(Algorithm::name);
    members.only("request_object_signing_alg", &algorithms)?;
    members.only("token_endpoint_auth_signing_alg", &algorithms)?;
    let responses = members.list("response_types")?.unwrap_or_default();
    if responses.iter().any(|response| response != "code") {
        return Err(MetadataRefusal::Unsupported("response_types"));
    }
    Ok(())
}

fn redirect_uris(members: &Members) -> Result<Vec<String>, MetadataRefusal> {
    let listed = members.list("redirect_uris");
    let listed = listed.map_err(|_| MetadataRefusal::RedirectUris)?;
    listed
        .filter(|uris| !uris.is_empty())
        .ok_or(MetadataRefusal::RedirectUris)
}

fn auth(members: &Members) -> Result<(ClientAuth, &'static str), MetadataRefusal> {
    let name = "token_endpoint_auth_method";
    match members.text(name)?.as_deref() {
        // RFC 7591 section 2: the default.
        None | Some("client_secret_basic") => Ok((ClientAuth::Secret, "client_secret_basic")),
        Some("client_secret_post") => Ok((ClientAuth::Secret, "client_secret_post")),
        Some("private_key_jwt") => Ok((ClientAuth::PrivateKeyJwt, "private_key_jwt")),
        Some("none") => Ok((ClientAuth::None, "none")),
        Some(_) => Err(MetadataRefusal::Unsupported(name)),
    }
}

/// A scope we do not know, or not for such a client, is left out; the answer says what it got.
fn scopes(members: &Members) -> Result<Scopes, MetadataRefusal> {
    let Some(text) = members.text("scope")? else {
        return Ok(Metadata::most_scopes().without(Scope::OfflineAccess));
    };
    let asked = Scopes::parse(&text).map_err(|_| MetadataRefusal::Form("scope"))?;
    Ok(asked
        .intersection(Metadata::most_scopes())
        .with(Scope::OpenId))
}

/// RFC 7591 section 2: the default is a code alone, and the response type `code` needs its grant.
fn grants(members: &Members) -> Result<Vec<GrantType>, MetadataRefusal> {
    let name = "grant_types";
    let Some(named) = members.list(name)? else {
        return Ok(vec![GrantType::AuthorizationCode]);
    };
    let mut grants = Vec::new();
    for word in named {
        let grant = GrantType::from_wire(&word).filter(|grant| GRANTS.contains(grant));
        grants.push(grant.ok_or(MetadataRefusal::Unsupported(name))?);
    }
    grants.sort_unstable();
    grants.dedup();
    if grants.contains(&GrantType::AuthorizationCode) {
        Ok(grants)
    } else {
        Err(MetadataRefusal::Unsupported(name))
    }
}

/// OpenID Connect Registration section 2: the default is RS256.
fn algorithm(members: &Members) -> Result<Algorithm, MetadataRefusal> {
    let name = "id_token_signed_response_alg";
    members.text(name)?.map_or(Ok(Algorithm::Rs256), |text| {
        text.parse().map_err(|_| MetadataRefusal::Unsupported(name))
    })
}

fn requires(members: &Members) -> Result<Vec<Requirement>, MetadataRefusal> {
    let mut all = Vec::new();
    for (name, requirement) in [
        (
            "require_pushed_authorization_requests",
            Requirement::PushedRequest,
        ),
        ("require_signed_request_object", Requirement::SignedRequest),
        ("dpop_bound_access_tokens", Requirement::Dpop),
    ] {
        if members.flag(name)? {
            all.push(requirement);
        }
    }
    Ok(all)
}

fn notice(
    members: &Members,
    uri: &'static str,
    session: &'static str,
) -> Result<SignOutNotice, MetadataRefusal> {
    Ok((members.text(uri)?, members.flag(session)?))
}
