use std::collections::BTreeSet;

use super::*;

fn from(language: Language, text: &str) -> Late {
    let files = [("test".to_owned(), text.to_owned())];
    late(move || bundle(language, &files))
}

/// A catalogue in which every language has its own text.
fn catalogue(texts: [&str; 4]) -> Catalogue {
    let [en, de, pl, ru] = texts;
    Catalogue {
        bundles: Arc::new([
            from(Language::En, en),
            from(Language::De, de),
            from(Language::Pl, pl),
            from(Language::Ru, ru),
        ]),
        zones: Zones::embedded(),
    }
}

/// Every file stands in every language with the same keys and the same places for values, and
/// every key begins with the name of its file.
#[test]
fn all_languages_have_the_same_texts() {
    let (english, mut problems) = outline(Language::En);
    assert!(!english.is_empty());
    for (key, message) in &english {
        if !key.starts_with(&format!("{}-", message.file)) {
            problems.push(format!(
                "en/{}: {key} begins with another name",
                message.file
            ));
        }
    }
    for language in [Language::De, Language::Pl, Language::Ru] {
        let (other, wrong) = outline(language);
        problems.extend(wrong);
        let keys: BTreeSet<_> = english.keys().chain(other.keys()).collect();
        for key in keys {
            let code = language.code();
            match (english.get(key), other.get(key)) {
                (Some(_), None) => problems.push(format!("{code}: {key} is missing")),
                (None, _) => problems.push(format!("{code}: {key} is not in English")),
                (Some(en), Some(there)) if en.file != there.file => {
                    problems.push(format!("{code}: {key} stands in another file"));
                }
                (Some(en), Some(there)) if en.arguments != there.arguments => {
                    problems.push(format!("{code}: {key} has other values"));
                }
                _ => {}
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The words of pages.md, section 5, rule 1: never "please", "sorry", "invalid", "failed".
#[test]
fn no_text_begs_or_blames() {
    let forbidden: [(Language, &[&str]); 4] = [
        (
            Language::En,
            &["please", "sorry", "oops", "invalid", "failed"],
        ),
        (
            Language::De,
            &[
                "bitte",
                "leider",
                "ungültig",
                "fehlgeschlagen",
                "entschuldig",
            ],
        ),
        (
            Language::Pl,
            &[
                "proszę",
                "przepraszamy",
                "niestety",
                "nieprawidłow",
                "nie powiodł",
            ],
        ),
        (
            Language::Ru,
            &[
                "пожалуйста",
                "извините",
                "к сожалению",
                "недопустим",
                "не удалось",
            ],
        ),
    ];
    let mut found = Vec::new();
    for (language, words) in forbidden {
        for (key, message) in outline(language).0 {
            let text = message.text.to_lowercase();
            let bad = words.iter().filter(|word| text.contains(**word));
            found.extend(bad.map(|word| format!("{}: {key}: {word}", language.code())));
            if text.contains('!') {
                found.push(format!("{}: {key}: exclamation mark", language.code()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn plurals_follow_each_language() {
    let all = catalogue([
        "t = { $n -> \n [one] { $n } code\n *[other] { $n } codes\n }",
        "t = { $n -> \n [one] { $n } Code\n *[other] { $n } Codes\n }",
        "t = { $n -> \n [one] { $n } kod\n [few] { $n } kody\n [many] { $n } kodów\n *[other] { $n } kodu\n }",
        "t = { $n -> \n [one] { $n } код\n [few] { $n } кода\n [many] { $n } кодов\n *[other] { $n } кода\n }",
    ]);
    let wanted = [
        (Language::En, ["1 code", "2 codes", "5 codes", "21 codes"]),
        (Language::De, ["1 Code", "2 Codes", "5 Codes", "21 Codes"]),
        (Language::Pl, ["1 kod", "2 kody", "5 kodów", "21 kodów"]),
        (Language::Ru, ["1 код", "2 кода", "5 кодов", "21 код"]),
    ];
    for (language, wanted) in wanted {
        let texts = all.texts(language);
        let got = [1, 2, 5, 21].map(|n: i64| texts.with("t", &[("n", n.into())]));
        assert_eq!(got, wanted);
    }
}

#[test]
fn moments_are_written_as_each_language_does() {
    let (all, at) = (Catalogue::embedded(), Time::from_seconds(1_795_294_020));
    for (language, moment, day) in [
        (Language::En, "21 Nov 2026, 20:47", "21 Nov 2026"),
        (Language::De, "21. Nov. 2026, 20:47", "21. Nov. 2026"),
        (Language::Pl, "21 lis 2026, 20:47", "21 lis 2026"),
        (Language::Ru, "21 нояб. 2026 г., 20:47", "21 нояб. 2026 г."),
    ] {
        assert_eq!(all.texts(language).date_time(at), format!("{moment} UTC"));
        assert_eq!(all.texts(language).date(at), day);
    }
    let end = Time::from_micros(i64::MAX);
    assert_eq!(all.texts(Language::En).date(end), "out of range");
}

#[test]
fn every_month_has_its_own_name() {
    for language in Language::ALL {
        let texts = Catalogue::embedded().texts(language);
        let months: BTreeSet<String> = (1..=12_i64)
            .map(|n| texts.with("dates-month-short", &[("month", n.into())]))
            .collect();
        assert_eq!(months.len(), 12, "{}", language.code());
    }
}

#[test]
fn a_missing_text_falls_back_to_english_and_then_to_its_key() {
    let all = catalogue(["a = Only English", "b = Nur Deutsch", "", ""]);
    assert_eq!(all.texts(Language::De).get("a"), "Only English");
    assert_eq!(all.texts(Language::Pl).get("b"), "b");
}

#[test]
fn values_are_put_in_as_they_are() {
    let all = catalogue(["t = Code for { $name }: { $count }", "", "", ""]);
    let texts = all.texts(Language::En);
    let name = String::from("{ $count } <b>");
    let text = texts.with(
        "t",
        &[("name", (&name).into()), ("count", 123_456_i64.into())],
    );
    assert_eq!(text, "Code for { $count } <b>: 123,456");
    assert!(!text.contains(['\u{2068}', '\u{2069}']));
}

#[test]
fn a_broken_file_keeps_the_rest() {
    let all = catalogue(["a = { }\nb = whole", "", "", ""]);
    assert_eq!(all.texts(Language::En).get("b"), "whole");
}

#[test]
fn moments_are_said_where_the_reader_is_and_whoever_comes_first_decides() {
    let (all, at) = (Catalogue::embedded(), Time::from_seconds(1_795_294_020));
    let texts = all.texts(Language::En);
    let handed_out = texts.clone();
    assert_eq!(texts.zone(), None);
    texts.read_in(Some("Nowhere/Land"));
    texts.read_in(None);
    assert_eq!(handed_out.date_time(at), "21 Nov 2026, 20:47 UTC");
    texts.read_in(Some("Pacific/Auckland"));
    texts.read_in(Some("Europe/Warsaw"));
    assert_eq!(handed_out.zone(), Some("Pacific/Auckland"));
    assert_eq!(handed_out.date_time(at), "22 Nov 2026, 09:47");
    assert_eq!(handed_out.date(at), "22 Nov 2026");
    assert_eq!(
        all.texts(Language::En).zone(),
        None,
        "other readers keep theirs"
    );
}
