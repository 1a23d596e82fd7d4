//! The company that is measured: people and their sessions, put there as the program itself would,
//! before it is started.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use admission::{Means, Proof};
use base::config::{Config, Environment, Flags};
use base::db::{Conn, latest_migration, sql};
use base::hash::PasswordHash;
use base::params;
use base::secret::Secret;
use base::token::{Session, Token};
use people::address::Address;
use people::identifiers::{self, Named};
use people::joining::{self, Enrolment};
use people::members::Role;
use people::passports::{self, Profile};
use people::workspaces::{self, Addressed, NewWorkspace, Workspace};
use people::{EmailAddress, Fresh, Name, PassportId};
use server::signin::{SessionId, choose_password};
use server::start::{self, Outside};
use server::web::App;

use crate::Trouble;
use crate::connected::{self, Connected};
use crate::machine::ORIGIN;
use crate::table::eprint;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "seven quiet otters swim";
/// People who go in one transaction; what they write is to fit into the engine's memory.
const AT_ONCE: usize = 50;

/// Somebody with a live session.
#[derive(Clone)]
pub(crate) struct Person {
    /// Whom they sign in as.
    pub(crate) email: String,
    /// The value of the session's cookie.
    pub(crate) session: String,
    /// The value of the cookie by which the site knows them.
    pub(crate) entry: String,
}

/// What a run works with.
pub(crate) struct Company {
    /// People with live sessions.
    pub(crate) people: Vec<Person>,
    /// What they enter, and the machines that ask for themselves.
    pub(crate) connected: Connected,
}

/// Puts `people` into this folder, or into a database elsewhere; a large company is kept and copied
/// the next time.
pub(crate) async fn fill(
    (folder, kept): (&Path, &Path),
    people: usize,
    database: Option<&str>,
) -> Result<(), Trouble> {
    if database.is_some() {
        return settle(&open(folder, database).await?, people).await;
    }
    let store = kept.join(format!("people-{people}-{}", latest_migration()));
    if !store.join("done").exists() {
        drop(std::fs::remove_dir_all(&store));
        eprint(&format!("   {people} people move in"));
        settle(&open(&store, None).await?, people).await?;
        // The writer puts its files away after us.
        tokio::time::sleep(Duration::from_secs(1)).await;
        std::fs::write(store.join("done"), "")?;
    }
    let copied = Command::new("cp")
        .arg("-r")
        .arg(store.join("."))
        .arg(folder)
        .status()?;
    if copied.success() {
        Ok(())
    } else {
        Err("the company could not be copied".into())
    }
}

/// Gives `sessions` people of a filled folder a session and consent to the application.
pub(crate) async fn equip(
    folder: &Path,
    database: Option<&str>,
    sessions: usize,
) -> Result<Company, Trouble> {
    let app = open(folder, database).await?;
    connected::make_keys(&app).await?;
    let mut conn = app.db.write().await?;
    let workspace = workspaces::at(&mut conn, "bench").await?;
    let workspace = workspace.ok_or("the company is not there")?;
    let connected = connected::all(&mut conn, &app, workspace.id).await?;
    conn.commit().await?;
    let mut conn = app.db.read().await?;
    let found = conn.query(
        sql("SELECT passport_id, value FROM identifiers ORDER BY id LIMIT $1"),
        params![i64::try_from(sessions)?],
    );
    let found = found.await?;
    drop(conn);
    let mut people = Vec::new();
    for some in found.chunks(500) {
        let mut conn = app.db.write().await?;
        for row in some {
            let passport = row.get("passport_id")?;
            let (id, session) = begin_session(&mut conn, &app, passport).await?;
            connected.allow(&mut conn, &app, passport).await?;
            let entry = connected.let_in(&mut conn, &app, (passport, id)).await?;
            let email = row.text("value")?;
            people.push(Person {
                email,
                session,
                entry,
            });
        }
        conn.commit().await?;
    }
    Ok(Company { people, connected })
}

pub(crate) async fn open(folder: &Path, database: Option<&str>) -> Result<App, Trouble> {
    let folder: PathBuf = folder.to_owned();
    let folder = folder.to_string_lossy();
    let database = database.unwrap_or("sqlite");
    let flags = [
        ("data_dir", folder.as_ref()),
        ("public_url", ORIGIN),
        ("database", database),
    ];
    let config = Config::load(&Flags::given(&flags)?, &Environment::of(&[]))?;
    Ok(start::start(config, Outside::default()).await?.app)
}

pub(crate) fn fresh(app: &App) -> Fresh<'_> {
    Fresh {
        now: app.clock.now(),
        random: &app.random,
    }
}

async fn settle(app: &App, people: usize) -> Result<(), Trouble> {
    let hash = app.passwords.hash(Secret::new(PASSWORD.to_owned())).await?;
    let mut conn = app.db.write().await?;
    let new = NewWorkspace {
        address: &Address::parse("bench").map_err(|_| "an address")?,
        name: &Name::parse("Bench").map_err(|_| "a name")?,
        language: "en",
        created_by: None,
    };
    let made = workspaces::create(&mut conn, fresh(app), new).await?;
    conn.commit().await?;
    let Addressed::Done(workspace) = made else {
        return Err("the company is there already".into());
    };
    let place = Arc::new((workspace, hash));
    for first in (0..people).step_by(AT_ONCE) {
        let (to, place) = (app.clone(), Arc::clone(&place));
        let some = first..people.min(first + AT_ONCE);
        let moved_in = app.db.deed(move |conn| {
            Box::pin(async move {
                for number in some {
                    person(conn, &to, (&place.0, &place.1), number).await?;
                }
                Ok::<_, Trouble>(())
            })
        });
        moved_in.await?;
    }
    Ok(())
}

async fn person(
    conn: &mut Conn,
    app: &App,
    (workspace, hash): (&Workspace, &PasswordHash),
    number: usize,
) -> Result<(), Trouble> {
    let name = Name::parse(&format!("Person {number}")).map_err(|_| "a name")?;
    let email = EmailAddress::parse(&format!("person{number}@bench.example.com"));
    let email = email.map_err(|_| "an address")?;
    let made = passports::create(conn, fresh(app), Profile::new(&name, "en")).await?;
    let named = Named::Email(email.clone());
    identifiers::verify(conn, fresh(app), made.id, &named).await?;
    choose_password(conn, made.id, hash, app.clock.now()).await?;
    let enrolment = Enrolment {
        passport: made.id,
        name: &name,
        email: Some(&email),
        role: if number == 0 {
            Role::Administrator
        } else {
            Role::Employee
        },
        department: None,
    };
    joining::enrol(conn, fresh(app), workspace.id, enrolment).await?;
    Ok(())
}

/// A session of this passport; its identifier and the value of its cookie.
pub(crate) async fn begin_session(
    conn: &mut Conn,
    app: &App,
    passport: PassportId,
) -> Result<(SessionId, String), Trouble> {
    let (now, token) = (app.clock.now(), Token::<Session>::fresh(&app.random));
    let id = SessionId::fresh(now, &app.random);
    let proof = Proof {
        subject: passport.into(),
        means: Means::Password,
        at: admission::Moment::from_micros(now.as_micros()),
    };
    let until = now.plus(Duration::from_secs(8 * 3600));
    conn.execute(
        sql(
            "INSERT INTO sessions (id, token_hash, passport_id, passport_epoch, proofs, signed_in_at, \
             seen_at, idle_ends_at, ends_at, address, user_agent) \
             SELECT $1, $2, id, epoch, $4, $5, $5, $6, $6, '127.0.0.1', 'bench' \
             FROM passports WHERE id = $3",
        ),
        params![
            id,
            token.hash(),
            passport,
            serde_json::to_string(&[proof])?,
            now,
            until
        ],
    )
    .await?;
    Ok((id, token.reveal()))
}
