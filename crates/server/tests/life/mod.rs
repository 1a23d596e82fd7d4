//! The life of a workspace: founded, moved, handed over, left, given up.

mod changes;
mod ends;
mod founding;

const ANNA: &str = "anna@falke.example.com";
const BRUNO: &str = "bruno@falke.example.com";
