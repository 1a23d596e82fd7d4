//! The outbox: the journey of each letter, never its words, which hold links. One that was lost is sent once more;
//! another is sent to try the way out.

use axum::routing::{get, post};
use base::mail::{Correspondent, Stop, Tried};
use base::outbox::{self, Channel, LetterId, Line, Outcome, Resent, State};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, OnServer};
use super::fields;
use super::operation::Operation;
use crate::operator;
use crate::tokens::Scope;
use crate::web::ApiError;

const STATES: &[&str] = &["queued", "sent", "refused"];
const ADDRESS: Shape = Shape::Text(3, 254, "anna@acme.example");
const WORDS: Shape = Shape::Text(0, 10_000, "250 2.0.0 Ok: queued");

const LETTER: Shape = Shape::Record(
    "Letter",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed(
            "kind",
            Shape::Text(1, 100, "invitation"),
            "What sort of letter it is.",
        ),
        Field::needed(
            "channel",
            Shape::Word(&["mail", "sms"]),
            "Whether it is a letter or a text message.",
        ),
        Field::needed(
            "to",
            ADDRESS,
            "Where it goes; of a phone number the beginning and end.",
        ),
        Field::needed("state", Shape::Word(STATES), "What became of it."),
        Field::needed(
            "attempts",
            fields::COUNT,
            "How often a delivery was tried since it was last queued.",
        ),
        Field::needed(
            "answer",
            Shape::Maybe(&WORDS),
            "The last words of the mail server, or why there were none.",
        ),
        Field::needed(
            "can_be_resent",
            Shape::Flag(true),
            "Whether its text is kept still.",
        ),
        Field::needed("queued_at", Shape::Moment, "When it was last queued."),
        Field::needed(
            "changed_at",
            Shape::Moment,
            "When anything last became of it.",
        ),
    ],
);

const FILTERS: &[Field] = &[
    Field::free("state", Shape::Word(STATES), "Only those in this state."),
    Field::free(
        "channel",
        Shape::Word(&["mail", "sms"]),
        "Only letters, or only text messages.",
    ),
];

const STOPS: &[&str] = &[
    "name",
    "nobody",
    "silent",
    "forbidden",
    "greeting",
    "no-tls",
    "certificate",
    "tls",
    "no-login",
    "login",
    "sender",
    "recipient",
    "letter",
    "script",
    "broken",
];

const TRIAL: Shape = Shape::Record(
    "TrialLetter",
    &[Field::needed("to", ADDRESS, "Where the letter goes.")],
);

const TRIED: Shape = Shape::Record(
    "TriedDelivery",
    &[
        Field::needed(
            "outcome",
            Shape::Word(&["accepted", "later", "refused"]),
            "What the mail server made of it.",
        ),
        Field::needed("answer", WORDS, "Its last words."),
        Field::needed(
            "dialogue",
            Shape::List(&Shape::Text(0, 10_000, "220 mail.acme.example ESMTP"), 1000),
            "What was said there, a line each (`>` ours, `<` theirs), without the password and without the letter.",
        ),
        Field::needed(
            "stopped_at",
            Shape::Maybe(&Shape::Word(STOPS)),
            "Where it stopped before the letter was taken; null when it was.",
        ),
    ],
);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listLetters",
            "/server/letters",
            "The journey of letters, the newest first",
        ),
        || get(list),
    )
    .scope(Scope::ServerLettersRead)
    .query(FILTERS)
    .page(LETTER),
    Operation::post(
        (
            "resendLetter",
            "/server/letters/{letter}/resend",
            "Sends a letter once more",
        ),
        || post(resend),
    )
    .scope(Scope::ServerLettersWrite)
    .conflicts(),
    Operation::post(
        (
            "tryLetters",
            "/server/letters/try",
            "Sends a letter at once, to try the settings of mail",
        ),
        || post(try_out),
    )
    .scope(Scope::ServerLettersWrite)
    .body(TRIAL)
    .one(TRIED)
    .conflicts(),
];

fn letter(line: &Line) -> Value {
    json!({
        "id": line.id, "channel": line.channel.word(), "kind": line.kind, "to": line.recipient, "state": line.state.word(),
        "attempts": line.attempts, "answer": line.answer,
        "can_be_resent": line.has_text && line.state != State::Queued,
        "queued_at": line.queued.rfc3339(), "changed_at": line.changed.rfc3339(),
    })
}

/// `GET /server/letters`.
async fn list(OnServer { call, .. }: OnServer) -> Answer {
    let all = [State::Queued, State::Sent, State::Refused];
    let state = call.text("state");
    let state = all.into_iter().find(|one| Some(one.word()) == state);
    let channel = call.text("channel");
    let mut channels = Channel::ALL.into_iter();
    let channel = channels.find(|one| Some(one.word()) == channel);
    let before = call.behind(LetterId::parse)?;
    let mut conn = call.app.db.read().await?;
    let most = call.limit() + 1;
    let mut found = outbox::list(&mut conn, (state, channel), before, most).await?;
    let next = call.cut(&mut found, |line| line.id.to_string());
    call.page(found.iter().map(letter).collect(), next)
}

/// `POST /server/letters/{letter}/resend`.
async fn resend(OnServer { call, doing }: OnServer) -> Answer {
    let id = call.id("letter", LetterId::parse)?;
    let mut conn = call.app.db.write().await?;
    let done = operator::resend_letter(&doing, &mut conn, id).await;
    let conflict = |word, words: &str| Err(ApiError::Conflict(word, words.to_owned()));
    match done.map_err(ApiError::internal)? {
        Resent::Queued => {}
        Resent::Unknown => return Err(ApiError::NotFound),
        Resent::WasQueued => return conflict("queued", "The letter waits to be sent already."),
        Resent::TextGone => {
            return conflict("text-gone", "The text of the letter is not kept any more.");
        }
    }
    conn.commit().await?;
    call.app.jobs.look_again();
    Ok(answer::done())
}

/// `POST /server/letters/try`.
async fn try_out(OnServer { call, doing }: OnServer) -> Answer {
    let to = Correspondent::new(fields::text(&call, "to").trim(), None).map_err(|_| {
        let key = "operator-mail-address-odd";
        ApiError::field("/to", key, call.ctx.text(key))
    })?;
    let talked = match operator::try_mail(&doing, to).await? {
        Tried::Delivery(talked) => talked,
        Tried::Off | Tried::Refused(_) => {
            let words = call.ctx.text("operator-mail-nothing-to-try");
            return Err(ApiError::Conflict("no-mail", words));
        }
    };
    let (delivery, stop) = (talked.delivery, talked.stop.map(Stop::word));
    let outcome = match delivery.outcome {
        Outcome::Accepted => "accepted",
        Outcome::Later => "later",
        Outcome::Refused => "refused",
    };
    Ok(answer::changed(&json!({
        "outcome": outcome, "answer": delivery.answer, "dialogue": delivery.dialogue,
        "stopped_at": stop,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_where_a_talk_can_stop_is_documented() {
        assert!(
            Stop::ALL
                .iter()
                .map(|stop| stop.word())
                .eq(STOPS.iter().copied())
        );
    }
}
