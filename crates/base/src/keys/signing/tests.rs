//! Signing keys on both engines, with several processes and a clock that moves.

use std::collections::BTreeSet;

use protocol::jose::{JwkSet, TokenType};
use serde_json::json;

use super::*;
use crate::db::sql;
use crate::params;
use crate::random::Randomness;
use crate::testing::{self, TestDb};

const ES: Algorithm = Algorithm::Es256;
const DAY: Duration = Duration::from_secs(24 * 3600);
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
const MOMENT: Duration = Duration::from_micros(1);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

struct Stage {
    test: TestDb,
    clock: Clock,
    master: MasterKey,
}

impl Stage {
    async fn all() -> Vec<Self> {
        let mut stages = Vec::new();
        for test in testing::databases().await {
            stages.push(Self::on(test).await);
        }
        stages
    }

    async fn on(test: TestDb) -> Self {
        let path = test.folder().join("master.key");
        let (master, _) = MasterKey::open_or_create(&path, &test.db, &Randomness::system())
            .await
            .unwrap();
        Self {
            test,
            clock: Clock::movable(Time::from_seconds(1_800_000_000)),
            master,
        }
    }

    /// The keys as one more process has them.
    async fn open(&self) -> Result<SigningKeys, SigningKeyError> {
        SigningKeys::open(&self.test.db, &self.master, &self.clock, Overlap::default()).await
    }

    async fn run(&self, statement: crate::db::Sql, values: Vec<crate::db::Value>) {
        let mut conn = self.test.db.write().await.unwrap();
        conn.execute(statement, values).await.unwrap();
        conn.commit().await.unwrap();
    }
}

fn sign(keys: &SigningKeys) -> String {
    let key = keys.current(ES).unwrap();
    key.sign(TokenType::Jwt, &json!({"sub": "zoë"})).unwrap()
}

fn kid(keys: &SigningKeys) -> String {
    keys.current(ES).unwrap().key_id().to_owned()
}

async fn check(keys: &SigningKeys, token: &str) -> Result<(), TokenError> {
    let verified = keys.verify(token, Expect::Exactly(TokenType::Jwt)).await?;
    assert_eq!(verified.claims()?.text("sub")?, "zoë");
    Ok(())
}

fn published(keys: &SigningKeys) -> BTreeSet<String> {
    let set = JwkSet::parse(&keys.jwks().body).unwrap();
    let names = set.keys.iter().map(|key| key.key_id().unwrap().to_owned());
    names.collect()
}

fn states(keys: &SigningKeys) -> Vec<KeyState> {
    keys.list().into_iter().map(|line| line.state).collect()
}

#[tokio::test]
async fn the_first_start_makes_one_key_and_the_next_finds_it() {
    for stage in Stage::all().await {
        let first = stage.open().await.unwrap();
        let token = sign(&first);
        let second = stage.open().await.unwrap();
        check(&second, &token).await.unwrap();
        assert_eq!(kid(&first), kid(&second));
        assert_eq!(first.jwks(), second.jwks());
        assert_eq!(published(&second), BTreeSet::from([kid(&first)]));
        assert_eq!(states(&second), [KeyState::Active]);
        assert!(second.current(Algorithm::Rs256).is_none());
        assert!(second.current(Algorithm::EdDsa).is_none());
    }
}

#[tokio::test]
async fn starts_and_rotations_at_the_same_time_make_one_key_each() {
    for stage in Stage::all().await {
        let stage = Arc::new(stage);
        let starts: Vec<_> = (0..6)
            .map(|_| {
                let stage = Arc::clone(&stage);
                tokio::spawn(async move {
                    let keys = stage.open().await.unwrap();
                    keys.rotate(ES).await.unwrap();
                    keys.refresh().await.unwrap();
                    published(&keys)
                })
            })
            .collect();
        let mut seen = BTreeSet::new();
        for start in starts {
            seen.insert(start.await.unwrap());
        }
        assert_eq!(seen.len(), 1, "{}", stage.test.db.engine_name());
        assert_eq!(seen.first().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_rotation_publishes_first_signs_later_and_keeps_the_old_key_for_its_tokens() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        let (old, old_token) = (kid(&keys), sign(&keys));
        let takeover = stage.clock.now().plus(DAY);
        let Rotation::Prepared { kid: new, from } = keys.rotate(ES).await.unwrap() else {
            panic!("not prepared");
        };
        assert_eq!(from, takeover);
        let both = BTreeSet::from([old.clone(), new.clone()]);
        assert_eq!((published(&keys), kid(&keys)), (both.clone(), old.clone()));
        assert_eq!(states(&keys), [KeyState::Next, KeyState::Active]);
        assert_eq!(
            keys.rotate(ES).await.unwrap(),
            Rotation::Waiting {
                kid: new.clone(),
                from
            }
        );

        stage.clock.advance(DAY - MOMENT);
        assert_eq!(kid(&keys), old);
        stage.clock.advance(MOMENT);
        assert_eq!(kid(&keys), new, "without reading the table again");
        keys.tend(YEAR).await.unwrap();
        check(&keys, &old_token).await.unwrap();
        check(&keys, &sign(&keys)).await.unwrap();
        assert_eq!(published(&keys), both);
        let retired = KeyState::Retired {
            since: takeover,
            published_until: takeover.plus(WEEK),
        };
        assert_eq!(states(&keys), [KeyState::Active, retired]);

        stage.clock.advance(WEEK - MOMENT);
        keys.tend(YEAR).await.unwrap();
        check(&keys, &old_token).await.unwrap();
        stage.clock.advance(MOMENT);
        keys.tend(YEAR).await.unwrap();
        assert_eq!(check(&keys, &old_token).await, Err(TokenError::KeyUnknown));
        assert_eq!(published(&keys), BTreeSet::from([new]));
    }
}

#[tokio::test]
async fn activating_now_takes_the_waiting_key_or_makes_one() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        let first = kid(&keys);
        let made = keys.activate_now(ES).await.unwrap();
        assert_ne!(made, first);
        assert_eq!(kid(&keys), made);

        let Rotation::Prepared { kid: waiting, .. } = keys.rotate(ES).await.unwrap() else {
            panic!("not prepared");
        };
        assert_eq!(keys.activate_now(ES).await.unwrap(), waiting);
        assert_eq!(
            published(&keys),
            BTreeSet::from([first, made, waiting.clone()])
        );
        assert_eq!(kid(&stage.open().await.unwrap()), waiting);
    }
}

#[tokio::test]
async fn another_process_learns_of_a_new_key_from_its_first_token() {
    for stage in Stage::all().await {
        let (here, there) = (stage.open().await.unwrap(), stage.open().await.unwrap());
        here.activate_now(ES).await.unwrap();
        check(&there, &sign(&here)).await.unwrap();
        assert_eq!(kid(&there), kid(&here));

        // But it does not ask the database for every forged name.
        here.activate_now(ES).await.unwrap();
        let token = sign(&here);
        assert_eq!(check(&there, &token).await, Err(TokenError::KeyUnknown));
        stage.clock.advance(LOOK_AGAIN);
        check(&there, &token).await.unwrap();
    }
}

#[tokio::test]
async fn a_leaked_key_is_withdrawn_unless_it_signs() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        let (leaked, token) = (kid(&keys), sign(&keys));
        assert_eq!(keys.withdraw(&leaked).await.unwrap(), Withdrawal::InUse);
        keys.activate_now(ES).await.unwrap();
        assert_eq!(keys.withdraw(&leaked).await.unwrap(), Withdrawal::Removed);
        assert_eq!(keys.withdraw(&leaked).await.unwrap(), Withdrawal::Unknown);
        assert_eq!(check(&keys, &token).await, Err(TokenError::KeyUnknown));

        keys.rotate(ES).await.unwrap();
        let next = keys.list().remove(0);
        assert_eq!(next.state, KeyState::Next);
        assert_eq!(keys.withdraw(&next.kid).await.unwrap(), Withdrawal::Removed);
        assert_eq!(states(&keys), [KeyState::Active]);
        assert!(matches!(
            keys.rotate(ES).await.unwrap(),
            Rotation::Prepared { .. }
        ));
    }
}

#[tokio::test]
async fn care_prepares_a_successor_when_a_key_is_old_and_only_one() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        keys.ensure(Algorithm::EdDsa).await.unwrap();
        keys.tend(YEAR).await.unwrap();
        assert_eq!(keys.list().len(), 2);
        stage.clock.advance(YEAR);
        keys.tend(YEAR).await.unwrap();
        keys.tend(YEAR).await.unwrap();
        let pair = [KeyState::Next, KeyState::Active];
        assert_eq!(states(&keys), [pair, pair].concat());
    }
}

#[tokio::test]
async fn a_key_in_the_row_of_another_or_altered_is_refused_and_the_held_ones_stay() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        let old = kid(&keys);
        keys.activate_now(ES).await.unwrap();
        let (new, token) = (kid(&keys), sign(&keys));
        let moved = sql("UPDATE signing_keys SET private_key = \
                         (SELECT private_key FROM signing_keys WHERE kid = $1) WHERE kid = $2");
        stage.run(moved, params![&old, &new]).await;
        let refused = stage.open().await.unwrap_err();
        assert!(matches!(
            refused,
            SigningKeyError::Seal(SealError::Unreadable { .. })
        ));

        // A row that says it is somebody else's key, sealed by one who holds the master key.
        let (_, foreign) = SigningKey::generate(ES).unwrap();
        let cell = stage
            .master
            .seal(&SIGNING_KEYS.row(&new), foreign.as_bytes());
        let replaced = sql("UPDATE signing_keys SET private_key = $1 WHERE kid = $2");
        stage.run(replaced, params![cell.unwrap(), &new]).await;
        let refused = stage.open().await.unwrap_err();
        assert!(matches!(refused, SigningKeyError::Mismatch(kid) if kid == new));
        check(&keys, &token).await.unwrap();
    }
}

#[tokio::test]
async fn every_algorithm_is_published_without_its_private_part_and_the_tag_follows_the_set() {
    let stage = Stage::on(testing::sqlite().await).await;
    let keys = stage.open().await.unwrap();
    let first = keys.jwks();
    keys.refresh().await.unwrap();
    assert_eq!(keys.jwks().etag, first.etag);
    for algorithm in Algorithm::ALL {
        let key = keys.ensure(algorithm).await.unwrap();
        let again = keys.ensure(algorithm).await.unwrap();
        assert_eq!(key.key_id(), again.key_id());
        assert_eq!(key.algorithm(), algorithm);
        let token = key.sign(TokenType::Jwt, &json!({"sub": "zoë"})).unwrap();
        check(&keys, &token).await.unwrap();
    }
    let all = keys.jwks();
    assert_ne!(all.etag, first.etag);
    assert!(all.etag.starts_with('"') && all.etag.ends_with('"'));
    // Refuses sets with private members.
    let set = JwkSet::parse(&all.body).unwrap();
    let algorithms: Vec<_> = set.keys.iter().map(|key| key.algorithm()).collect();
    assert_eq!(algorithms, Algorithm::ALL);
    for key in &set.keys {
        assert_eq!(key.key_id(), Some(key.thumbprint().as_str()));
    }
    assert_eq!(keys.verifying().to_jwks(), set);
    let printed = format!("{keys:?}");
    assert!(printed.contains(&kid(&keys)) && !printed.contains("private"));
}

#[tokio::test]
async fn the_active_key_is_published_first() {
    let stage = Stage::on(testing::sqlite().await).await;
    let keys = stage.open().await.unwrap();
    let first_published = |keys: &SigningKeys| {
        let set = JwkSet::parse(&keys.jwks().body).unwrap();
        set.keys[0].key_id().unwrap().to_owned()
    };
    keys.rotate(ES).await.unwrap();
    assert_eq!(first_published(&keys), kid(&keys));
    stage.clock.advance(DAY);
    keys.refresh().await.unwrap();
    assert_eq!(first_published(&keys), kid(&keys));
}

#[tokio::test]
async fn the_keys_outlive_a_rotation_of_the_master_key() {
    for stage in Stage::all().await {
        let keys = stage.open().await.unwrap();
        let token = sign(&keys);
        let done = stage
            .master
            .rotate(&stage.test.db, &[], Duration::ZERO)
            .await;
        assert_eq!(done.unwrap().cells, 2);
        check(&stage.open().await.unwrap(), &token).await.unwrap();
    }
}

#[tokio::test]
async fn a_clock_that_runs_behind_still_finds_a_key() {
    let stage = Stage::on(testing::sqlite().await).await;
    let ahead = stage.open().await.unwrap();
    let behind = Stage {
        clock: Clock::movable(stage.clock.now().minus(DAY)),
        ..stage
    };
    let keys = behind.open().await.unwrap();
    assert_eq!(kid(&keys), kid(&ahead));
    assert_eq!(states(&keys), [KeyState::Active]);
}
