//! The page in place of a step when set-up is not open to this browser, and why.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::web::ui::{self, Card};
use crate::web::{Ctx, card, show};

/// Why set-up does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// Nobody has opened a link in this browser.
    NoLink,
    /// There is no such link, or it is long forgotten.
    Unknown,
    /// Its hour is over.
    Late,
    /// The server has an owner.
    HasOwner,
}

#[derive(Template)]
#[template(path = "setup/closed.html")]
struct Page {
    card: Card,
    text: String,
    command: Option<ui::Secret>,
    sign_in: Option<ui::LinkButton>,
}

impl Closed {
    /// A link was sent, but it cannot even be read: it was copied in part.
    pub(super) fn for_link(self, sent: &str) -> Self {
        if self == Self::NoLink && !sent.is_empty() {
            Self::Unknown
        } else {
            self
        }
    }

    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::NoLink => ("setup-no-link-title", "setup-no-link"),
            Self::Unknown => ("setup-unknown-title", "setup-unknown"),
            Self::Late => ("setup-late-title", "setup-late"),
            Self::HasOwner => ("setup-has-owner-title", "setup-has-owner"),
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NoLink => StatusCode::OK,
            Self::Unknown | Self::Late | Self::HasOwner => StatusCode::GONE,
        }
    }

    /// Says so, with the command that prints another link while there is something to set up.
    pub(super) fn page(self, ctx: &Ctx) -> Response {
        let (title, text) = self.keys();
        let open = self != Self::HasOwner;
        let command = || {
            let label = ctx.text("setup-command");
            ui::copyable("command", label, "vestibule setup-link", &ctx.texts)
        };
        let mut card = card(ctx, title);
        card.wide = true;
        // The link in this address is a secret: it must not travel in the form that changes the
        // language.
        card.page.path = "/set-up".to_owned();
        let mut response = show(&Page {
            card,
            text: ctx.text(text),
            command: open.then(command),
            sign_in: (!open).then(|| ui::link_button("/sign-in", ctx.text("setup-sign-in")).main()),
        });
        if response.status() == StatusCode::OK {
            *response.status_mut() = self.status();
        }
        response
    }
}
