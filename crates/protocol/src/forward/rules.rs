//! The rules of a site: in order, and the first that matches decides. Where none does, members enter.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::path::{PathError, PathPattern, SitePath};

/// Whom a rule lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Audience {
    /// Whoever comes, signed in or not.
    Everybody,
    /// Every member of the workspace.
    Members,
    /// Members of one of these groups, of one of these departments or those below, or with one of
    /// these roles. Groups and departments by their identifiers: a new one of an old name is another.
    Some {
        /// Groups.
        groups: Vec<String>,
        /// Departments.
        departments: Vec<String>,
        /// Roles.
        roles: Vec<String>,
    },
    /// No one.
    Nobody,
}

/// What rules ask about a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The identifiers of the member's groups.
    pub groups: Vec<String>,
    /// The identifier of the member's department and of all above it.
    pub departments: Vec<String>,
    /// The member's role.
    pub role: String,
}

impl Audience {
    /// Whether it needs no sign-in.
    pub fn is_everybody(&self) -> bool {
        *self == Self::Everybody
    }

    /// Whether the member may enter.
    pub fn admits(&self, caller: &Caller) -> bool {
        match self {
            Self::Everybody | Self::Members => true,
            Self::Nobody => false,
            Self::Some {
                groups,
                departments,
                roles,
            } => {
                groups.iter().any(|one| caller.groups.contains(one))
                    || departments
                        .iter()
                        .any(|one| caller.departments.contains(one))
                    || roles.contains(&caller.role)
            }
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Names it within its site.
    pub id: u32,
    /// The paths it is about.
    pub path: PathPattern,
    /// The methods it is about; all when empty. `GET` stands for `HEAD` too.
    pub methods: Vec<String>,
    /// Whom it lets in.
    pub admits: Audience,
}

impl Rule {
    /// Whether it is about this request. A rule that opens to everybody wants the very letters; one
    /// that closes also matches in the other case, because the program behind may not tell them apart.
    pub fn matches(&self, method: &str, path: &SitePath) -> bool {
        let as_get = if method == "HEAD" { "GET" } else { method };
        let named = |known: &String| known == method || known == as_get;
        let about = self.methods.is_empty() || self.methods.iter().any(named);
        about && self.path.matches(path, self.admits.is_everybody())
    }
}

/// Which rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// This one.
    Rule(&'a Rule),
    /// None: members enter.
    Otherwise,
    /// The path is not plain, and what a rule would make of it cannot be said.
    Unclear(PathError),
}

impl<'a> Chosen<'a> {
    /// Whom the request is open to.
    pub fn audience(self) -> &'a Audience {
        match self {
            Self::Rule(rule) => &rule.admits,
            Self::Otherwise => &Audience::Members,
            Self::Unclear(_) => &Audience::Nobody,
        }
    }
}

/// Finds the rule for a request. A site without rules looks at no path.
pub fn choose<'a>(rules: &'a [Rule], method: &str, target: &str) -> Chosen<'a> {
    if rules.is_empty() {
        return Chosen::Otherwise;
    }
    let path = match SitePath::parse(target) {
        Ok(path) => path,
        Err(why) => return Chosen::Unclear(why),
    };
    let found = rules.iter().find(|rule| rule.matches(method, &path));
    found.map_or(Chosen::Otherwise, Chosen::Rule)
}

/// What was typed for methods holds a word that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no method: {0}")]
pub struct MethodError(pub String);

/// The methods in a text, separated by commas or blanks, in capitals and each once.
///
/// # Errors
/// The first word that is no method.
pub fn parse_methods(text: &str) -> Result<Vec<String>, MethodError> {
    let mut methods = Vec::new();
    for word in text
        .split([',', ' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
    {
        let method = word.to_ascii_uppercase();
        if method.len() > 32
            || !method
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'-')
        {
            return Err(MethodError(word.to_owned()));
        }
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    Ok(methods)
}
