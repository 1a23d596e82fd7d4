//! A company to play with: the workspace Falke with its administrator Anna.

use people::address::Address;
use people::joining::{self, Added, Enrolment};
use people::members::{Member, Role};
use people::workspaces::{self, Addressed, NewWorkspace, Workspace};
use people::{EmailAddress, Fresh, Name, PassportId};

use super::{Browser, TestApp};

/// Everybody's password.
pub const PASSWORD: &str = "seven quiet otters swim";

impl TestApp {
    /// The workspace `falke` with Anna Nowak, who administers it.
    pub async fn company(&self) -> (Workspace, PassportId) {
        let anna = self
            .person("Anna Nowak", "anna@falke.example.com", PASSWORD)
            .await;
        (self.workspace("falke", "Falke", anna).await, anna)
    }

    /// A workspace somebody administers.
    pub async fn workspace(&self, address: &str, name: &str, owner: PassportId) -> Workspace {
        let new = NewWorkspace {
            address: &Address::parse(address).unwrap(),
            name: &Name::parse(name).unwrap(),
            language: "en",
            created_by: Some(owner),
        };
        let mut conn = self.app.db.write().await.unwrap();
        let made = workspaces::create(&mut conn, self.fresh(), new)
            .await
            .unwrap();
        let Addressed::Done(made) = made else {
            panic!("{address} is taken")
        };
        conn.commit().await.unwrap();
        self.enrol(&made, owner, Role::Administrator).await;
        made
    }

    /// Puts a person into a workspace.
    pub async fn enrol(&self, workspace: &Workspace, passport: PassportId, role: Role) -> Member {
        let mut conn = self.app.db.write().await.unwrap();
        let person = people::passports::load(&mut conn, passport)
            .await
            .unwrap()
            .unwrap();
        let email = people::identifiers::primary_email(&mut conn, passport)
            .await
            .unwrap();
        let enrolment = Enrolment {
            passport,
            name: &Name::parse(&person.name).unwrap(),
            email: email.as_ref(),
            role,
            department: None,
        };
        let added = joining::enrol(&mut conn, self.fresh(), workspace.id, enrolment)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        match added {
            Added::Now(member) => member,
            other => panic!("not enrolled: {other:?}"),
        }
    }

    /// A person of a workspace with the password everybody has.
    pub async fn colleague(&self, workspace: &Workspace, name: &str, role: Role) -> Member {
        let first = name.split(' ').next().unwrap_or_default().to_lowercase();
        let email = EmailAddress::parse(&format!("{first}@falke.example.com")).unwrap();
        let passport = self.person(name, email.as_str(), PASSWORD).await;
        self.enrol(workspace, passport, role).await
    }

    /// Makes somebody an operator of the server.
    pub async fn make_operator(&self, passport: PassportId) {
        let mut conn = self.app.db.write().await.unwrap();
        people::passports::set_operator(&mut conn, passport, true)
            .await
            .unwrap();
        conn.commit().await.unwrap();
    }

    /// The browser of somebody who has signed in.
    pub async fn signed_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.open("/sign-in").await;
        browser.press("Continue", &[("Login", email)]).await;
        browser.press("Sign in", &[("Password", PASSWORD)]).await;
        assert!(
            browser.cookie("vestibule-session").is_some(),
            "{}",
            browser.page.source
        );
        browser
    }

    fn fresh(&self) -> Fresh<'_> {
        Fresh {
            now: self.app.clock.now(),
            random: &self.app.random,
        }
    }
}
