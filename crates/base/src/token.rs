//! Bearer tokens: random bits that open something to whoever holds them, one type per purpose.
//!
//! Only the [`TokenHash`] of a token is stored. The purpose is part of the type and of the hash, so
//! an authorization code can never pass as a refresh token, neither in the code nor in a table.
//! Where tokens are kept and when they end is decided by those who issue them.
//!
//! Most are 256 random bits. Those that are issued by the hundred thousand ([`Dated`]) begin with the
//! millisecond of their making, 48 bits of the 256, and so does what is stored of them: new rows lie side
//! by side at the end of their table instead of anywhere in it. 208 random bits are left; nobody guesses
//! them (RFC 6749 section 10.10 asks for 128).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use aws_lc_rs::digest;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use zeroize::Zeroize;

use crate::clock::Time;
use crate::random::Randomness;
use crate::secret::Secret;

/// The bytes that say when a dated token was made: milliseconds since 1970.
const DATE: usize = 6;

/// What a token is for. Implemented by the types of the list below and by no others.
pub trait Purpose: Send + Sync + 'static {
    /// Goes into the hash and into the one-use store; never changed once released.
    const LABEL: &'static str;
    /// Whether tokens for it begin with the time of their making; see [`Dated`].
    const DATED: bool;
}

/// A purpose whose tokens begin with the time of their making.
pub trait Dated: Purpose {}

macro_rules! purposes {
    (
        plain { $($(#[$doc:meta])* $name:ident = $label:literal;)* }
        dated { $($(#[$dated_doc:meta])* $dated:ident = $dated_label:literal;)* }
    ) => {
        $(purpose!($(#[$doc])* $name = $label, false);)*
        $(
            purpose!($(#[$dated_doc])* $dated = $dated_label, true);
            impl Dated for $dated {}
        )*

        /// The labels of all purposes.
        pub const LABELS: &[&str] = &[$($label,)* $($dated_label),*];
    };
}

macro_rules! purpose {
    ($(#[$doc:meta])* $name:ident = $label:literal, $dated:literal) => {
        $(#[$doc])* #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}

        impl Purpose for $name {
            const LABEL: &'static str = $label;
            const DATED: bool = $dated;
        }
    };
}

purposes! {
    plain {
        /// The link that lets the first administrator set up the server.
        SetupLink = "set-up-link";
        /// The mailed link with which an invited person chooses a password.
        SetPassword = "set-password";
        /// The mailed link that replaces a forgotten password.
        ResetPassword = "reset-password";
        /// The mailed link that confirms an e-mail address.
        EmailConfirm = "email-confirm";
        /// Makes a passport for somebody who was not invited, in a link.
        SignUp = "sign-up";
        /// Holds a registration by phone until its code is typed, in the address of the page.
        SignUpCode = "sign-up-code";
        /// The link by which whoever holds it may join a workspace.
        JoinLink = "join-link";
        /// Makes a passport for somebody who joins with such a link, in a letter.
        JoinNew = "newcomer";
        /// Takes back a change of what one signs in with, in a link.
        UndoChange = "undo-change";
        /// The cookie of a signed-in browser.
        Session = "session";
        /// The cookie by which a browser is known before and between sessions.
        Browser = "browser";
        /// A sign-in that is under way.
        Attempt = "attempt";
        /// The reference of a pushed authorization request, RFC 9126 section 2.2.
        PushedRequest = "pushed-request";
        /// The name of a request object that was used, RFC 9101 section 4.
        RequestObject = "request-object";
        /// What a device polls with, RFC 8628.
        DeviceCode = "device-code";
        /// The secret of a confidential application, RFC 6749 section 2.3.1.
        ClientSecret = "client-secret";
        /// What an application registers itself with, RFC 7591 section 3.
        InitialAccess = "initial-access";
        /// What a registered application changes itself with, RFC 7592 section 3.
        RegistrationAccess = "change-registered";
        /// What carries a person from our host to a site behind a proxy.
        SiteCode = "site-code";
        /// The cookie by which a site's host knows the browser that began to sign in.
        SiteBrowser = "site-browser";
        /// The cookie that opens a site behind a proxy.
        SiteEntry = "site-entry";
        /// The key of a script that calls the API.
        ApiKey = "api-key";
    }
    dated {
        /// The answer to an authorization request, RFC 6749 section 4.1.2.
        AuthorizationCode = "authorization-code";
        /// What an application calls with, RFC 6750.
        AccessToken = "access-token";
        /// What an application renews its access with, RFC 6749 section 6.
        RefreshToken = "refresh-token";
    }
}

/// A token for one purpose. Prints nothing and is wiped when dropped.
pub struct Token<P: Purpose> {
    bytes: Secret<[u8; 32]>,
    purpose: PhantomData<fn() -> P>,
}

impl<P: Purpose> Token<P> {
    /// A new token.
    pub fn fresh(random: &Randomness) -> Self {
        Self {
            bytes: Secret::new(random.bytes()),
            purpose: PhantomData,
        }
    }

    /// A new token that begins with the time of its making.
    pub fn fresh_at(now: Time, random: &Randomness) -> Self
    where
        P: Dated,
    {
        let mut bytes: [u8; 32] = random.bytes();
        let millis = u64::try_from(now.as_micros() / 1000).unwrap_or(0);
        let [_, _, date @ ..] = millis.to_be_bytes();
        for (to, from) in bytes.iter_mut().zip(date) {
            *to = from;
        }
        Self {
            bytes: Secret::new(bytes),
            purpose: PhantomData,
        }
    }

    /// The token written as `text`; `None` unless it is exactly the form we write (43 characters
    /// of base64url without padding).
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        let mut decoded = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let bytes = <[u8; 32]>::try_from(decoded.as_slice()).ok();
        decoded.zeroize();
        Some(Self {
            bytes: Secret::new(bytes?),
            purpose: PhantomData,
        })
    }

    /// The 43 characters to hand to whoever may hold the token.
    pub fn reveal(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes.expose())
    }

    /// What is stored of the token.
    pub fn hash(&self) -> TokenHash<P> {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"vestibule token ");
        context.update(P::LABEL.as_bytes());
        context.update(&[0]);
        context.update(self.bytes.expose());
        let mut hash = TokenHash::of(context);
        if P::DATED {
            let date = self.bytes.expose().iter().take(DATE);
            for (to, from) in hash.bytes.iter_mut().zip(date) {
                *to = *from;
            }
        }
        hash
    }
}

impl<P: Purpose> Clone for Token<P> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            purpose: PhantomData,
        }
    }
}

impl<P: Purpose> fmt::Debug for Token<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[secret]")
    }
}

/// SHA-256 over the purpose and the token: finds the row of a token and cannot be turned back. That of a
/// dated token has the date in place of its first bytes. A token has 208 random bits or more, so a slow
/// hash would add nothing.
pub struct TokenHash<P: Purpose> {
    bytes: [u8; 32],
    purpose: PhantomData<fn() -> P>,
}

impl<P: Purpose> TokenHash<P> {
    /// The hash as stored.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// A hash read from a table; `None` unless it has 32 bytes.
    pub fn from_bytes(stored: &[u8]) -> Option<Self> {
        Some(Self {
            bytes: stored.try_into().ok()?,
            purpose: PhantomData,
        })
    }

    /// The hash of a token that is a signed text: longer than any we draw, and issued by us as it
    /// stands. It never meets that of a drawn one.
    pub fn of_signed(text: &str) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"vestibule signed token ");
        context.update(P::LABEL.as_bytes());
        context.update(&[0]);
        context.update(text.as_bytes());
        Self::of(context)
    }

    fn of(context: digest::Context) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(context.finish().as_ref()) {
            *to = *from;
        }
        Self {
            bytes,
            purpose: PhantomData,
        }
    }

    /// Whether both are the same, in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        crate::secret::same(&self.bytes, &other.bytes)
    }
}

impl<P: Purpose> Clone for TokenHash<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Purpose> Copy for TokenHash<P> {}

impl<P: Purpose> PartialEq for TokenHash<P> {
    fn eq(&self, other: &Self) -> bool {
        self.same_as(other)
    }
}

impl<P: Purpose> Eq for TokenHash<P> {}

impl<P: Purpose> Hash for TokenHash<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<P: Purpose> fmt::Debug for TokenHash<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[hash of {}]", P::LABEL)
    }
}

impl<P: Purpose> From<TokenHash<P>> for crate::db::Value {
    fn from(hash: TokenHash<P>) -> Self {
        Self::Blob(hash.bytes.to_vec())
    }
}

impl<P: Purpose> crate::db::FromValue for TokenHash<P> {
    fn from_value(value: crate::db::Value) -> Option<Self> {
        match value {
            crate::db::Value::Blob(bytes) => Self::from_bytes(&bytes),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn text_round_trips() {
        let token = Token::<Session>::fresh(&Randomness::seeded(1));
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::<Session>::parse(&text).unwrap().hash(), token.hash());
    }

    #[test]
    fn only_the_written_form_is_taken() {
        let text = Token::<Session>::fresh(&Randomness::seeded(1)).reveal();
        let not_canonical = format!("{}9", &text[..42]);
        for wrong in [
            "",
            &text[1..],
            &format!("{text}="),
            &format!("{text}A"),
            &not_canonical,
            " ",
            &"+".repeat(43),
        ] {
            assert!(Token::<Session>::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_same_token_has_another_hash_for_another_purpose() {
        let text = Token::<AuthorizationCode>::fresh(&Randomness::seeded(1)).reveal();
        let code = Token::<AuthorizationCode>::parse(&text).unwrap().hash();
        let refresh = Token::<RefreshToken>::parse(&text).unwrap().hash();
        assert_ne!(code.as_bytes(), refresh.as_bytes());
    }

    #[test]
    fn a_signed_text_has_a_hash_of_its_own() {
        let token = Token::<AccessToken>::fresh(&Randomness::seeded(1));
        let signed = TokenHash::<AccessToken>::of_signed(&token.reveal());
        assert_ne!(signed, token.hash(), "neither passes for the other");
        let other = TokenHash::<RefreshToken>::of_signed(&token.reveal());
        assert_ne!(signed.as_bytes(), other.as_bytes());
        assert_ne!(signed, TokenHash::of_signed("a.b.c"));
    }

    #[test]
    fn dated_tokens_are_stored_in_the_order_of_their_making() {
        let random = Randomness::seeded(1);
        let made =
            |millis: i64| Token::<AccessToken>::fresh_at(Time::from_micros(millis * 1000), &random);
        let now = 1_795_564_800_000;
        let hashes: Vec<_> = (0..200).map(|n| made(now + n).hash()).collect();
        assert!(hashes.is_sorted_by_key(|hash| *hash.as_bytes()));
        let (one, other) = (made(now), made(now));
        assert_eq!(
            one.hash().as_bytes()[..DATE],
            other.hash().as_bytes()[..DATE]
        );
        assert_ne!(one.hash(), other.hash());
        assert_ne!(
            one.hash().as_bytes()[..DATE],
            made(now + 1).hash().as_bytes()[..DATE]
        );
        let read = Token::<AccessToken>::parse(&one.reveal()).unwrap();
        assert_eq!(read.hash(), one.hash());
    }

    #[test]
    fn nothing_but_the_date_of_a_dated_token_is_in_its_hash() {
        let random = Randomness::seeded(1);
        let token = Token::<RefreshToken>::fresh_at(Time::from_micros(0), &random);
        let (hash, bytes) = (token.hash(), *token.bytes.expose());
        assert_eq!(hash.as_bytes()[..DATE], bytes[..DATE]);
        let shared = hash.as_bytes()[DATE..].iter().zip(&bytes[DATE..]);
        assert!(shared.filter(|(one, other)| one == other).count() < 5);
        let plain = Token::<Session>::parse(&token.reveal()).unwrap();
        assert_ne!(
            plain.hash().as_bytes()[..DATE],
            bytes[..DATE],
            "others show no byte"
        );
    }

    #[test]
    fn labels_are_unique() {
        let unique: BTreeSet<_> = LABELS.iter().collect();
        assert_eq!(unique.len(), LABELS.len());
    }

    #[test]
    fn nothing_is_printed() {
        let token = Token::<Session>::fresh(&Randomness::seeded(1));
        assert_eq!(
            format!("{token:?} {:?}", token.hash()),
            "[secret] [hash of session]"
        );
    }
}
