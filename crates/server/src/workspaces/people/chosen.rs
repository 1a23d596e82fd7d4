//! The member a page is about.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use people::MemberId;
use people::helping::{self, Right};
use people::members::{self, Member};

use crate::signin::door::{Entered, HelpDesk, WorkspaceAdmin};
use crate::web::{App, PageError};

/// A member of the workspace whose administrator asks. Holding one is the proof of both: a member of
/// another workspace is not found.
pub(super) struct Chosen {
    /// The administrator (of the help desk, if it is [`Helped`]), in the workspace.
    pub(super) admin: Entered,
    /// The member.
    pub(super) member: Member,
}

impl Chosen {
    /// The address of the member's page.
    pub(super) fn path(&self) -> String {
        path(&self.admin, self.member.id)
    }
}

/// The address of a member's page.
pub(super) fn path(admin: &Entered, member: MemberId) -> String {
    format!("{}/{member}", list(admin))
}

/// The address of the list.
pub(super) fn list(admin: &Entered) -> String {
    format!("/w/{}/people", admin.workspace.address)
}

/// A member at whom one of the help desk looks, or an administrator.
pub(super) struct Helped(pub(super) Chosen);

impl Helped {
    /// With which right whoever looks may help them, as it stood when the page was asked for. What is done
    /// asks once more ([`super::acts`]).
    pub(super) fn right(&self) -> Option<Right> {
        helping::right(self.0.admin.member.role, self.0.member.role)
    }
}

impl FromRequestParts<App> for Helped {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let HelpDesk(helper) = HelpDesk::from_request_parts(parts, app).await?;
        Chosen::load(parts, app, helper).await.map(Self)
    }
}

impl FromRequestParts<App> for Chosen {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let WorkspaceAdmin(admin) = WorkspaceAdmin::from_request_parts(parts, app).await?;
        Self::load(parts, app, admin).await
    }
}

impl Chosen {
    async fn load(parts: &mut Parts, app: &App, admin: Entered) -> Result<Self, PageError> {
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Path(named) = path.map_err(|_| PageError::NotFound)?;
        let id = named.iter().find(|(name, _)| name == "member");
        let id = id.and_then(|(_, id)| MemberId::parse(id));
        let id = id.ok_or(PageError::NotFound)?;
        let mut conn = app.db.read().await?;
        let member = members::load(&mut conn, admin.workspace.id, id).await?;
        let member = member.ok_or(PageError::NotFound)?;
        Ok(Self { admin, member })
    }
}
