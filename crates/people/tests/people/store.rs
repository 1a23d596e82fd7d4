//! A fresh store with people in it, and short ways to say what a test does to it.

use std::time::Duration;

use base::clock::{Clock, Time};
use base::db::Conn;
use base::random::Randomness;
use base::testing::{TestDb, databases};
use people::address::Address;
use people::departments::{self, Arranged, Department};
use people::identifiers::{self, Named};
use people::joining::{self, Added, Enrolment, Invitation};
use people::passports::{self, Profile};
use people::workspaces::{self, Addressed, NewWorkspace};
use people::{
    Act, DepartmentId, EmailAddress, Fresh, LoginName, Member, Name, Passport, PassportId, Role,
    Workspace, WorkspaceId,
};

/// One database with a clock and randomness of its own.
pub(crate) struct Store {
    pub(crate) test: TestDb,
    pub(crate) clock: Clock,
    random: Randomness,
}

/// Runs `test` once on a fresh database of each engine.
pub(crate) async fn on_each_engine(test: impl AsyncFn(&Store)) {
    for database in databases().await {
        let clock = Clock::movable(Time::from_seconds(1_795_000_000));
        let store = Store {
            test: database,
            clock,
            random: Randomness::seeded(11),
        };
        test(&store).await;
    }
}

impl Store {
    pub(crate) async fn write(&self) -> Conn {
        self.test.db.write().await.unwrap()
    }

    pub(crate) async fn read(&self) -> Conn {
        self.test.db.read().await.unwrap()
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// What a new row is made with; time moves on by a millisecond, so that rows keep their order.
    pub(crate) fn fresh(&self) -> Fresh<'_> {
        self.clock.advance(Duration::from_millis(1));
        Fresh {
            now: self.clock.now(),
            random: &self.random,
        }
    }

    /// What an administrator does now.
    pub(crate) fn act(&self) -> Act<'static> {
        Act {
            by: None,
            at: self.now(),
            note: Some("as agreed"),
        }
    }

    /// A person who has signed up with this address.
    pub(crate) async fn person(&self, who: &str, address: &str) -> Passport {
        let mut conn = self.write().await;
        let who_name = name(who);
        let profile = Profile::new(&who_name, "en");
        let passport = passports::create(&mut conn, self.fresh(), profile)
            .await
            .unwrap();
        let named = Named::Email(email(address));
        identifiers::verify(&mut conn, self.fresh(), passport.id, &named)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        passport
    }

    pub(crate) async fn workspace(&self, address: &str) -> Workspace {
        let mut conn = self.write().await;
        let new = NewWorkspace {
            address: &Address::parse(address).unwrap(),
            name: &name(address),
            language: "en",
            created_by: None,
        };
        let made = workspaces::create(&mut conn, self.fresh(), new)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        match made {
            Addressed::Done(workspace) => workspace,
            Addressed::AddressTaken => panic!("{address} is taken"),
        }
    }

    /// An active member with a passport and an address of their own.
    pub(crate) async fn member(&self, workspace: WorkspaceId, who: &str, role: Role) -> Member {
        let address = format!("{}@example.com", who.to_lowercase().replace(' ', "."));
        let passport = self.person(who, &address).await;
        self.enrolled(workspace, passport.id, who, role).await
    }

    pub(crate) async fn enrolled(
        &self,
        workspace: WorkspaceId,
        passport: PassportId,
        who: &str,
        role: Role,
    ) -> Member {
        let address = format!("{}@example.com", who.to_lowercase().replace(' ', "."));
        let (name, email) = (name(who), EmailAddress::parse(&address).ok());
        let enrolment = Enrolment {
            passport,
            name: &name,
            email: email.as_ref(),
            role,
            department: None,
        };
        let mut conn = self.write().await;
        let added = joining::enrol(&mut conn, self.fresh(), workspace, enrolment)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        now(added)
    }

    /// A department, made in the test's own transaction.
    pub(crate) async fn department(
        &self,
        conn: &mut Conn,
        workspace: WorkspaceId,
        what: &str,
        parent: Option<DepartmentId>,
    ) -> Department {
        let made = departments::create(conn, self.fresh(), workspace, &name(what), parent).await;
        match made.unwrap() {
            Arranged::Done(department) => department,
            other => panic!("not made: {other:?}"),
        }
    }

    /// Invites somebody as an employee.
    pub(crate) async fn invited(&self, workspace: WorkspaceId, who: &str, address: &str) -> Added {
        let (name, contact) = (name(who), contact(address));
        let invitation = Invitation {
            name: &name,
            contact: &contact,
            role: Role::Employee,
            department: None,
            language: "de",
        };
        let mut conn = self.write().await;
        let added = joining::invite(&mut conn, self.fresh(), workspace, invitation)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        added
    }
}

pub(crate) fn contact(text: &str) -> people::Contact {
    people::Contact::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn login(text: &str) -> Named {
    Named::Login(LoginName::parse(text).unwrap())
}

pub(crate) fn mailbox(text: &str) -> Named {
    Named::Email(email(text))
}

/// The member that was added.
pub(crate) fn now(added: Added) -> Member {
    match added {
        Added::Now(member) => member,
        other => panic!("not added: {other:?}"),
    }
}
