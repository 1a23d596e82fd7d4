//! What somebody says about an application (an administrator in the console, a script, the
//! application itself), and what is wrong with it, field by field. There is no other way in.

use people::Name;
use protocol::jose::{Algorithm, JwkSet, KeyError, KeySet};
use protocol::oauth::{
    AccessTokenFormat, ClientAuth, GrantType, RedirectUri, RedirectUriError, Requirement, Scope,
    Scopes,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::addresses::{is_page, is_resource, is_told, same_place};
use super::mistakes::Mistakes;
use crate::oidc::discovery::offered;

/// The most addresses of one kind.
const MOST_URIS: usize = 50;
/// The most resources of an application.
const MOST_RESOURCES: usize = 20;
/// The longest set of keys, in bytes.
pub(super) const LONGEST_KEYS: usize = 32 * 1024;

/// An application as said, unchecked. In JSON, what is left away is what a new application has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApplicationDraft {
    /// Its name, as people see it.
    pub name: String,
    /// How it proves to be itself.
    pub auth: ClientAuth,
    /// Its public keys, a JWK set; in JSON the set itself or its text.
    #[serde(deserialize_with = "text_or_json")]
    pub jwks: Option<String>,
    /// Where it publishes its public keys.
    pub jwks_uri: Option<String>,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Where a person may be sent after signing out.
    pub post_logout_uris: Vec<String>,
    /// The page a person opens it at.
    pub home_url: Option<String>,
    /// What it may ask for; `openid` is added.
    pub scopes: Scopes,
    /// What it may come to the token endpoint with.
    pub grants: Vec<GrantType>,
    /// The resources it may ask tokens for (RFC 8707).
    pub resources: Vec<String>,
    /// What its requests must be.
    pub requires: Vec<Requirement>,
    /// What its ID tokens are signed with.
    pub id_token_alg: Algorithm,
    /// What its access tokens look like.
    pub access_token_format: AccessTokenFormat,
    /// Where it is told that a session ended, from server to server.
    pub backchannel_logout_uri: Option<String>,
    /// Whether it needs to hear which session.
    pub backchannel_session_required: bool,
    /// Where it is told so through the browser.
    pub frontchannel_logout_uri: Option<String>,
    /// Whether it needs to hear which session.
    pub frontchannel_session_required: bool,
}

impl Default for ApplicationDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            auth: ClientAuth::Secret,
            jwks: None,
            jwks_uri: None,
            redirect_uris: Vec::new(),
            post_logout_uris: Vec::new(),
            home_url: None,
            scopes: [Scope::OpenId, Scope::Profile, Scope::Email]
                .into_iter()
                .collect(),
            grants: GrantType::USUAL.to_vec(),
            resources: Vec::new(),
            requires: Vec::new(),
            id_token_alg: Algorithm::default(),
            access_token_format: AccessTokenFormat::default(),
            backchannel_logout_uri: None,
            backchannel_session_required: false,
            frontchannel_logout_uri: None,
            frontchannel_session_required: false,
        }
    }
}

/// A set of keys as a JSON value or as its text.
fn text_or_json<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Value>::deserialize(from)? {
        None => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
    })
}

/// A draft without mistakes. Holding one is the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedDraft(ApplicationDraft);

impl CheckedDraft {
    /// What was checked, cleaned.
    pub fn get(&self) -> &ApplicationDraft {
        &self.0
    }
}

impl ApplicationDraft {
    /// Checks everything and says all that is wrong at once.
    ///
    /// # Errors
    /// [`Mistakes`], by field.
    pub fn check(&self) -> Result<CheckedDraft, Mistakes> {
        let mut wrong = Mistakes::default();
        let checked = Self {
            name: self.checked_name(&mut wrong),
            auth: self.auth,
            jwks: self.checked_keys(&mut wrong),
            jwks_uri: told("jwks_uri", &self.jwks_uri, &mut wrong),
            redirect_uris: self.checked_redirects(&mut wrong),
            post_logout_uris: uris("post_logout_uris", &self.post_logout_uris, &mut wrong),
            home_url: self.checked_home(&mut wrong),
            scopes: self.scopes.intersection(offered()).with(Scope::OpenId),
            grants: self.checked_grants(&mut wrong),
            resources: self.checked_resources(&mut wrong),
            requires: self.checked_requirements(&mut wrong),
            id_token_alg: self.id_token_alg,
            access_token_format: self.access_token_format,
            backchannel_logout_uri: told(
                "backchannel_logout_uri",
                &self.backchannel_logout_uri,
                &mut wrong,
            ),
            backchannel_session_required: self.backchannel_session_required,
            frontchannel_logout_uri: self.checked_front_channel(&mut wrong),
            frontchannel_session_required: self.frontchannel_session_required,
        };
        self.check_proof(&mut wrong);
        if wrong.is_empty() {
            Ok(CheckedDraft(checked))
        } else {
            Err(wrong)
        }
    }

    fn checked_name(&self, wrong: &mut Mistakes) -> String {
        match Name::parse(&self.name) {
            Ok(name) => name.as_str().to_owned(),
            Err(_) => {
                wrong.add("name", "oidc-application-name-odd");
                String::new()
            }
        }
    }

    fn checked_redirects(&self, wrong: &mut Mistakes) -> Vec<String> {
        let taken = uris("redirect_uris", &self.redirect_uris, wrong);
        let needed = self.grants.contains(&GrantType::AuthorizationCode);
        if needed && taken.is_empty() && wrong.spare("redirect_uris") {
            wrong.uri("redirect_uris", "", &RedirectUriError::Empty);
        }
        taken
    }

    fn checked_home(&self, wrong: &mut Mistakes) -> Option<String> {
        let typed = given(&self.home_url)?;
        if !is_page(typed) {
            wrong.about("home_url", "oidc-application-home-odd", typed);
        }
        Some(typed.to_owned())
    }

    /// The set as we read it: public signature keys of kinds we verify with, and nothing else.
    fn checked_keys(&self, wrong: &mut Mistakes) -> Option<String> {
        let typed = given(&self.jwks)?;
        let read = match typed.len() {
            0..=LONGEST_KEYS => JwkSet::parse(typed.as_bytes()),
            _ => Err(KeyError::TooManyKeys),
        };
        let usable = read.and_then(|set| {
            KeySet::from_jwks(set.clone())?;
            Ok(set)
        });
        match usable {
            Ok(set) if !set.keys.is_empty() => serde_json::to_string(&set).ok(),
            Err(KeyError::PrivateMaterial) => {
                wrong.add("jwks", "oidc-keys-private");
                None
            }
            _ => {
                wrong.add("jwks", "oidc-keys-odd");
                None
            }
        }
    }

    fn checked_grants(&self, wrong: &mut Mistakes) -> Vec<GrantType> {
        let mut grants = self.grants.clone();
        grants.sort_unstable();
        grants.dedup();
        if grants.is_empty() {
            wrong.add("grants", "oidc-grants-none");
        }
        for grant in &grants {
            if !GrantType::SUPPORTED.contains(grant) {
                wrong.about("grants", "oidc-grant-unsupported", grant.as_str());
            }
        }
        let alone = [GrantType::ClientCredentials, GrantType::TokenExchange];
        if self.auth == ClientAuth::None && alone.iter().any(|one| grants.contains(one)) {
            wrong.add("grants", "oidc-grant-needs-proof");
        }
        grants
    }

    fn checked_resources(&self, wrong: &mut Mistakes) -> Vec<String> {
        let mut taken: Vec<String> = Vec::new();
        for typed in filled(&self.resources) {
            if !is_resource(typed) {
                wrong.about("resources", "oidc-resource-odd", typed);
            } else if !taken.iter().any(|known| known == typed) {
                taken.push(typed.to_owned());
            }
        }
        if taken.len() > MOST_RESOURCES {
            wrong.add("resources", "oidc-resources-too-many");
        }
        taken
    }

    fn checked_requirements(&self, wrong: &mut Mistakes) -> Vec<Requirement> {
        let mut requires = self.requires.clone();
        requires.sort_unstable();
        requires.dedup();
        for one in &requires {
            if !Requirement::SUPPORTED.contains(one) {
                wrong.about("requires", "oidc-requirement-unsupported", one.as_str());
            }
        }
        let signed = requires.contains(&Requirement::SignedRequest);
        if signed && given(&self.jwks).is_none() && given(&self.jwks_uri).is_none() {
            wrong.add("requires", "oidc-signed-request-needs-keys");
        }
        requires
    }

    /// OpenID Connect Front-Channel Logout section 2: on the host and port of a redirect URI.
    fn checked_front_channel(&self, wrong: &mut Mistakes) -> Option<String> {
        let field = "frontchannel_logout_uri";
        let uri = told(field, &self.frontchannel_logout_uri, wrong)?;
        let known = filled(&self.redirect_uris).any(|redirect| same_place(redirect, &uri));
        if !known && wrong.spare(field) {
            wrong.about(field, "oidc-front-channel-host", &uri);
        }
        Some(uri)
    }

    /// Keys are there where they prove something, and from one source only (RFC 7591 section 2).
    fn check_proof(&self, wrong: &mut Mistakes) {
        if !ClientAuth::SUPPORTED.contains(&self.auth) {
            wrong.about("auth", "oidc-proof-unsupported", self.auth.as_str());
        }
        match (given(&self.jwks), given(&self.jwks_uri)) {
            (None, None) if self.auth == ClientAuth::PrivateKeyJwt => {
                wrong.add("jwks", "oidc-keys-missing");
            }
            (Some(_), Some(_)) => wrong.add("jwks_uri", "oidc-keys-twice"),
            _ => {}
        }
    }
}

/// A field that says something.
fn given(typed: &Option<String>) -> Option<&str> {
    let typed = typed.as_deref()?.trim();
    (!typed.is_empty()).then_some(typed)
}

fn filled(typed: &[String]) -> impl Iterator<Item = &str> {
    typed
        .iter()
        .map(|one| one.trim())
        .filter(|one| !one.is_empty())
}

/// An address we call or fetch from.
fn told(field: &'static str, typed: &Option<String>, wrong: &mut Mistakes) -> Option<String> {
    let typed = given(typed)?;
    if !is_told(typed) {
        wrong.about(field, "oidc-address-odd", typed);
    }
    Some(typed.to_owned())
}

/// The addresses of a field, each once.
fn uris(field: &'static str, typed: &[String], wrong: &mut Mistakes) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for line in filled(typed) {
        if taken.len() == MOST_URIS {
            wrong.about(field, "oidc-uri-too-many", line);
            break;
        }
        match line.parse::<RedirectUri>() {
            Ok(uri) if taken.iter().any(|known| known == uri.as_str()) => {}
            Ok(uri) => taken.push(uri.as_str().to_owned()),
            Err(why) => wrong.uri(field, line, &why),
        }
    }
    taken
}

#[cfg(test)]
mod tests;
