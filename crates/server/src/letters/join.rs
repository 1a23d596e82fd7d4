//! The letters about joining with a link.

use base::clock::Time;
use base::i18n::Texts;
use base::token::{JoinNew as NewPassport, Token};
use people::Workspace;

use super::{Words, moment, unlinked};
use crate::web::App;

/// Somebody opened a link to join and has no passport yet.
#[derive(Clone, Copy, Debug)]
pub struct JoinNew<'a> {
    /// The workspace's name.
    pub workspace: &'a str,
    /// What opens the page.
    pub token: &'a Token<NewPassport>,
    /// Until when it does.
    pub until: Time,
}

/// Somebody asks to join.
#[derive(Clone, Copy, Debug)]
pub struct JoinAsked<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Who asks.
    pub name: &'a str,
    /// With which address.
    pub email: &'a str,
}

/// A request to join was answered.
#[derive(Clone, Copy, Debug)]
pub struct JoinAnswered<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Whether they are let in.
    pub approved: bool,
}

impl JoinNew<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let workspace = unlinked(self.workspace);
        let until = moment(texts, self.until);
        let path = format!("/join/passport?token={}", self.token.reveal());
        Words {
            kind: "newcomer",
            subject: texts.with(
                "letter-join-new-subject",
                &[("workspace", self.workspace.into())],
            ),
            happened: vec![
                texts.with(
                    "letter-join-new-happened",
                    &[("workspace", workspace.into())],
                ),
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

impl JoinAsked<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let workspace = unlinked(&self.workspace.name);
        let (name, email) = (unlinked(self.name), unlinked(self.email));
        let path = format!("/w/{}/people/requests", self.workspace.address);
        Words {
            kind: "request-to-join",
            subject: texts.with(
                "letter-join-asked-subject",
                &[("workspace", self.workspace.name.as_str().into())],
            ),
            happened: vec![
                texts.with(
                    "letter-join-asked-happened",
                    &[
                        ("name", name.into()),
                        ("email", email.into()),
                        ("workspace", workspace.as_str().into()),
                    ],
                ),
                texts.get("letter-join-asked-how"),
            ],
            button: texts.get("letter-join-asked-look"),
            link: app.config.public_url.of(&path),
            until: None,
            not_you: texts.get("letter-join-asked-not-you"),
            why: texts.with(
                "letter-join-asked-why",
                &[("workspace", workspace.into()), ("host", host.into())],
            ),
        }
    }
}

impl JoinAnswered<'_> {
    pub(super) fn words(self, app: &App, texts: &Texts) -> Words {
        let host = app.config.public_url.host();
        let workspace = unlinked(&self.workspace.name);
        let named = [("workspace", workspace.as_str().into())];
        let subject = [("workspace", self.workspace.name.as_str().into())];
        let inside = format!("/w/{}/", self.workspace.address);
        let (about, what, button, path) = if self.approved {
            (
                "letter-join-approved-subject",
                "letter-join-approved-happened",
                "letter-join-approved-open",
                inside.as_str(),
            )
        } else {
            (
                "letter-join-refused-subject",
                "letter-join-refused-happened",
                "letter-ends-look",
                "/passport",
            )
        };
        Words {
            kind: "request-answered",
            subject: texts.with(about, &subject),
            happened: vec![texts.with(what, &named)],
            button: texts.get(button),
            link: app.config.public_url.of(path),
            until: None,
            not_you: texts.get("letter-ends-ask"),
            why: texts.with(
                "letter-join-answered-why",
                &[
                    ("workspace", workspace.as_str().into()),
                    ("host", host.into()),
                ],
            ),
        }
    }
}
