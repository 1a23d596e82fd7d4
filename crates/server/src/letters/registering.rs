//! The link with which somebody who was not invited makes a passport.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{SignUp, Token};

use super::{Words, moment};
use crate::web::App;

/// Somebody wants to register with this address.
#[derive(Clone, Copy, Debug)]
pub struct Registering<'a> {
    /// What opens the page.
    pub token: &'a Token<SignUp>,
    /// Until when it does.
    pub until: Time,
}

impl Registering<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let until = moment(texts, self.until);
        let path = format!("/sign-up/new?token={}", self.token.reveal());
        Words {
            kind: "registering",
            subject: texts.get("letter-signup-subject"),
            happened: vec![
                texts.with("letter-signup-happened", &[("host", host.into())]),
                texts.get("letter-signup-how"),
            ],
            button: texts.get("letter-signup-open"),
            link: app.config.public_url.of(&path),
            until: Some(texts.with("letter-until", &[("time", until.into())])),
            not_you: texts.get("letter-confirm-not-you"),
            why: texts.with("letter-confirm-why", &[("host", host.into())]),
        }
    }
}
