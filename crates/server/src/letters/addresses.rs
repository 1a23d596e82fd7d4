//! The letters about what one signs in with.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{EmailConfirm, Token, UndoChange};

use super::{Words, moment, unlinked};
use crate::web::App;

/// Somebody wants to sign in with this address.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmAddress<'a> {
    /// What opens the page that confirms it.
    pub token: &'a Token<EmailConfirm>,
    /// Until when it does.
    pub until: Time,
}

/// Somebody typed this address, which is a passport's already.
#[derive(Clone, Copy, Debug)]
pub struct AddressKnown;

/// What one signs in with was changed.
#[derive(Clone, Copy, Debug)]
pub struct PassportChanged<'a> {
    /// The text that says what; takes `name`.
    pub what: &'static str,
    /// The address or login name it is about.
    pub name: &'a str,
    /// When.
    pub at: Time,
    /// What takes it back, and until when.
    pub undo: Option<(&'a Token<UndoChange>, Time)>,
}

impl ConfirmAddress<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let until = moment(texts, self.until);
        let path = format!(
            "/passport/identifiers/confirm?token={}",
            self.token.reveal()
        );
        Words {
            kind: "confirm-address",
            subject: texts.get("letter-confirm-subject"),
            happened: vec![
                texts.with("letter-confirm-happened", &[("host", host.into())]),
                texts.get("letter-confirm-how"),
            ],
            button: texts.get("letter-confirm-open"),
            link: app.config.public_url.of(&path),
            until: Some(texts.with("letter-until", &[("time", until.into())])),
            not_you: texts.get("letter-confirm-not-you"),
            why: texts.with("letter-confirm-why", &[("host", host.into())]),
        }
    }
}

impl AddressKnown {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        Words {
            kind: "address-known",
            subject: texts.get("letter-known-subject"),
            happened: vec![
                texts.with("letter-known-happened", &[("host", host.into())]),
                texts.get("letter-known-how"),
            ],
            button: texts.get("letter-login-sign-in"),
            link: app.config.public_url.of("/sign-in"),
            until: None,
            not_you: texts.get("letter-known-not-you"),
            why: texts.with("letter-password-why", &[("host", host.into())]),
        }
    }
}

impl PassportChanged<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let at = moment(texts, self.at);
        let name = unlinked(self.name);
        let (button, path, until, not_you) = match self.undo {
            Some((token, until)) => (
                "letter-passport-undo",
                format!("/undo?token={}", token.reveal()),
                Some(moment(texts, until)),
                "letter-passport-not-you",
            ),
            None => (
                "letter-passport-look",
                "/passport/identifiers".to_owned(),
                None,
                "letter-passport-not-you-alone",
            ),
        };
        let until = until.map(|until| texts.with("letter-until", &[("time", until.into())]));
        Words {
            kind: "ways-in-changed",
            subject: texts.get("letter-passport-subject"),
            happened: vec![
                texts.with("letter-passport-happened", &[("time", at.into())]),
                texts.with(self.what, &[("name", name.into())]),
            ],
            button: texts.get(button),
            link: app.config.public_url.of(&path),
            until,
            not_you: texts.get(not_you),
            why: texts.with("letter-passport-why", &[("host", host.into())]),
        }
    }
}
