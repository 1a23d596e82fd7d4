//! What an outsider, or a file from one, may try.

use protocol::csv::{LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_RECORDS};

use super::{IMPORT, chosen};
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn csv_bombs_are_refused_and_leave_nothing() {
    let server = TestApp::start().await;
    server.company().await;
    let endless = format!("Name,E-mail\n\"{}", "x,\n".repeat(LONGEST_CELL));
    let wide = format!("Name,E-mail\n{}", ",".repeat(MOST_CELLS));
    let many = "a,b\n".repeat(MOST_RECORDS + 1);
    let large = vec![b'a'; MOST_BYTES + 1];
    let nul = b"Name,E-mail\nJonas,jonas@x.example\0\n".to_vec();
    for (file, words) in [
        (endless.into_bytes(), "longer than 1,000"),
        (wide.into_bytes(), "more than 50 columns"),
        (many.into_bytes(), "more than 20,000"),
        (large, "larger than 4 MB"),
        (nul, "that no text holds"),
    ] {
        let anna = chosen(&server, &file).await;
        assert_eq!(anna.status, 422, "{words}");
        assert!(anna.page.says(words), "{words}: {}", anna.page.main());
    }
    assert_eq!(server.rows().await["imports"], 0);
}

#[tokio::test]
async fn no_cell_of_a_download_is_a_formula() {
    let server = TestApp::start().await;
    server.company().await;
    let file = "=cmd,+Name,-E-mail,@x\n\"=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\",\"+1\",\"-2\",\"\t=x\"\n";
    let mut anna = chosen(&server, file.as_bytes()).await;
    let here = anna.url.path().to_owned();
    let body = "head=on&column=&column=name&column=email&column=&role=employee&what=start";
    anna.post_fields(&here, body).await;
    server.work().await;
    anna.open(&format!("{here}/refused.csv")).await;
    let text = anna.page.source.trim_start_matches('\u{FEFF}').to_owned();
    let records = protocol::csv::read(text.as_bytes()).unwrap();
    assert_eq!(records.len(), 2, "{text}");
    for cell in records.iter().flat_map(|record| &record.cells) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell:?}"
        );
    }
    assert_eq!(anna.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn what_stands_in_a_file_is_shown_as_text() {
    let server = TestApp::start().await;
    server.company().await;
    let file = "Name,E-mail\n<script>alert(1)</script>,jonas@x.example\n<b>Klara</b>,<i>\n";
    let anna = chosen(&server, file.as_bytes()).await;
    assert!(!anna.page.source.contains("<script>alert"));
    assert!(!anna.page.source.contains("<b>Klara"));
}

#[tokio::test]
async fn an_import_of_another_workspace_is_not_there() {
    let server = TestApp::start().await;
    server.company().await;
    let eva = server.person("Eva", "eva@x.example", PASSWORD).await;
    server.workspace("adler", "Adler", eva).await;
    let anna = chosen(&server, b"Name,E-mail\nJonas,jonas@x.example\n").await;
    let id = anna.url.path().rsplit('/').next().unwrap().to_owned();
    let mut browser = server.signed_in("eva@x.example").await;
    for path in [id.clone(), format!("{id}/refused.csv")] {
        browser
            .open(&format!("/w/adler/people/import/{path}"))
            .await;
        assert_eq!(browser.status, 404);
    }
    for path in [id.clone(), format!("{id}/stop")] {
        browser.open("/w/adler/people/import").await;
        let body = "head=on&column=name&column=email&what=start";
        browser
            .post_fields(&format!("/w/adler/people/import/{path}"), body)
            .await;
        assert_eq!(browser.status, 404);
    }
    let mut anna = anna;
    anna.open(&format!("{IMPORT}/{id}")).await;
    assert!(anna.page.says("Every row can be invited: 1"));
}

#[tokio::test]
async fn no_file_makes_administrators() {
    let server = TestApp::start().await;
    server.company().await;
    let file = b"Name,E-mail,Role\nMallory,m@x.example,administrator\nNora,n@x.example,\n";
    let mut anna = chosen(&server, file).await;
    let here = anna.url.path().to_owned();
    let body = "head=on&column=name&column=email&column=role&role=administrator&what=start";
    anna.post_fields(&here, body).await;
    assert_eq!(anna.status, 422);
    let body = "head=on&column=name&column=email&column=role&role=guest&what=start";
    anna.post_fields(&here, body).await;
    server.work().await;
    anna.open("/w/falke/people?role=administrator").await;
    assert!(!anna.page.says("Mallory") && !anna.page.says("Nora"));
}
