//! Paths and the rules on them.

use proptest::prelude::*;

use super::{group, rule};
use crate::forward::{
    Audience, Caller, Chosen, PathError, PathPattern, PatternError, Rule, SitePath, choose,
    parse_methods,
};

fn path(target: &str) -> SitePath {
    SitePath::parse(target).unwrap()
}

#[test]
fn plain_paths_are_decoded_segments() {
    for (target, segments) in [
        ("/", vec![]),
        ("/admin", vec!["admin"]),
        ("/admin/", vec!["admin"]),
        ("/a/b?x=//../%2f#", vec!["a", "b"]),
        ("/%61dmin", vec!["admin"]),
        ("/b%C3%BCcher/a%20b", vec!["bücher", "a b"]),
        ("/file.txt", vec!["file.txt"]),
        ("/...x", vec!["...x"]),
        ("/a:b@c,d", vec!["a:b@c,d"]),
        ("/100%25", vec!["100%"]),
    ] {
        assert_eq!(path(target).segments(), segments, "{target}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_no_plain_path() {
    for (target, why) in [
        ("", PathError::NotRooted),
        ("admin", PathError::NotRooted),
        ("https://evil.example/", PathError::NotRooted),
        ("*", PathError::NotRooted),
        ("//", PathError::Empty),
        ("//admin", PathError::Empty),
        ("/a//b", PathError::Empty),
        ("/a//", PathError::Empty),
        ("/.", PathError::Dots),
        ("/..", PathError::Dots),
        ("/public/../admin", PathError::Dots),
        ("/public/%2e%2e/admin", PathError::Dots),
        ("/public/.%2E/admin", PathError::Dots),
        ("/admin.", PathError::Dots),
        ("/admin%20", PathError::Dots),
        ("/admin%2fx", PathError::Disguise),
        ("/admin%2Fx", PathError::Disguise),
        ("/admin%5cx", PathError::Disguise),
        ("/admin\\x", PathError::Disguise),
        ("/admin%00", PathError::Disguise),
        ("/admin%0d%0a", PathError::Disguise),
        ("/admin%3fx", PathError::Disguise),
        ("/admin%23x", PathError::Disguise),
        ("/admin%3bx", PathError::Disguise),
        ("/%2561dmin", PathError::Disguise),
        ("/%252e%252e/admin", PathError::Disguise),
        ("/admin;x=1", PathError::Parameter),
        ("/public/..;/admin", PathError::Parameter),
        ("/admin%", PathError::Encoding),
        ("/admin%zz", PathError::Encoding),
        ("/%c0%af", PathError::Encoding),
        ("/%ff", PathError::Encoding),
        ("/admin#x", PathError::Byte),
        ("/ad min", PathError::Byte),
        ("/ädmin", PathError::Byte),
        ("/admin\r\n", PathError::Byte),
    ] {
        assert_eq!(SitePath::parse(target), Err(why), "{target:?}");
    }
}

#[test]
fn patterns_name_one_path_all_below_or_any_segment() {
    let matches = |pattern: &str, target: &str| {
        pattern
            .parse::<PathPattern>()
            .unwrap()
            .matches(&path(target), false)
    };
    for (pattern, yes, no) in [
        ("/", vec!["/"], vec!["/a"]),
        ("/*", vec!["/", "/a", "/a/b"], vec![]),
        (
            "/admin",
            vec!["/admin", "/admin/", "/ADMIN", "/%61dmin"],
            vec!["/admin/x", "/administrator", "/"],
        ),
        (
            "/admin/*",
            vec!["/admin", "/admin/x", "/Admin/x/y"],
            vec!["/administrator", "/x/admin"],
        ),
        (
            "/*/edit",
            vec!["/page/edit"],
            vec!["/edit", "/a/b/edit", "/page/edit/x"],
        ),
        (
            "/*/edit/*",
            vec!["/page/edit", "/page/edit/x"],
            vec!["/page/x/edit"],
        ),
        ("/bücher", vec!["/b%C3%BCcher"], vec!["/bucher"]),
        ("/a b", vec!["/a%20b"], vec![]),
    ] {
        for target in yes {
            assert!(matches(pattern, target), "{pattern} {target}");
        }
        for target in no {
            assert!(!matches(pattern, target), "{pattern} {target}");
        }
    }
}

#[test]
fn patterns_that_match_nothing_are_refused() {
    for (text, why) in [
        ("", PatternError::Path(PathError::NotRooted)),
        ("admin", PatternError::Path(PathError::NotRooted)),
        ("/a/../b", PatternError::Path(PathError::Dots)),
        ("/a//*", PatternError::Path(PathError::Empty)),
        ("/adm*", PatternError::Star),
        ("/**", PatternError::Star),
        ("/admin?x=1", PatternError::Query),
    ] {
        assert_eq!(text.parse::<PathPattern>(), Err(why), "{text}");
    }
}

#[test]
fn the_first_rule_that_matches_decides_and_members_enter_where_none_does() {
    let rules = [
        rule(1, "/health", Audience::Everybody),
        rule(2, "/admin/*", group("g1")),
        Rule {
            methods: vec!["GET".to_owned()],
            ..rule(3, "/api/*", Audience::Everybody)
        },
        rule(4, "/api/*", Audience::Nobody),
    ];
    let decides = |method: &str, target: &str| match choose(&rules, method, target) {
        Chosen::Rule(rule) => rule.id,
        Chosen::Otherwise => 0,
        Chosen::Unclear(_) => 99,
    };
    for (method, target, id) in [
        ("GET", "/health", 1),
        ("GET", "/health/", 1),
        ("GET", "/HEALTH", 0),
        ("GET", "/health/x", 0),
        ("GET", "/admin", 2),
        ("POST", "/ADMIN/x?y", 2),
        ("GET", "/api/x", 3),
        ("HEAD", "/api/x", 3),
        ("POST", "/api/x", 4),
        ("GET", "/API/x", 4),
        ("GET", "/", 0),
        ("GET", "/health/../admin", 99),
        ("GET", "//admin", 99),
    ] {
        assert_eq!(decides(method, target), id, "{method} {target}");
    }
    assert_eq!(
        choose(&rules, "GET", "/admin/..").audience(),
        &Audience::Nobody
    );
    assert_eq!(
        choose(&[], "GET", "/a/../b//c;d").audience(),
        &Audience::Members
    );
}

#[test]
fn an_audience_of_some_takes_any_one_of_its_marks() {
    let some = Audience::Some {
        groups: vec!["g1".to_owned()],
        departments: vec!["d1".to_owned()],
        roles: vec!["administrator".to_owned()],
    };
    let caller = |groups: &[&str], departments: &[&str], role: &str| Caller {
        groups: groups.iter().map(|one| (*one).to_owned()).collect(),
        departments: departments.iter().map(|one| (*one).to_owned()).collect(),
        role: role.to_owned(),
    };
    assert!(some.admits(&caller(&["g0", "g1"], &[], "guest")));
    assert!(some.admits(&caller(&[], &["d2", "d1"], "guest")));
    assert!(some.admits(&caller(&[], &[], "administrator")));
    assert!(!some.admits(&caller(&["g2"], &["d2"], "employee")));
    assert!(!some.admits(&Caller::default()));
    let nothing = Audience::Some {
        groups: vec![],
        departments: vec![],
        roles: vec![],
    };
    assert!(
        !nothing.admits(&caller(&["g1"], &["d1"], "administrator")),
        "nobody is named"
    );
    assert!(!Audience::Nobody.admits(&caller(&["g1"], &["d1"], "administrator")));
    assert!(Audience::Members.admits(&Caller::default()));
}

#[test]
fn rules_are_stored_and_read_again() {
    let rules = vec![
        rule(1, "/100%25/*", Audience::Everybody),
        Rule {
            methods: vec!["POST".to_owned()],
            ..rule(2, "/*/x", group("g"))
        },
        rule(3, "/*", Audience::Nobody),
    ];
    let text = serde_json::to_string(&rules).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Rule>>(&text).unwrap(), rules);
    for broken in [
        r#"[{"id":1,"path":"/a","methods":[],"admits":"all"}]"#,
        r#"[{"id":1,"path":"a","methods":[],"admits":"members"}]"#,
        r#"[{"id":1,"path":"/a","admits":"members"}]"#,
        r#"[{"id":1,"path":"/a","methods":[],"admits":"members","x":1}]"#,
    ] {
        assert!(
            serde_json::from_str::<Vec<Rule>>(broken).is_err(),
            "{broken}"
        );
    }
}

#[test]
fn methods_are_words_in_capitals() {
    assert_eq!(
        parse_methods("get, POST get\nM-SEARCH").unwrap(),
        ["GET", "POST", "M-SEARCH"]
    );
    assert_eq!(parse_methods(" , ").unwrap(), Vec::<String>::new());
    for wrong in ["GET;POST", "G3T", "get/post", "ä"] {
        assert!(parse_methods(wrong).is_err(), "{wrong}");
    }
}

/// Ways to write a letter.
fn spelling(letter: char) -> impl Strategy<Value = String> {
    let encoded = format!("%{:02x}", u32::from(letter));
    let upper = format!("%{:02X}", u32::from(letter.to_ascii_uppercase()));
    prop_oneof![
        Just(letter.to_string()),
        Just(letter.to_ascii_uppercase().to_string()),
        Just(encoded),
        Just(upper),
    ]
}

fn spelled(word: &str) -> impl Strategy<Value = String> {
    let letters: Vec<_> = word
        .chars()
        .map(|letter| spelling(letter).boxed())
        .collect();
    letters.prop_map(|letters| letters.concat())
}

proptest! {
    #[test]
    fn no_spelling_of_a_closed_path_gets_around_its_rule(
        admin in spelled("admin"),
        before in "(/|//|/\\./|/%2e/|/x/\\.\\./|/x/%2e%2e/|/x/\\.\\.;/|/;/|\\\\)",
        after in "(|/|//|/\\.|\\.|%20|%00|%2f|%5c|;x|/x|/x/\\.\\./y|\\?x|%3fx|#x)",
    ) {
        let rules = [rule(1, "/admin/*", Audience::Nobody), rule(2, "/*", Audience::Everybody)];
        let target = format!("{before}{admin}{after}");
        let audience = choose(&rules, "GET", &target).audience();
        prop_assert_eq!(audience, &Audience::Nobody, "{}", target);
    }

    #[test]
    fn only_the_very_letters_of_an_open_path_open_it(target in "/[a-z0-9A-Z/.%;]{0,16}") {
        let rules = [rule(1, "/public/*", Audience::Everybody)];
        if choose(&rules, "GET", &target).audience().is_everybody() {
            let path = path(&target);
            prop_assert_eq!(path.segments().first().map(String::as_str), Some("public"));
        }
    }

    #[test]
    fn a_plain_path_has_no_separator_left_in_it(target in "/[ -~]{0,24}") {
        if let Ok(path) = SitePath::parse(&target) {
            for segment in path.segments() {
                prop_assert!(!segment.is_empty() && segment != "." && segment != "..");
                prop_assert!(!segment.contains(['/', '\\', '?', '#', ';', '\0', '\r', '\n']));
            }
        }
    }

    #[test]
    fn a_pattern_is_written_as_it_can_be_read(text in "/[a-zA-Z0-9 ü*%.~-]{0,8}(/[a-z0-9*%]{1,5}){0,2}(/\\*)?") {
        if let Ok(pattern) = text.parse::<PathPattern>() {
            prop_assert_eq!(&pattern.to_string().parse::<PathPattern>().unwrap(), &pattern, "{}", pattern);
        }
    }

    #[test]
    fn a_pattern_without_stars_matches_itself(text in "/[a-z0-9-]{1,8}(/[a-z0-9-]{1,8}){0,3}") {
        let pattern: PathPattern = text.parse().unwrap();
        prop_assert!(pattern.matches(&path(&text), true));
        let (more, further, longer) = (format!("{text}/x"), format!("{text}/x/y"), format!("{text}x"));
        prop_assert!(!pattern.matches(&path(&more), false));
        let below: PathPattern = format!("{text}/*").parse().unwrap();
        prop_assert!(below.matches(&path(&further), true));
        prop_assert!(!below.matches(&path(&longer), true));
    }
}
