//! Cookies: read from requests, written with the strictest attributes that work.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of ours. With an https public URL its name carries `__Host-`, so that no other
/// host and no plain-http answer can plant it (RFC 6265bis section 4.1.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    name: &'static str,
    host_name: &'static str,
}

/// Knows a browser before and between sessions; also what its forms are bound to.
pub const BROWSER: Cookie = Cookie::new("vestibule-browser", "__Host-vestibule-browser");
/// Opens a session.
pub const SESSION: Cookie = Cookie::new("vestibule-session", "__Host-vestibule-session");
/// The language a person chose.
pub const LANGUAGE: Cookie = Cookie::new("vestibule-language", "__Host-vestibule-language");
/// The sentence to show after a redirect.
pub const NOTICE: Cookie = Cookie::new("vestibule-notice", "__Host-vestibule-notice");
/// What a sign-out leaves for the page after it.
pub const LEFT: Cookie = Cookie::new("vestibule-left", "__Host-vestibule-left");
/// Holds the set-up link while the server is set up.
pub const SET_UP: Cookie = Cookie::new("vestibule-set-up", "__Host-vestibule-set-up");
/// On the host of a site behind a proxy: opens that site.
pub const SITE: Cookie = Cookie::new("vestibule-site", "__Host-vestibule-site");
/// On the host of a site behind a proxy: the browser that began to sign in.
pub const SITE_BROWSER: Cookie =
    Cookie::new("vestibule-site-browser", "__Host-vestibule-site-browser");

impl Cookie {
    const fn new(name: &'static str, host_name: &'static str) -> Self {
        Self { name, host_name }
    }

    /// The name on the wire.
    pub fn name(self, https: bool) -> &'static str {
        if https { self.host_name } else { self.name }
    }

    /// The value a request carries. Two cookies of the same name are no cookie: one of them is
    /// not ours, and nothing says which.
    pub fn read(self, headers: &HeaderMap, https: bool) -> Option<&str> {
        let name = self.name(https);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() { None } else { first }
    }

    /// Whether a request carries it at all, once or twice, readable or not.
    pub fn is_sent(self, headers: &HeaderMap, https: bool) -> bool {
        let name = self.name(https);
        headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| pair.trim_ascii().split(|byte| *byte == b'=').next())
            .any(|known| known == name.as_bytes())
    }

    /// The header that sets the cookie for `lifetime`.
    pub fn set(self, value: &str, lifetime: Duration, https: bool) -> Option<HeaderValue> {
        let secure = if https { "; Secure" } else { "" };
        HeaderValue::from_str(&format!(
            "{}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
            self.name(https),
            lifetime.as_secs(),
        ))
        .ok()
    }

    /// The header that removes the cookie.
    pub fn clear(self, https: bool) -> Option<HeaderValue> {
        self.set("", Duration::ZERO, https)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn the_right_cookie_is_read_and_a_doubled_one_is_none() {
        let one = headers(&["a=1; vestibule-session=x=y", "b=2"]);
        assert_eq!(SESSION.read(&one, false), Some("x=y"));
        assert_eq!(SESSION.read(&one, true), None);
        let planted = headers(&["vestibule-session=x", "vestibule-session=y"]);
        assert_eq!(SESSION.read(&planted, false), None);
    }

    #[test]
    fn a_cookie_that_cannot_be_read_was_sent_all_the_same() {
        let planted = headers(&["vestibule-session=x; a=1", "vestibule-session=y"]);
        assert!(SESSION.is_sent(&planted, false) && !SESSION.is_sent(&planted, true));
        let mut odd = HeaderMap::new();
        let line = HeaderValue::from_bytes(b"z=\xff; vestibule-session=\xff").unwrap();
        odd.append(header::COOKIE, line);
        assert!(SESSION.is_sent(&odd, false) && SESSION.read(&odd, false).is_none());
        assert!(!BROWSER.is_sent(&odd, false) && !BROWSER.is_sent(&HeaderMap::new(), false));
        let alike = headers(&["vestibule-session-2=x; x=vestibule-session"]);
        assert!(!SESSION.is_sent(&alike, false));
    }

    #[test]
    fn https_makes_it_secure_and_bound_to_the_host() {
        let line = SESSION.set("v", Duration::from_secs(60), true).unwrap();
        assert_eq!(
            line.to_str().unwrap(),
            "__Host-vestibule-session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        let plain = SESSION.clear(false).unwrap();
        assert_eq!(
            plain.to_str().unwrap(),
            "vestibule-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_value_cannot_break_out_of_the_header() {
        assert!(
            SESSION
                .set("a\r\nSet-Cookie: b=c", Duration::ZERO, true)
                .is_none()
        );
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_harm_and_a_value_is_one_that_was_sent(
            lines in prop::collection::vec("[ -~]{0,60}", 0..4),
        ) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let sent = headers(&lines);
            for cookie in [BROWSER, SESSION, LANGUAGE, NOTICE] {
                if let Some(value) = cookie.read(&sent, false) {
                    let pair = format!("{}={value}", cookie.name(false));
                    prop_assert!(lines.iter().any(|line| line.contains(&pair)));
                }
            }
        }

        #[test]
        fn what_is_set_comes_back_among_others(
            value in "[A-Za-z0-9_.=-]{0,64}",
            before in "([a-z]{1,6}=[a-z0-9]{0,6}; ){0,3}",
            https in any::<bool>(),
        ) {
            let line = SESSION.set(&value, Duration::from_secs(9), https).unwrap();
            let line = line.to_str().unwrap();
            let pair = line.split("; ").next().unwrap();
            let sent = headers(&[&format!("{before}{pair}; z=1")]);
            prop_assert_eq!(SESSION.read(&sent, https), Some(value.as_str()));
            prop_assert_eq!(SESSION.read(&sent, !https), None);
        }

        #[test]
        fn a_second_one_anywhere_makes_it_none(
            one in "[a-z]{0,8}",
            two in "[a-z]{0,8}",
            apart in any::<bool>(),
        ) {
            let (one, two) = (format!("vestibule-session={one}"), format!("vestibule-session={two}"));
            let sent = if apart {
                headers(&[&one, &two])
            } else {
                headers(&[&format!("{one};{two}")])
            };
            prop_assert_eq!(SESSION.read(&sent, false), None);
        }
    }
}
