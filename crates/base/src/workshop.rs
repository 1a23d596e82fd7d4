//! A workshop: costly work on what outsiders send, such as decoding a picture, done beside the requests. One piece at a
//! time, with a short queue before it, so that many pieces at once take neither the memory nor the time of anything else.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Semaphore;

/// Why a piece of work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WorkshopError {
    /// Too much waits already, or it took too long.
    #[error("the workshop is busy")]
    Busy,
    /// It broke while it was worked on.
    #[error("the work broke off")]
    Broken,
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Workshop {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    patience: Duration,
}

impl Workshop {
    /// A workshop before which so many may wait, each at most so long.
    pub fn new(queue: usize, patience: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(queue)),
            turns: Arc::new(Semaphore::new(1)),
            patience,
        }
    }

    /// Has `work` done. Whoever loses patience is answered; what was begun keeps its turn until it is done.
    ///
    /// # Errors
    /// [`WorkshopError`].
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkshopError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| WorkshopError::Busy)?;
        let doing = async {
            let turn = Arc::clone(&self.turns).acquire_owned().await;
            let turn = turn.map_err(|_| WorkshopError::Broken)?;
            let done = tokio::task::spawn_blocking(move || {
                let _held = (place, turn);
                work()
            });
            done.await.map_err(|_| WorkshopError::Broken)
        };
        let done = tokio::time::timeout(self.patience, doing).await;
        done.unwrap_or(Err(WorkshopError::Busy))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[tokio::test]
    async fn work_is_done_and_what_breaks_takes_nobody_along() {
        let workshop = Workshop::new(2, Duration::from_secs(20));
        assert_eq!(workshop.run(|| 6 * 7).await, Ok(42));
        let broken = workshop.run(|| std::panic::resume_unwind(Box::new("broken")));
        assert_eq!(broken.await, Err::<(), _>(WorkshopError::Broken));
        assert_eq!(workshop.run(|| "on").await, Ok("on"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_wait_than_there_are_places() {
        let workshop = Workshop::new(2, Duration::from_secs(20));
        let (finish, wait) = channel::<()>();
        let first = tokio::spawn({
            let workshop = workshop.clone();
            async move { workshop.run(move || wait.recv().is_ok()).await }
        });
        while workshop.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let workshop = workshop.clone();
            async move { workshop.run(|| true).await }
        });
        while workshop.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workshop.run(|| true).await, Err(WorkshopError::Busy));
        finish.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(true));
        assert_eq!(workshop.run(|| true).await, Ok(true));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_loses_patience_does_not_free_the_turn() {
        let workshop = Workshop::new(3, Duration::from_millis(20));
        let (finish, wait) = channel::<()>();
        let lost = workshop.run(move || wait.recv().is_ok()).await;
        assert_eq!(lost, Err(WorkshopError::Busy));
        assert_eq!(workshop.run(|| true).await, Err(WorkshopError::Busy));
        finish.send(()).unwrap();
        while workshop.turns.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workshop.run(|| true).await, Ok(true));
    }
}
