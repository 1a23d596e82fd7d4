//! Sites behind a proxy, with their rules: in order, and the first that matches decides.

use std::collections::BTreeSet;

use axum::routing::{delete, get, patch, post};
use base::db::Conn;
use people::WorkspaceId;
use protocol::api::{Field, Shape};
use protocol::forward::Rule;
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields;
use super::once::{Begun, Once};
use super::operation::Operation;
use super::people::ROLE;
use crate::sites::{
    self, CheckedSite, MOST_RULES, Mistakes, Named, RuleDraft, RuleMistakes, Site, SiteDraft,
    SiteId,
};
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};

const ADDRESSES: Shape = Shape::List(&Shape::Text(1, 300, "https://wiki.acme.example"), 100);
const USER_IS: Shape = Shape::Word(&["email", "login", "subject"]);
const PATH: Shape = Shape::Text(1, 1000, "/admin");
const METHODS: Shape = Shape::List(&Shape::Text(1, 32, "POST"), 30);
const ADMITS: Shape = Shape::Word(&["some", "members", "everybody", "nobody"]);
const IDS: Shape = Shape::List(&Shape::Id, 1000);
const ROLES: Shape = Shape::List(&ROLE, 10);
const NUMBER: Shape = Shape::Whole(1, u32::MAX as i64, 1);

const RULE: Shape = Shape::Record(
    "SiteRule",
    &[
        Field::needed("id", NUMBER, "Its number, as the audit trail names it."),
        Field::needed("path", PATH, "The paths it is about."),
        Field::needed(
            "methods",
            METHODS,
            "The methods it is about; all when empty.",
        ),
        Field::needed("admits", ADMITS, "Whom it lets in."),
        Field::needed("groups", IDS, "With `some`: members of these groups,"),
        Field::needed("departments", IDS, "of these departments or one below,"),
        Field::needed("roles", ROLES, "or with these roles."),
    ],
);

const NEW_RULE: Shape = Shape::Record(
    "NewSiteRule",
    &[
        Field::free("id", NUMBER, "The number of the rule that this one was."),
        Field::needed("path", PATH, "The paths it is about."),
        Field::free(
            "methods",
            METHODS,
            "The methods it is about; all when empty.",
        ),
        Field::needed("admits", ADMITS, "Whom it lets in."),
        Field::free("groups", IDS, "With `some`: members of these groups,"),
        Field::free("departments", IDS, "of these departments or one below,"),
        Field::free("roles", ROLES, "or with these roles."),
    ],
);

const SITE: Shape = Shape::Record(
    "Site",
    &[
        Field::needed("id", Shape::Id, "Names it; the audience of its assertions."),
        Field::needed("name", fields::NAME, "Its name, as people see it."),
        Field::needed("addresses", ADDRESSES, "Where it is."),
        Field::needed("user_is", USER_IS, "What it knows a person by."),
        Field::needed(
            "asserts",
            Shape::Flag(false),
            "Whether it is told by a signed assertion too.",
        ),
        Field::needed(
            "rules",
            Shape::List(&RULE, MOST_RULES),
            "Its rules, in order; where none matches, members enter.",
        ),
        Field::needed("enabled", Shape::Flag(true), "Whether anybody enters."),
        Field::needed("created_at", Shape::Moment, "When it was connected."),
        Field::needed("changed_at", Shape::Moment, "When it was last changed."),
    ],
);

const RULES: Shape = Shape::List(&NEW_RULE, MOST_RULES);

const NEW: Shape = Shape::Record(
    "NewSite",
    &[
        Field::needed("name", fields::NAME, "Its name, as people see it."),
        Field::needed(
            "addresses",
            ADDRESSES,
            "Where it is; `*.` before a host stands for one label.",
        ),
        Field::free(
            "user_is",
            USER_IS,
            "What it knows a person by; `email` when nothing is said.",
        ),
        Field::free(
            "asserts",
            Shape::Flag(false),
            "Whether it is told by a signed assertion too.",
        ),
        Field::free(
            "rules",
            RULES,
            "Its rules, in order; where none matches, members enter.",
        ),
    ],
);

const CHANGE: Shape = Shape::Record(
    "SiteChange",
    &[
        Field::free("name", fields::NAME, "Its name, as people see it."),
        Field::free("addresses", ADDRESSES, "Where it is."),
        Field::free("user_is", USER_IS, "What it knows a person by."),
        Field::free(
            "asserts",
            Shape::Flag(false),
            "Whether it is told by a signed assertion too.",
        ),
        Field::free("rules", RULES, "All its rules, in order."),
        Field::free(
            "enabled",
            Shape::Flag(true),
            "Whether anybody enters; `false` ends all entries.",
        ),
    ],
);

const LIST: &str = "/workspaces/{workspace}/sites";
const ONE: &str = "/workspaces/{workspace}/sites/{site}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(("listSites", LIST, "The sites of a workspace"), || {
        get(list)
    })
    .scope(Scope::SitesRead)
    .page(SITE),
    Operation::post(("createSite", LIST, "Connects a site"), || post(create))
        .scope(Scope::SitesWrite)
        .body(NEW)
        .created(SITE),
    Operation::get(("getSite", ONE, "One site, with its rules"), || get(show))
        .scope(Scope::SitesRead)
        .one(SITE),
    Operation::patch(
        (
            "changeSite",
            ONE,
            "Changes a site or its rules, disables or enables it",
        ),
        || patch(change),
    )
    .scope(Scope::SitesWrite)
    .body(CHANGE)
    .one(SITE),
    Operation::delete(
        ("deleteSite", ONE, "Deletes a site with all entries into it"),
        || delete(remove),
    )
    .scope(Scope::SitesWrite),
];

fn rule(one: &Rule) -> Value {
    let said = RuleDraft::of(one);
    json!({
        "id": one.id, "path": said.path, "methods": one.methods, "admits": said.who,
        "groups": said.groups, "departments": said.departments, "roles": said.roles,
    })
}

fn site(one: &Site) -> Value {
    let addresses: Vec<String> = one.addresses.iter().map(ToString::to_string).collect();
    json!({
        "id": one.id, "name": one.name, "addresses": addresses, "user_is": one.user_is.word(),
        "asserts": one.asserts, "rules": one.rules.iter().map(rule).collect::<Vec<_>>(),
        "enabled": one.disabled_at.is_none(),
        "created_at": one.created_at.rfc3339(), "changed_at": one.changed_at.rfc3339(),
    })
}

async fn load(call: &Call, conn: &mut Conn, workspace: WorkspaceId) -> Result<Site, ApiError> {
    let id = call.id("site", SiteId::parse)?;
    answer::found(sites::load(conn, workspace, id).await?)
}

/// The texts of a list.
fn texts(value: &Value, field: &str) -> Vec<String> {
    let all = value
        .get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Name, addresses and headers: as sent, or as they were.
fn checked(call: &Call, before: Option<&Site>) -> Result<CheckedSite, ApiError> {
    let mut said = before.map_or_else(|| json!({}), site);
    if let (Value::Object(said), Some(sent)) = (&mut said, call.body.as_object()) {
        said.extend(sent.clone());
    }
    let addresses = texts(&said, "addresses");
    if let Some(at) = addresses.iter().position(|one| one.lines().count() > 1) {
        let words = "An address is one line.";
        return Err(ApiError::field(&format!("/addresses/{at}"), "form", words));
    }
    let draft = SiteDraft {
        name: text(&said, "name"),
        addresses: &addresses.join("\n"),
        user_is: text(&said, "user_is"),
        asserts: said
            .get("asserts")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    };
    let ours = call.app.config.public_url.origin();
    draft.check(ours).map_err(|wrong| unfit(call, &wrong))
}

fn unfit(call: &Call, wrong: &Mistakes) -> ApiError {
    let name = wrong
        .name
        .map(|key| Mistake::at("/name", key, call.ctx.text(key)));
    let addresses = wrong.addresses.iter().map(|one| {
        let sentence = one.sentence(&call.ctx.texts);
        Mistake::at("/addresses", one.key, sentence)
    });
    ApiError::Unfit(name.into_iter().chain(addresses).collect())
}

/// The rules of the body. One that says which it was, or that stands there already, keeps its number: the audit trail
/// names rules by it.
async fn rules(
    call: &Call,
    conn: &mut Conn,
    (workspace, before): (WorkspaceId, &[Rule]),
) -> Result<Option<Vec<Rule>>, ApiError> {
    let Some(sent) = call.body.get("rules").and_then(Value::as_array) else {
        return Ok(None);
    };
    let named = Named::load(conn, workspace).await?;
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for (at, one) in sent.iter().enumerate() {
        let draft = RuleDraft {
            path: text(one, "path").to_owned(),
            methods: texts(one, "methods").join(" "),
            who: text(one, "admits").to_owned(),
            groups: texts(one, "groups"),
            departments: texts(one, "departments"),
            roles: texts(one, "roles"),
        };
        wrong.extend(unknown(&draft, &named, at));
        match draft.check(0, &named) {
            Ok(rule) => all.push((one.get("id").and_then(Value::as_u64), rule)),
            Err(mistakes) => wrong.extend(odd_rule(call, mistakes, at)),
        }
    }
    if wrong.is_empty() {
        return Ok(Some(numbered(all, before)));
    }
    Err(ApiError::Unfit(wrong))
}

/// The groups and departments of a rule that are not there.
fn unknown(draft: &RuleDraft, named: &Named, at: usize) -> Vec<Mistake> {
    let missing = |field: &str, ids: &[String], has: &dyn Fn(&str) -> bool| -> Vec<Mistake> {
        let gone = ids.iter().enumerate().filter(|(_, id)| !has(id));
        gone.map(|(n, _)| {
            let words = "There is no such thing in the workspace.";
            Mistake::at(&format!("/rules/{at}/{field}/{n}"), "unknown-id", words)
        })
        .collect()
    };
    let mut all = missing("groups", &draft.groups, &|id| named.has_group(id));
    all.extend(missing("departments", &draft.departments, &|id| {
        named.has_department(id)
    }));
    all
}

fn odd_rule(call: &Call, wrong: RuleMistakes, at: usize) -> Vec<Mistake> {
    let all = [
        ("path", wrong.path),
        ("methods", wrong.methods),
        ("admits", wrong.who),
    ];
    let told = |(field, key): (&str, Option<&'static str>)| {
        key.map(|key| Mistake::at(&format!("/rules/{at}/{field}"), key, call.ctx.text(key)))
    };
    all.into_iter().filter_map(told).collect()
}

fn numbered(all: Vec<(Option<u64>, Rule)>, before: &[Rule]) -> Vec<Rule> {
    let same = |rule: &Rule, known: &Rule| {
        (&rule.path, &rule.methods, &rule.admits) == (&known.path, &known.methods, &known.admits)
    };
    let mut taken = BTreeSet::new();
    let mut next = before.iter().map(|rule| rule.id).max().unwrap_or(0);
    let mut numbers = Vec::with_capacity(all.len());
    for (was, rule) in &all {
        let known = before.iter().find(|known| {
            let meant = was.map_or_else(|| same(rule, known), |id| u64::from(known.id) == id);
            meant && !taken.contains(&known.id)
        });
        let number = known.map(|known| known.id);
        taken.extend(number);
        numbers.push(number);
    }
    let rules = all.into_iter().zip(numbers);
    rules
        .map(|((_, rule), number)| {
            let id = number.unwrap_or_else(|| {
                next = next.saturating_add(1);
                next
            });
            Rule { id, ..rule }
        })
        .collect()
}

/// `GET …/sites`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let (after, most) = (call.behind(SiteId::parse)?, call.limit() + 1);
    let mut conn = call.app.db.read().await?;
    let mut found = sites::page(&mut conn, acting.workspace.id, after, most).await?;
    let next = call.cut(&mut found, |one| one.id.to_string());
    call.page(found.iter().map(site).collect(), next)
}

/// `GET …/sites/{site}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let found = load(&call, &mut conn, acting.workspace.id).await?;
    answer::one(&call, &site(&found))
}

/// `POST …/sites`.
async fn create(within: InWorkspace) -> Answer {
    let checked = checked(&within.call, None)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let workspace = acting.workspace.id;
    let wanted = rules(&call, &mut conn, (workspace, &[])).await?;
    let mut made = sites::connect(&acting, &mut conn, &checked).await?;
    if let Some(wanted) = wanted.filter(|rules| !rules.is_empty()) {
        sites::set_rules(&acting, &mut conn, &made, (&wanted, None)).await?;
        made.rules = wanted;
    }
    let location = format!("{}/{}", call.path, made.id);
    once.finish(&call, conn, (location, site(&made)), &[]).await
}

/// `PATCH …/sites/{site}`.
async fn change(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let workspace = acting.workspace.id;
    let known = load(&call, &mut conn, workspace).await?;
    call.meant(&site(&known))?;
    let checked = checked(&call, Some(&known))?;
    let wanted = rules(&call, &mut conn, (workspace, &known.rules)).await?;
    sites::change(&acting, &mut conn, &known, &checked).await?;
    if let Some(wanted) = wanted {
        sites::set_rules(&acting, &mut conn, &known, (&wanted, None)).await?;
    }
    if let Some(enabled) = call.body.get("enabled").and_then(Value::as_bool) {
        sites::set_enabled(&acting, &mut conn, &known, enabled).await?;
    }
    let after = load(&call, &mut conn, workspace).await?;
    conn.commit().await?;
    Ok(answer::changed(&site(&after)))
}

/// `DELETE …/sites/{site}`.
async fn remove(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let known = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&site(&known))?;
    sites::delete(&acting, &mut conn, &known).await?;
    conn.commit().await?;
    Ok(answer::done())
}
