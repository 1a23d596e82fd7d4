//! Return addresses that cannot lead to another site.

/// A path of our own to go on to. Parsed from what a browser sends, so it can never lead to
/// another site: one leading slash, no second one, no backslash, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// The longest path taken.
    const LONGEST: usize = 2048;

    /// The path in `text`; `None` unless it stays on this site.
    pub fn parse(text: &str) -> Option<Self> {
        let local = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= Self::LONGEST
            && text
                .bytes()
                .all(|byte| byte > 0x20 && byte < 0x7f && byte != b'\\');
        local.then(|| Self(text.to_owned()))
    }

    /// The path in `text`, or the person's own page.
    pub fn or_passport(text: Option<&str>) -> Self {
        text.and_then(Self::parse)
            .unwrap_or_else(|| Self("/passport".to_owned()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_taken() {
        for good in ["/", "/passport", "/w/acme/people?state=active#x", "/a//b"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        for evil in [
            "",
            "passport",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "\\/evil",
            "/\tevil",
            "/%0d\r\n",
            " /x",
            "/ä",
            "javascript:alert(1)",
        ] {
            assert_eq!(LocalPath::parse(evil), None, "{evil}");
        }
        assert_eq!(LocalPath::or_passport(Some("//x")).as_str(), "/passport");
    }
}
