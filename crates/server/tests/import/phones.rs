//! People without an address are invited by text message, within what the price guard allows.

use serde_json::json;

use super::{ANNA, chosen};
use crate::harness::TestApp;
use crate::harness::script::personal;

const FILE: &str = "Vorname;Nachname;E-Mail;Handynummer\nJonas;Weber;jonas@x.example;0171 3920011\n\
                    Klara;Berg;;0171 / 392 00 12\nLena;Vogt;;+49 171 3920013\n";

async fn numbers(server: &TestApp) -> Vec<String> {
    server.work().await;
    let mut numbers: Vec<String> = server
        .phones
        .take()
        .iter()
        .map(|message| message.to.e164().to_owned())
        .collect();
    numbers.sort();
    numbers
}

#[tokio::test]
async fn whoever_has_no_address_in_the_file_is_invited_by_text_message() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting().await;
        let mut anna = chosen(&server, FILE.as_bytes()).await;
        assert!(
            anna.page.says("Every row can be invited: 3") && anna.page.says("Phone"),
            "{}",
            anna.page.main()
        );
        server.work().await;
        assert!(server.phones.take().is_empty(), "nobody is written to yet");
        anna.press("Invite people: 3", &[]).await;
        assert_eq!(
            numbers(&server).await,
            ["+491713920012", "+491713920013"],
            "an address comes first"
        );
        anna.open("/w/falke/people/invited").await;
        for words in ["Klara Berg", "+49 171 3920012", "jonas@x.example"] {
            assert!(anna.page.says(words), "{words}: {}", anna.page.main());
        }
        let again = chosen(&server, FILE.as_bytes()).await;
        assert!(
            again.page.says("Can be invited: 0."),
            "{}",
            again.page.main()
        );
    }
}

#[tokio::test]
async fn every_number_that_gets_no_message_is_named_with_the_reason() {
    let server = TestApp::start().await;
    server.company().await;
    server.texting().await;
    let file = "Name,Phone\nBea,17\nCem,+48 512 345 678\nDora,030 23125000\nEmil,\nFrieda,0171 3920012\n\
                Gero,+491713920012\n";
    let anna = chosen(&server, file.as_bytes()).await;
    assert!(anna.page.says("Can be invited: 1."), "{}", anna.page.main());
    let rows = anna.page.texts("tbody tr");
    for (line, words) in [
        ("2", "There is no such phone number."),
        ("3", "do not go to this country"),
        ("4", "mobile numbers only"),
        ("5", "neither an address nor a phone number"),
        ("7", "stands in the file before"),
    ] {
        let found = rows.iter().find(|row| row.contains(words)).unwrap();
        assert!(found.starts_with(&format!("{line}Column2Why")), "{found}");
    }
    server
        .texting_with(|set| set.way = base::sms::Way::Off)
        .await;
    let off = chosen(&server, file.as_bytes()).await;
    assert!(off.page.says("Phone numbers are not used here."));
}

/// The whole price guard holds for an import; what it withholds leaves nobody invited.
#[tokio::test]
async fn an_import_sends_no_more_messages_than_there_may_be() {
    for server in TestApp::on_each_engine().await {
        server.company().await;
        server.texting_with(|set| set.limits.passport_day = 2).await;
        let rows: String = (10..30).map(|n| format!("P {n},0171 39200{n}\n")).collect();
        let rows = format!("Name,Phone\n{rows}Last,last@x.example\n")
            .replace("Name,Phone", "Name,Phone,E-mail")
            .replace("Last,last", "Last,,last");
        let mut anna = chosen(&server, rows.as_bytes()).await;
        anna.press("Invite people: 21", &[]).await;
        assert_eq!(numbers(&server).await.len(), 2);
        let here = anna.url.path().to_owned();
        anna.open(&here).await;
        assert!(
            anna.page.says("Choose the rows that were left out later"),
            "{}",
            anna.page.main()
        );
        let mut conn = server.app.db.read().await.unwrap();
        let count = "SELECT COUNT(*) AS n FROM members WHERE state = 'invited'";
        let found = conn.one(base::db::sql(count), vec![]).await.unwrap();
        assert_eq!(
            found.int("n").unwrap(),
            3,
            "two by text message, one by letter"
        );
        let lost = "SELECT COUNT(*) AS n FROM passports WHERE claimed_at IS NULL";
        let found = conn.one(base::db::sql(lost), vec![]).await.unwrap();
        assert_eq!(found.int("n").unwrap(), 3, "nobody is left behind");
    }
}

#[tokio::test]
async fn a_script_names_people_by_number_too() {
    let server = TestApp::start().await;
    server.company().await;
    server.texting().await;
    let mut anna = server.signed_in(ANNA).await;
    let own = personal(&server, &mut anna, &["people:read", "people:write"]).await;
    let rows = json!({"rows": [
        {"name": "Klara Berg", "phone": "0171 3920012"},
        {"name": "Lena Vogt", "email": "lena@x.example", "phone": "0171 3920013"},
        {"name": "Max Roth"},
    ]});
    let begun = own.post("/workspaces/falke/imports", rows).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    assert_eq!(numbers(&server).await, ["+491713920012"]);
    let id = begun.body["id"].as_str().unwrap();
    let refused = own
        .get(&format!("/workspaces/falke/imports/{id}/refused"))
        .await;
    assert_eq!(refused.body["items"][0]["why"], "contact-missing");
    assert_eq!(refused.body["items"][0]["line"], 4);
}
