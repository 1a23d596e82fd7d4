//! THE list of what a blueprint can describe. A part is a file here and a line in [`PARTS`].

mod accounts;
mod applications;
mod brand;
mod departments;
mod groups;
mod mail;
mod people;
mod registration;
mod rules;
mod self_registration;
mod sites;
mod sms;
mod workspaces;

use protocol::blueprint::{Grammar, Section};

use super::part::Part;

/// All parts, each after those it refers to as far as that can be; what refers to a later one is
/// set when that is there.
pub static PARTS: &[&Part] = &[
    &mail::PART,
    &sms::PART,
    &registration::PART,
    &workspaces::PART,
    &self_registration::PART,
    &rules::PART,
    &brand::PART,
    &departments::PART,
    &groups::PART,
    &people::PART,
    &accounts::PART,
    &applications::PART,
    &sites::PART,
];

/// What may stand in a blueprint.
pub(super) fn grammar() -> Grammar {
    Grammar::new(PARTS.iter().map(|part| &part.section))
}

/// The parts that stand in `outer`, or at the top.
pub(super) fn within(outer: Option<&'static str>) -> impl Iterator<Item = &'static Part> {
    PARTS
        .iter()
        .copied()
        .filter(move |part| part.section.under == outer)
}

/// Where a part stands in the list.
pub(super) fn order(section: &Section) -> usize {
    PARTS
        .iter()
        .position(|part| std::ptr::eq(&raw const part.section, section))
        .unwrap_or(PARTS.len())
}
