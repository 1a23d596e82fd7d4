//! Texts with placeholders in curly brackets.

/// Brackets that hold no name, or that do not close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flawed;

/// A text with placeholders, read once. A bracket itself is written twice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template<'a>(Vec<Piece<'a>>);

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

impl<'a> Template<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Flawed> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            pieces.push(Piece::Text(before));
            if let Some(bracket) = from.get(..2).filter(|two| matches!(*two, "{{" | "}}")) {
                pieces.push(Piece::Text(bracket.split_at(1).0));
                rest = from.split_at(2).1;
                continue;
            }
            let inside = from.strip_prefix('{').ok_or(Flawed)?;
            let (name, behind) = inside.split_once('}').ok_or(Flawed)?;
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(Flawed);
            }
            pieces.push(Piece::Name(name));
            rest = behind;
        }
        pieces.push(Piece::Text(rest));
        Ok(Self(pieces))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(*name),
            Piece::Text(_) => None,
        })
    }

    /// What is put in is never read again.
    pub(super) fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Name(name) => value(name),
        });
        pieces.collect()
    }
}
