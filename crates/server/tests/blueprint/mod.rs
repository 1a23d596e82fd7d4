//! Blueprints: files applied to a server at rest and through the API of a running one.

mod again;
mod applications;
mod changes;
mod manual;
mod mistakes;
mod refusals;
mod running;

use std::collections::BTreeMap;
use std::path::PathBuf;

use base::random::Randomness;
use base::secret::Secret;
use server::blueprint::{
    Action, Applied, AtRest, Blueprint, Carrier, Plan, Sources, Step, Wishes, apply, human, plan,
};

use super::harness::TestApp;

/// A small company.
const ACME: &str = include_str!("../../../../examples/acme.toml");

/// No folder, no variables.
fn no_secrets() -> Sources {
    Sources {
        folder: PathBuf::from("/nowhere"),
        variables: BTreeMap::new(),
    }
}

fn sources(variables: &[(&str, &str)]) -> Sources {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::new((*value).to_owned()));
    Sources {
        variables: variables.iter().map(own).collect(),
        ..no_secrets()
    }
}

fn read(text: &str) -> Blueprint {
    Blueprint::of(text, &no_secrets()).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn at_rest(app: &TestApp) -> Carrier {
    let router = server::app::router(app.app.clone());
    Carrier::AtRest(Box::new(AtRest::over(
        app.app.clone(),
        router,
        "the database",
    )))
}

const PRUNE: Wishes = Wishes {
    prune: true,
    secrets: false,
};

async fn planned(carrier: &Carrier, blueprint: &Blueprint, wishes: Wishes) -> Plan {
    plan(carrier, blueprint, wishes).await.unwrap()
}

async fn carried_out(
    carrier: &Carrier,
    blueprint: &Blueprint,
    wishes: Wishes,
) -> (Vec<String>, Applied) {
    let plan = planned(carrier, blueprint, wishes).await;
    let mut told = Vec::new();
    let mut tell = |step: &Step| told.push(server::blueprint::step_done(step));
    let applied = apply(carrier, blueprint, plan, &Randomness::system(), &mut tell).await;
    (told, applied)
}

/// Applies a text, which must succeed, and says what was done.
async fn done(carrier: &Carrier, text: &str) -> Vec<String> {
    done_with(carrier, &read(text), Wishes::default()).await
}

async fn done_with(carrier: &Carrier, blueprint: &Blueprint, wishes: Wishes) -> Vec<String> {
    let (told, applied) = carried_out(carrier, blueprint, wishes).await;
    if let Some((at, cause)) = applied.stopped {
        panic!("stopped at {at}: {cause}; done: {told:#?}");
    }
    assert_eq!(applied.done, told.len());
    told
}

/// What a second look finds to do.
async fn left(carrier: &Carrier, text: &str) -> String {
    let plan = planned(carrier, &read(text), PRUNE).await;
    match plan.changes_anything() {
        true => human(&plan),
        false => String::new(),
    }
}

fn steps(plan: &Plan, action: Action) -> Vec<String> {
    plan.steps
        .iter()
        .filter(|step| step.action == action)
        .map(Step::called)
        .collect()
}
