//! The page of an invitation: who, to what, until when; what to press depends on who reads it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use people::Contact;
use serde::Deserialize;

use super::closed;
use super::link::{self, Opened};
use crate::signin::{SignedIn, password_strength};
use crate::web::ui::{self, Card, Field, Notice, SummaryList, Tone};
use crate::web::{App, Ctx, PageError, brand, card, rejected, show as shown};

/// A link as it was mailed.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    pub(super) token: String,
}

#[derive(Template)]
#[template(path = "invitation/page.html")]
pub(super) struct Page {
    card: Card,
    token: String,
    facts: SummaryList,
    other: Option<Notice>,
    step: Step,
}

/// The fields of a new person.
struct Choosing {
    words: String,
    name: Field,
    password: Field,
}

/// What can be done.
enum Step {
    /// A new person chooses a password.
    Choose(Box<Choosing>),
    /// The person is signed in and decides.
    Decide,
    /// The person has a passport and signs in first; as somebody else, when somebody is signed in.
    SignIn {
        href: String,
        words: String,
        /// What to do when the passport is that of whoever had the number before.
        moved: Option<String>,
    },
}

impl Page {
    pub(super) fn new(ctx: &Ctx, token: &str, opened: &Opened, reader: Option<&SignedIn>) -> Self {
        let texts = &ctx.texts;
        let mut card = card(ctx, "invitation-title");
        card.wide = true;
        card.page.brand = Some(brand::look(&opened.brand));
        let facts = ui::summary_list()
            .row(texts.get("invitation-workspace"), &opened.workspace.name)
            .row(texts.get("invitation-inviter"), &opened.inviter)
            .row(texts.get(where_to(&opened.contact)), opened.contact.shown())
            .row(
                texts.get("invitation-until"),
                ui::time(opened.until, ctx.at, texts),
            );
        let (step, other) = step(ctx, token, opened, reader);
        Self {
            card,
            token: token.to_owned(),
            facts,
            other,
            step,
        }
    }

    /// The page once more with what is wrong with the password.
    pub(super) fn refused(mut self, why: String) -> Response {
        self.card.page.has_error = true;
        if let Step::Choose(fields) = &mut self.step {
            fields.password = fields.password.clone().error(why).autofocus();
        }
        rejected(&self)
    }
}

const fn where_to(contact: &Contact) -> &'static str {
    match contact {
        Contact::Email(_) => "invitation-address",
        Contact::Phone(_) => "invitation-phone",
    }
}

/// What this reader can do, and a word to them if somebody else is signed in here.
fn step(
    ctx: &Ctx,
    token: &str,
    opened: &Opened,
    reader: Option<&SignedIn>,
) -> (Step, Option<Notice>) {
    let texts = &ctx.texts;
    let here = format!("/invitation?token={token}");
    let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
    match (&opened.owner, reader) {
        (Some(owner), Some(reader)) if owner.id == reader.person.id => (Step::Decide, None),
        (Some(_), reader) => {
            let step = Step::SignIn {
                href: format!("/sign-in?switch=1&next={next}"),
                words: texts.get("invitation-sign-in"),
                moved: opened
                    .contact
                    .phone()
                    .map(|_| texts.get("invitation-phone-moved")),
            };
            (
                step,
                reader.map(|reader| other(ctx, opened, reader, "invitation-other-sign-in")),
            )
        }
        (None, reader) => {
            let step = Step::Choose(Box::new(Choosing {
                words: texts.get(match opened.contact {
                    Contact::Email(_) => "invitation-choose-text",
                    Contact::Phone(_) => "invitation-choose-text-phone",
                }),
                name: ui::login_name("username", texts.get("signin-identifier"))
                    .value(opened.contact.as_str())
                    .read_only(),
                password: ui::password("password", texts.get("invitation-password"), texts)
                    .autocomplete("new-password")
                    .judged(password_strength(texts)),
            }));
            (
                step,
                reader.map(|reader| other(ctx, opened, reader, "invitation-other-choose")),
            )
        }
    }
}

/// Names both: who is signed in here, and whom the invitation is for.
fn other(ctx: &Ctx, opened: &Opened, reader: &SignedIn, key: &str) -> Notice {
    let texts = &ctx.texts;
    let heading = texts.with(
        "invitation-other",
        &[("person", reader.person.name.as_str().into())],
    );
    let shown = opened.contact.shown();
    let text = texts.with(key, &[("address", shown.as_str().into())]);
    let notice = ui::notice(Tone::Info, heading).text(text);
    if opened.contact.phone().is_none() {
        return notice;
    }
    // A link that was passed on must not put a number of its sender into this passport: a code does.
    notice.action(
        "/passport/identifiers/new",
        texts.get("invitation-phone-add"),
    )
}

/// `GET /invitation`: says what the link is for and changes nothing.
pub(super) async fn show(
    State(app): State<App>,
    ctx: Ctx,
    reader: Option<SignedIn>,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    let mut conn = app.db.read().await?;
    let looked = link::look(&mut conn, &link.token, app.clock.now()).await?;
    drop(conn);
    Ok(match looked {
        Ok(opened) => shown(&Page::new(&ctx, &link.token, &opened, reader.as_ref())),
        Err(spent) => closed::invitation(&ctx, spent),
    })
}
