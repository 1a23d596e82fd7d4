//! Many people at once: invited from a file, with everything an invitation is.

use std::net::{IpAddr, Ipv4Addr};

use base::db::sql;
use people::members::Role;
use people::workspaces;
use serde_json::json;
use server::import::{self, Running};
use server::signin::acting::{Acting, Doer, Doing};
use server::web::{App, beside};

use crate::company;
use crate::machine::{Folder, now};
use crate::table::Table;
use crate::{Asked, Trouble};

const IMPORT: &str = "people: invited from a file, a second";
/// People in the file.
const MANY: usize = 10_000;
/// So many a second are to be invited on SQLite.
const REACH: f64 = 2_000.0;

/// All rows of it.
pub(crate) async fn all(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&[IMPORT]) {
        return Ok(());
    }
    let folder = Folder::fresh(&asked.kept, "import")?;
    company::fill((folder.path(), &asked.kept), 100, None).await?;
    let app = company::open(folder.path(), None).await?;
    let acting = acting(&app).await?;
    let row = |n: usize| format!("Person {n},imported{n}@bench.example.com,employee\n");
    let file: String = (0..MANY).map(row).collect();
    let file = format!("Name,E-mail,Role\n{file}");
    let mut conn = app.db.write().await?;
    let guess = |records: &[protocol::csv::Record]| import::guess(records, "en");
    let drafted = import::draft(&acting, &mut conn, (file.as_bytes(), guess)).await;
    let draft = drafted.map_err(odd)?.map_err(odd)?;
    import::start(&acting, &mut conn, &draft)
        .await
        .map_err(odd)?
        .map_err(odd)?;
    conn.commit().await?;
    let running = json!({"import": draft.id, "workspace": draft.workspace});
    let running: Running = serde_json::from_value(running)?;
    let since = now();
    // A turn takes some of the rows; the queue of jobs brings the next.
    let mut invited = -1;
    let (done, mut conn) = loop {
        import::run(app.clone(), running).await?;
        let mut conn = app.db.read().await?;
        let done = import::load(&mut conn, draft.workspace, draft.id).await?;
        let done = done.ok_or("the import is gone")?;
        if done.invited == invited || done.invited >= i64::try_from(MANY)? {
            break (done, conn);
        }
        invited = done.invited;
    };
    let took = since.elapsed().as_secs_f64();
    let letters = conn
        .one(sql("SELECT COUNT(*) AS n FROM outbox"), Vec::new())
        .await?
        .int("n")?;
    if done.invited != i64::try_from(MANY)? || letters < done.invited {
        return Err(format!("{} were invited, {letters} letters wait", done.invited).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "ten thousand is exact")]
    let rate = MANY as f64 / took;
    table.rate(IMPORT, (rate, REACH), 1.0);
    Ok(())
}

fn odd(cause: impl std::fmt::Debug) -> Trouble {
    format!("{cause:?}").into()
}

/// The administrator of the company at work.
async fn acting(app: &App) -> Result<Acting, Trouble> {
    let mut conn = app.db.read().await?;
    let workspace = workspaces::at(&mut conn, "bench").await?;
    let workspace = workspace.ok_or("the company is not there")?;
    let admins = people::census::administrators(&mut conn, workspace.id).await?;
    let admin = admins.first().ok_or("nobody runs the company")?;
    debug_assert_eq!(admin.role, Role::Administrator);
    let doer = Doer {
        id: admin.passport.to_string(),
        person: Some(admin.passport),
        name: admin.name.clone(),
        token: None,
    };
    Ok(Acting {
        doing: Doing {
            app: app.clone(),
            ctx: beside(app, IpAddr::V4(Ipv4Addr::LOCALHOST)),
            doer,
        },
        workspace,
        pace: std::time::Duration::ZERO,
    })
}
