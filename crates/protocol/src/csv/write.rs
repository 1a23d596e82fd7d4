//! Writing.

/// A cell that no table program takes for a formula: one that begins as formulas do gets an apostrophe before it, which
/// such programs read as "this is text". The signs in full width count, too. Some programs cut at other marks than
/// ours, and what stands behind one of them begins a cell there.
pub fn safe(cell: &str) -> String {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let mut made = String::with_capacity(cell.len() + 1);
    let mut begins = true;
    for (at, sign) in cell.char_indices() {
        let rest = cell.get(at..).unwrap_or_default();
        if begins && rest.trim_start_matches(' ').starts_with(BEGINNINGS) {
            made.push('\'');
        }
        made.push(sign);
        begins = matches!(sign, ',' | ';' | '\t' | '\n' | '\r');
    }
    made
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
