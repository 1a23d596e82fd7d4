//! The invitation to a workspace.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{SetPassword, Token};

use super::{Words, moment, unlinked};
use crate::web::App;

/// Somebody is invited to a workspace.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// The workspace's name.
    pub workspace: &'a str,
    /// Who invites.
    pub inviter: &'a str,
    /// What opens the invitation.
    pub token: &'a Token<SetPassword>,
    /// Until when it does.
    pub until: Time,
    /// Whether the address belongs to a passport that can sign in already.
    pub is_known: bool,
}

impl Invitation<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let workspace = unlinked(self.workspace);
        let inviter = unlinked(self.inviter);
        let until = moment(texts, self.until);
        let (next, button) = if self.is_known {
            ("letter-invitation-accept", "letter-invitation-look")
        } else {
            ("letter-invitation-choose", "letter-invitation-enter")
        };
        let path = format!("/invitation?token={}", self.token.reveal());
        Words {
            kind: "invitation",
            subject: texts.with(
                "letter-invitation-subject",
                &[("workspace", self.workspace.into())],
            ),
            happened: vec![
                texts.with(
                    "letter-invitation-happened",
                    &[
                        ("workspace", workspace.as_str().into()),
                        ("inviter", inviter.as_str().into()),
                    ],
                ),
                texts.get(next),
            ],
            button: texts.get(button),
            link: app.config.public_url.of(&path),
            until: Some(texts.with("letter-until", &[("time", until.into())])),
            not_you: texts.get("letter-invitation-not-you"),
            why: texts.with(
                "letter-invitation-why",
                &[
                    ("workspace", workspace.into()),
                    ("host", app.config.public_url.host().into()),
                ],
            ),
        }
    }
}
