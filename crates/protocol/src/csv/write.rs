//! Writing.

/// A cell that no table program takes for a formula: one that begins as formulas do gets an apostrophe before it, which
/// such programs read as "this is text". The signs in full width count, too.
pub fn safe(cell: &str) -> String {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.trim_start_matches(' ').starts_with(BEGINNINGS) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A record with its end of line; every cell is made [`safe`] and put into quotes where it needs them.
pub fn record<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    plain(cells.into_iter().map(|cell| safe(cell.as_ref())))
}

/// A record for a reader that takes no cell for a formula: [`read`](super::read).
pub fn plain<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) || cell.starts_with("sep=") {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line.push_str("\r\n");
    line
}
