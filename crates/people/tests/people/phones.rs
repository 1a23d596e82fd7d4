//! People invited at a phone number.

use people::identifiers::{self, Named, Removed, Verified};
use people::joining::{self, Accepted, Added};
use people::members::{self, Described};
use people::{Contact, Member, PassportId, WorkspaceId};

use crate::store::{Store, contact, name, on_each_engine};

const NUMBER: &str = "+491713920012";
const OTHER: &str = "+12125550123";

async fn invited(store: &Store, workspace: WorkspaceId, at: &str) -> Member {
    match store.invited(workspace, "Jo Wendt", at).await {
        Added::Now(member) => member,
        other => panic!("not invited: {other:?}"),
    }
}

async fn accepted(store: &Store, invited: &Member, at: &str) -> Accepted {
    let mut conn = store.write().await;
    let accepted = joining::accept(
        &mut conn,
        store.fresh(),
        invited.workspace,
        invited.id,
        &contact(at),
    )
    .await
    .unwrap();
    conn.commit().await.unwrap();
    accepted
}

async fn owner(store: &Store, at: &str) -> Option<PassportId> {
    let mut conn = store.read().await;
    let named = contact(at).named();
    identifiers::owner(&mut conn, &named).await.unwrap()
}

#[tokio::test]
async fn a_number_is_proved_by_the_link_sent_to_it_and_by_no_other() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let jo = invited(store, acme.id, NUMBER).await;
        assert_eq!(
            (jo.phone.as_deref(), jo.email.as_deref()),
            (Some(NUMBER), None)
        );
        assert_eq!(
            owner(store, NUMBER).await,
            None,
            "an invitation is no proof"
        );
        for wrong in [OTHER, "jo@example.com"] {
            assert_eq!(accepted(store, &jo, wrong).await, Accepted::NotInvited);
        }
        let Accepted::Joined { member, first_time } = accepted(store, &jo, NUMBER).await else {
            panic!("not joined")
        };
        assert!(first_time);
        assert_eq!(owner(store, NUMBER).await, Some(member.passport));
        assert_eq!(
            accepted(store, &jo, NUMBER).await,
            Accepted::NotInvited,
            "once"
        );
        let mut conn = store.read().await;
        let own = identifiers::of_passport(&mut conn, member.passport)
            .await
            .unwrap();
        assert!(own.len() == 1 && own[0].is_primary && own[0].verified_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_number_is_invited_once_even_when_it_changed_hands_meanwhile() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let first = invited(store, acme.id, NUMBER).await;
        let again = store.invited(acme.id, "Jo Again", NUMBER).await;
        assert!(matches!(again, Added::AlreadyMember(known) if known.id == first.id));
        // Somebody proves the number; who is invited there now is another passport than before.
        let eva = store.person("Eva", "eva@example.com").await;
        let mut conn = store.write().await;
        let named = contact(NUMBER).named();
        let verified = identifiers::verify(&mut conn, store.fresh(), eva.id, &named).await;
        assert!(matches!(verified.unwrap(), Verified::Now(_)));
        conn.commit().await.unwrap();
        let again = store.invited(acme.id, "Eva", NUMBER).await;
        assert!(matches!(again, Added::AlreadyMember(known) if known.id == first.id));
        let Accepted::Joined { member, first_time } = accepted(store, &first, NUMBER).await else {
            panic!("not joined")
        };
        assert_eq!(
            (member.passport, first_time),
            (eva.id, false),
            "she has the number"
        );
    })
    .await;
}

#[tokio::test]
async fn a_workspace_knows_somebody_by_one_of_both() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let jo = invited(store, acme.id, NUMBER).await;
        let kim = invited(store, acme.id, "kim@example.com").await;
        let mut conn = store.write().await;
        let describe = async |conn: &mut base::db::Conn, id, (who, to): (&str, &str)| {
            let to = contact(to);
            let described = members::describe(conn, acme.id, id, &name(who), Some(&to)).await;
            described.unwrap()
        };
        let described = describe(&mut conn, kim.id, ("Kim", NUMBER)).await;
        assert_eq!(described, Described::ContactInvited);
        let described = describe(&mut conn, jo.id, ("Jo", "jo@example.com")).await;
        assert!(matches!(described, Described::Done(_)));
        let known = members::load(&mut conn, acme.id, jo.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            known.contact().as_ref().map(Contact::as_str),
            Some("jo@example.com")
        );
        assert_eq!(known.phone, None);
        let described = describe(&mut conn, kim.id, ("Kim", NUMBER)).await;
        assert!(
            matches!(described, Described::Done(_)),
            "the number is free again"
        );
        let found = joining::invited_at(&mut conn, acme.id, &contact(NUMBER))
            .await
            .unwrap();
        assert_eq!(found, Some(kim.id));
        conn.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_last_number_of_a_passport_without_an_address_stays() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let jo = invited(store, acme.id, NUMBER).await;
        let Accepted::Joined { member, .. } = accepted(store, &jo, NUMBER).await else {
            panic!("not joined")
        };
        let mut conn = store.write().await;
        let own = identifiers::of_passport(&mut conn, member.passport)
            .await
            .unwrap();
        let first = own[0].id;
        let remove = async |conn: &mut base::db::Conn| {
            identifiers::remove(conn, member.passport, first)
                .await
                .unwrap()
        };
        assert_eq!(remove(&mut conn).await, Removed::LastVerified);
        let give = async |conn: &mut base::db::Conn, named: &Named| {
            let given = identifiers::verify(conn, store.fresh(), member.passport, named).await;
            assert!(matches!(given.unwrap(), Verified::Now(_)));
        };
        give(&mut conn, &Named::parse("jo.wendt").unwrap()).await;
        assert_eq!(
            remove(&mut conn).await,
            Removed::LastPhone,
            "a login leads back to nothing"
        );
        give(&mut conn, &contact(OTHER).named()).await;
        assert!(matches!(remove(&mut conn).await, Removed::Gone(_)));
        conn.commit().await.unwrap();
    })
    .await;
}
