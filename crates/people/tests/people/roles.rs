//! Roles given by groups: what somebody may do follows at once, and the guard holds for it.

use base::db::Conn;
use people::groups::{self, Group, Grouped};
use people::members::{self, Guarded};
use people::roles::{self, Regrouped};
use people::{GroupId, Member, MemberId, Role, WorkspaceId, census};

use crate::store::{Store, name, on_each_engine};

async fn group(store: &Store, workspace: WorkspaceId, called: &str, role: Option<Role>) -> Group {
    let mut conn = store.write().await;
    let made = groups::create(&mut conn, store.fresh(), workspace, &name(called), None).await;
    let Grouped::Done(made) = made.unwrap() else {
        panic!("not made")
    };
    let given = roles::give(&mut conn, (workspace, made.id), role, store.now()).await;
    assert_eq!(given.unwrap(), Regrouped::Done(made.clone()));
    let made = groups::load(&mut conn, workspace, made.id).await.unwrap();
    conn.commit().await.unwrap();
    made.unwrap()
}

async fn put(store: &Store, group: &Group, member: &Member) {
    let mut conn = store.write().await;
    let (workspace, now) = (group.workspace, store.now());
    groups::add_members(&mut conn, workspace, group.id, &[member.id], now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
}

async fn role(store: &Store, member: &Member) -> Role {
    let mut conn = store.write().await;
    let now = members::load(&mut conn, member.workspace, member.id).await;
    now.unwrap().unwrap().role
}

#[tokio::test]
async fn the_highest_of_own_role_and_groups_counts() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Administrator).await;
        let boris = store.member(acme, "Boris", Role::Guest).await;
        let desk = group(store, acme, "Desk", Some(Role::HelpDesk)).await;
        let runs = group(store, acme, "Runs", Some(Role::Administrator)).await;
        put(store, &desk, &boris).await;
        assert_eq!(role(store, &boris).await, Role::HelpDesk);
        put(store, &runs, &boris).await;
        assert_eq!(role(store, &boris).await, Role::Administrator);

        let now = store.now();
        let mut conn = store.write().await;
        let by = roles::by_groups(&mut conn, acme, boris.id).await.unwrap();
        assert_eq!(by, Some((Role::Administrator, runs.clone())));
        let set = members::set_role(&mut conn, acme, boris.id, Role::Employee, now).await;
        assert!(matches!(set.unwrap(), Guarded::Done(_)));
        conn.commit().await.unwrap();
        assert_eq!(
            role(store, &boris).await,
            Role::Administrator,
            "the group still gives it"
        );

        let mut conn = store.write().await;
        roles::give(&mut conn, (acme, runs.id), None, now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        assert_eq!(role(store, &boris).await, Role::HelpDesk);
        let mut conn = store.write().await;
        groups::delete(&mut conn, acme, desk.id, now).await.unwrap();
        conn.commit().await.unwrap();
        assert_eq!(
            role(store, &boris).await,
            Role::Employee,
            "their own is left"
        );
    })
    .await;
}

#[tokio::test]
async fn a_question_names_how_many_rise_and_how_many_sink() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Administrator).await;
        let crew = group(store, acme, "Crew", None).await;
        let desk = group(store, acme, "Desk", Some(Role::HelpDesk)).await;
        put(store, &crew, &anna).await;
        for (who, own) in [("Boris", Role::Employee), ("Clara", Role::Guest)] {
            let member = store.member(acme, who, own).await;
            put(store, &crew, &member).await;
            put(store, &desk, &member).await;
        }
        let crew = (acme, crew.id);
        let mut conn = store.write().await;
        let raised = roles::raised_by(&mut conn, crew, Role::Administrator).await;
        assert_eq!(raised.unwrap(), 2);
        let raised = roles::raised_by(&mut conn, crew, Role::Employee).await;
        assert_eq!(raised.unwrap(), 0, "the desk gives them more already");
        let now = store.now();
        roles::give(&mut conn, crew, Some(Role::HelpDesk), now)
            .await
            .unwrap();
        let sunk = roles::sunk_by(&mut conn, crew, None).await;
        assert_eq!(sunk.unwrap(), 0, "the other group still gives it");
        roles::give(&mut conn, crew, Some(Role::Administrator), now)
            .await
            .unwrap();
        let sunk = roles::sunk_by(&mut conn, crew, Some(Role::Employee)).await;
        assert_eq!(sunk.unwrap(), 2);
    })
    .await;
}

/// Tries all that would take the rights of somebody who is administrator by this group; each try must answer alike.
async fn is_kept(store: &Store, member: &Member, group: &Group) -> bool {
    let (workspace, now) = (member.workspace, store.now());
    let whole = (workspace, group.id);
    let mut refused = Vec::new();
    for role in [None, Some(Role::HelpDesk), Some(Role::Employee)] {
        let mut conn = store.write().await;
        let done = roles::give(&mut conn, whole, role, now).await.unwrap();
        refused.push(done == Regrouped::LastAdministrator);
    }
    let mut conn = store.write().await;
    let done = groups::delete(&mut conn, workspace, group.id, now).await;
    refused.push(done.unwrap() == Regrouped::LastAdministrator);
    drop(conn);
    let mut conn = store.write().await;
    let done = groups::remove_members(&mut conn, whole, &[member.id], now).await;
    refused.push(done.unwrap() == Regrouped::LastAdministrator);
    drop(conn);
    let mut conn = store.write().await;
    let done = members::dismiss(&mut conn, workspace, member.id, store.act()).await;
    refused.push(done.unwrap() == Guarded::LastAdministrator);
    drop(conn);
    assert!(refused.iter().all(|one| *one == refused[0]), "{refused:?}");
    refused[0]
}

#[tokio::test]
async fn the_last_administrator_by_a_group_is_kept() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Administrator).await;
        let boris = store.member(acme, "Boris", Role::Employee).await;
        let runs = group(store, acme, "Runs", Some(Role::Administrator)).await;
        put(store, &runs, &boris).await;
        assert!(!is_kept(store, &boris, &runs).await);
        let now = store.now();
        let mut conn = store.write().await;
        let set = members::set_role(&mut conn, acme, anna.id, Role::Employee, now).await;
        assert!(
            matches!(set.unwrap(), Guarded::Done(_)),
            "Boris runs it by the group"
        );
        conn.commit().await.unwrap();
        assert!(is_kept(store, &boris, &runs).await);

        let mut conn = store.write().await;
        let set = members::set_role(&mut conn, acme, boris.id, Role::Guest, now).await;
        assert!(
            matches!(set.unwrap(), Guarded::Done(_)),
            "the group still gives it"
        );
        let set = members::set_role(&mut conn, acme, boris.id, Role::Administrator, now).await;
        assert!(matches!(set.unwrap(), Guarded::Done(_)));
        let gone = groups::delete(&mut conn, acme, runs.id, now).await;
        assert!(
            matches!(gone.unwrap(), Regrouped::Done(_)),
            "it is their own now"
        );
        conn.commit().await.unwrap();
        let mut conn = store.write().await;
        let set = members::set_role(&mut conn, acme, boris.id, Role::Guest, now).await;
        assert_eq!(set.unwrap(), Guarded::LastAdministrator);
    })
    .await;
}

#[tokio::test]
async fn two_who_take_the_last_rights_at_once_do_not_both_succeed() {
    on_each_engine(async |store| {
        for round in 0..6 {
            let workspace = store.workspace(&format!("acme-{round}")).await.id;
            let [anna, boris] = [format!("Anna {round}"), format!("Boris {round}")];
            let anna = store.member(workspace, &anna, Role::Administrator).await;
            let boris = store.member(workspace, &boris, Role::Employee).await;
            let runs = group(store, workspace, "Runs", Some(Role::Administrator)).await;
            put(store, &runs, &boris).await;
            let now = store.now();
            let (one, two) = tokio::join!(
                async {
                    let mut conn = store.write().await;
                    let done = members::dismiss(&mut conn, workspace, anna.id, store.act()).await;
                    let is_done = matches!(done.unwrap(), Guarded::Done(_));
                    if is_done {
                        conn.commit().await.unwrap();
                    }
                    is_done
                },
                async {
                    let mut conn = store.write().await;
                    let whole = (workspace, runs.id);
                    let done = match round % 3 {
                        0 => roles::give(&mut conn, whole, None, now)
                            .await
                            .map(drop_group),
                        1 => groups::delete(&mut conn, workspace, runs.id, now)
                            .await
                            .map(drop_group),
                        _ => groups::remove_members(&mut conn, whole, &[boris.id], now)
                            .await
                            .map(drop_group),
                    };
                    let is_done = done.unwrap();
                    if is_done {
                        conn.commit().await.unwrap();
                    }
                    is_done
                }
            );
            assert!(one != two, "one of both, and not both: {one} {two}");
            let mut conn = store.write().await;
            let able = census::able_administrators(&mut conn, workspace, now).await;
            assert_eq!(able.unwrap().len(), 1);
        }
    })
    .await;
}

fn drop_group<T>(done: Regrouped<T>) -> bool {
    matches!(done, Regrouped::Done(_))
}

#[tokio::test]
async fn rights_by_a_group_end_with_a_dismissal_and_do_not_come_back() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Administrator).await;
        let boris = store.member(acme, "Boris", Role::Guest).await;
        let runs = group(store, acme, "Runs", Some(Role::Administrator)).await;
        let works = group(store, acme, "Works", Some(Role::Employee)).await;
        let later = group(store, acme, "Later", None).await;
        for one in [&runs, &works, &later] {
            put(store, one, &boris).await;
        }
        let now = store.now();
        let mut conn = store.write().await;
        members::dismiss(&mut conn, acme, boris.id, store.act())
            .await
            .unwrap();
        let left = groups::of_member(&mut conn, acme, boris.id).await.unwrap();
        assert_eq!(
            left.iter().map(|one| one.id).collect::<Vec<_>>(),
            [later.id, works.id]
        );
        conn.commit().await.unwrap();
        assert_eq!(
            role(store, &boris).await,
            Role::Guest,
            "a dismissed person has no role by a group"
        );

        // Meanwhile the group they stayed in is given rights, and somebody puts them into the other.
        let mut conn = store.write().await;
        roles::give(&mut conn, (acme, later.id), Some(Role::Administrator), now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        put(store, &runs, &boris).await;
        assert_eq!(role(store, &boris).await, Role::Guest);
        let mut conn = store.write().await;
        let back = members::rehire(&mut conn, acme, boris.id, now)
            .await
            .unwrap();
        let Guarded::Done(back) = back else {
            panic!("not back")
        };
        conn.commit().await.unwrap();
        assert_eq!(back.role, Role::Employee, "what the harmless group gives");
        let mut conn = store.write().await;
        let left = groups::of_member(&mut conn, acme, boris.id).await.unwrap();
        assert_eq!(
            left.iter().map(|one| one.id).collect::<Vec<_>>(),
            [works.id]
        );
    })
    .await;
}

/// What is kept against what it comes of, for everybody of a workspace.
async fn is_settled(store: &Store, workspace: WorkspaceId, all: &[MemberId]) -> bool {
    let mut conn = store.write().await;
    for id in all {
        let member = members::load(&mut conn, workspace, *id)
            .await
            .unwrap()
            .unwrap();
        let mut best = member.own_role;
        if member.state != people::MemberState::Dismissed {
            let by = roles::by_groups(&mut conn, workspace, *id).await.unwrap();
            best = by.map_or(best, |(given, _)| given.min(best));
        }
        if member.role != best {
            return false;
        }
    }
    true
}

/// One of the deeds that change what somebody may do; whether it was done and is to be kept.
async fn deed(
    store: &Store,
    conn: &mut Conn,
    (workspace, set, who): (WorkspaceId, GroupId, MemberId),
    [deed, which]: [usize; 2],
) -> bool {
    let (now, role) = (store.now(), Role::ALL[which]);
    match deed {
        0 => {
            let given = (role != Role::Guest).then_some(role);
            let done = roles::give(conn, (workspace, set), given, now).await;
            drop_group(done.unwrap())
        }
        1 => {
            let added = groups::add_members(conn, workspace, set, &[who], now).await;
            added.unwrap().is_some()
        }
        2 => {
            let gone = groups::remove_members(conn, (workspace, set), &[who], now).await;
            drop_group(gone.unwrap())
        }
        3 => {
            let set = members::set_role(conn, workspace, who, role, now).await;
            matches!(set.unwrap(), Guarded::Done(_))
        }
        4 => {
            let gone = members::dismiss(conn, workspace, who, store.act()).await;
            matches!(gone.unwrap(), Guarded::Done(_))
        }
        _ => {
            let back = members::rehire(conn, workspace, who, now).await;
            matches!(back.unwrap(), Guarded::Done(_))
        }
    }
}

#[tokio::test]
async fn whatever_is_done_what_is_kept_is_what_it_comes_of() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let (mut all, mut sets) = (Vec::new(), Vec::new());
        for (who, own) in ["Anna", "Boris", "Clara", "Dora"].iter().zip(Role::ALL) {
            all.push(store.member(acme, who, *own).await.id);
        }
        for called in ["One", "Two", "Three"] {
            sets.push(group(store, acme, called, None).await.id);
        }
        // A small generator of our own: the same walk each time.
        let mut seed: usize = 7;
        let mut next = |most: usize| {
            seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
            (seed >> 8) % most
        };
        for _ in 0..120 {
            let whom = (acme, sets[next(3)], all[next(4)]);
            let what = [next(6), next(4)];
            let mut conn = store.write().await;
            if deed(store, &mut conn, whom, what).await {
                conn.commit().await.unwrap();
            } else {
                drop(conn);
            }
            assert!(is_settled(store, acme, &all).await, "after deed {what:?}");
            let mut conn = store.write().await;
            let able = census::able_administrators(&mut conn, acme, store.now()).await;
            assert!(!able.unwrap().is_empty(), "nobody runs it after {what:?}");
        }
    })
    .await;
}
