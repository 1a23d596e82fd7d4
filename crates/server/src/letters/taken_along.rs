//! The notice that a person took their data along.

use base::clock::Time;
use base::i18n::Texts;

use super::{Words, moment};
use crate::web::App;

/// All that is kept about a person was put into a file.
#[derive(Clone, Copy, Debug)]
pub struct TakenAlong {
    /// When.
    pub at: Time,
    /// Whether a token did it, not somebody on the page.
    pub by_token: bool,
}

impl TakenAlong {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let at = [("time", moment(texts, self.at).into())];
        let (happened, path) = if self.by_token {
            ("letter-data-by-token", "/passport/tokens")
        } else {
            ("letter-data-happened", "/passport/sessions")
        };
        Words {
            kind: "data-taken",
            subject: texts.get("letter-data-subject"),
            happened: vec![texts.with(happened, &at), texts.get("letter-data-holds")],
            button: texts.get(if self.by_token {
                "letter-data-look-tokens"
            } else {
                "letter-changed-look"
            }),
            link: app.config.public_url.of(path),
            until: None,
            not_you: texts.get("letter-data-not-you"),
            why: texts.with("letter-data-why", &[("host", host.into())]),
        }
    }
}
