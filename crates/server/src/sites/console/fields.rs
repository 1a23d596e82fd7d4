//! The fields of a site: what the forms send, and how they are shown again with what is wrong.

use serde::Deserialize;

use crate::sites::site::{AddressMistake, Mistakes, Site, SiteDraft, UserIs};
use crate::web::Ctx;
use crate::web::ui;

/// What the forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    addresses: String,
    #[serde(default)]
    user_is: String,
    #[serde(default)]
    asserts: Option<String>,
}

impl Typed {
    /// The form of a site as it stands.
    pub(super) fn of(site: &Site) -> Self {
        let addresses = site.addresses.iter().map(ToString::to_string);
        Self {
            name: site.name.clone(),
            addresses: addresses.collect::<Vec<_>>().join("\n"),
            user_is: site.user_is.word().to_owned(),
            asserts: site.asserts.then(|| "on".to_owned()),
        }
    }

    /// As it is checked.
    pub(super) fn draft(&self) -> SiteDraft<'_> {
        SiteDraft {
            name: &self.name,
            addresses: &self.addresses,
            user_is: &self.user_is,
            asserts: self.asserts.is_some(),
        }
    }
}

/// The fields, with what is wrong beside each.
pub(super) struct Fields {
    pub(super) summary: ui::ErrorSummary,
    pub(super) name: ui::Field,
    pub(super) addresses: ui::Field,
    pub(super) user_is: ui::Radios,
    pub(super) asserts: ui::Checkbox,
}

impl Fields {
    pub(super) fn new(ctx: &Ctx, typed: &Typed, wrong: &Mistakes) -> Self {
        let name = wrong.name.map(|key| ctx.text(key));
        let sentence = |one: &AddressMistake| one.sentence(&ctx.texts);
        let addresses: Vec<String> = wrong.addresses.iter().map(sentence).collect();
        let addresses = (!addresses.is_empty()).then(|| addresses.join(" "));
        let chosen = UserIs::from_word(&typed.user_is).unwrap_or(UserIs::Email);
        let user_is = UserIs::ALL.iter().fold(
            ui::radios("user_is", ctx.text("sites-user-is")),
            |radios, one| {
                let key = format!("sites-user-is-{}", one.word());
                let hint = ctx.text(&format!("{key}-hint"));
                radios.explained(one.word(), ctx.text(&key), hint)
            },
        );
        Self {
            summary: ui::error_summary(&ctx.texts)
                .error("name", name.clone())
                .error("addresses", addresses.clone()),
            name: ui::field("name", ctx.text("sites-name"))
                .hint(ctx.text("sites-name-hint"))
                .value(&typed.name)
                .error(name),
            addresses: ui::textarea("addresses", ctx.text("sites-addresses"))
                .hint(ctx.text("sites-addresses-hint"))
                .rows(3)
                .mono()
                .value(&typed.addresses)
                .error(addresses),
            user_is: user_is.chosen(chosen.word()),
            asserts: ui::checkbox("asserts", ctx.text("sites-asserts"))
                .hint(ctx.text("sites-asserts-hint"))
                .ticked(typed.asserts.is_some()),
        }
    }
}
