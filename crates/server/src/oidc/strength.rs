//! How strong a sign-in was, in the words of OpenID Connect: `acr` and `amr`.

use admission::{Means, Proof, Strength};

/// The values of `acr` we issue, weakest first: the words of admission.
pub(super) fn acr_values() -> Vec<&'static str> {
    Strength::ALL.iter().map(|one| one.word()).collect()
}

/// The `acr` of these proofs: the strongest of them.
pub(super) fn acr(proofs: &[Proof]) -> Option<&'static str> {
    let strongest = proofs.iter().map(|proof| proof.means.strength()).max();
    strongest.map(Strength::word)
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

    #[test]
    fn the_strongest_proof_counts_and_methods_are_named_once() {
        let proofs = [
            proof(Means::Password),
            proof(Means::EmailLink),
            proof(Means::Password),
        ];
        assert_eq!(acr(&proofs), Some("secret"));
        assert_eq!(acr(&proofs[1..2]), Some("mailbox"));
        assert_eq!(acr(&[]), None);
        assert_eq!(amr(&proofs), ["email", "pwd"]);
        assert_eq!(acr_values(), ["mailbox", "secret"]);
    }
}
