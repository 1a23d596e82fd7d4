//! Passports: made, changed, and their epochs.

use people::passports::{self, Change, Passport, Profile};
use people::revocation::{self, Epochs, Whose};
use people::{PassportId, Role};

use crate::store::{name, on_each_engine};

#[tokio::test]
async fn a_passport_is_read_as_it_was_written() {
    on_each_engine(async |store| {
        let mut conn = store.write().await;
        let (anna, given, family) = (name("Anna Kowalska"), name("Anna"), name("Kowalska"));
        let profile = Profile {
            name: &anna,
            given_name: Some(&given),
            family_name: Some(&family),
            language: "pl",
            zone: Some("Europe/Warsaw"),
        };
        let made = passports::create(&mut conn, store.fresh(), profile)
            .await
            .unwrap();
        conn.commit().await.unwrap();

        let mut conn = store.read().await;
        let read = passports::load(&mut conn, made.id).await.unwrap().unwrap();
        assert_eq!(read, made);
        assert_eq!(
            (read.name.as_str(), read.language.as_str()),
            ("Anna Kowalska", "pl")
        );
        assert_eq!(read.given_name.as_deref(), Some("Anna"));
        assert_eq!(read.zone.as_deref(), Some("Europe/Warsaw"));
        assert_eq!(read.claimed_at, Some(read.created_at));
        assert!(!read.is_operator && read.epoch == 0);
        let nobody = PassportId::fresh(store.now(), store.fresh().random);
        assert_eq!(passports::load(&mut conn, nobody).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn each_part_of_a_profile_is_changed_by_itself() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.write().await;
        let (ania, nowak) = (name("Ania"), name("Nowak"));
        for (change, is_new) in [
            (Change::Name(&ania), true),
            (Change::Name(&ania), false),
            (Change::FamilyName(Some(&nowak)), true),
            (Change::FamilyName(Some(&nowak)), false),
            (Change::GivenName(Some(&ania)), true),
            (Change::GivenName(None), true),
            (Change::GivenName(None), false),
            (Change::Language("ru"), true),
            (Change::Language("ru"), false),
            (Change::Zone(Some("Asia/Tbilisi")), true),
            (Change::Zone(None), true),
            (Change::Zone(None), false),
            (Change::Zone(Some("Europe/Riga")), true),
        ] {
            let changed = passports::change(&mut conn, anna.id, change).await.unwrap();
            assert_eq!(changed, is_new, "{change:?}");
        }
        let now = passports::load(&mut conn, anna.id).await.unwrap().unwrap();
        let wanted = Passport {
            name: "Ania".to_owned(),
            family_name: Some("Nowak".to_owned()),
            language: "ru".to_owned(),
            zone: Some("Europe/Riga".to_owned()),
            ..anna
        };
        assert_eq!(now, wanted);
    })
    .await;
}

#[tokio::test]
async fn the_first_operator_is_noticed() {
    on_each_engine(async |store| {
        let anna = store.person("Anna", "anna@example.com").await;
        let mut conn = store.write().await;
        assert!(!passports::operator_exists(&mut conn).await.unwrap());
        assert!(
            passports::set_operator(&mut conn, anna.id, true)
                .await
                .unwrap()
        );
        assert!(
            !passports::set_operator(&mut conn, anna.id, true)
                .await
                .unwrap()
        );
        assert!(passports::operator_exists(&mut conn).await.unwrap());
        let anna = passports::load(&mut conn, anna.id).await.unwrap().unwrap();
        assert!(anna.is_operator);
    })
    .await;
}

#[tokio::test]
async fn epochs_rise_one_at_a_time_and_apart_from_each_other() {
    on_each_engine(async |store| {
        let (acme, zeta) = (store.workspace("acme").await, store.workspace("zeta").await);
        let member = store.member(acme.id, "Anna", Role::Employee).await;
        let passport = member.passport;
        let mut conn = store.write().await;
        let ours = Whose::Member(acme.id, member.id);
        assert_eq!(
            revocation::raise(&mut conn, Whose::Passport(passport))
                .await
                .unwrap(),
            Some(1)
        );
        assert_eq!(revocation::raise(&mut conn, ours).await.unwrap(), Some(1));
        assert_eq!(revocation::raise(&mut conn, ours).await.unwrap(), Some(2));
        let foreign = Whose::Member(zeta.id, member.id);
        assert_eq!(revocation::raise(&mut conn, foreign).await.unwrap(), None);

        let here = revocation::epochs(&mut conn, passport, Some(acme.id))
            .await
            .unwrap();
        assert_eq!(
            here,
            Some(Epochs {
                passport: 1,
                member: Some(2)
            })
        );
        for elsewhere in [None, Some(zeta.id)] {
            let epochs = revocation::epochs(&mut conn, passport, elsewhere)
                .await
                .unwrap();
            assert_eq!(
                epochs,
                Some(Epochs {
                    passport: 1,
                    member: None
                })
            );
        }
        let nobody = PassportId::fresh(store.now(), store.fresh().random);
        assert_eq!(
            revocation::epochs(&mut conn, nobody, None).await.unwrap(),
            None
        );
    })
    .await;
}
