//! The notice that a password was changed.

use base::clock::Time;
use base::i18n::Texts;

use super::{Words, moment};
use crate::web::App;

/// A password was changed.
#[derive(Clone, Copy, Debug)]
pub struct PasswordChanged {
    /// When.
    pub at: Time,
}

impl PasswordChanged {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let at = moment(texts, self.at);
        Words {
            kind: "password-changed",
            subject: texts.get("letter-changed-subject"),
            happened: vec![texts.with("letter-changed-happened", &[("time", at.into())])],
            button: texts.get("letter-changed-look"),
            link: app.config.public_url.of("/passport/sessions"),
            until: None,
            not_you: texts.get("letter-changed-not-you"),
            why: texts.with("letter-changed-why", &[("host", host.into())]),
        }
    }
}
