//! The client credentials grant (RFC 6749 section 4.4): a machine asks for itself.

use super::TokenRefusal;
use crate::oauth::error::{ErrorAnswer, ErrorCode};
use crate::oauth::form::Params;
use crate::oauth::scope::{Scope, Scopes};

/// What a machine wants a token for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineGrant {
    /// The scopes wanted; `None` stands for all there are for machines.
    pub scopes: Option<Scopes>,
    /// The resources wanted (RFC 8707); none stands for all the client may name.
    pub resources: Vec<String>,
}

/// A scope was asked for that says something about a person, or that the client may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scope is not for this machine")]
pub struct NotForMachines;

impl NotForMachines {
    /// The answer to the client.
    pub const fn answer(&self) -> ErrorAnswer {
        ErrorAnswer::new(
            ErrorCode::InvalidScope,
            "A scope is about a person, or not allowed to this client.",
        )
    }
}

impl MachineGrant {
    pub(super) fn read(params: &Params) -> Result<Self, TokenRefusal> {
        let scopes = params.get("scope").map(Scopes::parse).transpose();
        Ok(Self {
            scopes: scopes.map_err(|_| TokenRefusal::ScopeMalformed)?,
            resources: super::resources(params)?,
        })
    }

    /// The scopes that say something where no person is.
    pub const fn of_machines() -> Scopes {
        Scopes::NONE.with(Scope::Workspace)
    }

    /// The scopes of the token, given those the client is allowed.
    ///
    /// # Errors
    /// [`NotForMachines`].
    pub fn granted(&self, allowed: Scopes) -> Result<Scopes, NotForMachines> {
        let allowed = allowed.intersection(Self::of_machines());
        match self.scopes {
            None => Ok(allowed),
            Some(wanted) if wanted.is_subset(allowed) => Ok(wanted),
            Some(_) => Err(NotForMachines),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_gets_nothing_about_people() {
        let read = |query: &str| MachineGrant::read(&Params::from_query(query).unwrap());
        let all = Scopes::all();
        let bare = read("grant_type=client_credentials").unwrap();
        assert_eq!(bare.granted(all), Ok(MachineGrant::of_machines()));
        assert_eq!(bare.granted(Scopes::NONE), Ok(Scopes::NONE));
        let asked = read("scope=workspace").unwrap();
        assert_eq!(asked.granted(all).unwrap().to_string(), "workspace");
        assert_eq!(asked.granted(Scopes::NONE), Err(NotForMachines));
        for scope in ["openid", "email", "workspace+profile", "offline_access"] {
            let asked = read(&format!("scope={scope}")).unwrap();
            assert_eq!(asked.granted(all), Err(NotForMachines), "{scope}");
        }
        assert_eq!(read("scope=a%22"), Err(TokenRefusal::ScopeMalformed));
    }
}
