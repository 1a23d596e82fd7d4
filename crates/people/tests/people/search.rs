//! Search: words, filters, and pages that hold everybody once.

use std::collections::BTreeSet;

use admission::BlockReason;
use base::db::{Conn, Sql, sql};
use base::params;
use people::blocks::{self, NewBlock};
use people::groups::{self, Grouped};
use people::members;
use people::search::{self, Cursor, MemberSearch, Standing};
use people::{DepartmentId, Role, WorkspaceId};

use crate::store::{Store, email, name, on_each_engine};

async fn names(
    store: &Store,
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
) -> Vec<String> {
    let page = search::members(conn, workspace, search, store.now())
        .await
        .unwrap();
    page.members
        .into_iter()
        .map(|one| one.member.name)
        .collect()
}

fn by(text: &str) -> MemberSearch {
    MemberSearch {
        text: text.to_owned(),
        ..MemberSearch::default()
    }
}

#[tokio::test]
async fn every_word_must_begin_a_word_of_name_or_address() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        for who in [
            "Anna Müller",
            "Anna-Lena Łuczak",
            "Олег Анненков",
            "Johann Annas",
        ] {
            let passport = store
                .person(who, &format!("p{}@example.org", who.len()))
                .await
                .id;
            store.enrolled(acme, passport, who, Role::Employee).await;
        }
        let mut conn = store.read().await;
        for (text, expected) in [
            (
                "anna",
                vec!["Anna Müller", "Anna-Lena Łuczak", "Johann Annas"],
            ),
            ("ANNA mu", vec!["Anna Müller"]),
            ("mull anna", vec!["Anna Müller"]),
            ("lena lucz", vec!["Anna-Lena Łuczak"]),
            ("анн", vec!["Олег Анненков"]),
            ("johann.annas@exa", vec!["Johann Annas"]),
            ("nna", vec![]),
            ("anna zzz", vec![]),
            ("%", vec![]),
            ("_nna", vec![]),
            ("' OR '1'='1", vec![]),
        ] {
            let found = names(store, &mut conn, acme, &by(text)).await;
            assert_eq!(found, expected, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_renamed_member_is_found_by_the_new_name_only() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna Miller", Role::Employee).await;
        let mut conn = store.write().await;
        let (new, address) = (name("Anna Schmidt"), email("schmidt@example.com"));
        members::describe(&mut conn, acme, anna.id, &new, Some(&address.into()))
            .await
            .unwrap();
        assert_eq!(
            names(store, &mut conn, acme, &by("miller")).await,
            Vec::<String>::new()
        );
        assert_eq!(
            names(store, &mut conn, acme, &by("schmidt@")).await,
            ["Anna Schmidt"]
        );
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_and_standing_counts_blocks() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Administrator).await;
        let boris = store.member(acme, "Boris", Role::Employee).await.id;
        let clara = store.member(acme, "Clara", Role::Guest).await.id;
        store.invited(acme, "Dora", "dora@example.com").await;
        let mut conn = store.write().await;
        members::dismiss(&mut conn, acme, boris, store.act())
            .await
            .unwrap();
        let new = NewBlock {
            reason: BlockReason::InactiveInScim,
            until: None,
        };
        for id in [boris, clara] {
            blocks::add(&mut conn, acme, id, new, store.act())
                .await
                .unwrap();
        }
        for (standing, expected) in [
            (Standing::Active, "Anna"),
            (Standing::Blocked, "Clara"),
            (Standing::Invited, "Dora"),
            (Standing::Dismissed, "Boris"),
        ] {
            for text in ["", &expected[..2]] {
                let search = MemberSearch {
                    standing: Some(standing),
                    ..by(text)
                };
                let page = search::members(&mut conn, acme, &search, store.now())
                    .await
                    .unwrap();
                assert_eq!(page.members.len(), 1, "{standing:?} {text}");
                assert_eq!(page.members[0].member.name, expected);
                assert_eq!(page.members[0].standing, standing);
            }
        }
        let guests = MemberSearch {
            role: Some(Role::Guest),
            ..MemberSearch::default()
        };
        assert_eq!(names(store, &mut conn, acme, &guests).await, ["Clara"]);
    })
    .await;
}

#[tokio::test]
async fn a_department_holds_those_below_it_and_a_group_its_members() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Employee).await.id;
        let boris = store.member(acme, "Boris", Role::Employee).await.id;
        store.member(acme, "Clara", Role::Employee).await;
        let mut conn = store.write().await;
        let mut parent: Option<DepartmentId> = None;
        let mut made = Vec::new();
        for what in ["Sales", "North", "Coast"] {
            let department = store.department(&mut conn, acme, what, parent).await;
            made.push(department.id);
            parent = Some(department.id);
        }
        for (member, place) in [(anna, made[0]), (boris, made[2])] {
            members::set_department(&mut conn, acme, member, Some(place))
                .await
                .unwrap();
        }
        for (place, expected) in [
            (0, vec!["Anna", "Boris"]),
            (1, vec!["Boris"]),
            (2, vec!["Boris"]),
        ] {
            let search = MemberSearch {
                department: Some(made[place]),
                ..MemberSearch::default()
            };
            assert_eq!(names(store, &mut conn, acme, &search).await, expected);
            let search = MemberSearch {
                text: "bor".into(),
                ..search
            };
            assert_eq!(names(store, &mut conn, acme, &search).await, ["Boris"]);
        }
        let group = groups::create(&mut conn, store.fresh(), acme, &name("Phone"), None).await;
        let Grouped::Done(group) = group.unwrap() else {
            panic!("not made")
        };
        let now = store.now();
        groups::add_members(&mut conn, acme, group.id, &[boris], now)
            .await
            .unwrap();
        let search = MemberSearch {
            group: Some(group.id),
            ..MemberSearch::default()
        };
        assert_eq!(names(store, &mut conn, acme, &search).await, ["Boris"]);
    })
    .await;
}

#[tokio::test]
async fn pages_hold_everybody_once_in_the_order_of_names() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let who = [
            "Émile", "anna", "Boris", "Anna", "Żaneta", "boris", "Zoe", "Яна", "anna", "Émile",
        ];
        for (place, who) in who.iter().enumerate() {
            let passport = store.person(who, &format!("p{place}@example.org")).await.id;
            store.enrolled(acme, passport, who, Role::Employee).await;
        }
        let mut conn = store.read().await;
        for (text, limit, count) in [
            ("", 1, 10),
            ("", 3, 10),
            ("", 5, 10),
            ("an", 2, 3),
            ("", 10, 10),
        ] {
            let mut search = MemberSearch { limit, ..by(text) };
            let mut ids = Vec::new();
            let mut names = Vec::new();
            loop {
                let page = search::members(&mut conn, acme, &search, store.now())
                    .await
                    .unwrap();
                assert!(page.members.len() <= usize::try_from(limit).unwrap());
                ids.extend(page.members.iter().map(|one| one.member.id));
                names.extend(page.members.into_iter().map(|one| one.member.name));
                let Some(next) = page.next else { break };
                search.after = Cursor::parse(&next.to_string());
                assert_eq!(search.after, Some(next));
            }
            assert_eq!(ids.len(), count, "{text} {limit}");
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), count);
            if text.is_empty() {
                assert_eq!(names[..5], ["anna", "Anna", "anna", "Boris", "boris"]);
                assert_eq!(names[5..], ["Émile", "Émile", "Żaneta", "Zoe", "Яна"]);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_is_never_larger_than_the_largest() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        store.member(acme, "Anna", Role::Employee).await;
        let mut conn = store.read().await;
        for limit in [0, 1, 200, u32::MAX] {
            let search = MemberSearch {
                limit,
                ..MemberSearch::default()
            };
            let page = search::members(&mut conn, acme, &search, store.now())
                .await
                .unwrap();
            assert_eq!((page.members.len(), page.next), (1, None));
        }
    })
    .await;
}

/// Writes 2100 members called Maria, every 700th of them Rara and the others Vera, each with a number.
const CROWD: [Sql; 5] = [
    sql(
        "INSERT INTO passports (id, name, language, is_operator, epoch, created_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) \
         SELECT '0000000000000000000000' || CAST(1000 + i AS TEXT), 'Maria', 'en', 0, 0, \
         CAST($2 AS BIGINT) FROM n WHERE CAST($1 AS TEXT) IS NOT NULL",
    ),
    sql(
        "INSERT INTO members (id, workspace_id, passport_id, name, name_folded, role, state, \
         epoch, created_at) SELECT id, $1, id, 'Maria', 'maria', 'employee', 'active', 0, \
         CAST($2 AS BIGINT) FROM passports WHERE name = 'Maria'",
    ),
    sql("INSERT INTO member_words (workspace_id, word, member_id) \
         SELECT workspace_id, 'maria', id FROM members \
         WHERE workspace_id = $1 AND CAST($2 AS BIGINT) > 0"),
    sql("INSERT INTO member_words (workspace_id, word, member_id) \
         SELECT workspace_id, CASE WHEN CAST(substr(id, 23) AS BIGINT) % 700 = 0 THEN 'rara' \
         ELSE 'vera' END, id FROM members WHERE workspace_id = $1 AND CAST($2 AS BIGINT) > 0"),
    sql("INSERT INTO member_words (workspace_id, word, member_id) \
         SELECT workspace_id, substr(id, 23), id FROM members \
         WHERE workspace_id = $1 AND CAST($2 AS BIGINT) > 0"),
];

#[tokio::test]
async fn words_that_many_have_find_the_same_as_rare_ones() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        for statement in CROWD {
            conn.execute(statement, params![acme, store.now()])
                .await
                .unwrap();
        }
        conn.commit().await.unwrap();
        let mut conn = store.read().await;
        let full = usize::try_from(search::LARGEST_PAGE).unwrap();
        for (text, count) in [
            ("maria", full),
            ("mar ver", full),
            ("maria rar", 3),
            ("rara", 3),
            ("vera rara", 0),
            ("100", 9),
        ] {
            let found = names(store, &mut conn, acme, &by(text)).await;
            assert_eq!(found.len(), count, "{text}");
        }
    })
    .await;
}
