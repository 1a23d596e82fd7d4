//! What the server refuses, and what changed meanwhile: nothing more is done, and it is safe to run again.

use super::*;

const WORKSPACE: &str = "[[workspaces]]\naddress = \"acme\"\nname = \"Acme\"\n";

#[tokio::test]
async fn it_stops_at_the_first_refusal_and_goes_on_from_there() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let one = format!(
        "{WORKSPACE}[[workspaces.people]]\nemail = \"ada@acme.example\"\nname = \"Ada\"\nrole = \"administrator\"\n"
    );
    done(&carrier, &one).await;
    // Somebody who joined and administers the workspace alone cannot be made an employee.
    let mut conn = app.app.db.read().await.unwrap();
    let acme = people::workspaces::at(&mut conn, "acme")
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let ben = app
        .person("Ben", "ben@acme.example", "seven quiet otters swim")
        .await;
    app.enrol(&acme, ben, people::Role::Administrator).await;
    let text = format!(
        "{WORKSPACE}[[workspaces.groups]]\nname = \"A\"\n\
         [[workspaces.people]]\nemail = \"ben@acme.example\"\nname = \"Ben\"\nrole = \"employee\"\n\
         [[workspaces.people]]\nemail = \"carl@acme.example\"\nname = \"Carl\"\n"
    );
    let (told, applied) = carried_out(&carrier, &read(&text), Wishes::default()).await;
    assert_eq!(told, ["created group A of acme"]);
    let (at, cause) = applied.stopped.unwrap();
    assert_eq!(
        (at.as_str(), applied.done),
        ("person ben@acme.example of acme", 1)
    );
    assert!(cause.to_string().contains("/role"), "{cause}");
    let mended = text.replace("role = \"employee\"", "role = \"administrator\"");
    assert_eq!(
        done(&carrier, &mended).await,
        ["created person carl@acme.example of acme"]
    );
    assert_eq!(left(&carrier, &mended).await, "");
}

#[tokio::test]
async fn what_changed_since_the_plan_is_not_overwritten() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let text = |words: &str| {
        format!("{WORKSPACE}[[workspaces.groups]]\nname = \"A\"\ndescription = \"{words}\"\n")
    };
    done(&carrier, &text("one")).await;
    let two = read(&text("two"));
    let planned = planned(&carrier, &two, Wishes::default()).await;
    done(&carrier, &text("three")).await;
    let applied = apply(&carrier, &two, planned, &Randomness::system(), &mut |_| {}).await;
    let (at, cause) = applied.stopped.unwrap();
    assert_eq!((at.as_str(), applied.done), ("group A of acme", 0));
    assert!(cause.to_string().contains("changed meanwhile"), "{cause}");
    assert_eq!(left(&carrier, &text("three")).await, "");
}

#[tokio::test]
async fn two_departments_of_one_name_are_not_guessed_at() {
    let app = TestApp::start().await;
    let carrier = at_rest(&app);
    let tree = |second: &str| {
        format!(
            "{WORKSPACE}[[workspaces.departments]]\nname = \"North\"\n[[workspaces.departments]]\nname = \"South\"\n\
             [[workspaces.departments]]\nname = \"{second}\"\nunder = \"North\"\n"
        )
    };
    done(&carrier, &tree("Sales of the north")).await;
    let mut conn = app.app.db.write().await.unwrap();
    let acme = people::workspaces::at(&mut conn, "acme")
        .await
        .unwrap()
        .unwrap();
    let tree_now = people::departments::tree(&mut conn, acme.id).await.unwrap();
    let own = tree_now
        .iter()
        .find(|one| one.department.name.starts_with("Sales"))
        .unwrap();
    let name = people::Name::parse("South").unwrap();
    people::departments::rename(&mut conn, acme.id, own.department.id, &name)
        .await
        .unwrap();
    conn.commit().await.unwrap();
    let found = plan(&carrier, &read(&tree("North sales")), Wishes::default()).await;
    let words = found.err().unwrap().to_string();
    assert!(
        words.contains("several departments called South"),
        "{words}"
    );
}
