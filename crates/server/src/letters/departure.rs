//! The letters about the end of a passport.

use base::clock::Time;
use base::i18n::Texts;

use super::{Words, moment};
use crate::web::App;

/// What becomes of a passport.
#[derive(Clone, Copy, Debug)]
pub enum PassportEnds {
    /// It was given up and is deleted then.
    Until(Time),
    /// It was taken back.
    Stays,
    /// It was deleted.
    Gone,
}

impl PassportEnds {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let (subject, happened) = match self {
            Self::Until(at) => {
                let at = [("time", moment(texts, at).into())];
                let sentences = vec![
                    texts.get("letter-leaving-happened"),
                    texts.with("letter-leaving-until", &at),
                ];
                ("letter-leaving-subject", sentences)
            }
            Self::Stays => (
                "letter-returned-subject",
                vec![texts.get("letter-returned-happened")],
            ),
            Self::Gone => (
                "letter-gone-subject",
                vec![texts.get("letter-gone-happened")],
            ),
        };
        let (button, path) = match self {
            Self::Until(_) => ("letter-leaving-look", "/passport/deletion"),
            Self::Stays | Self::Gone => ("letter-leaving-sign-in", "/sign-in"),
        };
        Words {
            kind: "departure",
            subject: texts.get(subject),
            happened,
            button: texts.get(button),
            link: app.config.public_url.of(path),
            until: None,
            not_you: texts.get(match self {
                Self::Gone => "letter-gone-not-you",
                Self::Until(_) | Self::Stays => "letter-leaving-not-you",
            }),
            why: texts.with("letter-leaving-why", &[("host", host.into())]),
        }
    }
}
