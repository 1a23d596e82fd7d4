//! Invitations that wait, links by which people join, and requests to.

use axum::routing::{get, post};
use people::links::{self, Link, LinkId};
use people::members::Role;
use people::registration::Registration;
use people::requests::{self, Answered, Asking, RequestId, RequestState};
use people::{Contact, DepartmentId, EmailAddress, GroupId, MemberId};
use protocol::api::{Field, Shape};
use protocol::phone::PhoneNumber;
use serde_json::{Value, json};

use super::answer;
use super::call::{Answer, Call, InWorkspace};
use super::fields::{self, nullable_id};
use super::once::{Begun, Once};
use super::operation::Operation;
use super::paging::odd_place;
use crate::join::{self, LinkDraft, Mistakes};
use crate::tokens::Scope;
use crate::web::{ApiError, Mistake};
use crate::workspaces::{self, Pending};

const SOME_TIME: Shape = Shape::Maybe(&Shape::Moment);
const ROLE: Shape = Shape::Word(&["employee", "guest"]);
const EMAIL: Shape = Shape::Text(3, 254, "anna@acme.example");
const DOMAINS: Shape = Shape::List(&Shape::Text(1, 253, "acme.example"), 100);
const GROUPS: Shape = Shape::List(&Shape::Id, 20);

const LETTER: Shape = Shape::Record(
    "InvitationLetter",
    &[
        Field::needed(
            "state",
            Shape::Word(&["queued", "refused", "sent"]),
            "What became of it.",
        ),
        Field::needed(
            "answer",
            Shape::Maybe(&Shape::Text(0, 10_000, "250 accepted")),
            "The last words of the mail server.",
        ),
        Field::needed(
            "changed_at",
            Shape::Moment,
            "When anything last became of it.",
        ),
    ],
);

const INVITATION: Shape = Shape::Record(
    "Invitation",
    &[
        Field::needed("person", Shape::Id, "Names the person in this workspace."),
        Field::needed("name", fields::NAME, "What the workspace calls them."),
        Field::needed("email", Shape::Maybe(&EMAIL), "Where the letter went."),
        Field::needed(
            "phone",
            Shape::Maybe(&Shape::Text(8, 16, "+491713920012")),
            "Where the text message went instead.",
        ),
        Field::needed("role", super::people::ROLE, "What they are to be."),
        Field::needed("invited_at", SOME_TIME, "When they were last invited."),
        Field::needed(
            "inviter",
            Shape::Maybe(&fields::NAME),
            "Who invited them, as far as known.",
        ),
        Field::needed("expires_at", SOME_TIME, "Until when the link works."),
        Field::needed("letter", Shape::Maybe(&LETTER), "The newest letter."),
    ],
);

const FIELDS: &[Field] = &[
    Field::needed("id", Shape::Id, "Names it."),
    Field::needed("name", fields::NAME, "What administrators call it."),
    Field::needed("role", ROLE, "What people become."),
    Field::needed(
        "department",
        Shape::Maybe(&Shape::Id),
        "Where they will work.",
    ),
    Field::needed("groups", GROUPS, "Into which groups they come."),
    Field::needed(
        "domains",
        DOMAINS,
        "Only for addresses of these; of any when empty.",
    ),
    Field::needed(
        "approval",
        Shape::Flag(true),
        "Whether an administrator has to agree.",
    ),
    Field::needed("most_uses", fields::COUNT, "How often it can be used."),
    Field::needed("uses", fields::COUNT, "How often it was."),
    Field::needed("expires_at", Shape::Moment, "When it ends."),
    Field::needed("revoked_at", SOME_TIME, "When it was ended by hand."),
    Field::needed("created_at", Shape::Moment, "When it was made."),
];
const LINK: Shape = Shape::Record("JoinLink", FIELDS);

const MADE: Shape = Shape::Record(
    "MadeJoinLink",
    &[
        Field::needed("link", LINK, "The link."),
        Field::needed(
            "url",
            Shape::Maybe(&Shape::Text(
                1,
                2000,
                "https://id.acme.example/join?token=…",
            )),
            "Its address, shown only now; `null` when the answer is told again.",
        ),
    ],
);

const NEW: Shape = Shape::Record(
    "NewJoinLink",
    &[
        Field::needed("name", fields::NAME, "What administrators call it."),
        Field::needed("role", ROLE, "What people become."),
        Field::needed(
            "uses",
            Shape::Whole(1, 1000, 20),
            "How often it can be used.",
        ),
        Field::needed("days", Shape::Whole(1, 90, 7), "How many days it lasts."),
        Field::free(
            "department",
            Shape::Maybe(&Shape::Id),
            "Where they will work.",
        ),
        Field::free("groups", GROUPS, "Into which groups they come."),
        Field::free(
            "domains",
            DOMAINS,
            "Only for addresses of these; of any when none are named.",
        ),
        Field::free(
            "approval",
            Shape::Flag(true),
            "Whether an administrator has to agree; so when nothing is said.",
        ),
    ],
);

const REQUEST: Shape = Shape::Record(
    "JoinRequest",
    &[
        Field::needed("id", Shape::Id, "Names it."),
        Field::needed("passport", Shape::Id, "Who asks."),
        Field::needed("name", fields::NAME, "What they are called."),
        Field::needed(
            "email",
            EMAIL,
            "With which address, which they have proved.",
        ),
        Field::needed("link", Shape::Id, "With which link."),
        Field::needed("asked_at", Shape::Moment, "When."),
    ],
);

const INVITATIONS: &str = "/workspaces/{workspace}/invitations";
const LINKS: &str = "/workspaces/{workspace}/links";
const REVOKE: &str = "/workspaces/{workspace}/links/{link}/revoke";
const REQUESTS: &str = "/workspaces/{workspace}/requests";
const APPROVE: &str = "/workspaces/{workspace}/requests/{request}/approve";
const REFUSE: &str = "/workspaces/{workspace}/requests/{request}/refuse";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(
        (
            "listInvitations",
            INVITATIONS,
            "Invitations that wait for an answer, with their letters",
        ),
        || get(invitations),
    )
    .scope(Scope::PeopleRead)
    .page(INVITATION),
    Operation::get(
        ("listJoinLinks", LINKS, "Links by which people join"),
        || get(list),
    )
    .scope(Scope::PeopleRead)
    .page(LINK),
    Operation::post(
        ("createJoinLink", LINKS, "Makes a link by which people join"),
        || post(create),
    )
    .scope(Scope::PeopleWrite)
    .body(NEW)
    .created(MADE),
    Operation::post(("revokeJoinLink", REVOKE, "Ends a link"), || post(revoke))
        .scope(Scope::PeopleWrite)
        .one(LINK)
        .conflicts(),
    Operation::get(("listJoinRequests", REQUESTS, "Who asks to join"), || {
        get(asking)
    })
    .scope(Scope::PeopleRead)
    .page(REQUEST),
    Operation::post(
        (
            "approveJoinRequest",
            APPROVE,
            "Lets somebody in who asks; they get a letter",
        ),
        || post(approve),
    )
    .scope(Scope::PeopleWrite)
    .conflicts(),
    Operation::post(
        (
            "refuseJoinRequest",
            REFUSE,
            "Refuses somebody who asks; they get a letter",
        ),
        || post(refuse),
    )
    .scope(Scope::PeopleWrite),
];

fn invitation(one: &Pending) -> Value {
    let letter = one.letter.as_ref().map(|letter| {
        json!({
            "state": letter.state, "answer": letter.answer,
            "changed_at": letter.changed_at.rfc3339(),
        })
    });
    let contact = one.contact.as_ref();
    json!({
        "person": one.member, "name": one.name, "role": one.role.word(),
        "invited_at": one.invited_at.map(|at| at.rfc3339()), "inviter": one.inviter,
        "email": contact.and_then(Contact::email).map(EmailAddress::as_str),
        "phone": contact.and_then(Contact::phone).map(PhoneNumber::e164),
        "expires_at": one.expires_at.map(|at| at.rfc3339()), "letter": letter,
    })
}

fn told(link: &Link) -> Value {
    json!({
        "id": link.id, "name": link.name, "role": link.role.word(),
        "department": link.department, "groups": link.groups, "domains": link.domains,
        "approval": link.with_approval, "most_uses": link.most_uses, "uses": link.uses,
        "expires_at": link.expires_at.rfc3339(),
        "revoked_at": link.revoked_at.map(|at| at.rfc3339()),
        "created_at": link.created_at.rfc3339(),
    })
}

fn request(one: &Asking) -> Value {
    let asked = &one.request;
    json!({
        "id": asked.id, "passport": asked.passport, "name": one.name, "email": asked.email,
        "link": asked.link, "asked_at": asked.asked_at.rfc3339(),
    })
}

/// `GET …/invitations`.
async fn invitations(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let place = call.place_in_list()?;
    let before = place
        .as_deref()
        .map(|place| MemberId::parse(place).ok_or_else(odd_place));
    let (before, limit) = (before.transpose()?, call.limit());
    let mut conn = call.app.db.read().await?;
    let id = acting.workspace.id;
    let mut found = workspaces::pending_invitations(&mut conn, id, before, limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = found
        .last()
        .filter(|_| more)
        .map(|one| one.member.to_string());
    call.page(found.iter().map(invitation).collect(), next)
}

/// `GET …/links`.
async fn list(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let all = links::list(&mut conn, acting.workspace.id, call.app.clock.now()).await?;
    call.slice(
        all.iter()
            .map(|one| (one.id.to_string(), told(one)))
            .collect(),
    )
}

/// Texts of a list in the body.
fn texts<'c>(call: &'c Call, field: &str) -> Vec<&'c str> {
    let all = call.body.get(field).and_then(Value::as_array);
    all.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn draft(call: &Call) -> Result<LinkDraft, ApiError> {
    let domains = texts(call, "domains");
    let domains = match domains.is_empty() {
        true => Vec::new(),
        false => match Registration::domains(&domains.join("\n")) {
            Ok(Registration::Domains(domains)) => domains,
            _ => return Err(unfit(call, &vec![("domains", "join-domains-odd")])),
        },
    };
    let groups = texts(call, "groups");
    let number = |field: &str| {
        let number = call.body.get(field).and_then(Value::as_u64);
        number
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or(0)
    };
    Ok(LinkDraft {
        name: fields::name(call, "name")?,
        role: Role::from_word(fields::text(call, "role")).unwrap_or(Role::Administrator),
        department: nullable_id(call, "department", DepartmentId::parse).flatten(),
        groups: groups.iter().filter_map(|id| GroupId::parse(id)).collect(),
        domains,
        with_approval: call
            .body
            .get("approval")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        uses: number("uses"),
        days: number("days"),
    })
}

fn unfit(call: &Call, mistakes: &Mistakes) -> ApiError {
    let told = |(field, key): &(&str, &str)| {
        let at = if *field == "group" {
            "/groups".to_owned()
        } else {
            format!("/{field}")
        };
        Mistake::at(&at, key, call.ctx.text(key))
    };
    ApiError::Unfit(mistakes.iter().map(told).collect())
}

/// `POST …/links`.
async fn create(within: InWorkspace) -> Answer {
    let draft = draft(&within.call)?;
    let mut conn = within.write().await?;
    let InWorkspace { call, acting } = within;
    let once = match Once::begin(&call, &mut conn).await? {
        Begun::First(once) => once,
        Begun::Again(told) => return Ok(told),
    };
    let made = join::create(&acting, &mut conn, &draft).await?;
    let (link, token) = made.map_err(|mistakes| unfit(&call, &mistakes))?;
    let location = format!("{}/{}", call.path, link.id);
    let value = json!({"link": told(&link), "url": join::url(&call.app, &token)});
    once.finish(&call, conn, (location, value), &["url"]).await
}

/// `POST …/links/{link}/revoke`.
async fn revoke(within: InWorkspace) -> Answer {
    let id = within.call.id("link", LinkId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { acting, .. } = within;
    let Some(link) = join::revoke(&acting, &mut conn, id).await? else {
        answer::found(links::load(&mut conn, acting.workspace.id, id).await?)?;
        let words = "The link was ended before.";
        return Err(ApiError::Conflict("standing", words.to_owned()));
    };
    conn.commit().await?;
    Ok(answer::changed(&told(&link)))
}

/// `GET …/requests`.
async fn asking(InWorkspace { call, acting }: InWorkspace) -> Answer {
    let mut conn = call.app.db.read().await?;
    let all = requests::list(&mut conn, acting.workspace.id, RequestState::Waiting).await?;
    let one = |one: &Asking| (one.request.id.to_string(), request(one));
    call.slice(all.iter().map(one).collect())
}

/// `POST …/requests/{request}/approve`.
async fn approve(within: InWorkspace) -> Answer {
    let id = within.call.id("request", RequestId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { acting, .. } = within;
    let gone = match join::approve(&acting, &mut conn, id).await? {
        Answered::Done(_) => None,
        Answered::NoSuchRequest => return Err(ApiError::NotFound),
        Answered::AddressGone(_) => Some("The address is not the person's any more."),
        Answered::AlreadyMember(_) => Some("They are a member already."),
    };
    conn.commit().await?;
    match gone {
        None => Ok(answer::done()),
        Some(words) => Err(ApiError::Conflict("standing", words.to_owned())),
    }
}

/// `POST …/requests/{request}/refuse`.
async fn refuse(within: InWorkspace) -> Answer {
    let id = within.call.id("request", RequestId::parse)?;
    let mut conn = within.write().await?;
    let InWorkspace { acting, .. } = within;
    match join::refuse(&acting, &mut conn, id).await? {
        Answered::Done(_) => {
            conn.commit().await?;
            Ok(answer::done())
        }
        _ => Err(ApiError::NotFound),
    }
}
