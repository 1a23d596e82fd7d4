//! Joining: invitations, what they reveal, and to whom they lead.

use base::clock::Time;
use people::identifiers::{self, Verified};
use people::joining::{self, Accepted, Added};
use people::members::{self, Described, Guarded};
use people::passports;
use people::{Member, MemberState, Role, WorkspaceId};

use crate::store::{Store, email, mailbox, name, now, on_each_engine};

async fn accept(store: &Store, workspace: WorkspaceId, invited: &Member, at: &str) -> Accepted {
    let mut conn = store.write().await;
    let accepted = joining::accept(
        &mut conn,
        store.fresh(),
        workspace,
        invited.id,
        &email(at).into(),
    )
    .await;
    conn.commit().await.unwrap();
    accepted.unwrap()
}

fn joined(accepted: Accepted) -> (Member, bool) {
    match accepted {
        Accepted::Joined { member, first_time } => (member, first_time),
        other => panic!("not joined: {other:?}"),
    }
}

#[tokio::test]
async fn an_invitation_makes_a_passport_that_waits_for_its_person() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let invited = now(store.invited(acme.id, "Anna K", "Anna@Example.com").await);
        assert_eq!(
            (invited.state, invited.joined_at),
            (MemberState::Invited, None)
        );
        let mut conn = store.read().await;
        let waiting = passports::load(&mut conn, invited.passport)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (waiting.claimed_at, waiting.language.as_str()),
            (None, "de")
        );
        let owner = identifiers::owner(&mut conn, &mailbox("anna@example.com"))
            .await
            .unwrap();
        assert_eq!(owner, None);

        let (member, first_time) =
            joined(accept(store, acme.id, &invited, "anna@example.com").await);
        assert!(first_time);
        assert_eq!(
            (member.state, member.passport),
            (MemberState::Active, waiting.id)
        );
        assert!(member.joined_at > invited.invited_at);
        let mut conn = store.read().await;
        let owner = identifiers::owner(&mut conn, &mailbox("anna@example.com"))
            .await
            .unwrap();
        assert_eq!(owner, Some(waiting.id));
        let claimed = passports::load(&mut conn, waiting.id)
            .await
            .unwrap()
            .unwrap();
        assert!(claimed.claimed_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_accepted_once_and_only_by_its_address() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let zeta = store.workspace("zeta").await;
        let anna = now(store.invited(acme.id, "Anna", "anna@example.com").await);
        for (workspace, address) in [
            (acme.id, "boris@example.com"),
            (zeta.id, "anna@example.com"),
        ] {
            let refused = accept(store, workspace, &anna, address).await;
            assert_eq!(refused, Accepted::NotInvited);
        }
        joined(accept(store, acme.id, &anna, "anna@example.com").await);
        let again = accept(store, acme.id, &anna, "anna@example.com").await;
        assert_eq!(again, Accepted::NotInvited);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_invitation_leads_nowhere_until_it_is_renewed() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = now(store.invited(acme.id, "Anna", "anna@example.com").await);
        let mut conn = store.write().await;
        let done = members::dismiss(&mut conn, acme.id, anna.id, store.act())
            .await
            .unwrap();
        assert_eq!(done, Guarded::Done(anna.clone()));
        conn.commit().await.unwrap();
        let refused = accept(store, acme.id, &anna, "anna@example.com").await;
        assert_eq!(refused, Accepted::NotInvited);

        let mut conn = store.write().await;
        assert!(
            !joining::invite_again(&mut conn, acme.id, anna.id, store.now())
                .await
                .unwrap()
        );
        let back = members::rehire(&mut conn, acme.id, anna.id, store.now())
            .await
            .unwrap();
        assert!(matches!(back, Guarded::Done(back) if back.state == MemberState::Invited));
        let later = Time::from_seconds(1_900_000_000);
        assert!(
            joining::invite_again(&mut conn, acme.id, anna.id, later)
                .await
                .unwrap()
        );
        conn.commit().await.unwrap();
        joined(accept(store, acme.id, &anna, "anna@example.com").await);
    })
    .await;
}

#[tokio::test]
async fn a_known_person_is_invited_under_the_name_the_workspace_gives() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.person("Anna Secret-Name", "anna@example.com").await;
        let invited = now(store
            .invited(acme.id, "Ms Kowalska", "ANNA@example.com")
            .await);
        assert_eq!(invited.passport, anna.id);
        assert_eq!(invited.name, "Ms Kowalska");
        assert_eq!(invited.email.as_deref(), Some("ANNA@example.com"));
        let (member, first_time) =
            joined(accept(store, acme.id, &invited, "anna@example.com").await);
        assert!(!first_time && member.name == "Ms Kowalska");
        let mut conn = store.read().await;
        let passport = passports::load(&mut conn, anna.id).await.unwrap().unwrap();
        assert_eq!(passport.name, "Anna Secret-Name");
    })
    .await;
}

#[tokio::test]
async fn adding_twice_finds_the_member_in_any_state() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let invited = now(store.invited(acme.id, "Anna", "anna@example.com").await);
        let twice = store.invited(acme.id, "Anna B", "Anna@EXAMPLE.com").await;
        assert_eq!(twice, Added::AlreadyMember(invited.clone()));
        let (active, _) = joined(accept(store, acme.id, &invited, "anna@example.com").await);
        let again = store.invited(acme.id, "Anna", "anna@example.com").await;
        assert_eq!(again, Added::AlreadyMember(active.clone()));
        let mut conn = store.write().await;
        members::dismiss(&mut conn, acme.id, active.id, store.act())
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let again = store.invited(acme.id, "Anna", "anna@example.com").await;
        let Added::AlreadyMember(dismissed) = again else {
            panic!("{again:?}")
        };
        assert_eq!(
            (dismissed.id, dismissed.state),
            (active.id, MemberState::Dismissed)
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_who_add_the_same_address_one_finds_the_others() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let add = || store.invited(acme.id, "Anna", "anna@example.com");
        let (one, two) = tokio::join!(add(), add());
        let new = |added: &Added| matches!(added, Added::Now(_));
        assert!(new(&one) != new(&two), "{one:?} {two:?}");
        let mut conn = store.read().await;
        let count = base::db::sql("SELECT COUNT(*) AS n FROM passports");
        assert_eq!(conn.one(count, vec![]).await.unwrap().int("n").unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_workspaces_wait_for_one_person() {
    on_each_engine(async |store| {
        let (acme, zeta) = (store.workspace("acme").await, store.workspace("zeta").await);
        let here = now(store
            .invited(acme.id, "Anna at Acme", "anna@example.com")
            .await);
        let there = now(store
            .invited(zeta.id, "Anna at Zeta", "anna@example.com")
            .await);
        assert_eq!(here.passport, there.passport);
        let (second, first_time) = joined(accept(store, zeta.id, &there, "anna@example.com").await);
        assert!(first_time);
        let (first, first_time) = joined(accept(store, acme.id, &here, "anna@example.com").await);
        assert!(!first_time && first.passport == second.passport);
        let mut conn = store.read().await;
        let passport = passports::load(&mut conn, first.passport)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(passport.name, "Anna at Zeta");
    })
    .await;
}

#[tokio::test]
async fn whoever_verified_the_address_meanwhile_gets_the_invitation() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let invited = now(store.invited(acme.id, "Anna", "anna@example.com").await);
        let anna = store.person("Anna herself", "anna@example.com").await;
        let (member, first_time) =
            joined(accept(store, acme.id, &invited, "anna@example.com").await);
        assert!(!first_time);
        assert_eq!((member.id, member.passport), (invited.id, anna.id));
        let mut conn = store.read().await;
        assert_eq!(
            passports::load(&mut conn, invited.passport).await.unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn an_invitation_of_a_member_by_another_address_comes_to_nothing() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let known = store.member(acme.id, "Anna", Role::Administrator).await;
        let invited = now(store
            .invited(acme.id, "Anna again", "second@example.com")
            .await);
        let mut conn = store.write().await;
        let named = mailbox("second@example.com");
        let mine = identifiers::verify(&mut conn, store.fresh(), known.passport, &named).await;
        assert!(matches!(mine.unwrap(), Verified::Now(_)));
        conn.commit().await.unwrap();
        let accepted = accept(store, acme.id, &invited, "second@example.com").await;
        assert_eq!(accepted, Accepted::AlreadyMember(known));
        let mut conn = store.read().await;
        assert_eq!(
            members::load(&mut conn, acme.id, invited.id).await.unwrap(),
            None
        );
        assert_eq!(
            passports::load(&mut conn, invited.passport).await.unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn a_claim_on_an_address_catches_no_invitation() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let mallory = store.person("Mallory", "mallory@example.com").await;
        let mut conn = store.write().await;
        let wanted = mailbox("anna@example.com");
        identifiers::claim(&mut conn, store.fresh(), mallory.id, &wanted)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        let invited = now(store.invited(acme.id, "Anna", "anna@example.com").await);
        assert_ne!(invited.passport, mallory.id);
        let (member, first_time) =
            joined(accept(store, acme.id, &invited, "anna@example.com").await);
        assert!(first_time && member.passport != mallory.id);
    })
    .await;
}

#[tokio::test]
async fn who_reads_a_given_up_mailbox_does_not_enter_the_old_passport() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = store.person("Anna", "office@example.com").await;
        let invited = now(store.invited(acme.id, "Office", "office@example.com").await);
        assert_eq!(invited.passport, anna.id);
        let mut conn = store.write().await;
        let own = mailbox("anna@example.com");
        identifiers::verify(&mut conn, store.fresh(), anna.id, &own)
            .await
            .unwrap();
        let all = identifiers::of_passport(&mut conn, anna.id).await.unwrap();
        let office = all
            .iter()
            .find(|one| one.value.starts_with("office"))
            .unwrap();
        identifiers::remove(&mut conn, anna.id, office.id)
            .await
            .unwrap();
        conn.commit().await.unwrap();

        let (member, first_time) =
            joined(accept(store, acme.id, &invited, "office@example.com").await);
        assert!(first_time && member.passport != anna.id);
    })
    .await;
}

#[tokio::test]
async fn the_address_of_an_invitation_can_be_put_right() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await;
        let anna = now(store.invited(acme.id, "Anna", "ana@example.com").await);
        now(store.invited(acme.id, "Boris", "boris@example.com").await);
        let mut conn = store.write().await;
        let change = async |conn: &mut base::db::Conn, to: &str| {
            members::describe(
                conn,
                acme.id,
                anna.id,
                &name("Anna"),
                Some(&email(to).into()),
            )
            .await
        };
        let taken = change(&mut conn, "Boris@example.com").await.unwrap();
        assert_eq!(taken, Described::ContactInvited);
        let done = change(&mut conn, "anna@example.com").await.unwrap();
        assert_eq!(done, Described::Done(anna.clone()));
        conn.commit().await.unwrap();
        let old = accept(store, acme.id, &anna, "ana@example.com").await;
        assert_eq!(old, Accepted::NotInvited);
        joined(accept(store, acme.id, &anna, "anna@example.com").await);
        let mut conn = store.read().await;
        let owner = identifiers::owner(&mut conn, &mailbox("ana@example.com"))
            .await
            .unwrap();
        assert_eq!(owner, None);
    })
    .await;
}
