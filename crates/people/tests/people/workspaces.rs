//! Workspaces: addresses, states, doors, and the workspaces of a passport.

use admission::{Door, Span};
use people::address::Address;
use people::moving::{self, Moved};
use people::workspaces::{self, Addressed, NewWorkspace};
use people::{Role, WorkspaceState, belonging};

use crate::store::{name, on_each_engine};

#[tokio::test]
async fn an_address_is_taken_once() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let zeta = store.workspace("zeta").await;
        let address = Address::parse("ACME").unwrap();
        let mut conn = store.write().await;
        let new = NewWorkspace {
            address: &address,
            name: &name("Other"),
            language: "de",
            created_by: None,
        };
        let second = workspaces::create(&mut conn, store.fresh(), new)
            .await
            .unwrap();
        assert_eq!(second, Addressed::AddressTaken);
        let now = store.now();
        let moved = moving::relocate(&mut conn, zeta.id, &address, now).await;
        assert_eq!(moved.unwrap(), Moved::AddressTaken);
        let same = moving::relocate(&mut conn, acme.id, &address, now).await;
        assert_eq!(same.unwrap(), Moved::Unchanged);
    })
    .await;
}

#[tokio::test]
async fn a_workspace_keeps_what_it_is_told() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        assert_eq!(acme.state, WorkspaceState::Open);
        assert_eq!(acme.door, Door::default());
        let door = Door {
            proof_holds: Span::from_hours(1),
            ..Door::default()
        };
        let mut conn = store.write().await;
        let named = workspaces::describe(&mut conn, acme.id, &name("Acme & Söhne"), "de").await;
        assert_eq!(named.unwrap().unwrap().name, "Acme & Söhne");
        let before = workspaces::set_door(&mut conn, acme.id, &door)
            .await
            .unwrap();
        assert_eq!(before, Some(Door::default()));
        let suspended = WorkspaceState::Suspended;
        assert!(
            workspaces::set_state(&mut conn, acme.id, suspended)
                .await
                .unwrap()
        );
        assert!(
            !workspaces::set_state(&mut conn, acme.id, suspended)
                .await
                .unwrap()
        );
        let read = workspaces::load(&mut conn, acme.id).await.unwrap().unwrap();
        assert_eq!(
            (read.door, read.state, read.language.as_str()),
            (door, suspended, "de")
        );
    })
    .await;
}

#[tokio::test]
async fn a_door_that_cannot_be_read_opens_nothing() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let mut conn = store.write().await;
        let spoil = base::db::sql("UPDATE workspaces SET door = '{\"at_night\":1}' WHERE id = $1");
        conn.execute(spoil, base::params![acme.id]).await.unwrap();
        assert!(workspaces::load(&mut conn, acme.id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn all_are_listed_page_by_page() {
    on_each_engine(async |store| {
        let mut made = Vec::new();
        for address in ["cc", "aa", "bb"] {
            made.push(store.workspace(address).await);
        }
        let mut conn = store.read().await;
        let first = workspaces::list(&mut conn, None, 2).await.unwrap();
        assert_eq!(first, made[..2]);
        let rest = workspaces::list(&mut conn, Some(made[1].id), 2)
            .await
            .unwrap();
        assert_eq!(rest, made[2..]);
    })
    .await;
}

#[tokio::test]
async fn a_passport_sees_its_workspaces_and_what_it_is_there() {
    on_each_engine(async |store| {
        let (zeta, acme) = (store.workspace("zeta").await, store.workspace("acme").await);
        let gone = store.workspace("gone").await;
        let anna = store.person("Anna", "anna@example.com").await;
        let member = store
            .enrolled(acme.id, anna.id, "Anna", Role::Administrator)
            .await;
        store.enrolled(gone.id, anna.id, "Anna", Role::Guest).await;
        store.invited(zeta.id, "Anna K", "anna@example.com").await;
        let mut conn = store.write().await;
        workspaces::set_state(&mut conn, gone.id, WorkspaceState::Deleted)
            .await
            .unwrap();
        let all = belonging::of_passport(&mut conn, anna.id, store.now())
            .await
            .unwrap();
        let seen: Vec<_> = all
            .iter()
            .map(|one| (one.address.as_str(), one.role))
            .collect();
        assert_eq!(
            seen,
            [("acme", Role::Administrator), ("zeta", Role::Employee)]
        );
        assert!(all[0].is_enterable() && all[0].member == member.id);
        assert!(!all[1].is_enterable());
    })
    .await;
}
