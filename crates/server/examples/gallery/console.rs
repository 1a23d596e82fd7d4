//! Pages of the console.

use askama::Template;
use server::web::ui::{self, Frame, MenuLink, MenuSection, Notice, Page, Person, Place, Texts};

use crate::Shown;
use crate::door::{Words, notices, words};

#[derive(Template)]
#[template(path = "gallery/forms.html")]
struct Forms {
    frame: Frame,
    notices: Vec<Notice>,
    words: Words,
}

pub(crate) fn pages(texts: &Texts) -> askama::Result<Vec<Shown>> {
    let words = words(texts);
    let forms = Forms {
        frame: frame(texts, "Forms"),
        notices: notices(),
        words,
    };
    Ok(vec![("forms", forms.render()?)])
}

fn frame(texts: &Texts, title: &str) -> Frame {
    let mut page = Page::new(texts, title, "/w/falke/people?search=nowak");
    page.place = "Falke Werkzeugbau".into();
    page.csrf = "token".into();
    page.help = Some("/help".into());
    page.notice = Some(ui::saved("Anna Nowak"));
    Frame {
        page,
        person: Person {
            name: "Anna Nowak".into(),
            address: "anna.nowak@falke.example".into(),
            picture: None,
        },
        workspaces: [
            ("Falke Werkzeugbau", "falke", true),
            ("Кофе и Ко", "kofe", false),
        ]
        .map(|(name, address, current)| Place {
            name: name.into(),
            address: address.into(),
            href: format!("/w/{address}"),
            current,
            logo: None,
        })
        .into(),
        passport: "/passport".into(),
        in_passport: false,
        operator: Some("/operator".into()),
        in_operator: false,
        menu: menu(),
    }
}

fn menu() -> Vec<MenuSection> {
    let link = |words: &str, current, count: Option<&str>| MenuLink {
        href: format!("/w/falke/{words}"),
        words: words.into(),
        current,
        count: count.map(Into::into),
    };
    vec![
        MenuSection {
            heading: None,
            links: vec![link("Overview", false, Some("3"))],
        },
        MenuSection {
            heading: Some("People".into()),
            links: vec![
                link("People", true, None),
                link("Departments", false, None),
                link("Invitations", false, Some("12")),
            ],
        },
        MenuSection {
            heading: Some("Way in".into()),
            links: vec![
                link("Sign-in rules", false, None),
                link(
                    "Zugangsvoraussetzungen und Wiederherstellungscodes",
                    false,
                    None,
                ),
                link("Applications", false, None),
                link("Audit trail", false, None),
            ],
        },
    ]
}
