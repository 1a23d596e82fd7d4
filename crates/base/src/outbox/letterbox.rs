//! A letterbox in memory, into which tests have messages delivered.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Delivery, Outcome};

/// A letterbox in memory, for tests: what was delivered, and whether deliveries are taken.
#[derive(Debug)]
pub struct Letterbox<M> {
    state: Arc<Mutex<LetterboxState<M>>>,
}

#[derive(Debug)]
struct LetterboxState<M> {
    letters: Vec<M>,
    answer: Option<(Outcome, String)>,
}

impl<M> Clone for Letterbox<M> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
        }
    }
}

impl<M> Default for Letterbox<M> {
    fn default() -> Self {
        let state = LetterboxState {
            letters: Vec::new(),
            answer: None,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }
}

impl<M: Clone> Letterbox<M> {
    /// Takes out what has been delivered so far.
    pub fn take(&self) -> Vec<M> {
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

    pub(crate) fn put(&self, letter: &M) -> Delivery {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((outcome, words)) = &state.answer {
            return Delivery::new(*outcome, words.clone());
        }
        state.letters.push(letter.clone());
        Delivery::new(Outcome::Accepted, "kept in memory".to_owned())
    }
}
