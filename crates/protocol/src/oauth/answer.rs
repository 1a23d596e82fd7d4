//! The way back to the client: building the URL that carries the answer.

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
}

impl ReturnAddress {
    pub(crate) fn new(redirect_uri: String, state: Option<String>) -> Self {
        Self {
            redirect_uri,
            state,
        }
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
    pub fn with_code(&self, code: &Sensitive, issuer: &str) -> String {
        self.with(&[("code", code.expose())], issuer)
    }

    /// The address with an error (RFC 6749 section 4.1.2.1, with `iss` of RFC 9207). A description
    /// with characters outside RFC 6749 is left away.
    pub fn with_error(&self, code: ErrorCode, description: &str, issuer: &str) -> String {
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

    fn with(&self, fields: &[(&str, &str)], issuer: &str) -> String {
        let state = self.state.iter().map(|state| ("state", state.as_str()));
        self.append(fields.iter().copied().chain(state).chain([("iss", issuer)]))
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

    #[test]
    fn success() {
        let code = Sensitive::new("c-1");
        assert_eq!(
            to("https://a.example/cb", Some("s & t")).with_code(&code, ISSUER),
            "https://a.example/cb?code=c-1&state=s+%26+t&iss=https%3A%2F%2Fid.example.com"
        );
        assert_eq!(
            to("https://a.example/cb?x=1", None).with_code(&code, ISSUER),
            "https://a.example/cb?x=1&code=c-1&iss=https%3A%2F%2Fid.example.com"
        );
        let app = to("com.example.app:/cb", None).with_code(&code, ISSUER);
        assert!(app.starts_with("com.example.app:/cb?code=c-1&iss="));
        let empty = to("https://a.example/cb?", None).with_code(&code, ISSUER);
        assert!(empty.starts_with("https://a.example/cb?code=c-1"));
    }

    #[test]
    fn errors() {
        let back = to("https://a.example/cb", Some("s"));
        assert_eq!(
            back.with_error(ErrorCode::LoginRequired, "Not signed in.", ISSUER),
            "https://a.example/cb?error=login_required&error_description=Not+signed+in.&state=s\
             &iss=https%3A%2F%2Fid.example.com"
        );
        let odd = back.with_error(ErrorCode::AccessDenied, "a \"b\"", ISSUER);
        assert!(!odd.contains("error_description"));
        assert_eq!(back.bare(), "https://a.example/cb?state=s");
        assert_eq!(
            to("https://a.example/cb", None).bare(),
            "https://a.example/cb"
        );
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
            let url = to("https://a.example/cb?x=1", Some(&state))
                .with_code(&Sensitive::new("c"), ISSUER);
            let query = url.split_once('?').unwrap().1;
            let params = Params::from_query(query).unwrap();
            proptest::prop_assert_eq!(params.get("state"), Some(state.as_str()));
            proptest::prop_assert_eq!(params.get("iss"), Some(ISSUER));
            proptest::prop_assert_eq!(params.repeated(), None);
        }
    }
}
