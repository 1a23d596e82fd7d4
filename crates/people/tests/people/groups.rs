//! Groups: names and members.

use people::groups::{self, Group, Grouped};
use people::members;
use people::roles::Regrouped;
use people::{MemberId, Role};

use crate::store::{name, on_each_engine};

fn done(grouped: Grouped) -> Group {
    match grouped {
        Grouped::Done(group) => group,
        other => panic!("not done: {other:?}"),
    }
}

#[tokio::test]
async fn a_name_is_taken_once_in_a_workspace() {
    on_each_engine(async |store| {
        let (acme, zeta) = (
            store.workspace("acme").await.id,
            store.workspace("zeta").await.id,
        );
        let mut conn = store.write().await;
        let what = Some("who answers the phone");
        let phone = groups::create(&mut conn, store.fresh(), acme, &name("Phone"), what).await;
        let phone = done(phone.unwrap());
        assert_eq!(phone.description.as_deref(), what);
        let twice = groups::create(&mut conn, store.fresh(), acme, &name("PHONE"), None).await;
        assert_eq!(twice.unwrap(), Grouped::NameTaken);
        done(
            groups::create(&mut conn, store.fresh(), zeta, &name("Phone"), None)
                .await
                .unwrap(),
        );
        let door = groups::create(&mut conn, store.fresh(), acme, &name("Door"), None).await;
        let door = done(door.unwrap());
        let taken = groups::describe(&mut conn, acme, door.id, &name("phone"), None).await;
        assert_eq!(taken.unwrap(), Grouped::NameTaken);
        let own = groups::describe(&mut conn, acme, phone.id, &name("PHONE"), None)
            .await
            .unwrap();
        assert_eq!(own, Grouped::Done(phone.clone()));
        let listed = groups::list(&mut conn, acme).await.unwrap();
        let names: Vec<_> = listed
            .iter()
            .map(|(group, _)| group.name.as_str())
            .collect();
        assert_eq!(names, ["Door", "PHONE"]);
        let now = store.now();
        let gone = groups::delete(&mut conn, acme, door.id, now).await.unwrap();
        assert_eq!(gone, Regrouped::Done(door.clone()));
        let again = groups::delete(&mut conn, acme, door.id, now).await.unwrap();
        assert_eq!(again, Regrouped::NoSuchGroup);
        conn.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn members_come_and_go() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Administrator).await.id;
        let boris = store.member(acme, "Boris", Role::Employee).await.id;
        let nobody = MemberId::fresh(store.now(), store.fresh().random);
        let mut conn = store.write().await;
        let group = groups::create(&mut conn, store.fresh(), acme, &name("Phone"), None).await;
        let group = done(group.unwrap()).id;
        let now = store.now();
        let some = [anna, nobody, boris];
        let added = groups::add_members(&mut conn, acme, group, &some, now)
            .await
            .unwrap();
        assert_eq!(added, Some(vec![anna, boris]));
        let added = groups::add_members(&mut conn, acme, group, &some, now)
            .await
            .unwrap();
        assert_eq!(added, Some(vec![]));
        let of = groups::of_member(&mut conn, acme, anna).await.unwrap();
        assert_eq!(of.iter().map(|one| one.id).collect::<Vec<_>>(), [group]);

        members::dismiss(&mut conn, acme, boris, store.act())
            .await
            .unwrap();
        assert_eq!(groups::list(&mut conn, acme).await.unwrap()[0].1, 1);
        let removed = groups::remove_members(&mut conn, (acme, group), &[anna, nobody], now).await;
        assert_eq!(removed.unwrap(), Regrouped::Done(vec![anna]));
        groups::delete(&mut conn, acme, group, now).await.unwrap();
        let of = groups::of_member(&mut conn, acme, boris).await.unwrap();
        assert_eq!(of, []);
        let gone = groups::add_members(&mut conn, acme, group, &some, now)
            .await
            .unwrap();
        assert_eq!(gone, None);
        conn.commit().await.unwrap();
    })
    .await;
}
