//! The way back to the client: what carries the answer, a URL or a form.

use url::form_urlencoded::Serializer;

use super::charset::is_nqschars;
use super::error::ErrorCode;
use crate::Sensitive;

/// A verified address together with the state that is echoed there. It can only be obtained from a
/// request whose redirect URI is registered, so whoever holds one may send the browser to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAddress {
    redirect_uri: String,
    state: Option<String>,
    mode: ResponseMode,
}

/// How an answer travels (OAuth 2.0 Multiple Response Types section 2.1, Form Post Response Mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseMode {
    /// In the query of a redirect.
    #[default]
    Query,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// Every mode, in the order in which discovery lists them.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// The mode of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// What the browser is told to do with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Go there.
    Redirect(String),
    /// Post these fields there. They may hold a code: show them to nobody but this browser.
    Post {
        /// The redirect URI as it is registered.
        action: String,
        /// Names and values.
        fields: Vec<(&'static str, String)>,
    },
}

impl ReturnAddress {
    pub(crate) fn new(redirect_uri: String, state: Option<String>) -> Self {
        Self {
            redirect_uri,
            state,
            mode: ResponseMode::Query,
        }
    }

    /// The same address, answered in this mode. Only a web page can take a form, so for any other
    /// address it stays a query.
    pub(crate) fn by(self, mode: ResponseMode) -> Self {
        let mode = if self.takes_forms() {
            mode
        } else {
            ResponseMode::Query
        };
        Self { mode, ..self }
    }

    /// Whether a form can be posted there.
    pub(crate) fn takes_forms(&self) -> bool {
        self.redirect_uri.starts_with("https://") || self.redirect_uri.starts_with("http://")
    }

    /// How the answer travels.
    pub fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// The redirect URI, exactly as the client named it; to be stored beside the code.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The state, exactly as the client sent it.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The address with a code: success (RFC 6749 section 4.1.2, with `iss` of RFC 9207).
    pub fn with_code(&self, code: &Sensitive, issuer: &str) -> Delivery {
        self.with(&[("code", code.expose())], issuer)
    }

    /// The address with an error (RFC 6749 section 4.1.2.1, with `iss` of RFC 9207). A description
    /// with characters outside RFC 6749 is left away.
    pub fn with_error(&self, code: ErrorCode, description: &str, issuer: &str) -> Delivery {
        let described = is_nqschars(description) && !description.is_empty();
        let fields = [("error", code.as_str()), ("error_description", description)];
        self.with(
            fields.get(..1 + usize::from(described)).unwrap_or_default(),
            issuer,
        )
    }

    /// The address with nothing but the state: the end of a logout.
    pub fn bare(&self) -> String {
        self.append(self.state.iter().map(|state| ("state", state.as_str())))
    }

    fn with<'a>(&'a self, fields: &[(&'static str, &'a str)], issuer: &'a str) -> Delivery {
        let state = self.state.as_deref().map(|state| ("state", state));
        let all = fields.iter().copied().chain(state).chain([("iss", issuer)]);
        match self.mode {
            ResponseMode::Query => Delivery::Redirect(self.append(all)),
            ResponseMode::FormPost => Delivery::Post {
                action: self.redirect_uri.clone(),
                fields: all.map(|(name, value)| (name, value.to_owned())).collect(),
            },
        }
    }

    /// Appends to the query and changes nothing of what was registered.
    fn append<'a>(&self, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let query = Serializer::new(String::new()).extend_pairs(fields).finish();
        let joint = match self.redirect_uri.split_once('?') {
            _ if query.is_empty() => "",
            None => "?",
            Some((_, existing)) if existing.is_empty() || existing.ends_with('&') => "",
            Some(_) => "&",
        };
        format!("{}{joint}{query}", self.redirect_uri)
    }

    /// The source expression of this address for the `form-action` directive of a content policy:
    /// browsers apply it to the redirect that follows a form.
    pub fn policy_source(&self) -> String {
        let (scheme, rest) = self.redirect_uri.split_once(':').unwrap_or_default();
        match rest.strip_prefix("//") {
            Some(rest) if scheme == "https" || scheme == "http" => {
                let authority = rest.split(['/', '?']).next().unwrap_or_default();
                format!("{scheme}://{authority}")
            }
            _ => format!("{scheme}:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Params;

    const ISSUER: &str = "https://id.example.com";

    fn to(uri: &str, state: Option<&str>) -> ReturnAddress {
        ReturnAddress::new(uri.into(), state.map(str::to_owned))
    }

    fn url(delivery: Delivery) -> String {
        match delivery {
            Delivery::Redirect(url) => url,
            Delivery::Post { .. } => panic!("{delivery:?}"),
        }
    }

    #[test]
    fn success() {
        let code = Sensitive::new("c-1");
        assert_eq!(
            url(to("https://a.example/cb", Some("s & t")).with_code(&code, ISSUER)),
            "https://a.example/cb?code=c-1&state=s+%26+t&iss=https%3A%2F%2Fid.example.com"
        );
        assert_eq!(
            url(to("https://a.example/cb?x=1", None).with_code(&code, ISSUER)),
            "https://a.example/cb?x=1&code=c-1&iss=https%3A%2F%2Fid.example.com"
        );
        let app = url(to("com.example.app:/cb", None).with_code(&code, ISSUER));
        assert!(app.starts_with("com.example.app:/cb?code=c-1&iss="));
        let empty = url(to("https://a.example/cb?", None).with_code(&code, ISSUER));
        assert!(empty.starts_with("https://a.example/cb?code=c-1"));
    }

    #[test]
    fn errors() {
        let back = to("https://a.example/cb", Some("s"));
        assert_eq!(
            url(back.with_error(ErrorCode::LoginRequired, "Not signed in.", ISSUER)),
            "https://a.example/cb?error=login_required&error_description=Not+signed+in.&state=s\
             &iss=https%3A%2F%2Fid.example.com"
        );
        let odd = url(back.with_error(ErrorCode::AccessDenied, "a \"b\"", ISSUER));
        assert!(!odd.contains("error_description"));
        assert_eq!(back.bare(), "https://a.example/cb?state=s");
        assert_eq!(
            to("https://a.example/cb", None).bare(),
            "https://a.example/cb"
        );
    }

    #[test]
    fn a_form_carries_the_same_fields() {
        let back = to("https://a.example/cb?x=1", Some("s")).by(ResponseMode::FormPost);
        let Delivery::Post { action, fields } = back.with_code(&Sensitive::new("c"), ISSUER) else {
            panic!("not a form");
        };
        assert_eq!(action, "https://a.example/cb?x=1");
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(fields, [("code", "c"), ("state", "s"), ("iss", ISSUER)]);
        let native = to("com.example.app:/cb", None).by(ResponseMode::FormPost);
        assert_eq!(native.mode(), ResponseMode::Query, "no page takes it there");
        for mode in ResponseMode::ALL {
            assert_eq!(ResponseMode::from_name(mode.as_str()), Some(mode));
        }
        assert_eq!(ResponseMode::from_name("fragment"), None);
    }

    #[test]
    fn policy_sources() {
        assert_eq!(
            to("https://a.example:8443/cb?x", None).policy_source(),
            "https://a.example:8443"
        );
        assert_eq!(
            to("http://127.0.0.1:5000", None).policy_source(),
            "http://127.0.0.1:5000"
        );
        assert_eq!(
            to("com.example.app:/cb", None).policy_source(),
            "com.example.app:"
        );
        assert_eq!(
            to("com.example.app://h/cb", None).policy_source(),
            "com.example.app:"
        );
    }

    proptest::proptest! {
        #[test]
        fn the_state_comes_back_unchanged(state in "[ -~]{1,60}") {
            let back = to("https://a.example/cb?x=1", Some(&state));
            let url = url(back.with_code(&Sensitive::new("c"), ISSUER));
            let query = url.split_once('?').unwrap().1;
            let params = Params::from_query(query).unwrap();
            proptest::prop_assert_eq!(params.get("state"), Some(state.as_str()));
            proptest::prop_assert_eq!(params.get("iss"), Some(ISSUER));
            proptest::prop_assert_eq!(params.repeated(), None);
        }
    }
}
