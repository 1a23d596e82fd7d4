//! A file that changes: what is compared, what is left, what is removed and what never is.

use super::*;

const BASE: &str = r#"
[[workspaces]]
address = "acme"
name = "Acme"

[[workspaces.departments]]
name = "Management"
head = "ada@acme.example"

[[workspaces.departments]]
name = "Workshop"
under = "Management"

[[workspaces.groups]]
name = "Editors"
description = "Whoever may publish"

[[workspaces.groups]]
name = "On call"

[[workspaces.people]]
email = "ada@acme.example"
name = "Ada Winter"
role = "administrator"
department = "Management"
groups = ["Editors"]

[[workspaces.people]]
email = "ben@acme.example"
name = "Ben Sommer"
groups = ["On call", "Editors"]
"#;

/// The lines of a plan after a text was replaced in the file.
async fn plan_after(carrier: &Carrier, from: &str, to: &str, wishes: Wishes) -> Vec<String> {
    let text = BASE.replace(from, to);
    assert_ne!(text, BASE, "{from}");
    let plan = planned(carrier, &read(&text), wishes).await;
    if !plan.changes_anything() {
        return Vec::new();
    }
    let lines: Vec<String> = human(&plan).lines().map(str::to_owned).collect();
    let lines = lines.split(String::is_empty).next().unwrap();
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

async fn stage() -> (TestApp, Carrier) {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    done(&carrier, BASE).await;
    (app, carrier)
}

#[tokio::test]
async fn every_change_is_told_field_by_field_and_done() {
    let (_app, carrier) = stage().await;
    for (from, to, wanted) in [
        (
            "name = \"Acme\"",
            "name = \"Acme Ltd\"",
            &["~ workspace acme", "name: Acme -> Acme Ltd"][..],
        ),
        (
            "under = \"Management\"",
            "",
            &[
                "~ department Workshop of acme",
                "under: Management -> nothing",
            ],
        ),
        (
            "head = \"ada@acme.example\"",
            "head = \"BEN@acme.example\"",
            &[
                "~ department Management of acme",
                "head: ada@acme.example -> BEN@acme.example",
            ],
        ),
        (
            "head = \"ada@acme.example\"",
            "head = \"\"",
            &[
                "~ department Management of acme",
                "head: ada@acme.example -> nothing",
            ],
        ),
        (
            "description = \"Whoever may publish\"",
            "description = \"\"",
            &[
                "~ group Editors of acme",
                "description: Whoever may publish -> nothing",
            ],
        ),
        (
            "name = \"On call\"",
            "name = \"ON CALL\"",
            &["~ group ON CALL of acme", "name: On call -> ON CALL"],
        ),
        (
            "name = \"Ada Winter\"",
            "name = \"Ada Sommer\"",
            &[
                "~ person ada@acme.example of acme",
                "name: Ada Winter -> Ada Sommer",
            ],
        ),
        (
            "groups = [\"Editors\"]",
            "groups = [\"on call\"]",
            &[
                "~ person ada@acme.example of acme",
                "groups: Editors -> on call",
            ],
        ),
        (
            "groups = [\"On call\", \"Editors\"]",
            "groups = []",
            &[
                "~ person ben@acme.example of acme",
                "groups: Editors, On call -> none",
            ],
        ),
        (
            "name = \"Ben Sommer\"",
            "name = \"Ben Sommer\"\nrole = \"guest\"\ndepartment = \"Workshop\"",
            &[
                "~ person ben@acme.example of acme",
                "role: employee -> guest",
                "department: nothing -> Workshop",
            ],
        ),
        (
            "ben@acme.example",
            "Ben@ACME.example",
            &[
                "~ person Ben@acme.example of acme",
                "email: ben@acme.example -> Ben@acme.example",
            ],
        ),
    ] {
        assert_eq!(
            plan_after(&carrier, from, to, Wishes::default()).await,
            wanted,
            "{to}"
        );
        let text = BASE.replace(from, to);
        done(&carrier, &text).await;
        assert_eq!(left(&carrier, &text).await, "", "{text}");
        done(&carrier, BASE).await;
        assert_eq!(left(&carrier, BASE).await, "", "{to}");
    }
}

#[tokio::test]
async fn what_the_file_does_not_say_is_left() {
    let (_app, carrier) = stage().await;
    for (from, to) in [
        ("description = \"Whoever may publish\"", ""),
        ("head = \"ada@acme.example\"", ""),
        ("role = \"administrator\"", ""),
        ("department = \"Management\"\n", ""),
        ("groups = [\"On call\", \"Editors\"]", ""),
    ] {
        assert!(
            plan_after(&carrier, from, to, Wishes::default())
                .await
                .is_empty(),
            "{from}"
        );
    }
    // A section that is not in the file is not looked at, pruned or not.
    let only = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n";
    let plan = planned(&carrier, &read(only), PRUNE).await;
    assert!(
        !plan.changes_anything() && plan.steps.len() == 1,
        "{}",
        human(&plan)
    );
}

#[tokio::test]
async fn only_prune_removes_and_only_what_the_file_may_own() {
    let (_app, carrier) = stage().await;
    let smaller = r#"
[[workspaces]]
address = "acme"
name = "Acme"
departments = []
people = []
[[workspaces.groups]]
name = "Editors"
"#;
    let plan = planned(&carrier, &read(smaller), Wishes::default()).await;
    assert!(!plan.changes_anything());
    assert_eq!(plan.count(Action::Keep), 5);
    assert!(
        human(&plan).contains("? group On call of acme: not in the file; --prune would remove it")
    );
    let plan = planned(&carrier, &read(smaller), PRUNE).await;
    let text = human(&plan);
    assert!(
        text.contains("- person ben@acme.example of acme: the invitation is withdrawn"),
        "{text}"
    );
    assert!(
        text.contains("? person ada@acme.example of acme: an administrator is never dismissed"),
        "{text}"
    );
    assert!(
        text.contains(
            "- department Workshop of acme: its people and the departments in it move up"
        )
    );
    assert_eq!(plan.count(Action::Remove), 4, "{text}");
    let told = done_with(&carrier, &read(smaller), PRUNE).await;
    assert_eq!(told.len(), 4);
    let plan = planned(&carrier, &read(smaller), PRUNE).await;
    assert!(!plan.changes_anything(), "{}", human(&plan));
    assert_eq!(
        steps(&plan, Action::Keep),
        ["person ada@acme.example of acme"]
    );
}

#[tokio::test]
async fn people_who_joined_are_dismissed_and_taken_back_never_deleted() {
    let (app, carrier) = stage().await;
    let rows = app.rows().await;
    let ben = app
        .person("Ben Sommer", "carl@acme.example", "seven quiet otters swim")
        .await;
    let mut conn = app.app.db.read().await.unwrap();
    let acme = people::workspaces::at(&mut conn, "acme")
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    app.enrol(&acme, ben, people::Role::Employee).await;
    let told = done_with(&carrier, &read(BASE), PRUNE).await;
    assert_eq!(told, ["removed person carl@acme.example of acme"]);
    assert_eq!(app.rows().await["members"], rows["members"] + 1);
    assert_eq!(left(&carrier, BASE).await, "");
    let again = format!(
        "{BASE}\n[[workspaces.people]]\nemail = \"carl@acme.example\"\nname = \"Carl\"\ngroups = [\"Editors\"]\n"
    );
    let plan = planned(&carrier, &read(&again), PRUNE).await;
    assert!(
        human(&plan)
            .contains("~ person carl@acme.example of acme: was dismissed, and is taken back")
    );
    done(&carrier, &again).await;
    assert_eq!(left(&carrier, &again).await, "");
}

#[tokio::test]
async fn a_mail_password_is_sent_when_it_is_needed_and_shown_never() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let mail = |host: &str| {
        format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"a@acme.example\"\nhost = \"{host}\"\nuser = \"door\"\n\
             password = {{ env = \"VESTIBULE_SECRET_MAIL\" }}\n"
        )
    };
    let read = |host: &str, secret: &str| {
        Blueprint::of(&mail(host), &sources(&[("VESTIBULE_SECRET_MAIL", secret)])).unwrap()
    };
    let first = read("mail.acme.example", "quiet-otter-77");
    let plan = planned(&carrier, &first, Wishes::default()).await;
    let shown = human(&plan) + &server::blueprint::json(&plan).to_string();
    assert!(
        shown.contains("password: nothing -> from the variable VESTIBULE_SECRET_MAIL"),
        "{shown}"
    );
    assert!(!shown.contains("quiet-otter-77"));
    done_with(&carrier, &first, Wishes::default()).await;
    // The same again, and another one the server cannot compare: it stays, unless that is wished.
    let other = read("mail.acme.example", "loud-otter-78");
    for blueprint in [&first, &other] {
        assert!(
            !planned(&carrier, blueprint, Wishes::default())
                .await
                .changes_anything()
        );
    }
    let renewed = Wishes {
        prune: false,
        secrets: true,
    };
    assert_eq!(
        done_with(&carrier, &other, renewed).await,
        ["changed way of letters"]
    );
    // Another server is never told the old one's password.
    let moved = read("mail2.acme.example", "new-otter-79");
    let plan = planned(&carrier, &moved, Wishes::default()).await;
    assert!(
        human(&plan).contains("password: kept by the server -> from the variable"),
        "{}",
        human(&plan)
    );
    done_with(&carrier, &moved, Wishes::default()).await;
    for secret in ["quiet-otter-77", "loud-otter-78", "new-otter-79"] {
        app.log().keep_out(secret);
    }
}

#[tokio::test]
async fn the_secret_of_a_gateway_goes_to_no_other_and_is_shown_never() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let read = |host: &str, secret: &str| {
        let text = format!(
            "[sms]\ntransport = \"gateway\"\ncountries = [\"DE\"]\nurl = \"https://{host}/send\"\n\
             headers = [\"Authorization: Bearer {{secret}}\"]\nformat = \"form\"\n\
             body = \"to={{to}}\\nm={{text}}\"\nsecret = {{ env = \"VESTIBULE_SECRET_SMS\" }}\n"
        );
        Blueprint::of(&text, &sources(&[("VESTIBULE_SECRET_SMS", secret)])).unwrap()
    };
    let first = read("sms.acme.example", "quiet-heron-1");
    let plan = planned(&carrier, &first, Wishes::default()).await;
    let shown = human(&plan) + &server::blueprint::json(&plan).to_string();
    assert!(
        shown.contains("secret: nothing -> from the variable"),
        "{shown}"
    );
    assert!(!shown.contains("quiet-heron-1"), "{shown}");
    done_with(&carrier, &first, Wishes::default()).await;
    let again = planned(&carrier, &first, Wishes::default()).await;
    assert!(!again.changes_anything(), "{}", human(&again));
    let moved = read("sms.evil.example", "other-heron-2");
    let plan = planned(&carrier, &moved, Wishes::default()).await;
    assert!(
        human(&plan).contains("secret: kept by the server -> from the variable"),
        "{}",
        human(&plan)
    );
    assert_eq!(
        done_with(&carrier, &moved, Wishes::default()).await,
        ["changed way of text messages"]
    );
    for secret in ["quiet-heron-1", "other-heron-2"] {
        app.log().keep_out(secret);
    }
}
