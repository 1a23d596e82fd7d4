//! Carrying out a plan: exactly its steps, in its order, up to the first the server refuses.
//!
//! Before a change what is there is read once more; when it is not what the plan saw, nothing is done. What was
//! done stays done: run again, the same file makes the rest.

use std::collections::BTreeSet;

use base::random::Randomness;
use base::secret::Secret;
use http::Method;
use protocol::blueprint::{Given, Kind};
use serde_json::{Map, Value, json};

use super::carrier::{Ask, Carrier, Told};
use super::part::{Part, Removal, Sends, Way};
use super::plan::{Action, Change, Plan, Step};
use super::present::{Found, path};
use super::trouble::Trouble;
use super::worth::{self, Names};
use super::{Blueprint, secrets, sections};

/// What came of it.
pub struct Applied {
    /// How many steps were done.
    pub done: usize,
    /// Why it went no further, if it did not, and at which step.
    pub stopped: Option<(String, Trouble)>,
}

/// Carries out a plan; `told` hears of each step that is done.
pub async fn apply(
    carrier: &Carrier,
    blueprint: &Blueprint,
    plan: Plan,
    random: &Randomness,
    told: &mut dyn FnMut(&Step),
) -> Applied {
    let mut applying = Applying {
        carrier,
        blueprint,
        random,
        names: plan.names,
        prune: plan.prune,
        made: BTreeSet::new(),
    };
    let (first, last): (Vec<&Step>, Vec<&Step>) = plan
        .steps
        .iter()
        .filter(|step| step.does_something())
        .partition(|step| step.action != Action::Remove);
    let mut applied = Applied {
        done: 0,
        stopped: None,
    };
    let mut undone: Vec<&Step> = Vec::new();
    for step in first.into_iter().chain(last) {
        // What refers to later things is finished before anything is removed.
        let ends = step.action == Action::Remove;
        if ends && let Err(stopped) = applying.finish(&mut undone).await {
            applied.stopped = Some(stopped);
            return applied;
        }
        if let Err(cause) = applying.step(step).await {
            applied.stopped = Some((step.called(), cause));
            return applied;
        }
        if step.changes.iter().any(|change| is_late(step.part, change)) {
            undone.push(step);
        }
        applied.done += 1;
        told(step);
    }
    applied.stopped = applying.finish(&mut undone).await.err();
    applied
}

struct Applying<'a> {
    carrier: &'a Carrier,
    blueprint: &'a Blueprint,
    random: &'a Randomness,
    names: Names,
    prune: bool,
    /// Workspaces made in this run whose people were not looked at yet.
    made: BTreeSet<String>,
}

/// Whether a change waits for the thing itself, or names something that is made only after it.
fn is_late(part: &Part, change: &Change) -> bool {
    if matches!(part.way(change.key), Way::Later(_)) {
        return true;
    }
    let own = Part::refers(change.key) == Some(part.section.name);
    if own && matches!(part.way(change.key), Way::Membership(_)) {
        return true;
    }
    let other = Part::refers(change.key);
    let other = sections::PARTS
        .iter()
        .find(|part| Some(part.section.name) == other);
    other.is_some_and(|other| sections::order(&other.section) > sections::order(&part.section))
}

impl Step {
    /// What it is done to, for people.
    pub fn called(&self) -> String {
        let one = self.part.section.one;
        match (self.part.identity(), self.workspace.as_str()) {
            (None, "") => one.to_owned(),
            (None, workspace) => format!("{one} of {workspace}"),
            (Some(_), workspace) if workspace.is_empty() || workspace == self.name => {
                format!("{one} {}", self.name)
            }
            (Some(_), workspace) => format!("{one} {} of {workspace}", self.name),
        }
    }
}

impl Applying<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Trouble> {
        match step.action {
            Action::Leave | Action::Keep => return Ok(()),
            Action::Remove => return self.remove(step).await,
            Action::Create if step.part.identity().is_some() => self.create(step).await?,
            Action::Create | Action::Change => {
                if let Some(deed) = step.deed {
                    let path = format!("{}/{deed}", self.address(step));
                    self.carrier
                        .call(&Ask::new(Method::POST, path, None))
                        .await?;
                }
                self.change(step, false).await?;
            }
        }
        self.held(step).await?;
        self.memberships(step, false).await
    }

    /// Sets what refers to later things.
    async fn finish(&mut self, undone: &mut Vec<&Step>) -> Result<(), (String, Trouble)> {
        for step in std::mem::take(undone) {
            let finished = async {
                self.change(step, true).await?;
                self.memberships(step, true).await
            };
            let finished = finished.await;
            finished.map_err(|cause| (step.called(), cause))?;
        }
        Ok(())
    }

    /// The address of the thing of a step.
    fn address(&self, step: &Step) -> String {
        let path = path(step.part, &step.workspace);
        let learned = self
            .names
            .handle((&step.workspace, step.part.section.name), &step.name);
        match step.handle.as_deref().or(learned) {
            Some(handle) if step.part.identity().is_some() => format!("{path}/{handle}"),
            _ => path,
        }
    }

    async fn create(&mut self, step: &Step) -> Result<(), Trouble> {
        if self.came_with_workspace(step).await? {
            return self.change(step, false).await;
        }
        let changes = step
            .changes
            .iter()
            .filter(|change| !is_late(step.part, change));
        let mut body = self.body(step, changes)?;
        for key in step.part.section.keys {
            if let (Way::Held(field, _), Value::Object(body)) = (step.part.way(key), &mut body) {
                // One that the server draws would be shown to nobody.
                body.entry(field).or_insert(Value::Null);
            }
        }
        let list = step
            .part
            .made_at
            .map_or_else(|| path(step.part, &step.workspace), str::to_owned);
        let mut ask = Ask::new(Method::POST, list, Some(body));
        ask.key = Some(key(self.random));
        let told = self.carrier.call(&ask).await?;
        let made = Found::made(step.part, &told.body)?;
        self.names
            .learn((&step.workspace, step.part), &step.name, &made.handle);
        if step.part.identity() == Some(step.part.handle) {
            self.made.insert(step.workspace.clone());
        }
        Ok(())
    }

    /// Whether somebody is in a workspace that was made a moment ago: whoever made it is its first administrator.
    async fn came_with_workspace(&mut self, step: &Step) -> Result<bool, Trouble> {
        if step.part.removal != Removal::Dismiss {
            return Ok(false);
        }
        if self.made.remove(&step.workspace) {
            for one in self.carrier.list(&path(step.part, &step.workspace)).await? {
                let found = Found::listed(step.part, &one)?;
                self.names.learn(
                    (&step.workspace, step.part),
                    found.name(step.part),
                    &found.handle,
                );
            }
        }
        let place = (step.workspace.as_str(), step.part.section.name);
        Ok(self.names.handle(place, &step.name).is_some())
    }

    async fn change(&self, step: &Step, late: bool) -> Result<(), Trouble> {
        let chosen = |change: &&Change| {
            let way = step.part.way(change.key);
            let apart = matches!(way, Way::Membership(_) | Way::Held(..));
            !apart && is_late(step.part, change) == late
        };
        let changes: Vec<&Change> = step.changes.iter().filter(chosen).collect();
        if changes.is_empty() {
            return Ok(());
        }
        let address = self.address(step);
        let told = self.carrier.call(&Ask::get(&address)).await?;
        let found = Found::of(step.part, &told.body)?;
        // What was not there when the plan was made has been made with what is usual.
        let compared = changes.iter().filter(|_| step.handle.is_some());
        for change in
            compared.filter(|change| !matches!(step.part.way(change.key), Way::Secret(..)))
        {
            let now = worth::on_server(
                (&step.workspace, step.part),
                change.key,
                &found,
                &self.names,
            );
            if !worth::same(change.key, &now, &change.before) {
                return Err(Trouble::Changed(step.called()));
            }
        }
        let body = self.body(step, changes.into_iter())?;
        let (method, body) = match (step.part.sends, body) {
            (Sends::Everything, Value::Object(changes)) => {
                let mut all = found.fields;
                all.retain(|field, _| field_of(step.part, field));
                all.extend(changes);
                (Method::PUT, Value::Object(all))
            }
            (Sends::Inside, body) => (Method::PATCH, json!({ step.part.inside: body })),
            (_, body) => (Method::PATCH, body),
        };
        let ask = Ask::new(method, address, Some(body));
        self.carrier.call(&bound(ask, &told)).await?;
        Ok(())
    }

    fn body<'c>(
        &self,
        step: &Step,
        changes: impl Iterator<Item = &'c Change>,
    ) -> Result<Value, Trouble> {
        let mut body = Map::new();
        for change in changes {
            let (field, value) = match step.part.way(change.key) {
                Way::Field(field)
                | Way::Whole(field)
                | Way::OnlyNew(field)
                | Way::Later(field)
                | Way::Beside(field, _) => {
                    let sent = worth::sent(&step.workspace, change.key, &change.after, &self.names);
                    (field, sent.ok_or_else(|| self.lost(step, change))?)
                }
                Way::Secret(field, ..) | Way::Held(field, _) => (field, self.secret(step, change)?),
                Way::Membership(_) => continue,
            };
            body.insert(field.to_owned(), value);
        }
        Ok(Value::Object(body))
    }

    fn lost(&self, step: &Step, change: &Change) -> Trouble {
        Trouble::Changed(format!(
            "what {} names as its {}",
            step.called(),
            change.key.name
        ))
    }

    fn secret(&self, step: &Step, change: &Change) -> Result<Value, Trouble> {
        let root = &self.blueprint.root;
        let mut outer = root.items("workspaces").iter();
        let outer = outer.find(|one| one.text("address") == Some(step.workspace.as_str()));
        let outer = outer.unwrap_or(root);
        let mut items = outer.items(step.part.section.name).iter();
        let own = items.find(|item| {
            step.part
                .identity()
                .is_none_or(|key| item.text(key) == Some(step.name.as_str()))
        });
        let source = match own.and_then(|item| item.get(change.key.name)) {
            Some(Given::Secret(source)) => self.blueprint.secret(source),
            _ => None,
        };
        let found = source.map(|secret| Value::from(secret.expose().as_str()));
        found.ok_or_else(|| self.lost(step, change))
    }

    /// Gives a thing that is there the secret it is to have. Of two it has already the oldest ends for it; with
    /// `prune` all others do.
    async fn held(&self, step: &Step) -> Result<(), Trouble> {
        let held = |change: &&Change| matches!(step.part.way(change.key), Way::Held(..));
        let change = step.changes.iter().find(held);
        let Some(change) = change.filter(|_| step.handle.is_some()) else {
            return Ok(());
        };
        let secret = self.secret(step, change)?;
        let own = secret.as_str().map(|text| Secret::new(text.to_owned()));
        let own = own.and_then(|own| secrets::fingerprint(&own));
        let list = format!("{}/secrets", self.address(step));
        let text = |one: &Value, field: &str| one.get(field)?.as_str().map(str::to_owned);
        let (known, mut others): (Vec<Value>, Vec<Value>) = self
            .carrier
            .list(&list)
            .await?
            .into_iter()
            .partition(|one| text(one, "fingerprint") == own);
        let mut ask = Ask::new(
            Method::POST,
            list.clone(),
            Some(json!({ "secret": secret })),
        );
        ask.key = Some(key(self.random));
        let end = async |one: &Value| -> Result<(), Trouble> {
            let id = text(one, "id").ok_or_else(|| Trouble::odd("a secret without id"))?;
            let ask = Ask::new(Method::DELETE, format!("{list}/{id}"), None);
            self.carrier.call(&ask).await.map(drop)
        };
        if known.is_empty() {
            if others.len() > 1 {
                end(&others.remove(0)).await?;
            }
            self.carrier.call(&ask).await?;
        }
        for one in others.iter().filter(|_| self.prune) {
            end(one).await?;
        }
        Ok(())
    }

    /// Puts the thing of a step into what it is to be in, and takes it out of the rest.
    async fn memberships(&self, step: &Step, late: bool) -> Result<(), Trouble> {
        let own = self
            .names
            .handle((&step.workspace, step.part.section.name), &step.name);
        let Some(own) = step.handle.as_deref().or(own) else {
            return Ok(());
        };
        let timely = |change: &&Change| is_late(step.part, change) == late;
        for change in step.changes.iter().filter(timely) {
            let (Way::Membership(word), Kind::Some(section)) =
                (step.part.way(change.key), change.key.kind)
            else {
                continue;
            };
            let Some(outer) = sections::PARTS
                .iter()
                .find(|part| part.section.name == section)
            else {
                continue;
            };
            let folded = |value: &Value| -> Vec<String> {
                let names = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                names.map(|name| outer.fold(name)).collect()
            };
            let (before, after) = (folded(&change.before), folded(&change.after));
            let added = after
                .iter()
                .filter(|name| !before.contains(name))
                .map(|name| (Method::PUT, name));
            let taken = before
                .iter()
                .filter(|name| !after.contains(name))
                .map(|name| (Method::DELETE, name));
            for (method, name) in added.chain(taken) {
                let handle = self.names.handle((&step.workspace, section), name);
                let handle = handle.ok_or_else(|| self.lost(step, change))?;
                let path = format!("{}/{handle}/{word}/{own}", path(outer, &step.workspace));
                self.carrier.call(&Ask::new(method, path, None)).await?;
            }
        }
        Ok(())
    }

    async fn remove(&self, step: &Step) -> Result<(), Trouble> {
        let address = self.address(step);
        // Whatever is gone already need not be removed.
        let Some(told) = self.carrier.find(&address).await? else {
            return Ok(());
        };
        let ask = match (step.part.removal, step.deed) {
            (Removal::Delete(_), _) => Ask::new(Method::DELETE, address, None),
            (Removal::Dismiss, Some(deed)) => {
                Ask::new(Method::POST, format!("{address}/{deed}"), None)
            }
            _ => return Ok(()),
        };
        self.carrier.call(&bound(ask, &told)).await?;
        Ok(())
    }
}

/// Whether a field is one a key of the part is sent as.
fn field_of(part: &Part, field: &str) -> bool {
    part.section.keys.iter().any(|key| match part.way(key) {
        Way::Field(name) | Way::Whole(name) | Way::Later(name) | Way::Beside(name, _) => {
            name == field
        }
        _ => false,
    })
}

/// Binds a change to what was read.
fn bound(mut ask: Ask, told: &Told) -> Ask {
    ask.tag = told.tag.clone();
    ask
}

/// A key under which a creation is done once.
fn key(random: &Randomness) -> String {
    let bytes: [u8; 16] = random.bytes();
    protocol::jose::base64url_encode(bytes)
}
