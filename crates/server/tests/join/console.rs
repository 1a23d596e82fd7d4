//! The pages of an administrator: links made, refused, ended; those of another workspace are not there.

use super::{ANNA, EVA, OPEN, made};
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn a_link_is_shown_once_and_kept_as_a_hash() {
    let server = TestApp::start().await;
    server.company().await;
    let link = made(&server, &[OPEN]).await;
    let secret = link.split_once('=').unwrap().1;
    let mut anna = server.signed_in(ANNA).await;
    for page in [
        "/w/falke/people/links",
        "/w/falke/audit",
        "/w/falke/people/links/new",
    ] {
        anna.open(page).await;
        assert!(!anna.page.source.contains(secret), "{page}");
    }
    anna.open("/w/falke/people/links").await;
    for words in ["Interns", "Open", "0 of 20"] {
        assert!(anna.page.says(words), "{words}");
    }
    let mut conn = server.app.db.read().await.unwrap();
    let count = base::db::sql("SELECT COUNT(*) AS n FROM join_links WHERE hash = $1");
    let found = conn
        .one(count, base::params![secret.as_bytes().to_vec()])
        .await
        .unwrap();
    assert_eq!(found.int("n").unwrap(), 0);
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields_and_nothing_is_made() {
    let server = TestApp::start().await;
    server.company().await;
    let mut anna = server.signed_in(ANNA).await;
    for (field, value, words) in [
        ("Name of the link", " ", "Type a name"),
        ("How many people can use it", "0", "from 1 to 1,000"),
        ("How many people can use it", "1001", "from 1 to 1,000"),
        ("How many days it works", "91", "from 1 to 90"),
        (
            "Only for addresses of these domains",
            "localhost",
            "behind the @",
        ),
    ] {
        anna.open("/w/falke/people/links/new").await;
        let mut fields = vec![("Name of the link", "Interns")];
        fields.retain(|(label, _)| *label != field);
        fields.push((field, value));
        anna.press("Make the link", &fields).await;
        assert_eq!(anna.status, 422, "{field} {value}");
        assert!(anna.page.says(words), "{field}: {}", anna.page.main());
        assert!(anna.page.title().starts_with("Error:"));
    }
    // No field offers this: a link never makes administrators.
    anna.open("/w/falke/people/links/new").await;
    let body = "name=Mine&role=administrator&uses=1&days=1";
    anna.post_fields("/w/falke/people/links/new", body).await;
    assert_eq!(anna.status, 422);
    anna.open("/w/falke/people/links").await;
    assert!(anna.page.says("No links to join yet"));
}

#[tokio::test]
async fn departments_and_groups_of_another_workspace_are_none() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server.person("Eva Lind", EVA, PASSWORD).await;
    server.workspace("adler", "Adler", eva).await;
    let mut browser = server.signed_in(EVA).await;
    browser.open("/w/adler/groups").await;
    browser.press("Create group", &[("Name", "Board")]).await;
    let group = browser.url.path().rsplit('/').next().unwrap().to_owned();
    browser.open("/w/adler/departments").await;
    browser
        .press("Create department", &[("Name of the department", "Sales")])
        .await;
    let department = browser.page.links_of("/w/adler/departments/")[0].clone();
    let department = department.rsplit('/').next().unwrap().to_owned();
    let mut anna = server.signed_in(ANNA).await;
    for more in [format!("group={group}"), format!("department={department}")] {
        anna.open("/w/falke/people/links/new").await;
        let body = format!("name=Mine&role=guest&uses=1&days=1&{more}");
        anna.post_fields("/w/falke/people/links/new", &body).await;
        assert_eq!(anna.status, 422, "{more}");
    }
    for more in [format!("group={group}"), format!("department={department}")] {
        browser.open("/w/adler/people/links/new").await;
        let body = format!("name=Mine&role=guest&uses=1&days=1&{more}");
        browser
            .post_fields("/w/adler/people/links/new", &body)
            .await;
        assert_eq!(browser.status, 200, "{more}");
    }
}

#[tokio::test]
async fn a_link_or_request_of_another_workspace_cannot_be_touched() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server.person("Eva Lind", EVA, PASSWORD).await;
    server.workspace("adler", "Adler", eva).await;
    server.person("Nora", "nora@x.example", PASSWORD).await;
    let link = made(&server, &[]).await;
    let mut nora = server.signed_in("nora@x.example").await;
    nora.open(&link).await;
    nora.press("Ask to join", &[]).await;
    let mut anna = server.signed_in(ANNA).await;
    anna.open("/w/falke/people/links").await;
    let start = anna.page.source.find("/people/links/0").unwrap() + "/people/links/".len();
    let id = anna.page.source[start..start + 26].to_owned();
    anna.open("/w/falke/people/requests").await;
    let start = anna.page.source.find("id=\"request-").unwrap() + "id=\"request-".len();
    let request = anna.page.source[start..start + 26].to_owned();
    let mut browser = server.signed_in(EVA).await;
    browser.open("/w/adler/people/links").await;
    let revoke = format!("/w/adler/people/links/{id}/revoke");
    browser.post_fields(&revoke, "").await;
    assert_eq!(browser.status, 404);
    for what in ["approve", "refuse"] {
        browser.open("/w/adler/people/requests").await;
        let body = format!("request={request}&what={what}");
        browser.post_fields("/w/adler/people/requests", &body).await;
        assert!(browser.page.says(": 0."), "{}", browser.page.main());
    }
    anna.open("/w/falke/people/requests").await;
    assert!(anna.page.says("Nora"));
}
