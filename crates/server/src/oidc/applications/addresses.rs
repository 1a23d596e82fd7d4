//! Addresses of an application beside its redirect URIs: which may be registered.

use protocol::oauth::RedirectUri;
use url::{Host, Url};

/// Whether a browser can open it as a page: http or https, without a name and password in it.
pub(super) fn is_page(typed: &str) -> bool {
    read(typed).is_some_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Whether we may call it: https, or this very machine; no fragment (OpenID Connect Back-Channel
/// Logout section 2.2). What it leads to is judged anew at each call by `base::net`.
pub(super) fn is_told(typed: &str) -> bool {
    let plain = |url: &Url| url.scheme() == "http" && is_loopback(url);
    read(typed)
        .is_some_and(|url| url.fragment().is_none() && (url.scheme() == "https" || plain(&url)))
}

/// Whether it names a resource: an absolute URI without a fragment (RFC 8707 section 2). It is
/// compared letter by letter and never opened.
pub(super) fn is_resource(typed: &str) -> bool {
    let visible = typed.bytes().all(|byte| byte.is_ascii_graphic());
    let sound = Url::parse(typed).is_ok_and(|url| {
        url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
    });
    visible && sound && typed.len() <= 512 && !typed.contains(['"', '\\', '<', '>'])
}

/// Whether both have the same scheme, host and port.
pub(super) fn same_place(one: &str, other: &str) -> bool {
    let place = |text: &str| Url::parse(text).map(|url| url.origin());
    matches!((place(one), place(other)), (Ok(a), Ok(b)) if a == b && a.is_tuple())
}

fn read(typed: &str) -> Option<Url> {
    let url = Url::parse(typed).ok()?;
    let sound = typed.len() <= RedirectUri::MAX_LENGTH
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none();
    sound.then_some(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_open_in_a_browser() {
        assert!(is_page("https://wiki.example.com") && is_page("http://wiki.intern/start"));
        for odd in ["javascript:alert(1)", "wiki", "https://a:b@c.example/", ""] {
            assert!(!is_page(odd), "{odd}");
        }
    }

    #[test]
    fn what_we_call_is_https_or_this_machine() {
        for sound in [
            "https://app.example.com/keys",
            "http://127.0.0.1:9000/out",
            "http://localhost/x?y=1",
            "http://[::1]:1/",
        ] {
            assert!(is_told(sound), "{sound}");
        }
        for odd in [
            "http://app.example.com/",
            "http://10.0.0.1/",
            "https://a@app.example.com/",
            "https://app.example.com/#x",
            "file:///etc/passwd",
            "ftp://app.example.com/",
            "app.example.com",
        ] {
            assert!(!is_told(odd), "{odd}");
        }
        assert!(!is_told(&format!("https://a.example/{}", "x".repeat(2100))));
    }

    /// RFC 8707 section 2.
    #[test]
    fn a_resource_is_an_absolute_uri_without_fragment() {
        for sound in [
            "https://api.example.com/v1?x=1",
            "urn:example:api",
            "api://x",
        ] {
            assert!(is_resource(sound), "{sound}");
        }
        for odd in [
            "api",
            "/v1",
            "https://api.example.com/#a",
            "https://a b/",
            "https://ü.example/",
            "urn:a\"b",
            "",
        ] {
            assert!(!is_resource(odd), "{odd}");
        }
    }

    #[test]
    fn the_same_place_is_scheme_host_and_port() {
        let back = "https://app.example.com/cb";
        assert!(same_place(back, "https://app.example.com:443/out"));
        for other in [
            "http://app.example.com/",
            "https://app.example.com:8443/",
            "https://evil.example/",
            "com.example.app:/x",
        ] {
            assert!(!same_place(back, other), "{other}");
        }
        assert!(!same_place("com.example.app:/x", "com.example.app:/x"));
    }
}
