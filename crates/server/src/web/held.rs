//! The sessions a browser holds: several passports side by side, one of them active.
//!
//! They lie in one cookie, the tokens with dots between them, the active one first. So there is one
//! thing that says who acts, a browser changes it as a whole, and the cookie of a browser that holds one
//! passport is what it always was. An empty first place means that nobody acts although others are signed
//! in: after a sign-out nobody else takes over by themselves.

use std::time::Duration;

use axum::http::HeaderValue;
use base::token::{Session, Token};

use super::cookie;
use super::ctx::Ctx;

/// The most passports one browser holds.
pub const MOST: usize = 6;
/// How long the cookie is kept; each session has limits of its own.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The tokens of a browser.
#[derive(Clone, Debug, Default)]
pub struct Held {
    active: Option<Token<Session>>,
    others: Vec<Token<Session>>,
}

impl Held {
    /// Reads the cookie. What is no token is passed over, and never another one taken in its place.
    pub(super) fn read(value: &str) -> Self {
        let mut parts = value.split('.').map(Token::parse);
        let active = parts.next().flatten();
        Self {
            active,
            others: parts.take(MOST).flatten().take(MOST - 1).collect(),
        }
    }

    /// These tokens; nothing active when the first is none.
    pub fn of(active: Option<Token<Session>>, others: Vec<Token<Session>>) -> Self {
        Self { active, others }
    }

    /// The same with another token for whoever acts.
    pub fn with_active(&self, token: Token<Session>) -> Self {
        Self::of(Some(token), self.others.clone())
    }

    /// The token of whoever acts.
    pub fn active(&self) -> Option<&Token<Session>> {
        self.active.as_ref()
    }

    /// All tokens, the active one first.
    pub fn all(&self) -> impl Iterator<Item = &Token<Session>> {
        self.active.iter().chain(&self.others)
    }

    /// The header that makes the browser hold these, or nothing.
    pub fn cookie(&self, ctx: &Ctx) -> Option<HeaderValue> {
        if self.all().next().is_none() {
            return cookie::SESSION.clear(ctx.https);
        }
        cookie::SESSION.set(&self.text(), KEPT, ctx.https)
    }

    /// As it stands in the cookie.
    fn text(&self) -> String {
        let active = self.active.as_ref().map(Token::reveal);
        let others = self.others.iter().take(MOST - 1).map(Token::reveal);
        let parts: Vec<String> = std::iter::once(active.unwrap_or_default())
            .chain(others)
            .collect();
        parts.join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::random::Randomness;
    use proptest::prelude::*;

    fn texts(held: &Held) -> Vec<String> {
        held.all().map(Token::reveal).collect()
    }

    #[test]
    fn one_token_is_the_cookie_it_always_was() {
        let token = Token::<Session>::fresh(&Randomness::seeded(3));
        let held = Held::read(&token.reveal());
        assert_eq!(held.active().map(Token::reveal), Some(token.reveal()));
        assert_eq!(held.text(), token.reveal());
    }

    #[test]
    fn an_empty_first_place_lets_nobody_act() {
        let random = Randomness::seeded(4);
        let (one, two) = (Token::fresh(&random), Token::fresh(&random));
        let held = Held::read(&Held::of(None, vec![one.clone(), two.clone()]).text());
        assert!(held.active().is_none());
        assert_eq!(texts(&held), [one.reveal(), two.reveal()]);
        for broken in ["x", "x.", &one.reveal()[1..]] {
            let held = Held::read(&format!("{broken}.{}", two.reveal()));
            assert!(held.active().is_none(), "{broken}: nobody moves up");
        }
    }

    #[test]
    fn a_browser_holds_a_bounded_number() {
        let random = Randomness::seeded(5);
        let many: Vec<String> = (0..40)
            .map(|_| Token::<Session>::fresh(&random).reveal())
            .collect();
        assert_eq!(texts(&Held::read(&many.join("."))), many[..MOST]);
        assert!(Held::default().all().next().is_none());
    }

    proptest! {
        #[test]
        fn any_cookie_is_read_without_harm(value in "[ -~]{0,400}") {
            let held = Held::read(&value);
            prop_assert!(held.all().count() <= MOST);
            for token in texts(&held) {
                prop_assert!(value.contains(&token));
            }
        }

        #[test]
        fn what_is_written_is_read_again(many in 0..MOST, acts in any::<bool>(), seed in any::<u64>()) {
            let random = Randomness::seeded(seed);
            let others: Vec<Token<Session>> = (0..many).take(MOST - 1).map(|_| Token::fresh(&random)).collect();
            let held = Held::of(acts.then(|| Token::fresh(&random)), others);
            let again = Held::read(&held.text());
            prop_assert_eq!(texts(&again), texts(&held));
            prop_assert_eq!(again.active().is_some(), acts);
        }
    }
}
