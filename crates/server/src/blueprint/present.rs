//! What stands on the server now, as far as the file is about it.

use std::collections::BTreeMap;

use protocol::blueprint::{Item, Kind};
use serde_json::{Map, Value};

use super::carrier::Carrier;
use super::part::{Part, Way};
use super::sections;
use super::trouble::Trouble;
use super::worth::Names;

/// One thing on the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// What names it in addresses.
    pub(super) handle: String,
    /// Its fields.
    pub(super) fields: Map<String, Value>,
    /// By key: the names of what it was put into, as far as the file names them.
    pub(super) within: BTreeMap<&'static str, Vec<String>>,
}

/// Everything that was read, by workspace and section.
#[derive(Debug, Default)]
pub(super) struct Present {
    lists: BTreeMap<(String, &'static str), Vec<Found>>,
    pub(super) names: Names,
}

impl Found {
    /// The fields of an answer about one thing.
    pub(super) fn of(part: &Part, body: &Value) -> Result<Self, Trouble> {
        let inside = match part.inside {
            "" => Some(body),
            name => body.get(name),
        };
        Self::listed(part, inside.unwrap_or(&Value::Null))
    }

    /// The fields of an answer about one that was made.
    pub(super) fn made(part: &Part, body: &Value) -> Result<Self, Trouble> {
        let inside = match part.made_inside {
            "" => Some(body),
            name => body.get(name),
        };
        Self::listed(part, inside.unwrap_or(&Value::Null))
    }

    /// The fields of one thing in a list.
    pub(super) fn listed(part: &Part, value: &Value) -> Result<Self, Trouble> {
        let Value::Object(fields) = value else {
            return Err(Trouble::odd(format!(
                "a {} without fields",
                part.section.one
            )));
        };
        let handle = fields.get(part.handle).and_then(Value::as_str);
        if handle.is_none() && part.identity().is_some() {
            return Err(Trouble::odd(format!(
                "a {} without {}",
                part.section.one, part.handle
            )));
        }
        Ok(Self {
            handle: handle.unwrap_or_default().to_owned(),
            fields: fields.clone(),
            within: BTreeMap::new(),
        })
    }

    /// What tells it from others of its kind.
    pub(super) fn name(&self, part: &Part) -> &str {
        let key = part.identity().unwrap_or_default();
        self.fields
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// The address of the things of a part.
pub(super) fn path(part: &Part, workspace: &str) -> String {
    part.path.replace("{workspace}", workspace)
}

impl Present {
    /// Reads what the file is about.
    pub(super) async fn read(carrier: &Carrier, root: &Item) -> Result<Self, Trouble> {
        let mut present = Self::default();
        present.level(carrier, (None, root), "").await?;
        for workspace in root.items("workspaces") {
            let address = workspace.text("address").unwrap_or_default();
            if present.of(address, "workspaces").is_some() {
                present
                    .level(carrier, (Some("workspaces"), workspace), address)
                    .await?;
                present.memberships(carrier, workspace, address).await?;
            }
        }
        Ok(present)
    }

    /// Reads the sections of one table of the file.
    async fn level(
        &mut self,
        carrier: &Carrier,
        (outer, item): (Option<&'static str>, &Item),
        workspace: &str,
    ) -> Result<(), Trouble> {
        for part in
            sections::within(outer).filter(|part| item.sections.contains_key(part.section.name))
        {
            let path = path(part, workspace);
            let wanted = item.items(part.section.name);
            if part.identity().is_none() {
                if let Some(told) = carrier.find(&path).await? {
                    self.keep((workspace, part), Found::of(part, &told.body)?);
                }
            } else if part.identity() == Some(part.handle) {
                for one in wanted.iter().filter_map(|one| one.text(part.handle)) {
                    if let Some(told) = carrier.find(&format!("{path}/{one}")).await? {
                        self.keep((one, part), Found::of(part, &told.body)?);
                    }
                }
            } else {
                for one in carrier.list(&path).await? {
                    self.keep((workspace, part), Found::listed(part, &one)?);
                }
            }
        }
        Ok(())
    }

    /// Reads who was put into what, as far as the file says that for anybody.
    async fn memberships(
        &mut self,
        carrier: &Carrier,
        item: &Item,
        workspace: &str,
    ) -> Result<(), Trouble> {
        for part in sections::within(Some("workspaces")) {
            for key in part.section.keys {
                let (Way::Membership(word), Kind::Some(section)) = (part.way(key), key.kind) else {
                    continue;
                };
                let asked = item
                    .items(part.section.name)
                    .iter()
                    .any(|one| one.get(key.name).is_some());
                let Some(outer) =
                    sections::within(Some("workspaces")).find(|one| one.section.name == section)
                else {
                    continue;
                };
                for one in item.items(section).iter().filter(|_| asked) {
                    let name = one
                        .text(outer.identity().unwrap_or_default())
                        .unwrap_or_default();
                    let Some(handle) = self.names.handle((workspace, section), name) else {
                        continue;
                    };
                    let path = format!("{}/{handle}/{word}", path(outer, workspace));
                    let inside = carrier.list(&path).await?;
                    let inside = inside
                        .iter()
                        .filter_map(|one| one.get(part.handle)?.as_str());
                    self.put_in(
                        (workspace, part),
                        key.name,
                        (name, &inside.collect::<Vec<_>>()),
                    );
                }
            }
        }
        Ok(())
    }

    fn put_in(
        &mut self,
        (workspace, part): (&str, &Part),
        key: &'static str,
        (name, inside): (&str, &[&str]),
    ) {
        let list = self
            .lists
            .get_mut(&(workspace.to_owned(), part.section.name));
        for found in list.into_iter().flatten() {
            if inside.contains(&found.handle.as_str()) {
                found.within.entry(key).or_default().push(name.to_owned());
            }
        }
    }

    fn keep(&mut self, (workspace, part): (&str, &Part), found: Found) {
        let name = found.name(part).to_owned();
        self.names.learn((workspace, part), &name, &found.handle);
        let place = (workspace.to_owned(), part.section.name);
        self.lists.entry(place).or_default().push(found);
    }

    /// Everything of a section that is there.
    pub(super) fn all(&self, workspace: &str, section: &'static str) -> &[Found] {
        let found = self.lists.get(&(workspace.to_owned(), section));
        found.map_or(&[], Vec::as_slice)
    }

    /// The one thing of a section that stands once.
    pub(super) fn of(&self, workspace: &str, section: &'static str) -> Option<&Found> {
        self.all(workspace, section).first()
    }
}
