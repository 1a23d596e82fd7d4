//! Whom the help desk may help, asked in the transaction of what is done.

use people::helping::{self, Help, Right};
use people::members::{self, Guarded};
use people::{Member, Role};

use crate::store::{Store, on_each_engine};

async fn asked(store: &Store, helper: &Member, helped: &Member) -> Option<Right> {
    let mut conn = store.write().await;
    let help = helping::ask(&mut conn, helped.workspace, helper.passport, helped.id).await;
    match help.unwrap() {
        Help::Granted(right, member) => {
            assert_eq!(member.id, helped.id);
            Some(right)
        }
        Help::Refused => None,
        Help::NoSuchMember => panic!("there is one"),
    }
}

#[test]
fn only_two_roles_act_on_others_and_the_help_desk_on_none_of_them() {
    for helper in Role::ALL {
        for helped in Role::ALL {
            let right = helping::right(*helper, *helped);
            match helper {
                Role::Administrator => assert_eq!(right, Some(Right::Administrator)),
                Role::HelpDesk if !helped.acts_on_others() => {
                    assert_eq!(right, Some(Right::HelpDesk));
                }
                _ => assert_eq!(right, None, "{helper:?} {helped:?}"),
            }
        }
        let acts = matches!(helper, Role::Administrator | Role::HelpDesk);
        assert_eq!(helper.acts_on_others(), acts);
    }
}

#[tokio::test]
async fn the_roles_of_this_moment_count() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Administrator).await;
        let hella = store.member(acme, "Hella", Role::HelpDesk).await;
        let hugo = store.member(acme, "Hugo", Role::HelpDesk).await;
        let boris = store.member(acme, "Boris", Role::Employee).await;
        let gustav = store.member(acme, "Gustav", Role::Guest).await;
        for helped in [&anna, &hella, &hugo] {
            assert_eq!(asked(store, &hella, helped).await, None, "{}", helped.name);
        }
        for helped in [&boris, &gustav] {
            assert_eq!(asked(store, &hella, helped).await, Some(Right::HelpDesk));
            assert_eq!(asked(store, &boris, helped).await, None);
        }
        assert_eq!(
            asked(store, &anna, &hella).await,
            Some(Right::Administrator)
        );

        let now = store.now();
        for (member, role) in [(&boris, Role::Administrator), (&hella, Role::Employee)] {
            let mut conn = store.write().await;
            let done = members::set_role(&mut conn, acme, member.id, role, now).await;
            assert!(matches!(done.unwrap(), Guarded::Done(_)));
            conn.commit().await.unwrap();
        }
        assert_eq!(asked(store, &hugo, &boris).await, None, "raised meanwhile");
        assert_eq!(asked(store, &hella, &gustav).await, None, "taken meanwhile");
    })
    .await;
}

#[tokio::test]
async fn members_of_other_workspaces_neither_help_nor_are_helped() {
    on_each_engine(async |store| {
        let ours = store.workspace("acme").await.id;
        let theirs = store.workspace("zeta").await.id;
        let hella = store.member(ours, "Hella", Role::HelpDesk).await;
        let boris = store.member(theirs, "Boris", Role::Employee).await;
        assert_eq!(asked(store, &hella, &boris).await, None);
        let mut conn = store.write().await;
        let help = helping::ask(&mut conn, ours, hella.passport, boris.id).await;
        assert_eq!(help.unwrap(), Help::NoSuchMember);
    })
    .await;
}

#[tokio::test]
async fn a_dismissal_takes_the_role_and_rehiring_does_not_bring_it_back() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Administrator).await;
        let hella = store.member(acme, "Hella", Role::HelpDesk).await;
        let boris = store.member(acme, "Boris", Role::Employee).await;
        let mut conn = store.write().await;
        let done = members::dismiss(&mut conn, acme, hella.id, store.act()).await;
        assert!(matches!(done.unwrap(), Guarded::Done(_)));
        conn.commit().await.unwrap();
        assert_eq!(asked(store, &hella, &boris).await, None);
        let mut conn = store.write().await;
        let back = members::rehire(&mut conn, acme, hella.id, store.now()).await;
        match back.unwrap() {
            Guarded::Done(member) => assert_eq!(member.role, Role::Employee),
            other => panic!("{other:?}"),
        }
        conn.commit().await.unwrap();
        assert_eq!(asked(store, &hella, &boris).await, None);
    })
    .await;
}

#[tokio::test]
async fn whoever_raises_somebody_and_whoever_helps_them_wait_for_one_another() {
    on_each_engine(async |store| {
        for round in 0..5 {
            let acme = store.workspace(&format!("acme-{round}")).await.id;
            let hella = store
                .member(acme, &format!("Hella {round}"), Role::HelpDesk)
                .await;
            let boris = store
                .member(acme, &format!("Boris {round}"), Role::Employee)
                .await;
            let (raised, helped) = tokio::join!(
                async {
                    let mut conn = store.write().await;
                    let (to, now) = (Role::Administrator, store.now());
                    let done = members::set_role(&mut conn, acme, boris.id, to, now).await;
                    conn.commit().await.unwrap();
                    done.unwrap()
                },
                async {
                    let mut conn = store.write().await;
                    let help = helping::ask(&mut conn, acme, hella.passport, boris.id).await;
                    let help = help.unwrap();
                    // What the role was when it was asked, it is until the end of the transaction.
                    let now = members::load(&mut conn, acme, boris.id).await.unwrap();
                    let now = now.unwrap().role;
                    conn.commit().await.unwrap();
                    (help, now)
                }
            );
            assert!(matches!(raised, Guarded::Done(_)));
            match helped {
                (Help::Granted(Right::HelpDesk, _), role) => assert_eq!(role, Role::Employee),
                (Help::Refused, role) => assert_eq!(role, Role::Administrator),
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}
