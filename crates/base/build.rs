//! Makes cargo notice new migration and text files, which are embedded by folder.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
    println!("cargo:rerun-if-changed=../../locales");
}
