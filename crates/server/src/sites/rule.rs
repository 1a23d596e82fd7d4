//! A rule as somebody says it, on a page or from a script, and whom it can name.

use base::db::{Conn, DbError};
use people::WorkspaceId;
use people::departments::{self, Branch};
use people::groups::{self, Group};
use people::members::Role;
use protocol::forward::{Audience, PathPattern, Rule, parse_methods};

/// The most rules of a site.
pub const MOST: usize = 200;

/// The groups and departments a rule can name.
pub struct Named {
    pub(super) groups: Vec<Group>,
    pub(super) departments: Vec<Branch>,
}

/// A rule as said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleDraft {
    /// The paths it is about.
    pub path: String,
    /// The methods it is about, in a line; all when there are none.
    pub methods: String,
    /// Whom it lets in: `everybody`, `members`, `some` or `nobody`.
    pub who: String,
    /// The groups of `some`.
    pub groups: Vec<String>,
    /// The departments of `some`.
    pub departments: Vec<String>,
    /// The roles of `some`.
    pub roles: Vec<String>,
}

/// What is wrong with it, in keys of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleMistakes {
    /// With the path.
    pub path: Option<&'static str>,
    /// With the methods.
    pub methods: Option<&'static str>,
    /// With whom it lets in.
    pub who: Option<&'static str>,
}

impl Named {
    /// What the workspace has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(conn: &mut Conn, workspace: WorkspaceId) -> Result<Self, DbError> {
        let groups = groups::list(conn, workspace).await?;
        Ok(Self {
            groups: groups.into_iter().map(|(group, _)| group).collect(),
            departments: departments::tree(conn, workspace).await?,
        })
    }

    /// Whether there is such a group.
    pub fn has_group(&self, id: &str) -> bool {
        self.groups.iter().any(|one| one.id.to_string() == id)
    }

    /// Whether there is such a department.
    pub fn has_department(&self, id: &str) -> bool {
        let mut all = self.departments.iter().map(|branch| &branch.department);
        all.any(|one| one.id.to_string() == id)
    }
}

impl RuleDraft {
    /// A rule as it stands.
    pub fn of(rule: &Rule) -> Self {
        let mut draft = Self {
            path: rule.path.to_string(),
            methods: rule.methods.join(", "),
            ..Self::default()
        };
        let who = match &rule.admits {
            Audience::Everybody => "everybody",
            Audience::Members => "members",
            Audience::Nobody => "nobody",
            Audience::Some {
                groups,
                departments,
                roles,
            } => {
                draft.groups.clone_from(groups);
                draft.departments.clone_from(departments);
                draft.roles.clone_from(roles);
                "some"
            }
        };
        who.clone_into(&mut draft.who);
        draft
    }

    /// The rule with this number. Only what the workspace has can be named.
    ///
    /// # Errors
    /// [`RuleMistakes`].
    pub fn check(&self, id: u32, named: &Named) -> Result<Rule, RuleMistakes> {
        let mut wrong = RuleMistakes::default();
        let path = self.path.parse::<PathPattern>();
        if path.is_err() {
            wrong.path = Some("sites-rule-path-odd");
        }
        let methods = parse_methods(&self.methods);
        if methods.is_err() {
            wrong.methods = Some("sites-rule-methods-odd");
        }
        let admits = self.audience(named);
        if admits.is_none() {
            wrong.who = Some("sites-rule-who-missing");
        }
        match (path, methods, admits) {
            (Ok(path), Ok(methods), Some(admits)) => Ok(Rule {
                id,
                path,
                methods,
                admits,
            }),
            _ => Err(wrong),
        }
    }

    fn audience(&self, named: &Named) -> Option<Audience> {
        let kept = |all: &[String], is: &dyn Fn(&str) -> bool| -> Vec<String> {
            all.iter().filter(|one| is(one)).cloned().collect()
        };
        match self.who.as_str() {
            "everybody" => Some(Audience::Everybody),
            "members" => Some(Audience::Members),
            "nobody" => Some(Audience::Nobody),
            "some" => {
                let groups = kept(&self.groups, &|id| named.has_group(id));
                let departments = kept(&self.departments, &|id| named.has_department(id));
                let roles = kept(&self.roles, &|word| Role::from_word(word).is_some());
                let any = !(groups.is_empty() && departments.is_empty() && roles.is_empty());
                any.then_some(Audience::Some {
                    groups,
                    departments,
                    roles,
                })
            }
            _ => None,
        }
    }
}
