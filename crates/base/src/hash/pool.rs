//! The threads that hash, each with a block of memory it keeps, and the bounded queue before them.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::Block;
use tokio::sync::oneshot;

use super::{Cost, HashError};
use crate::clock::Clock;
use crate::secret::Secret;

type Answer = oneshot::Sender<Option<Secret<Vec<u8>>>>;

/// One hash to compute.
pub(super) struct Ask {
    pub(super) password: Secret<String>,
    pub(super) salt: Vec<u8>,
    pub(super) cost: Cost,
    pub(super) length: usize,
}

#[derive(Debug)]
pub(super) struct Pool {
    queue: SyncSender<(Ask, Answer)>,
    threads: usize,
    load: Arc<Load>,
}

/// What the threads are doing, for metrics and for the guess how long to wait.
#[derive(Debug, Default)]
struct Load {
    open: AtomicUsize,
    last_micros: AtomicU64,
}

impl Pool {
    pub(super) fn start(threads: usize, queue: usize) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue.max(1));
        let receiver = Arc::new(Mutex::new(receiver));
        let load = Arc::new(Load::default());
        for number in 0..threads.max(1) {
            let (asks, load) = (Arc::clone(&receiver), Arc::clone(&load));
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&asks, &load))?;
        }
        Ok(Self {
            queue: sender,
            threads: threads.max(1),
            load,
        })
    }

    pub(super) async fn run(&self, ask: Ask) -> Result<Secret<Vec<u8>>, HashError> {
        let (answer, heard) = oneshot::channel();
        self.load.open.fetch_add(1, Ordering::Relaxed);
        if let Err(refused) = self.queue.try_send((ask, answer)) {
            let open = self.load.open.fetch_sub(1, Ordering::Relaxed);
            return Err(match refused {
                TrySendError::Full(_) => HashError::Busy {
                    retry_after: self.wait(open),
                },
                TrySendError::Disconnected(_) => HashError::Gone,
            });
        }
        heard.await.ok().flatten().ok_or(HashError::Gone)
    }

    pub(super) fn load(&self) -> usize {
        self.load.open.load(Ordering::Relaxed)
    }

    fn wait(&self, open: usize) -> Duration {
        let each = Duration::from_micros(self.load.last_micros.load(Ordering::Relaxed));
        let rounds = u32::try_from(open / self.threads).unwrap_or(u32::MAX);
        each.saturating_mul(rounds).max(Duration::from_secs(1))
    }
}

fn work(asks: &Mutex<Receiver<(Ask, Answer)>>, load: &Load) {
    let mut memory = Vec::new();
    let clock = Clock::system();
    loop {
        // The lock is held while waiting: the other idle threads queue up behind it.
        let next = asks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((ask, answer)) = next else { return };
        // Nobody waits for an answer any more when the browser has gone.
        let found = if answer.is_closed() {
            None
        } else {
            let began = clock.monotonic();
            let found = compute(&ask, &mut memory);
            let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
            load.last_micros.store(took, Ordering::Relaxed);
            found
        };
        load.open.fetch_sub(1, Ordering::Relaxed);
        // Fails only when the browser has gone in the meantime.
        let _ = answer.send(found);
    }
}

/// Computes one hash in `memory`, which grows to what the cost demands and is kept for the next.
fn compute(ask: &Ask, memory: &mut Vec<Block>) -> Option<Secret<Vec<u8>>> {
    let argon2 = ask.cost.argon2()?;
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.try_reserve_exact(blocks - memory.len()).ok()?;
        memory.resize(blocks, Block::default());
    }
    let mut out = vec![0; ask.length];
    let password = ask.password.expose().as_bytes();
    argon2
        .hash_password_into_with_memory(password, &ask.salt, &mut out, memory.get_mut(..blocks)?)
        .ok()?;
    Some(Secret::new(out))
}
