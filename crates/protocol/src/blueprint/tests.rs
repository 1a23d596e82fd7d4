use proptest::prelude::*;

use super::*;

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("the name is empty".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn together(item: &Item) -> Vec<(&'static str, String)> {
    match (item.text("use"), item.get("secret")) {
        (Some("public"), Some(_)) => vec![("secret", "a public tool has no secret".to_owned())],
        _ => Vec::new(),
    }
}

const NAMED: Option<Identity> = Some(Identity {
    key: "name",
    fold: lower,
});

static HOUSES: Section = Section {
    name: "houses",
    one: "house",
    under: None,
    identity: NAMED,
    keys: &[
        Key::must("name", Kind::Text(name), "say what it is called"),
        Key::may("floors", Kind::Whole(1, 9), "how many floors it has"),
        Key::may("open", Kind::Flag, "whether it is open"),
    ],
    check: Section::no_check,
};
static RULES: Section = Section {
    name: "rules",
    one: "set of rules",
    under: Some("houses"),
    identity: None,
    keys: &[Key::may("days", Kind::Words(&["mon", "tue"]), "the days")],
    check: Section::no_check,
};
static ROOMS: Section = Section {
    name: "rooms",
    one: "room",
    under: Some("houses"),
    identity: NAMED,
    keys: &[
        Key::must("name", Kind::Text(name), "say what it is called"),
        Key::may("under", Kind::One("rooms"), "the room below"),
        Key::may("tools", Kind::Some("tools"), "what lies in it"),
    ],
    check: Section::no_check,
};
static TOOLS: Section = Section {
    name: "tools",
    one: "tool",
    under: Some("houses"),
    identity: NAMED,
    keys: &[
        Key::must("name", Kind::Text(name), "say what it is called"),
        Key::must("marks", Kind::Texts(name, 3), "say at least one"),
        Key::may("use", Kind::Word(&["public", "private"]), "who may use it"),
        Key::may("secret", Kind::Secret, "what opens it"),
        Key::may("shape", Kind::Json(shape), "what it looks like"),
        Key::may("steps", Kind::Tables(&STEPS, 3), "how it is used"),
    ],
    check: together,
};
static STEPS: Section = Section {
    name: "steps",
    one: "step",
    under: Some("tools"),
    identity: None,
    keys: &[
        Key::must("say", Kind::Text(name), "say what is done"),
        Key::may("rooms", Kind::Some("rooms"), "where"),
    ],
    check: Section::no_check,
};

fn shape(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text).map_err(|_| "this is no JSON".to_owned())
}

fn grammar() -> Grammar {
    Grammar::new([&HOUSES, &RULES, &ROOMS, &TOOLS])
}

const GOOD: &str = r#"
[[houses]]
name = " Old Mill "
floors = 3
open = true
rules = { days = ["mon"] }

[[houses.tools]]
name = "Saw"
marks = ["a", "b"]
secret = { file = "saw.key" }

[[houses.rooms]]
name = "Cellar"

[[houses.rooms]]
name = "Hall"
under = "CELLAR"
tools = ["saw"]

[[houses]]
name = "New Mill"
"#;

/// What is said about a text, one line a mistake.
fn said(text: &str) -> Vec<String> {
    let mistakes = read(text, &grammar()).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

fn one(text: &str, wanted: &str) {
    assert_eq!(said(text), [wanted], "{text}");
}

#[test]
fn a_file_is_read_into_items() {
    let root = read(GOOD, &grammar()).unwrap();
    let houses = root.items("houses");
    assert_eq!(houses.len(), 2);
    assert_eq!(houses[0].text("name"), Some("Old Mill"));
    assert_eq!(houses[0].get("floors"), Some(&Given::Whole(3)));
    assert_eq!(houses[0].get("open"), Some(&Given::Flag(true)));
    assert_eq!(houses[0].items("rules")[0].texts("days"), ["mon"]);
    let rooms = houses[0].items("rooms");
    assert_eq!(rooms[1].text("under"), Some("CELLAR"));
    assert_eq!(rooms[1].texts("tools"), ["saw"]);
    assert_eq!(
        rooms[1].at,
        Place {
            line: 16,
            column: 1
        }
    );
    let secret = houses[0].items("tools")[0].get("secret");
    let source = SecretSource::File("saw.key".to_owned());
    assert_eq!(secret, Some(&Given::Secret(source.clone())));
    assert_eq!(source.to_string(), "the file saw.key");
    assert!(houses[1].items("rooms").is_empty() && !houses[1].sections.contains_key("rooms"));
    assert!(read("", &grammar()).unwrap().sections.is_empty());
    let cleared =
        "[[houses]]\nname = \"m\"\n[[houses.rooms]]\nname = \"a\"\nunder = \"\"\ntools = []\n";
    assert_eq!(
        read(cleared, &grammar()).unwrap().items("houses")[0].items("rooms")[0].text("under"),
        Some("")
    );
}

/// What follows a house, and what is said about it.
const MISTAKES: &[(&str, &str)] = &[
    (
        "flors = 3",
        "3:1: houses.flors: there is no such key; did you mean floors?",
    ),
    (
        "zzzzzzzzzzz = 3",
        "3:1: houses.zzzzzzzzzzz: there is no such key; there are: rules, rooms, tools, name, floors, open",
    ),
    (
        "floors = \"3\"",
        "3:10: houses.floors: this must be a whole number, and is a text",
    ),
    (
        "floors = 3.5",
        "3:10: houses.floors: this must be a whole number, and is a number with a point",
    ),
    (
        "floors = 10",
        "3:10: houses.floors: this must be a number from 1 to 9",
    ),
    (
        "floors = 99999999999999999999",
        "3:10: houses.floors: this must be a number from 1 to 9",
    ),
    (
        "open = 1",
        "3:8: houses.open: this must be true or false, and is a whole number",
    ),
    (
        "rules = 1",
        "3:9: houses.rules: this must be a table: write [houses.rules]",
    ),
    (
        "rooms = 1",
        "3:9: houses.rooms: this must be a list of tables: write [[houses.rooms]] before each room",
    ),
    (
        "[houses.rooms]",
        "3:1: houses.rooms: this must be a list of tables: write [[houses.rooms]] before each room",
    ),
    (
        "rooms = [1]",
        "3:10: houses.rooms: this must be a list of tables: write [[houses.rooms]] before each room",
    ),
    (
        "rules = { days = [\"mo\"] }",
        "3:19: houses.rules.days: “mo” is no word for this; did you mean mon?",
    ),
    (
        "rules = { days = [\"mon\", \"mon\"] }",
        "3:26: houses.rules.days: this stands in the list twice",
    ),
    (
        "rules = { days = \"mon\" }",
        "3:18: houses.rules.days: this must be a list of texts in brackets, and is a text",
    ),
    (
        "[[houses.rooms]]",
        "3:1: houses.rooms.name: this room has no name; say what it is called",
    ),
    (
        "[[houses.rooms]]\nname = \" \"",
        "4:8: houses.rooms.name: the name is empty",
    ),
    (
        "[[houses.rooms]]\nname = \"a\"\n[[houses.rooms]]\nname = \"A\"",
        "6:8: houses.rooms.name: this room stands in line 3 already",
    ),
    (
        "[[houses.rooms]]\nname = \"a\"\ntools = [\"saw\"]",
        "5:10: houses.rooms.tools: “saw” stands nowhere among the tools of this file",
    ),
    (
        "[[houses.rooms]]\nname = \"hall\"\nunder = \"halls\"",
        "5:9: houses.rooms.under: “halls” stands nowhere among the rooms of this file; did you mean “hall”?",
    ),
    (
        "[[houses.rooms]]\nname = \"a\"\nunder = \"A\"",
        "5:9: houses.rooms.under: this room would stand under itself",
    ),
    (
        "[[houses.rooms]]\nname = \"a\"\nunder = \"b\"\n[[houses.rooms]]\nname = \"b\"\nunder = \"a\"",
        "5:9: houses.rooms.under: this room would stand under itself",
    ),
    (
        "[[houses.tools]]\nname = \"a\"\nmarks = []",
        "5:9: houses.tools.marks: there must be at least one",
    ),
    (
        "[[houses.tools]]\nname = \"a\"\nmarks = [\"a\",\"b\",\"c\",\"d\"]",
        "5:9: houses.tools.marks: at most 3 are taken",
    ),
    (
        "[[houses.tools]]\nname = \"a\"\nmarks = [\"a\"]\nuse = \"publik\"",
        "6:7: houses.tools.use: “publik” is no word for this; did you mean public?",
    ),
    (
        "[[houses.tools]]\nname = \"a\"\nmarks = [\"a\"]\nuse = \"public\"\nsecret = { file = \"a\" }",
        "7:10: houses.tools.secret: a public tool has no secret",
    ),
    ("name = \"again\"", "3:1: this is not TOML: duplicate key"),
    (
        "floors = ",
        "3:10: this is not TOML: string values must be quoted, expected literal string",
    ),
];

#[test]
fn every_kind_of_mistake_names_line_column_and_key() {
    let house = "[[houses]]\nname = \"M\"\n";
    for (rest, wanted) in MISTAKES {
        one(&format!("{house}{rest}"), wanted);
    }
    one(
        "house = 1",
        "1:1: house: there is no such key; did you mean houses?",
    );
    one(
        "[[houses]]\n\"na\\u001bme\" = 1\nname = \"m\"",
        "2:1: houses.\"na\\u{1b}me\": there is no such key; did you mean name?",
    );
    one(
        "# é ü\n[[houses]]\nname = \"é\"; x",
        "3:11: this is not TOML: unexpected key or value, expected newline, `#`",
    );
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = "[[houses]]\nfloors = 0\n[[houses.rooms]]\nnam = 1\n[[houses.tools]]\nname = 1\nmarks = 2\nx = 3\n";
    let said = said(text);
    let places: Vec<&str> = said
        .iter()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(places, ["1:1", "2:10", "3:1", "4:1", "6:8", "7:9", "8:1"]);
}

#[test]
fn what_is_no_toml_hides_no_other_mistake_and_invents_none() {
    let said =
        said("[[houses]]\nname = \nflors = 2\n[[houses.rooms]]\nname = \"a\"\nunder = \"b\n");
    assert!(said.iter().any(|line| line.starts_with("2:")), "{said:?}");
    assert!(
        said.iter()
            .any(|line| line.starts_with("3:1: houses.flors")),
        "{said:?}"
    );
    assert!(
        !said
            .iter()
            .any(|line| line.contains("has no") || line.contains("nowhere")),
        "{said:?}"
    );
}

#[test]
fn a_secret_is_never_written_nor_repeated_and_its_place_is_bounded() {
    let tool = |secret: &str| {
        format!(
            "[[houses]]\nname = \"m\"\n[[houses.tools]]\nname = \"a\"\nmarks = [\"a\"]\nsecret = {secret}\n"
        )
    };
    for secret in [
        "\"hunter2\"",
        "[\"hunter2\"]",
        "{ value = \"hunter2\" }",
        "{ hunter2 = \"x\" }",
        "{ file = [\"hunter2\"] }",
        "{ file = \"a\", env = \"hunter2\" }",
        "{}",
        "1",
        "{ file = \"/etc/hunter2\" }",
        "{ file = \"../hunter2\" }",
        "{ file = \"a/../../hunter2\" }",
        "{ file = \"\" }",
        "{ file = \"./hunter2\" }",
        "{ file = \"a//hunter2\" }",
        "{ file = \"C:\\\\hunter2\" }",
        "{ file = \"a\\u0000hunter2\" }",
        "{ env = \"HUNTER2\" }",
        "{ env = \"AWS_SECRET_ACCESS_KEY\" }",
        "{ env = \"VESTIBULE_SECRET_\" }",
        "{ env = \"VESTIBULE_TOKEN\" }",
        "{ env = \"VESTIBULE_SECRET_a=b\" }",
    ] {
        let said = said(&tool(secret));
        assert_eq!(said.len(), 1, "{secret}: {said:?}");
        assert!(
            said[0].starts_with("6:10: houses.tools.secret: "),
            "{secret}: {said:?}"
        );
        assert!(!said[0].to_lowercase().contains("hunter2"), "{said:?}");
    }
    for secret in [
        "{ file = \"a/b.key\" }",
        "{ env = \"VESTIBULE_SECRET_WIKI_2\" }",
    ] {
        assert!(read(&tool(secret), &grammar()).is_ok(), "{secret}");
    }
}

#[test]
fn a_long_chain_and_a_large_file_are_no_trouble() {
    let mut text = "[[houses]]\nname = \"m\"\n".to_owned();
    for n in 0..3000 {
        text += &format!(
            "[[houses.rooms]]\nname = \"r{n}\"\nunder = \"r{}\"\n",
            n + 1
        );
    }
    let open = format!("{text}[[houses.rooms]]\nname = \"r3000\"\n");
    assert!(read(&open, &grammar()).is_ok());
    let round = format!("{text}[[houses.rooms]]\nname = \"r3000\"\nunder = \"r0\"\n");
    assert_eq!(said(&round).len(), 1);
    let said = said(&"#".repeat((8 << 20) + 1));
    assert_eq!(said, ["1:1: the file is larger than 8 MiB"]);
    assert!(read(&"[".repeat(100_000), &grammar()).is_err());
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "[\\[\\]{}=\"'.\\\\#\nahouses m123é,_-]{0,200}") {
        let _ = read(&text, &grammar());
    }

    #[test]
    fn one_letter_elsewhere_breaks_nothing(at in 0..GOOD.len(), letter in "\\PC|[\n\r\"'=\\[\\]]") {
        let mut text = GOOD.to_owned();
        text.replace_range(at..=at, &letter);
        match read(&text, &grammar()) {
            Ok(_) => {}
            Err(mistakes) => {
                let lines = text.lines().count() + 1;
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.iter().all(|one| (1..=lines).contains(&one.at.line) && one.at.column >= 1));
                prop_assert!(mistakes.iter().all(|one| !one.to_string().contains('\n')));
            }
        }
    }
}

fn tool(lines: &str) -> String {
    format!(
        "[[houses]]\nname = \"A\"\n[[houses.rooms]]\nname = \"Hall\"\n[[houses.tools]]\nname = \"T\"\nmarks = [\"m\"]\n{lines}"
    )
}

#[test]
fn tables_without_names_keep_the_order_of_the_file() {
    let inline = tool("steps = [{say = \"second\"}, {say = \"first\", rooms = [\"HALL\"]}]\n");
    let headed = tool(
        "[[houses.tools.steps]]\nsay = \"second\"\n[[houses.tools.steps]]\nsay = \"first\"\nrooms = [\"HALL\"]\n",
    );
    for text in [inline, headed] {
        let root = read(&text, &grammar()).unwrap();
        let tool = &root.items("houses")[0].items("tools")[0];
        let Some(Given::Tables(steps)) = tool.get("steps") else {
            panic!("{tool:?}");
        };
        let said: Vec<&str> = steps.iter().filter_map(|one| one.text("say")).collect();
        assert_eq!(said, ["second", "first"]);
        assert_eq!(steps[1].texts("rooms"), ["HALL"]);
    }
}

#[test]
fn what_is_wrong_in_a_table_stands_at_its_own_place() {
    for (lines, wanted) in [
        (
            "steps = \"x\"\n",
            "8:9: houses.tools.steps: this must be a list of tables: write [[houses.tools.steps]] before each step",
        ),
        (
            "steps = [1]\n",
            "8:10: houses.tools.steps: a step is a table, and this is a whole number",
        ),
        (
            "steps = [{}]\n",
            "8:10: houses.tools.steps.say: this step has no say; say what is done",
        ),
        (
            "steps = [{say = \"a\", sya = 1}]\n",
            "8:22: houses.tools.steps.sya: there is no such key; did you mean say?",
        ),
        (
            "steps = [{say = \"a\"}, {say = \"b\", rooms = [\"Hal\"]}]\n",
            "8:44: houses.tools.steps.rooms: “Hal” stands nowhere among the rooms of this file; did you mean “Hall”?",
        ),
        (
            "steps = [{say = \"a\"}, {say = \"a\"}, {say = \"a\"}, {say = \"a\"}]\n",
            "8:9: houses.tools.steps: at most 3 are taken",
        ),
        (
            "shape = \"{\"\n",
            "8:9: houses.tools.shape: this is no JSON",
        ),
        (
            "shape = {a = 1}\n",
            "8:9: houses.tools.shape: this must be a text in quotes, and is a table",
        ),
    ] {
        let wrong = read(&tool(lines), &grammar()).unwrap_err();
        let said: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(said, [wanted], "{lines}");
    }
    let root = read(&tool("shape = '{\"a\": [1]}'\n"), &grammar()).unwrap();
    let given = root.items("houses")[0].items("tools")[0].get("shape");
    assert_eq!(given, Some(&Given::Json(serde_json::json!({"a": [1]}))));
}
