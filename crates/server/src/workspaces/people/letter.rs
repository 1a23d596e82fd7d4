//! The letters that take people in, with the links in them.

use std::time::Duration;

use base::db::Conn;
use base::i18n::Language;
use base::one_use::{self, Issue};
use base::token::{SetPassword, Token};
use people::EmailAddress;
use people::members::Member;

use super::store;
use crate::invitation::{self, Invited};
use crate::letters::{self, Addressee, Invitation, Occasion};
use crate::signin::acting::Acting;
use crate::web::PageError;

/// How long an invitation can be accepted.
const INVITATION: Duration = Duration::from_secs(7 * 24 * 3600);

/// Writes to an invited member; links of earlier letters end.
pub(super) async fn invite(
    acting: &Acting,
    conn: &mut Conn,
    member: &Member,
    (email, language): (&EmailAddress, Language),
) -> Result<(), PageError> {
    let (app, doer) = (&acting.doing.app, &acting.doing.doer);
    let now = app.clock.now();
    withdraw(acting, conn, member).await?;
    let token = Token::<SetPassword>::fresh(&app.random);
    let issue = Issue::new(token.hash(), now, INVITATION).about(member.id);
    let until = issue.expires();
    let invited = Invited::new(member, email, doer);
    one_use::create(conn, issue, &invited).await?;
    let letter = Invitation {
        workspace: &acting.workspace.name,
        inviter: &doer.name,
        token: &token,
        until,
        is_known: invitation::is_known(conn, email).await?,
    };
    let to = Addressee {
        name: &member.name,
        email,
        language,
        zone: None,
    };
    let at = now.plus(acting.pace);
    let letter = letters::queue_at(app, conn, (to, at), Occasion::Invitation(letter)).await?;
    let ids = (member.workspace, member.id);
    store::note_letter(conn, ids, &doer.id, (letter, until)).await?;
    Ok(())
}

/// Ends the links that were mailed to an invited member.
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
