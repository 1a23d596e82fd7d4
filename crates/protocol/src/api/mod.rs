//! What scripts send to the API and get from it: tokens, conditions, keys and cursors as texts, and
//! the shapes of JSON.

mod condition;
mod cursor;
mod idempotency;
mod shape;
mod shape_schema;
mod token;

pub use condition::{EntityTag, EntityTags, OddTag};
pub use cursor::SealedCursor;
pub use idempotency::{IdempotencyKey, OddKey};
pub use shape::{Field, Shape, Violation};
pub use token::{TOKEN_PREFIX, TokenText};
