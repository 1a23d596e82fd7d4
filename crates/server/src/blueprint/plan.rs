//! The plan: what is to be done so that the server becomes what the file says, step by step.

use protocol::blueprint::{Given, Item, Key};
use serde_json::Value;

use super::carrier::Carrier;
use super::part::{Part, Removal, Way};
use super::present::{Found, Present};
use super::trouble::Trouble;
use super::worth::{self, Names};
use super::{Blueprint, secrets, sections};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Makes something.
    Create,
    /// Changes something.
    Change,
    /// Leaves something as it is.
    Leave,
    /// Removes something the file does not name.
    Remove,
    /// Keeps something the file does not name.
    Keep,
}

/// A key that becomes something else.
#[derive(Clone, Debug)]
pub struct Change {
    /// The key.
    pub key: &'static Key,
    /// What it is; `null` for nothing.
    pub before: Value,
    /// What it is to be.
    pub after: Value,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// To what kind of thing.
    pub part: &'static Part,
    /// In which workspace; empty for things of the server.
    pub workspace: String,
    /// To which one.
    pub name: String,
    /// What becomes of its keys.
    pub changes: Vec<Change>,
    /// What it means, or why it is not done.
    pub note: Option<String>,
    /// What names it in addresses, if it is there.
    pub(super) handle: Option<String>,
    /// The deed that is done to it first, or by which it is removed.
    pub(super) deed: Option<&'static str>,
}

/// All steps, in the order in which they are done.
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    pub(super) names: Names,
    pub(super) prune: bool,
}

/// What is asked for beside the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Remove what the file does not name.
    pub prune: bool,
    /// Send secrets once more that the server has already.
    pub secrets: bool,
}

impl Plan {
    /// How many steps do this.
    pub fn count(&self, action: Action) -> usize {
        self.steps
            .iter()
            .filter(|step| step.action == action)
            .count()
    }

    /// Whether anything is to be done.
    pub fn changes_anything(&self) -> bool {
        self.steps.iter().any(Step::does_something)
    }
}

impl Step {
    /// Whether it does anything.
    pub const fn does_something(&self) -> bool {
        matches!(
            self.action,
            Action::Create | Action::Change | Action::Remove
        )
    }
}

/// Compares the server with the file. Reads only.
///
/// # Errors
/// [`Trouble`].
pub async fn plan(
    carrier: &Carrier,
    blueprint: &Blueprint,
    wishes: Wishes,
) -> Result<Plan, Trouble> {
    let present = Present::read(carrier, &blueprint.root).await?;
    let mut planning = Planning {
        present: &present,
        blueprint,
        wishes,
        steps: Vec::new(),
    };
    planning.level((None, &blueprint.root), "")?;
    let mut gone = Vec::new();
    for workspace in blueprint.root.items("workspaces") {
        let address = workspace.text("address").unwrap_or_default();
        planning.level((Some("workspaces"), workspace), address)?;
        gone.extend(planning.surplus(workspace, address));
    }
    let mut steps = planning.steps;
    steps.extend(gone);
    Ok(Plan {
        steps,
        names: present.names,
        prune: wishes.prune,
    })
}

struct Planning<'p> {
    present: &'p Present,
    blueprint: &'p Blueprint,
    wishes: Wishes,
    steps: Vec<Step>,
}

impl Planning<'_> {
    fn level(
        &mut self,
        (outer, item): (Option<&'static str>, &Item),
        workspace: &str,
    ) -> Result<(), Trouble> {
        for part in sections::within(outer) {
            for one in in_order(part, item.items(part.section.name)) {
                // A workspace is its own place: what is in it is found by its address.
                let place = match part.identity() {
                    Some(key) if key == part.handle => one.text(key).unwrap_or_default(),
                    _ => workspace,
                };
                let step = self.step((place, part), one)?;
                self.steps.push(step);
            }
        }
        Ok(())
    }

    fn step(&self, (workspace, part): (&str, &'static Part), item: &Item) -> Result<Step, Trouble> {
        let name = part
            .identity()
            .and_then(|key| item.text(key))
            .unwrap_or_default();
        let found = self.found((workspace, part), name)?;
        let mut step = Step {
            action: Action::Create,
            part,
            workspace: workspace.to_owned(),
            name: name.to_owned(),
            changes: Vec::new(),
            note: None,
            handle: found.map(|found| found.handle.clone()),
            deed: None,
        };
        for key in part.section.keys {
            step.changes
                .extend(self.change((workspace, part), (key, item), found));
        }
        let more = secrets_too((part, item), &step.changes);
        step.changes.extend(more);
        let Some(found) = found else { return Ok(step) };
        if part.removal == Removal::Dismiss && standing(found) == "dismissed" {
            step.deed = Some("rehire");
            step.note = Some("was dismissed, and is taken back".to_owned());
        }
        step.action = match (step.changes.is_empty(), step.deed) {
            (true, None) => Action::Leave,
            _ => Action::Change,
        };
        Ok(step)
    }

    fn change(
        &self,
        (workspace, part): (&str, &Part),
        (key, item): (&'static Key, &Item),
        found: Option<&Found>,
    ) -> Option<Change> {
        let after = worth::in_file(part, key, item)?;
        let Some(found) = found else {
            let empty = after.is_null() || after.as_array().is_some_and(Vec::is_empty);
            return (!empty).then_some(Change {
                key,
                before: Value::Null,
                after,
            });
        };
        let before = worth::on_server((workspace, part), key, found, &self.present.names);
        let stays = match part.way(key) {
            Way::OnlyNew(_) => true,
            // What it is cannot be told: it is sent when there is none, or when that is wished.
            Way::Secret(..) => !before.is_null() && !self.wishes.secrets,
            Way::Held(_, told) => {
                return self
                    .held((key, item), &found.fields, told)
                    .map(|words| Change {
                        key,
                        before,
                        after: Value::from(words),
                    });
            }
            _ => worth::same(key, &before, &after),
        };
        (!stays).then_some(Change { key, before, after })
    }

    /// What becomes of the secrets of a thing, if anything: they are told apart by their fingerprints.
    fn held(
        &self,
        (key, item): (&Key, &Item),
        fields: &serde_json::Map<String, Value>,
        told: &str,
    ) -> Option<String> {
        let Some(Given::Secret(source)) = item.get(key.name) else {
            return None;
        };
        let own = secrets::fingerprint(self.blueprint.secret(source)?)?;
        let all = fields.get(told).and_then(Value::as_array);
        let all: Vec<&str> = all
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let (known, alone) = (all.contains(&own.as_str()), self.wishes.prune);
        match (known, all.len()) {
            (true, 0 | 1) => None,
            (true, _) => alone.then(|| format!("from {source} alone")),
            (false, 0) => Some(format!("from {source}")),
            (false, _) if alone => Some(format!("from {source} alone")),
            (false, 1) => Some(format!("from {source} beside it")),
            (false, _) => Some(format!("from {source} in place of the oldest")),
        }
    }

    /// The thing of this name.
    fn found(
        &self,
        (workspace, part): (&str, &Part),
        name: &str,
    ) -> Result<Option<&Found>, Trouble> {
        if part.identity().is_none() {
            return Ok(self.present.of(workspace, part.section.name));
        }
        let folded = part.fold(name);
        let all = self.present.all(workspace, part.section.name);
        let mut same = all
            .iter()
            .filter(|found| part.fold(found.name(part)) == folded);
        match (same.next(), same.next()) {
            (found, None) => Ok(found),
            _ => Err(Trouble::Ambiguous(format!(
                "in the workspace {workspace} there are several {} called {name}: rename all but one first",
                part.section.name
            ))),
        }
    }

    /// What is there and not in the file, of the sections the file has; the last parts first.
    fn surplus(&self, item: &Item, workspace: &str) -> Vec<Step> {
        let mut parts: Vec<&'static Part> = sections::within(Some("workspaces")).collect();
        parts.reverse();
        let mut steps = Vec::new();
        for part in parts {
            let Some(wanted) = item.sections.get(part.section.name) else {
                continue;
            };
            let Some(key) = part.identity() else { continue };
            let wanted: Vec<String> = wanted
                .iter()
                .filter_map(|one| one.text(key))
                .map(|name| part.fold(name))
                .collect();
            for found in self.present.all(workspace, part.section.name) {
                if !wanted.contains(&part.fold(found.name(part))) {
                    steps.extend(self.remove((workspace, part), found));
                }
            }
        }
        steps
    }

    fn remove(&self, (workspace, part): (&str, &'static Part), found: &Found) -> Option<Step> {
        let (deed, note, mut kept) = match part.removal {
            Removal::Never => return None,
            Removal::Delete(words) => (None, words, None),
            Removal::Dismiss => match standing(found) {
                "dismissed" => return None,
                "invited" => (Some("withdraw"), "the invitation is withdrawn", None),
                _ => (
                    Some("dismiss"),
                    "is dismissed: all they have in the workspace ends at once",
                    None,
                ),
            },
        };
        let administrator =
            found.fields.get("effective_role").and_then(Value::as_str) == Some("administrator");
        if part.removal == Removal::Dismiss && administrator {
            kept = Some("an administrator is never dismissed by a blueprint");
        }
        if !self.wishes.prune {
            kept = kept.or(Some("not in the file; --prune would remove it"));
        }
        // Somebody without an address in the workspace is named by what the workspace calls them.
        let name = match found.name(part) {
            "" => found
                .fields
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or(&found.handle),
            name => name,
        };
        Some(Step {
            action: if kept.is_some() {
                Action::Keep
            } else {
                Action::Remove
            },
            part,
            workspace: workspace.to_owned(),
            name: name.to_owned(),
            changes: Vec::new(),
            note: Some(kept.unwrap_or(note).to_owned()),
            handle: Some(found.handle.clone()),
            deed,
        })
    }
}

/// Secrets that belong to what changes.
fn secrets_too((part, item): (&Part, &Item), changes: &[Change]) -> Vec<Change> {
    let changed = |key: &str| changes.iter().any(|change| change.key.name == key);
    let mut more = Vec::new();
    for key in part.section.keys {
        let Way::Secret(_, _, with) = part.way(key) else {
            continue;
        };
        if !changed(key.name) && with.iter().any(|other| changed(other)) {
            let before = Value::from("kept by the server");
            more.extend(worth::in_file(part, key, item).map(|after| Change { key, before, after }));
        }
    }
    more
}

fn standing(found: &Found) -> &str {
    found
        .fields
        .get("standing")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Items in the order of the file, except that what another of their kind stands under comes before it.
fn in_order<'i>(part: &Part, items: &'i [Item]) -> Vec<&'i Item> {
    let above = part
        .section
        .keys
        .iter()
        .find(|key| Part::refers(key) == Some(part.section.name));
    let (Some(above), Some(identity)) = (above, part.identity()) else {
        return items.iter().collect();
    };
    let named = |item: &Item, key: &str| {
        item.text(key)
            .filter(|text| !text.is_empty())
            .map(|text| part.fold(text))
    };
    let mut children: std::collections::BTreeMap<Option<String>, Vec<&Item>> =
        std::collections::BTreeMap::new();
    for item in items {
        children
            .entry(named(item, above.name))
            .or_default()
            .push(item);
    }
    let mut ordered = Vec::with_capacity(items.len());
    let mut open: Vec<&Item> = children.remove(&None).unwrap_or_default();
    open.reverse();
    while let Some(item) = open.pop() {
        ordered.push(item);
        let below = children.remove(&named(item, identity)).unwrap_or_default();
        open.extend(below.into_iter().rev());
    }
    ordered
}
