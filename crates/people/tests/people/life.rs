//! What a workspace lives through: it is founded, moves, changes hands, is given up.

use std::time::Duration;

use base::params;
use people::address::Address;
use people::closing::{self, GRACE};
use people::founding::{self, FOUNDING, Founding, OFFER_LASTS, Offered, Room, TakenOver};
use people::moving::{self, LEADS, Moved};
use people::revocation::{self, Ending};
use people::workspaces::{self, Addressed, NewWorkspace};
use people::{PassportId, Role, Workspace, WorkspaceState, belonging, members};

use crate::store::{Store, name, on_each_engine};

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Founds a workspace as its owner would, or says that the address is taken.
async fn found(store: &Store, at: &str, owner: PassportId) -> Option<Workspace> {
    let mut conn = store.write().await;
    let new = NewWorkspace {
        address: &address(at),
        name: &name(at),
        language: "en",
        created_by: Some(owner),
    };
    let made = workspaces::create(&mut conn, store.fresh(), new).await;
    conn.commit().await.unwrap();
    match made.unwrap() {
        Addressed::Done(made) => Some(made),
        Addressed::AddressTaken => None,
    }
}

#[tokio::test]
async fn an_old_address_leads_on_for_a_year_and_nobody_else_gets_it() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let zeta = store.workspace("zeta").await;
        let now = store.now();
        let mut conn = store.write().await;
        let moved = moving::relocate(&mut conn, acme.id, &address("acme-2"), now).await;
        assert_eq!(moved.unwrap(), Moved::From("acme".into()));
        let found = moving::formerly_at(&mut conn, "acme", now).await.unwrap();
        assert_eq!(found.unwrap().address, "acme-2");
        assert_eq!(workspaces::at(&mut conn, "acme").await.unwrap(), None);
        let taken = moving::relocate(&mut conn, zeta.id, &address("acme"), now).await;
        assert_eq!(taken.unwrap(), Moved::AddressTaken);
        conn.commit().await.unwrap();
        let anna = store.person("Anna", "anna@example.com").await;
        assert_eq!(address_of(store, "acme", anna.id).await, None);

        store.clock.advance(LEADS);
        let mut conn = store.write().await;
        let led = moving::formerly_at(&mut conn, "acme", store.now()).await;
        assert_eq!(led.unwrap(), None);
        let moved = moving::relocate(&mut conn, zeta.id, &address("acme"), store.now()).await;
        assert_eq!(moved.unwrap(), Moved::From("zeta".into()));
    })
    .await;
}

async fn address_of(store: &Store, at: &str, owner: PassportId) -> Option<String> {
    found(store, at, owner).await.map(|made| made.address)
}

#[tokio::test]
async fn one_move_is_free_and_the_next_is_granted() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let mut conn = store.write().await;
        let now = store.now();
        assert_eq!(moving::left(&mut conn, acme.id).await.unwrap(), 1);
        assert!(!moving::grant(&mut conn, acme.id).await.unwrap());
        let mut to = async |at: &str| {
            let moved = moving::relocate(&mut conn, acme.id, &address(at), now).await;
            moved.unwrap()
        };
        assert_eq!(to("bee").await, Moved::From("acme".into()));
        assert_eq!(to("acme").await, Moved::NoMoveLeft);
        assert!(moving::grant(&mut conn, acme.id).await.unwrap());
        // Its own old address is free to itself.
        let back = moving::relocate(&mut conn, acme.id, &address("acme"), now).await;
        assert_eq!(back.unwrap(), Moved::From("bee".into()));
        let led = moving::formerly_at(&mut conn, "acme", now).await.unwrap();
        assert_eq!(led, None);
        assert_eq!(moving::left(&mut conn, acme.id).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_founds_more_than_the_operator_lets_them() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        for at in ["one", "two"] {
            assert!(found(store, at, anna.id).await.is_some());
        }
        let mut conn = store.write().await;
        let room = founding::room(&mut conn, anna.id, false).await.unwrap();
        assert_eq!(room, Room::Yes);
        for (most, expected) in [(2, Room::Full(2)), (3, Room::Yes), (0, Room::OperatorsOnly)] {
            let set = Founding { most };
            base::settings::save(&mut conn, &FOUNDING, &set, store.now())
                .await
                .unwrap();
            let room = founding::room(&mut conn, anna.id, false).await.unwrap();
            assert_eq!(room, expected, "{most}");
            let operators = founding::look(&mut conn, anna.id, true).await.unwrap();
            assert_eq!(operators, Room::Yes);
        }
    })
    .await;
}

#[tokio::test]
async fn a_workspace_changes_hands_when_both_want_it() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let acme = found(store, "acme", anna.id).await.unwrap();
        let at = acme.id;
        store
            .enrolled(at, anna.id, "Anna", Role::Administrator)
            .await;
        let bruno = store.member(at, "Bruno", Role::Employee).await;
        let carla = store.member(at, "Carla", Role::Administrator).await;
        let gustav = store.member(at, "Gustav", Role::Guest).await;
        let mut conn = store.write().await;
        let now = store.now();
        let owner = founding::owner(&mut conn, at).await.unwrap();
        assert_eq!(owner, Some(anna.id));
        let by_carla = founding::offer(&mut conn, (at, carla.passport), bruno.passport, now).await;
        assert_eq!(by_carla.unwrap(), Offered::NotYours);
        for unfit in [gustav.passport, anna.id] {
            let offered = founding::offer(&mut conn, (at, anna.id), unfit, now).await;
            assert_eq!(offered.unwrap(), Offered::Unfit);
        }
        let offered = founding::offer(&mut conn, (at, anna.id), bruno.passport, now).await;
        assert_eq!(offered.unwrap(), Offered::To(bruno.clone()));
        let seen = founding::offers_to(&mut conn, bruno.passport, now)
            .await
            .unwrap();
        assert_eq!((seen.len(), seen[0].offered_by), (1, anna.id));

        let thief = founding::take_over(&mut conn, at, (carla.passport, false), now).await;
        assert_eq!(thief.unwrap(), TakenOver::NotOffered);
        let taken = founding::take_over(&mut conn, at, (bruno.passport, false), now).await;
        assert!(
            matches!(taken.unwrap(), TakenOver::Done(member) if member.role == Role::Administrator)
        );
        let owner = founding::owner(&mut conn, at).await.unwrap();
        assert_eq!(owner, Some(bruno.passport));
        let again = founding::take_over(&mut conn, at, (bruno.passport, false), now).await;
        assert_eq!(again.unwrap(), TakenOver::NotOffered);
    })
    .await;
}

#[tokio::test]
async fn an_offer_ends_by_time_by_either_and_with_its_owner() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let acme = found(store, "acme", anna.id).await.unwrap();
        let at = acme.id;
        let own = store
            .enrolled(at, anna.id, "Anna", Role::Administrator)
            .await;
        let bruno = store.member(at, "Bruno", Role::Employee).await;
        let carla = store.member(at, "Carla", Role::Administrator).await;
        let mut conn = store.write().await;
        let now = store.now();
        let offer = async |conn: &mut base::db::Conn| {
            let offered = founding::offer(conn, (at, anna.id), bruno.passport, now).await;
            assert_eq!(offered.unwrap(), Offered::To(bruno.clone()));
        };
        offer(&mut conn).await;
        assert!(
            !founding::end_offer(&mut conn, at, carla.passport)
                .await
                .unwrap()
        );
        assert!(
            founding::end_offer(&mut conn, at, bruno.passport)
                .await
                .unwrap()
        );
        offer(&mut conn).await;
        let late = now.plus(OFFER_LASTS);
        let taken = founding::take_over(&mut conn, at, (bruno.passport, false), late).await;
        assert_eq!(taken.unwrap(), TakenOver::NotOffered);

        let full = Founding { most: 0 };
        base::settings::save(&mut conn, &FOUNDING, &full, now)
            .await
            .unwrap();
        let taken = founding::take_over(&mut conn, at, (bruno.passport, false), now).await;
        assert_eq!(taken.unwrap(), TakenOver::NoRoom(Room::OperatorsOnly));

        // Whoever was dismissed owns nothing there: the others may decide.
        members::dismiss(&mut conn, at, own.id, store.act())
            .await
            .unwrap();
        assert_eq!(founding::owner(&mut conn, at).await.unwrap(), None);
        let by_carla = founding::offer(&mut conn, (at, carla.passport), bruno.passport, now).await;
        assert_eq!(by_carla.unwrap(), Offered::To(bruno.clone()));
    })
    .await;
}

#[tokio::test]
async fn what_is_given_up_can_be_taken_back_until_it_is_gone() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.member(acme.id, "Anna", Role::Administrator).await;
        let bruno = store.member(acme.id, "Bruno", Role::Employee).await;
        let mut conn = store.write().await;
        let now = store.now();
        let gone_at = closing::give_up(&mut conn, acme.id, now)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(gone_at, now.plus(GRACE));
        assert_eq!(
            closing::give_up(&mut conn, acme.id, now).await.unwrap(),
            None
        );
        let after = members::load(&mut conn, acme.id, bruno.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(after.epoch, bruno.epoch + 1, "what was issued is void");
        let ended = revocation::take_endings(&mut conn).await.unwrap();
        assert!(ended.contains(&Ending::Member(bruno.id)) && ended.len() == 2);
        let of = async |conn: &mut base::db::Conn, who| {
            closing::of_administrator(conn, who, now)
                .await
                .unwrap()
                .len()
        };
        assert_eq!(of(&mut conn, anna.passport).await, 1);
        assert_eq!(of(&mut conn, bruno.passport).await, 0);
        assert!(closing::take_back(&mut conn, acme.id, now).await.unwrap());
        let open = workspaces::load(&mut conn, acme.id).await.unwrap().unwrap();
        assert_eq!(open.state, WorkspaceState::Open);
        assert!(
            !closing::delete_part(&mut conn, acme.id, gone_at)
                .await
                .unwrap()
        );

        closing::give_up(&mut conn, acme.id, now).await.unwrap();
        assert!(
            !closing::take_back(&mut conn, acme.id, gone_at)
                .await
                .unwrap()
        );
        conn.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_large_workspace_goes_in_parts_and_takes_everything_along() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let zeta = store.workspace("zeta").await;
        let anna = store.member(acme.id, "Anna", Role::Administrator).await;
        store
            .enrolled(zeta.id, anna.passport, "Anna", Role::Guest)
            .await;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme.id, "Sales", None).await;
        store
            .department(&mut conn, acme.id, "North", Some(sales.id))
            .await;
        members::set_department(&mut conn, acme.id, anna.id, Some(sales.id))
            .await
            .unwrap();
        crowd(&mut conn, acme.id, &anna, 700).await;
        let now = store.now();
        moving::relocate(&mut conn, acme.id, &address("acme-2"), now)
            .await
            .unwrap();
        let gone_at = closing::give_up(&mut conn, acme.id, now)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(closing::due(&mut conn, now).await.unwrap(), None);
        let due = closing::due(&mut conn, gone_at).await.unwrap().unwrap();
        assert_eq!(due.workspace, acme.id);
        assert!(
            !closing::delete_part(&mut conn, acme.id, gone_at)
                .await
                .unwrap()
        );
        assert!(
            closing::delete_part(&mut conn, acme.id, gone_at)
                .await
                .unwrap()
        );
        assert_eq!(workspaces::load(&mut conn, acme.id).await.unwrap(), None);
        let led = moving::formerly_at(&mut conn, "acme", now).await.unwrap();
        assert_eq!(led, None);
        let left = belonging::of_passport(&mut conn, anna.passport, now)
            .await
            .unwrap();
        assert_eq!(left.len(), 1, "the passport and its other workspaces stay");
    })
    .await;
}

/// As many members as asked for, made the short way: passports of their own, rows like the first one's.
async fn crowd(
    conn: &mut base::db::Conn,
    workspace: people::WorkspaceId,
    like: &people::Member,
    number: u32,
) {
    for n in 0..number {
        let id = format!("{n:026}");
        conn.execute(
            base::db::sql(
                "INSERT INTO passports (id, name, language, is_operator, epoch, created_at) \
                 SELECT $1, name, language, 0, 0, created_at FROM passports WHERE id = $2",
            ),
            params![id.as_str(), like.passport],
        )
        .await
        .unwrap();
        conn.execute(
            base::db::sql(
                "INSERT INTO members (id, workspace_id, passport_id, name, name_folded, role, state, \
                 epoch, created_at) SELECT $1, $2, $1, name, name_folded, 'guest', 'active', 0, \
                 created_at FROM members WHERE id = $3",
            ),
            params![id.as_str(), workspace, like.id],
        )
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn the_launcher_knows_whose_it_is_and_when_it_was_opened() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let acme = found(store, "acme", anna.id).await.unwrap();
        let zeta = store.workspace("zeta").await;
        store
            .enrolled(acme.id, anna.id, "Anna", Role::Administrator)
            .await;
        let there = store.enrolled(zeta.id, anna.id, "Anna", Role::Guest).await;
        store.clock.advance(Duration::from_secs(60));
        let now = store.now();
        let mut conn = store.write().await;
        belonging::note_opened(&mut conn, zeta.id, there.id, now)
            .await
            .unwrap();
        let all = belonging::of_passport(&mut conn, anna.id, now)
            .await
            .unwrap();
        let seen: Vec<_> = all.iter().map(|one| (one.is_own, one.opened_at)).collect();
        assert_eq!(seen, [(true, None), (false, Some(now))]);
    })
    .await;
}
