//! Entity tags and the conditions made of them (RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2).

use aws_lc_rs::digest;

use crate::jose::base64url_encode;

/// The most tags a condition names.
const MOST: usize = 100;
/// The longest condition, in bytes.
const LONGEST: usize = 8 * 1024;

/// The strong tag of a representation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityTag(String);

impl EntityTag {
    /// The tag of these bytes.
    pub fn of(representation: &[u8]) -> Self {
        let hash = digest::digest(&digest::SHA256, representation);
        let short = hash.as_ref().get(..15).unwrap_or_default();
        Self(base64url_encode(short))
    }

    /// As the header says it, with quotes.
    pub fn header(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

/// A condition that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a list of entity tags")]
pub struct OddTag;

/// The value of `If-Match` or `If-None-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityTags {
    /// `*`: whatever is there.
    Any,
    /// One of these; whether each is weak.
    These(Vec<(bool, String)>),
}

impl EntityTags {
    /// Reads the value of the header.
    ///
    /// # Errors
    /// [`OddTag`] when it is neither `*` nor a list of tags in quotes.
    pub fn parse(header: &str) -> Result<Self, OddTag> {
        let text = header.trim_matches([' ', '\t']);
        if text == "*" {
            return Ok(Self::Any);
        }
        if text.len() > LONGEST {
            return Err(OddTag);
        }
        let (mut tags, mut rest) = (Vec::new(), text);
        loop {
            let (tag, after) = one(rest)?;
            tags.push(tag);
            if tags.len() > MOST {
                return Err(OddTag);
            }
            let after = after.trim_start_matches([' ', '\t']);
            if after.is_empty() {
                return Ok(Self::These(tags));
            }
            rest = after.strip_prefix(',').ok_or(OddTag)?;
            rest = rest.trim_start_matches([' ', '\t']);
        }
    }

    /// Whether a change of what has this tag is meant: the strong comparison of `If-Match`.
    pub fn allows_change_of(&self, tag: &EntityTag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|(weak, one)| !weak && *one == tag.0),
        }
    }

    /// Whether the caller holds what has this tag: the weak comparison of `If-None-Match`.
    pub fn holds(&self, tag: &EntityTag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|(_, one)| *one == tag.0),
        }
    }
}

/// The first tag of a list, and what follows it.
fn one(text: &str) -> Result<((bool, String), &str), OddTag> {
    let (weak, quoted) = match text.strip_prefix("W/") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (tag, rest) = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        .ok_or(OddTag)?;
    let fits = tag
        .bytes()
        .all(|byte| byte == 0x21 || (0x23..=0x7e).contains(&byte));
    if fits {
        Ok(((weak, tag.to_owned()), rest))
    } else {
        Err(OddTag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_forms_of_the_specification() {
        // RFC 9110, sections 13.1.1 and 13.1.2.
        assert_eq!(EntityTags::parse("*"), Ok(EntityTags::Any));
        let strong = |tag: &str| (false, tag.to_owned());
        assert_eq!(
            EntityTags::parse("\"xyzzy\", \"r2d2xxxx\", \"c3piozzzz\""),
            Ok(EntityTags::These(vec![
                strong("xyzzy"),
                strong("r2d2xxxx"),
                strong("c3piozzzz")
            ]))
        );
        assert_eq!(
            EntityTags::parse("W/\"xyzzy\""),
            Ok(EntityTags::These(vec![(true, "xyzzy".to_owned())]))
        );
        for odd in [
            "",
            "xyzzy",
            "\"a",
            "\"a\"\"b\"",
            "\"a\",",
            "w/\"a\"",
            "\"a b\"",
            "*, \"a\"",
            "\"ä\"",
        ] {
            assert_eq!(EntityTags::parse(odd), Err(OddTag), "{odd}");
        }
    }

    #[test]
    fn a_weak_tag_allows_no_change() {
        let tag = EntityTag::of(b"{}");
        let weak = EntityTags::parse(&format!("W/{}", tag.header())).unwrap();
        assert!(weak.holds(&tag) && !weak.allows_change_of(&tag));
        let strong = EntityTags::parse(&tag.header()).unwrap();
        assert!(strong.holds(&tag) && strong.allows_change_of(&tag));
        assert!(!strong.allows_change_of(&EntityTag::of(b"{ }")));
        assert!(EntityTags::Any.allows_change_of(&tag));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bodies in proptest::collection::vec("\\PC{0,9}", 1..9)) {
            let tags: Vec<EntityTag> = bodies.iter().map(|body| EntityTag::of(body.as_bytes())).collect();
            let header: Vec<String> = tags.iter().map(EntityTag::header).collect();
            let read = EntityTags::parse(&header.join(" ,\t")).unwrap();
            prop_assert!(tags.iter().all(|tag| read.allows_change_of(tag)));
        }

        #[test]
        fn no_text_breaks_it(text in "[\"W/,* a\\PC]{0,40}") {
            let _ = EntityTags::parse(&text);
        }
    }
}
