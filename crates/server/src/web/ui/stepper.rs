//! The steps of something longer: done ones can be gone back to.

use std::fmt::Display;

use askama::Template;

use super::Texts;
use super::content::components;

/// One step.
#[derive(Clone, Debug)]
struct Step {
    words: String,
    href: Option<String>,
    current: bool,
}

/// An ordered list of steps; the heading of the page repeats "Step 2 of 5".
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/stepper.html")]
pub struct Stepper {
    steps: Vec<Step>,
    texts: Texts,
}

components!(Stepper);

/// Steps; add them in their order.
pub fn stepper(texts: &Texts) -> Stepper {
    Stepper {
        steps: Vec::new(),
        texts: texts.clone(),
    }
}

impl Stepper {
    /// A step that is done; the link leads back to it.
    #[must_use]
    pub fn done(self, href: impl Display, words: impl Display) -> Self {
        self.step(words.to_string(), Some(href.to_string()), false)
    }

    /// The step of this page.
    #[must_use]
    pub fn current(self, words: impl Display) -> Self {
        self.step(words.to_string(), None, true)
    }

    /// A step to come.
    #[must_use]
    pub fn to_come(self, words: impl Display) -> Self {
        self.step(words.to_string(), None, false)
    }

    fn step(mut self, words: String, href: Option<String>, current: bool) -> Self {
        self.steps.push(Step {
            words,
            href,
            current,
        });
        self
    }

    /// "Step 2 of 5", for the title and the heading of the page.
    pub fn position(&self) -> String {
        let current = self
            .steps
            .iter()
            .position(|step| step.current)
            .map_or(0, |at| at + 1);
        let (step, total) = (current.to_string(), self.steps.len().to_string());
        self.texts
            .with("ui-step", &[("step", step.into()), ("total", total.into())])
    }
}
