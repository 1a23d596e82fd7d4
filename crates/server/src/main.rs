//! The binary `vestibule`.

mod commands;

fn main() -> std::process::ExitCode {
    commands::run()
}
