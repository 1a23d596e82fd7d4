//! Doors: the entry policy of a workspace or an application.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::proof::{Means, Strength};
use crate::time::Span;

/// What a door demands. Stored as JSON.
///
/// A missing field takes the default of [`Door::default`]; an unknown one is an error, for a demand
/// that is not understood must not be passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Door {
    /// By what one may prove oneself here.
    pub accepts: BTreeSet<Means>,
    /// How strong a proof must be at least.
    pub least_strength: Strength,
    /// How long a proof holds; then one signs in again.
    pub proof_holds: Span,
    /// How long one may stay away before one signs in again.
    pub idle: Span,
}

impl Default for Door {
    /// Everything we can check, for a day, away for no longer than a working day.
    fn default() -> Self {
        Self {
            accepts: Means::ALL.iter().copied().collect(),
            least_strength: Strength::Mailbox,
            proof_holds: Span::from_hours(24),
            idle: Span::from_hours(8),
        }
    }
}

impl Door {
    /// Whether a proof by `means` counts here.
    pub fn takes(&self, means: Means) -> bool {
        self.accepts.contains(&means) && means.strength() >= self.least_strength
    }

    /// Every means that counts here; empty when the policy shuts everybody out.
    pub fn ways_in(&self) -> Vec<Means> {
        self.accepts
            .iter()
            .copied()
            .filter(|means| self.takes(*means))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_door_fills_in_defaults_and_refuses_what_it_does_not_know() {
        assert_eq!(serde_json::from_str::<Door>("{}").unwrap(), Door::default());
        let short: Door = serde_json::from_str(r#"{"proof_holds":60}"#).unwrap();
        assert_eq!(
            short,
            Door {
                proof_holds: Span::from_seconds(60),
                ..Door::default()
            }
        );
        assert!(serde_json::from_str::<Door>(r#"{"only_at_night":true}"#).is_err());
        assert!(serde_json::from_str::<Door>(r#"{"accepts":["telepathy"]}"#).is_err());
        let text = serde_json::to_string(&short).unwrap();
        assert_eq!(serde_json::from_str::<Door>(&text).unwrap(), short);
    }

    #[test]
    fn strength_narrows_the_ways_in() {
        let door = Door {
            least_strength: Strength::Secret,
            ..Door::default()
        };
        assert_eq!(door.ways_in(), [Means::Password]);
        let mailed = BTreeSet::from([Means::EmailLink]);
        assert!(
            Door {
                accepts: mailed,
                ..door
            }
            .ways_in()
            .is_empty()
        );
    }
}
