//! The identifiers of this crate's nouns, and what making one needs.

use base::clock::Time;
use base::id_type;
use base::random::Randomness;

id_type!(PassportId, "a passport");
id_type!(IdentifierId, "an identifier of a passport");
id_type!(WorkspaceId, "a workspace");
id_type!(MemberId, "a member of a workspace");
id_type!(DepartmentId, "a department of a workspace");
id_type!(GroupId, "a group of a workspace");

impl From<PassportId> for admission::Subject {
    fn from(id: PassportId) -> Self {
        Self::new(id.to_string())
    }
}

/// What a new row is made with: the moment, and the randomness of its identifier.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// When it is made.
    pub now: Time,
    /// Where the random part of its identifier comes from.
    pub random: &'a Randomness,
}
