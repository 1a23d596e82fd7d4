//! Departments: a tree without circles.

use people::departments::{self, Arranged, Department};
use people::members;
use people::{DepartmentId, Role};

use crate::store::{name, on_each_engine};

fn taken<T>(what: &str) -> Arranged<T> {
    Arranged::NameTaken {
        name: what.to_owned(),
    }
}

#[tokio::test]
async fn the_tree_is_listed_in_order_with_its_counts() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Administrator).await;
        let boris = store.member(acme, "Boris", Role::Employee).await;
        let clara = store.member(acme, "Clara", Role::Employee).await;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme, "Sales", None).await;
        let north = store
            .department(&mut conn, acme, "North", Some(sales.id))
            .await;
        let coast = store
            .department(&mut conn, acme, "Coast", Some(north.id))
            .await;
        store
            .department(&mut conn, acme, "East", Some(sales.id))
            .await;
        store.department(&mut conn, acme, "accounts", None).await;
        for (member, place) in [(&anna, &sales), (&boris, &coast), (&clara, &coast)] {
            members::set_department(&mut conn, acme, member.id, Some(place.id))
                .await
                .unwrap();
        }
        members::dismiss(&mut conn, acme, clara.id, store.act())
            .await
            .unwrap();
        conn.commit().await.unwrap();

        let mut conn = store.read().await;
        let tree = departments::tree(&mut conn, acme).await.unwrap();
        let seen: Vec<_> = tree
            .iter()
            .map(|one| {
                (
                    one.depth,
                    one.department.name.as_str(),
                    one.members,
                    one.members_below,
                )
            })
            .collect();
        let expected = [
            (0, "accounts", 0, 0),
            (0, "Sales", 1, 2),
            (1, "East", 0, 0),
            (1, "North", 0, 1),
            (2, "Coast", 1, 1),
        ];
        assert_eq!(seen, expected);
    })
    .await;
}

#[tokio::test]
async fn names_are_unique_in_their_place() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme, "Sales", None).await;
        let north = store
            .department(&mut conn, acme, "North", Some(sales.id))
            .await;
        let below = store
            .department(&mut conn, acme, "Sales", Some(sales.id))
            .await;
        let twice = departments::create(&mut conn, store.fresh(), acme, &name("SALES"), None).await;
        assert_eq!(twice.unwrap(), taken("SALES"));
        let renamed = departments::rename(&mut conn, acme, north.id, &name("sales")).await;
        assert_eq!(renamed.unwrap(), taken("sales"));
        let up = departments::put_under(&mut conn, acme, below.id, None)
            .await
            .unwrap();
        assert_eq!(up, taken("Sales"));
        let own = departments::rename(&mut conn, acme, sales.id, &name("SALES"))
            .await
            .unwrap();
        assert_eq!(own, Arranged::Done(sales));
        conn.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn no_department_stands_below_itself() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        let a = store.department(&mut conn, acme, "A", None).await;
        let b = store.department(&mut conn, acme, "B", Some(a.id)).await;
        let c = store.department(&mut conn, acme, "C", Some(b.id)).await;
        for below in [&a, &b, &c] {
            let done = departments::put_under(&mut conn, acme, a.id, Some(below.id)).await;
            assert_eq!(done.unwrap(), Arranged::Circle);
        }
        let done = departments::put_under(&mut conn, acme, c.id, Some(a.id))
            .await
            .unwrap();
        assert_eq!(done, Arranged::Done(c.clone()));
        let done = departments::put_under(&mut conn, acme, b.id, Some(c.id))
            .await
            .unwrap();
        assert_eq!(done, Arranged::Done(b.clone()));
        let nowhere = DepartmentId::fresh(store.now(), store.fresh().random);
        let done = departments::put_under(&mut conn, acme, b.id, Some(nowhere))
            .await
            .unwrap();
        assert_eq!(done, Arranged::NoSuchParent);
    })
    .await;
}

#[tokio::test]
async fn two_moves_do_not_make_a_circle_together() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        let a = store.department(&mut conn, acme, "A", None).await;
        let b = store.department(&mut conn, acme, "B", None).await;
        conn.commit().await.unwrap();
        let put = async |what: &Department, under: &Department| {
            let mut conn = store.write().await;
            let done = departments::put_under(&mut conn, acme, what.id, Some(under.id)).await;
            conn.commit().await.unwrap();
            done.unwrap()
        };
        let (one, two) = tokio::join!(put(&a, &b), put(&b, &a));
        assert!(
            (one == Arranged::Circle) != (two == Arranged::Circle),
            "{one:?} {two:?}"
        );
        let mut conn = store.read().await;
        assert_eq!(departments::tree(&mut conn, acme).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_a_deleted_department_moves_up() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Employee).await;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme, "Sales", None).await;
        let north = store
            .department(&mut conn, acme, "North", Some(sales.id))
            .await;
        store
            .department(&mut conn, acme, "Coast", Some(north.id))
            .await;
        let other = store
            .department(&mut conn, acme, "coast", Some(sales.id))
            .await;
        members::set_department(&mut conn, acme, anna.id, Some(north.id))
            .await
            .unwrap();
        let clash = departments::delete(&mut conn, acme, north.id)
            .await
            .unwrap();
        assert_eq!(clash, taken("Coast"));
        departments::rename(&mut conn, acme, other.id, &name("Shore"))
            .await
            .unwrap();

        let done = departments::delete(&mut conn, acme, north.id)
            .await
            .unwrap();
        let Arranged::Done(deleted) = done else {
            panic!("{done:?}")
        };
        assert_eq!((deleted.members_moved, deleted.departments_moved), (1, 1));
        assert_eq!(deleted.department, north);
        let moved = members::load(&mut conn, acme, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(moved.department, Some(sales.id));
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_a_deleted_top_department_moves_to_the_top() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Employee).await;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme, "Sales", None).await;
        store
            .department(&mut conn, acme, "North", Some(sales.id))
            .await;
        members::set_department(&mut conn, acme, anna.id, Some(sales.id))
            .await
            .unwrap();
        departments::delete(&mut conn, acme, sales.id)
            .await
            .unwrap();
        let moved = members::load(&mut conn, acme, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(moved.department, None);
        let tree = departments::tree(&mut conn, acme).await.unwrap();
        assert!(tree.len() == 1 && tree[0].depth == 0);
        let again = departments::delete(&mut conn, acme, sales.id)
            .await
            .unwrap();
        assert_eq!(again, Arranged::NoSuchDepartment);
    })
    .await;
}
