//! The pages: what the operator decides, and the tokens of a workspace.

use super::*;

#[tokio::test]
async fn the_operator_decides_and_the_trail_says_so() {
    for server in TestApp::on_each_engine().await {
        let (_, _) = crate::oidc::company(&server).await;
        let mut olga = operator(&server).await;
        olga.open("/operator/applications").await;
        let field = "Workspace for those without a token";
        for nowhere in ["", "nobodys", "Falke!"] {
            olga.press("Save", &[(ALL, "on"), (field, nowhere)]).await;
            assert_eq!(olga.status, 422, "{nowhere}");
            assert!(
                olga.page
                    .says("No workspace that is in use has this address.")
            );
        }
        decide(&mut olga, ALL, "falke").await;
        assert_eq!(olga.page.value_of(field), "falke");
        decide(&mut olga, NONE, "").await;
        olga.open("/operator/audit").await;
        assert!(
            olga.page
                .says("Which applications may register themselves changed")
        );
        assert!(olga.page.says("no application"), "{}", olga.page.main());
    }
}

#[tokio::test]
async fn a_token_is_shown_once_listed_and_ended() {
    for server in TestApp::on_each_engine().await {
        let (_, mut anna) = with_tokens(&server).await;
        let list = "/w/falke/applications/registration";
        anna.open("/w/falke/applications").await;
        anna.follow("Applications that register themselves").await;
        assert_eq!(anna.url.path(), list);
        anna.press("Make token", &[("What it is for", " ")]).await;
        assert_eq!(anna.status, 422);
        assert!(anna.page.says("Say in one line what it is for"));
        let token = token(&mut anna, "5 applications").await;
        assert!(
            anna.page
                .texts("#endpoint")
                .join("")
                .ends_with("/oidc/register")
        );
        anna.open(list).await;
        assert!(!anna.page.source.contains(&token));
        for words in ["Build machine", "5 of 5", "Works", "Never"] {
            assert!(anna.page.says(words), "{words}");
        }
        register(&server, Some(&token), &metadata()).await;
        anna.open(list).await;
        assert!(anna.page.says("4 of 5") && !anna.page.says("Never"));
        anna.press("End Build machine", &[]).await;
        assert!(anna.page.says("Token ended") && anna.page.says("Build machine"));
        anna.open("/w/falke/audit").await;
        assert!(anna.page.says("Token made to register applications"));
        assert!(anna.page.says("Application registered itself"));
    }
}

#[tokio::test]
async fn where_it_is_closed_there_is_no_form_and_a_forged_one_makes_nothing() {
    let server = TestApp::start().await;
    let (_, _) = crate::oidc::company(&server).await;
    let mut anna = server.signed_in("anna@falke.example.com").await;
    let list = "/w/falke/applications/registration";
    anna.open(list).await;
    assert!(
        anna.page
            .says("Applications cannot register themselves at present")
    );
    assert!(!anna.page.says("Make token"));
    anna.post_fields(list, "name=Mine&uses=5&days=1").await;
    assert_eq!(anna.status, 422);
    assert_eq!(server.rows().await["registration_tokens"], 0);
}

#[tokio::test]
async fn tokens_of_another_workspace_are_not_there() {
    let server = TestApp::start().await;
    let (_, mut anna) = with_tokens(&server).await;
    token(&mut anna, "5 applications").await;
    anna.open("/w/falke/applications/registration").await;
    let (_, rest) = anna.page.source.split_once("name=\"id\" value=\"").unwrap();
    let id = rest[..26].to_owned();
    let eva = server
        .person("Eva", "eva@falke.example.com", PASSWORD)
        .await;
    server.workspace("other", "Other", eva).await;
    let mut eva = server.signed_in("eva@falke.example.com").await;
    let list = "/w/other/applications/registration";
    eva.open(list).await;
    assert!(!eva.page.says("Build machine"));
    for odd in [id.as_str(), "0000000000000000000000000a", "x", ""] {
        eva.post_fields(&format!("{list}/end"), &format!("id={odd}"))
            .await;
        assert_eq!(eva.status, 404, "{odd}");
        eva.open(list).await;
    }
    anna.open("/w/falke/applications/registration").await;
    assert!(anna.page.says("Build machine"));
}

#[tokio::test]
async fn a_choice_that_is_none_of_ours_is_the_least() {
    let server = TestApp::start().await;
    let (_, mut anna) = with_tokens(&server).await;
    let list = "/w/falke/applications/registration";
    anna.open(list).await;
    anna.post_fields(list, "name=Greedy&uses=1000000&days=36500")
        .await;
    anna.open(list).await;
    assert!(anna.page.says("1 of 1"), "{}", anna.page.main());
    server.pass(std::time::Duration::from_secs(24 * 3600));
    let mut anna = server.signed_in("anna@falke.example.com").await;
    anna.open(list).await;
    assert!(anna.page.says("Over"));
    server.pass(std::time::Duration::from_secs(31 * 24 * 3600));
    server.work().await;
    assert_eq!(server.rows().await["registration_tokens"], 0);
}
