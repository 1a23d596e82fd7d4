//! Rules as people meet them.

use people::members::Role;
use people::{Fresh, Name, departments, groups};

use super::{Visitor, WIKI, rule, server, wiki};

const ADA: &str = "ada@falke.example.com";

#[tokio::test]
async fn groups_departments_and_roles_open_what_the_rule_names() {
    let server = server().await;
    let (falke, ada, site) = wiki(&server).await;
    let app = &server.app;
    let fresh = Fresh {
        now: app.clock.now(),
        random: &app.random,
    };
    let name = |text: &str| Name::parse(text).unwrap();
    let mut conn = app.db.write().await.unwrap();
    let made = groups::create(&mut conn, fresh, falke.id, &name("Night shift"), None)
        .await
        .unwrap();
    let groups::Grouped::Done(night) = made else {
        panic!("{made:?}")
    };
    let mut above = None;
    for one in ["Sales", "North"] {
        let made = departments::create(&mut conn, fresh, falke.id, &name(one), above)
            .await
            .unwrap();
        let departments::Arranged::Done(made) = made else {
            panic!("{made:?}")
        };
        above = Some(made.id);
    }
    conn.commit().await.unwrap();
    let some = |path: &'static str, what: &'static str| {
        [("Path", path), ("Some members", "on"), (what, "on")]
    };
    rule(&server, &site, &some("/night/*", "Night shift")).await;
    rule(&server, &site, &some("/sales/*", "Sales")).await;
    rule(&server, &site, &some("/admin/*", "Administrators")).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    for path in ["/night/a", "/sales/b", "/admin/c", "/ADMIN", "/%61dmin/"] {
        assert_eq!(
            visitor.once(&format!("{WIKI}{path}")).await.status,
            403,
            "{path}"
        );
    }
    let mut conn = app.db.write().await.unwrap();
    groups::add_members(&mut conn, falke.id, night.id, &[ada.id], fresh.now)
        .await
        .unwrap();
    people::members::set_department(&mut conn, falke.id, ada.id, above)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert!(
        visitor.once(&format!("{WIKI}/night/a")).await.passed(),
        "at once"
    );
    assert!(
        visitor.once(&format!("{WIKI}/sales/b")).await.passed(),
        "North lies below Sales"
    );
    assert_eq!(visitor.once(&format!("{WIKI}/admin/c")).await.status, 403);
    let mut anna = Visitor::signed_in(&server, &site, "anna@falke.example.com").await;
    assert!(anna.open(&format!("{WIKI}/admin/c")).await.passed());

    let mut conn = app.db.write().await.unwrap();
    let now = server.app.clock.now();
    groups::delete(&mut conn, falke.id, night.id, now)
        .await
        .unwrap();
    let again = groups::create(&mut conn, fresh, falke.id, &name("Night shift"), None)
        .await
        .unwrap();
    let groups::Grouped::Done(again) = again else {
        panic!("{again:?}")
    };
    groups::add_members(&mut conn, falke.id, again.id, &[ada.id], fresh.now)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert_eq!(
        visitor.once(&format!("{WIKI}/night/a")).await.status,
        403,
        "another group of an old name"
    );
}

#[tokio::test]
async fn the_order_decides_and_methods_count() {
    let server = server().await;
    let (falke, _, site) = wiki(&server).await;
    server.colleague(&falke, "Gus Guest", Role::Guest).await;
    rule(
        &server,
        &site,
        &[("Path", "/api/*"), ("Methods", "get"), ("Everybody", "on")],
    )
    .await;
    rule(&server, &site, &[("Path", "/api/*"), ("Nobody", "on")]).await;
    let mut visitor = Visitor::new(&server, &site);
    assert!(visitor.once(&format!("{WIKI}/api/x")).await.passed());
    visitor.method = "POST";
    assert_eq!(visitor.once(&format!("{WIKI}/api/x")).await.status, 403);
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(&format!("/w/falke/sites/{site}")).await;
    anna.press("Move down", &[]).await;
    visitor.method = "GET";
    assert_eq!(
        visitor.once(&format!("{WIKI}/api/x")).await.status,
        403,
        "the other stands first now"
    );
    anna.press("Move up", &[]).await;
    assert!(visitor.once(&format!("{WIKI}/api/x")).await.passed());
    anna.press("Remove", &[]).await;
    assert_eq!(visitor.once(&format!("{WIKI}/api/x")).await.status, 403);
}

#[tokio::test]
async fn a_path_that_can_be_read_in_two_ways_is_refused_where_there_are_rules() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    let odd = [
        "/public//../admin",
        "//admin",
        "/public/..%2fadmin",
        "/public/%2e%2e/admin",
        "/admin;x",
        "/a%5cadmin",
    ];
    let ask = async |visitor: &mut Visitor<'_>, path: &str| {
        let mut lines = visitor.asks("check");
        lines.retain(|(name, _)| name != "x-forwarded-uri");
        lines.push(("x-forwarded-uri".to_owned(), path.to_owned()));
        super::tell(visitor.server, super::PROXY, &lines).await
    };
    for path in odd {
        assert!(
            ask(&mut visitor, path).await.passed(),
            "no rule looks at {path}"
        );
    }
    rule(&server, &site, &[("Path", "/admin/*"), ("Nobody", "on")]).await;
    rule(&server, &site, &[("Path", "/*"), ("Everybody", "on")]).await;
    for path in odd {
        let seen = ask(&mut visitor, path).await;
        assert_eq!(seen.status, 403, "{path}");
        assert!(seen.page.says("read in two ways"), "{path}");
    }
    assert!(ask(&mut visitor, "/public").await.passed());
}
