//! Doing it: where a deed leads, and the deed to each one.

use people::members::{self, Guarded};
use people::{DepartmentId, GroupId, MemberId, MemberState};

use super::super::acts::{self, Ending, Sent};
use super::super::filters::Choices;
use super::choice::{Choice, Deed};
use crate::signin::acting::Acting;
use crate::signin::door::Entered;
use crate::structure::{self, Joined};
use crate::web::{App, PageError};

/// A deed with where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum To {
    Group(GroupId),
    Department(Option<DepartmentId>),
    Again,
    End(Ending),
}

/// Where it leads, checked; or what is wrong with it.
pub(super) async fn target(
    app: &App,
    admin: &Entered,
    deed: Deed,
    choice: &Choice,
) -> Result<Result<To, &'static str>, PageError> {
    let mut conn = app.db.read().await?;
    let choices = Choices::of(&mut conn, admin.workspace.id).await?;
    Ok(match deed {
        Deed::Group => {
            let id = GroupId::parse(&choice.to_group);
            let id = id.filter(|id| {
                // Rights over others are given to one person at a time.
                let mut all = choices.groups.iter();
                all.any(|group| group.id == *id && !group.acts_on_others())
            });
            id.map(To::Group).ok_or("people-many-group-odd")
        }
        Deed::Department if choice.to_department.is_empty() => Ok(To::Department(None)),
        Deed::Department => {
            let id = DepartmentId::parse(&choice.to_department);
            let id = id.filter(|id| choices.tree.iter().any(|one| one.department.id == *id));
            id.map(|id| To::Department(Some(id)))
                .ok_or("people-department-odd")
        }
        Deed::Again => Ok(To::Again),
        Deed::Withdraw => Ok(To::End(Ending::Withdraw)),
        Deed::Dismiss => Ok(To::End(Ending::Dismiss)),
    })
}

/// Does it to one, in a transaction of its own; whether anything was done. Nobody is held up by another to whom it cannot
/// be done.
pub(super) async fn one(acting: &Acting, id: MemberId, to: To) -> Result<bool, PageError> {
    let mut conn = acting.doing.app.db.write().await?;
    let Some(member) = members::load(&mut conn, acting.workspace.id, id).await? else {
        return Ok(false);
    };
    let done = match to {
        To::Group(group) => {
            let joined = structure::change_members(acting, &mut conn, (group, id), true);
            member.state != MemberState::Dismissed && joined.await? == Joined::Done(true)
        }
        To::Department(department) => {
            member.state != MemberState::Dismissed
                && acts::place(acting, &mut conn, &member, department).await?
        }
        To::Again => acts::invite_again(acting, &mut conn, &member).await? == Sent::Now,
        To::End(ending) => match acts::end(acting, &mut conn, &member, ending).await? {
            Guarded::Done(()) => true,
            Guarded::LastAdministrator => {
                drop(conn);
                acts::refused(acting, &member, ending).await?;
                return Ok(false);
            }
            Guarded::Unchanged | Guarded::NoSuchMember => false,
        },
    };
    if done {
        conn.commit().await?;
    }
    Ok(done)
}
