//! How strong a sign-in was, in the words of OpenID Connect: `acr` and `amr`.

use admission::{Means, Proof, Strength};
use protocol::oidc::AcrWish;

/// The values of `acr` we issue, weakest first: the words of admission.
pub(super) fn acr_values() -> Vec<&'static str> {
    Strength::ALL.iter().map(|one| one.word()).collect()
}

/// The `acr` of these proofs for an application that asked for some: the strongest of those it named
/// that they reach, else what they are (OpenID Connect Core section 5.5.1.1).
pub(super) fn acr_for(wish: Option<&AcrWish>, proofs: &[Proof]) -> Option<&'static str> {
    let reached = proofs.iter().map(|proof| proof.means.strength()).max()?;
    let named = wish.into_iter().flat_map(known);
    let best = named.filter(|strength| *strength <= reached).max();
    Some(best.unwrap_or(reached).word())
}

/// Whether these proofs are as strong as the application demands. A stronger sign-in is a weaker one too.
pub(super) fn meets(wish: &AcrWish, proofs: &[Proof]) -> bool {
    let reached = proofs.iter().map(|proof| proof.means.strength()).max();
    !wish.essential || known(wish).any(|least| reached >= Some(least))
}

/// Whether any sign-in could be what the application demands.
pub(super) fn can_ever_meet(wish: &AcrWish) -> bool {
    !wish.essential || known(wish).next().is_some()
}

fn known(wish: &AcrWish) -> impl Iterator<Item = Strength> {
    let of = |value: &String| {
        Strength::ALL
            .iter()
            .copied()
            .find(|one| one.word() == value)
    };
    wish.values.iter().filter_map(of)
}

/// The `amr` of these proofs (RFC 8176 where it has a word), each method once.
pub(super) fn amr(proofs: &[Proof]) -> Vec<&'static str> {
    let mut methods: Vec<&str> = proofs.iter().map(|proof| method(proof.means)).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}

fn method(means: Means) -> &'static str {
    match means {
        Means::Password => "pwd",
        Means::EmailLink => "email",
        Means::PhoneText => "sms",
    }
}

#[cfg(test)]
mod tests {
    use admission::{Moment, Subject};

    use super::*;

    fn proof(means: Means) -> Proof {
        Proof {
            subject: Subject::new("p"),
            means,
            at: Moment::from_micros(0),
        }
    }

    fn wish(values: &[&str], essential: bool) -> AcrWish {
        AcrWish {
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            essential,
        }
    }

    #[test]
    fn a_demand_is_met_by_what_is_as_strong_or_stronger() {
        let (weak, strong) = ([proof(Means::EmailLink)], [proof(Means::Password)]);
        assert!(meets(&wish(&["secret"], true), &strong));
        assert!(meets(&wish(&["mailbox"], true), &strong));
        assert!(!meets(&wish(&["secret"], true), &weak));
        assert!(!meets(&wish(&["secret"], true), &[]));
        assert!(
            meets(&wish(&["secret"], false), &weak),
            "a wish is no demand"
        );
        assert!(!can_ever_meet(&wish(&["gold"], true)));
        assert!(can_ever_meet(&wish(&["gold", "secret"], true)));
        assert!(can_ever_meet(&wish(&[], false)));
        let named = wish(&["mailbox"], true);
        assert_eq!(acr_for(Some(&named), &strong), Some("mailbox"));
        assert_eq!(acr_for(None, &strong), Some("secret"));
        assert_eq!(
            acr_for(Some(&wish(&["secret"], false)), &weak),
            Some("mailbox")
        );
        assert_eq!(acr_for(Some(&named), &[]), None);
    }

    #[test]
    fn the_strongest_proof_counts_and_methods_are_named_once() {
        let proofs = [
            proof(Means::Password),
            proof(Means::EmailLink),
            proof(Means::Password),
        ];
        assert_eq!(acr_for(None, &proofs), Some("secret"));
        assert_eq!(acr_for(None, &proofs[1..2]), Some("mailbox"));
        assert_eq!(amr(&proofs), ["email", "pwd"]);
        assert_eq!(acr_values(), ["mailbox", "secret"]);
    }
}
