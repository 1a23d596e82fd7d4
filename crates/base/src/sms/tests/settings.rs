//! What may be saved, and where the secret goes.

use protocol::sms::Flaw;

use super::*;

async fn tried(stage: &Stage, gateway: Gateway, secret: Secrecy, to: &str) -> Tried {
    let proposal = Proposal {
        settings: settings(Way::Gateway(gateway)),
        secret,
    };
    let to = PhoneNumber::parse(to, None).unwrap();
    let tried = stage.sms.try_out(&proposal, &to, "a test".into()).await;
    tried.unwrap()
}

#[tokio::test]
async fn the_secret_is_told_in_the_words_it_was_given_for_and_no_others() {
    for stage in stages().await {
        let double = Double::answering("200 OK", "{}").await;
        let known = gateway(&double.url);
        assert_eq!(
            stage
                .save(settings(Way::Gateway(known.clone())), key())
                .await,
            Saved::Done
        );
        let mut sender = known.clone();
        sender.from = "Other".into();
        let kept = stage
            .save(settings(Way::Gateway(sender)), Secrecy::Keep)
            .await;
        assert_eq!(kept, Saved::Done, "the sender is no matter of the secret");
        let elsewhere = Double::answering("200 OK", "{}").await;
        let mut to_number = known.clone();
        to_number.recipe.body = r#"{"to":"{to}","text":"{text}{secret}"}"#.into();
        for other in [gateway(&elsewhere.url), to_number] {
            let saved = stage
                .save(settings(Way::Gateway(other.clone())), Secrecy::Keep)
                .await;
            assert_eq!(saved, Saved::Refused(vec![SmsProblem::Secret]));
            let tried = tried(&stage, other, Secrecy::Keep, "+491713920012").await;
            assert_eq!(tried, Tried::Refused(vec![SmsProblem::Secret]));
        }
        assert!(elsewhere.take().is_empty());
        let tried = tried(&stage, known, Secrecy::Keep, "+491713920012").await;
        assert!(matches!(tried, Tried::Delivery(_)), "{tried:?}");
        assert!(double.take()[0].contains(KEY));
    }
}

#[tokio::test]
async fn a_test_shows_the_dialogue_without_the_secret() {
    let stage = Stage::new(testing::sqlite().await).await;
    let said = r#"{"error":"key of the gateway is not known","code":21211}"#;
    let double = Double::answering("401 Unauthorized", said).await;
    let described = gateway(&double.url);
    let Tried::Delivery(delivery) = tried(&stage, described, key(), "+491713920012").await else {
        panic!("nothing was tried");
    };
    assert_eq!(delivery.outcome, Outcome::Refused);
    let dialogue = delivery.dialogue.join("\n");
    assert!(
        dialogue.contains("> Authorization: Bearer {secret}"),
        "{dialogue}"
    );
    assert!(dialogue.contains("< 401 Unauthorized"), "{dialogue}");
    assert!(
        dialogue.contains("21211") && dialogue.contains("is not known"),
        "{dialogue}"
    );
    assert!(!dialogue.contains(KEY), "{dialogue}");
    assert!(!format!("{delivery:?}").contains(KEY));
}

/// Gateways repeat what they were told, as they were told it.
#[tokio::test]
async fn a_test_hides_the_secret_however_the_answer_writes_it() {
    let stage = Stage::new(testing::sqlite().await).await;
    let basic = "YWNtZTprZXkgb2YgdGhlIGdhdGV3YXk=";
    let said = concat!(
        "Basic YWNtZTprZXkgb2YgdGhlIGdhdGV3YXk= key of the gateway ",
        "key+of+the+gateway key%20of%20the%20gateway 21211"
    );
    let double = Double::answering("401 Unauthorized", said).await;
    let mut described = gateway(&double.url);
    described.user = "acme".into();
    described.recipe.headers = vec![("Authorization".into(), "Basic {basic}".into())];
    let Tried::Delivery(delivery) = tried(&stage, described, key(), "+491713920012").await else {
        panic!("nothing was tried");
    };
    assert!(double.take()[0].contains(basic));
    let dialogue = delivery.dialogue.join("\n");
    assert!(
        dialogue.contains("< Basic ••• ••• ••• ••• 21211"),
        "{dialogue}"
    );
}

#[tokio::test]
async fn a_test_costs_too_and_goes_to_people_only() {
    let stage = Stage::new(testing::sqlite().await).await;
    let double = Double::answering("200 OK", "{}").await;
    let withheld = tried(&stage, gateway(&double.url), key(), "+499001234567").await;
    assert_eq!(withheld, Tried::Withheld(Withheld::Number));
    let proposal = Proposal {
        settings: SmsSettings {
            limits: Limits {
                server_hour: 1,
                ..Limits::default()
            },
            ..settings(Way::Gateway(gateway(&double.url)))
        },
        secret: key(),
    };
    let to = PhoneNumber::parse("+491713920012", None).unwrap();
    let once = stage
        .sms
        .try_out(&proposal, &to, "a test".into())
        .await
        .unwrap();
    assert!(matches!(once, Tried::Delivery(_)));
    let twice = stage
        .sms
        .try_out(&proposal, &to, "a test".into())
        .await
        .unwrap();
    assert_eq!(twice, Tried::Withheld(Withheld::TooManyAtAll));
    assert_eq!(double.take().len(), 1);
}

#[tokio::test]
async fn what_cannot_work_is_not_saved() {
    let stage = Stage::new(testing::sqlite().await).await;
    let wrong = |change: &dyn Fn(&mut Gateway)| {
        let mut one = gateway("http://127.0.0.1:9/send");
        change(&mut one);
        settings(Way::Gateway(one))
    };
    for (settings, problem) in [
        (
            wrong(&|one| one.recipe.url = "here".into()),
            SmsProblem::Recipe(Flaw::Url),
        ),
        (
            wrong(&|one| one.recipe.body = "{".into()),
            SmsProblem::Recipe(Flaw::Body),
        ),
        (wrong(&|one| one.from = "a\r\nb".into()), SmsProblem::From),
        (wrong(&|one| one.user = "a:b".into()), SmsProblem::User),
        (
            wrong(&|one| one.success.field = "a..b".into()),
            SmsProblem::Success,
        ),
    ] {
        assert_eq!(
            stage.save(settings, key()).await,
            Saved::Refused(vec![problem])
        );
    }
    let twice = Secrecy::Set(Secret::new("a\r\nX: b".to_owned()));
    let saved = stage.save(wrong(&|_| {}), twice).await;
    assert_eq!(saved, Saved::Refused(vec![SmsProblem::Secret]));
    let mut conn = stage.test.db.read().await.unwrap();
    let stored = stage.sms.settings(&mut conn).await.unwrap();
    assert_eq!((stored.settings.way, stored.has_secret), (Way::Off, false));
}

#[tokio::test]
async fn the_secret_goes_with_the_gateway() {
    let stage = Stage::new(testing::sqlite().await).await;
    let way = Way::Gateway(gateway("http://127.0.0.1:9/send"));
    stage.save(settings(way), key()).await;
    stage.save(settings(Way::Folder), Secrecy::Keep).await;
    let mut conn = stage.test.db.read().await.unwrap();
    assert!(!stage.sms.settings(&mut conn).await.unwrap().has_secret);
}
