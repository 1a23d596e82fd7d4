//! What the steps of set-up share: their order, and the page around their fields.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::store::Draft;
use crate::web::ui::{self, Card, Content, Html, Stepper};
use crate::web::{Ctx, card, rejected, show};

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Step {
    /// Language and address.
    Start,
    /// The operator.
    You,
    /// The first workspace.
    Workspace,
    /// Everything once more before it counts.
    Check,
}

impl Step {
    const ALL: [Self; 4] = [Self::Start, Self::You, Self::Workspace, Self::Check];

    /// Its address.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Start => "/set-up/start",
            Self::You => "/set-up/you",
            Self::Workspace => "/set-up/workspace",
            Self::Check => "/set-up/check",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Start => "setup-step-start",
            Self::You => "setup-step-you",
            Self::Workspace => "setup-step-workspace",
            Self::Check => "setup-step-check",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Start => ("setup-start-title", "setup-start-lead"),
            Self::You => ("setup-you-title", "setup-you-lead"),
            Self::Workspace => ("setup-workspace-title", "setup-workspace-lead"),
            Self::Check => ("setup-check-title", "setup-check-lead"),
        }
    }

    /// The way back when an earlier step is still to be done.
    pub(super) fn not_yet(self, draft: &Draft) -> Option<Response> {
        let due = draft.due();
        (due < self).then(|| Redirect::to(due.path()).into_response())
    }
}

impl Draft {
    /// The first step that is still to be done.
    pub(super) fn due(&self) -> Step {
        if self.language.is_none() {
            Step::Start
        } else if self.name.is_none() || self.email.is_none() || self.password.is_none() {
            Step::You
        } else if self.workspace_name.is_none() || self.workspace_address.is_none() {
            Step::Workspace
        } else {
            Step::Check
        }
    }
}

/// The page of a step.
#[derive(Template)]
#[template(path = "setup/step.html")]
pub(super) struct Page {
    card: Card,
    steps: Stepper,
    lead: String,
    form: ui::Form,
    summary: ui::ErrorSummary,
    parts: Vec<Html>,
    next: ui::SubmitButton,
}

impl Page {
    /// The page of `step`, without its fields.
    pub(super) fn new(ctx: &Ctx, step: Step, draft: &Draft) -> Self {
        let (title, lead) = step.words();
        let mut card = card(ctx, title);
        card.wide = true;
        let due = draft.due();
        let steps = Step::ALL
            .iter()
            .fold(ui::stepper(&ctx.texts), |steps, one| {
                let words = ctx.text(one.name());
                if *one == step {
                    steps.current(words)
                } else if *one < due {
                    steps.done(one.path(), words)
                } else {
                    steps.to_come(words)
                }
            });
        let button = match step {
            Step::Check => "setup-finish",
            Step::Start | Step::You | Step::Workspace => "setup-continue",
        };
        Self {
            card,
            steps,
            lead: ctx.text(lead),
            form: ui::form(step.path(), &ctx.csrf),
            summary: ui::error_summary(&ctx.texts),
            parts: Vec::new(),
            next: ui::submit(ctx.text(button)),
        }
    }

    /// A field or something else that stands in the form.
    #[must_use]
    pub(super) fn part(mut self, part: impl Content) -> Self {
        self.parts.push(part.html());
        self
    }

    /// What is wrong with the field of this name.
    #[must_use]
    pub(super) fn error(mut self, field: &str, words: Option<&String>) -> Self {
        self.card.page.has_error |= words.is_some();
        self.summary = self.summary.error(field, words);
        self
    }

    /// The answer: status 422 when something is wrong.
    pub(super) fn answer(self) -> Response {
        if self.card.page.has_error {
            rejected(&self)
        } else {
            show(&self)
        }
    }
}
