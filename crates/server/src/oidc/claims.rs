//! What an application may hear about a person, from the rows that know it.

use base::config::PublicUrl;
use base::db::{Conn, DbError};
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
    let workspace = standing.workspace();
    let mut claims = PersonClaims {
        role: Some(member.role.word().to_owned()),
        workspace: Some(WorkspaceClaims {
            workspace: workspace.id.to_string(),
            workspace_name: workspace.name.clone(),
        }),
        ..PersonClaims::default()
    };
    if scopes.contains(Scope::Profile) {
        claims.profile = Some(profile(standing, public_url));
    }
    if scopes.contains(Scope::Email) {
        // Only a proved address is told: nobody enters another's account by claiming an address.
        claims.email = standing.email().map(|email| EmailClaims {
            email: email.to_owned(),
            email_verified: true,
        });
    }
    if scopes.contains(Scope::Phone) {
        claims.phone = standing.phone().map(|number| PhoneClaims {
            phone_number: number.to_owned(),
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

fn profile(standing: &Standing, public_url: &PublicUrl) -> ProfileClaims {
    let passport = standing.passport();
    ProfileClaims {
        name: Some(passport.name.clone()),
        given_name: passport.given_name.clone(),
        family_name: passport.family_name.clone(),
        preferred_username: standing.login().map(str::to_owned),
        // Its address says nothing of the person, and changes when the photo does.
        picture: picture::large(passport.picture.as_ref()).map(|path| public_url.of(&path)),
        locale: Some(passport.language.clone()),
        ..ProfileClaims::default()
    }
}
