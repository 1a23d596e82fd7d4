//! What a client may learn about a person, grouped by the scope that gives it (OpenID Connect Core
//! section 5.4, and our own scopes `workspace`, `role`, `department`, `groups`).

use serde::Serialize;
use serde_json::Value;

use super::claims_request::Wishes;
use crate::oauth::{Scope, Scopes};

/// The names of the claims that a scope gives, in ID tokens and userinfo.
pub const fn claim_names(scope: Scope) -> &'static [&'static str] {
    match scope {
        Scope::OpenId => &["sub"],
        Scope::Profile => &[
            "name",
            "given_name",
            "family_name",
            "preferred_username",
            "picture",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
        Scope::Email => &["email", "email_verified"],
        Scope::Phone => &["phone_number", "phone_number_verified"],
        Scope::Address => &["address"],
        Scope::OfflineAccess => &[],
        Scope::Workspace => &["workspace", "workspace_name"],
        Scope::Role => &["role"],
        Scope::Department => &["department"],
        Scope::Groups => &["groups"],
    }
}

/// All that can be said about a person, each part by the leave of one scope.
///
/// Fill in everything, then call [`PersonClaims::released_by`]: what was not asked for and allowed
/// is taken away in one place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PersonClaims {
    /// By `profile`.
    #[serde(flatten)]
    pub profile: Option<ProfileClaims>,
    /// By `email`.
    #[serde(flatten)]
    pub email: Option<EmailClaims>,
    /// By `phone`.
    #[serde(flatten)]
    pub phone: Option<PhoneClaims>,
    /// By `address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressClaim>,
    /// By `workspace`.
    #[serde(flatten)]
    pub workspace: Option<WorkspaceClaims>,
    /// By `role`: `administrator`, `help-desk`, `employee` or `guest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// By `department`: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// By `groups`: their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
}

impl PersonClaims {
    /// The claims that these scopes give, those that are asked for by name beside them, and no others. A claim
    /// asked for with other values than it has is not given.
    #[must_use]
    pub fn released_by(self, scopes: Scopes, wishes: &Wishes) -> Self {
        let by = |scope| scopes.contains(scope);
        let named = |name: &str, value: &str| wishes.wants(name, &Value::from(value));
        let one = |scope, name: &str, value: Option<String>| {
            value.filter(|value| by(scope) || named(name, value))
        };
        let list = |groups: &Vec<String>| {
            by(Scope::Groups) || wishes.wants("groups", &Value::from(groups.clone()))
        };
        let profile = self.profile.map(|profile| match by(Scope::Profile) {
            true => profile,
            false => profile.named(wishes),
        });
        Self {
            profile: profile.filter(|profile| *profile != ProfileClaims::default()),
            email: self
                .email
                .filter(|one| by(Scope::Email) || named("email", &one.email)),
            phone: self
                .phone
                .filter(|one| by(Scope::Phone) || named("phone_number", &one.phone_number)),
            address: self
                .address
                .filter(|_| by(Scope::Address) || wishes.get("address").is_some()),
            workspace: self
                .workspace
                .filter(|one| by(Scope::Workspace) || one.is_named(wishes)),
            role: one(Scope::Role, "role", self.role),
            department: one(Scope::Department, "department", self.department),
            groups: self.groups.filter(list),
        }
    }
}

/// The claims of the scope `profile`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProfileClaims {
    /// The full name as shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The login name. It may change and is no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The time zone, such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    /// The language, such as `de`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// When the profile last changed, in seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
}

impl ProfileClaims {
    /// Those of them that are asked for by name.
    fn named(self, wishes: &Wishes) -> Self {
        let text = |name: &str, value: Option<String>| {
            value.filter(|value| wishes.wants(name, &Value::from(value.as_str())))
        };
        Self {
            name: text("name", self.name),
            given_name: text("given_name", self.given_name),
            family_name: text("family_name", self.family_name),
            preferred_username: text("preferred_username", self.preferred_username),
            picture: text("picture", self.picture),
            zoneinfo: text("zoneinfo", self.zoneinfo),
            locale: text("locale", self.locale),
            updated_at: self
                .updated_at
                .filter(|at| wishes.wants("updated_at", &Value::from(*at))),
        }
    }
}

/// The claims of the scope `email`: an address always travels with its own flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmailClaims {
    /// The address.
    pub email: String,
    /// Whether the person proved to receive mail there.
    pub email_verified: bool,
}

/// The claims of the scope `phone`: a number always travels with its own flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneClaims {
    /// The number in E.164 form.
    pub phone_number: String,
    /// Whether the person proved to receive calls or messages there.
    pub phone_number_verified: bool,
}

/// The claim of the scope `address` (OpenID Connect Core section 5.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AddressClaim {
    /// The whole address, with line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The state or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The claims of the scope `workspace`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkspaceClaims {
    /// The id of the workspace, which never changes.
    pub workspace: String,
    /// The name of the workspace, which may.
    pub workspace_name: String,
}

impl WorkspaceClaims {
    /// Whether either of them is asked for by name; they travel together.
    fn is_named(&self, wishes: &Wishes) -> bool {
        let wants = |name: &str, value: &str| wishes.wants(name, &Value::from(value));
        wants("workspace", &self.workspace) || wants("workspace_name", &self.workspace_name)
    }
}

/// The answer of the userinfo endpoint (OpenID Connect Core section 5.3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Userinfo {
    /// The subject, the same as in the ID token.
    pub sub: String,
    /// What the scopes of the access token give.
    #[serde(flatten)]
    pub person: PersonClaims,
}

impl Userinfo {
    /// An answer with what was released. `None` without `openid`, which every access token to this
    /// endpoint must have.
    pub fn new(sub: impl Into<String>, person: PersonClaims, scopes: Scopes) -> Option<Self> {
        scopes.contains(Scope::OpenId).then(|| Self {
            sub: sub.into(),
            person,
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;

    pub(in crate::oidc) fn everything() -> PersonClaims {
        let text = |text: &str| Some(text.to_owned());
        PersonClaims {
            profile: Some(ProfileClaims {
                name: text("Ada Lovelace"),
                given_name: text("Ada"),
                family_name: text("Lovelace"),
                preferred_username: text("ada"),
                picture: text("https://id.example/p/1"),
                zoneinfo: text("Europe/London"),
                locale: text("en"),
                updated_at: Some(1000),
            }),
            email: Some(EmailClaims {
                email: "ada@example.com".into(),
                email_verified: true,
            }),
            phone: Some(PhoneClaims {
                phone_number: "+441".into(),
                phone_number_verified: false,
            }),
            address: Some(AddressClaim {
                country: text("GB"),
                ..AddressClaim::default()
            }),
            workspace: Some(WorkspaceClaims {
                workspace: "w1".into(),
                workspace_name: "Engine".into(),
            }),
            role: text("employee"),
            department: text("Mathematics"),
            groups: Some(vec!["staff".into()]),
        }
    }

    fn names(value: &Value) -> BTreeSet<&str> {
        value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect()
    }

    fn released(scopes: Scopes) -> PersonClaims {
        everything().released_by(scopes, &Wishes::default())
    }

    #[test]
    fn single_claims_are_given_by_name_and_by_value() {
        let given = |text: &str| {
            let claims = crate::oidc::ClaimsRequest::parse(text).unwrap();
            serde_json::to_value(everything().released_by(Scopes::NONE, &claims.userinfo)).unwrap()
        };
        assert_eq!(
            given(r#"{"userinfo":{"given_name":null,"email":{"essential":true},"role":null}}"#),
            json!({"given_name": "Ada", "email": "ada@example.com", "email_verified": true,
                   "role": "employee"})
        );
        assert_eq!(
            given(r#"{"userinfo":{"email":{"value":"eva@example.com"}}}"#),
            json!({})
        );
        assert_eq!(given(r#"{"userinfo":{"email_verified":null}}"#), json!({}));
        assert_eq!(
            given(r#"{"id_token":{"email":null}}"#),
            json!({}),
            "asked for elsewhere"
        );
        let whole = r#"{"userinfo":{"groups":null,"workspace":null,"phone_number":null,
            "address":null,"updated_at":null,"department":null}}"#;
        assert_eq!(given(whole).as_object().unwrap().len(), 8);
    }

    /// Each scope gives exactly the claims that discovery says it gives.
    #[test]
    fn each_scope_gives_its_claims_and_no_others() {
        for scope in Scope::ALL {
            let scopes = Scopes::NONE.with(Scope::OpenId).with(scope);
            let info = Userinfo::new("p1", released(scopes), scopes).unwrap();
            let json = serde_json::to_value(&info).unwrap();
            let expected: BTreeSet<&str> = claim_names(Scope::OpenId)
                .iter()
                .chain(claim_names(scope))
                .copied()
                .collect();
            assert_eq!(names(&json), expected, "{scope:?}");
        }
        assert_eq!(
            Userinfo::new("p1", everything(), Scopes::NONE.with(Scope::Email)),
            None
        );
        assert_eq!(released(Scopes::NONE), PersonClaims::default());
        assert_eq!(released(Scopes::all()), everything());
    }

    #[test]
    fn the_wire_shape() {
        let scopes = Scopes::parse("openid email groups address").unwrap();
        let info = Userinfo::new("p1", released(scopes), scopes).unwrap();
        assert_eq!(
            serde_json::to_value(&info).unwrap(),
            json!({"sub": "p1", "email": "ada@example.com", "email_verified": true,
                   "address": {"country": "GB"}, "groups": ["staff"]})
        );
        let empty = Userinfo::new("p1", PersonClaims::default(), Scopes::all()).unwrap();
        assert_eq!(serde_json::to_string(&empty).unwrap(), r#"{"sub":"p1"}"#);
    }
}
