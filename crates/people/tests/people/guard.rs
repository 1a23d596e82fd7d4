//! The guard: a workspace is never left without an administrator who can enter.

use std::time::Duration;

use admission::BlockReason;
use people::blocks::{self, NewBlock};
use people::census;
use people::members::{self, Guarded};
use people::{Member, Role};

use crate::store::{Store, on_each_engine};

const SCIM: NewBlock = NewBlock {
    reason: BlockReason::InactiveInScim,
    until: None,
};

/// Tries all that would take an administrator away; each try must answer alike.
async fn is_kept(store: &Store, member: &Member) -> bool {
    let (workspace, id, now) = (member.workspace, member.id, store.now());
    let mut refused = Vec::new();
    let mut conn = store.write().await;
    let done = members::dismiss(&mut conn, workspace, id, store.act())
        .await
        .unwrap();
    refused.push(done == Guarded::LastAdministrator);
    drop(conn);
    let mut conn = store.write().await;
    let done = members::set_role(&mut conn, workspace, id, Role::Employee, now)
        .await
        .unwrap();
    refused.push(done == Guarded::LastAdministrator);
    drop(conn);
    let locked = NewBlock {
        reason: BlockReason::LockedByAttempts,
        until: Some(now.plus(Duration::from_secs(1))),
    };
    for new in [SCIM, locked] {
        let mut conn = store.write().await;
        let done = blocks::add(&mut conn, workspace, id, new, store.act())
            .await
            .unwrap();
        refused.push(done == Guarded::LastAdministrator);
    }
    assert!(refused.iter().all(|one| *one == refused[0]), "{refused:?}");
    refused[0]
}

#[tokio::test]
async fn the_last_administrator_who_can_enter_is_kept() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Administrator).await;
        store.member(acme.id, "Boris", Role::Employee).await;
        assert!(is_kept(store, &anna).await);
        let clara = store.member(acme.id, "Clara", Role::Administrator).await;
        assert!(!is_kept(store, &anna).await && !is_kept(store, &clara).await);

        let mut conn = store.write().await;
        blocks::add(&mut conn, acme.id, clara.id, SCIM, store.act())
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert!(
            is_kept(store, &anna).await,
            "a blocked administrator is no help"
        );
        assert!(
            !is_kept_from_dismissal(store, &clara).await,
            "and may be dismissed"
        );
    })
    .await;
}

async fn is_kept_from_dismissal(store: &Store, member: &Member) -> bool {
    let mut conn = store.write().await;
    let done = members::dismiss(&mut conn, member.workspace, member.id, store.act()).await;
    done.unwrap() == Guarded::LastAdministrator
}

#[tokio::test]
async fn an_invited_administrator_is_no_help_yet() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Administrator).await;
        let invited = crate::store::now(store.invited(acme.id, "Boris", "b@example.com").await);
        let mut conn = store.write().await;
        let now = store.now();
        let raised = members::set_role(&mut conn, acme.id, invited.id, Role::Administrator, now);
        assert_eq!(raised.await.unwrap(), Guarded::Done(invited));
        conn.commit().await.unwrap();
        assert!(is_kept(store, &anna).await);
    })
    .await;
}

#[tokio::test]
async fn roles_change_and_say_what_they_were() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Guest).await;
        let mut conn = store.write().await;
        let set = async |conn: &mut base::db::Conn, role| {
            members::set_role(conn, acme.id, boris.id, role, store.now())
                .await
                .unwrap()
        };
        assert_eq!(set(&mut conn, Role::Guest).await, Guarded::Unchanged);
        assert_eq!(
            set(&mut conn, Role::Administrator).await,
            Guarded::Done(boris.clone())
        );
        let able = census::able_administrators(&mut conn, acme.id, store.now())
            .await
            .unwrap();
        assert_eq!(able.len(), 2);
        assert!(matches!(
            set(&mut conn, Role::Employee).await,
            Guarded::Done(_)
        ));
    })
    .await;
}

#[tokio::test]
async fn two_administrators_who_dismiss_each_other_do_not_both_succeed() {
    on_each_engine(async |store| {
        for round in 0..5 {
            let workspace = store.workspace(&format!("acme-{round}")).await.id;
            let [anna, boris] = [format!("Anna {round}"), format!("Boris {round}")];
            let anna = store.member(workspace, &anna, Role::Administrator).await;
            let boris = store.member(workspace, &boris, Role::Administrator).await;
            let (one, two) = tokio::join!(
                async {
                    let mut conn = store.write().await;
                    let done = members::dismiss(&mut conn, workspace, anna.id, store.act()).await;
                    conn.commit().await.unwrap();
                    done.unwrap()
                },
                async {
                    let mut conn = store.write().await;
                    let (to, now) = (Role::Guest, store.now());
                    let done = members::set_role(&mut conn, workspace, boris.id, to, now).await;
                    conn.commit().await.unwrap();
                    done.unwrap()
                }
            );
            let kept = |done: &Guarded<Member>| *done == Guarded::LastAdministrator;
            assert!(kept(&one) != kept(&two), "{one:?} {two:?}");
            let mut conn = store.read().await;
            let able = census::able_administrators(&mut conn, workspace, store.now()).await;
            assert_eq!(able.unwrap().len(), 1);
        }
    })
    .await;
}
