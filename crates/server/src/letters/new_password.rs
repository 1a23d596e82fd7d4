//! The link with which one chooses a new password.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{ResetPassword, Token};

use super::{Words, moment, unlinked};
use crate::web::App;

/// An administrator sends a link for a new password.
#[derive(Clone, Copy, Debug)]
pub struct NewPassword<'a> {
    /// The workspace whose administrator it is.
    pub workspace: &'a str,
    /// What opens the page.
    pub token: &'a Token<ResetPassword>,
    /// Until when it does.
    pub until: Time,
}

impl NewPassword<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let workspace = unlinked(self.workspace);
        let until = moment(texts, self.until);
        let path = format!("/new-password?token={}", self.token.reveal());
        Words {
            kind: "new-password",
            subject: texts.get("letter-password-subject"),
            happened: vec![
                texts.with(
                    "letter-password-happened",
                    &[("workspace", workspace.as_str().into())],
                ),
                texts.get("letter-password-ends"),
            ],
            button: texts.get("letter-password-choose"),
            link: app.config.public_url.of(&path),
            until: Some(texts.with("letter-until", &[("time", until.into())])),
            not_you: texts.get("letter-password-not-you"),
            why: texts.with(
                "letter-password-why",
                &[("host", app.config.public_url.host().into())],
            ),
        }
    }
}
