//! The binary `vestibule`.

fn main() {}
