//! What a letter is: one person, one subject, the same words as text and as HTML.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lettre::Address;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why an address or a letter cannot be used. Says which part and not what stood in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The e-mail address is none that mail can be sent to.
    #[error("the e-mail address cannot be used")]
    Address,
    /// The name or the subject holds a line break or another control character.
    #[error("a header holds a control character")]
    Header,
    /// The letter could not be put together.
    #[error("the letter could not be composed")]
    Composition,
}

/// Somebody who sends or receives mail: an address and perhaps a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawCorrespondent")]
pub struct Correspondent {
    address: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct RawCorrespondent {
    address: String,
    name: Option<String>,
}

impl TryFrom<RawCorrespondent> for Correspondent {
    type Error = LetterError;

    fn try_from(raw: RawCorrespondent) -> Result<Self, LetterError> {
        Self::new(&raw.address, raw.name.as_deref())
    }
}

impl Correspondent {
    /// A correspondent.
    ///
    /// # Errors
    /// When the address cannot be used, or the name holds a control character.
    pub fn new(address: &str, name: Option<&str>) -> Result<Self, LetterError> {
        address
            .parse::<Address>()
            .map_err(|_| LetterError::Address)?;
        let name = name
            .map(one_line)
            .transpose()?
            .filter(|name| !name.is_empty());
        Ok(Self {
            address: address.to_owned(),
            name,
        })
    }

    /// The name, if there is one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn mailbox(&self) -> Result<Mailbox, LetterError> {
        let address = self.address.parse().map_err(|_| LetterError::Address)?;
        Ok(Mailbox::new(self.name.clone(), address))
    }
}

/// A header is one line: a break in it would begin a header of the writer's choice.
pub(super) fn one_line(text: &str) -> Result<String, LetterError> {
    if text.chars().any(char::is_control) {
        return Err(LetterError::Header);
    }
    Ok(text.trim().to_owned())
}

/// A letter to one person. Its text may carry a link that opens something, so it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    to: Correspondent,
    subject: String,
    text: String,
    html: String,
    /// A PNG that the HTML shows, in base64. It travels along: a picture fetched from us would tell us who reads what, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
}

/// What the HTML calls the picture that travels along (RFC 2392).
pub const LOGO: &str = "cid:logo";

impl Letter {
    /// A letter with the same words as text and as HTML.
    ///
    /// # Errors
    /// When the subject holds a control character.
    pub fn new(
        to: Correspondent,
        subject: &str,
        text: String,
        html: String,
    ) -> Result<Self, LetterError> {
        Ok(Self {
            to,
            subject: one_line(subject)?,
            text,
            html,
            logo: None,
        })
    }

    /// A PNG travels along, which the HTML shows as [`LOGO`].
    #[must_use]
    pub fn with_logo(mut self, png: &[u8]) -> Self {
        self.logo = Some(BASE64_STANDARD.encode(png));
        self
    }

    /// The picture that travels along.
    pub fn logo(&self) -> Option<Vec<u8>> {
        BASE64_STANDARD.decode(self.logo.as_deref()?).ok()
    }

    /// Who gets it.
    pub const fn to(&self) -> &Correspondent {
        &self.to
    }

    /// The subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The words as text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words as HTML.
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[letter]")
    }
}
