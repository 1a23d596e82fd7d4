//! Isolation: an id of another workspace is answered as one that does not exist, by every function
//! that takes one, and nothing changes.

use admission::BlockReason;
use people::blocks::{self, NewBlock};
use people::departments::{self, Arranged};
use people::groups::{self, Grouped};
use people::joining::{self, Accepted, Added, Enrolment, Invitation};
use people::members::{self, Described, Guarded, Placed};
use people::roles::{self, Regrouped};
use people::search::{self, MemberSearch};
use people::{Member, Role, WorkspaceId, census};

use crate::store::{Store, email, name, on_each_engine};

/// Two workspaces, and a member of the second.
async fn two(store: &Store) -> (WorkspaceId, WorkspaceId, Member) {
    let (ours, theirs) = (
        store.workspace("acme").await.id,
        store.workspace("zeta").await.id,
    );
    store.member(ours, "Anna", Role::Administrator).await;
    store.member(theirs, "Boris", Role::Administrator).await;
    (
        ours,
        theirs,
        store.member(theirs, "Clara", Role::Employee).await,
    )
}

#[tokio::test]
async fn foreign_members_cannot_be_seen() {
    on_each_engine(async |store| {
        let (ours, _, clara) = two(store).await;
        let mut conn = store.read().await;
        let c = &mut conn;
        assert_eq!(members::load(c, ours, clara.id).await.unwrap(), None);
        assert_eq!(
            members::of_passport(c, ours, clara.passport).await.unwrap(),
            None
        );
        assert_eq!(blocks::of_member(c, ours, clara.id).await.unwrap(), []);
        for text in ["", "clara"] {
            let search = MemberSearch {
                text: text.to_owned(),
                ..MemberSearch::default()
            };
            let page = search::members(c, ours, &search, store.now())
                .await
                .unwrap();
            assert!(page.members.iter().all(|one| one.member.workspace == ours));
        }
        assert_eq!(
            census::counts(c, ours, store.now())
                .await
                .unwrap()
                .present(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn foreign_members_cannot_be_changed() {
    on_each_engine(async |store| {
        let (ours, theirs, clara) = two(store).await;
        let id = clara.id;
        let mut conn = store.write().await;
        let c = &mut conn;
        let described = members::describe(c, ours, id, &name("X"), None)
            .await
            .unwrap();
        assert_eq!(described, Described::NoSuchMember);
        let placed = members::set_department(c, ours, id, None).await.unwrap();
        assert_eq!(placed, Placed::NoSuchMember);
        let no = Guarded::NoSuchMember;
        let (now, act) = (store.now(), store.act());
        assert_eq!(
            members::set_role(c, ours, id, Role::Guest, now)
                .await
                .unwrap(),
            no
        );
        assert_eq!(members::dismiss(c, ours, id, act).await.unwrap(), no);
        assert_eq!(members::rehire(c, ours, id, now).await.unwrap(), no);
        let reason = BlockReason::InactiveInScim;
        let new = NewBlock {
            reason,
            until: None,
        };
        assert_eq!(blocks::add(c, ours, id, new, act).await.unwrap(), no);
        assert_eq!(blocks::lift(c, ours, id, reason, now).await.unwrap(), no);
        assert!(!joining::invite_again(c, ours, id, now).await.unwrap());
        let address = email("clara@example.com");
        let accepted = joining::accept(c, store.fresh(), ours, id, &address.into())
            .await
            .unwrap();
        assert_eq!(accepted, Accepted::NotInvited);
        assert_eq!(members::load(c, theirs, id).await.unwrap(), Some(clara));
    })
    .await;
}

#[tokio::test]
async fn foreign_departments_do_not_exist() {
    on_each_engine(async |store| {
        let (ours, theirs, _) = two(store).await;
        let mut conn = store.write().await;
        let c = &mut conn;
        let sales = store.department(c, theirs, "Sales", None).await;
        let (id, no) = (sales.id, Arranged::NoSuchDepartment);
        assert_eq!(departments::load(c, ours, id).await.unwrap(), None);
        assert_eq!(
            departments::rename(c, ours, id, &name("X")).await.unwrap(),
            no
        );
        assert_eq!(departments::put_under(c, ours, id, None).await.unwrap(), no);
        assert_eq!(departments::set_head(c, ours, id, None).await.unwrap(), no);
        let deleted = departments::delete(c, ours, id).await.unwrap();
        assert_eq!(deleted, Arranged::NoSuchDepartment);
        assert_eq!(departments::tree(c, ours).await.unwrap(), []);
        assert_eq!(departments::load(c, theirs, id).await.unwrap(), Some(sales));
    })
    .await;
}

#[tokio::test]
async fn foreign_departments_and_heads_take_nobody_in() {
    on_each_engine(async |store| {
        let (ours, theirs, clara) = two(store).await;
        let mut conn = store.write().await;
        let c = &mut conn;
        let foreign = store.department(c, theirs, "Sales", None).await.id;
        let own = store.department(c, ours, "Sales", None).await.id;
        let what = name("North");
        let under = departments::create(c, store.fresh(), ours, &what, Some(foreign)).await;
        assert_eq!(under.unwrap(), Arranged::NoSuchParent);
        let moved = departments::put_under(c, ours, own, Some(foreign))
            .await
            .unwrap();
        assert_eq!(moved, Arranged::NoSuchParent);
        let head = departments::set_head(c, ours, own, Some(clara.id))
            .await
            .unwrap();
        assert_eq!(head, Arranged::NoSuchMember);
        let invitation = Invitation {
            name: &name("Dora"),
            contact: &email("dora@example.com").into(),
            role: Role::Guest,
            department: Some(foreign),
            language: "en",
        };
        let added = joining::invite(c, store.fresh(), ours, invitation)
            .await
            .unwrap();
        assert_eq!(added, Added::NoSuchDepartment);
    })
    .await;
}

#[tokio::test]
async fn foreign_groups_do_not_exist() {
    on_each_engine(async |store| {
        let (ours, theirs) = (
            store.workspace("acme").await.id,
            store.workspace("zeta").await.id,
        );
        let anna = store.member(ours, "Anna", Role::Administrator).await.id;
        let boris = store.member(theirs, "Boris", Role::Administrator).await.id;
        let mut conn = store.write().await;
        let c = &mut conn;
        let made = groups::create(c, store.fresh(), theirs, &name("Phone"), None)
            .await
            .unwrap();
        let Grouped::Done(group) = made else {
            panic!("no group")
        };
        let (id, now) = (group.id, store.now());
        assert_eq!(groups::load(c, ours, id).await.unwrap(), None);
        let described = groups::describe(c, ours, id, &name("X"), None)
            .await
            .unwrap();
        assert_eq!(described, Grouped::NoSuchGroup);
        let gone = groups::delete(c, ours, id, now).await.unwrap();
        assert_eq!(gone, Regrouped::NoSuchGroup);
        let given = roles::give(c, (ours, id), Some(Role::Administrator), now).await;
        assert_eq!(given.unwrap(), Regrouped::NoSuchGroup);
        assert_eq!(
            groups::add_members(c, ours, id, &[anna], now)
                .await
                .unwrap(),
            None
        );
        assert_eq!(
            groups::remove_members(c, (ours, id), &[boris], now)
                .await
                .unwrap(),
            Regrouped::NoSuchGroup
        );
        let crossed = groups::add_members(c, theirs, id, &[anna, boris], now)
            .await
            .unwrap();
        assert_eq!(crossed, Some(vec![boris]));
        assert_eq!(groups::of_member(c, ours, boris).await.unwrap(), []);
        let by_group = MemberSearch {
            group: Some(id),
            ..MemberSearch::default()
        };
        let found = search::members(c, ours, &by_group, now).await.unwrap();
        assert_eq!(found.members, []);
    })
    .await;
}

#[tokio::test]
async fn one_passport_is_two_members_apart_from_each_other() {
    on_each_engine(async |store| {
        let (ours, theirs) = (
            store.workspace("acme").await.id,
            store.workspace("zeta").await.id,
        );
        let here = store.member(ours, "Anna", Role::Employee).await;
        let passport = here.passport;
        let other_name = name("Dr Anna");
        let enrolment = Enrolment {
            passport,
            name: &other_name,
            email: None,
            role: Role::Guest,
            department: None,
        };
        let mut conn = store.write().await;
        let c = &mut conn;
        let added = joining::enrol(c, store.fresh(), theirs, enrolment)
            .await
            .unwrap();
        let Added::Now(there) = added else {
            panic!("{added:?}")
        };
        members::dismiss(c, ours, here.id, store.act())
            .await
            .unwrap();
        assert_eq!(
            members::of_passport(c, theirs, passport).await.unwrap(),
            Some(there.clone())
        );
        let again = joining::enrol(c, store.fresh(), theirs, enrolment)
            .await
            .unwrap();
        assert_eq!(again, Added::AlreadyMember(there));
    })
    .await;
}
