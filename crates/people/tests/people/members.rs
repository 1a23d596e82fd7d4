//! Members: how they stand, by whose reasons, and what admission makes of it.

use std::time::Duration;

use admission::{Block, BlockReason, Circumstances, Means, Place, Proof, Reason, Verdict, admit};
use people::blocks::{self, NewBlock};
use people::census::{self, Counts};
use people::departments;
use people::entrance;
use people::members::{self, Guarded, Placed};
use people::{Member, MemberState, Role, WorkspaceState};

use crate::store::{Store, now, on_each_engine};

async fn verdict(store: &Store, member: &Member) -> Verdict {
    let mut conn = store.read().await;
    let found = entrance::load(&mut conn, member.workspace, member.passport).await;
    let found = found.unwrap().unwrap();
    let now = admission::Moment::from_micros(store.now().as_micros());
    let proof = Proof {
        subject: member.passport.into(),
        means: Means::Password,
        at: now,
    };
    let circumstances = Circumstances {
        now,
        subject: Some(member.passport.into()),
        place: found.place(),
        fresh_since: None,
        ip: None,
    };
    admit(&found.workspace.door, &[proof], &circumstances).verdict
}

fn reason(verdict: Verdict) -> Reason {
    match verdict {
        Verdict::Closed { reason, .. } => reason,
        other => panic!("not closed: {other:?}"),
    }
}

#[tokio::test]
async fn dismissal_takes_the_role_the_head_and_all_that_was_issued() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Administrator).await;
        assert!(verdict(store, &boris).await.is_open());
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme.id, "Sales", None).await;
        departments::set_head(&mut conn, acme.id, sales.id, Some(boris.id))
            .await
            .unwrap();
        let done = members::dismiss(&mut conn, acme.id, boris.id, store.act())
            .await
            .unwrap();
        assert_eq!(done, Guarded::Done(boris.clone()));
        let again = members::dismiss(&mut conn, acme.id, boris.id, store.act())
            .await
            .unwrap();
        assert_eq!(again, Guarded::Unchanged);
        conn.commit().await.unwrap();
        assert_eq!(reason(verdict(store, &boris).await), Reason::Dismissed);

        let mut conn = store.read().await;
        let gone = members::load(&mut conn, acme.id, boris.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (gone.state, gone.role),
            (MemberState::Dismissed, Role::Employee)
        );
        assert_eq!(gone.epoch, boris.epoch + 1);
        let headless = departments::load(&mut conn, acme.id, sales.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(headless.head, None);
        let held = blocks::of_member(&mut conn, acme.id, boris.id)
            .await
            .unwrap();
        assert_eq!(held[0].reason, BlockReason::DismissedByAdministrator);
        assert_eq!(held[0].note.as_deref(), Some("as agreed"));
    })
    .await;
}

#[tokio::test]
async fn rehiring_gives_back_the_membership_and_nothing_else() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Administrator).await;
        let mut conn = store.write().await;
        members::dismiss(&mut conn, acme.id, boris.id, store.act())
            .await
            .unwrap();
        let back = members::rehire(&mut conn, acme.id, boris.id, store.now())
            .await
            .unwrap();
        let Guarded::Done(back) = back else {
            panic!("{back:?}")
        };
        assert_eq!(
            (back.state, back.role),
            (MemberState::Active, Role::Employee)
        );
        assert_eq!(back.epoch, boris.epoch + 1);
        assert_eq!(
            blocks::of_member(&mut conn, acme.id, boris.id)
                .await
                .unwrap(),
            []
        );
        let again = members::rehire(&mut conn, acme.id, boris.id, store.now())
            .await
            .unwrap();
        assert_eq!(again, Guarded::Unchanged);
        conn.commit().await.unwrap();
        assert!(verdict(store, &boris).await.is_open());
    })
    .await;
}

#[tokio::test]
async fn each_source_lifts_only_its_own_reason() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Employee).await;
        let (scim, directory) = (
            BlockReason::InactiveInScim,
            BlockReason::DisabledInDirectory,
        );
        let mut conn = store.write().await;
        for reason in [scim, directory] {
            let new = NewBlock {
                reason,
                until: None,
            };
            let done = blocks::add(&mut conn, acme.id, anna.id, new, store.act())
                .await
                .unwrap();
            assert!(matches!(done, Guarded::Done(_)), "{done:?}");
            let again = blocks::add(&mut conn, acme.id, anna.id, new, store.act())
                .await
                .unwrap();
            assert_eq!(again, Guarded::Unchanged);
        }
        let lift = async |conn: &mut base::db::Conn, reason| {
            blocks::lift(conn, acme.id, anna.id, reason, store.now())
                .await
                .unwrap()
        };
        let missing = lift(&mut conn, BlockReason::MissingFromDirectory).await;
        assert_eq!(missing, Guarded::Unchanged);
        assert!(matches!(lift(&mut conn, scim).await, Guarded::Done(_)));
        conn.commit().await.unwrap();
        assert_eq!(
            reason(verdict(store, &anna).await),
            Reason::Blocked(directory)
        );

        let mut conn = store.write().await;
        assert!(matches!(lift(&mut conn, directory).await, Guarded::Done(_)));
        let raised = members::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(raised.epoch, anna.epoch + 2);
        conn.commit().await.unwrap();
        assert!(verdict(store, &anna).await.is_open());
    })
    .await;
}

#[tokio::test]
async fn a_lock_by_attempts_ends_by_itself_and_ends_no_session() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Employee).await;
        let until = store.now().plus(Duration::from_secs(60));
        let new = NewBlock {
            reason: BlockReason::LockedByAttempts,
            until: Some(until),
        };
        let mut conn = store.write().await;
        let done = blocks::add(&mut conn, acme.id, anna.id, new, store.act())
            .await
            .unwrap();
        assert_eq!(done, Guarded::Done(anna.clone()));
        let now = members::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(now.epoch, anna.epoch);
        let counts = census::counts(&mut conn, acme.id, store.now())
            .await
            .unwrap();
        assert_eq!(
            counts,
            Counts {
                blocked: 1,
                ..Counts::default()
            }
        );
        conn.commit().await.unwrap();

        let until = admission::Moment::from_micros(until.as_micros());
        let closed = Verdict::Closed {
            reason: Reason::Blocked(BlockReason::LockedByAttempts),
            until: Some(until),
        };
        assert_eq!(verdict(store, &anna).await, closed);
        store.clock.advance(Duration::from_secs(60));
        assert!(verdict(store, &anna).await.is_open());
        let mut conn = store.read().await;
        let counts = census::counts(&mut conn, acme.id, store.now())
            .await
            .unwrap();
        assert_eq!(
            counts,
            Counts {
                active: 1,
                ..Counts::default()
            }
        );
    })
    .await;
}

#[tokio::test]
async fn dismissal_through_the_set_of_reasons_is_dismissal() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Employee).await;
        let dismissal = BlockReason::DismissedByAdministrator;
        let mut conn = store.write().await;
        let new = NewBlock {
            reason: dismissal,
            until: None,
        };
        blocks::add(&mut conn, acme.id, anna.id, new, store.act())
            .await
            .unwrap();
        let gone = members::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(gone.state, MemberState::Dismissed);
        blocks::lift(&mut conn, acme.id, anna.id, dismissal, store.now())
            .await
            .unwrap();
        let back = members::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(back.state, MemberState::Active);
    })
    .await;
}

#[tokio::test]
async fn counts_hold_everybody_once() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        store.member(acme.id, "Anna", Role::Administrator).await;
        let boris = store.member(acme.id, "Boris", Role::Employee).await;
        let clara = store.member(acme.id, "Clara", Role::Employee).await;
        let dora = now(store.invited(acme.id, "Dora", "dora@example.com").await);
        store.invited(acme.id, "Emil", "emil@example.com").await;
        let mut conn = store.write().await;
        members::dismiss(&mut conn, acme.id, boris.id, store.act())
            .await
            .unwrap();
        let new = NewBlock {
            reason: BlockReason::InactiveInScim,
            until: None,
        };
        for blocked in [boris.id, clara.id, dora.id] {
            blocks::add(&mut conn, acme.id, blocked, new, store.act())
                .await
                .unwrap();
        }
        let counts = census::counts(&mut conn, acme.id, store.now())
            .await
            .unwrap();
        assert_eq!(
            counts,
            Counts {
                active: 1,
                invited: 1,
                blocked: 2,
                dismissed: 1
            }
        );
        assert_eq!(counts.present(), 4);
        let administrators = census::administrators(&mut conn, acme.id).await.unwrap();
        assert_eq!(administrators.len(), 1);
        assert_eq!(administrators[0].name, "Anna");
    })
    .await;
}

#[tokio::test]
async fn a_member_is_placed_in_a_department_of_the_workspace_only() {
    on_each_engine(async |store| {
        let (acme, zeta) = (store.workspace("acme").await, store.workspace("zeta").await);
        let anna = store.member(acme.id, "Anna", Role::Employee).await;
        let mut conn = store.write().await;
        let mut made = Vec::new();
        for workspace in [acme.id, zeta.id] {
            made.push(store.department(&mut conn, workspace, "IT", None).await.id);
        }
        let foreign = members::set_department(&mut conn, acme.id, anna.id, Some(made[1])).await;
        assert_eq!(foreign.unwrap(), Placed::NoSuchDepartment);
        let own = members::set_department(&mut conn, acme.id, anna.id, Some(made[0])).await;
        assert_eq!(own.unwrap(), Placed::Done(anna.clone()));
        let placed = members::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(placed.department, Some(made[0]));
        let none = members::set_department(&mut conn, acme.id, anna.id, None)
            .await
            .unwrap();
        assert_eq!(none, Placed::Done(placed));
        conn.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_stranger_stands_before_the_workspace_as_one() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.read().await;
        let found = entrance::load(&mut conn, acme.id, anna.id)
            .await
            .unwrap()
            .unwrap();
        let place = Place::Workspace {
            state: WorkspaceState::Open,
            member: None,
        };
        assert_eq!((found.place(), found.workspace), (place, acme));
    })
    .await;
}

#[tokio::test]
async fn an_entrance_carries_every_block() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Employee).await;
        let reason = BlockReason::MissingFromDirectory;
        let mut conn = store.write().await;
        let new = NewBlock {
            reason,
            until: None,
        };
        blocks::add(&mut conn, acme.id, anna.id, new, store.act())
            .await
            .unwrap();
        let found = entrance::load(&mut conn, acme.id, anna.passport)
            .await
            .unwrap()
            .unwrap();
        let member = admission::Member {
            state: MemberState::Active,
            blocks: vec![Block {
                reason,
                until: None,
            }],
        };
        let place = Place::Workspace {
            state: WorkspaceState::Open,
            member: Some(member),
        };
        assert_eq!(found.place(), place);
    })
    .await;
}
