//! Identifiers: verified ones belong to one passport, claims to nobody.

use people::identifiers::{self, Kind, Named, Removed, Verified};

use crate::store::{login, mailbox, on_each_engine};

#[tokio::test]
async fn nobody_is_found_by_a_claim() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let boris = store.person("Boris", "boris@example.com").await;
        let wanted = mailbox("office@example.com");
        let mut conn = store.write().await;
        for passport in [anna.id, boris.id] {
            let claim = identifiers::claim(&mut conn, store.fresh(), passport, &wanted).await;
            assert_eq!(claim.unwrap().verified_at, None);
        }
        assert_eq!(identifiers::owner(&mut conn, &wanted).await.unwrap(), None);
        let again = identifiers::claim(&mut conn, store.fresh(), anna.id, &wanted)
            .await
            .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        assert_eq!(all.len(), 2);
        assert!(all.contains(&again));
    })
    .await;
}

#[tokio::test]
async fn the_first_to_verify_owns_it_however_it_is_written() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let boris = store.person("Boris", "boris@example.com").await;
        let wanted = mailbox("Office@Example.com");
        let mut conn = store.write().await;
        identifiers::claim(&mut conn, store.fresh(), anna.id, &wanted)
            .await
            .unwrap();
        let now = identifiers::verify(&mut conn, store.fresh(), anna.id, &wanted)
            .await
            .unwrap();
        let Verified::Now(mine) = now else {
            panic!("{now:?}")
        };
        assert_eq!(
            (mine.value.as_str(), mine.is_primary),
            ("Office@example.com", false)
        );

        let other = mailbox("OFFICE@example.COM");
        let already = identifiers::verify(&mut conn, store.fresh(), anna.id, &other).await;
        assert_eq!(already.unwrap(), Verified::Already(mine));
        let taken = identifiers::verify(&mut conn, store.fresh(), boris.id, &other).await;
        assert_eq!(taken.unwrap(), Verified::TakenBy(anna.id));

        // The transaction is still good: nothing above was an error.
        conn.commit().await.unwrap();
        let mut conn = store.read().await;
        assert_eq!(
            identifiers::owner(&mut conn, &other).await.unwrap(),
            Some(anna.id)
        );
        assert_eq!(
            identifiers::of_passport(&mut conn, anna.id)
                .await
                .unwrap()
                .len(),
            2
        );
        assert_eq!(
            identifiers::of_passport(&mut conn, boris.id)
                .await
                .unwrap()
                .len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_at_once_one_wins() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let boris = store.person("Boris", "boris@example.com").await;
        let verify = async |passport| {
            let mut conn = store.write().await;
            let named = mailbox("office@example.com");
            let done = identifiers::verify(&mut conn, store.fresh(), passport, &named).await;
            conn.commit().await.unwrap();
            done.unwrap()
        };
        let (one, two) = tokio::join!(verify(anna.id), verify(boris.id));
        let won = |done: &Verified| matches!(done, Verified::Now(_));
        assert!(won(&one) != won(&two), "{one:?} {two:?}");
    })
    .await;
}

#[tokio::test]
async fn login_names_and_addresses_are_apart() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.write().await;
        let given = identifiers::verify(&mut conn, store.fresh(), anna.id, &login("Anna.K")).await;
        assert!(matches!(given.unwrap(), Verified::Now(one) if one.is_primary));
        for typed in ["anna.k", "ANNA.K", " anna@EXAMPLE.com"] {
            let named = Named::parse(typed).unwrap();
            assert_eq!(
                identifiers::owner(&mut conn, &named).await.unwrap(),
                Some(anna.id)
            );
        }
        assert_eq!(Named::parse("anna k"), None);
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        assert_eq!(
            all.iter().map(|one| one.kind).collect::<Vec<_>>(),
            [Kind::Email, Kind::Login]
        );
    })
    .await;
}

#[tokio::test]
async fn one_of_each_kind_is_primary() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.write().await;
        let second = mailbox("second@example.com");
        identifiers::claim(&mut conn, store.fresh(), anna.id, &second)
            .await
            .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        let claim = all.iter().find(|one| one.verified_at.is_none()).unwrap();
        let refused = identifiers::make_primary(&mut conn, anna.id, claim.id)
            .await
            .unwrap();
        assert_eq!(refused, None);
        let primary = identifiers::primary_email(&mut conn, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(primary.as_str(), "anna@example.com");

        let now = identifiers::verify(&mut conn, store.fresh(), anna.id, &second)
            .await
            .unwrap();
        let Verified::Now(second) = now else {
            panic!("{now:?}")
        };
        let chosen = identifiers::make_primary(&mut conn, anna.id, second.id)
            .await
            .unwrap();
        assert!(chosen.is_some_and(|one| one.is_primary));
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        assert_eq!(all.iter().filter(|one| one.is_primary).count(), 1);
        let primary = identifiers::primary_email(&mut conn, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(primary.as_str(), "second@example.com");
    })
    .await;
}

#[tokio::test]
async fn the_last_address_stays_even_beside_a_login() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.write().await;
        identifiers::verify(&mut conn, store.fresh(), anna.id, &login("anna.k"))
            .await
            .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        let [email, login] = all.as_slice() else {
            panic!("{all:?}")
        };
        let kept = identifiers::remove(&mut conn, anna.id, email.id)
            .await
            .unwrap();
        assert_eq!(kept, Removed::LastEmail);
        let gone = identifiers::remove(&mut conn, anna.id, login.id)
            .await
            .unwrap();
        assert_eq!(gone, Removed::Gone(login.clone()));
        let kept = identifiers::remove(&mut conn, anna.id, email.id)
            .await
            .unwrap();
        assert_eq!(kept, Removed::LastVerified);
    })
    .await;
}

#[tokio::test]
async fn the_last_verified_one_stays_and_the_primary_has_an_heir() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let boris = store.person("Boris", "boris@example.com").await;
        let mut conn = store.write().await;
        let claim = mailbox("claimed@example.com");
        let claim = identifiers::claim(&mut conn, store.fresh(), anna.id, &claim)
            .await
            .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        let first = all.iter().find(|one| one.is_primary).unwrap().clone();
        let kept = identifiers::remove(&mut conn, anna.id, first.id)
            .await
            .unwrap();
        assert_eq!(kept, Removed::LastVerified);
        let foreign = identifiers::remove(&mut conn, boris.id, first.id)
            .await
            .unwrap();
        assert_eq!(foreign, Removed::NoSuch);

        let second = mailbox("second@example.com");
        identifiers::verify(&mut conn, store.fresh(), anna.id, &second)
            .await
            .unwrap();
        let gone = identifiers::remove(&mut conn, anna.id, first.id)
            .await
            .unwrap();
        assert_eq!(gone, Removed::Gone(first));
        let primary = identifiers::primary_email(&mut conn, anna.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(primary.as_str(), "second@example.com");
        let gone = identifiers::remove(&mut conn, anna.id, claim.id)
            .await
            .unwrap();
        assert_eq!(gone, Removed::Gone(claim));
        let freed = identifiers::owner(&mut conn, &mailbox("anna@example.com"))
            .await
            .unwrap();
        assert_eq!(freed, None);
    })
    .await;
}
