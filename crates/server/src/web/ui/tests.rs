//! What holds for every component: wiring by ids, escaping, nothing inline.

use base::clock::Time;
use base::i18n::{Catalogue, Language};

use super::*;

/// A value that would break out of a text, an attribute or a script.
const HOSTILE: &str = "\"><script>alert('x')</script>&amp;{{ 7 }}";

fn texts() -> Texts {
    Catalogue::embedded().texts(Language::En)
}

/// Every component with the same words everywhere.
fn all(words: &str, t: &Texts) -> Vec<(&'static str, String)> {
    let mut shown = controls(words, t);
    shown.extend(buttons(words));
    shown.extend(messages(words, t));
    shown.extend(lists(words, t));
    shown.extend(ways(words, t));
    shown
}

fn controls(w: &str, t: &Texts) -> Vec<(&'static str, String)> {
    let verdict = Verdict::new(w, t).sentence(w).rule(w, true).rule(w, false);
    let line = field(w, w).value(w).hint(w).error(w).autocomplete(w);
    let lines = textarea(w, w).value(w).hint(w).error(w).id(w);
    let secret = password(w, w, t).hint(w).error(w).judged(verdict);
    let list = select(w, w).choice(w, w).chosen(w).hint(w).error(w);
    let group = radios(w, w).explained(w, w, w).chosen(w).hint(w).error(w);
    let tick = checkbox(w, w).value(w).hint(w).error(w).required();
    let filters = filters(w, w, t).search(w, w, w).keep(w, w).chip(w, w);
    vec![
        ("field", line.optional(t).to_string()),
        ("textarea", lines.to_string()),
        ("password", secret.to_string()),
        ("code", code(w, w).value(w).to_string()),
        ("select", list.to_string()),
        ("radios", group.to_string()),
        ("checkbox", tick.to_string()),
        (
            "filters",
            filters.choice(select(w, w).choice(w, w)).to_string(),
        ),
    ]
}

fn buttons(w: &str) -> Vec<(&'static str, String)> {
    let sent = submit(w).named(w, w).about(w).of_form(w);
    vec![
        ("form", form(w, w).with(w, w).id(w).live(w).to_string()),
        ("submit", sent.to_string()),
        ("link_button", link_button(w, w).to_string()),
        (
            "post_button",
            post_button(w, w, w).with(w, w).about(w).to_string(),
        ),
    ]
}

fn messages(w: &str, t: &Texts) -> Vec<(&'static str, String)> {
    let at = Time::from_seconds(1_795_294_020);
    vec![
        (
            "notice",
            notice(Tone::Bad, w)
                .text(w)
                .action(w, w)
                .after_deed()
                .to_string(),
        ),
        (
            "error_summary",
            error_summary(t).error(w, w).error(w, w).to_string(),
        ),
        ("badge", badge(Tone::Warn, w).to_string()),
        ("tag", tag(w).to_string()),
        ("time", time(at, at, t).to_string()),
        ("empty", empty(w).text(w).action(w, w).to_string()),
        ("no_match", no_match(w, t).filter(w).to_string()),
        (
            "attention",
            attention(Tone::Warn, w, w, w).text(w).to_string(),
        ),
        (
            "progress",
            progress(w, 1, 3, w, t).to_look_at(1, t).to_string(),
        ),
        ("secret", secret(w, w, w, t).to_string()),
        ("copyable", copyable(w, w, w, t).large().to_string()),
        ("person", person(w).to_string()),
        ("picture", workspace(w).picture(w).large().to_string()),
        ("tile", tile(w, w, application(w)).meta(w).to_string()),
    ]
}

fn lists(w: &str, t: &Texts) -> Vec<(&'static str, String)> {
    let columns = [
        column(w).sort(w, Sorted::Down),
        column(w).number(),
        column(w).unseen(),
    ];
    let rows = columns.into_iter().fold(table(w), Table::column);
    let chart = bar_chart(w, w, w, w, t)
        .part(Part::Opened, w)
        .part(Part::Refused, w);
    vec![
        (
            "summary_list",
            summary_list().row(w, w).hint(w).change(w, t).to_string(),
        ),
        (
            "table",
            rows.row(row(w).cell(w).cell(row_menu(w).link(w, w)))
                .to_string(),
        ),
        ("pagination", {
            pagination(1, 2, Total::AtLeast(3), t)
                .first(w)
                .previous(w)
                .next(w)
                .to_string()
        }),
        ("bar_chart", chart.day(w, w, [1, 2]).to_string()),
    ]
}

fn ways(w: &str, t: &Texts) -> Vec<(&'static str, String)> {
    let confirmation = confirmation(w, w, w, w, t)
        .happens(w)
        .concerns([w], 3, t)
        .ends(w, [w]);
    vec![
        ("link", link(w, w).about(w).dialog().to_string()),
        ("breadcrumb", breadcrumb(w).link(w, w).here(w).to_string()),
        ("tabs", tabs(w).tab(w, w, true).to_string()),
        (
            "menu",
            menu(w)
                .link(w, w)
                .post(w, w, w)
                .confirmation(w, w)
                .to_string(),
        ),
        (
            "stepper",
            stepper(t).done(w, w).current(w).to_come(w).to_string(),
        ),
        (
            "tree",
            tree(w)
                .node(node(w, w).children([node(w, w)], 2, t))
                .to_string(),
        ),
        (
            "confirmation",
            confirmation
                .undo(w)
                .with(w, w)
                .field(field(w, w))
                .button(w)
                .to_string(),
        ),
    ]
}

/// The opening tags of some HTML.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The same tags and as many quotes as with harmless words of the same length: nothing got out.
#[test]
fn hostile_words_stay_words_in_every_component() {
    let harmless = "w".repeat(HOSTILE.chars().count());
    let words = |tag: &str| tag.split_whitespace().next().map(str::to_owned);
    for ((name, html), (_, calm)) in all(HOSTILE, &texts())
        .into_iter()
        .zip(all(&harmless, &texts()))
    {
        assert!(
            !html.contains("<script") && !html.contains("alert('"),
            "{name}: {html}"
        );
        assert_eq!(
            html.matches('"').count(),
            calm.matches('"').count(),
            "{name}: {html}"
        );
        let (hostile, calm) = (tags(&html), tags(&calm));
        assert!(
            hostile
                .into_iter()
                .map(words)
                .eq(calm.into_iter().map(words)),
            "{name}: {html}"
        );
    }
}

#[test]
fn nothing_is_inline() {
    for (name, html) in all("words", &texts()) {
        for tag in tags(&html) {
            assert!(!tag.contains(" style="), "{name}: {tag}");
            assert!(!tag.contains(" on"), "{name}: {tag}");
            assert!(!tag.starts_with("script"), "{name}: {tag}");
        }
    }
}

#[test]
fn every_tag_is_closed() {
    const EMPTY: [&str; 4] = ["input", "img", "path", "rect"];
    for (name, html) in all("words", &texts()) {
        let mut open = Vec::new();
        for tag in tags(&html) {
            if tag.ends_with('/') {
                continue;
            }
            let word = tag.split_whitespace().next().unwrap();
            match word.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{name}: {html}"),
                None if EMPTY.contains(&word) => {}
                None => open.push(word),
            }
        }
        if name != "form" {
            assert!(open.is_empty(), "{name} leaves {open:?} open: {html}");
        }
    }
}

#[test]
fn ids_that_are_named_exist() {
    let wired = [
        "for",
        "aria-describedby",
        "aria-labelledby",
        "aria-controls",
        "data-copy",
    ];
    for (name, html) in all("w", &texts()) {
        let tags = tags(&html);
        let ids: Vec<_> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        for tag in &tags {
            for wire in wired {
                for id in attribute(tag, wire)
                    .into_iter()
                    .flat_map(str::split_whitespace)
                {
                    assert!(ids.contains(&id), "{name}: {wire} names {id} in {html}");
                }
            }
        }
    }
}

#[test]
fn every_control_has_a_label() {
    for (name, html) in controls("w", &texts()) {
        let tags = tags(&html);
        let labels: Vec<_> = tags
            .iter()
            .filter_map(|tag| attribute(tag, "for"))
            .collect();
        for tag in &tags {
            let control = ["input", "select", "textarea"]
                .iter()
                .any(|word| tag.starts_with(word));
            if control && !tag.contains("type=\"hidden\"") {
                assert!(
                    labels.contains(&attribute(tag, "id").unwrap()),
                    "{name}: {tag}"
                );
            }
        }
    }
}

#[test]
fn a_right_field_says_nothing_of_errors_and_a_wrong_one_does() {
    let right = email("mail", "E-mail")
        .value("a@b.example")
        .error(None::<String>)
        .to_string();
    assert!(!right.contains("aria-invalid") && !right.contains("aria-describedby"));
    assert!(right.contains(" required"));
    let wrong = email("mail", "E-mail")
        .hint("Yours")
        .error("No @")
        .autofocus()
        .to_string();
    assert!(wrong.contains("aria-describedby=\"mail-hint mail-error\""));
    assert!(wrong.contains("aria-invalid=\"true\"") && wrong.contains(" autofocus"));
    let (hint, error) = (
        wrong.find("mail-hint\">").unwrap(),
        wrong.find("No @").unwrap(),
    );
    assert!(wrong.find("<label").unwrap() < hint && hint < error);
    assert!(error < wrong.find("<input").unwrap());
}

#[test]
fn an_optional_field_says_so() {
    let shown = field("nick", "Nickname").optional(&texts()).to_string();
    assert!(shown.contains("(optional)") && !shown.contains(" required"));
}

#[test]
fn a_password_is_never_written_into_the_page() {
    let shown = password("password", "Password", &texts())
        .value("secret words")
        .to_string();
    assert!(!shown.contains("secret words") && !shown.contains("value="));
    assert!(shown.contains("autocomplete=\"current-password\""));
    let button = tags(&shown)
        .into_iter()
        .find(|tag| tag.starts_with("button"))
        .unwrap();
    assert!(button.contains("type=\"button\"") && button.contains(" hidden"));
}

#[test]
fn a_new_password_is_described_by_its_rules() {
    let verdict = Verdict::new("/strength", &texts()).rule("Twelve characters", true);
    let shown = password("new", "Password", &texts())
        .judged(verdict)
        .to_string();
    assert!(shown.contains("autocomplete=\"new-password\""));
    assert!(shown.contains("aria-describedby=\"new-rules\""));
    assert!(shown.contains("(met)"));
}

#[test]
fn a_code_is_one_field() {
    let shown = code("code", "Code").to_string();
    assert_eq!(shown.matches("<input").count(), 1);
    for needed in [
        "type=\"text\"",
        "inputmode=\"numeric\"",
        "\"one-time-code\"",
        "enterkeyhint=\"go\"",
    ] {
        assert!(shown.contains(needed), "{needed}");
    }
    assert!(!shown.contains("maxlength") && !shown.contains("placeholder"));
}

#[test]
fn a_form_posts_its_token_and_leaves_words_to_us() {
    let shown = form("/people", "token-1").to_string();
    assert!(shown.contains("method=\"post\"") && shown.contains(" novalidate"));
    assert!(shown.contains("<input type=\"hidden\" name=\"csrf\" value=\"token-1\">"));
    let asked = get_form("/people").to_string();
    assert!(asked.contains("method=\"get\"") && !asked.contains("csrf"));
}

#[test]
fn a_summary_is_for_two_errors_and_more() {
    let one = error_summary(&texts())
        .error("a", "Wrong")
        .error("b", None::<&str>);
    assert_eq!(one.only_error(), Some("a"));
    assert_eq!(one.to_string().trim(), "");
    let two = one.error("b", "Missing");
    assert_eq!(two.only_error(), None);
    let shown = two.to_string();
    assert!(shown.contains("There is a problem") && shown.contains("<a href=\"#b\">Missing</a>"));
    assert!(shown.contains("tabindex=\"-1\" autofocus"));
}

#[test]
fn only_the_notice_after_a_deed_takes_the_focus() {
    assert!(
        saved("Saved")
            .to_string()
            .contains("role=\"status\" tabindex=\"-1\" autofocus")
    );
    assert!(!notice(Tone::Info, "Note").to_string().contains("autofocus"));
}

#[test]
fn a_table_keeps_its_roles_and_repeats_its_heads_for_cards() {
    let heads = [
        column("Name").sort("?sort=-name", Sorted::Up),
        column("Role"),
    ];
    let shown = heads.into_iter().fold(table("People"), Table::column);
    let shown = shown.row(row("Anna").cell("Guest")).to_string();
    for needed in [
        "role=\"table\"",
        "role=\"row\"",
        "role=\"columnheader\" scope=\"col\" aria-sort=\"ascending\"",
        "role=\"rowheader\" scope=\"row\"",
        "role=\"cell\"",
        "<caption",
        "<span class=\"cell-label\" aria-hidden=\"true\">Role</span>",
    ] {
        assert!(shown.contains(needed), "{needed} in {shown}");
    }
}

#[test]
fn a_chart_says_the_same_in_a_table_and_survives_large_numbers() {
    let chart =
        bar_chart("days", "Sign-ins", "Many.", "Day", &texts()).part(Part::Opened, "opened");
    let shown = chart
        .day("1 Nov", "?day=1", [12_000])
        .day("2 Nov", "?day=2", [i64::MAX]);
    let shown = shown.day("3 Nov", "?day=3", [-4]).to_string();
    assert_eq!(
        shown.matches("opened 12,000").count(),
        2,
        "name and title of the bar"
    );
    assert!(shown.contains("<span class=\"cell\">12,000</span>"));
    assert_eq!(
        shown.matches("<a href=\"?day=").count(),
        6,
        "bars and table link to the list"
    );
    assert!(!shown.contains("height=\"-"));
}

#[test]
fn a_tree_opens_towards_the_current_node_and_counts_what_it_hides() {
    let t = texts();
    let many = (0..60).map(|number| node(format!("/{number}"), format!("Team {number}")));
    let shown = tree("Departments")
        .node(node("/a", "A").children(
            [node("/b", "B").children([node("/c", "C").current()], 1, &t)],
            1,
            &t,
        ))
        .node(node("/d", "D").children(many, 312, &t))
        .to_string();
    assert_eq!(shown.matches("<details open>").count(), 2);
    assert!(
        shown.contains("Show all 312") && shown.contains("Team 49") && !shown.contains("Team 50")
    );
}

#[test]
fn steps_say_where_one_is() {
    let steps = stepper(&texts())
        .done("/1", "Language")
        .current("You")
        .to_come("Check");
    assert_eq!(steps.position(), "Step 2 of 3");
    let shown = steps.to_string();
    assert_eq!(shown.matches("aria-current=\"step\"").count(), 1);
    assert!(shown.contains("<a href=\"/1\">"));
}

#[test]
fn a_confirmation_names_ten_and_counts_the_rest() {
    let t = texts();
    let names = (1..=14).map(|number| format!("Person {number}."));
    let asked = confirmation("Dismiss 14 people?", "/dismiss", "token", "/people", &t);
    let shown = asked.concerns(names, 14, &t).button("Dismiss").to_string();
    assert!(shown.contains("Person 10.") && !shown.contains("Person 11."));
    assert!(shown.contains("and 4 more") && shown.contains("button dangerous"));
    assert!(shown.contains("data-confirmation") && shown.contains("href=\"/people\""));
}

#[test]
fn ranges_are_written_in_the_language_of_the_page() {
    let range = |language, total| {
        pagination(51, 100, total, &Catalogue::embedded().texts(language)).to_string()
    };
    assert!(range(Language::En, Total::Exactly(4312)).contains("51–100 of 4,312"));
    assert!(range(Language::De, Total::AtLeast(10_000)).contains("51–100 von 10.000+"));
    assert!(
        !range(Language::En, Total::Exactly(4312)).contains("<li>"),
        "no links without pages"
    );
}

#[test]
fn no_component_is_missing_a_text_in_any_language() {
    let catalogue = Catalogue::embedded();
    for language in Language::ALL {
        for (name, html) in all("w", &catalogue.texts(language)) {
            for tag in html.split(['>', '<']) {
                assert!(
                    !tag.trim().starts_with("ui-"),
                    "{name} in {language:?}: {tag}"
                );
            }
        }
    }
}
