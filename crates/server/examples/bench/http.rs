//! As much HTTP/1.1 as the clients here need: requests as bytes, answers with a length.

use std::fmt::Write;

/// A request with these headers and, unless it is empty, a form as its body.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost:8080\r\n");
    for (name, value) in headers {
        // Writing to a string does not go wrong.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if method == "POST" {
        let length = body.len();
        let _ = write!(
            text,
            "content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n"
        );
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A request without a body.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    request("GET", path, headers, "")
}

/// An answer in the buffer of its connection.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The answer at the start of `bytes` and its length, once it is there as a whole.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Answer<'_>, usize)> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let status = head.get(9..12)?.parse().ok()?;
        let length = value(head, "content-length").and_then(|text| text.parse().ok());
        let whole = end + length.unwrap_or(0);
        let body = bytes.get(end..whole)?;
        Some((Answer { status, head, body }, whole))
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        value(self.head, name)
    }

    /// The value of a cookie it sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case("set-cookie").then_some(value)
        });
        lines.find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix('=')?;
            value.split(';').next()
        })
    }

    /// A text of a JSON object, found without reading the rest of it.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let body = std::str::from_utf8(self.body).ok()?;
        let mark = format!("\"{key}\":\"");
        body.split_once(&mark)?.1.split('"').next()
    }
}

fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_it_is_whole() {
        let bytes = b"HTTP/1.1 303 See Other\r\nContent-Length: 5\r\nlocation: /x\r\n\
                      set-cookie: a=b; Path=/\r\n\r\n{\"a\"HTTP/1.1 200 OK\r\n";
        assert!(Answer::read(&bytes[..70]).is_none());
        let (answer, length) = Answer::read(bytes).unwrap();
        assert_eq!((answer.status, answer.body), (303, b"{\"a\"H".as_slice()));
        assert_eq!(answer.header("Location"), Some("/x"));
        assert_eq!(answer.cookie("a"), Some("b"));
        assert!(bytes[length..].starts_with(b"TTP/1.1 200"));
    }

    #[test]
    fn a_form_says_how_long_it_is() {
        let text = String::from_utf8(request("POST", "/x", &[("a", "b")], "c=d")).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\n"));
        assert!(text.ends_with("content-length: 3\r\n\r\nc=d"));
        assert!(text.contains("a: b\r\n"));
    }
}
