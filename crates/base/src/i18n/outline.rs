//! What the text files contain, key by key, for the tests that compare languages and find keys
//! nobody uses.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::{Language, sources};

/// One message of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The file without `.ftl`.
    pub file: String,
    /// The names of the values the text has places for.
    pub arguments: BTreeSet<String>,
    /// What is said in words only, without the values: the text as written.
    pub text: String,
}

/// Every message of `language` by its key, and what is wrong with the files.
pub fn outline(language: Language) -> (BTreeMap<String, Outline>, Vec<String>) {
    let (mut messages, mut problems) = (BTreeMap::new(), Vec::new());
    for (file, source) in sources(language) {
        let resource = FluentResource::try_new(source).unwrap_or_else(|(rest, errors)| {
            problems.extend(
                errors
                    .iter()
                    .map(|e| format!("{}/{file}: {e}", language.code())),
            );
            rest
        });
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            let mut found = Outline {
                file: file.clone(),
                ..Outline::default()
            };
            if let Some(pattern) = &message.value {
                walk(pattern, &mut found);
            }
            let key = message.id.name.to_owned();
            if messages.insert(key.clone(), found).is_some() {
                problems.push(format!("{}/{file}: {key} is there twice", language.code()));
            }
        }
    }
    (messages, problems)
}

fn walk(pattern: &Pattern<&str>, found: &mut Outline) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => found.text.push_str(value),
            PatternElement::Placeable { expression } => expression_of(expression, found),
        }
    }
}

fn expression_of(expression: &Expression<&str>, found: &mut Outline) {
    match expression {
        Expression::Inline(inline) => inline_of(inline, found),
        Expression::Select { selector, variants } => {
            inline_of(selector, found);
            for variant in variants {
                walk(&variant.value, found);
                found.text.push('\n');
            }
        }
    }
}

fn inline_of(inline: &InlineExpression<&str>, found: &mut Outline) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.arguments.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments
                .positional
                .iter()
                .for_each(|one| inline_of(one, found));
        }
        InlineExpression::Placeable { expression } => expression_of(expression, found),
        _ => {}
    }
}
