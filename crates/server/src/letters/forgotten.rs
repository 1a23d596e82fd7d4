//! The letters to people who have forgotten something and asked for it themselves.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{ResetPassword, Token};

use super::{Words, moment, unlinked};
use crate::web::App;

/// Somebody asked for a link to choose a new password.
#[derive(Clone, Copy, Debug)]
pub struct ForgottenPassword<'a> {
    /// What opens the page.
    pub token: &'a Token<ResetPassword>,
    /// Until when it does.
    pub until: Time,
}

/// Somebody asked for the names to sign in with.
#[derive(Clone, Copy, Debug)]
pub struct ForgottenLogin<'a> {
    /// The names.
    pub names: &'a [&'a str],
}

impl ForgottenPassword<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let until = moment(texts, self.until);
        let host = app.config.public_url.host();
        let path = format!("/new-password?token={}", self.token.reveal());
        Words {
            kind: "forgotten-password",
            subject: texts.get("letter-password-subject"),
            happened: vec![
                texts.with("letter-forgotten-happened", &[("host", host.into())]),
                texts.get("letter-password-ends"),
            ],
            button: texts.get("letter-password-choose"),
            link: app.config.public_url.of(&path),
            until: Some(texts.with("letter-until", &[("time", until.into())])),
            not_you: texts.get("letter-forgotten-not-you"),
            why: texts.with("letter-password-why", &[("host", host.into())]),
        }
    }
}

impl ForgottenLogin<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let mut happened = vec![texts.with("letter-login-happened", &[("host", host.into())])];
        happened.extend(self.names.iter().map(|name| unlinked(name)));
        Words {
            kind: "forgotten-login",
            subject: texts.get("letter-login-subject"),
            happened,
            button: texts.get("letter-login-sign-in"),
            link: app.config.public_url.of("/sign-in"),
            until: None,
            not_you: texts.get("letter-login-not-you"),
            why: texts.with("letter-password-why", &[("host", host.into())]),
        }
    }
}
