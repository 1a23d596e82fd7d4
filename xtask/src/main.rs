//! What a contributor and CI run.

fn main() {}
