//! From the reference on a page to the explanation, for those who administer the application.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::audit::Reference;
use people::members::Role;
use people::{members, workspaces};

use super::store;
use crate::signin::SignedIn;
use crate::web::{App, PageError};

/// `GET /oidc/why/{reference}`. Whoever is no administrator there learns nothing, not even that there was a
/// refusal.
pub(in crate::oidc) async fn lead(
    State(app): State<App>,
    SignedIn { person, .. }: SignedIn,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let reference = Reference::parse(&reference).ok_or(PageError::NotFound)?;
    let mut conn = app.db.read().await?;
    let found = store::of_reference(&mut conn, reference.as_str()).await?;
    let (workspace, application) = found.ok_or(PageError::NotFound)?;
    let member = members::of_passport(&mut conn, workspace, person.id).await?;
    member
        .filter(|member| member.role == Role::Administrator)
        .ok_or(PageError::NotFound)?;
    let workspace = workspaces::load(&mut conn, workspace).await?;
    let address = workspace.ok_or(PageError::NotFound)?.address;
    let to = format!("/w/{address}/applications/{application}/failures?reference={reference}");
    Ok(Redirect::to(&to).into_response())
}
