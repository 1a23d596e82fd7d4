//! The job: rows of a file become invitations, a batch in each transaction.

use std::sync::Arc;
use std::time::Duration;

use base::db::{Conn, DbError};
use base::jobs::{JobError, Kind};
use base::settings;
use base::sms::SMS;
use people::departments::{self, Arranged};
use people::{DepartmentId, Name, WorkspaceId, WorkspaceState, census, members, workspaces};
use serde::{Deserialize, Serialize};

use super::roster::{Person, Place, Row, Tree, Why, withheld};
use super::store::{self, Import};
use super::{ImportId, acts};
use crate::signin::acting::{Acting, Doer, Doing};
use crate::structure;
use crate::tokens::{Account, AccountId, Scope, allows, is_unrevoked, load_account};
use crate::web::{App, PageError, beside};
use crate::workspaces::{PersonDraft, invite_person, may_text};

/// The kind of the job.
pub const RUN: Kind<Running> = Kind::new("roster");

/// Rows in a transaction.
const TOGETHER: usize = 25;
/// Transactions in a turn; then other jobs get theirs.
const A_TURN: usize = 20;
/// One letter leaves after another by so much, so that those somebody waits for are not held up.
const PACE: Duration = Duration::from_millis(50);

/// Which import.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Running {
    pub(super) import: ImportId,
    pub(super) workspace: WorkspaceId,
}

/// Everything a batch needs, shared by all of them.
struct Work {
    app: App,
    import: Import,
    rows: Vec<Row>,
}

/// Takes the next rows that are left, and comes again for those behind them.
///
/// # Errors
/// When the database does not answer; then it goes on later where it was.
pub async fn run(app: App, running: Running) -> Result<(), JobError> {
    let again = |cause: PageError| JobError::Again(format!("{cause:?}"));
    let mut conn = app.db.read().await?;
    let found = store::load(&mut conn, running.workspace, running.import).await?;
    let Some(import) = found.filter(|one| one.state == store::State::Running) else {
        return Ok(());
    };
    let records = acts::records(&mut conn, &import).await.map_err(again)?;
    let all = departments::tree(&mut conn, import.workspace).await?;
    let texts = settings::load(&mut conn, &SMS).await?;
    drop(conn);
    let mut tree = Tree::of(&all);
    let rows = import.plan.rows(&records, &texts);
    let work = Arc::new(Work { app, import, rows });
    for _ in 0..A_TURN {
        let (mine, known) = (Arc::clone(&work), tree.clone());
        let deed = work
            .app
            .db
            .deed(move |conn| Box::pin(async move { batch(&mine, conn, known).await }));
        let Some(grown) = deed.await.map_err(again)? else {
            return Ok(());
        };
        work.app.jobs.look_again();
        tree = grown;
    }
    let (jobs, now) = (&work.app.jobs, work.app.clock.now());
    let mut conn = work.app.db.write().await?;
    jobs.enqueue(&mut conn, &RUN, &running, now).await?;
    conn.commit().await?;
    jobs.look_again();
    Ok(())
}

/// Takes the next rows; the departments as they are then, or nothing when the import is over.
async fn batch(work: &Work, conn: &mut Conn, mut tree: Tree) -> Result<Option<Tree>, PageError> {
    let import = &work.import;
    let Some((next, mut sent)) = store::hold(conn, import.id).await? else {
        return Ok(None);
    };
    let now = work.app.clock.now();
    let Some(mut acting) = acting(work, conn).await? else {
        store::stop(conn, (import.workspace, import.id), now).await?;
        return Ok(None);
    };
    let from = usize::try_from(next).unwrap_or(usize::MAX);
    if from >= work.rows.len() {
        store::stop(conn, (import.workspace, import.id), now).await?;
        return Ok(None);
    }
    let rows = work.rows.iter().skip(from).take(TOGETHER);
    let (mut invited, mut refused) = (0_i64, Vec::new());
    for (row, place) in rows.zip(next..) {
        let why = match &row.found {
            Err(faults) => faults.first().map(|(_, why)| *why),
            Ok(person) => {
                acting.pace = pace(sent);
                invite(
                    &acting,
                    conn,
                    (import.plan.makes_departments, &mut tree),
                    person,
                )
                .await?
            }
        };
        match why {
            Some(why) => refused.push((place, why)),
            None => {
                invited += 1;
                sent += 1;
            }
        }
    }
    store::advance(conn, import.id, (invited, &refused), now).await?;
    Ok(Some(tree))
}

/// When the letter after so many leaves.
fn pace(sent: i64) -> Duration {
    PACE.saturating_mul(u32::try_from(sent).unwrap_or(u32::MAX))
}

/// Who began it, as long as they may still do it, the token they did it with stands, and the workspace is open.
async fn acting(work: &Work, conn: &mut Conn) -> Result<Option<Acting>, DbError> {
    let (app, import) = (&work.app, &work.import);
    let (by, now) = (&import.by, app.clock.now());
    let workspace = workspaces::load(conn, import.workspace).await?;
    let Some(workspace) = workspace.filter(|one| one.state == WorkspaceState::Open) else {
        return Ok(None);
    };
    if let Some(token) = &by.token
        && !is_unrevoked(conn, token).await?
    {
        return Ok(None);
    }
    let may = match (by.person, AccountId::parse(&by.id)) {
        (Some(person), _) => {
            let member = members::of_passport(conn, workspace.id, person).await?;
            let able = census::able_administrators(conn, workspace.id, now).await?;
            member.is_some_and(|one| able.contains(&one.id))
        }
        (None, Some(id)) => {
            let account = load_account(conn, workspace.id, id).await?;
            let may = |one: &Account| {
                one.disabled_at.is_none() && allows(&one.scopes, Scope::PeopleWrite)
            };
            account.as_ref().is_some_and(may)
        }
        // Whoever stands at the machine has no row.
        (None, None) => true,
    };
    let doer = Doer {
        id: by.id.clone(),
        person: by.person,
        name: by.name.clone(),
        token: by.token.clone(),
    };
    let doing = Doing {
        app: app.clone(),
        ctx: beside(app, by.address),
        doer,
    };
    Ok(may.then_some(Acting {
        doing,
        workspace,
        pace: Duration::ZERO,
    }))
}

/// Invites somebody; why not, if so.
async fn invite(
    acting: &Acting,
    conn: &mut Conn,
    (makes, tree): (bool, &mut Tree),
    person: &Person,
) -> Result<Option<Why>, PageError> {
    let department = match &person.department {
        None => None,
        Some(typed) => match place(acting, conn, (makes, tree), typed).await? {
            Some(id) => Some(id),
            None => return Ok(Some(Why::OddDepartment)),
        },
    };
    let draft = PersonDraft {
        name: person.name.clone(),
        contact: Some(person.contact.clone()),
        role: person.role,
        department,
        language: person.language,
    };
    let text = may_text(acting, conn, &person.contact).await?;
    if let Err(why) = text {
        return Ok(Some(withheld(why)));
    }
    let wrong = match invite_person(acting, conn, &draft).await? {
        Ok(_) => return Ok(None),
        Err(wrong) => wrong,
    };
    Ok(Some(match wrong.contact {
        Some("people-email-member") => Why::Member,
        Some("people-email-invited") => Why::Invited,
        Some("people-email-dismissed") => Why::Dismissed,
        // Another process sent the last message there may be since it was asked: with this row half done, the batch is
        // done anew.
        Some(key) if key.starts_with("texting-") => {
            return Err(PageError::Busy(Duration::from_secs(1)));
        }
        Some(_) => Why::OddEmail,
        None => Why::OddDepartment,
    }))
}

/// The department of this name; made with those above it, if that is wished.
async fn place(
    acting: &Acting,
    conn: &mut Conn,
    (makes, tree): (bool, &mut Tree),
    typed: &str,
) -> Result<Option<DepartmentId>, PageError> {
    let (mut above, missing): (Option<DepartmentId>, Vec<Name>) = match tree.find(typed) {
        Place::There(id) => return Ok(Some(id)),
        Place::Missing(above, missing) if makes => (above, missing),
        Place::Missing(..) | Place::Odd => return Ok(None),
    };
    for name in &missing {
        let made = structure::create_department(acting, conn, name, above).await?;
        let Arranged::Done(made) = made else {
            return Ok(None);
        };
        tree.add(made.id, above, name);
        above = Some(made.id);
    }
    Ok(above)
}
