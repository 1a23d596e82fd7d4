//! A letterbox in memory, into which tests have letters delivered.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Delivery, Letter, Outcome};

/// A letterbox in memory, for tests: what was delivered, and whether deliveries are taken.
#[derive(Clone, Debug, Default)]
pub struct Letterbox {
    state: Arc<Mutex<LetterboxState>>,
}

#[derive(Debug, Default)]
struct LetterboxState {
    letters: Vec<Letter>,
    answer: Option<(Outcome, String)>,
}

impl Letterbox {
    /// Takes out what has been delivered so far.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(
            &mut self
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .letters,
        )
    }

    /// From now on every delivery ends like this; `None` takes them again.
    pub fn answer_with(&self, answer: Option<(Outcome, &str)>) {
        let answer = answer.map(|(outcome, words)| (outcome, words.to_owned()));
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .answer = answer;
    }

    pub(super) fn put(&self, letter: &Letter) -> Delivery {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((outcome, words)) = &state.answer {
            return Delivery::new(*outcome, words.clone());
        }
        state.letters.push(letter.clone());
        Delivery::new(Outcome::Accepted, "kept in memory".to_owned())
    }
}
