use base::i18n::Catalogue;

use super::*;

fn words(name: &str) -> Words {
    Words {
        kind: "test",
        subject: "Subject".to_owned(),
        happened: vec![
            format!("Invited by: {}", unlinked(name)),
            "Next.".to_owned(),
        ],
        button: "Open".to_owned(),
        link: "https://id.example.com/x?token=abc".to_owned(),
        until: Some("Until tomorrow.".to_owned()),
        not_you: "Not you?".to_owned(),
        why: "Because.".to_owned(),
    }
}

fn dressed(name: &str) -> Letter {
    let email = EmailAddress::parse("jonas@falke.example.com").unwrap();
    let to = Addressee {
        name: "Jonas",
        email: &email,
        language: Language::De,
        zone: None,
    };
    let texts = Catalogue::embedded().texts(Language::De);
    dress(&texts, to, (&words(name), &Look::default())).unwrap()
}

#[test]
fn text_and_html_say_the_same() {
    let letter = dressed("Anna Nowak");
    for part in [
        "Invited by: Anna Nowak",
        "Next.",
        "Open",
        "https://id.example.com/x?token=abc",
        "Until tomorrow.",
        "Not you?",
        "Because.",
    ] {
        assert!(letter.text().contains(part), "{part}");
        assert!(letter.html().contains(part), "{part}");
    }
    assert!(letter.html().contains("<html lang=\"de\">"));
    assert!(
        letter.text().ends_with("-- \nBecause.\n"),
        "{:?}",
        letter.text()
    );
}

#[test]
fn nothing_in_a_letter_is_fetched() {
    let html = dressed("Anna").html().to_lowercase();
    for fetched in ["<img", "src=", "url(", "<link", "<script", "http-equiv"] {
        assert!(!html.contains(fetched), "{fetched}");
    }
}

#[test]
fn names_are_neither_markup_nor_links() {
    let letter = dressed("<b onload=x>Anna</b> https://evil.example or mail@evil.example");
    assert!(!letter.html().contains("<b onload"), "{}", letter.html());
    for part in [letter.text(), letter.html()] {
        assert!(!part.contains("https://evil"));
        assert!(!part.contains("evil.example"));
        assert!(!part.contains("mail@evil"));
    }
}

#[test]
fn a_header_is_one_line() {
    let email = EmailAddress::parse("jonas@falke.example.com").unwrap();
    let texts = Catalogue::embedded().texts(Language::En);
    let to = |name| Addressee {
        name,
        email: &email,
        language: Language::En,
        zone: None,
    };
    let mut broken = words("Anna");
    broken.subject = "Hello\r\nBcc: everybody@example.com".to_owned();
    assert!(dress(&texts, to("Jonas"), (&broken, &Look::default())).is_err());
    let words = words("Anna");
    assert!(
        dress(
            &texts,
            to("Jonas\r\nBcc: x@example.com"),
            (&words, &Look::default())
        )
        .is_err()
    );
}

#[test]
fn a_letter_in_a_workspaces_name_carries_its_logo_and_fetches_nothing() {
    let email = EmailAddress::parse("jonas@falke.example.com").unwrap();
    let to = Addressee {
        name: "Jonas",
        email: &email,
        language: Language::De,
        zone: None,
    };
    let texts = Catalogue::embedded().texts(Language::De);
    let look = Look {
        name: Some("Falke <b>& Co</b> evil.example".to_owned()),
        logo: Some(b"png".to_vec()),
        ..Look::default()
    };
    let letter = dress(&texts, to, (&words("Anna"), &look)).unwrap();
    assert_eq!(letter.logo().unwrap(), b"png");
    let html = letter.html();
    assert!(html.contains("src=\"cid:logo\"") && html.contains("alt=\"\""));
    assert!(html.contains("color-scheme\" content=\"light dark"));
    assert!(!html.contains("<b>") && !html.contains("evil.example"));
    assert!(
        !html.contains("src=\"http"),
        "nothing tells us that it was read"
    );
    assert!(dressed("Anna").logo().is_none());
}
