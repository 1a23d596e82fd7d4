//! The lines under a new password: what is wanted of it, and how hard it is to guess.
//!
//! The same component stands in the page and is the answer to the field's script. Nothing is stored,
//! and what is sent is judged once more by whoever takes the form.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{PasswordRules, Weakness};
use crate::web::ui::{Texts, Verdict};
use crate::web::{App, Ctx, Form, PageError, show};

/// Where the script asks.
pub(super) const ADDRESS: &str = "/password-strength";
/// Longer words about the person are not looked at.
const LONGEST_OWN: usize = 200;

/// What the script sends: the password and what stands in the fields beside it.
#[derive(Deserialize)]
pub(in crate::signin) struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    email: String,
}

/// The lines under a field that is still empty.
pub fn strength(texts: &Texts) -> Verdict {
    lines(texts, "", &[])
}

/// `POST /password-strength`: the lines for what is typed so far.
pub(super) async fn judge(
    State(_): State<App>,
    ctx: Ctx,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let own = [&typed.name, &typed.username, &typed.email];
    let own: Vec<&str> = own
        .into_iter()
        .map(String::as_str)
        .filter(|word| word.len() <= LONGEST_OWN)
        .collect();
    Ok(show(&lines(&ctx.texts, &typed.password, &own)))
}

fn lines(texts: &Texts, password: &str, own: &[&str]) -> Verdict {
    let rules = PasswordRules::default();
    let judged = rules.judge(password, own);
    let length = password.chars().count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let sentence = match judged {
        Err(Weakness::Missing) => texts.get("strength-empty"),
        Err(Weakness::TooShort) => {
            let missing = count(rules.shortest.saturating_sub(length));
            texts.with("strength-short", &[("missing", missing.into())])
        }
        Err(Weakness::TooLong) => {
            let most = count(rules.longest);
            texts.with("strength-long", &[("longest", most.into())])
        }
        Err(Weakness::Common) => texts.get("strength-common"),
        Err(Weakness::Guessable) => texts.get("strength-guessable"),
        Ok(()) if PasswordRules::score(password, own) > 3 => texts.get("strength-very-good"),
        Ok(()) => texts.get("strength-good"),
    };
    let shortest = count(rules.shortest);
    Verdict::new(ADDRESS, texts)
        .sentence(sentence)
        .rule(
            texts.with("strength-rule-length", &[("shortest", shortest.into())]),
            length >= rules.shortest && length <= rules.longest,
        )
        .rule(
            texts.get("strength-rule-common"),
            length >= rules.shortest && judged != Err(Weakness::Common),
        )
        .rule(texts.get("strength-rule-guess"), judged.is_ok())
}
