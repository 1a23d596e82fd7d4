//! What a proxy hears: the headers for the site, and nothing where nothing can be said.

use protocol::jose::{Expect, TokenType};

use super::{PROXY, Visitor, WIKI, connect, rule, said, server, tell, wiki};

const ADA: &str = "ada@falke.example.com";
const NAMES: [&str; 7] = [
    "remote-user",
    "remote-name",
    "remote-email",
    "remote-groups",
    "x-vestibule-subject",
    "x-vestibule-role",
    "x-vestibule-assertion",
];

#[tokio::test]
async fn the_site_learns_who_it_is_in_headers_that_hold_only_ascii() {
    let server = server().await;
    let (falke, _, site) = wiki(&server).await;
    let zoe = server
        .colleague(&falke, "Zoë Müller", people::members::Role::Guest)
        .await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    for group in ["Night, shift", "Öfen"] {
        anna.open("/w/falke/groups").await;
        anna.press("Create group", &[("Name", group)]).await;
        let id = anna.url.path().rsplit('/').next().unwrap().to_owned();
        let mut conn = server.app.db.write().await.unwrap();
        let id = people::GroupId::parse(&id).unwrap();
        let now = server.app.clock.now();
        people::groups::add_members(&mut conn, falke.id, id, &[zoe.id], now)
            .await
            .unwrap();
        conn.commit().await.unwrap();
    }
    let mut visitor = Visitor::signed_in(&server, &site, "zoë@falke.example.com").await;
    let seen = visitor.open(WIKI).await;
    assert!(seen.passed(), "{}", seen.page.source);
    assert_eq!(seen.header("remote-name"), "Zo%C3%AB M%C3%BCller");
    assert_eq!(seen.header("remote-groups"), "Night%2C shift,%C3%96fen");
    assert_eq!(seen.header("x-vestibule-role"), "guest");
    assert_eq!(seen.header("x-vestibule-subject"), zoe.passport.to_string());
    assert_eq!(seen.header("x-vestibule-assertion"), "");
    assert_eq!(visitor.status(WIKI).await, 200);
}

#[tokio::test]
async fn a_page_for_everybody_is_open_with_every_header_empty_until_one_signs_in() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    rule(
        &server,
        &site,
        &[("Path", "/public/*"), ("Everybody", "on")],
    )
    .await;
    let mut visitor = Visitor::new(&server, &site);
    let seen = visitor.once(&format!("{WIKI}/public/x")).await;
    assert!(seen.passed());
    for name in NAMES {
        assert_eq!(seen.header(name), "", "{name}");
    }
    assert_eq!(visitor.status(&format!("{WIKI}/public/x")).await, 200);
    assert_eq!(visitor.status(&format!("{WIKI}/else")).await, 401);
    visitor.open(WIKI).await;
    visitor.sign_in(ADA).await;
    let seen = visitor.once(&format!("{WIKI}/public/x")).await;
    assert_eq!(seen.header("remote-user"), ADA);
}

#[tokio::test]
async fn what_the_site_knows_people_by_is_chosen_and_who_has_none_is_refused() {
    let server = server().await;
    let (_, ada, _) = wiki(&server).await;
    let by = |how: &'static str| {
        [
            ("Name of the site", how),
            ("Addresses", "x.example.com"),
            (how, "on"),
        ]
    };
    let subject = connect(&server, &by("Identifier")).await;
    let mut visitor = Visitor::signed_in(&server, &subject, ADA).await;
    let seen = visitor.open("https://x.example.com/").await;
    assert_eq!(seen.header("remote-user"), ada.passport.to_string());
    let login = connect(&server, &by("Login name")).await;
    let mut visitor = Visitor::signed_in(&server, &login, ADA).await;
    let seen = visitor.open("https://x.example.com/").await;
    assert_eq!(seen.status, 403);
    assert!(
        seen.page.says("something you do not have"),
        "{}",
        seen.page.source
    );
    let mut conn = server.app.db.write().await.unwrap();
    let fresh = people::Fresh {
        now: server.app.clock.now(),
        random: &server.app.random,
    };
    let name = people::identifiers::Named::Login(people::LoginName::parse("ada").unwrap());
    people::identifiers::verify(&mut conn, fresh, ada.passport, &name)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert_eq!(
        visitor
            .open("https://x.example.com/")
            .await
            .header("remote-user"),
        "ada"
    );
}

#[tokio::test]
async fn an_assertion_is_signed_for_this_site_and_a_minute() {
    let server = server().await;
    let (_, ada, _) = wiki(&server).await;
    let fields = [
        ("Name of the site", "Board"),
        ("Addresses", "board.example.com"),
        ("Send a signed assertion too", "on"),
    ];
    let site = connect(&server, &fields).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    let seen = visitor.open("https://board.example.com/").await;
    let token = seen.header("x-vestibule-assertion").to_owned();
    let verify = |expect| {
        let (signing, token) = (server.app.signing.clone(), token.clone());
        async move { signing.verify(&token, expect).await }
    };
    assert!(
        verify(Expect::Exactly(TokenType::Jwt)).await.is_err(),
        "it is no ID token"
    );
    let verified = verify(Expect::Exactly(TokenType::SiteAssertion))
        .await
        .unwrap();
    let claims = verified.claims().unwrap();
    claims.require_audience(&site).unwrap();
    claims.require("iss", server.origin()).unwrap();
    claims.require("sub", &ada.passport.to_string()).unwrap();
    let (issued, ends) = (
        claims.seconds("iat").unwrap(),
        claims.seconds("exp").unwrap(),
    );
    assert_eq!(ends - issued, 60);
    assert!(claims.seconds("auth_time").unwrap() <= issued);
}

#[tokio::test]
async fn a_refusal_says_why_and_stands_in_the_trail_under_its_reference() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    rule(&server, &site, &[("Path", "/admin/*"), ("Nobody", "on")]).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    let seen = visitor.once(&format!("{WIKI}/admin/users?secret=1")).await;
    assert_eq!(seen.status, 403);
    assert!(seen.page.says("A rule of Wiki"), "{}", seen.page.source);
    let reference = seen.page.texts("dd.reference").join("");
    let events = server.events_at(&reference).await;
    assert_eq!(events[0].kind, "site.entry.refused");
    let written = format!("{:?}", events[0]);
    assert!(
        written.contains("/admin/users") && !written.contains("secret=1"),
        "{written}"
    );
    visitor.sends = vec![("sec-fetch-mode", "cors".to_owned())];
    let quiet = visitor.once(&format!("{WIKI}/admin/users")).await;
    assert_eq!(
        (quiet.status.as_u16(), quiet.page.source.as_str()),
        (403, "")
    );
}

#[tokio::test]
async fn pages_on_the_host_of_a_site_dress_from_ours_and_bring_no_cookie_of_ours() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    rule(&server, &site, &[("Path", "/admin"), ("Nobody", "on")]).await;
    let mut visitor = Visitor::new(&server, &site);
    let seen = visitor.once(&format!("{WIKI}/admin")).await;
    assert_eq!(seen.status, 403);
    assert!(!seen.headers.contains_key("set-cookie"));
    let policy = seen.header("content-security-policy");
    assert!(
        policy.contains(&format!("style-src {};", server.origin())),
        "{policy}"
    );
    assert!(policy.contains("form-action 'none'") && policy.contains("frame-ancestors 'none'"));
    let sheet = format!("href=\"{}/assets/vestibule.", server.origin());
    assert!(seen.page.source.contains(&sheet), "{}", seen.page.source);
    let asset = seen
        .page
        .source
        .split(&format!("href=\"{}", server.origin()))
        .nth(2)
        .unwrap();
    let asset = asset.split('"').next().unwrap().to_owned();
    let sheet = tell(&server, PROXY, &[(":path".to_owned(), asset)]).await;
    assert_eq!(sheet.header("cross-origin-resource-policy"), "cross-origin");
}

#[tokio::test]
async fn a_head_request_is_answered_as_a_get_one() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    visitor.method = "HEAD";
    assert!(visitor.once(WIKI).await.passed());
}

/// A request that may pass is answered before the routes are asked; with or without them a site hears the same.
#[tokio::test]
async fn the_routes_would_say_the_same_of_a_request_that_may_pass() {
    let server = server().await;
    let (_, ada, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    let counted = || server.app.metrics.text(0).unwrap();
    for endpoint in ["check", "status"] {
        let lines = visitor.asks(endpoint);
        let before = counted();
        let front = tell(&server, PROXY, &lines).await;
        assert_ne!(counted(), before, "it is counted");
        let peer = PROXY.parse().unwrap();
        let route = server.by_routes_from(said(&lines), peer).await;
        let mut headers = route.headers().clone();
        // Told by whoever writes the answer; the routes add it to bodies they know.
        headers.remove("content-length");
        assert_eq!((front.status, &front.headers), (route.status(), &headers));
        assert!(front.passed());
    }
    // Nothing is let through from memory that the routes would refuse.
    let mut conn = server.app.db.write().await.unwrap();
    people::revocation::raise(&mut conn, people::revocation::Whose::Passport(ada.passport))
        .await
        .unwrap();
    conn.commit().await.unwrap();
    assert_eq!(visitor.status(WIKI).await, 401);
}
