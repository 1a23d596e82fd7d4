//! Where a talk with a mail server stopped, in few kinds, so that a page can say what to do about it.

use std::io;

use lettre::transport::smtp::Error;

use super::transcript::Transcript;
use crate::outbox::Outcome;

/// Where a talk stopped and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// No server of this name was found.
    Name,
    /// Nobody listens there.
    Nobody,
    /// No answer came in time.
    Silent,
    /// No letters are taken to such a place.
    Forbidden,
    /// Who answers is no mail server, or does not want to talk to us.
    Greeting,
    /// The server does not change to TLS.
    NoTls,
    /// The certificate is not to be trusted.
    Certificate,
    /// TLS did not come about.
    Tls,
    /// The server does not let anybody log in here, or not with a password.
    NoLogin,
    /// The login was not taken.
    Login,
    /// The sender was not taken.
    Sender,
    /// The recipient was not taken.
    Recipient,
    /// The letter was not taken.
    Letter,
    /// The server takes no addresses of this kind.
    Script,
    /// The talk broke off.
    Broken,
}

impl Stop {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::Nobody,
        Self::Silent,
        Self::Forbidden,
        Self::Greeting,
        Self::NoTls,
        Self::Certificate,
        Self::Tls,
        Self::NoLogin,
        Self::Login,
        Self::Sender,
        Self::Recipient,
        Self::Letter,
        Self::Script,
        Self::Broken,
    ];

    /// The word of the API and of the texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nobody => "nobody",
            Self::Silent => "silent",
            Self::Forbidden => "forbidden",
            Self::Greeting => "greeting",
            Self::NoTls => "no-tls",
            Self::Certificate => "certificate",
            Self::Tls => "tls",
            Self::NoLogin => "no-login",
            Self::Login => "login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Letter => "letter",
            Self::Script => "script",
            Self::Broken => "broken",
        }
    }

    /// Where a talk is after our last command.
    fn after(verb: &str) -> Self {
        match verb {
            "" | "EHLO" | "HELO" => Self::Greeting,
            "STARTTLS" => Self::NoTls,
            "AUTH" => Self::Login,
            "MAIL" => Self::Sender,
            "RCPT" => Self::Recipient,
            "DATA" => Self::Letter,
            _ => Self::Broken,
        }
    }
}

/// How a talk went wrong.
pub(super) struct Broken {
    pub(super) outcome: Outcome,
    pub(super) words: String,
    pub(super) stop: Stop,
}

impl Broken {
    /// Something other than the letter is wrong: the way, the login, the settings. That gets put right one day, so
    /// the letter waits.
    pub(super) fn later(stop: Stop, cause: impl ToString) -> Self {
        Self {
            outcome: Outcome::Later,
            words: cause.to_string(),
            stop,
        }
    }

    /// The connection did not come to stand.
    pub(super) fn connecting(cause: &io::Error) -> Self {
        let stop = match cause.kind() {
            io::ErrorKind::TimedOut => Stop::Silent,
            _ => Stop::Nobody,
        };
        Self::later(stop, cause)
    }

    /// TLS did not come about.
    pub(super) fn encrypting(cause: &io::Error) -> Self {
        let deeper = cause.get_ref();
        let tls = deeper.and_then(|deeper| deeper.downcast_ref::<rustls::Error>());
        let stop = match tls {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
                Stop::Certificate
            }
            _ => Stop::Tls,
        };
        Self::later(stop, cause)
    }

    /// What the mail library found.
    pub(super) fn talking(cause: &Error, transcript: &Transcript) -> Self {
        // Only the server's own 5xx is final: what is set wrong on our side gets put right.
        let is_answer = cause.is_permanent() || cause.is_transient();
        let stop = if cause.is_timeout() {
            Stop::Silent
        } else if is_answer {
            Stop::after(&transcript.verb())
        } else if cause.is_response() && is_beginning(transcript) {
            Stop::Greeting
        } else {
            Stop::Broken
        };
        let outcome = if cause.is_permanent() {
            Outcome::Refused
        } else {
            Outcome::Later
        };
        Self {
            outcome,
            words: whole(cause),
            stop,
        }
    }

    /// What is found out on this side once the letter is on the table cannot be helped: the server does not take
    /// addresses of this kind.
    pub(super) fn in_letter(cause: &Error, transcript: &Transcript) -> Self {
        let broken = Self::talking(cause, transcript);
        if cause.is_client() {
            return Self {
                outcome: Outcome::Refused,
                stop: Stop::Script,
                ..broken
            };
        }
        broken
    }

    /// The login was not taken, or could not be tried. The letter waits.
    pub(super) fn at_login(cause: &Error, transcript: &Transcript) -> Self {
        let broken = Self::talking(cause, transcript);
        let stop = if cause.is_client() {
            Stop::NoLogin
        } else {
            broken.stop
        };
        Self::later(stop, broken.words)
    }
}

fn is_beginning(transcript: &Transcript) -> bool {
    Stop::after(&transcript.verb()) == Stop::Greeting
}

/// A cause with the causes below it.
fn whole(cause: &Error) -> String {
    let mut words = cause.to_string();
    let mut deeper = std::error::Error::source(cause);
    while let Some(next) = deeper {
        let more = next.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        deeper = next.source();
    }
    words
}
