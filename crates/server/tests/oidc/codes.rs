//! Attacks on codes: each is bound, works once, and a second use ends what the first gave.

use std::time::Duration;

use super::{company, enter};
use crate::harness::TestApp;
use crate::harness::application::{Application, Ask};

struct Stage<'a> {
    board: Application<'a>,
    ask: Ask,
    code: String,
}

async fn code<'a>(server: &'a TestApp) -> Stage<'a> {
    let (workspace, _) = company(server).await;
    let board = Application::connect(server, workspace.id, "Board").await;
    let mut browser = server.signed_in("ada@falke.example.com").await;
    let ask = board.ask();
    enter(&mut browser, &ask).await;
    let code = board.code(&ask, &browser.url);
    Stage { board, ask, code }
}

#[tokio::test]
async fn a_second_use_of_a_code_ends_what_the_first_gave() {
    for server in TestApp::on_each_engine().await {
        let Stage { board, ask, code } = code(&server).await;
        let first = board.redeem(&ask, &code).await;
        let first = board.verified(first, Some(&ask.nonce)).await;
        assert_eq!(board.userinfo(&first.access).await.status, 200);
        let second = board.redeem(&ask, &code).await;
        assert_eq!(
            (second.status.as_u16(), second.error()),
            (400, "invalid_grant")
        );
        assert_eq!(board.userinfo(&first.access).await.status, 401);
        let refreshed = board.refresh(&first.refresh.unwrap()).await;
        assert_eq!(refreshed.error(), "invalid_grant");
    }
}

#[tokio::test]
async fn of_fifty_parallel_redeems_one_gets_tokens() {
    for server in TestApp::on_each_engine().await {
        let Stage { board, ask, code } = code(&server).await;
        let mut answers = Vec::new();
        let all: Vec<_> = (0..50).map(|_| board.redeem(&ask, &code)).collect();
        for answer in join(all).await {
            answers.push(answer.status.as_u16());
        }
        let good = answers.iter().filter(|status| **status == 200).count();
        assert_eq!(good, 1, "{answers:?}");
    }
}

/// Runs futures side by side on this thread.
pub(crate) async fn join<F: Future>(all: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, output) in &mut running {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    running
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}

async fn burns(server: &TestApp, what: &str) {
    let Stage { board, ask, code } = code(server).await;
    let redirect = board.redirect_uri.clone();
    let wrong_verifier = board.ask().verifier;
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &redirect),
        ("code_verifier", &ask.verifier),
    ];
    let other = "https://board.example.com/callback/";
    let answer = match what {
        "client" => {
            let thief = Application::connect(server, board.workspace, "Thief").await;
            thief.post("/oidc/token", &fields).await
        }
        "redirect" => {
            fields[2].1 = other;
            board.post("/oidc/token", &fields).await
        }
        "verifier" => {
            fields[3].1 = &wrong_verifier;
            board.post("/oidc/token", &fields).await
        }
        _ => {
            fields.pop();
            board.post("/oidc/token", &fields).await
        }
    };
    assert_eq!(answer.error(), "invalid_grant", "{what}");
    let right = board.redeem(&ask, &code).await;
    assert_eq!(
        right.error(),
        "invalid_grant",
        "{what}: the code was not burned"
    );
}

#[tokio::test]
async fn each_wrong_try_burns_the_code() {
    for what in ["client", "redirect", "verifier", "no verifier"] {
        burns(&TestApp::start().await, what).await;
    }
}

#[tokio::test]
async fn a_code_is_too_old_after_a_minute() {
    let server = TestApp::start().await;
    let Stage { board, ask, code } = code(&server).await;
    server.pass(Duration::from_secs(61));
    assert_eq!(board.redeem(&ask, &code).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_code_that_is_cut_or_changed_is_none() {
    let server = TestApp::start().await;
    let Stage { board, ask, code } = code(&server).await;
    for cut in [0, 1, 20, 42] {
        let error = board.redeem(&ask, &code[..cut]).await;
        assert_eq!(error.status, 400, "{cut}");
    }
    let swapped: String = code.chars().rev().collect();
    assert_eq!(board.redeem(&ask, &swapped).await.error(), "invalid_grant");
    let right = board.redeem(&ask, &code).await;
    board.verified(right, Some(&ask.nonce)).await;
}
