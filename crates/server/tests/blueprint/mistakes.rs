//! Mistakes in a blueprint: each at its line, column and key; nothing is asked or done before all are mended.

use super::*;

fn said(text: &str) -> Vec<String> {
    let mistakes = Blueprint::of(text, &no_secrets()).err().unwrap();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn every_format_is_checked_by_the_types_of_its_feature() {
    let workspace = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n";
    for (text, wanted) in [
        (
            "[[workspaces]]\naddress = \"Ac me\"\nname = \"A\"".to_owned(),
            "2:11: workspaces.address: ",
        ),
        (
            "[[workspaces]]\naddress = \"admin\"\nname = \"A\"".to_owned(),
            "2:11: workspaces.address: ",
        ),
        (
            "[[workspaces]]\naddress = \"acme\"\nname = \" \"".to_owned(),
            "3:8: workspaces.name: the name is empty",
        ),
        (
            "[registration]\nwho = \"domains\"\ndomains = [\"a.example\", \"localhost\"]"
                .to_owned(),
            "3:25: registration.domains: this is no mail domain",
        ),
        (
            "[registration]\nwho = \"domains\"".to_owned(),
            "2:7: registration.who: domains are named with who = \"domains\", and only then",
        ),
        (
            "[registration]\nwho = \"by-invitation\"\nby = \"phone\"".to_owned(),
            "3:6: registration.by: by phone number people register with who = \"open\" only",
        ),
        (
            "[self_registration]\nto = \"everybody\"".to_owned(),
            "2:6: self_registration.to: a workspace is named with to = \"everybody\", and only then",
        ),
        (
            "[self_registration]\nto = \"nobody\"\nworkspace = \"acme\"".to_owned(),
            "2:6: self_registration.to: a workspace is named with to = \"everybody\", and only then",
        ),
        (
            format!("{workspace}language = \"fr\""),
            "4:12: workspaces.language: “fr” is no word for this; ",
        ),
        (
            format!("{workspace}rules = {{ idle_hours = 0 }}"),
            "4:24: workspaces.rules.idle_hours: this must be a number from 1 to 720",
        ),
        (
            format!("{workspace}[[workspaces.people]]\nname = \"A\"\nemail = \"a\""),
            "6:9: workspaces.people.email: ",
        ),
        (
            format!(
                "{workspace}[[workspaces.people]]\nname = \"A\"\nemail = \"a@acme.example\"\nrole = \"admin\""
            ),
            "7:8: workspaces.people.role: “admin” is no word for this; there are: employee, administrator, help-desk, guest",
        ),
        (
            format!(
                "{workspace}[[workspaces.people]]\nname = \"A\"\nemail = \"a@acme.example\"\n[[workspaces.people]]\nname = \"B\"\nemail = \"A@Acme.Example\""
            ),
            "9:9: workspaces.people.email: this person stands in line 4 already",
        ),
        (
            format!("{workspace}[[workspaces.groups]]\nname = \"A\"\ndescription = \"a\\u001bb\""),
            "6:15: workspaces.groups.description: a description is one line, without hidden characters",
        ),
        (
            format!(
                "{workspace}[[workspaces.groups]]\nname = \"Ａ\"\n[[workspaces.groups]]\nname = \"a\""
            ),
            "7:8: workspaces.groups.name: this group stands in line 4 already",
        ),
        (
            format!(
                "{workspace}[[workspaces.departments]]\nname = \"A\"\nhead = \"x@acme.example\""
            ),
            "6:8: workspaces.departments.head: “x@acme.example” stands nowhere among the people of this file",
        ),
        (
            format!(
                "{workspace}[[workspaces.service_accounts]]\nname = \"A\"\nscopes = [\"people:reed\"]"
            ),
            "6:11: workspaces.service_accounts.scopes: “people:reed” is no word for this; did you mean people:read?",
        ),
        (
            format!(
                "{workspace}[[workspaces.service_accounts]]\nname = \"A\"\nscopes = [\"server.jobs:read\"]"
            ),
            "6:11: workspaces.service_accounts.scopes: ",
        ),
        (
            "[mail]\ntransport = \"smtp\"".to_owned(),
            "2:13: mail.transport: with smtp the key from is needed",
        ),
        (
            "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nhost = \"a b\"".to_owned(),
            "4:8: mail.host: this is no name of a host",
        ),
        (
            "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nhost = \"a\"\nuser = \"u\""
                .to_owned(),
            "2:13: mail.transport: user and password belong together",
        ),
        (
            "[mail]\ntransport = \"off\"\npassword = \"hunter2\"".to_owned(),
            "3:12: mail.password: a secret is not written into a blueprint",
        ),
        (
            "[mial]\ntransport = \"off\"".to_owned(),
            "1:2: mial: there is no such key; did you mean mail?",
        ),
    ] {
        let said = said(&text);
        assert!(
            said.iter().any(|line| line.starts_with(wanted)),
            "{text}\n{said:#?}"
        );
        assert!(
            !said
                .iter()
                .any(|line| line.contains("hunter2") || line.contains('\u{1b}'))
        );
    }
}

#[test]
fn a_secret_that_is_not_there_is_a_mistake_at_its_line() {
    let text = "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nhost = \"a\"\nuser = \"u\"\npassword = { file = \"mail.txt\" }";
    let said = said(text);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("6:12: mail.password: the file mail.txt: it cannot be read: "),
        "{said:?}"
    );
}

#[test]
fn the_example_has_no_mistakes_and_every_broken_line_of_it_has() {
    assert!(Blueprint::of(ACME, &no_secrets()).is_ok());
    for (at, line) in ACME
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(" = "))
    {
        let broken: Vec<String> = ACME
            .lines()
            .enumerate()
            .map(|(n, l)| {
                if n == at {
                    format!("x{l}")
                } else {
                    l.to_owned()
                }
            })
            .collect();
        let mistakes = Blueprint::of(&broken.join("\n"), &no_secrets()).err();
        let mistakes = mistakes.unwrap_or_else(|| panic!("{line} may be broken"));
        assert!(
            mistakes.iter().any(|one| one.at.line == at + 1),
            "{line}: {mistakes:?}"
        );
    }
}
