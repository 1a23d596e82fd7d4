//! The scopes we know, and sets of them.

use std::fmt;

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::charset::is_scope_token;

/// A scope that this server understands. The claims each one gives stand in
/// [`oidc`](crate::oidc).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// OpenID Connect itself: an ID token and the subject.
    OpenId,
    /// Name, picture, language and the like.
    Profile,
    /// The e-mail address.
    Email,
    /// The telephone number.
    Phone,
    /// The postal address.
    Address,
    /// A refresh token that outlives the session.
    OfflineAccess,
    /// The workspace through which the person entered.
    Workspace,
    /// The person's role in that workspace.
    Role,
    /// The person's department in that workspace.
    Department,
    /// The person's groups in that workspace.
    Groups,
}

impl Scope {
    /// Every scope, in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::OpenId,
        Self::Profile,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::OfflineAccess,
        Self::Workspace,
        Self::Role,
        Self::Department,
        Self::Groups,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::OfflineAccess => "offline_access",
            Self::Workspace => "workspace",
            Self::Role => "role",
            Self::Department => "department",
            Self::Groups => "groups",
        }
    }

    /// The scope of this name, which is exact in case (RFC 6749 section 3.3).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Why a scope parameter cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// A character outside RFC 6749 section 3.3, or not single spaces between the scopes.
    #[error("the scope is malformed")]
    Malformed,
    /// More than [`Scopes::MAX_LENGTH`] bytes.
    #[error("the scope is too long")]
    TooLong,
}

/// A set of scopes. Writes itself as on the wire: `openid email`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u16);

impl Scopes {
    /// The longest scope parameter, in bytes.
    pub const MAX_LENGTH: usize = 1024;

    /// The empty set.
    pub const NONE: Self = Self(0);

    /// All scopes that we know.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// Reads a scope parameter. Scopes that we do not know are left out, as OpenID Connect Core
    /// section 3.1.2.1 asks.
    ///
    /// # Errors
    /// [`ScopeError`].
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.len() > Self::MAX_LENGTH {
            return Err(ScopeError::TooLong);
        }
        let mut scopes = Self::NONE;
        for name in text.split(' ') {
            if !is_scope_token(name) {
                return Err(ScopeError::Malformed);
            }
            if let Some(scope) = Scope::from_name(name) {
                scopes = scopes.with(scope);
            }
        }
        Ok(scopes)
    }

    /// The set with this scope in it.
    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }

    /// The set without this scope.
    #[must_use]
    pub const fn without(self, scope: Scope) -> Self {
        Self(self.0 & !scope.bit())
    }

    /// Whether this scope is in the set.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether every scope of this set is in the other.
    pub const fn is_subset(self, of: Self) -> bool {
        self.0 & !of.0 == 0
    }

    /// The scopes of this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The scopes that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The scopes that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes one by one, in the order in which they are written.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Scopes {
    /// As a list of names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Scope::as_str))
    }
}

impl<'de> Deserialize<'de> for Scopes {
    /// From a list of names, all of which must be known.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let known = |name: &String| {
            let odd = || D::Error::invalid_value(Unexpected::Str(name), &"the name of a scope");
            Scope::from_name(name).ok_or_else(odd)
        };
        names.iter().map(known).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{}", scope.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let scopes = Scopes::parse("email openid https://x.example/other email").unwrap();
        assert_eq!(scopes.to_string(), "openid email");
        assert!(scopes.contains(Scope::Email) && !scopes.contains(Scope::Profile));
        assert_eq!(Scopes::parse("OpenID"), Ok(Scopes::NONE));
        for text in [
            "",
            " ",
            "openid  email",
            " openid",
            "openid ",
            "a\tb",
            "a\"",
            "ü",
            "a\n",
        ] {
            assert_eq!(Scopes::parse(text), Err(ScopeError::Malformed), "{text:?}");
        }
        assert_eq!(
            Scopes::parse(&"a ".repeat(25_000)),
            Err(ScopeError::TooLong)
        );
    }

    #[test]
    fn in_json_they_are_a_list_of_known_names() {
        let scopes = Scopes::parse("email openid").unwrap();
        let json = serde_json::to_string(&scopes).unwrap();
        assert_eq!(json, r#"["openid","email"]"#);
        assert_eq!(serde_json::from_str::<Scopes>(&json).unwrap(), scopes);
        assert!(serde_json::from_str::<Scopes>(r#"["openid","admin"]"#).is_err());
        assert!(serde_json::from_str::<Scopes>(r#""openid""#).is_err());
    }

    #[test]
    fn sets() {
        let all = Scopes::all();
        let few: Scopes = [Scope::OpenId, Scope::Groups].into_iter().collect();
        assert_eq!(all.iter().count(), Scope::ALL.len());
        assert!(few.is_subset(all) && !all.is_subset(few) && Scopes::NONE.is_subset(few));
        assert_eq!(all.minus(few).intersection(few), Scopes::NONE);
        assert_eq!(all.minus(few).union(few), all);
        assert_eq!(few.without(Scope::Groups).to_string(), "openid");
        assert!(Scopes::NONE.is_empty() && Scopes::NONE.to_string().is_empty());
        assert_eq!(Scopes::parse(&all.to_string()), Ok(all));
    }
}
