//! What people outside try against sites, and how far they come.

use url::Url;

use super::{PROXY, Visitor, WIKI, connect, rule, server, tell, wiki};
use crate::harness::TestApp;

const ADA: &str = "ada@falke.example.com";
const EVE: &str = "eve@falke.example.com";

/// The lines a proxy sends, with some exchanged or added. An exchanged one is the only one of its name.
fn changed(visitor: &Visitor<'_>, lines: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all = visitor.asks("check");
    all.retain(|(name, _)| !lines.iter().any(|(other, _)| other == name));
    all.extend(
        lines
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    all
}

#[tokio::test]
async fn nobody_but_a_trusted_proxy_is_answered() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    for peer in ["198.51.100.7:40000", "127.0.0.2:40000", "[::1]:40000"] {
        for endpoint in ["check", "status"] {
            let seen = tell(&server, peer, &visitor.asks(endpoint)).await;
            assert_eq!(seen.status, 403, "{peer} {endpoint}");
            assert!(!seen.headers.contains_key("remote-user"));
        }
    }
    assert!(
        tell(&server, "[::ffff:127.0.0.1]:40000", &visitor.asks("check"))
            .await
            .passed()
    );

    let trusting_nobody = TestApp::start().await;
    let (_, _, site) = wiki(&trusting_nobody).await;
    let visitor = Visitor::new(&trusting_nobody, &site);
    assert_eq!(
        tell(&trusting_nobody, PROXY, &visitor.asks("check"))
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn headers_that_a_browser_sends_itself_gain_nothing() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    rule(&server, &site, &[("Path", "/admin/*"), ("Nobody", "on")]).await;
    let forged = [
        ("remote-user", "root"),
        ("remote-groups", "Administrators"),
        ("x-vestibule-subject", "root"),
        ("x-original-url", "https://wiki.example.com/public"),
        ("x-original-uri", "/public"),
        ("x-original-method", "OPTIONS"),
        ("x-rewrite-url", "/public"),
        (
            "forwarded",
            "for=127.0.0.1;host=wiki.example.com;proto=https",
        ),
        ("x-forwarded-prefix", "/public"),
        ("x-forwarded-user", "root"),
        ("x-http-method-override", "OPTIONS"),
        ("authorization", "Basic cm9vdDpyb290"),
        ("user-agent", "kube-probe/1.29"),
    ];
    let mut nobody = Visitor::new(&server, &site);
    nobody.sends = forged
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let seen = nobody.once(&format!("{WIKI}/admin/x")).await;
    assert_eq!(seen.status, 403);
    let seen = nobody.once(WIKI).await;
    assert!(seen.status.is_redirection() && !seen.headers.contains_key("remote-user"));
    let mut ada = Visitor::signed_in(&server, &site, ADA).await;
    ada.sends.clone_from(&nobody.sends);
    let seen = ada.open(WIKI).await;
    assert_eq!(seen.header("remote-user"), ADA);
    assert_eq!(seen.headers.get_all("remote-user").iter().count(), 1);
    assert_eq!(ada.once(&format!("{WIKI}/admin/x")).await.status, 403);
}

#[tokio::test]
async fn a_second_forwarded_header_or_none_is_no_request_at_all() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    for name in [
        "x-forwarded-method",
        "x-forwarded-proto",
        "x-forwarded-host",
        "x-forwarded-uri",
    ] {
        for endpoint in ["check", "status"] {
            let expected = if endpoint == "check" { 400 } else { 403 };
            let mut doubled = visitor.asks(endpoint);
            let own = doubled
                .iter()
                .find(|(known, _)| known == name)
                .unwrap()
                .clone();
            doubled.push(own);
            assert_eq!(
                tell(&server, PROXY, &doubled).await.status,
                expected,
                "two of {name}"
            );
            let mut missing = visitor.asks(endpoint);
            missing.retain(|(known, _)| known != name);
            assert_eq!(
                tell(&server, PROXY, &missing).await.status,
                expected,
                "without {name}"
            );
        }
    }
    for (name, value) in [
        ("x-forwarded-host", "wiki.example.com, evil.example"),
        ("x-forwarded-host", "wiki.example.com."),
        ("x-forwarded-host", "wiki.example.com@evil.example"),
        ("x-forwarded-proto", "https,http"),
        ("x-forwarded-method", "get"),
        ("x-forwarded-uri", "https://wiki.example.com/"),
        ("x-forwarded-uri", "page"),
        ("x-forwarded-uri", "/a b"),
        ("x-forwarded-uri", "/a#b"),
    ] {
        let seen = tell(&server, PROXY, &changed(&visitor, &[(name, value)])).await;
        assert_eq!(seen.status, 400, "{name}: {value}");
        assert!(!seen.headers.contains_key("remote-user"));
    }
}

#[tokio::test]
async fn a_site_is_only_at_its_own_addresses() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    rule(&server, &site, &[("Path", "/public"), ("Everybody", "on")]).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    for address in [
        "https://evil.example/public",
        "https://xwiki.example.com/public",
        "https://wiki.example.com.evil.example/public",
        "https://wiki.example.com:8443/public",
        "http://wiki.example.com/public",
        "http://localhost:8080/public",
    ] {
        assert_eq!(visitor.once(address).await.status, 403, "{address}");
        assert_eq!(visitor.status(address).await, 403, "{address}");
    }
}

#[tokio::test]
async fn a_site_cannot_stand_where_this_server_stands() {
    let server = server().await;
    server.company().await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open("/w/falke/sites/new").await;
    for ours in ["http://localhost:8080", "HTTP://LOCALHOST:8080/"] {
        let fields = [("Name of the site", "Me"), ("Addresses", ours)];
        anna.press("Connect site", &fields).await;
        assert_eq!(anna.status, 422, "{ours}");
        assert!(anna.page.says("this server itself"), "{}", anna.page.main());
    }
}

#[tokio::test]
async fn sign_in_leads_to_the_sites_own_addresses_and_nowhere_else() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let bind = "A".repeat(43);
    let mut browser = server.signed_in(ADA).await;
    for to in [
        "https://evil.example/",
        "https://wiki.example.com.evil.example/",
        "https://wiki.example.com@evil.example/",
        "https://evil.example\\@wiki.example.com/",
        "https://user:pw@wiki.example.com/",
        "http://wiki.example.com/",
        "https://wiki.example.com:444/",
        "https://wiki.example.com./",
        "//wiki.example.com/",
        "/page",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        browser
            .open_only(&format!(
                "/forward-auth/{site}/sign-in?to={query}&bind={bind}"
            ))
            .await;
        assert_eq!(browser.status, 400, "{to}");
    }
    for query in [
        "to=https://wiki.example.com/".to_owned(),
        format!("bind={bind}"),
        format!("to=https://wiki.example.com/&to=https://evil.example/&bind={bind}"),
        format!("to=https://wiki.example.com/&bind={bind}&bind={bind}"),
        "to=https://wiki.example.com/&bind=short".to_owned(),
    ] {
        browser
            .open_only(&format!("/forward-auth/{site}/sign-in?{query}"))
            .await;
        assert_eq!(browser.status, 400, "{query}");
    }
    for tricky in [
        "https://wiki.example.com//evil.example/x",
        "https://wiki.example.com/\\evil.example",
    ] {
        let to: String = url::form_urlencoded::byte_serialize(tricky.as_bytes()).collect();
        let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
        visitor.once(WIKI).await;
        let seen = visitor.once(WIKI).await;
        let own = Url::parse(seen.header("location")).unwrap();
        let bind = own
            .query_pairs()
            .find(|(name, _)| name == "bind")
            .unwrap()
            .1
            .into_owned();
        visitor
            .browser
            .open(&format!("/forward-auth/{site}/sign-in?to={to}&bind={bind}"))
            .await;
        let back = visitor.browser.url.clone();
        assert_eq!(back.host_str(), Some("wiki.example.com"), "{tricky}");
        let seen = visitor.once(back.as_str()).await;
        assert_eq!(seen.header("location"), "/", "{tricky}");
    }
}

#[tokio::test]
async fn a_code_serves_the_browser_that_began_and_no_other() {
    let server = server().await;
    let (falke, _, site) = wiki(&server).await;
    server
        .colleague(&falke, "Eve Klein", people::members::Role::Employee)
        .await;
    let mut attacker = Visitor::signed_in(&server, &site, EVE).await;
    let seen = attacker.once(WIKI).await;
    let to = seen
        .header("location")
        .strip_prefix(server.origin())
        .unwrap()
        .to_owned();
    attacker.browser.open(&to).await;
    let planted = attacker.browser.url.clone();
    // Led into a stranger's entry: a browser that never began, and one that began itself.
    let mut victim = Visitor::new(&server, &site);
    assert_eq!(victim.once(planted.as_str()).await.status, 410);
    victim.once(WIKI).await;
    let seen = victim.once(planted.as_str()).await;
    assert_eq!(seen.status, 410);
    assert!(!victim.once(WIKI).await.passed());
    let reference = seen.page.texts("dd.reference").join("");
    assert_eq!(
        server.events_at(&reference).await[0].kind,
        "site.code.refused"
    );
    // The wrong try used it up.
    assert_eq!(
        attacker.once(planted.as_str()).await.header("location"),
        "/"
    );
    assert!(!attacker.once(WIKI).await.passed());
    // A stolen code without the cookie of its browser.
    let mut ada = Visitor::signed_in(&server, &site, ADA).await;
    let seen = ada.once(WIKI).await;
    let to = seen
        .header("location")
        .strip_prefix(server.origin())
        .unwrap()
        .to_owned();
    ada.browser.open(&to).await;
    assert_eq!(
        attacker.once(ada.browser.url.clone().as_str()).await.status,
        410
    );
    assert!(!attacker.once(WIKI).await.passed());
}

#[tokio::test]
async fn a_code_or_cookie_of_one_site_opens_no_other() {
    let server = server().await;
    let (_, _, wiki) = wiki(&server).await;
    let fields = [
        ("Name of the site", "Twin"),
        ("Addresses", "wiki.example.com\nother.example.com"),
    ];
    let twin = connect(&server, &fields).await;
    let mut visitor = Visitor::signed_in(&server, &wiki, ADA).await;
    let seen = visitor.once(WIKI).await;
    let to = seen
        .header("location")
        .strip_prefix(server.origin())
        .unwrap()
        .to_owned();
    visitor.browser.open(&to).await;
    let back = visitor.browser.url.clone();
    visitor.site.clone_from(&twin);
    assert_eq!(
        visitor.once(back.as_str()).await.status,
        410,
        "the code of the other site"
    );
    visitor.site.clone_from(&wiki);
    assert!(visitor.open(WIKI).await.passed());
    visitor.site.clone_from(&twin);
    assert!(
        !visitor.once(WIKI).await.passed(),
        "the cookie of the other site"
    );
    assert!(visitor.open(WIKI).await.passed());
    let jar = visitor.cookies["wiki.example.com"].clone();
    visitor.cookies.insert("other.example.com".to_owned(), jar);
    let seen = visitor.once("https://other.example.com/").await;
    assert!(!seen.passed(), "the cookie of the other host");
}

#[tokio::test]
async fn no_other_token_passes_for_the_cookie_of_a_site() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    assert!(visitor.open(WIKI).await.passed());
    let good = visitor
        .cookie("wiki.example.com", "vestibule-site")
        .unwrap()
        .clone();
    let browser = visitor
        .cookie("wiki.example.com", "vestibule-site-browser")
        .unwrap()
        .clone();
    let session = visitor
        .browser
        .cookie("vestibule-session")
        .unwrap()
        .to_owned();
    let mut flipped = good.clone();
    flipped.replace_range(0..1, if good.starts_with('A') { "B" } else { "A" });
    let name = "__Host-vestibule-site";
    for cookie in [
        format!("{name}={session}"),
        format!("{name}={browser}"),
        format!("{name}={flipped}"),
        format!("{name}={}", &good[1..]),
        format!("{name}={good}x"),
        format!("{name}="),
        format!("{name}={good}; {name}={good}"),
        format!("vestibule-site={good}"),
        format!("vestibule-session={session}"),
        format!("{name}=\u{1}"),
        "=".repeat(3000),
    ] {
        let Ok(_) = axum::http::HeaderValue::from_str(&cookie) else {
            continue;
        };
        let seen = tell(&server, PROXY, &changed(&visitor, &[("cookie", &cookie)])).await;
        assert!(!seen.passed(), "{cookie}");
        assert!(seen.status.is_redirection(), "{cookie}: {}", seen.status);
    }
    let ours = visitor.browser.cookies();
    let planted = ours.keys().any(|name| name.contains("site"));
    assert!(!planted, "our own host holds no cookie of a site");
    let mut at_home = server.browser();
    at_home.plant("vestibule-session", &good);
    at_home.open("/passport").await;
    assert_eq!(
        at_home.page.heading(),
        "Sign in",
        "nor does the cookie of a site open us"
    );
}

#[tokio::test]
async fn a_stolen_table_of_entries_opens_nothing() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    let mut conn = server.app.db.read().await.unwrap();
    let row = conn
        .one(base::db::sql("SELECT hash FROM site_entries"), Vec::new())
        .await
        .unwrap();
    let hash: Vec<u8> = row.get("hash").unwrap();
    use base64::Engine;
    let text = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(hash);
    let cookie = format!("__Host-vestibule-site={text}");
    let seen = tell(&server, PROXY, &changed(&visitor, &[("cookie", &cookie)])).await;
    assert!(seen.status.is_redirection());
}

#[tokio::test]
async fn paths_of_ours_on_the_host_of_a_site_are_matched_letter_by_letter() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let mut visitor = Visitor::signed_in(&server, &site, ADA).await;
    visitor.open(WIKI).await;
    for path in [
        "/.vestibule",
        "/.vestibule/",
        "/.vestibule/else",
        "/.vestibule/callback/",
    ] {
        let seen = tell(
            &server,
            PROXY,
            &changed(&visitor, &[("x-forwarded-uri", path)]),
        )
        .await;
        assert_eq!(seen.status, 404, "{path}");
    }
    for path in [
        "/x/../.vestibule/sign-out",
        "/%2evestibule/sign-out",
        "/.VESTIBULE/sign-out",
        "//.vestibule/sign-out",
    ] {
        tell(
            &server,
            PROXY,
            &changed(&visitor, &[("x-forwarded-uri", path)]),
        )
        .await;
    }
    assert!(
        visitor.once(WIKI).await.passed(),
        "no other spelling signs anybody out"
    );
}

#[tokio::test]
async fn whatever_a_proxy_sends_nothing_passes_without_a_name() {
    let server = server().await;
    let (_, _, site) = wiki(&server).await;
    let visitor = Visitor::new(&server, &site);
    let odd = [
        "",
        "\u{7f}",
        "%00",
        "../..",
        "'; DROP TABLE sites; --",
        "<script>",
        "a,b",
        "ä",
        "\t",
    ];
    for name in [
        "x-forwarded-method",
        "x-forwarded-proto",
        "x-forwarded-host",
        "x-forwarded-uri",
        "cookie",
        "accept",
        "sec-fetch-mode",
        "x-forwarded-for",
    ] {
        for value in odd {
            if axum::http::HeaderValue::from_str(value).is_err() {
                continue;
            }
            let seen = tell(&server, PROXY, &changed(&visitor, &[(name, value)])).await;
            assert!(!seen.status.is_success(), "{name}: {value:?}");
            assert!(!seen.status.is_server_error(), "{name}: {value:?}");
        }
    }
    for site in ["0000000000000000000000000a", "x", "..", "%2e%2e", "%00"] {
        for endpoint in ["check", "status", "sign-in", "signed-out"] {
            let path = format!("/forward-auth/{site}/{endpoint}");
            let lines = changed(&visitor, &[(":path", &path)]);
            assert_eq!(tell(&server, PROXY, &lines).await.status, 404, "{path}");
        }
    }
}
