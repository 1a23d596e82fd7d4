//! The nonce a proof has to bring where the operator wants one (RFC 9449 section 8): the time, sealed.
//! It needs no row, and any process of the server knows its own.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::web::App;

/// How long a nonce is good, in seconds.
const LIFE: i64 = 300;
/// So much of the seal is written.
const SEAL: usize = 16;

fn key(app: &App) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, app.master.derive("dpop-nonce").expose())
}

/// A nonce of now.
pub(super) fn fresh(app: &App) -> String {
    made(&key(app), app.clock.now().as_seconds())
}

/// Whether we gave this nonce away within the last minutes.
pub(super) fn is_ours(app: &App, brought: Option<&str>) -> bool {
    let now = app.clock.now().as_seconds();
    brought.is_some_and(|text| is_good(&key(app), text, now))
}

fn made(key: &hmac::Key, seconds: i64) -> String {
    let time = seconds.to_be_bytes();
    let tag = hmac::sign(key, &time);
    let seal = tag.as_ref().get(..SEAL).unwrap_or_default();
    BASE64_URL_SAFE_NO_PAD.encode([time.as_slice(), seal].concat())
}

fn is_good(key: &hmac::Key, text: &str, now: i64) -> bool {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text) else {
        return false;
    };
    let Some((time, _)) = bytes.split_first_chunk::<8>() else {
        return false;
    };
    let seconds = i64::from_be_bytes(*time);
    let age = now.saturating_sub(seconds);
    let same = base::secret::same(made(key, seconds).as_bytes(), text.as_bytes());
    same && (0..=LIFE).contains(&age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_five_minutes_and_for_its_server() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]);
        let nonce = made(&key, 1000);
        assert!(is_good(&key, &nonce, 1000) && is_good(&key, &nonce, 1000 + LIFE));
        assert!(!is_good(&key, &nonce, 1001 + LIFE) && !is_good(&key, &nonce, 999));
        let other = hmac::Key::new(hmac::HMAC_SHA256, &[2; 32]);
        assert!(!is_good(&other, &nonce, 1000));
        for odd in ["", "AAAA", "!", &nonce[1..], &format!("{nonce}A")] {
            assert!(!is_good(&key, odd, 1000), "{odd}");
        }
    }
}
