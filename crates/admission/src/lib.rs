//! Whether a door opens for these proofs in these circumstances. Pure: no I/O and no clock.
