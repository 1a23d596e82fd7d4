//! What proxies say, taken whole or not at all; and rules nobody slips past by spelling.

mod origins;
mod paths;
mod requests;

use super::*;

fn rule(id: u32, path: &str, admits: Audience) -> Rule {
    Rule {
        id,
        path: path.parse().unwrap(),
        methods: Vec::new(),
        admits,
    }
}

fn group(id: &str) -> Audience {
    Audience::Some {
        groups: vec![id.to_owned()],
        departments: Vec::new(),
        roles: Vec::new(),
    }
}
