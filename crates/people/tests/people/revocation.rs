//! What ends is noted where it ends, for those who have to be told.

use people::blocks::{self, NewBlock};
use people::revocation::{self, Ending, Whose};
use people::{BlockReason, Role, members};

use crate::store::on_each_engine;

#[tokio::test]
async fn whatever_ends_is_noted_and_taken_once() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Employee).await;
        let clara = store.member(acme.id, "Clara", Role::Employee).await;
        let mut conn = store.write().await;
        revocation::take_endings(&mut conn).await.unwrap();
        members::dismiss(&mut conn, acme.id, boris.id, store.act())
            .await
            .unwrap();
        let new = NewBlock {
            reason: BlockReason::BlockedByAdministrator,
            until: None,
        };
        blocks::add(&mut conn, acme.id, clara.id, new, store.act())
            .await
            .unwrap();
        revocation::raise(&mut conn, Whose::Passport(clara.passport))
            .await
            .unwrap();
        let session = Ending::Session("s-1".to_owned());
        revocation::note(&mut conn, &session).await.unwrap();
        revocation::note(&mut conn, &session).await.unwrap();
        let mut taken = revocation::take_endings(&mut conn).await.unwrap();
        for due in [
            Ending::Member(boris.id),
            Ending::Member(clara.id),
            Ending::Passport(clara.passport),
            session,
        ] {
            let at = taken.iter().position(|one| *one == due);
            taken.remove(at.unwrap_or_else(|| panic!("{due:?} is not noted")));
        }
        assert!(taken.is_empty(), "{taken:?}");
        assert!(
            revocation::take_endings(&mut conn)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn guessing_ends_nothing_and_notes_nothing() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Employee).await;
        let mut conn = store.write().await;
        let new = NewBlock {
            reason: BlockReason::LockedByAttempts,
            until: None,
        };
        blocks::add(&mut conn, acme.id, boris.id, new, store.act())
            .await
            .unwrap();
        assert!(
            revocation::take_endings(&mut conn)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}
