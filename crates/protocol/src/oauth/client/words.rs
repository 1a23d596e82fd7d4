//! The words in which a client is registered: how it proves itself, what it asks with, what it must
//! do. Each list of words is closed; one that is not in it is refused where it is read.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every one of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word that is stored and written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of this word, which is exact in case.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        })*
    };
}

words! {
    /// How a client proves to be the one it says.
    #[derive(Default)]
    ClientAuth {
        /// Not at all: a public client, held by its redirect URI and PKCE.
        #[default]
        None = "none",
        /// By a secret.
        Secret = "secret",
        /// By a token it signs with a key of its own (OpenID Connect Core section 9).
        PrivateKeyJwt = "private_key_jwt",
    }

    /// What the access tokens of a client look like.
    #[derive(Default)]
    AccessTokenFormat {
        /// A random text that only we can read.
        #[default]
        Opaque = "opaque",
        /// A signed token that resources read for themselves (RFC 9068).
        Jwt = "jwt",
    }

    /// What a client may come to the token endpoint with.
    GrantType {
        /// A code from the authorisation endpoint.
        AuthorizationCode = "authorization_code",
        /// A refresh token.
        RefreshToken = "refresh_token",
        /// Nothing but itself: a machine asks for itself.
        ClientCredentials = "client_credentials",
        /// The code of a device that has no browser.
        DeviceCode = "device_code",
        /// A token given for another.
        TokenExchange = "token_exchange",
    }

    /// What a client must do, beyond what everybody must.
    Requirement {
        /// Push its authorisation requests (RFC 9126).
        PushedRequest = "pushed_request",
        /// Sign its authorisation requests (RFC 9101).
        SignedRequest = "signed_request",
        /// Bind its tokens to a key (RFC 9449).
        Dpop = "dpop",
    }
}

impl ClientAuth {
    /// Those that are checked. Others can be registered nowhere.
    pub const SUPPORTED: &'static [Self] = &[Self::Secret, Self::PrivateKeyJwt, Self::None];
}

impl GrantType {
    /// Those the token endpoint answers. Others can be registered nowhere.
    pub const SUPPORTED: &'static [Self] = &[
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::ClientCredentials,
        Self::DeviceCode,
        Self::TokenExchange,
    ];

    /// What a client is registered with unless it says otherwise.
    pub const USUAL: [Self; 2] = [Self::AuthorizationCode, Self::RefreshToken];

    /// The `grant_type` of the request.
    pub const fn on_wire(self) -> &'static str {
        match self {
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            other => other.as_str(),
        }
    }

    /// The grant of a `grant_type`, supported or not.
    pub fn from_wire(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.on_wire() == name)
    }
}

impl Requirement {
    /// Those that are enforced. Others can be registered nowhere.
    pub const SUPPORTED: &'static [Self] = &[Self::PushedRequest, Self::SignedRequest, Self::Dpop];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_exact_and_the_same_in_json() {
        for one in GrantType::ALL {
            assert_eq!(GrantType::from_word(one.as_str()), Some(*one));
            assert_eq!(GrantType::from_wire(one.on_wire()), Some(*one));
            let json = serde_json::to_string(one).unwrap();
            assert_eq!(json, format!("\"{}\"", one.as_str()));
        }
        for one in ClientAuth::ALL {
            let json = format!("\"{}\"", one.as_str());
            assert_eq!(serde_json::from_str::<ClientAuth>(&json).unwrap(), *one);
        }
        for odd in ["", "None", "NONE", " none", "client_secret_basic"] {
            assert_eq!(ClientAuth::from_word(odd), None, "{odd}");
            assert!(serde_json::from_str::<ClientAuth>(&format!("\"{odd}\"")).is_err());
        }
        assert_eq!(GrantType::from_wire("device_code"), None);
        assert_eq!(GrantType::from_wire("password"), None);
        assert_eq!(Requirement::from_word("dpop"), Some(Requirement::Dpop));
        assert_eq!(AccessTokenFormat::default().as_str(), "opaque");
    }

    #[test]
    fn the_usual_grants_are_supported() {
        let supported = |one: &GrantType| GrantType::SUPPORTED.contains(one);
        assert!(GrantType::USUAL.iter().all(supported));
    }
}
