//! What an application may hear about a person, from the rows that know it.

use base::config::PublicUrl;
use base::db::{Conn, DbError};
use people::identifiers::{self, Kind};
use people::{departments, groups};
use protocol::oauth::{Scope, Scopes};
use protocol::oidc::{
    EmailClaims, PersonClaims, PhoneClaims, ProfileClaims, Wishes, WorkspaceClaims,
};

use super::grants::standing::Standing;
use crate::web::picture;

/// The claims that `scopes` give about whoever stands behind a grant, and those that were asked for by
/// name beside them. Only what is given is looked up.
pub(super) async fn of(
    conn: &mut Conn,
    standing: &Standing,
    (given, wishes): (Scopes, &Wishes),
    public_url: &PublicUrl,
) -> Result<PersonClaims, DbError> {
    let scopes = given.union(wishes.scopes());
    let member = &standing.member;
    let workspace = &standing.workspace;
    let mut claims = PersonClaims {
        role: Some(member.role.word().to_owned()),
        workspace: Some(WorkspaceClaims {
            workspace: workspace.id.to_string(),
            workspace_name: workspace.name.clone(),
        }),
        ..PersonClaims::default()
    };
    if scopes.contains(Scope::Profile) {
        claims.profile = Some(profile(conn, standing, public_url).await?);
    }
    if scopes.contains(Scope::Email) {
        let email = identifiers::primary_email(conn, standing.passport.id).await?;
        // Only a proved address is told: nobody enters another's account by claiming an address.
        claims.email = email.map(|email| EmailClaims {
            email: email.as_str().to_owned(),
            email_verified: true,
        });
    }
    if scopes.contains(Scope::Phone) {
        let phone = identifiers::primary_phone(conn, standing.passport.id).await?;
        claims.phone = phone.map(|number| PhoneClaims {
            phone_number: number.e164().to_owned(),
            phone_number_verified: true,
        });
    }
    if let (true, Some(id)) = (scopes.contains(Scope::Department), member.department) {
        let department = departments::load(conn, workspace.id, id).await?;
        claims.department = department.map(|department| department.name);
    }
    if scopes.contains(Scope::Groups) {
        let groups = groups::of_member(conn, workspace.id, member.id).await?;
        claims.groups = Some(groups.into_iter().map(|group| group.name).collect());
    }
    Ok(claims.released_by(given, wishes))
}

async fn profile(
    conn: &mut Conn,
    standing: &Standing,
    public_url: &PublicUrl,
) -> Result<ProfileClaims, DbError> {
    let passport = &standing.passport;
    let identifiers = identifiers::of_passport(conn, passport.id).await?;
    let login = identifiers
        .into_iter()
        .find(|one| one.kind == Kind::Login && one.verified_at.is_some());
    Ok(ProfileClaims {
        name: Some(passport.name.clone()),
        given_name: passport.given_name.clone(),
        family_name: passport.family_name.clone(),
        preferred_username: login.map(|login| login.value),
        // Its address says nothing of the person, and changes when the photo does.
        picture: picture::large(passport.picture.as_ref()).map(|path| public_url.of(&path)),
        locale: Some(passport.language.clone()),
        ..ProfileClaims::default()
    })
}
