//! People of a workspace: found, invited and changed. What can be done to them stands in `deeds`.

mod deeds;
mod shapes;

use axum::routing::{get, patch, post};
use base::db::Conn;
use people::blocks::{self, MemberBlock};
use people::groups;
use people::members::{self, Member, Role};
use people::search::{self, Cursor, Listed, MemberSearch, Standing};
use people::{Contact, DepartmentId, EmailAddress, GroupId, MemberId, WorkspaceId};
use serde_json::{Value, json};

use shapes::{CHANGE, FILTERS, NEW, WHOLE};
pub(super) use shapes::{PERSON, ROLE};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields::{self, nullable_id};
use super::once::{Begun, Once};
use super::operation::Operation;
use super::paging::odd_place;
use crate::letters;
use crate::texting;
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};
use crate::workspaces::{self, PersonDraft, Wrong};

const LIST: &str = "/workspaces/{workspace}/people";
const ONE: &str = "/workspaces/{workspace}/people/{member}";

macro_rules! deed {
    ($id:literal, $part:literal, $summary:literal, $handler:path) => {
        Operation::post(
            (
                $id,
                concat!("/workspaces/{workspace}/people/{member}/", $part),
                $summary,
            ),
            || post($handler),
        )
        .scope(Scope::PeopleWrite)
        .one(WHOLE)
        .conflicts()
    };
}

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        ("listPeople", LIST, "The people of a workspace, by name"),
        || get(list),
    )
    .scope(Scope::PeopleRead)
    .query(FILTERS)
    .page(PERSON),
    Operation::post(
        (
            "invitePerson",
            LIST,
            "Invites somebody by letter or text message",
        ),
        || post(invite),
    )
    .scope(Scope::PeopleWrite)
    .body(NEW)
    .created(WHOLE),
    Operation::get(
        ("getPerson", ONE, "One person, with groups and blocks"),
        || get(show),
    )
    .scope(Scope::PeopleRead)
    .one(WHOLE),
    Operation::patch(
        (
            "changePerson",
            ONE,
            "Changes name, address, role or department",
        ),
        || patch(change),
    )
    .scope(Scope::PeopleWrite)
    .body(CHANGE)
    .one(WHOLE),
    deed!(
        "dismissPerson",
        "dismiss",
        "Dismisses somebody: all they have here ends at once",
        deeds::dismiss
    ),
    deed!(
        "withdrawInvitation",
        "withdraw",
        "Withdraws an invitation",
        deeds::withdraw
    ),
    deed!(
        "blockPerson",
        "block",
        "Blocks somebody: they stay a member and cannot enter",
        deeds::block
    ),
    deed!(
        "unblockPerson",
        "unblock",
        "Lifts the blocks that administrators may lift",
        deeds::unblock
    ),
    deed!(
        "rehirePerson",
        "rehire",
        "Takes a dismissal back",
        deeds::rehire
    ),
    deed!(
        "inviteAgain",
        "invite",
        "Sends the letter of an invitation once more",
        deeds::invite_again
    ),
    deed!(
        "sendPasswordLink",
        "new-password",
        "Sends somebody a link for a new password",
        deeds::send_link
    ),
];

/// A person as a list tells them.
pub(super) fn person(one: &Listed) -> Value {
    let member = &one.member;
    json!({
        "id": member.id, "passport": member.passport, "name": member.name, "email": member.email,
        "phone": member.phone,
        "role": member.own_role.word(), "effective_role": member.role.word(), "department": member.department,
        "standing": one.standing.word(),
        "invited_at": member.invited_at.map(|at| at.rfc3339()),
        "joined_at": member.joined_at.map(|at| at.rfc3339()),
        "created_at": member.created_at.rfc3339(),
    })
}

fn standing(member: &Member, blocks: &[MemberBlock], now: base::clock::Time) -> Standing {
    let blocked = blocks
        .iter()
        .any(|one| one.until.is_none_or(|until| until > now));
    match member.state {
        people::MemberState::Dismissed => Standing::Dismissed,
        _ if blocked => Standing::Blocked,
        people::MemberState::Invited => Standing::Invited,
        people::MemberState::Active => Standing::Active,
    }
}

async fn whole(call: &Call, conn: &mut Conn, member: Member) -> Result<Value, ApiError> {
    let workspace = member.workspace;
    let blocks = blocks::of_member(conn, workspace, member.id).await?;
    let groups = groups::of_member(conn, workspace, member.id).await?;
    let block = |one: &MemberBlock| {
        json!({
            "reason": one.reason.word(), "since": one.since.rfc3339(),
            "until": one.until.map(|at| at.rfc3339()),
        })
    };
    let standing = standing(&member, &blocks, call.app.clock.now());
    let groups: Vec<Value> = groups
        .iter()
        .map(|one| json!({"id": one.id, "name": one.name}))
        .collect();
    Ok(json!({
        "person": person(&Listed { member, standing }),
        "groups": groups, "blocks": blocks.iter().map(block).collect::<Vec<_>>(),
    }))
}

async fn load(
    call: &Call,
    conn: &mut Conn,
    workspace: WorkspaceId,
) -> Result<(Member, Value), ApiError> {
    let id = call.id("member", MemberId::parse)?;
    let member = answer::found(members::load(conn, workspace, id).await?)?;
    let value = whole(call, conn, member.clone()).await?;
    Ok((member, value))
}

/// `GET …/people`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let place = call.place_in_list()?;
    let after = place
        .as_deref()
        .map(|place| Cursor::parse(place).ok_or_else(odd_place));
    let sought = MemberSearch {
        text: call.text("search").unwrap_or_default().to_owned(),
        standing: call.text("standing").and_then(Standing::from_word),
        role: call.text("role").and_then(Role::from_word),
        department: call.text("department").and_then(DepartmentId::parse),
        group: call.text("group").and_then(GroupId::parse),
        after: after.transpose()?,
        before: None,
        limit: call.limit(),
    };
    let now = call.app.clock.now();
    let mut conn = call.app.db.read().await?;
    let found = search::members(&mut conn, acting.workspace.id, &sought, now).await?;
    let next = found.next.map(|cursor| cursor.to_string());
    call.page(found.members.iter().map(person).collect(), next)
}

/// `GET …/people/{member}`.
async fn show(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let (_, value) = load(&call, &mut conn, acting.workspace.id).await?;
    answer::one(&call, &value)
}

/// What is wrong with a draft, at its fields.
fn unfit(call: &Call, wrong: Wrong) -> ApiError {
    let contact = if is_by_phone(call) {
        "/phone"
    } else {
        "/email"
    };
    let all = [
        ("/name", wrong.name),
        (contact, wrong.contact),
        ("/role", wrong.role),
        ("/department", wrong.department),
    ];
    let told =
        |(at, key): (&str, Option<&str>)| key.map(|key| Mistake::at(at, key, call.ctx.text(key)));
    ApiError::Unfit(all.into_iter().filter_map(told).collect())
}

fn is_by_phone(call: &Call) -> bool {
    !fields::text(call, "phone").is_empty()
}

/// The address of the body, or the number; not both.
async fn contact(call: &Call, conn: &mut Conn) -> Result<Contact, ApiError> {
    let odd = |at: &str, key: &'static str| ApiError::field(at, key, call.ctx.text(key));
    if !is_by_phone(call) {
        let parsed = EmailAddress::parse(fields::text(call, "email")).ok();
        let parsed = parsed.filter(letters::can_be_sent_to);
        return parsed
            .map(Contact::Email)
            .ok_or_else(|| odd("/email", "people-email-odd"));
    }
    if call.has("email") {
        let words = "One of both: an address or a number.".to_owned();
        return Err(ApiError::field("/email", "one-of-both", words));
    }
    let read = texting::read(conn, fields::text(call, "phone")).await?;
    let read = read.unwrap_or(Err("texting-number-none"));
    read.map(Contact::Phone).map_err(|key| odd("/phone", key))
}

fn role(call: &Call, before: Role) -> Role {
    Role::from_word(fields::text(call, "role")).unwrap_or(before)
}

/// Whoever touches administrators or the help desk, or makes one, needs a scope of its own: otherwise a token for
/// people would be one for everything.
pub(super) fn may(call: &Call, roles: &[Role]) -> Result<(), ApiError> {
    if roles.iter().any(|role| role.acts_on_others()) {
        call.caller.want(Scope::AdministratorsWrite)?;
    }
    Ok(())
}

/// `POST …/people`.
async fn invite(within: InWorkspace) -> Answer {
    let call = &within.call;
    let role = role(call, Role::Employee);
    may(call, &[role])?;
    let usual =
        base::i18n::Language::from_code(&within.acting.workspace.language).unwrap_or_default();
    let mut conn = within.write().await?;
    let draft = PersonDraft {
        name: fields::name(call, "name")?,
        contact: Some(contact(call, &mut conn).await?),
        role,
        department: nullable_id(call, "department", DepartmentId::parse).flatten(),
        language: fields::language(call, "language").unwrap_or(usual),
    };
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let made = workspaces::invite_person(&acting, &mut conn, &draft).await?;
    let member = made.map_err(|wrong| unfit(&call, wrong))?;
    let location = format!("{}/{}", call.path, member.id);
    let value = whole(&call, &mut conn, member).await?;
    once.finish(&call, conn, (location, value), &[]).await
}

/// `PATCH …/people/{member}`.
async fn change(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    let role = role(&call, member.own_role);
    may(&call, &[member.role, role])?;
    let contact = if call.has("email") || is_by_phone(&call) {
        Some(contact(&call, &mut conn).await?)
    } else {
        member.contact()
    };
    let draft = PersonDraft {
        name: fields::name_or(&call, "name", &member.name)?,
        contact,
        role,
        department: nullable_id(&call, "department", DepartmentId::parse)
            .unwrap_or(member.department),
        language: base::i18n::Language::default(),
    };
    let changed = workspaces::change_person(&acting, &mut conn, &member, &draft).await?;
    changed.map_err(|wrong| unfit(&call, wrong))?;
    let (_, value) = load(&call, &mut conn, acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}
