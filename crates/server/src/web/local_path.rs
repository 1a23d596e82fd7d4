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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_is_taken_stays_on_this_site_as_browsers_read_it(
            text in "[/\\\\.@:?#%\t\r\n a-z0-9\u{0}\u{a0}\u{2044}\u{ff0f}]{0,24}",
            lead in "(/|//|/\\\\|/\\.|/\\.\\./|\\\\|)",
        ) {
            let text = format!("{lead}{text}");
            if let Some(path) = LocalPath::parse(&text) {
                let base = url::Url::parse("https://id.example.com/sign-in?x=y").unwrap();
                let to = base.join(path.as_str()).unwrap();
                prop_assert_eq!(to.origin(), base.origin(), "{}", text);
                let header = axum::http::HeaderValue::from_str(path.as_str());
                prop_assert!(header.is_ok(), "a redirect can say it: {:?}", text);
            }
        }

        #[test]
        fn an_ordinary_path_is_taken_as_it_is(text in "/[a-z0-9-]{1,12}(/[a-z0-9-]{1,12}){0,3}(\\?[a-z]=[a-z0-9%]{0,6})?") {
            let parsed = LocalPath::parse(&text);
            prop_assert_eq!(parsed.as_ref().map(LocalPath::as_str), Some(text.as_str()));
        }
    }
}
