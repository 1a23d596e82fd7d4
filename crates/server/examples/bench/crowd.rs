//! Three companies in one database, of 100, 10,000 and 100,000 people, run by the same administrator. They are written
//! by a few statements: what is measured with them is reading.

use base::db::{Conn, Sql, sql};
use base::params;
use people::address::Address;
use people::departments::{self, Arranged};
use people::identifiers::{self, Named};
use people::joining::{self, Enrolment};
use people::members::Role;
use people::passports::{self, Profile};
use people::workspaces::{self, Addressed, NewWorkspace};
use people::{DepartmentId, EmailAddress, Name, WorkspaceId};
use server::web::App;

use crate::Trouble;
use crate::company::{begin_session, fresh};

/// How many people each has, and where it is.
pub(crate) const SIZES: [(&str, i64); 3] = [
    ("hundred", 100),
    ("ten-thousand", 10_000),
    ("hundred-thousand", 100_000),
];
/// What is a half of the hundred is half of the first so many of the others: as many as are gathered rather than walked to.
const FIRST: i64 = 4_000;

/// One of the companies.
pub(crate) struct Place {
    pub(crate) workspace: WorkspaceId,
    pub(crate) address: &'static str,
    pub(crate) people: i64,
    /// Half of the company, most of them in a department below.
    pub(crate) sales: DepartmentId,
    north: DepartmentId,
    /// The other half of the first.
    pub(crate) support: DepartmentId,
}

/// All of them and the session of their administrator.
pub(crate) struct Crowd {
    pub(crate) places: Vec<Place>,
    pub(crate) session: String,
}

/// Fills a fresh database.
pub(crate) async fn fill(app: &App) -> Result<Crowd, Trouble> {
    let mut conn = app.db.write().await?;
    let name = Name::parse("Ada Admin").map_err(|_| "a name")?;
    let email = EmailAddress::parse("ada@bench.example.com").map_err(|_| "an address")?;
    let admin = passports::create(&mut conn, fresh(app), Profile::new(&name, "en")).await?;
    let named = Named::Email(email.clone());
    identifiers::verify(&mut conn, fresh(app), admin.id, &named).await?;
    let mut places = Vec::new();
    for (address, people) in SIZES {
        let place = found(&mut conn, app, (address, people)).await?;
        let enrolment = Enrolment {
            passport: admin.id,
            name: &name,
            email: Some(&email),
            role: Role::Administrator,
            department: None,
        };
        joining::enrol(&mut conn, fresh(app), place.workspace, enrolment).await?;
        people_of(&mut conn, app, &place).await?;
        places.push(place);
    }
    let (_, session) = begin_session(&mut conn, app, admin.id).await?;
    conn.commit().await?;
    Ok(Crowd { places, session })
}

async fn found(
    conn: &mut Conn,
    app: &App,
    (address, people): (&'static str, i64),
) -> Result<Place, Trouble> {
    let new = NewWorkspace {
        address: &Address::parse(address).map_err(|_| "an address")?,
        name: &Name::parse(address).map_err(|_| "a name")?,
        language: "en",
        created_by: None,
    };
    let Addressed::Done(made) = workspaces::create(conn, fresh(app), new).await? else {
        return Err("the company is there already".into());
    };
    let workspace = made.id;
    let sales = department(conn, app, (workspace, "Sales", None)).await?;
    let north = department(conn, app, (workspace, "North", Some(sales))).await?;
    Ok(Place {
        workspace,
        address,
        people,
        sales,
        north,
        support: department(conn, app, (workspace, "Support", None)).await?,
    })
}

async fn department(
    conn: &mut Conn,
    app: &App,
    (workspace, name, parent): (WorkspaceId, &str, Option<DepartmentId>),
) -> Result<DepartmentId, Trouble> {
    let name = Name::parse(name).map_err(|_| "a name")?;
    match departments::create(conn, fresh(app), workspace, &name, parent).await? {
        Arranged::Done(made) => Ok(made.id),
        _ => Err("a department is not there".into()),
    }
}

/// Passports: a number each, the digits of which decide all else. Every second is a Maria; of the others the first are
/// called Quill.
const PASSPORTS: Sql = sql(
    "INSERT INTO passports (id, name, language, is_operator, epoch, claimed_at, created_at) \
     WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL \
     SELECT i + 1 FROM n WHERE i < CAST($2 AS BIGINT)) \
     SELECT CAST($1 AS TEXT) || CAST(100000000 + i AS TEXT), CASE WHEN i / 2 % 2 = 0 THEN 'Maria' ELSE \
     SUBSTR('BorisClaraDianaEdgarFionaGerdaHenryIrinaJonasKlausOscarPetraSarahTomasUlricVeraaWanda', \
     CAST(1 + 5 * (i / 4 * 7 % 17) AS INTEGER), 5) END || ' ' || \
     CASE WHEN i / 2 % 2 = 1 AND i <= CAST($3 AS BIGINT) THEN 'Quill' ELSE \
     SUBSTR('BaCeDiFoGuHaJeKiLoMuNaPeReSiTo', CAST(1 + 2 * (i * 7919 % 15) AS INTEGER), 2) || \
     SUBSTR('lamorinestvikudarlenkomasitbel', CAST(1 + 3 * (i * 104729 % 10) AS INTEGER), 3) || \
     SUBSTR('bergsteinwaldhoffmannfeldbrook', CAST(1 + 5 * (i * 1299709 % 6) AS INTEGER), 5) END, \
     'en', 0, 0, CAST($4 AS BIGINT), CAST($4 AS BIGINT) FROM n",
);

/// Members: half are guests, half in sales, all but some of the first are active.
const MEMBERS: Sql = sql(
    "INSERT INTO members (id, workspace_id, passport_id, name, name_folded, email, email_folded, role, \
     department_id, state, epoch, joined_at, created_at) \
     SELECT id, CAST($2 AS TEXT), id, name, LOWER(name), email, email, \
     CASE WHEN i % 2 = 0 THEN 'guest' WHEN i <= CAST($3 AS BIGINT) THEN 'help-desk' ELSE 'employee' END, \
     CASE WHEN i / 4 % 2 = 0 AND i % 3 = 0 THEN CAST($5 AS TEXT) WHEN i / 4 % 2 = 0 THEN CAST($6 AS TEXT) \
     WHEN i <= CAST($3 AS BIGINT) THEN CAST($7 AS TEXT) END, \
     CASE WHEN i / 8 % 2 = 1 AND i <= CAST($3 AS BIGINT) THEN 'dismissed' ELSE 'active' END, 0, \
     CAST($4 AS BIGINT), CAST($4 AS BIGINT) FROM (SELECT id, name, \
     CAST(SUBSTR(id, 18) AS BIGINT) - 100000000 AS i, 'p' || SUBSTR(id, 18) || '@bench.example.com' AS email \
     FROM passports WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z') AS them",
);

/// The words by which they are found: names, address, login name, number.
const WORDS: Sql = sql("INSERT INTO member_words (workspace_id, word, member_id) \
     SELECT CAST($2 AS TEXT), LOWER(SUBSTR(name, 1, 5)), id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z' UNION ALL \
     SELECT CAST($2 AS TEXT), LOWER(SUBSTR(name, 7)), id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z' UNION ALL \
     SELECT CAST($2 AS TEXT), 'p' || SUBSTR(id, 18), id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z' UNION ALL \
     SELECT CAST($2 AS TEXT), 'p' || SUBSTR(id, 18) || '@bench.example.com', id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z' UNION ALL \
     SELECT CAST($2 AS TEXT), 'login' || SUBSTR(id, 18), id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z' UNION ALL \
     SELECT CAST($2 AS TEXT), 'T48' || SUBSTR(id, 18), id FROM passports \
     WHERE id > CAST($1 AS TEXT) AND id < CAST($1 AS TEXT) || 'z'");

async fn people_of(conn: &mut Conn, app: &App, place: &Place) -> Result<(), Trouble> {
    // With nine digits it is as long as an identifier.
    let begin = format!("{:0>16}{}", "", place.people.ilog10());
    let now = app.clock.now();
    conn.execute(PASSPORTS, params![&begin, place.people, FIRST, now])
        .await?;
    let of = params![
        &begin,
        place.workspace,
        FIRST,
        now,
        place.sales,
        place.north,
        place.support
    ];
    conn.execute(MEMBERS, of).await?;
    conn.execute(WORDS, params![&begin, place.workspace])
        .await?;
    Ok(())
}
