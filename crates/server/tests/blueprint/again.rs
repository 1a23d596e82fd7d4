//! The same file twice: the second time there is nothing to do, for every section.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

async fn twice(app: &TestApp, text: &str) -> Vec<String> {
    let carrier = at_rest(app);
    let told = done(&carrier, text).await;
    assert_eq!(left(&carrier, text).await, "", "{text}");
    assert!(done(&carrier, text).await.is_empty());
    told
}

#[tokio::test]
async fn a_small_company_is_made_once() {
    for app in TestApp::on_each_engine().await {
        let told = twice(&app, ACME).await;
        assert!(
            told.contains(&"created workspace acme".to_owned()),
            "{told:#?}"
        );
        assert!(told.contains(&"created person june@partner.example of acme".to_owned()));
        let carrier = at_rest(&app);
        let plan = planned(&carrier, &read(ACME), Wishes::default()).await;
        assert_eq!(plan.count(Action::Leave), plan.steps.len());
        assert_eq!(
            plan.steps
                .iter()
                .filter(|step| step.part.section.name == "people")
                .count(),
            13
        );
    }
}

#[tokio::test]
async fn every_section_is_made_once_by_itself() {
    let workspace = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n";
    for more in [
        "",
        "language = \"pl\"\n",
        "[workspaces.rules]\ncounts_hours = 10\nidle_hours = 2\n",
        "[workspaces.brand]\naccent = \"8a1538\"\nwelcome = \" Good\\n morning \"\n",
        "[workspaces.brand]\naccent = \"\"\nwelcome = \"\"\n",
        "[[workspaces.departments]]\nname = \"B\"\nunder = \"A\"\n[[workspaces.departments]]\nname = \"A\"\n",
        "[[workspaces.groups]]\nname = \"G\"\ndescription = \" x \"\n[[workspaces.groups]]\nname = \"H\"\ndescription = \"\"\n",
        "[[workspaces.people]]\nname = \"P\"\nemail = \"P@Acme.example\"\nrole = \"guest\"\nlanguage = \"de\"\n",
        "[[workspaces.service_accounts]]\nname = \"S\"\nscopes = [\"tokens:read\", \"audit:read\"]\nenabled = false\n",
        "[[workspaces.service_accounts]]\nname = \"S\"\nscopes = [\"audit:read\"]\ndescription = \"\"\n",
        "[[workspaces.applications]]\nname = \"W\"\nredirect_uris = [\"https://w.example/b\", \"https://w.example/a\"]\nscopes = [\"groups\", \"email\"]\nhome_url = \"\"\n",
        "[[workspaces.applications]]\nname = \"M\"\ngrants = [\"token_exchange\", \"client_credentials\"]\nid_token_alg = \"EdDSA\"\nrequires = [\"dpop\"]\nenabled = false\n",
        "[[workspaces.applications]]\nname = \"A\"\nredirect_uris = [\"https://a.example/\"]\nacts_for = [\"B\"]\n[[workspaces.applications]]\nname = \"B\"\nredirect_uris = [\"https://b.example/\"]\nacts_for = [\"a\"]\n",
        "[[workspaces.sites]]\nname = \"S\"\naddresses = [\"*.s.example.com\", \"https://s.example.com:8443\"]\nuser_is = \"login\"\nasserts = true\nenabled = false\n",
        "[[workspaces.departments]]\nname = \"D\"\n[[workspaces.sites]]\nname = \"S\"\naddresses = [\"s.example.com\"]\nrules = [{path = \"/b/\", admits = \"nobody\", methods = [\"post\", \"GET\"]}, {path = \"/a\", admits = \"some\", departments = [\"d\"], roles = [\"guest\", \"employee\"]}]\n",
        "[mail]\ntransport = \"off\"\n",
        "[sms]\ntransport = \"off\"\n",
        "[sms]\ntransport = \"folder\"\ncountries = [\"pl\", \"DE\"]\nsigns_in = false\nserver_day = 7\n",
        "[sms]\ntransport = \"gateway\"\ncountries = [\"DE\"]\nmethod = \"get\"\nformat = \"none\"\nurl = \"https://sms.acme.example/send?to={digits}&m={text}\"\nheaders = [\"X-B: 2\", \"X-A: 1\"]\n",
        "[registration]\nwho = \"by-invitation\"\n",
        "[registration]\nwho = \"domains\"\ndomains = [\"Falke.example.com\", \"a.example\"]\n",
        "[registration]\nwho = \"open\"\nby = \"either\"\n",
        "[self_registration]\nto = \"nobody\"\n",
        "[self_registration]\nto = \"token-holders\"\n",
        "[self_registration]\nto = \"everybody\"\nworkspace = \"acme\"\n",
        "[mail]\ntransport = \"folder\"\nfrom = \"a@acme.example\"\nfolder = \"/tmp/x\"\n",
        "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nhost = \"MAIL.acme.example\"\n",
        "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nfrom_name = \"A\"\nhost = \"mail.acme.example\"\nport = 465\nsecurity = \"tls\"\n",
    ] {
        let app = TestApp::start().await;
        twice(&app, &format!("{workspace}{more}")).await;
    }
}

/// A company somebody made up: departments under one another, groups, people in them.
fn company() -> impl Strategy<Value = String> {
    let department = (
        proptest::option::of(0_usize..8),
        proptest::option::of(0_usize..6),
    );
    let departments = proptest::collection::vec(department, 0..8);
    let groups = proptest::collection::vec("[a-zé ]{0,9}", 0..5);
    let person = (
        "[A-Za-zü]{1,9}",
        0_usize..3,
        proptest::option::of(0_usize..8),
        proptest::bits::u8::ANY,
    );
    let people = proptest::collection::vec(person, 0..6);
    (departments, groups, people).prop_map(|(departments, groups, people)| {
        let mut text = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n".to_owned();
        for (n, (under, head)) in departments.iter().enumerate() {
            text += &format!("[[workspaces.departments]]\nname = \"D{n}\"\n");
            // Only upwards, so that nothing turns.
            if let Some(under) = under.filter(|under| *under < n) {
                text += &format!("under = \"d{under}\"\n");
            }
            if let Some(head) = head.filter(|head| *head < people.len()) {
                text += &format!("head = \"P{head}@acme.example\"\n");
            }
        }
        for (n, description) in groups.iter().enumerate() {
            text += &format!("[[workspaces.groups]]\nname = \"G{n}\"\ndescription = \"{description}\"\n");
        }
        for (n, (name, role, department, inside)) in people.iter().enumerate() {
            let role = ["employee", "administrator", "guest"][*role];
            text += &format!("[[workspaces.people]]\nemail = \"p{n}@acme.example\"\nname = \"{name}\"\nrole = \"{role}\"\n");
            if let Some(department) = department.filter(|one| *one < departments.len()) {
                text += &format!("department = \"D{department}\"\n");
            }
            let inside: Vec<String> = (0..groups.len()).filter(|n| inside & (1 << n) != 0).map(|n| format!("\"g{n}\"")).collect();
            text += &format!("groups = [{}]\n", inside.join(", "));
        }
        text
    })
}

/// From one made-up company to the next and to a third, pruned each time: after each there is nothing to do.
#[tokio::test]
async fn a_made_up_company_is_made_once_whatever_was_there() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let app = TestApp::start().await;
        let carrier = at_rest(&app);
        for _ in 0..3 {
            let text = company().new_tree(&mut runner).unwrap().current();
            done_with(&carrier, &read(&text), PRUNE).await;
            let plan = planned(&carrier, &read(&text), Wishes::default()).await;
            assert!(!plan.changes_anything(), "{text}\n{}", human(&plan));
        }
    }
}
