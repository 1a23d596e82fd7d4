//! People of a workspace: found, invited, changed, and what can be done to them.

use axum::routing::{get, patch, post};
use base::db::Conn;
use people::blocks::{self, MemberBlock};
use people::groups;
use people::members::{self, Guarded, Member, Role};
use people::search::{self, Cursor, Listed, MemberSearch, Standing};
use people::{DepartmentId, EmailAddress, GroupId, MemberId, WorkspaceId};
use protocol::api::{Field, Shape};
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields::{self, nullable_id};
use super::once::{Begun, Once};
use super::operation::Operation;
use super::paging::odd_place;
use crate::letters;
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};
use crate::workspaces::{self, Ending, PersonDraft, Sent, Wrong};

/// What somebody may do.
pub(super) const ROLE: Shape = Shape::Word(&["employee", "administrator", "guest"]);
const STANDING: Shape = Shape::Word(&["active", "invited", "blocked", "dismissed"]);
const NAME: Shape = Shape::Text(1, 120, "Anna Nowak");
const EMAIL: Shape = Shape::Text(3, 254, "anna@acme.example");
const SOME_ID: Shape = Shape::Maybe(&Shape::Id);
const SOME_TIME: Shape = Shape::Maybe(&Shape::Moment);

/// A person in a list.
pub(super) const PERSON: Shape = Shape::Record(
    "Person",
    &[
        Field::needed("id", Shape::Id, "Names the person in this workspace."),
        Field::needed(
            "passport",
            Shape::Id,
            "Names the person on the server, as the audit trail does.",
        ),
        Field::needed("name", NAME, "What the workspace calls them."),
        Field::needed(
            "email",
            Shape::Maybe(&EMAIL),
            "Their address in the workspace.",
        ),
        Field::needed("role", ROLE, "What they may do."),
        Field::needed("department", SOME_ID, "Where they work."),
        Field::needed(
            "standing",
            STANDING,
            "How they stand, all things considered.",
        ),
        Field::needed("invited_at", SOME_TIME, "When they were last invited."),
        Field::needed("joined_at", SOME_TIME, "When they joined."),
        Field::needed(
            "created_at",
            Shape::Moment,
            "When they were first named here.",
        ),
    ],
);

const BLOCK: Shape = Shape::Record(
    "Block",
    &[
        Field::needed(
            "reason",
            Shape::Text(1, 60, "blocked_by_administrator"),
            "Why, as a word.",
        ),
        Field::needed("since", Shape::Moment, "Since when."),
        Field::needed("until", SOME_TIME, "When it ends by itself."),
    ],
);

const NAMED_GROUP: Shape = Shape::Record(
    "NamedGroup",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("name", fields::NAME, "Its name."),
    ],
);

const WHOLE: Shape = Shape::Record(
    "PersonInFull",
    &[
        Field::needed("person", PERSON, "Who they are."),
        Field::needed(
            "groups",
            Shape::List(&NAMED_GROUP, 10_000),
            "The groups they are in.",
        ),
        Field::needed(
            "blocks",
            Shape::List(&BLOCK, 20),
            "Every reason for which they cannot enter.",
        ),
    ],
);

const NEW: Shape = Shape::Record(
    "NewPerson",
    &[
        Field::needed("name", NAME, "What the workspace calls them."),
        Field::needed("email", EMAIL, "Where the invitation goes."),
        Field::free(
            "role",
            ROLE,
            "What they may do; `employee` when nothing is said.",
        ),
        Field::free("department", SOME_ID, "Where they work."),
        Field::free(
            "language",
            fields::LANGUAGE,
            "The language of the letter; the workspace's when nothing is said.",
        ),
    ],
);

const CHANGE: Shape = Shape::Record(
    "PersonChange",
    &[
        Field::free("name", NAME, "What the workspace calls them."),
        Field::free(
            "email",
            EMAIL,
            "Their address; an invited person gets a new letter there.",
        ),
        Field::free("role", ROLE, "What they may do."),
        Field::free(
            "department",
            SOME_ID,
            "Where they work; `null` for nowhere.",
        ),
    ],
);

const FILTERS: &[Field] = &[
    Field::free(
        "search",
        Shape::Text(1, 200, "anna"),
        "Words that begin words of name or address.",
    ),
    Field::free("standing", STANDING, "Only those who stand so."),
    Field::free("role", ROLE, "Only those with this role."),
    Field::free(
        "department",
        Shape::Id,
        "Only those of this department or one below it.",
    ),
    Field::free("group", Shape::Id, "Only those of this group."),
];

const LIST: &str = "/workspaces/{workspace}/people";
const ONE: &str = "/workspaces/{workspace}/people/{member}";

macro_rules! deed {
    ($id:literal, $part:literal, $summary:literal, $handler:ident) => {
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
    Operation::post(("invitePerson", LIST, "Invites somebody by letter"), || {
        post(invite)
    })
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
        dismiss
    ),
    deed!(
        "withdrawInvitation",
        "withdraw",
        "Withdraws an invitation",
        withdraw
    ),
    deed!(
        "blockPerson",
        "block",
        "Blocks somebody: they stay a member and cannot enter",
        block
    ),
    deed!(
        "unblockPerson",
        "unblock",
        "Lifts the blocks that administrators may lift",
        unblock
    ),
    deed!("rehirePerson", "rehire", "Takes a dismissal back", rehire),
    deed!(
        "inviteAgain",
        "invite",
        "Sends the letter of an invitation once more",
        invite_again
    ),
    deed!(
        "sendPasswordLink",
        "new-password",
        "Sends somebody a link for a new password",
        send_link
    ),
];

/// A person as a list tells them.
pub(super) fn person(one: &Listed) -> Value {
    let member = &one.member;
    json!({
        "id": member.id, "passport": member.passport, "name": member.name, "email": member.email,
        "role": member.role.word(), "department": member.department,
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
    let all = [
        ("/name", wrong.name),
        ("/email", wrong.email),
        ("/role", wrong.role),
        ("/department", wrong.department),
    ];
    let told =
        |(at, key): (&str, Option<&str>)| key.map(|key| Mistake::at(at, key, call.ctx.text(key)));
    ApiError::Unfit(all.into_iter().filter_map(told).collect())
}

fn email(call: &Call) -> Result<EmailAddress, ApiError> {
    let parsed = EmailAddress::parse(fields::text(call, "email")).ok();
    parsed.filter(letters::can_be_sent_to).ok_or_else(|| {
        ApiError::field(
            "/email",
            "people-email-odd",
            call.ctx.text("people-email-odd"),
        )
    })
}

fn role(call: &Call, before: Role) -> Role {
    Role::from_word(fields::text(call, "role")).unwrap_or(before)
}

/// Whoever touches administrators, or makes one, needs a scope of its own: otherwise a token for
/// people would be one for everything.
fn may(call: &Call, roles: &[Role]) -> Result<(), ApiError> {
    if roles.contains(&Role::Administrator) {
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
    let draft = PersonDraft {
        name: fields::name(call, "name")?,
        email: Some(email(call)?),
        role,
        department: nullable_id(call, "department", DepartmentId::parse).flatten(),
        language: fields::language(call, "language").unwrap_or(usual),
    };
    let mut conn = within.write().await?;
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
    let role = role(&call, member.role);
    may(&call, &[member.role, role])?;
    let kept = member
        .email
        .as_deref()
        .and_then(|text| EmailAddress::parse(text).ok());
    let draft = PersonDraft {
        name: fields::name_or(&call, "name", &member.name)?,
        email: if call.has("email") {
            Some(email(&call)?)
        } else {
            kept
        },
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

/// `POST …/dismiss`.
async fn dismiss(within: InWorkspace) -> Answer {
    end(within, Ending::Dismiss).await
}

/// `POST …/withdraw`.
async fn withdraw(within: InWorkspace) -> Answer {
    end(within, Ending::Withdraw).await
}

/// `POST …/block`.
async fn block(within: InWorkspace) -> Answer {
    end(within, Ending::Block).await
}

fn as_it_stands() -> ApiError {
    let words = "The person does not stand so that this could be done.";
    ApiError::Conflict("standing", words.to_owned())
}

async fn end(within: InWorkspace, ending: Ending) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    may(&call, &[member.role])?;
    match workspaces::end_person(&acting, &mut conn, &member, ending).await? {
        Guarded::Done(()) => {}
        Guarded::Unchanged => return Err(as_it_stands()),
        Guarded::NoSuchMember => return Err(ApiError::NotFound),
        Guarded::LastAdministrator => {
            drop(conn);
            workspaces::note_refused(&acting, &member, ending).await?;
            let words = call.ctx.text("people-last-administrator");
            return Err(ApiError::Conflict("last-administrator", words));
        }
    }
    after(&call, conn, &acting).await
}

/// The person as they stand after a deed.
async fn after(call: &Call, mut conn: Conn, acting: &crate::signin::acting::Acting) -> Answer {
    let (_, value) = load(call, &mut conn, acting.workspace.id).await?;
    conn.commit().await?;
    Ok(answer::changed(&value))
}

/// `POST …/unblock`.
async fn unblock(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    may(&call, &[member.role])?;
    workspaces::unblock_person(&acting, &mut conn, &member).await?;
    after(&call, conn, &acting).await
}

/// `POST …/rehire`.
async fn rehire(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, current) = load(&call, &mut conn, acting.workspace.id).await?;
    call.meant(&current)?;
    let rehired = workspaces::rehire_person(&acting, &mut conn, &member).await?;
    rehired.ok_or_else(as_it_stands)?;
    after(&call, conn, &acting).await
}

/// `POST …/invite`.
async fn invite_again(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, _) = load(&call, &mut conn, acting.workspace.id).await?;
    may(&call, &[member.role])?;
    sent(workspaces::invite_again(&acting, &mut conn, &member).await?)?;
    after(&call, conn, &acting).await
}

/// `POST …/new-password`.
async fn send_link(within: InWorkspace) -> Answer {
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let (member, _) = load(&call, &mut conn, acting.workspace.id).await?;
    may(&call, &[member.role])?;
    sent(workspaces::send_password_link(&acting, &mut conn, &member).await?)?;
    after(&call, conn, &acting).await
}

fn sent(sent: Sent) -> Result<(), ApiError> {
    match sent {
        Sent::Now => Ok(()),
        Sent::JustNow => {
            let words = "A letter was sent less than a minute ago.";
            Err(ApiError::Conflict("sent-just-now", words.to_owned()))
        }
        Sent::NoAddress => {
            let words = "There is no address a letter could go to.";
            Err(ApiError::Conflict("no-address", words.to_owned()))
        }
        Sent::TooMany => {
            let words = "The address got as many letters as it may in an hour.";
            Err(ApiError::Conflict("too-many-letters", words.to_owned()))
        }
        Sent::Unfit => Err(as_it_stands()),
    }
}
