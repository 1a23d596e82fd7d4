//! Inviting from a file: looked at first, done beside requests, every mistake named.

mod attacks;
mod phones;
mod running;

use crate::harness::{Browser, TestApp};

const ANNA: &str = "anna@falke.example.com";
const IMPORT: &str = "/w/falke/people/import";

/// Anna chooses a file.
async fn chosen<'a>(server: &'a TestApp, file: &[u8]) -> Browser<'a> {
    let mut anna = server.signed_in(ANNA).await;
    anna.open(IMPORT).await;
    let button = ("Look at the file", "file");
    anna.press_with_file(button, &[], ("people.csv", file))
        .await;
    anna
}

#[tokio::test]
async fn a_file_is_looked_at_and_its_people_are_invited() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        let file = "\u{FEFF}Vorname;Nachname;E-Mail;Rolle;Sprache\r\nJonas;Weber;jonas@x.example;;de\r\n\
                    Klara;Berg;klara@x.example;Gast;\r\n";
        let mut anna = chosen(&server, file.as_bytes()).await;
        assert!(
            anna.page.says("Every row can be invited: 2"),
            "{}",
            anna.page.main()
        );
        assert!(anna.page.says("Given name") && anna.page.says("Weber"));
        server.work().await;
        assert!(server.mailbox.take().is_empty(), "nobody is written to yet");
        anna.press("Invite people: 2", &[]).await;
        assert!(anna.page.says("Running"), "{}", anna.page.main());
        server.work().await;
        let here = anna.url.path().to_owned();
        anna.open(&here).await;
        assert!(anna.page.says("Done"), "{}", anna.page.main());
        server.pass(std::time::Duration::from_secs(60));
        let letter = server.letter_to("jonas@x.example").await;
        assert_eq!(letter.subject(), "Einladung in einen Arbeitsbereich: Falke");
        anna.open("/w/falke/people/invited").await;
        for words in ["Jonas Weber", "klara@x.example", "Guest", "Anna Nowak"] {
            assert!(anna.page.says(words), "{words}");
        }
        anna.open("/w/falke/audit").await;
        assert!(anna.page.says("Import of people begun"));
    }
}

#[tokio::test]
async fn every_mistake_is_shown_by_line_and_column_and_the_rest_goes_on() {
    let server = TestApp::start().await;
    let (falke, _) = server.company().await;
    server
        .colleague(&falke, "Bea Zorn", people::members::Role::Employee)
        .await;
    let file = "Name,E-mail,Role,Department\nBea,bea@falke.example.com,,\nJonas,jonas@x.example,owner,\n\
                Klara,klara@x.example,,Nowhere\nLena,lena@x.example,admin,\nMax,max@x.example,,\n\
                Max,MAX@x.example,,\n,nora@x.example,,\n";
    let mut anna = chosen(&server, file.as_bytes()).await;
    assert!(anna.page.says("Can be invited: 1."), "{}", anna.page.main());
    let rows = anna.page.texts("tbody tr");
    for (line, column, words) in [
        ("2", "2", "A member already."),
        ("3", "3", "This is no role"),
        ("4", "4", "There is no such department"),
        (
            "5",
            "3",
            "Administrators and the help desk are made one by one",
        ),
        ("7", "2", "stands in the file before"),
        ("8", "1", "There is no name."),
    ] {
        let found = rows.iter().find(|row| row.contains(words)).unwrap();
        let place = format!("{line}Column{column}Why");
        assert!(found.starts_with(&place), "{found}");
    }
    anna.press("Invite people: 1", &[]).await;
    server.work().await;
    let here = anna.url.path().to_owned();
    anna.open(&here).await;
    assert!(
        anna.page.says("Rows that were left out"),
        "{}",
        anna.page.main()
    );
    anna.open(&format!("{here}/refused.csv")).await;
    assert_eq!(anna.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        anna.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let text = anna.page.source.clone();
    assert!(text.contains("Klara,klara@x.example,,Nowhere,"), "{text}");
    assert_eq!(text.lines().count(), 7, "{text}");
}

#[tokio::test]
async fn columns_are_chosen_where_the_file_does_not_name_them() {
    let server = TestApp::start().await;
    server.company().await;
    let file = "jonas@x.example,Jonas,Plant\nklara@x.example,Klara,Plant > North\n";
    let mut anna = chosen(&server, file.as_bytes()).await;
    assert!(anna.page.says("Say which column holds"));
    let here = anna.url.path().to_owned();
    let columns = "column=email&column=name&column=department&role=employee";
    anna.post_fields(&here, &format!("{columns}&what=look"))
        .await;
    assert!(anna.page.says("Can be invited: 0."), "{}", anna.page.main());
    assert!(anna.page.says("There is no such department"));
    let more = ("Make departments that are not there", "on");
    let again = format!("{columns}&departments=on&what=look");
    anna.post_fields(&here, &again).await;
    assert_eq!(anna.page.value_of(more.0), more.1);
    anna.press("Invite people: 2", &[]).await;
    server.work().await;
    anna.open("/w/falke/departments").await;
    for words in ["Plant", "North"] {
        assert!(anna.page.says(words), "{words}");
    }
}

#[tokio::test]
async fn the_same_file_again_invites_nobody_twice() {
    let server = TestApp::start().await;
    server.company().await;
    let file = b"Name,E-mail\nJonas,jonas@x.example\nKlara,klara@x.example\n";
    let mut anna = chosen(&server, file).await;
    anna.press("Invite people: 2", &[]).await;
    server.work().await;
    let mut again = chosen(&server, file).await;
    assert!(again.page.says("Invited already."), "{}", again.page.main());
    // Past the page, which offers no button now.
    let here = again.url.path().to_owned();
    let body = "head=on&column=name&column=email&role=employee&what=start";
    again.post_fields(&here, body).await;
    server.work().await;
    again.open(&here).await;
    assert!(again.page.says("Invited already."));
    server.pass(std::time::Duration::from_secs(60));
    server.work().await;
    assert_eq!(server.mailbox.take().len(), 2);
    // Begun once: the button of an old page does nothing.
    let first = anna.url.path().to_owned();
    again.open(IMPORT).await;
    again.post_fields(&first, body).await;
    assert!(
        again.page.says("Nothing was changed"),
        "{}",
        again.page.main()
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_beside_the_field() {
    let server = TestApp::start().await;
    server.company().await;
    for (file, words) in [
        (b"".as_slice(), "Choose a file"),
        (b"\xFF\xFEa\0", "not UTF-8"),
        (b"a\n\"b", "line 2 is not closed"),
        (b"a\n\"b\"c", "line 2"),
    ] {
        let anna = chosen(&server, file).await;
        assert_eq!(anna.status, 422, "{words}");
        assert!(anna.page.says(words), "{}", anna.page.main());
    }
    assert_eq!(server.rows().await["imports"], 0);
}
