//! Lists of people: found by what one knows of somebody, paged in both directions, and as quick however they stand.

use base::db::{Conn, Sql, sql};
use base::params;
use people::departments;
use people::groups::{self, Grouped};
use people::identifiers::{self, Kind, Named};
use people::members;
use people::search::{self, Cursor, MemberSearch, Page, Standing};
use people::{MemberId, PassportId, Role, WorkspaceId, census};
use protocol::phone::PhoneNumber;

use crate::store::{Store, login, name, on_each_engine};

fn by(text: &str) -> MemberSearch {
    MemberSearch {
        text: text.to_owned(),
        ..MemberSearch::default()
    }
}

async fn found(
    store: &Store,
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
) -> Page {
    let now = store.now();
    search::members(conn, workspace, search, now).await.unwrap()
}

async fn names(
    store: &Store,
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
) -> Vec<String> {
    let page = found(store, conn, workspace, search).await;
    page.members
        .into_iter()
        .map(|one| one.member.name)
        .collect()
}

fn phone(number: &str) -> Named {
    Named::Phone(PhoneNumber::parse(number, None).unwrap())
}

async fn verify(store: &Store, conn: &mut Conn, passport: PassportId, named: &Named) {
    identifiers::verify(conn, store.fresh(), passport, named)
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_joined_is_found_by_login_and_by_the_whole_of_a_number() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna Nowak", Role::Employee).await;
        store.member(acme, "Boris Beck", Role::Employee).await;
        let mut conn = store.write().await;
        verify(store, &mut conn, anna.passport, &login("k.pilot")).await;
        verify(store, &mut conn, anna.passport, &phone("+48601234567")).await;
        for text in [
            "k.pil",
            "K.PILOT",
            "+48 601 234 567",
            "0048 601-234-567",
            "601 234 567",
            "0601234567",
        ] {
            let all = names(store, &mut conn, acme, &by(text)).await;
            assert_eq!(all, ["Anna Nowak"], "{text}");
        }
        for part in ["+48 601", "601234", "T48601", "t4", "48601234", "tel:"] {
            let all = names(store, &mut conn, acme, &by(part)).await;
            assert!(all.is_empty(), "{part} finds {all:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_given_up_finds_nobody_and_one_claimed_does_not_yet() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Employee).await;
        let mut conn = store.write().await;
        let number = phone("+48601234567");
        identifiers::claim(&mut conn, store.fresh(), anna.passport, &number)
            .await
            .unwrap();
        let sought = by("+48601234567");
        assert!(names(store, &mut conn, acme, &sought).await.is_empty());
        verify(store, &mut conn, anna.passport, &number).await;
        assert_eq!(names(store, &mut conn, acme, &sought).await, ["Anna"]);
        let all = identifiers::of_passport(&mut conn, anna.passport).await;
        let kept = all.unwrap().into_iter().find(|one| one.kind == Kind::Phone);
        identifiers::remove(&mut conn, anna.passport, kept.unwrap().id)
            .await
            .unwrap();
        assert!(names(store, &mut conn, acme, &sought).await.is_empty());
        assert_eq!(names(store, &mut conn, acme, &by("anna")).await, ["Anna"]);
    })
    .await;
}

#[tokio::test]
async fn a_workspace_learns_no_login_of_the_invited_nor_what_the_dismissed_choose_later() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let other = store.person("Other Name", "clara@example.com").await;
        let anna = store.member(acme, "Anna", Role::Employee).await;
        store.invited(acme, "Clara", "clara@example.com").await;
        let mut conn = store.write().await;
        verify(store, &mut conn, other.id, &login("secretname")).await;
        assert!(
            names(store, &mut conn, acme, &by("secret"))
                .await
                .is_empty()
        );
        members::dismiss(&mut conn, acme, anna.id, store.act())
            .await
            .unwrap();
        verify(store, &mut conn, anna.passport, &login("newname")).await;
        assert!(
            names(store, &mut conn, acme, &by("newname"))
                .await
                .is_empty()
        );
        members::rehire(&mut conn, acme, anna.id, store.now())
            .await
            .unwrap();
        assert_eq!(
            names(store, &mut conn, acme, &by("newname")).await,
            ["Anna"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_people_of_a_department_are_found_by_its_name() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let anna = store.member(acme, "Anna", Role::Employee).await.id;
        store.member(acme, "Boris", Role::Employee).await;
        let mut conn = store.write().await;
        let sales = store
            .department(&mut conn, acme, "Vertrieb Süd", None)
            .await
            .id;
        members::set_department(&mut conn, acme, anna, Some(sales))
            .await
            .unwrap();
        for text in ["vertr", "SUD", "anna vertrieb", "sud an"] {
            assert_eq!(
                names(store, &mut conn, acme, &by(text)).await,
                ["Anna"],
                "{text}"
            );
        }
        assert!(
            names(store, &mut conn, acme, &by("boris sud"))
                .await
                .is_empty()
        );
        departments::rename(&mut conn, acme, sales, &name("Einkauf"))
            .await
            .unwrap();
        assert!(names(store, &mut conn, acme, &by("vertr")).await.is_empty());
        assert_eq!(names(store, &mut conn, acme, &by("eink")).await, ["Anna"]);
        let all = departments::outline(&mut conn, acme).await.unwrap();
        assert_eq!(
            (all[0].department.name.as_str(), all[0].depth),
            ("Einkauf", 0)
        );
    })
    .await;
}

/// Every page forward, then back again: the names as they were read.
async fn there_and_back(
    store: &Store,
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &MemberSearch,
) -> (Vec<Vec<MemberId>>, Vec<Vec<MemberId>>) {
    let mut search = search.clone();
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let ids = |page: &Page| page.members.iter().map(|one| one.member.id).collect();
    let mut last = loop {
        let page = found(store, conn, workspace, &search).await;
        assert_eq!(page.previous.is_some(), search.after.is_some());
        forth.push(ids(&page));
        match &page.next {
            Some(next) => search.after = Cursor::parse(&next.to_string()),
            None => break page,
        }
    };
    back.push(ids(&last));
    while let Some(previous) = last.previous {
        search.before = Some(previous);
        last = found(store, conn, workspace, &search).await;
        assert!(last.next.is_some());
        back.push(ids(&last));
    }
    back.reverse();
    (forth, back)
}

#[tokio::test]
async fn pages_lead_back_as_they_lead_forth() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        for place in 0..9 {
            let who = ["anna", "Émile", "Яна"][place % 3];
            let passport = store.person(who, &format!("p{place}@example.org")).await.id;
            store.enrolled(acme, passport, who, Role::Employee).await;
        }
        let mut conn = store.read().await;
        for (text, limit) in [("", 3), ("", 2), ("e", 1), ("anna", 2)] {
            let search = MemberSearch { limit, ..by(text) };
            let (forth, back) = there_and_back(store, &mut conn, acme, &search).await;
            assert_eq!(forth.concat(), back.concat(), "{text} {limit}");
            let all = search::everybody(&mut conn, acme, &search, (100, store.now())).await;
            assert_eq!(all.unwrap(), forth.concat());
        }
        let most = search::everybody(&mut conn, acme, &by(""), (4, store.now())).await;
        assert_eq!(most.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn members_are_counted_no_further_than_asked() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let other = store.workspace("other").await.id;
        for who in ["Anna", "Boris", "Clara"] {
            store.member(acme, who, Role::Employee).await;
        }
        let mut conn = store.write().await;
        for (most, counted) in [(1, 1), (3, 3), (100, 3)] {
            let count = census::up_to(&mut conn, acme, most).await.unwrap();
            assert_eq!(count, counted);
        }
        assert_eq!(census::up_to(&mut conn, other, 9).await.unwrap(), 0);
        let made = groups::create(&mut conn, store.fresh(), acme, &name("B"), None).await;
        assert!(matches!(made.unwrap(), Grouped::Done(_)));
        groups::create(&mut conn, store.fresh(), acme, &name("a"), None)
            .await
            .unwrap();
        let named = groups::named(&mut conn, acme).await.unwrap();
        let named: Vec<String> = named.into_iter().map(|one| one.name).collect();
        assert_eq!(named, ["a", "B"]);
        assert!(groups::named(&mut conn, other).await.unwrap().is_empty());
    })
    .await;
}

/// Writes 8000 members who are called Aaron and stand first, and 2500 called Zofia, all of them guests and dismissed.
const CROWD: [Sql; 3] = [
    sql(
        "INSERT INTO passports (id, name, language, is_operator, epoch, created_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500) \
         SELECT '000000000000000000000' || CAST(10000 + i AS TEXT), \
         CASE WHEN i > 8000 THEN 'Zofia' ELSE 'Aaron' END, 'en', 0, 0, \
         CAST($2 AS BIGINT) FROM n WHERE CAST($1 AS TEXT) IS NOT NULL",
    ),
    sql(
        "INSERT INTO members (id, workspace_id, passport_id, name, name_folded, role, state, \
         epoch, created_at) SELECT id, $1, id, name, lower(name), \
         CASE WHEN name = 'Zofia' THEN 'guest' ELSE 'employee' END, \
         CASE WHEN name = 'Zofia' THEN 'dismissed' ELSE 'active' END, 0, \
         CAST($2 AS BIGINT) FROM passports WHERE name IN ('Aaron', 'Zofia')",
    ),
    sql("INSERT INTO member_words (workspace_id, word, member_id) \
         SELECT workspace_id, name_folded, id FROM members \
         WHERE workspace_id = $1 AND CAST($2 AS BIGINT) > 0"),
];

#[tokio::test]
async fn many_who_stand_together_far_from_the_beginning_are_found() {
    on_each_engine(async |store| {
        let acme = store.workspace("acme").await.id;
        let mut conn = store.write().await;
        for statement in CROWD {
            conn.execute(statement, params![acme, store.now()])
                .await
                .unwrap();
        }
        let zofias = [
            by("zof"),
            MemberSearch {
                role: Some(Role::Guest),
                ..MemberSearch::default()
            },
            MemberSearch {
                standing: Some(Standing::Dismissed),
                ..MemberSearch::default()
            },
        ];
        for search in zofias {
            let page = found(store, &mut conn, acme, &search).await;
            assert_eq!(page.members.len(), 200, "{search:?}");
            assert!(page.members.iter().all(|one| one.member.name == "Zofia"));
            let all = search::everybody(&mut conn, acme, &search, (9_000, store.now())).await;
            assert_eq!(all.unwrap().len(), 2_500);
        }
        let nobody = MemberSearch {
            role: Some(Role::Guest),
            ..by("aaron")
        };
        assert!(
            found(store, &mut conn, acme, &nobody)
                .await
                .members
                .is_empty()
        );
    })
    .await;
}
