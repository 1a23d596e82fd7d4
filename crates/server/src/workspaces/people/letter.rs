//! The letters and text messages that take people in, with the links in them.

use std::time::Duration;

use base::clock::Time;
use base::db::Conn;
use base::i18n::Language;
use base::one_use::{self, Issue};
use base::outbox::LetterId;
use base::sms::{Asker, Withheld};
use base::token::{SetPassword, Token};
use people::members::Member;
use people::{Contact, EmailAddress};
use protocol::phone::PhoneNumber;

use super::store;
use crate::invitation::{self, Invited};
use crate::letters::{self, Addressee, Invitation, Occasion};
use crate::signin::acting::Acting;
use crate::signin::network;
use crate::texting::{self, Note};
use crate::web::PageError;

/// How long an invitation can be accepted.
const INVITATION: Duration = Duration::from_secs(7 * 24 * 3600);

/// A link, and until when it works.
struct Link {
    token: Token<SetPassword>,
    until: Time,
}

/// Writes to an invited member; links of earlier letters end. When the message is withheld the transaction must be dropped.
pub(super) async fn invite(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    (to, language): (&Contact, Language),
) -> Result<Result<(), Withheld>, PageError> {
    let (app, doer) = (&acting.doing.app, &acting.doing.doer);
    let now = app.clock.now();
    withdraw(acting, conn, member).await?;
    let token = Token::<SetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, INVITATION).about(member.id);
    let until = issue.expires();
    let invited = Invited::new(member, to, doer);
    one_use::create(conn, issue, &invited).await?;
    let link = Link { token, until };
    let letter = match to {
        Contact::Email(email) => by_letter(acting, conn, (member, email, language), &link).await?,
        Contact::Phone(number) => match by_text(acting, conn, (number, language), &link).await? {
            Ok(message) => message,
            Err(why) => return Ok(Err(why)),
        },
    };
    let ids = (member.workspace, member.id);
    store::note_letter(conn, ids, &doer.id, (letter, until)).await?;
    Ok(Ok(()))
}

async fn by_letter(
    acting: &Acting,
    conn: &mut Conn,
    (member, email, language): (&Member, &EmailAddress, Language),
    link: &Link,
) -> Result<LetterId, PageError> {
    let app = &acting.doing.app;
    let letter = Invitation {
        workspace: &acting.workspace.name,
        inviter: &acting.doing.doer.name,
        token: &link.token,
        until: link.until,
        is_known: invitation::is_known(conn, email).await?,
    };
    let to = Addressee {
        name: &member.name,
        email,
        language,
        zone: None,
    };
    let at = app.clock.now().plus(acting.pace);
    let occasion = Occasion::Invitation(letter);
    letters::queue_at(app, conn, acting.workspace.id, (to, at), occasion).await
}

async fn by_text(
    acting: &Acting,
    conn: &mut Conn,
    to: (&PhoneNumber, Language),
    link: &Link,
) -> Result<Result<LetterId, Withheld>, PageError> {
    let path = format!("/invitation?token={}", link.token.reveal());
    let address = acting.doing.app.config.public_url.of(&path);
    let note = Note::Invitation(&address, link.until);
    text(acting, conn, to, (note, link.until)).await
}

/// Whether a text message to this contact might leave now; an address is not asked.
pub async fn may_text(
    acting: &Acting,
    conn: &mut Conn,
    to: &Contact,
) -> Result<Result<(), Withheld>, PageError> {
    let Contact::Phone(number) = to else {
        return Ok(Ok(()));
    };
    let (network, who) = causes(acting);
    let asker = Asker {
        network: Some(&network),
        passport: Some(&who),
    };
    let sms = &acting.doing.app.sms;
    Ok(sms.would_queue(conn, number, asker).await?)
}

/// Network and person, or the workspace of a service account, that a message is counted for.
fn causes(acting: &Acting) -> (String, String) {
    let doing = &acting.doing;
    let who = match doing.doer.person {
        Some(person) => person.to_string(),
        None => acting.workspace.id.to_string(),
    };
    (network(doing.ctx.address).to_string(), who)
}

/// A text message, counted for whoever causes it; what service accounts cause counts for their workspace.
pub(super) async fn text(
    acting: &Acting,
    conn: &mut Conn,
    to: (&PhoneNumber, Language),
    (note, until): (Note<'_>, Time),
) -> Result<Result<LetterId, Withheld>, PageError> {
    let (network, who) = causes(acting);
    let asker = Asker {
        network: Some(&network),
        passport: Some(&who),
    };
    texting::send(&acting.doing.app, conn, to, (note, until, asker)).await
}

/// Ends the links that were sent to an invited member.
pub(super) async fn withdraw(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
) -> Result<(), PageError> {
    let now = acting.doing.app.clock.now();
    one_use::withdraw::<SetPassword>(conn, member.id, now).await?;
    Ok(())
}

/// The language to write to somebody in who chose none here.
pub(super) fn language(code: &str) -> Language {
    Language::from_code(code).unwrap_or_default()
}
