//! The photo: sent, cut, shown to those who may see it, removed.

use axum::http::StatusCode;
use base::db::sql;
use base::params;
use people::members;
use people::passports;
use people::{PassportId, PictureKey, WorkspaceId};

use super::ANNA;
use crate::harness::picture::{self, holds};
use crate::harness::{Browser, PASSWORD, TestApp};

const TICK: &str = "Update my photo in all my workspaces";

async fn send(browser: &mut Browser<'_>, fields: &[(&str, &str)], file: &[u8]) {
    browser.open("/passport/profile").await;
    let where_to = ("Save photo", "photo");
    browser
        .press_with_file(where_to, fields, ("me.jpg", file))
        .await;
}

/// The address of the picture on this page.
fn shown(browser: &Browser<'_>) -> Option<String> {
    let (_, rest) = browser.page.source.split_once("src=\"/pictures/")?;
    let address = rest.split('"').next().unwrap();
    Some(format!("/pictures/{address}"))
}

/// How many are kept.
async fn pictures(server: &TestApp) -> i64 {
    let mut conn = server.app.db.read().await.unwrap();
    let row = conn.optional(sql("SELECT COUNT(*) AS n FROM pictures"), params![]);
    row.await.unwrap().unwrap().int("n").unwrap()
}

async fn of_passport(server: &TestApp, person: PassportId) -> Option<PictureKey> {
    let mut conn = server.app.db.read().await.unwrap();
    passports::load(&mut conn, person)
        .await
        .unwrap()
        .unwrap()
        .picture
}

async fn in_workspace(
    server: &TestApp,
    workspace: WorkspaceId,
    person: PassportId,
) -> Option<PictureKey> {
    let mut conn = server.app.db.read().await.unwrap();
    let member = members::of_passport(&mut conn, workspace, person).await;
    member.unwrap().unwrap().picture
}

#[tokio::test]
async fn a_photo_is_sent_and_seen_everywhere() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        browser.open("/passport/profile").await;
        assert_eq!(shown(&browser), None, "initials without a photo");
        for file in [
            picture::jpeg(300, 200),
            picture::png(200, 300),
            picture::webp(90, 90),
        ] {
            send(&mut browser, &[], &file).await;
            assert_eq!(browser.status, 200);
            assert!(browser.page.says("The photo is saved."));
        }
        let address = shown(&browser).expect("a photo in the menu");
        let file = browser.fetch(&address).await;
        assert!(file.starts_with(b"\xff\xd8\xff"), "made anew as JPEG");
        for page in ["/passport", "/w/falke/people"] {
            browser.open(page).await;
            assert!(shown(&browser).is_some(), "{page}");
        }
        let member = {
            let mut conn = server.app.db.read().await.unwrap();
            members::of_passport(&mut conn, falke.id, anna)
                .await
                .unwrap()
                .unwrap()
        };
        browser
            .open(&format!("/w/falke/people/{}", member.id))
            .await;
        assert!(
            browser.page.source.contains("/256\""),
            "large at the head of the page"
        );
        assert_eq!(pictures(&server).await, 1, "the ones before are gone");
        let kinds = server.events_of(anna).await;
        let changes = kinds
            .iter()
            .filter(|kind| *kind == "passport.profile.changed");
        assert!(changes.count() >= 3);
        browser.open("/w/falke/audit").await;
        assert!(browser.page.says("what: photo"));
    }
}

#[tokio::test]
async fn the_answer_is_a_picture_and_nothing_else() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    // A true picture with a page behind its end.
    let mut both = picture::jpeg(100, 100);
    both.extend(b"<!doctype html><script>alert(document.domain)</script>");
    send(&mut browser, &[], &both).await;
    let address = shown(&browser).unwrap();
    let mut stranger = server.browser();
    let file = stranger.fetch(&address).await;
    assert!(!holds(&file, b"script"));
    let header = |name: &str| stranger.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    assert!(header("content-security-policy").contains("default-src 'none'; sandbox"));
    assert!(!stranger.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn what_the_camera_noted_is_heeded_once_and_dropped() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    // Red on the left; the camera was turned, so it is red above.
    send(&mut browser, &[], &picture::noted_jpeg(200, 200, 6)).await;
    let file = browser.fetch(&shown(&browser).unwrap()).await;
    assert!(!holds(&file, picture::SECRET_PLACE) && !holds(&file, b"Exif"));
    let upright = picture::noted_jpeg(200, 200, 1);
    assert!(holds(&upright, picture::SECRET_PLACE));
    send(&mut browser, &[], &upright).await;
    assert_ne!(
        browser.fetch(&shown(&browser).unwrap()).await,
        file,
        "it was turned"
    );
}

#[tokio::test]
async fn the_part_that_is_kept_is_chosen() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    let file = picture::png(200, 100);
    let mut made = Vec::new();
    for part in [None, Some(["0", "0", "100"]), Some(["100", "0", "100"])] {
        browser.open("/passport/profile").await;
        let mut filled = browser.page.fill("Save photo", &[]);
        for (name, value) in ["x", "y", "side"].iter().zip(part.unwrap_or_default()) {
            filled.fields.retain(|(known, _)| known != name);
            filled.fields.push(((*name).to_owned(), value.to_owned()));
        }
        browser
            .send_with_file(filled, "photo", ("a.png", &file))
            .await;
        assert!(browser.page.says("The photo is saved."));
        made.push(browser.fetch(&shown(&browser).unwrap()).await);
    }
    assert!(made[0] != made[1] && made[1] != made[2]);
    for part in [
        ["101", "0", "100"],
        ["0", "0", "10"],
        ["0", "0", "4294967295"],
    ] {
        browser.open("/passport/profile").await;
        let mut filled = browser.page.fill("Save photo", &[]);
        filled
            .fields
            .retain(|(known, _)| !["x", "y", "side"].contains(&known.as_str()));
        let named = ["x", "y", "side"].iter().zip(part);
        filled
            .fields
            .extend(named.map(|(name, value)| ((*name).to_owned(), value.to_owned())));
        browser
            .send_with_file(filled, "photo", ("a.png", &file))
            .await;
        assert_eq!(browser.status, 422);
        assert!(
            browser
                .page
                .says("The chosen part does not lie in the picture.")
        );
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_beside_its_field() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    let bomb = picture::hollow_png(50_000);
    for (file, why) in [
        (b"".as_slice(), "Choose a picture first."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "SVG drawings can hold programs",
        ),
        (
            b"<!doctype html><script>alert(1)</script>",
            "This is no picture we can read.",
        ),
        (b"GIF89a", "This is no picture we can read."),
        (&picture::jpeg(100, 100)[..200], "This file is damaged."),
        (&bomb, "This picture is too large."),
        (&picture::png(20, 20), "This picture is too small"),
        (&vec![0; 23 << 20], "This picture is too large."),
    ] {
        send(&mut browser, &[], file).await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(browser.page.says(why), "{why}");
        assert!(browser.page.title().starts_with("Error:"));
    }
    assert_eq!(of_passport(&server, anna).await, None);
    assert_eq!(pictures(&server).await, 0);
}

#[tokio::test]
async fn workspaces_follow_only_when_it_is_ticked() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        send(&mut browser, &[], &picture::jpeg(100, 100)).await;
        let first = of_passport(&server, anna).await;
        assert_eq!(
            in_workspace(&server, falke.id, anna).await,
            first,
            "ticked unless one says no"
        );
        send(&mut browser, &[(TICK, "off")], &picture::png(60, 90)).await;
        let second = of_passport(&server, anna).await;
        assert_ne!(first, second);
        assert_eq!(in_workspace(&server, falke.id, anna).await, first);
        assert_eq!(pictures(&server).await, 2, "one of them for the workspace");
        // A workspace that is joined later knows the photo of that day.
        let otter = server.workspace("otter", "Otter Club", anna).await;
        assert_eq!(in_workspace(&server, otter.id, anna).await, second);
        send(&mut browser, &[], &picture::png(60, 90)).await;
        assert_eq!(
            of_passport(&server, anna).await,
            second,
            "the same picture keeps its address"
        );
        assert_eq!(in_workspace(&server, falke.id, anna).await, second);
        assert_eq!(pictures(&server).await, 1);
    }
}

#[tokio::test]
async fn removed_is_removed_everywhere_and_the_old_address_is_dead() {
    for server in TestApp::on_each_engine().await {
        let (falke, anna) = server.company().await;
        let mut browser = server.signed_in(ANNA).await;
        send(&mut browser, &[], &picture::jpeg(100, 100)).await;
        let address = shown(&browser).unwrap();
        browser.press("Remove photo everywhere", &[]).await;
        assert!(
            browser
                .page
                .says("The photo is removed, in your workspaces too.")
        );
        assert_eq!(of_passport(&server, anna).await, None);
        assert_eq!(in_workspace(&server, falke.id, anna).await, None);
        browser.open(&address).await;
        assert_eq!(browser.status, 404);
        assert_eq!(pictures(&server).await, 0);
    }
}

#[tokio::test]
async fn paths_are_not_guessed() {
    let server = TestApp::start().await;
    server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    send(&mut browser, &[], &picture::jpeg(100, 100)).await;
    let address = shown(&browser).unwrap();
    let (start, _) = address.rsplit_once('/').unwrap();
    let key = start.rsplit('/').next().unwrap();
    assert!(key.len() >= 22, "128 bits");
    let other = if key.starts_with('A') { "B" } else { "A" };
    for path in [
        format!("/pictures/{other}{}/64", &key[1..]),
        format!("{start}/65"),
        format!("{start}/64.svg"),
        format!("{start}/"),
        format!("/pictures/{}/64", key.to_lowercase()),
        "/pictures/..%2f..%2fetc%2fpasswd/64".to_owned(),
        format!("/pictures/{key}%00/64"),
        "/pictures/'%20OR%201=1/64".to_owned(),
    ] {
        browser.open(&path).await;
        assert_eq!(browser.status, 404, "{path}");
    }
}

#[tokio::test]
async fn only_our_own_page_sends_one() {
    let server = TestApp::start().await;
    let (_, anna) = server.company().await;
    let mut browser = server.signed_in(ANNA).await;
    browser.open("/passport/profile").await;
    let filled = browser.page.fill("Save photo", &[]);
    let file = picture::jpeg(64, 64);
    let mut without = filled.clone();
    without.fields.retain(|(name, _)| name != "csrf");
    browser.send_with_file(without, "photo", ("a", &file)).await;
    assert_eq!(browser.status, 409);
    browser.odd = vec![("sec-fetch-site", Some("cross-site"))];
    browser
        .send_with_file(filled.clone(), "photo", ("a", &file))
        .await;
    assert_eq!(browser.status, 403);
    browser.odd.clear();
    let mut stranger = server.browser();
    stranger.open("/sign-in").await;
    stranger.send_with_file(filled, "photo", ("a", &file)).await;
    assert!(stranger.url.path().starts_with("/sign-in"));
    assert_eq!(of_passport(&server, anna).await, None);
}

#[tokio::test]
async fn a_stranger_in_a_workspace_keeps_the_invited_ones_photo_to_themselves() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    let bruno = server
        .person("Bruno Klein", "bruno@falke.example.com", PASSWORD)
        .await;
    let mut browser = server.signed_in("bruno@falke.example.com").await;
    send(&mut browser, &[], &picture::jpeg(100, 100)).await;
    let mut admin = server.signed_in(ANNA).await;
    admin.open("/w/falke/people/new").await;
    let typed = [("Name", "Bruno"), ("E-mail", "bruno@falke.example.com")];
    admin.press("Add and invite", &typed).await;
    assert_eq!(
        in_workspace(&server, falke.id, bruno).await,
        None,
        "not before he joins"
    );
}

#[tokio::test]
async fn whoever_chooses_between_passports_sees_their_photos() {
    let server = TestApp::start().await;
    server.company().await;
    server
        .person("Bruno Klein", "bruno@other.example.com", PASSWORD)
        .await;
    let mut browser = server.signed_in(ANNA).await;
    send(&mut browser, &[], &picture::jpeg(300, 200)).await;
    let photo = shown(&browser).unwrap();
    let key = photo.trim_end_matches("/256").trim_end_matches("/64");
    browser.open("/sign-in?switch=1").await;
    let name = [("Login or e-mail", "bruno@other.example.com")];
    browser.press("Continue", &name).await;
    browser.press("Sign in", &[("Password", PASSWORD)]).await;
    for page in ["/passport", "/sign-in?switch=1"] {
        browser.open(page).await;
        let small = format!("src=\"{key}/64\"");
        assert!(browser.page.source.contains(&small), "{page}");
    }
    let file = browser.fetch(&format!("{key}/64")).await;
    assert!(!file.is_empty(), "and it is there");
}
