//! Text messages set up by an operator, against a gateway of ours over real HTTP.

use crate::harness::{Gateway, TestApp};

use super::operator;

#[tokio::test]
async fn a_gateway_is_set_up_from_a_preset_and_its_secret_never_shown() {
    for server in TestApp::on_each_engine_with(&[("allow_private_outgoing", "127.0.0.1/32")]).await
    {
        let gateway = Gateway::answering("201 Created", r#"{"sid":"SM1"}"#).await;
        let mut browser = operator(&server).await;
        browser.open("/operator/sms").await;
        browser
            .follow("Twilio and alike (form, account and token)")
            .await;
        assert!(
            browser
                .page
                .value_of("Address")
                .contains("{user}/Messages.json")
        );
        let url = format!("{}/Accounts/{{user}}/Messages.json", gateway.origin);
        let fields = [
            ("Countries", "DE, US"),
            ("Sender", "+12125550100"),
            ("Address", &url),
            ("Account", "AC42"),
            ("Secret", "token of the account"),
            ("Send the test to", "0171 3920012"),
        ];
        browser.press("Send test", &fields).await;
        assert!(
            browser.page.says("The message was taken"),
            "{}",
            browser.page.main()
        );
        assert!(
            browser.page.says("Authorization: Basic {basic}"),
            "{}",
            browser.page.main()
        );
        let told = gateway.take();
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("POST /Accounts/AC42/Messages.json "),
            "{}",
            told[0]
        );
        assert!(
            told[0].contains("To=%2B491713920012&From=%2B12125550100&Body=A+test"),
            "{}",
            told[0]
        );
        let secret = [("Secret", "token of the account")];
        browser.press("Save", &secret).await;
        assert!(
            browser.page.says("The settings of text messages are saved"),
            "{}",
            browser.page.main()
        );
        assert!(browser.page.says("1 of 500"), "{}", browser.page.main());
        assert_eq!(browser.page.value_of("Secret"), "");
        assert!(!browser.page.source.contains("token of the account"));
        let elsewhere = [("Address", "https://evil.example.com/{user}")];
        browser.press("Save", &elsewhere).await;
        assert_eq!(browser.status, 422);
        assert!(
            browser.page.says("another than before"),
            "{}",
            browser.page.main()
        );
    }
}

#[tokio::test]
async fn a_gateway_inside_the_network_is_refused_beside_its_field() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    browser.open("/operator/sms?preset=json").await;
    for url in [
        "https://169.254.169.254/latest",
        "http://127.0.0.1/x",
        "https://10.0.0.8/x",
    ] {
        let fields = [("Countries", "DE"), ("Address", url), ("Secret", "x")];
        for button in ["Save", "Send test"] {
            let fields = [&fields[..], &[("Send the test to", "+491713920012")]].concat();
            browser.press(button, &fields).await;
            assert_eq!(browser.status, 422, "{url}");
            assert!(
                browser.page.says("This address may not be asked"),
                "{}",
                browser.page.main()
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_beside_its_field() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    browser.open("/operator/sms").await;
    let to = |number| {
        [
            ("Into a folder", "on"),
            ("Countries", "DE"),
            ("Send the test to", number),
        ]
    };
    for (number, words) in [
        ("+499001234567", "mobile numbers only"),
        ("+48512345678", "not among those above"),
        ("anna", "Enter a phone number"),
    ] {
        browser.press("Send test", &to(number)).await;
        assert!(
            browser.page.says(words),
            "{number}: {}",
            browser.page.main()
        );
    }
    browser.press("Save", &[("Countries", "")]).await;
    assert!(
        browser.page.says("Name at least one country"),
        "{}",
        browser.page.main()
    );
    browser.press("Send test", &to("+491713920012")).await;
    assert!(
        browser.page.says("The message was taken"),
        "{}",
        browser.page.main()
    );
    let messages = server.phones.take();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].words.contains(server.origin()));
}

#[tokio::test]
async fn the_operator_sees_what_was_used_and_when_it_is_used_up() {
    let server = TestApp::start().await;
    let mut browser = operator(&server).await;
    browser.open("/operator/sms").await;
    let fields = [
        ("Into a folder", "on"),
        ("Countries", "DE"),
        ("Of the whole server in an hour", "1"),
        ("Send the test to", "+491713920012"),
    ];
    browser.press("Save", &fields).await;
    browser.press("Send test", &fields).await;
    assert!(browser.page.says("1 of 1"), "{}", browser.page.main());
    browser.press("Send test", &fields).await;
    assert!(
        browser.page.says("A limit is reached"),
        "{}",
        browser.page.main()
    );
    assert_eq!(server.phones.take().len(), 1);
    browser.open("/operator").await;
    assert!(
        browser.page.says("as many text messages as it may"),
        "{}",
        browser.page.main()
    );
}
