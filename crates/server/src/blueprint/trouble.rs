//! Why a blueprint was not applied.

use protocol::blueprint::Mistake;
use thiserror::Error;

/// See the module. The words are for a terminal.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The command was given something it cannot use.
    #[error("{0}")]
    Usage(String),
    /// The file has mistakes; nothing was asked or done.
    #[error("the blueprint has {} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    /// There is no server, or no answer.
    #[error("the server at {0} was not reached: {1}")]
    Unreachable(String, String),
    /// The server does not do it.
    #[error("the server refused: {0}")]
    Refused(String),
    /// Two things on the server cannot be told apart.
    #[error("{0}")]
    Ambiguous(String),
    /// What the plan was made of is not so any more.
    #[error("{0} was changed meanwhile; run the command again")]
    Changed(String),
    /// The answer is none of this API.
    #[error("the server gave an answer this command does not understand: {0}")]
    Odd(String),
}

impl Trouble {
    /// An answer nobody understands.
    pub(super) fn odd(cause: impl std::fmt::Display) -> Self {
        Self::Odd(cause.to_string())
    }
}
