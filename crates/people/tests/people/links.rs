//! Links by which people join: their limits, and the requests made with them.

use std::time::Duration;

use base::random::Randomness;
use base::token::{JoinLink, Token};
use people::links::{self, Link, NewLink};
use people::members::{self, Guarded};
use people::requests::{self, Answered, Came, RequestState};
use people::{Passport, Role, WorkspaceId, departments, groups, identifiers, roles};
use proptest::prelude::*;

use crate::store::{Store, email, mailbox, name, on_each_engine};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn new(store: &Store) -> NewLink {
    NewLink {
        name: name("Interns"),
        role: Role::Employee,
        department: None,
        groups: Vec::new(),
        domains: Vec::new(),
        with_approval: false,
        most_uses: 1,
        expires_at: store.now().plus(DAY),
    }
}

async fn made(store: &Store, workspace: WorkspaceId, new: &NewLink) -> (Link, Token<JoinLink>) {
    let fresh = store.fresh();
    let token = Token::<JoinLink>::fresh(fresh.random);
    let mut conn = store.write().await;
    let whose = (workspace, "somebody");
    let link = links::create(&mut conn, fresh, whose, token.hash(), new).await;
    conn.commit().await.unwrap();
    (link.unwrap().unwrap(), token)
}

/// Comes as the page does: kept when they joined or asked, dropped else.
async fn come(store: &Store, link: &Link, who: &Passport, address: &str) -> Came {
    let mut conn = store.write().await;
    let email = email(address);
    let came = requests::come(&mut conn, store.fresh(), link, (who, &email)).await;
    let came = came.unwrap();
    if matches!(came, Came::Joined(_) | Came::Asked(_)) {
        conn.commit().await.unwrap();
    }
    came
}

/// Comes with a link that needs approval.
async fn ask(store: &Store, link: &Link, who: &Passport, address: &str) -> requests::Request {
    match come(store, link, who, address).await {
        Came::Asked(asked) => asked,
        other => panic!("not asked: {other:?}"),
    }
}

async fn uses(store: &Store, link: &Link) -> i64 {
    let mut conn = store.read().await;
    let found = links::load(&mut conn, link.workspace, link.id).await;
    found.unwrap().unwrap().uses
}

#[tokio::test]
async fn of_many_who_try_for_the_last_use_one_gets_it() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let (link, _) = made(store, acme, &new(store)).await;
        let mut tries = Vec::new();
        for n in 0..8_u64 {
            let address = format!("p{n}@example.com");
            let who = store.person("Somebody", &address).await;
            let (db, link, now) = (store.test.db.clone(), link.clone(), store.now());
            tries.push(tokio::spawn(async move {
                let random = Randomness::seeded(100 + n);
                let fresh = people::Fresh {
                    now,
                    random: &random,
                };
                let mut conn = db.write().await.unwrap();
                let email = email(&address);
                let came = requests::come(&mut conn, fresh, &link, (&who, &email)).await;
                let joined = matches!(came.unwrap(), Came::Joined(_));
                if joined {
                    conn.commit().await.unwrap();
                }
                joined
            }));
        }
        let mut joined = 0;
        for one in tries {
            joined += u32::from(one.await.unwrap());
        }
        assert_eq!(joined, 1);
        assert_eq!(uses(store, &link).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_by_time_by_hand_and_by_use_and_makes_no_administrators() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.person("Anna", "anna@example.com").await;
        let bea = store.person("Bea", "bea@example.com").await;
        let (link, token) = made(store, acme, &new(store)).await;
        let mut conn = store.read().await;
        let found = links::of_secret(&mut conn, &token.hash()).await.unwrap();
        assert_eq!(found.as_ref(), Some(&link));
        let other = Token::<JoinLink>::fresh(store.fresh().random);
        let found = links::of_secret(&mut conn, &other.hash()).await.unwrap();
        assert_eq!(found, None);
        drop(conn);
        let came = come(store, &link, &anna, "anna@example.com").await;
        assert!(matches!(came, Came::Joined(ref one) if one.role == Role::Employee));
        // Opened again, it says that she is in, and is not used up by that.
        let came = come(store, &link, &anna, "anna@example.com").await;
        assert!(matches!(came, Came::AlreadyMember(_)));
        assert_eq!(
            come(store, &link, &bea, "bea@example.com").await,
            Came::Over
        );

        let (revoked, _) = made(store, acme, &new(store)).await;
        let mut conn = store.write().await;
        let now = store.now();
        let ended = links::revoke(&mut conn, acme, revoked.id, now).await;
        assert!(ended.unwrap().is_some());
        let again = links::revoke(&mut conn, acme, revoked.id, now).await;
        assert_eq!(again.unwrap(), None);
        conn.commit().await.unwrap();
        let came = come(store, &revoked, &bea, "bea@example.com").await;
        assert_eq!(came, Came::Over);

        let (late, _) = made(store, acme, &new(store)).await;
        store.clock.advance(DAY);
        assert!(!late.is_open(store.now()));
        let came = come(store, &late, &bea, "bea@example.com").await;
        assert_eq!(came, Came::Over);

        let mut conn = store.write().await;
        let mut admin = new(store);
        admin.role = Role::Administrator;
        let fresh = store.fresh();
        let hash = Token::<JoinLink>::fresh(fresh.random).hash();
        let refused = links::create(&mut conn, fresh, (acme, "x"), hash, &admin).await;
        assert_eq!(refused.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn only_a_proved_address_of_its_domains_opens_it() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut only = new(store);
        only.domains = vec!["example.com".to_owned()];
        only.most_uses = 5;
        let (link, _) = made(store, acme, &only).await;
        let anna = store.person("Anna", "anna@example.com").await;
        let mallory = store.person("Mallory", "mallory@evil.example").await;
        // She claims Anna's address, and one nobody has; she has proved neither.
        let mut conn = store.write().await;
        for address in ["anna@example.com", "free@example.com"] {
            identifiers::claim(&mut conn, store.fresh(), mallory.id, &mailbox(address))
                .await
                .unwrap();
        }
        conn.commit().await.unwrap();
        for address in [
            "mallory@evil.example",
            "anna@example.com",
            "free@example.com",
            "a@sub.example.com",
        ] {
            let came = come(store, &link, &mallory, address).await;
            assert_eq!(came, Came::NotThisAddress, "{address}");
        }
        assert_eq!(uses(store, &link).await, 0);
        let came = come(store, &link, &anna, "ANNA@example.com").await;
        assert!(matches!(came, Came::Joined(_)));
    })
    .await;
}

#[tokio::test]
async fn whoever_was_dismissed_or_is_invited_does_not_come_in_by_a_link() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Administrator).await;
        let bea = store.member(acme, "Bea", Role::Employee).await;
        let clara = store.person("Clara", "clara@example.com").await;
        store.invited(acme, "Clara", "clara@example.com").await;
        let mut conn = store.write().await;
        let gone = members::dismiss(&mut conn, acme, bea.id, store.act()).await;
        assert!(matches!(gone.unwrap(), Guarded::Done(_)));
        conn.commit().await.unwrap();
        let (link, _) = made(store, acme, &new(store)).await;
        let mut conn = store.read().await;
        let person = people::passports::load(&mut conn, bea.passport).await;
        let person = person.unwrap().unwrap();
        drop(conn);
        for (who, address) in [(&person, "bea@example.com"), (&clara, "clara@example.com")] {
            let came = come(store, &link, who, address).await;
            assert!(matches!(came, Came::AlreadyMember(_)), "{came:?}");
        }
        assert_eq!(uses(store, &link).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_department_or_group_that_is_gone_is_passed_over() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        let sales = store.department(&mut conn, acme, "Sales", None).await;
        let mut group = async |what: &str| {
            let made = groups::create(&mut conn, store.fresh(), acme, &name(what), None).await;
            match made.unwrap() {
                groups::Grouped::Done(group) => group.id,
                other => panic!("{other:?}"),
            }
        };
        let (stays, goes) = (group("Night").await, group("Day").await);
        conn.commit().await.unwrap();
        let mut wide = new(store);
        wide.department = Some(sales.id);
        wide.groups = vec![stays, goes];
        wide.most_uses = 2;
        let (link, _) = made(store, acme, &wide).await;
        let anna = store.person("Anna", "anna@example.com").await;
        let Came::Joined(member) = come(store, &link, &anna, "anna@example.com").await else {
            panic!("not in")
        };
        assert_eq!(member.department, Some(sales.id));
        let mut conn = store.write().await;
        let of_anna = groups::of_member(&mut conn, acme, member.id).await.unwrap();
        assert_eq!(of_anna.len(), 2);
        departments::delete(&mut conn, acme, sales.id)
            .await
            .unwrap();
        groups::delete(&mut conn, acme, goes, store.now())
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let bea = store.person("Bea", "bea@example.com").await;
        let Came::Joined(member) = come(store, &link, &bea, "bea@example.com").await else {
            panic!("not in")
        };
        assert_eq!(member.department, None);
        let mut conn = store.read().await;
        let of_bea = groups::of_member(&mut conn, acme, member.id).await.unwrap();
        assert_eq!(of_bea.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_comes_to_rights_over_others_by_a_link() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        let made_group = groups::create(&mut conn, store.fresh(), acme, &name("Night"), None).await;
        let groups::Grouped::Done(night) = made_group.unwrap() else {
            panic!("no group")
        };
        conn.commit().await.unwrap();
        let mut wide = new(store);
        wide.groups = vec![night.id];
        let (link, _) = made(store, acme, &wide).await;
        // The link was harmless when it was made; the group was given rights since.
        let mut conn = store.write().await;
        let role = Some(Role::Administrator);
        roles::give(&mut conn, (acme, night.id), role, store.now())
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let anna = store.person("Anna", "anna@example.com").await;
        let Came::Joined(member) = come(store, &link, &anna, "anna@example.com").await else {
            panic!("not in")
        };
        let mut conn = store.write().await;
        let known = members::load(&mut conn, acme, member.id).await.unwrap();
        assert_eq!(known.unwrap().role, Role::Employee);
        let of_anna = groups::of_member(&mut conn, acme, member.id).await.unwrap();
        assert_eq!(of_anna, []);
    })
    .await;
}

#[tokio::test]
async fn a_request_waits_is_answered_once_and_refusal_lasts() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let zeta = store.workspace("zeta").await.id;
        let mut asks = new(store);
        asks.with_approval = true;
        asks.most_uses = 3;
        let (link, _) = made(store, acme, &asks).await;
        let anna = store.person("Anna", "anna@example.com").await;
        let asked = ask(store, &link, &anna, "anna@example.com").await;
        let mut conn = store.write().await;
        let known = members::of_passport(&mut conn, acme, anna.id).await;
        assert_eq!(known.unwrap(), None, "nobody is in before the answer");
        let waits = requests::waiting_of(&mut conn, anna.id).await.unwrap();
        assert_eq!(waits, ["acme"]);
        drop(conn);
        let came = come(store, &link, &anna, "anna@example.com").await;
        assert!(matches!(came, Came::Waits(_)));
        assert_eq!(uses(store, &link).await, 1, "asking again uses nothing");
        let mut conn = store.write().await;
        let fresh = store.fresh();
        let foreign = requests::approve(&mut conn, fresh, zeta, asked.id).await;
        assert_eq!(foreign.unwrap(), Answered::NoSuchRequest);
        let foreign = requests::refuse(&mut conn, zeta, asked.id).await;
        assert_eq!(foreign.unwrap(), Answered::NoSuchRequest);
        let answered = requests::approve(&mut conn, fresh, acme, asked.id).await;
        assert!(matches!(answered.unwrap(), Answered::Done(member) if member.passport == anna.id));
        let again = requests::refuse(&mut conn, acme, asked.id).await;
        assert_eq!(again.unwrap(), Answered::NoSuchRequest);
        conn.commit().await.unwrap();

        let bea = store.person("Bea", "bea@example.com").await;
        let asked = ask(store, &link, &bea, "bea@example.com").await;
        let mut conn = store.write().await;
        let refused = requests::refuse(&mut conn, acme, asked.id).await;
        assert!(matches!(refused.unwrap(), Answered::Done(_)));
        let late = requests::approve(&mut conn, store.fresh(), acme, asked.id).await;
        assert_eq!(late.unwrap(), Answered::NoSuchRequest);
        conn.commit().await.unwrap();
        let came = come(store, &link, &bea, "bea@example.com").await;
        assert_eq!(came, Came::Refused);
        let mut conn = store.write().await;
        let all = requests::list(&mut conn, acme, RequestState::Refused).await;
        assert_eq!(all.unwrap().len(), 1);
        requests::clean(&mut conn, store.now()).await.unwrap();
        links::clean(&mut conn, link.expires_at).await.unwrap();
        let left = links::list(&mut conn, acme, store.now()).await.unwrap();
        assert_eq!(left, []);
    })
    .await;
}

#[tokio::test]
async fn whoever_gave_the_address_up_meanwhile_is_not_let_in_with_it() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut asks = new(store);
        asks.with_approval = true;
        asks.domains = vec!["example.com".to_owned()];
        let (link, _) = made(store, acme, &asks).await;
        let anna = store.person("Anna", "anna@example.com").await;
        let asked = ask(store, &link, &anna, "anna@example.com").await;
        let mut conn = store.write().await;
        identifiers::verify(
            &mut conn,
            store.fresh(),
            anna.id,
            &mailbox("anna@home.example"),
        )
        .await
        .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        let old = all.iter().find(|one| one.value == "anna@example.com");
        identifiers::remove(&mut conn, anna.id, old.unwrap().id)
            .await
            .unwrap();
        let answered = requests::approve(&mut conn, store.fresh(), acme, asked.id).await;
        assert!(matches!(answered.unwrap(), Answered::AddressGone(_)));
        let known = members::of_passport(&mut conn, acme, anna.id).await;
        assert_eq!(known.unwrap(), None);
    })
    .await;
}

proptest! {
    #[test]
    fn a_domain_admits_itself_only(local in "[a-z]{1,8}", before in "[a-z.]{0,6}", after in "[a-z.]{0,6}") {
        let link = Link {
            id: links::LinkId::parse("0000000000000000000000000a").unwrap(),
            workspace: WorkspaceId::parse("0000000000000000000000000a").unwrap(),
            name: String::new(), role: Role::Guest, department: None, groups: Vec::new(),
            domains: vec!["example.com".to_owned()], with_approval: false, most_uses: 1, uses: 0,
            expires_at: base::clock::Time::from_seconds(1), created_by: String::new(),
            created_at: base::clock::Time::from_seconds(0), revoked_at: None,
        };
        let text = format!("{local}@{before}example.com{after}");
        if let Ok(email) = people::EmailAddress::parse(&text) {
            prop_assert_eq!(link.admits(&email), before.is_empty() && after.is_empty());
        }
    }
}
