//! What items are to one another: no two the same, no name of something that is not there, no circle.

use std::collections::{BTreeMap, BTreeSet};

use super::grammar::{Grammar, Identity, Kind, Section};
use super::item::{Given, Item};
use super::place::{Mistake, Place};
use super::read::{Known, join};
use crate::nearest::nearest;

/// Checks everything that stands in `root`.
pub(super) fn check(grammar: &Grammar, root: &Item, mistakes: &mut Vec<Mistake>) {
    within(grammar, (None, root), "", mistakes);
}

fn within(
    grammar: &Grammar,
    (outer, item): (Option<&str>, &Item),
    path: &str,
    mistakes: &mut Vec<Mistake>,
) {
    let sections: Vec<&Section> = grammar.within(outer).collect();
    let mut known = BTreeMap::new();
    for section in &sections {
        if let Some(identity) = section.identity {
            let path = join(&join(path, section.name), identity.key);
            let items = item.items(section.name);
            known.insert(
                section.name,
                (
                    identity,
                    unique(identity, items, (section.one, &path), mistakes),
                ),
            );
        }
    }
    for section in sections {
        let path = join(path, section.name);
        for one in item.items(section.name) {
            names(section, one, &known, (&path, mistakes));
            within(grammar, (Some(section.name), one), &path, mistakes);
        }
        circles(section, item.items(section.name), (&path, mistakes));
    }
}

/// The items by their identity; the second of two is a mistake.
fn unique<'i>(
    identity: Identity,
    items: &'i [Item],
    (one, path): (&str, &str),
    mistakes: &mut Vec<Mistake>,
) -> Known<'i> {
    let mut known = Known::new();
    for item in items {
        let Some(text) = item.text(identity.key) else {
            continue;
        };
        if let Some(first) = known.get(&(identity.fold)(text)) {
            let words = format!("this {one} stands in line {} already", first.at.line);
            let at = item
                .entries
                .get(identity.key)
                .map_or(item.at, |entry| entry.at);
            mistakes.push(Mistake {
                at,
                key: path.to_owned(),
                words,
            });
        } else {
            known.insert((identity.fold)(text), item);
        }
    }
    known
}

type All<'i> = BTreeMap<&'static str, (Identity, Known<'i>)>;

/// Whether everything an item names is there.
fn names(
    section: &Section,
    item: &Item,
    all: &All<'_>,
    (path, mistakes): (&str, &mut Vec<Mistake>),
) {
    for key in section.keys {
        if let (Kind::Tables(inner, _), Some(Given::Tables(items))) = (key.kind, item.get(key.name))
        {
            let path = join(path, key.name);
            for one in items {
                names(inner, one, all, (&path, &mut *mistakes));
            }
        }
        let (Kind::One(other) | Kind::Some(other)) = key.kind else {
            continue;
        };
        let Some((identity, known)) = all.get(other) else {
            continue;
        };
        for (at, text) in named(item, key.name) {
            if known.contains_key(&(identity.fold)(text)) {
                continue;
            }
            let written = known.values().filter_map(|item| item.text(identity.key));
            let hint = nearest(text, written.map(str::to_owned));
            let hint = hint
                .map(|meant| format!("; did you mean “{meant}”?"))
                .unwrap_or_default();
            let start: String = text.chars().take(120).collect();
            let words = format!("“{start}” stands nowhere among the {other} of this file{hint}");
            mistakes.push(Mistake {
                at,
                key: join(path, key.name),
                words,
            });
        }
    }
}

fn named<'i>(item: &'i Item, key: &str) -> Vec<(Place, &'i str)> {
    match item.entries.get(key).map(|entry| (entry.at, &entry.given)) {
        Some((at, Given::Text(text))) if !text.is_empty() => vec![(at, text)],
        Some((_, Given::Texts(texts))) => texts
            .iter()
            .map(|(at, text)| (*at, text.as_str()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Items that name one of their own kind must not come back to themselves.
fn circles(section: &Section, items: &[Item], (path, mistakes): (&str, &mut Vec<Mistake>)) {
    let Some(identity) = section.identity else {
        return;
    };
    let above = section
        .keys
        .iter()
        .find(|key| matches!(key.kind, Kind::One(other) if other == section.name));
    let Some(above) = above else { return };
    let link = |item: &Item| {
        let own = item.text(identity.key).map(identity.fold)?;
        let above = item.text(above.name).filter(|text| !text.is_empty());
        Some((own, above.map(identity.fold)?))
    };
    let links: BTreeMap<String, String> = items.iter().filter_map(link).collect();
    // Each item is walked through once: what leads out of the links, or was found to turn, is done.
    let mut done = BTreeSet::new();
    for item in items {
        let mut way = Vec::new();
        let mut next = item.text(identity.key).map(identity.fold);
        while let Some(own) = next.take_if(|own| !done.contains(own)) {
            if way.contains(&own) {
                let at = item
                    .entries
                    .get(above.name)
                    .map_or(item.at, |entry| entry.at);
                let words = format!("this {} would stand under itself", section.one);
                mistakes.push(Mistake {
                    at,
                    key: join(path, above.name),
                    words,
                });
                break;
            }
            next = links.get(&own).cloned();
            way.push(own);
        }
        done.extend(way);
    }
}
