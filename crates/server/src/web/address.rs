//! Where a request came from: the peer, or what a trusted proxy says of it.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address of the client.
///
/// Forwarded headers count only when the peer is a trusted proxy, and then from the right: the
/// last address that is not itself a trusted proxy. Whatever stands further left was written by the
/// client and proves nothing.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let mut nearest = peer;
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    // A line that cannot be read stays in its place, as an entry that is no address.
    for entry in lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(',')) {
        let Some(address) = parse(entry.trim()) else {
            return nearest;
        };
        nearest = address;
        if !is_trusted(address, trusted) {
            return address;
        }
    }
    nearest
}

/// Whether the peer is a proxy whose headers are believed.
pub fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    trusted.iter().any(|net| net.contains(&peer))
}

/// An address with or without port and brackets, as proxies write it.
fn parse(entry: &str) -> Option<IpAddr> {
    let plain = entry.parse::<IpAddr>().ok();
    let with_port = || {
        entry
            .parse::<std::net::SocketAddr>()
            .ok()
            .map(|socket| socket.ip())
    };
    plain
        .or_else(with_port)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_trusted_by_default() {
        assert_eq!(seen("198.51.100.7", &["203.0.113.1"], &[]), "198.51.100.7");
        assert_eq!(
            seen("198.51.100.7", &["203.0.113.1"], &["10.0.0.0/8"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn a_trusted_proxy_is_believed_from_the_right() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.1", &["203.0.113.1"], &trusted), "203.0.113.1");
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 203.0.113.1, 10.0.0.2"], &trusted),
            "203.0.113.1"
        );
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1", "203.0.113.1"], &trusted),
            "203.0.113.1"
        );
        assert_eq!(
            seen("::ffff:10.0.0.1", &["[2001:db8::1]:443"], &trusted),
            "2001:db8::1"
        );
    }

    #[test]
    fn nonsense_is_not_passed_over() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(
            seen("10.0.0.1", &["203.0.113.1, unknown"], &trusted),
            "10.0.0.1"
        );
        assert_eq!(seen("10.0.0.1", &[], &trusted), "10.0.0.1");
    }

    #[test]
    fn a_line_that_cannot_be_read_does_not_uncover_what_stands_left_of_it() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("192.0.2.66"));
        let odd = HeaderValue::from_bytes(b"\xff, 203.0.113.1").unwrap();
        headers.append("x-forwarded-for", odd);
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(client(peer, &headers, &trusted), peer);
    }

    proptest! {
        #[test]
        fn what_the_client_wrote_is_never_taken_for_its_address(
            lines in prop::collection::vec("(192\\.0\\.2\\.66|10\\.0\\.0\\.9|[ -~]{0,12}|,| |unknown){0,4}", 0..4),
            odd in prop::collection::vec(0x80_u8..=0xff, 0..3),
            own_line in any::<bool>(),
        ) {
            let mut lines: Vec<Vec<u8>> = lines.into_iter().map(String::into_bytes).collect();
            lines.push(odd);
            // The proxy adds what it saw: to the last line, or as one of its own.
            let seen = b"203.0.113.1".to_vec();
            match lines.last_mut() {
                Some(last) if !own_line => last.extend([b", ".to_vec(), seen].concat()),
                _ => lines.push(seen),
            }
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            let trusted = ["10.0.0.0/8".parse().unwrap()];
            let peer: IpAddr = "10.0.0.1".parse().unwrap();
            let found = client(peer, &headers, &trusted);
            prop_assert!(found == peer || found.to_string() == "203.0.113.1", "{found}");
        }

        #[test]
        fn a_peer_nobody_trusts_is_the_client_whatever_it_sends(line in "[ -~]{0,40}") {
            prop_assert_eq!(seen("198.51.100.7", &[&line], &["10.0.0.0/8"]), "198.51.100.7");
        }
    }
}
