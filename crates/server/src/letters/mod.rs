//! The letters we send: what each one says, in the language of its reader, as text and as HTML.
//!
//! Every letter has the same parts: what happened, one button with its full address beneath, until
//! when it works, what to do if it was not you, and why it came. Links begin with the configured
//! public URL and with nothing a request says. Nothing in a letter tells us whether it was read.
//! Letters are queued in the caller's transaction; how they leave is the business of `base::mail`.

mod addresses;
mod departure;
mod forgotten;
mod invitation;
mod join;
mod limits;
mod new_password;
mod password_changed;
mod registering;
mod shown;
mod taken_along;
mod workspace;

use std::time::Duration;

use askama::Template;
use base::clock::Time;
use base::db::Conn;
use base::i18n::{Language, Texts};
use base::mail::{Correspondent, Letter, LetterError};
use base::outbox::{LetterId, OutboxError};
use base::sms::Asker;
use people::{Contact, EmailAddress, Passport, WorkspaceId, identifiers};

pub use addresses::{AddressKnown, ConfirmAddress, PassportChanged};
pub use departure::PassportEnds;
pub use forgotten::{ForgottenLogin, ForgottenPassword};
pub use invitation::Invitation;
pub use join::{JoinAnswered, JoinAsked, JoinNew};
pub use limits::{Allowed, allow, allow_about, allow_to};
pub use new_password::NewPassword;
pub use password_changed::PasswordChanged;
pub use registering::Registering;
pub use taken_along::TakenAlong;
pub use workspace::{WorkspaceEnds, WorkspaceOffered};

use crate::texting::{self, Note};
use crate::web::{App, PageError};
use shown::{Look, Shown};

/// A text message about what happened is of use so long.
const TOLD_BY_TEXT: Duration = Duration::from_secs(24 * 3600);

/// Whom a letter goes to.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Their mailbox.
    pub email: &'a EmailAddress,
    /// The language they read.
    pub language: Language,
    /// The time zone they chose, if they did.
    pub zone: Option<&'a str>,
}

impl<'a> Addressee<'a> {
    /// A person whose passport we know, at one of their addresses.
    pub fn person(person: &'a Passport, email: &'a EmailAddress) -> Self {
        Self {
            name: &person.name,
            email,
            language: Language::from_code(&person.language).unwrap_or_default(),
            zone: person.zone.as_deref(),
        }
    }
}

/// Something we write to people about.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    /// They are invited to a workspace.
    Invitation(Invitation<'a>),
    /// They may choose a new password.
    NewPassword(NewPassword<'a>),
    /// Their password was changed.
    PasswordChanged(PasswordChanged),
    /// They asked for a link to choose a new password.
    ForgottenPassword(ForgottenPassword<'a>),
    /// They asked what they sign in with.
    ForgottenLogin(ForgottenLogin<'a>),
    /// They confirm an address.
    ConfirmAddress(ConfirmAddress<'a>),
    /// They want to register.
    Registering(Registering<'a>),
    /// Somebody typed their address.
    AddressKnown(AddressKnown),
    /// What they sign in with was changed.
    PassportChanged(PassportChanged<'a>),
    /// They took their data along.
    TakenAlong(TakenAlong),
    /// Their passport was given up, taken back or deleted.
    PassportEnds(PassportEnds),
    /// A workspace of theirs was given up, or stays after all.
    WorkspaceEnds(WorkspaceEnds<'a>),
    /// A workspace is offered to them.
    WorkspaceOffered(WorkspaceOffered<'a>),
    /// They join with a link and have no passport yet.
    JoinNew(JoinNew<'a>),
    /// Somebody asks to join a workspace of theirs.
    JoinAsked(JoinAsked<'a>),
    /// Their request to join was answered.
    JoinAnswered(JoinAnswered<'a>),
}

/// A letter before it is dressed as text or HTML. Names in it are plain: see [`unlinked`].
struct Words {
    /// For the list of the outbox.
    kind: &'static str,
    subject: String,
    happened: Vec<String>,
    button: String,
    link: String,
    until: Option<String>,
    not_you: String,
    why: String,
}

/// Whether mail can be sent to an address at all.
pub fn can_be_sent_to(email: &EmailAddress) -> bool {
    Correspondent::new(email.as_str(), None).is_ok()
}

/// Queues a letter in the caller's transaction.
///
/// # Errors
/// When it cannot be written or stored.
pub async fn queue(
    app: &App,
    conn: &mut Conn,
    to: Addressee<'_>,
    occasion: Occasion<'_>,
) -> Result<(), PageError> {
    let now = app.clock.now();
    send(app, conn, (to, now), (&Look::default(), occasion))
        .await
        .map(drop)
}

/// Queues a letter in the name of a workspace, which looks like it.
///
/// # Errors
/// As [`queue`].
pub async fn queue_of(
    app: &App,
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: Addressee<'_>,
    occasion: Occasion<'_>,
) -> Result<(), PageError> {
    let now = app.clock.now();
    queue_at(app, conn, workspace, (to, now), occasion)
        .await
        .map(drop)
}

/// Queues a letter in the name of a workspace that leaves at `at` or soon after; which one it is.
///
/// # Errors
/// As [`queue`].
pub async fn queue_at(
    app: &App,
    conn: &mut Conn,
    workspace: WorkspaceId,
    (to, at): (Addressee<'_>, Time),
    occasion: Occasion<'_>,
) -> Result<LetterId, PageError> {
    let look = Look::of(conn, workspace).await?;
    send(app, conn, (to, at), (&look, occasion)).await
}

async fn send(
    app: &App,
    conn: &mut Conn,
    (to, at): (Addressee<'_>, Time),
    (look, occasion): (&Look, Occasion<'_>),
) -> Result<LetterId, PageError> {
    let texts = app.catalogue.texts(to.language);
    texts.read_in(to.zone);
    let words = write(app, &texts, occasion);
    let letter = dress(&texts, to, (&words, look)).map_err(PageError::internal)?;
    let queued = app
        .mail
        .queue_at(conn, &letter, (words.kind, to.language), at);
    match queued.await {
        Ok(id) => Ok(id),
        Err(OutboxError::Db(cause)) => Err(cause.into()),
        Err(cause) => Err(PageError::internal(cause)),
    }
}

/// Tells somebody that their password was changed: at their address, or by text message when they have none and it is not
/// withheld.
///
/// # Errors
/// As [`queue`].
pub async fn tell_of_new_password(
    app: &App,
    conn: &mut Conn,
    person: &Passport,
) -> Result<(), PageError> {
    let at = app.clock.now();
    let email = match identifiers::way_back(conn, person.id).await? {
        Some(Contact::Email(email)) => email,
        Some(Contact::Phone(number)) => {
            let to = (&number, texting::language(person));
            let note = (
                Note::PasswordChanged,
                at.plus(TOLD_BY_TEXT),
                Asker::default(),
            );
            return texting::send(app, conn, to, note).await.map(drop);
        }
        None => return Ok(()),
    };
    let to = Addressee::person(person, &email);
    queue(
        app,
        conn,
        to,
        Occasion::PasswordChanged(PasswordChanged { at }),
    )
    .await
}

fn write(app: &App, texts: &Texts, occasion: Occasion<'_>) -> Words {
    match occasion {
        Occasion::Invitation(invitation) => invitation.words(app, texts),
        Occasion::NewPassword(new) => new.words(app, texts),
        Occasion::PasswordChanged(changed) => changed.words(app, texts),
        Occasion::ForgottenPassword(forgotten) => forgotten.words(app, texts),
        Occasion::ForgottenLogin(forgotten) => forgotten.words(app, texts),
        Occasion::ConfirmAddress(confirm) => confirm.words(app, texts),
        Occasion::Registering(registering) => registering.words(app, texts),
        Occasion::AddressKnown(known) => known.words(app, texts),
        Occasion::PassportChanged(changed) => changed.words(app, texts),
        Occasion::TakenAlong(taken) => taken.words(app, texts),
        Occasion::PassportEnds(ends) => ends.words(app, texts),
        Occasion::WorkspaceEnds(ends) => ends.words(app, texts),
        Occasion::WorkspaceOffered(offered) => offered.words(app, texts),
        Occasion::JoinNew(new) => new.words(app, texts),
        Occasion::JoinAsked(asked) => asked.words(app, texts),
        Occasion::JoinAnswered(answered) => answered.words(app, texts),
    }
}

fn dress(
    texts: &Texts,
    to: Addressee<'_>,
    (words, look): (&Words, &Look),
) -> Result<Letter, LetterError> {
    let shown = Shown::new(texts, words, look);
    let html = shown.render().map_err(|_| LetterError::Composition)?;
    let correspondent = Correspondent::new(to.email.as_str(), Some(to.name))?;
    let letter = Letter::new(correspondent, &words.subject, shown.text(), html)?;
    Ok(match &look.logo {
        Some(logo) => letter.with_logo(logo),
        None => letter,
    })
}

/// A moment as letters say it, with the zone: a letter is read anywhere.
fn moment(texts: &Texts, at: Time) -> String {
    let moment = texts.date_time(at);
    match texts.zone() {
        Some(zone) => format!("{moment} ({zone})"),
        None => texts.with("letter-moment", &[("moment", moment.into())]),
    }
}

/// The words of a stranger in a form that no mail program turns into a link: an invisible break
/// stands before every sign that could make one.
fn unlinked(words: &str) -> String {
    const BREAK: char = '\u{200B}';
    let mut plain = String::with_capacity(words.len());
    for letter in words.chars() {
        if matches!(letter, '.' | ':' | '@' | '/') {
            plain.push(BREAK);
        }
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests;
