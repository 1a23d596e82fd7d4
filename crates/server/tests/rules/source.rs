//! Rust sources as the rules read them: code apart from comments, literals apart from code,
//! tests apart from the product.

use std::ops::Range;

/// One file.
pub(super) struct Source {
    /// Path from the root of the checkout.
    pub(super) path: String,
    /// As it stands on disk.
    pub(super) text: String,
    /// The same bytes with comments and the insides of literals blanked, so that places agree.
    pub(super) code: String,
    /// Every string literal outside of comments.
    pub(super) literals: Vec<Literal>,
    tests: Vec<Range<usize>>,
}

/// A string literal.
pub(super) struct Literal {
    /// Where its first character (quote, `r` or `b`) stands.
    pub(super) at: usize,
    /// What it means, escapes resolved.
    pub(super) value: String,
}

/// Every Rust source below `folder`.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    super::files(folder, &[".rs"])
        .into_iter()
        .map(|(path, text)| Source::read(path, text))
        .collect()
}

/// The sources of the product: the `src` folders of the crates, without whole files of tests.
pub(super) fn product() -> Vec<Source> {
    let mut all = sources("crates");
    all.retain(|source| !source.is_test_file());
    all
}

impl Source {
    pub(super) fn read(path: String, text: String) -> Self {
        let (code, literals) = Lexer::new(&text).run();
        let tests = test_regions(&code);
        Self {
            path,
            text,
            code,
            literals,
            tests,
        }
    }

    /// Whether the whole file is tests or their stage.
    pub(super) fn is_test_file(&self) -> bool {
        let path = &self.path;
        path.contains("/tests/")
            || path.ends_with("/tests.rs")
            || path.ends_with("_tests.rs")
            || path.ends_with("/testing.rs")
            || path.contains("/examples/")
            || path.starts_with("tests/")
            || path.starts_with("fuzz/")
    }

    /// Whether this place is in tests.
    pub(super) fn is_test(&self, at: usize) -> bool {
        self.is_test_file() || self.tests.iter().any(|region| region.contains(&at))
    }

    /// The number of the line in which this place stands.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self
            .text
            .as_bytes()
            .iter()
            .take(at)
            .filter(|byte| **byte == b'\n')
            .count()
    }

    /// `path:line`, for a message.
    pub(super) fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.line(at))
    }

    /// How many lines there are of product and of tests. Of code alone, blank lines and those that
    /// are only a comment are left out.
    pub(super) fn lines(&self, all: bool) -> (usize, usize) {
        let (mut product, mut tests, mut at) = (0, 0, 0);
        for line in self.text.split_inclusive('\n') {
            let words = line.trim();
            let counts = all || !(words.is_empty() || words.starts_with("//"));
            *(if self.is_test(at) {
                &mut tests
            } else {
                &mut product
            }) += usize::from(counts);
            at += line.len();
        }
        (product, tests)
    }

    /// Where `word` stands in the product's code as a whole word.
    pub(super) fn words(&self, word: &str) -> Vec<usize> {
        let bytes = self.code.as_bytes();
        let part = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|b| is_word(*b));
        let found = self.code.match_indices(word).map(|(at, _)| at);
        found
            .filter(|at| {
                !part(at.checked_sub(1)) && !part(Some(at + word.len())) && !self.is_test(*at)
            })
            .collect()
    }

    /// The literals of the product.
    pub(super) fn product_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals
            .iter()
            .filter(|literal| !self.is_test(literal.at))
    }

    /// The code that stands before this place, without white space at its end.
    pub(super) fn before(&self, at: usize) -> &str {
        self.code[..at].trim_end()
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The end of the bracket that opens at `from`, just after its closing partner.
pub(super) fn closing(code: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// Items behind `#[cfg(test)]` or `#[cfg(any(test, …))]`.
fn test_regions(code: &str) -> Vec<Range<usize>> {
    let mut regions = Vec::new();
    for mark in ["#[cfg(test)]", "#[cfg(any(test,"] {
        for (start, _) in code.match_indices(mark) {
            let mut at = closing(code, start + 1);
            while code[at..].trim_start().starts_with("#[") {
                let next = at + code[at..].find('#').unwrap_or(0) + 1;
                at = closing(code, next);
            }
            let end = code[at..]
                .find([';', '{'])
                .map_or(code.len(), |stop| at + stop);
            let end = if code[end..].starts_with('{') {
                closing(code, end)
            } else {
                end + 1
            };
            regions.push(start..end);
        }
    }
    regions
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            code: text.as_bytes().to_vec(),
            literals: Vec::new(),
        }
    }

    fn run(mut self) -> (String, Vec<Literal>) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b'/' if self.byte(1) == Some(b'/') => self.blank_to(|rest| rest.find('\n')),
                b'/' if self.byte(1) == Some(b'*') => self.blank_to(block_comment),
                b'"' => self.string(0),
                b'r' | b'b' | b'c' if !self.follows_word() => self.prefixed(),
                b'\'' => self.quote(),
                _ => self.at += 1,
            }
        }
        let code =
            String::from_utf8(self.code).unwrap_or_else(|_| panic!("blanked by whole characters"));
        (code, self.literals)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn follows_word(&self) -> bool {
        self.at > 0
            && self
                .text
                .as_bytes()
                .get(self.at - 1)
                .is_some_and(|byte| is_word(*byte))
    }

    fn blank(&mut self, range: Range<usize>) {
        for byte in &mut self.code[range] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn blank_to(&mut self, end: impl Fn(&str) -> Option<usize>) {
        let rest = &self.text[self.at..];
        let stop = self.at + end(rest).unwrap_or(rest.len());
        self.blank(self.at..stop);
        self.at = stop;
    }

    /// A literal with a prefix (`r"`, `r#"`, `b"`, `br"`, `c"`), or a word that only looks like it.
    fn prefixed(&mut self) {
        let rest = &self.text[self.at..];
        let letters = rest.len() - rest.trim_start_matches(['r', 'b', 'c']).len();
        let hashes = rest[letters..].len() - rest[letters..].trim_start_matches('#').len();
        let raw = rest[..letters].contains('r');
        if letters > 2 || !rest[letters + hashes..].starts_with('"') || (hashes > 0 && !raw) {
            self.at += letters.max(1);
        } else if raw {
            let inside = self.at + letters + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            let stop = inside + self.text[inside..].find(&end).unwrap_or(0);
            self.literals.push(Literal {
                at: self.at,
                value: self.text[inside..stop].to_owned(),
            });
            self.blank(inside..stop);
            self.at = stop + end.len();
        } else {
            self.string(letters);
        }
    }

    fn string(&mut self, prefix: usize) {
        let start = self.at;
        let inside = start + prefix + 1;
        let (mut value, mut chars) = (String::new(), self.text[inside..].char_indices().peekable());
        let mut stop = self.text.len();
        while let Some((place, c)) = chars.next() {
            match c {
                '"' => {
                    stop = inside + place;
                    break;
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('\n') => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                    Some('n') => value.push('\n'),
                    Some('t') => value.push('\t'),
                    Some(other) => value.push(other),
                    None => {}
                },
                other => value.push(other),
            }
        }
        self.literals.push(Literal { at: start, value });
        self.blank(inside..stop);
        self.at = stop + 1;
    }

    /// A character, or the name of a lifetime.
    fn quote(&mut self) {
        let rest = &self.text[self.at + 1..];
        let mut chars = rest.char_indices();
        let first = chars.next().map_or(' ', |(_, c)| c);
        let length = match (first, chars.next()) {
            ('\\', Some((place, _))) => rest[place + 1..].find('\'').map(|more| place + 1 + more),
            (_, Some((place, '\''))) => Some(place),
            _ => None,
        };
        if let Some(length) = length {
            self.blank(self.at + 1..self.at + 1 + length);
            self.at += length + 2;
        } else {
            self.at += 1;
        }
    }
}

/// The length of the block comment at the start of `rest`; they nest.
fn block_comment(rest: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

#[test]
fn literals_comments_and_tests_are_told_apart() {
    let text = "// a \"comment\"\nfn x<'a>(c: char) -> &'a str { if c == '\"' { r#\"raw \"x\"\"# } \
                else { \"two \\\n   lines\" } }\n/* no /* nested */ \"string\" */\n\
                #[cfg(test)]\nmod tests {\n    const A: &str = \"{\";\n}\nfn after() {}\n";
    let source = Source::read("crates/x/src/y.rs".to_owned(), text.to_owned());
    let values: Vec<_> = source
        .literals
        .iter()
        .map(|literal| literal.value.as_str())
        .collect();
    assert_eq!(values, ["raw \"x\"", "two lines", "{"]);
    assert_eq!(source.product_literals().count(), 2);
    assert_eq!(source.code.len(), text.len());
    assert!(!source.code.contains("comment") && !source.code.contains("nested"));
    assert_eq!(source.words("after").len(), 1);
    assert_eq!(source.lines(true), (5, 4));
}
