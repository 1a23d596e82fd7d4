//! What every feature of Vestibule needs and no feature owns. This crate knows no person.
