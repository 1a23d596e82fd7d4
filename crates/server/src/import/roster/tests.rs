//! Files as people make them: heads in four languages, none, numbers, and every mistake by its place.

use super::*;
use base::sms::Way;
use protocol::csv;
use protocol::phone::Country;

fn read(text: &str) -> (Plan, Vec<Row>) {
    let records = csv::read(text.as_bytes()).unwrap();
    let plan = guess(&records, "en");
    let rows = plan.rows(&records, &texts());
    (plan, rows)
}

/// Text messages go to Germany and Poland.
fn texts() -> SmsSettings {
    let countries = ["DE", "PL"].map(|code| Country::parse(code).unwrap());
    SmsSettings {
        way: Way::Folder,
        countries: countries.to_vec(),
        ..SmsSettings::default()
    }
}

fn contacts(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| match &row.found {
            Ok(person) => person.contact.as_str().to_owned(),
            Err(faults) => format!("{} {}", faults[0].0, faults[0].1.word()),
        })
        .collect()
}

fn whys(text: &str) -> Vec<Vec<Fault>> {
    let (_, rows) = read(text);
    rows.into_iter()
        .map(|row| row.found.err().unwrap_or_default())
        .collect()
}

#[test]
fn heads_are_known_in_four_languages() {
    for (head, columns) in [
        (
            "Name,E-mail,Role",
            [Column::Name, Column::Email, Column::Role],
        ),
        (
            "Vorname;Nachname;E-Mail-Adresse",
            [Column::Given, Column::Family, Column::Email],
        ),
        (
            "Imię\tNazwisko\tAdres e-mail",
            [Column::Given, Column::Family, Column::Email],
        ),
        (
            "ФИО;Электронная почта;Отдел",
            [Column::Name, Column::Email, Column::Department],
        ),
    ] {
        let (plan, rows) = read(head);
        assert!(plan.has_head && plan.is_whole(), "{head}");
        assert_eq!(plan.columns, columns.map(Some), "{head}");
        assert!(rows.is_empty());
    }
}

#[test]
fn without_a_head_the_addresses_are_found_and_the_rest_is_asked_for() {
    let (plan, rows) = read("Anna,anna@x.example\nBea,bea@x.example");
    assert!(!plan.has_head && !plan.is_whole());
    assert_eq!(plan.columns, [None, Some(Column::Email)]);
    assert_eq!(rows.len(), 2);
    let (plan, _) = read("E-mail,Email,Name");
    assert_eq!(
        plan.columns,
        [Some(Column::Email), None, Some(Column::Name)]
    );
}

#[test]
fn every_mistake_is_named_by_row_and_column() {
    let text = "Name,E-mail,Role,Language\n,anna,owner,xx\nBea,,,\nClara,clara@x.example,Admin,de\n\
                Dora,dora@x.example,Gast,Polski\nDora,DORA@x.example,,";
    assert_eq!(
        whys(text),
        [
            vec![
                (0, Why::NoName),
                (1, Why::OddEmail),
                (2, Why::OddRole),
                (3, Why::OddLanguage)
            ],
            vec![(1, Why::NoEmail)],
            vec![(2, Why::Administrator)],
            vec![],
            vec![(1, Why::Doubled)],
        ]
    );
    let (_, rows) = read(text);
    let dora = rows[3].found.as_ref().unwrap();
    assert_eq!(
        (dora.role, dora.language.code(), rows[3].line),
        (Role::Guest, "pl", 5)
    );
}

#[test]
fn where_there_is_no_address_a_number_will_do() {
    let text = "Name;E-Mail;Telefon\nAnna;a@x.example;0171 3920012\nBea;;0171 / 392 00 12\n\
                Cem;;+48 512 345 678\nDora;;\nEmil;;0171 3920012\nFrieda;;+43 664 1234567\n\
                Gero;;030 23125000\nHanna;;17\nIda;i@;0171 3920013";
    let (plan, rows) = read(text);
    assert!(plan.is_whole());
    assert_eq!(
        contacts(&rows),
        [
            "a@x.example",
            "+491713920012",
            "+48512345678",
            "2 contact-missing",
            "2 doubled",
            "2 phone-country",
            "2 phone-kind",
            "2 phone-odd",
            "1 email-odd",
        ]
    );
}

#[test]
fn numbers_alone_are_enough_and_are_found_without_a_head() {
    for head in [
        "Name,Phone",
        "Vorname;Handynummer",
        "Nazwisko;Numer telefonu",
        "ФИО;Телефон",
    ] {
        let (plan, _) = read(head);
        assert!(plan.has_head && plan.is_whole(), "{head}");
        assert_eq!(plan.columns[1], Some(Column::Phone), "{head}");
    }
    let (mut plan, rows) = read("Anna,+49 171 3920012,a@x.example");
    assert!(!plan.has_head && rows.len() == 1);
    assert_eq!(
        plan.columns,
        [None, Some(Column::Phone), Some(Column::Email)]
    );
    plan.columns = vec![Some(Column::Name), Some(Column::Phone), Some(Column::Phone)];
    assert!(!plan.is_whole(), "numbers twice");
    plan.columns = vec![Some(Column::Name), Some(Column::Role), None];
    assert!(!plan.is_whole(), "neither addresses nor numbers");
}

#[test]
fn without_text_messages_no_number_invites() {
    let records = csv::read(b"Name,Phone\nAnna,+49 171 3920012").unwrap();
    let rows = guess(&records, "en").rows(&records, &SmsSettings::default());
    assert_eq!(contacts(&rows), ["1 phones-off"]);
}

#[test]
fn names_come_whole_or_in_two_parts() {
    let (_, rows) = read("Vorname;Nachname;E-Mail\nAnna;Nowak;a@x.example\n;Berg;b@x.example");
    let names: Vec<String> = rows
        .iter()
        .map(|row| row.found.as_ref().unwrap().name.to_string())
        .collect();
    assert_eq!(names, ["Anna Nowak", "Berg"]);
}

#[test]
fn a_plan_gives_no_administrators_and_nothing_twice() {
    let (mut plan, _) = read("Name,E-mail");
    assert!(plan.is_whole());
    plan.role = Role::Administrator;
    assert!(!plan.is_whole());
    plan.role = Role::Guest;
    plan.columns.push(Some(Column::Email));
    assert!(!plan.is_whole());
}

#[test]
fn departments_are_found_by_name_and_by_the_way_to_them() {
    let id = |n: u8| DepartmentId::parse(&format!("{n:026}")).unwrap();
    let name = |text: &str| Name::parse(text).unwrap();
    let mut tree = Tree::default();
    tree.add(id(1), None, &name("Sales"));
    tree.add(id(2), Some(id(1)), &name("North"));
    tree.add(id(3), None, &name("Plant"));
    tree.add(id(4), Some(id(3)), &name("North"));
    assert_eq!(tree.find("sales"), Place::There(id(1)));
    assert_eq!(tree.find("North"), Place::Odd, "there are two");
    assert_eq!(tree.find("Plant > North"), Place::There(id(4)));
    assert_eq!(
        tree.find("Legal"),
        Place::Missing(None, vec![name("Legal")])
    );
    assert_eq!(
        tree.find("Plant > South > Night"),
        Place::Missing(Some(id(3)), vec![name("South"), name("Night")])
    );
    assert_eq!(tree.find("Plant > "), Place::Odd);
}
