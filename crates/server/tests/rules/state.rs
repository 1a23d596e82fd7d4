//! No state outside of what the App holds, no time or chance outside of base.

use super::none;
use super::source::{Source, product};

const MUTABLE: [&str; 11] = [
    "OnceLock",
    "LazyLock",
    "Mutex",
    "RwLock",
    "OnceCell",
    "LazyCell",
    "Cell",
    "RefCell",
    "UnsafeCell",
    "Atomic",
    "AtomicU",
];

#[test]
fn no_static_holds_state() {
    let mut offences = Vec::new();
    for source in product() {
        for at in source.words("static") {
            if is_lifetime(&source, at) {
                continue;
            }
            let item = source.code[at..]
                .split(['=', ';'])
                .next()
                .unwrap_or_default();
            let holds =
                item.starts_with("static mut") || MUTABLE.iter().any(|kind| item.contains(kind));
            if holds {
                offences.push(format!("{} {}", source.place(at), item.trim()));
            }
        }
        for word in ["thread_local", "lazy_static", "once_cell"] {
            offences.extend(
                source
                    .words(word)
                    .into_iter()
                    .map(|at| format!("{} {word}", source.place(at))),
            );
        }
    }
    none("state belongs to the App and is passed on", &offences);
}

fn is_lifetime(source: &Source, at: usize) -> bool {
    source.code[..at].ends_with('\'')
}

#[test]
fn the_rule_sees_a_static_and_not_a_lifetime() {
    let text = "//! x\nstatic A: Mutex<u8> = Mutex::new(0);\nfn f(x: &'static str) {}\n";
    let source = Source::read("crates/base/src/x.rs".to_owned(), text.to_owned());
    let found: Vec<_> = source
        .words("static")
        .into_iter()
        .map(|at| is_lifetime(&source, at))
        .collect();
    assert_eq!(found, [false, true]);
}

/// What `clippy.toml` forbids is relaxed only where the fact of the world comes in.
#[test]
fn time_chance_and_environment_come_in_at_one_place_each() {
    let allowed = [
        "crates/base/src/clock.rs",
        "crates/base/src/random.rs",
        "crates/base/src/config",
        "crates/base/src/net",
    ];
    let mut offences = Vec::new();
    for source in product() {
        if !allowed.iter().any(|path| source.path.starts_with(path)) {
            let places = source.words("disallowed_methods").into_iter();
            offences.extend(places.map(|at| source.place(at)));
        }
    }
    none(
        "ask base for time, randomness, settings and connections",
        &offences,
    );
}
