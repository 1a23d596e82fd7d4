use base::i18n::Catalogue;

use super::*;
use crate::web::ui;

fn page(title: &str) -> Page {
    let mut page = Page::new(
        &Catalogue::embedded().texts(Language::De),
        title,
        "/w/falke?a=1&b=\"2",
    );
    page.csrf = "token".into();
    page
}

fn place(name: &str, current: bool) -> Place {
    Place {
        name: name.into(),
        address: "falke".into(),
        href: "/w/falke".into(),
        current,
        logo: None,
    }
}

fn frame(title: &str) -> Frame {
    Frame {
        page: page(title),
        person: Person {
            name: "Anna <b>".into(),
            address: "a@b.example".into(),
            picture: None,
        },
        workspaces: vec![place("Falke", true), place("Kofe", false)],
        passport: "/passport".into(),
        in_passport: false,
        operator: None,
        in_operator: false,
        others: crate::web::ui::passports("", "", &page(title).texts),
        menu: vec![MenuSection {
            heading: Some("Personen".into()),
            links: vec![MenuLink {
                href: "/w/falke/people".into(),
                words: "Personen".into(),
                current: true,
                count: Some("3".into()),
            }],
        }],
    }
}

fn whole(frame: &Frame) -> String {
    format!("{}{}", frame.top(), frame.bottom())
}

#[test]
fn the_title_says_error_first_then_page_place_and_product() {
    let mut page = page("Personen");
    assert_eq!(page.full_title(), "Personen – Vestibule");
    page.place = "Falke".into();
    page.has_error = true;
    assert_eq!(page.full_title(), "Fehler: Personen – Falke – Vestibule");
    page.place = "Personen".into();
    page.has_error = false;
    assert_eq!(page.full_title(), "Personen – Vestibule");
}

#[test]
fn language_is_changed_by_a_post_that_comes_back_here() {
    let shown = whole(&frame("Personen"));
    assert!(shown.contains("<html lang=\"de\">"));
    assert!(shown.contains("action=\"/language\" method=\"post\""));
    assert!(shown.contains("name=\"next\" value=\"/w/falke?a=1&#38;b=&#34;2\""));
    assert!(shown.contains("name=\"to\" value=\"ru\" lang=\"ru\">Русский</button>"));
    assert!(shown.contains("<span aria-current=\"true\" lang=\"de\">Deutsch</span>"));
}

#[test]
fn the_switcher_lists_places_and_signs_out_with_the_token() {
    let shown = whole(&frame("Personen"));
    assert_eq!(shown.matches("<a href=\"/w/falke\"").count(), 2);
    assert_eq!(
        shown
            .matches("<a href=\"/w/falke\" aria-current=\"true\">")
            .count(),
        1
    );
    let sign_out = shown
        .split("action=\"/sign-out\" method=\"post\">")
        .nth(1)
        .unwrap();
    assert!(sign_out.starts_with("<input type=\"hidden\" name=\"csrf\" value=\"token\">"));
    assert!(!shown.contains("/operator") && !shown.contains("<b>"));
}

#[test]
fn an_operator_has_a_way_to_the_server() {
    let mut frame = frame("Personen");
    frame.operator = Some("/operator".into());
    assert!(whole(&frame).contains("href=\"/operator\""));
}

#[test]
fn the_menu_marks_this_page_and_is_left_out_when_empty() {
    let mut frame = frame("Personen");
    assert!(whole(&frame).contains("<a href=\"/w/falke/people\" aria-current=\"page\">"));
    frame.menu.clear();
    let shown = whole(&frame);
    assert!(!shown.contains("menu-fold") && shown.contains("columns single"));
}

#[test]
fn the_notice_is_first_in_main() {
    let mut frame = frame("Personen");
    frame.page.notice = Some(ui::saved("Gespeichert"));
    let shown = frame.top().to_string();
    let main = shown.split("<main").nth(1).unwrap();
    assert!(main.contains("class=\"notice good\" role=\"status\""));
    assert!(!main.contains("<h1"));
}

#[test]
fn the_card_shows_the_mark_or_the_workspace() {
    let mut card = Card {
        page: page("Anmelden"),
        wide: false,
    };
    assert!(card.top().to_string().contains("class=\"mark\""));
    card.page.brand = Some(Brand {
        name: "Falke & Co".into(),
        logo: None,
        logo_dark: None,
        welcome: None,
        stylesheet: Some("/w/falke/brand.css".into()),
    });
    let shown = card.top().to_string();
    assert!(!shown.contains("class=\"mark\"") && shown.contains("Falke &#38; Co"));
    assert!(shown.contains("<link rel=\"stylesheet\" href=\"/w/falke/brand.css\">"));
}

#[test]
fn every_asset_of_a_page_exists() {
    let shown = whole(&frame("Personen"));
    let mut count = 0;
    for rest in shown.split("\"/assets/").skip(1) {
        let file = rest.split('"').next().unwrap();
        assert!(
            assets::lookup(file).is_some_and(|asset| asset.exact),
            "{file}"
        );
        count += 1;
    }
    assert_eq!(count, 3, "icon, stylesheet, script");
}

#[test]
fn nothing_stands_inline() {
    let shown = whole(&frame("Personen"));
    assert!(!shown.contains("<style") && !shown.contains(" style=") && !shown.contains(" onclick"));
    assert!(
        !shown
            .replace("<script type=\"module\" src=", "")
            .contains("<script")
    );
}
