//! Randomness: the one source of it. Tests hold a seeded one and see the same values every time.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Where random bytes come from: the operating system's generator, or a test's seed.
#[derive(Clone, Debug)]
pub struct Randomness(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded(Arc<Mutex<Stream>>),
}

#[derive(Debug)]
struct Stream {
    seed: [u8; 32],
    block: u64,
}

impl Randomness {
    /// The generator of the operating system.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A stream that repeats for the same seed. For tests only: it is predictable.
    pub fn seeded(seed: u64) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(seed.to_be_bytes()) {
            *to = from;
        }
        Self(Source::Seeded(Arc::new(Mutex::new(Stream {
            seed: bytes,
            block: 0,
        }))))
    }

    /// Fills `out` with random bytes.
    ///
    /// A failing system generator leaves nothing safe to do, so it ends the process
    /// rather than continue with guessable secrets.
    pub fn fill(&self, out: &mut [u8]) {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the source all others must ask"
            )]
            Source::System => {
                if aws_lc_rs::rand::fill(out).is_err() {
                    std::process::abort();
                }
            }
            Source::Seeded(stream) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in out.chunks_mut(32) {
                    let mut context = digest::Context::new(&digest::SHA256);
                    context.update(&stream.seed);
                    context.update(&stream.block.to_be_bytes());
                    stream.block += 1;
                    for (to, from) in chunk.iter_mut().zip(context.finish().as_ref()) {
                        *to = *from;
                    }
                }
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A token of 256 random bits, 43 characters of base64url.
    pub fn token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_streams_repeat_and_differ_by_seed() {
        let (a, b) = (Randomness::seeded(1), Randomness::seeded(1));
        assert_eq!(a.bytes::<70>(), b.bytes::<70>());
        assert_ne!(Randomness::seeded(1).token(), Randomness::seeded(2).token());
    }

    #[test]
    fn a_stream_does_not_repeat_itself() {
        let source = Randomness::seeded(7);
        assert_ne!(source.token(), source.token());
    }

    #[test]
    fn system_tokens_have_256_bits() {
        assert_eq!(Randomness::system().token().len(), 43);
    }
}
