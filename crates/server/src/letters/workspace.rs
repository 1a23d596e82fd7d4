//! The letters about what becomes of a workspace.

use base::clock::Time;
use base::i18n::Texts;
use people::Workspace;

use super::{Words, moment, unlinked};
use crate::web::App;

/// A workspace was given up, or was taken back.
#[derive(Clone, Copy, Debug)]
pub struct WorkspaceEnds<'a> {
    /// Its name.
    pub workspace: &'a str,
    /// When it is deleted; nothing when it stays.
    pub gone_at: Option<Time>,
}

/// A workspace is offered to somebody.
#[derive(Clone, Copy, Debug)]
pub struct WorkspaceOffered<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Who offers it.
    pub by: &'a str,
    /// Until when.
    pub until: Time,
}

impl WorkspaceEnds<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let workspace = unlinked(self.workspace);
        let named = [("workspace", workspace.as_str().into())];
        let (subject, happened) = match self.gone_at {
            Some(at) => {
                let at = moment(texts, at);
                let given_up = texts.with("letter-ends-happened", &named);
                let until = texts.with("letter-ends-until", &[("time", at.into())]);
                ("letter-ends-subject", vec![given_up, until])
            }
            None => {
                let stays = texts.with("letter-stays-happened", &named);
                ("letter-stays-subject", vec![stays])
            }
        };
        Words {
            kind: "workspace-ends",
            subject: texts.with(subject, &[("workspace", self.workspace.into())]),
            happened,
            button: texts.get("letter-ends-look"),
            link: app.config.public_url.of("/passport"),
            until: None,
            not_you: texts.get("letter-ends-ask"),
            why: texts.with(
                "letter-ends-why",
                &[
                    ("workspace", workspace.as_str().into()),
                    ("host", host.into()),
                ],
            ),
        }
    }
}

impl WorkspaceOffered<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let workspace = unlinked(&self.workspace.name);
        let by = unlinked(self.by);
        let path = format!("/passport/workspaces/{}/offer", self.workspace.id);
        Words {
            kind: "workspace-offered",
            subject: texts.with(
                "letter-offer-subject",
                &[("workspace", self.workspace.name.as_str().into())],
            ),
            happened: vec![
                texts.with(
                    "letter-offer-happened",
                    &[
                        ("workspace", workspace.as_str().into()),
                        ("name", by.into()),
                    ],
                ),
                texts.get("life-offer-means"),
            ],
            button: texts.get("letter-offer-look"),
            link: app.config.public_url.of(&path),
            until: Some(texts.with(
                "life-hand-over-until",
                &[("time", moment(texts, self.until).into())],
            )),
            not_you: texts.get("letter-offer-not-you"),
            why: texts.with(
                "letter-ends-why",
                &[("workspace", workspace.into()), ("host", host.into())],
            ),
        }
    }
}
