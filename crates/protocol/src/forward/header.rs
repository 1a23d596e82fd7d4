//! Text in a header: visible ASCII as it is, all else percent-encoded UTF-8 (RFC 3986 section 2.1).
//!
//! What comes out can hold neither a line break nor another list member, and is turned back by any
//! percent-decoder.

/// One value. `%` is encoded too, so that decoding is never ambiguous; a space inside stays.
pub fn header_text(text: &str) -> String {
    written(text, false)
}

/// Values separated by commas; a comma inside one is encoded.
pub fn header_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let written: Vec<String> = values.into_iter().map(|one| written(one, true)).collect();
    written.join(",")
}

fn written(text: &str, in_list: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let last = text.len().saturating_sub(1);
    for (at, byte) in text.bytes().enumerate() {
        let edge_space = byte == b' ' && (at == 0 || at == last);
        let plain = (0x20..0x7f).contains(&byte) && byte != b'%' && !edge_space;
        if plain && !(in_list && byte == b',') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(
                    char::from_digit(u32::from(half), 16)
                        .unwrap_or('0')
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    out
}
