use proptest::prelude::*;

use super::*;

fn json_recipe(body: &str) -> Recipe {
    Recipe {
        url: "https://sms.example/v1/send".into(),
        headers: vec![("Authorization".into(), "Bearer {secret}".into())],
        body: body.into(),
        ..Recipe::default()
    }
}

fn usual() -> Recipe {
    json_recipe(r#"{"to":"{to}","text":"{text}","from":"{from}"}"#)
}

fn filling(text: &str) -> Filling<'_> {
    Filling {
        to: "+491713920012",
        digits: "491713920012",
        text,
        from: "Falke",
        user: "AC123",
        secret: "key of the gateway",
    }
}

#[test]
fn a_json_body_holds_whatever_the_message_says_as_one_value() {
    let text = "482913 \"},\"to\":\"+1\" {secret} {to}\r\nX: 1 \u{202e}ü";
    let request = usual().request(&filling(text)).unwrap();
    let read: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(read["text"], text);
    assert_eq!(read["to"], "+491713920012");
    assert_eq!(read.as_object().unwrap().len(), 3);
    assert!(!request.body.contains("key of the gateway"));
    assert_eq!(request.headers[0].1, "Bearer key of the gateway");
    assert_eq!(request.headers[1].1, "application/json");
}

#[test]
fn a_form_holds_it_too() {
    let recipe = Recipe {
        url: "https://api.example/2010/Accounts/{user}/Messages.json".into(),
        headers: vec![("Authorization".into(), "Basic {basic}".into())],
        format: Format::Form,
        body: "To={to}\nFrom={from}&Body={text}".into(),
        ..Recipe::default()
    };
    let request = recipe.request(&filling("a&To=+1=%26 é\n")).unwrap();
    assert_eq!(
        request.url,
        "https://api.example/2010/Accounts/AC123/Messages.json"
    );
    assert_eq!(
        request.body,
        "To=%2B491713920012&From=Falke&Body=a%26To%3D%2B1%3D%2526+%C3%A9%0A"
    );
    let basic = STANDARD.decode(request.headers[0].1.strip_prefix("Basic ").unwrap());
    assert_eq!(basic.unwrap(), b"AC123:key of the gateway");
}

#[test]
fn an_address_holds_it_without_leading_elsewhere() {
    let recipe = Recipe {
        method: Method::Get,
        url: "https://sms.example/send?to={digits}&m={text}".into(),
        format: Format::None,
        ..Recipe::default()
    };
    let request = recipe.request(&filling("a&to=1#../ ?\r\n")).unwrap();
    assert_eq!(
        request.url,
        "https://sms.example/send?to=491713920012&m=a%26to%3D1%23..%2F%20%3F%0D%0A"
    );
    let climbing = Recipe {
        url: "https://sms.example/a/{user}/{to}?m={text}".into(),
        ..recipe
    };
    let dots = Filling {
        user: "..",
        ..filling("x")
    };
    assert!(climbing.request(&dots).unwrap().url.contains("/a/%2E%2E/"));
}

#[test]
fn a_header_takes_no_line_of_the_secret() {
    let twice = Filling {
        secret: "key\r\nX-Other: 1",
        ..filling("x")
    };
    assert_eq!(usual().request(&twice).err(), Some(Flaw::Header));
}

fn flaws(change: &dyn Fn(&mut Recipe)) -> Vec<Flaw> {
    let mut recipe = usual();
    change(&mut recipe);
    recipe.flaws()
}

#[test]
fn what_cannot_be_used_is_named() {
    assert_eq!(flaws(&|_| {}), []);
    for url in [
        "",
        "sms.example",
        "ftp://sms.example/",
        "https://{to}/",
        "https://sms.{user}.example/",
        "https://sms.example{user}",
        "https://user@sms.example/",
        "https:///x",
        "https://sms.example/#a",
        "https://sms.example/ x",
        "https://sms.example/\r\n",
    ] {
        assert_eq!(flaws(&|one| one.url = url.into()), [Flaw::Url], "{url:?}");
    }
    for url in ["https://a.example/{secret}", "https://a.example/?k={basic}"] {
        assert_eq!(flaws(&|one| one.url = url.into()), [Flaw::SecretInUrl]);
    }
}

#[test]
fn a_header_that_is_none_or_not_ours_to_set_is_named() {
    for (name, value) in [
        ("Host", "x"),
        ("content-type", "text/plain"),
        ("X Y", "x"),
        ("", "x"),
        ("X", "a\r\nY: b"),
        ("X", "ü"),
    ] {
        let header = vec![(name.to_owned(), value.to_owned())];
        assert_eq!(
            flaws(&|one| one.headers = header.clone()),
            [Flaw::Header],
            "{name:?}"
        );
    }
    let with_text = vec![("X".to_owned(), "{text}".to_owned())];
    assert_eq!(
        flaws(&|one| one.headers = with_text.clone()),
        [Flaw::Placeholder]
    );
}

#[test]
fn a_body_that_is_not_what_it_says_is_named() {
    for (body, flaw) in [
        ("", Flaw::Body),
        ("\"{to}{text}\"", Flaw::Body),
        ("{\"to\":{to}}", Flaw::Body),
        (r#"{"to":"{to}","m":"{words}"}"#, Flaw::Placeholder),
        (r#"{"to":"{to}","m":"{text"}"#, Flaw::Placeholder),
        (r#"{"to":"{to}"}"#, Flaw::Missing),
        (r#"{"m":"{text}"}"#, Flaw::Missing),
        (r#"{"{to}":"{text}"}"#, Flaw::Missing),
    ] {
        assert_eq!(flaws(&|one| one.body = body.into()), [flaw], "{body}");
    }
    let get_with_body = |one: &mut Recipe| one.method = Method::Get;
    assert_eq!(flaws(&get_with_body), [Flaw::Body]);
    let form = |one: &mut Recipe| {
        one.format = Format::Form;
        one.body = "to".into();
    };
    assert_eq!(flaws(&form), [Flaw::Body]);
}

#[test]
fn a_bracket_is_written_twice() {
    let recipe = json_recipe(r#"{"to":"{to}","text":"{{{text}}}"}"#);
    let request = recipe.request(&filling("hello")).unwrap();
    let read: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(read["text"], "{hello}");
}

#[test]
fn success_is_told_by_status_and_field() {
    let by_status = Success::default();
    for (status, judged) in [
        (200, Judged::Taken),
        (202, Judged::Taken),
        (301, Judged::Refused),
        (400, Judged::Refused),
        (401, Judged::Refused),
        (429, Judged::Later),
        (503, Judged::Later),
    ] {
        assert_eq!(by_status.judge(status, b"{"), judged, "{status}");
    }
    let by = |field: &str, value: &str, body: &str| {
        let success = Success {
            field: field.into(),
            value: value.into(),
        };
        success.judge(200, body.as_bytes())
    };
    let body = r#"{"messages":[{"status":"queued","code":0,"error":null,"ok":false}]}"#;
    assert_eq!(by("messages.0.status", "queued", body), Judged::Taken);
    assert_eq!(by("messages.0.status", "", body), Judged::Taken);
    assert_eq!(by("messages.0.code", "0", body), Judged::Taken);
    assert_eq!(by("messages.0.status", "sent", body), Judged::Refused);
    for field in [
        "messages.1.status",
        "messages.0.error",
        "messages.0.ok",
        "messages.x",
        "none",
    ] {
        assert_eq!(by(field, "", body), Judged::Refused, "{field}");
    }
    assert_eq!(by("a", "", "no json"), Judged::Refused);
    assert!(
        !Success {
            field: "a..b".into(),
            value: String::new()
        }
        .is_well_formed()
    );
}

#[test]
fn an_answer_is_kept_without_what_it_repeats() {
    let told =
        br#"{"error":103,"message":"No credit for +491713920012","body":"482913 is your code",
        "link":"https://id.example/i?token=AbCdEfGhIjKlMnOpQrStUv"}"#;
    let kept = scrubbed(told);
    assert!(
        kept.contains("\"error\":103") && kept.contains("No credit"),
        "{kept}"
    );
    for secret in ["3920012", "482913", "AbCdEfGh"] {
        assert!(!kept.contains(secret), "{kept}");
    }
    assert!(!kept.contains('\n'));
    assert_eq!(scrubbed(&[0xff; 4000]).chars().count(), KEPT_AT_MOST);
    assert_eq!(scrubbed(b""), "");
}

const KEPT_AT_MOST: usize = 300;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_message_changes_the_shape_of_a_request(text in "\\PC{0,60}", from in "\\PC{0,12}") {
        let filling = Filling { from: &from, ..filling(&text) };
        let request = usual().request(&filling).unwrap();
        let read: Value = serde_json::from_str(&request.body).unwrap();
        prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
        prop_assert_eq!(read["from"].as_str(), Some(from.as_str()));
        let form = Recipe { format: Format::Form, body: "t={text}&f={from}&to={to}".into(), ..usual() };
        let made = form.request(&filling).unwrap().body;
        let pairs: Vec<_> = form_urlencoded::parse(made.as_bytes()).collect();
        prop_assert_eq!(pairs.len(), 3);
        prop_assert_eq!(pairs[0].1.as_ref(), text.as_str());
    }

    #[test]
    fn no_description_upsets_it(url in "\\PC{0,40}", body in "\\PC{0,60}", name in "\\PC{0,8}") {
        let recipe = Recipe { url, body, headers: vec![(name, "{user}".into())], ..Recipe::default() };
        let whole = recipe.flaws().is_empty();
        prop_assert_eq!(recipe.request(&filling("x")).is_ok(), whole);
    }
}
