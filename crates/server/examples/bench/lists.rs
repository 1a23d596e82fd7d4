//! Lists of people: whether a page of a hundred thousand takes longer than one of a hundred, on each engine.

use base::db::{Location, sql};
use base::testing;

use crate::company;
use crate::crowd::{self, Crowd, Place};
use crate::flows::form;
use crate::http::{Answer, get};
use crate::load;
use crate::machine::{Folder, Running};
use crate::table::{Table, eprint};
use crate::{Asked, Trouble};

/// So often each page is asked for; the middle one counts.
const TIMES: usize = 60;
/// So much longer it may take with a hundred thousand people.
const MOST: f64 = 2.0;
/// What marks a person on the page.
const MARK: &[u8] = b"name=\"member\"";

/// One question, put to each company.
struct Question {
    what: &'static str,
    fields: fn(&Place) -> Vec<(&'static str, String)>,
    /// People on the page at least.
    shown: usize,
}

/// The questions. Where many fit, a page of them fits in the company of a hundred, too: pages of the same length are
/// compared.
const QUESTIONS: [Question; 14] = [
    Question {
        what: "first page",
        fields: |_| Vec::new(),
        shown: 50,
    },
    Question {
        what: "a page in the middle",
        fields: |place| vec![("after", cursor(place, "h"))],
        shown: 50,
    },
    Question {
        what: "the page before one",
        fields: |place| vec![("before", cursor(place, "p"))],
        shown: 50,
    },
    Question {
        what: "half of them by name",
        fields: |_| vec![("search", "mari".to_owned())],
        shown: 49,
    },
    Question {
        what: "2,000 by name",
        fields: |_| vec![("search", "quil".to_owned())],
        shown: 50,
    },
    Question {
        what: "one by login name",
        fields: |_| vec![("search", "LOGIN100000077".to_owned())],
        shown: 1,
    },
    Question {
        what: "one by e-mail",
        fields: |_| vec![("search", "p100000077@bench.example.com".to_owned())],
        shown: 1,
    },
    Question {
        what: "one by number",
        fields: |_| vec![("search", "+48 100 000 077".to_owned())],
        shown: 1,
    },
    Question {
        what: "nobody",
        fields: |_| vec![("search", "xaver".to_owned())],
        shown: 0,
    },
    Question {
        what: "a department of half of them",
        fields: |place| vec![("department", place.sales.to_string())],
        shown: 49,
    },
    Question {
        what: "a department of 2,000",
        fields: |place| vec![("department", place.support.to_string())],
        shown: 48,
    },
    Question {
        what: "a role of half of them",
        fields: |_| vec![("role", "guest".to_owned())],
        shown: 50,
    },
    Question {
        what: "a role of 2,000",
        fields: |_| vec![("role", "help-desk".to_owned())],
        shown: 50,
    },
    Question {
        what: "a state of 2,000",
        fields: |_| vec![("state", "dismissed".to_owned())],
        shown: 48,
    },
];

/// A place among the names.
fn cursor(place: &Place, name: &str) -> String {
    format!("{:0<26}{name}", place.people.ilog10())
}

/// All rows of it.
pub(crate) async fn all(asked: &Asked, table: &mut Table) -> Result<(), Trouble> {
    if !table.wants(&["people: lists"]) {
        return Ok(());
    }
    on(asked, table, ("SQLite", None)).await?;
    let Some(made) = testing::postgres().await else {
        eprint("   VESTIBULE_TEST_POSTGRES names no PostgreSQL: its lists are left out");
        return Ok(());
    };
    let Location::Postgres(database) = &made.location else {
        return Err("a PostgreSQL elsewhere".into());
    };
    on(asked, table, ("PostgreSQL", Some(database))).await
}

async fn on(
    asked: &Asked,
    table: &mut Table,
    (engine, database): (&str, Option<&str>),
) -> Result<(), Trouble> {
    let folder = Folder::fresh(&asked.kept, "lists")?;
    let app = company::open(folder.path(), database).await?;
    eprint(&format!("   110,100 people move in, {engine}"));
    let crowd = crowd::fill(&app).await?;
    if database.is_some() {
        // It counts by itself, but only after a minute.
        let mut conn = app.db.write().await?;
        conn.execute(sql("ANALYZE"), Vec::new()).await?;
        conn.commit().await?;
    }
    drop(app);
    let server = Running::vestibule(&asked.binary, folder.path(), database)?;
    for question in &QUESTIONS {
        let what = format!("people: lists, {engine}, {}", question.what);
        row(&server, &crowd, (&what, question), table).await?;
    }
    Ok(())
}

async fn row(
    server: &Running,
    crowd: &Crowd,
    (what, question): (&str, &Question),
    table: &mut Table,
) -> Result<(), Trouble> {
    let cookie = format!("vestibule-session={}", crowd.session);
    let ask = |place: &Place| {
        let fields = (question.fields)(place);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, v)| (*name, v.as_str())).collect();
        let path = format!("/w/{}/people?{}", place.address, form(&fields));
        get(&path, &[("cookie", &cookie)])
    };
    let asked: Vec<_> = crowd.places.iter().map(ask).collect();
    let is_whole = |_: usize, answer: &Answer<'_>| {
        load::wants(answer, 200)?;
        let shown = answer.body.windows(MARK.len()).filter(|some| *some == MARK);
        match shown.count() {
            some if some >= question.shown && some <= question.shown.next_multiple_of(50) => Ok(()),
            other => Err(format!("{what}: {other} people on a page").into()),
        }
    };
    let took = load::in_turn(server.at, &asked, (TIMES, is_whole)).await?;
    let [small, middle, large] = took.as_slice() else {
        return Err("three companies were asked".into());
    };
    let what = format!("{what} (10,000: {:.2} ms)", middle.as_secs_f64() * 1000.0);
    table.grows(&what, (*large, *small), MOST);
    Ok(())
}
