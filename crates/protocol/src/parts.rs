//! Forms with files in them: `multipart/form-data` (RFC 7578), as browsers send it, read whole and strictly.

use thiserror::Error;

/// The most parts a form has.
const MOST_PARTS: usize = 32;
/// The longest head of a part, in bytes.
const LONGEST_HEAD: usize = 2048;
/// The longest boundary (RFC 2046, section 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// Why a form cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PartsError {
    /// It is not such a form, or names no usable boundary.
    #[error("not a form with parts")]
    Kind,
    /// It does not begin, go on or end as its boundary says.
    #[error("the parts cannot be told apart")]
    Boundary,
    /// A part does not say what it is, or says it twice.
    #[error("a part says wrongly what it is")]
    Head,
    /// It has too many parts.
    #[error("too many parts")]
    TooMany,
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The field it fills.
    pub name: &'a str,
    /// Whether it is a file: what the file is called, and which type it claims to be, is never looked at.
    pub is_file: bool,
    /// What stands in it.
    pub content: &'a [u8],
}

/// The boundary that a `Content-Type` names.
///
/// # Errors
/// [`PartsError::Kind`].
pub fn boundary(content_type: &str) -> Result<&str, PartsError> {
    let mut pieces = content_type.split(';').map(str::trim);
    let kind = pieces.next().unwrap_or_default();
    if !kind.eq_ignore_ascii_case("multipart/form-data") {
        return Err(PartsError::Kind);
    }
    let mut named = pieces.filter_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then_some(value)
    });
    let (Some(value), None) = (named.next(), named.next()) else {
        return Err(PartsError::Kind);
    };
    let value = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .unwrap_or(value);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
    if value.is_empty() || value.len() > LONGEST_BOUNDARY || !value.bytes().all(fits) {
        return Err(PartsError::Kind);
    }
    Ok(value)
}

/// The parts of a form, in their order.
///
/// # Errors
/// [`PartsError`].
pub fn read<'a>(boundary: &str, body: &'a [u8]) -> Result<Vec<Part<'a>>, PartsError> {
    let mark = format!("\r\n--{boundary}");
    let mark = mark.as_bytes();
    let opening = mark.get(2..).unwrap_or_default();
    let mut rest = body.strip_prefix(opening).ok_or(PartsError::Boundary)?;
    let mut parts = Vec::new();
    loop {
        if matches!(rest, b"--" | b"--\r\n") {
            return Ok(parts);
        }
        if parts.len() == MOST_PARTS {
            return Err(PartsError::TooMany);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or(PartsError::Boundary)?;
        let end = find(part, mark).ok_or(PartsError::Boundary)?;
        let (inside, after) = part.split_at(end);
        parts.push(one(inside)?);
        rest = after.get(mark.len()..).unwrap_or_default();
    }
}

/// Where the needle begins.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        // A mark begins with a carriage return, which is rare in a compressed picture.
        let next = hay.get(from..)?.iter().position(|byte| *byte == b'\r')? + from;
        if hay.get(next..)?.starts_with(needle) {
            return Some(next);
        }
        from = next + 1;
    }
}

fn one(inside: &[u8]) -> Result<Part<'_>, PartsError> {
    let head_of = inside.get(..LONGEST_HEAD).unwrap_or(inside);
    let at = head_of.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, content) = inside.split_at(at.ok_or(PartsError::Head)?);
    let head = std::str::from_utf8(head).map_err(|_| PartsError::Head)?;
    let mut found = None;
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(':').ok_or(PartsError::Head)?;
        if name.eq_ignore_ascii_case("content-disposition") && found.replace(value).is_some() {
            return Err(PartsError::Head);
        }
    }
    let (name, is_file) = disposition(found.ok_or(PartsError::Head)?)?;
    Ok(Part {
        name,
        is_file,
        content: content.get(4..).unwrap_or_default(),
    })
}

/// The field, and whether a file name stands beside it.
fn disposition(value: &str) -> Result<(&str, bool), PartsError> {
    let rest = value
        .trim()
        .strip_prefix("form-data")
        .ok_or(PartsError::Head)?;
    let (mut name, mut is_file) = (None, false);
    let mut rest = rest.trim_start();
    while let Some(next) = rest.strip_prefix(';') {
        let (key, after) = next.split_once('=').ok_or(PartsError::Head)?;
        let (key, after) = (key.trim(), after.trim_start());
        // Browsers write a quotation mark in a name as %22, so that the next one ends it.
        let (text, more) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(PartsError::Head)?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        match key {
            "name" if name.is_none() => name = Some(text),
            "filename" | "filename*" => is_file = true,
            _ => return Err(PartsError::Head),
        }
        rest = more.trim_start();
    }
    if !rest.is_empty() {
        return Err(PartsError::Head);
    }
    name.map(|name| (name, is_file)).ok_or(PartsError::Head)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SENT: &[u8] = b"--x9\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x9\r\n\
        Content-Disposition: form-data; name=\"photo\"; filename=\"me; you.png\"\r\nContent-Type: image/png\r\n\r\n\
        \x89PNG\r\n\r\n--x\r\n--x9--\r\n";

    #[test]
    fn fields_and_files_are_told_apart() {
        let parts = read("x9", SENT).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].name, parts[0].is_file, parts[0].content),
            ("csrf", false, b"abc".as_slice())
        );
        assert_eq!((parts[1].name, parts[1].is_file), ("photo", true));
        assert_eq!(parts[1].content, b"\x89PNG\r\n\r\n--x");
    }

    #[test]
    fn a_boundary_is_named_once_and_fits() {
        assert_eq!(
            boundary("multipart/form-data; boundary=----WebKitFormBoundaryA1"),
            Ok("----WebKitFormBoundaryA1")
        );
        assert_eq!(
            boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""),
            Err(PartsError::Kind)
        );
        assert_eq!(boundary("multipart/form-data; boundary=\"ab\""), Ok("ab"));
        let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
        for odd in [
            "",
            "multipart/mixed; boundary=a",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            &long,
            "multipart/form-data; boundary=a; boundary=b",
        ] {
            assert_eq!(boundary(odd), Err(PartsError::Kind), "{odd}");
        }
    }

    #[test]
    fn what_is_cut_off_is_not_read() {
        for end in 0..SENT.len() - 2 {
            assert!(read("x9", &SENT[..end]).is_err(), "{end}");
        }
        assert!(read("x9", &SENT[..SENT.len() - 2]).is_ok());
        assert_eq!(read("x9", b"preamble\r\n--x9--"), Err(PartsError::Boundary));
        assert_eq!(
            read("x9", &[SENT, b"epilogue".as_slice()].concat()),
            Err(PartsError::Boundary)
        );
    }

    #[test]
    fn a_part_says_once_what_it_is() {
        let with = |head: &str| format!("--b\r\n{head}\r\n\r\nx\r\n--b--").into_bytes();
        assert!(read("b", &with("content-disposition: form-data; name=a")).is_ok());
        for head in [
            "Content-Type: text/plain",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\" trailing",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
            "no colon",
        ] {
            assert_eq!(read("b", &with(head)), Err(PartsError::Head), "{head}");
        }
        let long = format!(
            "Content-Disposition: form-data; name=\"{}\"",
            "a".repeat(4000)
        );
        assert_eq!(read("b", &with(&long)), Err(PartsError::Head));
    }

    #[test]
    fn there_are_not_too_many_parts() {
        let part = b"\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b".to_vec();
        let form = |count| [b"--b".to_vec(), part.repeat(count), b"--".to_vec()].concat();
        assert_eq!(read("b", &form(MOST_PARTS)).unwrap().len(), MOST_PARTS);
        assert_eq!(read("b", &form(MOST_PARTS + 1)), Err(PartsError::TooMany));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(contents in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 0..60), 0..5)) {
            let mut form = b"--mark-5".to_vec();
            for content in &contents {
                form.extend(b"\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n\"\r\n\r\n");
                form.extend(content);
                form.extend(b"\r\n--mark-5");
            }
            form.extend(b"--\r\n");
            let read = read("mark-5", &form).unwrap();
            prop_assert_eq!(read.iter().map(|part| part.content.to_vec()).collect::<Vec<_>>(), contents);
        }

        #[test]
        fn nothing_breaks_it(bytes in proptest::collection::vec(prop_oneof![Just(b'-'), Just(b'b'), Just(b'\r'), Just(b'\n'),
            any::<u8>()], 0..200)) {
            let _ = read("b", &bytes);
        }
    }
}
