//! What is done beside requests: passports that are due are deleted.

use base::audit::{Event, Outcome, Reference};
use base::jobs::JobError;
use base::{one_use, outbox};
use people::departing;
use people::{identifiers, passports};

use super::events;
use crate::letters::{self, Addressee, Occasion, PassportEnds};
use crate::web::App;

/// Deletes every passport that is due, each in a transaction of its own.
///
/// # Errors
/// When the database does not answer, or the last letter cannot be written.
pub async fn delete_due(app: &App) -> Result<(), JobError> {
    loop {
        let now = app.clock.now();
        let mut conn = app.db.write().await?;
        let Some(due) = departing::due(&mut conn, now).await? else {
            return Ok(());
        };
        let person = passports::load(&mut conn, due.passport).await?;
        let email = identifiers::primary_email(&mut conn, due.passport).await?;
        for one in identifiers::of_passport(&mut conn, due.passport).await? {
            // Only their own: a claim nobody confirmed is somebody else's address.
            if one.verified_at.is_some() {
                outbox::forget_address(&mut conn, &one.value).await?;
            }
        }
        one_use::forget(&mut conn, due.passport).await?;
        if !departing::delete(&mut conn, due.passport, now).await? {
            return Ok(());
        }
        let reference = Reference::fresh(&app.random);
        let event = Event::new(events::DELETED, Outcome::Done, &reference).about(due.passport);
        app.record(&mut conn, event).await?;
        if let (Some(person), Some(email)) = (person, email) {
            let to = Addressee::person(&person, &email);
            let gone = Occasion::PassportEnds(PassportEnds::Gone);
            let queued = letters::queue(app, &mut conn, to, gone).await;
            queued.map_err(|cause| JobError::Again(format!("{cause:?}")))?;
        }
        conn.commit().await?;
    }
}
