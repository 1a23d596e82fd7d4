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
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    if !is_trusted(peer) {
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
        if !is_trusted(address) {
            return address;
        }
    }
    nearest
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
}
