//! The hash chain and its verifier. Pure: works on rows, wherever they were read from.
//!
//! Each link is SHA-256 over the link before and every lasting field of the event, each with its
//! length, so that no two different trails give the same chain. The personal part takes part
//! through its salted digest. Whoever can rewrite the whole table can also make a new chain: that is
//! seen against a [`Head`] that was remembered elsewhere.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;
use thiserror::Error;

use super::Recorded;

/// The end of a chain. Write it down (it has a text form) and the trail up to it can never be
/// changed or cut unnoticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last event; 0 for an empty trail.
    pub sequence: i64,
    /// The chain up to and with it; empty for an empty trail.
    pub chain: Vec<u8>,
}

impl Head {
    /// The head of a trail without events.
    pub const fn empty() -> Self {
        Self {
            sequence: 0,
            chain: Vec::new(),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.sequence)?;
        self.chain
            .iter()
            .try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "not a number, a colon and 64 hexadecimal digits";
        let (number, hex) = text.trim().split_once(':').ok_or(WRONG)?;
        let sequence: i64 = number.parse().map_err(|_| WRONG)?;
        let digits: Option<Vec<u32>> = hex.chars().map(|c| c.to_digit(16)).collect();
        let digits = digits.filter(|d| d.len() == 64 || (d.is_empty() && sequence == 0));
        let bytes = digits.ok_or(WRONG)?.chunks(2).filter_map(byte).collect();
        Ok(Self {
            sequence,
            chain: bytes,
        })
    }
}

fn byte(pair: &[u32]) -> Option<u8> {
    match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    }
}

/// What is wrong with a trail: the first line that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A line is not there.
    #[error("event number {sequence} is missing")]
    Missing {
        /// The number that should come next.
        sequence: i64,
    },
    /// A number is there twice, or a line stands out of order.
    #[error("event number {sequence} stands in the wrong place")]
    Misplaced {
        /// The number found.
        sequence: i64,
    },
    /// A line, or the one before it, was changed.
    #[error("event number {sequence} was changed or exchanged")]
    Changed {
        /// The number of the line.
        sequence: i64,
    },
    /// The personal part of a line was changed, not erased.
    #[error("names or addresses in event number {sequence} were changed")]
    PersonalChanged {
        /// The number of the line.
        sequence: i64,
    },
    /// The trail ends earlier than it once did.
    #[error("the trail ends with number {sequence}, but had reached {remembered}")]
    Truncated {
        /// The last number found.
        sequence: i64,
        /// The number it once had reached.
        remembered: i64,
    },
    /// At the remembered place the chain is another one.
    #[error("the trail up to number {sequence} is not the one that was remembered")]
    Rewritten {
        /// The remembered number.
        sequence: i64,
    },
}

/// Verifies a trail line by line, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Verifier {
    reached: Head,
    remembered: Option<Head>,
}

impl Verifier {
    /// Begins at the start of a trail. With a `remembered` head, that the trail still leads
    /// through it is part of the verdict.
    pub const fn new(remembered: Option<Head>) -> Self {
        Self {
            reached: Head::empty(),
            remembered,
        }
    }

    /// Checks the next line.
    ///
    /// # Errors
    /// The [`Fault`]; nothing after it says anything any more.
    pub fn feed(&mut self, event: &Recorded) -> Result<(), Fault> {
        let expected = self.reached.sequence + 1;
        let sequence = event.sequence.unwrap_or_default();
        if sequence > expected {
            return Err(Fault::Missing { sequence: expected });
        }
        if sequence < expected {
            return Err(Fault::Misplaced { sequence });
        }
        let chain = link(&self.reached.chain, sequence, event);
        if event.chain.as_deref() != Some(&chain) {
            return Err(Fault::Changed { sequence });
        }
        if !personal_is_whole(event) {
            return Err(Fault::PersonalChanged { sequence });
        }
        self.reached = Head { sequence, chain };
        match &self.remembered {
            Some(head) if head.sequence == sequence && *head != self.reached => {
                Err(Fault::Rewritten { sequence })
            }
            _ => Ok(()),
        }
    }

    /// Ends the check; `stored` is the head kept beside the trail. Gives the head to remember.
    ///
    /// # Errors
    /// When the trail once was longer than it is.
    pub fn finish(self, stored: &Head) -> Result<Head, Fault> {
        for head in self.remembered.iter().chain([stored]) {
            if head.sequence > self.reached.sequence {
                let (sequence, remembered) = (self.reached.sequence, head.sequence);
                return Err(Fault::Truncated {
                    sequence,
                    remembered,
                });
            }
        }
        if *stored != self.reached {
            return Err(Fault::Rewritten {
                sequence: stored.sequence,
            });
        }
        Ok(self.reached)
    }
}

/// The link of an event: everything that lasts, bound to the link before.
pub(super) fn link(before: &[u8], sequence: i64, event: &Recorded) -> Vec<u8> {
    let mut hash = Fields::new(b"vestibule audit 1");
    hash.bytes(Some(before));
    hash.number(sequence);
    hash.text(Some(&event.id.to_string()));
    hash.number(event.at.as_micros());
    hash.text(event.workspace.as_deref());
    hash.text(event.actor.as_deref());
    hash.text(event.subject.as_deref());
    hash.text(Some(&event.kind));
    hash.text(Some(&event.outcome));
    hash.text(event.reason.as_deref());
    hash.text(Some(&event.reference));
    hash.text(Some(&event.details));
    hash.bytes(Some(&event.personal_digest));
    hash.finish()
}

/// The digest of the personal part. The salt keeps anybody from guessing at erased names.
pub(super) fn personal_digest(
    salt: &[u8],
    ip: Option<&str>,
    user_agent: Option<&str>,
    personal: Option<&str>,
) -> Vec<u8> {
    let mut hash = Fields::new(b"vestibule audit person 1");
    hash.bytes(Some(salt));
    hash.text(ip);
    hash.text(user_agent);
    hash.text(personal);
    hash.finish()
}

/// Whether the personal part is the one recorded, or was erased as a whole.
fn personal_is_whole(event: &Recorded) -> bool {
    let (ip, browser) = (event.ip.as_deref(), event.user_agent.as_deref());
    let personal = event.personal.as_deref();
    match &event.salt {
        Some(salt) => personal_digest(salt, ip, browser, personal) == event.personal_digest,
        None => ip.is_none() && browser.is_none() && personal.is_none(),
    }
}

/// A hash over fields, each with its kind and length before it.
struct Fields(digest::Context);

impl Fields {
    fn new(label: &[u8]) -> Self {
        let mut fields = Self(digest::Context::new(&digest::SHA256));
        fields.bytes(Some(label));
        fields
    }

    fn bytes(&mut self, field: Option<&[u8]>) {
        match field {
            None => self.0.update(&[0]),
            Some(bytes) => {
                self.0.update(&[1]);
                self.0
                    .update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
                self.0.update(bytes);
            }
        }
    }

    fn text(&mut self, field: Option<&str>) {
        self.bytes(field.map(str::as_bytes));
    }

    fn number(&mut self, number: i64) {
        self.bytes(Some(&number.to_be_bytes()));
    }

    fn finish(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}
