//! Origins of requests and addresses of sites.

use proptest::prelude::*;

use crate::forward::{Origin, OriginError, SiteAddress};

fn address(text: &str) -> SiteAddress {
    text.parse().unwrap()
}

fn origin(proto: &str, host: &str) -> Origin {
    Origin::from_forwarded(proto, host).unwrap()
}

#[test]
fn an_address_is_https_and_plain_http_stays_on_this_machine() {
    for (typed, written) in [
        ("wiki.example.com", "https://wiki.example.com"),
        (" Wiki.Example.COM ", "https://wiki.example.com"),
        ("https://wiki.example.com:443/", "https://wiki.example.com"),
        ("wiki.example.com:8443", "https://wiki.example.com:8443"),
        ("*.apps.example.com", "https://*.apps.example.com"),
        ("*.Apps.example.com:8443", "https://*.apps.example.com:8443"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://wiki.localhost", "http://wiki.localhost"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ] {
        assert_eq!(address(typed).to_string(), written, "{typed}");
        assert_eq!(
            address(written).to_string(),
            written,
            "it can be read again"
        );
    }
    for (wrong, why) in [
        ("", OriginError::Unreadable),
        ("https://", OriginError::Unreadable),
        ("wiki example", OriginError::Unreadable),
        ("ftp://wiki.example.com", OriginError::Scheme),
        ("http://wiki.example.com", OriginError::PlainHttp),
        ("http://127.0.0.1.example.com", OriginError::PlainHttp),
        ("http://localhost.example.com", OriginError::PlainHttp),
        ("wiki.example.com/path", OriginError::TooMuch),
        ("wiki.example.com?x", OriginError::TooMuch),
        ("wiki.example.com#x", OriginError::TooMuch),
        ("anna@wiki.example.com", OriginError::TooMuch),
        ("@wiki.example.com", OriginError::TooMuch),
        ("wiki.example.com.", OriginError::TrailingDot),
        ("wiki.example.com:0", OriginError::Unreadable),
        ("*.com", OriginError::Wildcard),
        ("*", OriginError::Wildcard),
        ("*.*.example.com", OriginError::Wildcard),
        ("a*.example.com", OriginError::Wildcard),
        ("wiki.*.com", OriginError::Wildcard),
        ("*.127.0.0.1", OriginError::Wildcard),
    ] {
        assert_eq!(wrong.parse::<SiteAddress>(), Err(why), "{wrong}");
    }
}

#[test]
fn a_request_is_to_a_site_when_scheme_host_and_port_are() {
    let wiki = address("wiki.example.com");
    for (proto, host) in [
        ("https", "wiki.example.com"),
        ("https", "WIKI.example.com:443"),
        ("HTTPS", "wiki.example.com"),
        ("wss", "wiki.example.com"),
    ] {
        assert!(wiki.covers(&origin(proto, host)), "{proto} {host}");
    }
    for (proto, host) in [
        ("http", "wiki.example.com"),
        ("https", "wiki.example.com:8443"),
        ("https", "evil.example.com"),
        ("https", "wiki.example.com.evil.example"),
        ("https", "xwiki.example.com"),
        ("https", "a.wiki.example.com"),
    ] {
        assert!(!wiki.covers(&origin(proto, host)), "{proto} {host}");
    }
}

#[test]
fn a_star_is_one_label() {
    let apps = address("*.apps.example.com");
    assert!(apps.covers(&origin("https", "one.apps.example.com")));
    for other in [
        "apps.example.com",
        "a.b.apps.example.com",
        "evilapps.example.com",
        "x.apps.example.org",
    ] {
        assert!(!apps.covers(&origin("https", other)), "{other}");
    }
    assert_eq!(apps.exact(), None);
    assert_eq!(apps.host(), "*.apps.example.com");
    assert_eq!(
        address("http://*.localhost:3000").host_and_port(),
        "*.localhost:3000"
    );
}

#[test]
fn hosts_that_can_be_read_in_two_ways_are_none() {
    for (proto, host) in [
        ("https", ""),
        ("https", "wiki.example.com."),
        ("https", "wiki.example.com, evil.example"),
        ("https", "wiki.example.com/evil"),
        ("https", "evil.example@wiki.example.com"),
        ("https", "wiki.example.com\\evil"),
        ("https", "wiki.example.com#"),
        ("https", "wiki.example.com?"),
        ("https", "wiki%2eexample.com"),
        ("https", "wıki.example.com"),
        ("https", "wiki.example.com:99999"),
        ("https", "wiki.example.com:0"),
        ("https", "wiki .example.com"),
        ("https,http", "wiki.example.com"),
        ("", "wiki.example.com"),
        ("javascript", "wiki.example.com"),
    ] {
        assert!(
            Origin::from_forwarded(proto, host).is_err(),
            "{proto} {host}"
        );
    }
}

proptest! {
    #[test]
    fn no_host_but_the_registered_ones_is_covered(host in "[a-z0-9.*:@/\\\\%_-]{0,30}", lead in "(wiki\\.example\\.com|x\\.apps\\.example\\.com)?") {
        let host = format!("{lead}{host}");
        let sites = [address("wiki.example.com"), address("*.apps.example.com")];
        if let Ok(origin) = Origin::from_forwarded("https", &host)
            && sites.iter().any(|site| site.covers(&origin))
        {
            let name = host.strip_suffix(":443").unwrap_or(&host).trim_end_matches(':');
            let below = name.strip_suffix(".apps.example.com");
            let one_label = below.is_some_and(|label| !label.is_empty() && !label.contains('.'));
            prop_assert!(name == "wiki.example.com" || one_label, "{host}");
        }
    }

    #[test]
    fn what_is_written_can_be_read_again(text in "(http://|https://)?(\\*\\.)?[a-z0-9.-]{1,20}(:[0-9]{1,5})?") {
        if let Ok(site) = text.parse::<SiteAddress>() {
            prop_assert_eq!(&site.to_string().parse::<SiteAddress>().unwrap(), &site);
            let json = serde_json::to_string(&site).unwrap();
            prop_assert_eq!(serde_json::from_str::<SiteAddress>(&json).unwrap(), site);
        }
    }
}
