use super::*;
use argon2::{Algorithm, Argon2, AssociatedData, Block, ParamsBuilder, Version};

fn passwords(cost: Cost) -> Passwords {
    let limits = PoolLimits {
        cost,
        threads: 2,
        queue: 8,
    };
    Passwords::start(limits, &Randomness::seeded(1)).unwrap()
}

/// RFC 9106, section 5.3.
#[test]
fn argon2id_gives_the_tag_of_the_rfc() {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(AssociatedData::new(&[4; 12]).unwrap())
        .build()
        .unwrap();
    let blocks = params.block_count();
    let argon2 =
        Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let (mut out, mut memory) = ([0; 32], vec![Block::default(); blocks]);
    argon2
        .hash_password_into_with_memory(&[1; 32], &[2; 16], &mut out, &mut memory)
        .unwrap();
    let tag = [
        0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53,
        0xc9, 0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01,
        0xe6, 0x59,
    ];
    assert_eq!(out, tag);
}

/// From `src/test.c` of the reference implementation (P-H-C/phc-winner-argon2).
#[tokio::test]
async fn strings_of_the_reference_implementation_verify() {
    let passwords = passwords(Cost::cheap());
    for (password, stored) in [
        (
            "password",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ),
        (
            "password",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        ),
        (
            "password",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ),
    ] {
        let stored = PasswordHash::parse(stored).unwrap();
        let right = passwords.check(password.into(), &stored).await.unwrap();
        assert_eq!(
            right,
            Checked::Right {
                needs_rehash: false
            }
        );
        assert_eq!(
            passwords.check("Password".into(), &stored).await.unwrap(),
            Checked::Wrong
        );
    }
}

#[tokio::test]
async fn a_new_hash_verifies_and_is_salted() {
    let passwords = passwords(Cost::cheap());
    let one = passwords.hash("correct horse".into()).await.unwrap();
    let two = passwords.hash("correct horse".into()).await.unwrap();
    assert_ne!(one, two);
    assert!(matches!(
        passwords.check("correct horse".into(), &one).await.unwrap(),
        Checked::Right {
            needs_rehash: false
        }
    ));
    assert_eq!(
        passwords.check("".into(), &one).await.unwrap(),
        Checked::Wrong
    );
}

#[tokio::test]
async fn a_weaker_hash_asks_for_a_new_one() {
    let weak = passwords(Cost::cheap()).hash("x".into()).await.unwrap();
    let strong = passwords(Cost {
        memory: 128,
        ..Cost::cheap()
    });
    assert_eq!(
        strong.check("x".into(), &weak).await.unwrap(),
        Checked::Right { needs_rehash: true }
    );
}

#[tokio::test]
async fn a_full_queue_is_busy_and_recovers() {
    let limits = PoolLimits {
        cost: Cost {
            memory: 8192,
            ..Cost::cheap()
        },
        threads: 1,
        queue: 2,
    };
    let passwords = Passwords::start(limits, &Randomness::seeded(1)).unwrap();
    let asked: Vec<_> = (0..40)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.hash("x".into()).await })
        })
        .collect();
    let mut outcomes = Vec::new();
    for one in asked {
        outcomes.push(one.await.unwrap());
    }
    assert!(outcomes.iter().any(Result::is_ok));
    let busy = outcomes.iter().filter_map(|one| one.as_ref().err());
    assert!(busy.clone().count() > 0);
    assert!(busy.copied().all(
        |e| matches!(e, HashError::Busy { retry_after } if retry_after >= Duration::from_secs(1))
    ));
    assert!(passwords.hash("x".into()).await.is_ok());
    assert_eq!(passwords.load(), 0);
}

#[test]
fn a_cost_the_algorithm_forbids_does_not_start() {
    let limits = PoolLimits {
        cost: Cost {
            memory: 1,
            passes: 1,
            lanes: 1,
        },
        threads: 1,
        queue: 1,
    };
    assert!(Passwords::start(limits, &Randomness::seeded(1)).is_err());
}
