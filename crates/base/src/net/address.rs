//! Which addresses an outgoing request may reach: public ones, and what the operator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Why a request may go to an address, or that it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anybody on the internet could reach it.
    Public,
    /// It is private, and the operator allows its network.
    Allowed,
    /// It is private, local or of no use, and nobody allows it.
    Refused,
}

/// Judges `address` with the networks the operator allows.
pub fn reach(address: IpAddr, allowed: &[IpNet]) -> Reach {
    let address = unwrapped(address);
    if allowed.iter().any(|network| network.contains(&address)) {
        return Reach::Allowed;
    }
    let public = match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    };
    if public {
        Reach::Public
    } else {
        Reach::Refused
    }
}

/// Whether mail may be taken to `address`. Mail servers rightly stand in private networks and on this machine, but none
/// stands where only one's own link, everybody at once or the metadata service of a cloud would hear it.
pub fn is_place(address: IpAddr) -> bool {
    match unwrapped(address) {
        IpAddr::V4(v4) => {
            let nowhere = v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast();
            !nowhere && !v4.is_link_local() && v4 != Ipv4Addr::new(168, 63, 129, 16)
        }
        IpAddr::V6(v6) => {
            let [first, ..] = v6.segments();
            let metadata = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);
            !v6.is_unspecified() && !v6.is_multicast() && first & 0xffc0 != 0xfe80 && v6 != metadata
        }
    }
}

/// An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) is judged as what it is.
fn unwrapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// The special blocks of IPv4: RFC 6890 and the IANA registry it began.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    !matches!(
        (a, b, c, d),
        (0 | 10 | 127 | 224..=255, ..)      // this network, private, loopback, multicast, reserved
            | (100, 64..=127, ..)           // shared by carriers, RFC 6598
            | (169, 254, ..)                // link-local, and the metadata service of clouds
            | (172, 16..=31, ..)            // private
            | (192, 0, 0 | 2, _)            // protocol assignments, documentation
            | (192, 31, 196, _)             // AS112
            | (192, 52, 193, _)             // AMT
            | (192, 88, 99, _)              // 6to4 relays
            | (192, 168, ..)                // private
            | (192, 175, 48, _)             // AS112
            | (198, 18 | 19, ..)            // benchmarks
            | (198, 51, 100, _)             // documentation
            | (203, 0, 113, _)              // documentation
            | (168, 63, 129, 16) // a cloud's wire server, public only in name
    )
}

/// Of IPv6 only global unicast is public, and of that not the blocks that carry an IPv4 address
/// inside or are set aside.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    if a & 0xe000 != 0x2000 {
        // Everything outside 2000::/3: loopback, unique local, link-local, multicast, NAT64, …
        return false;
    }
    !matches!(
        (a, b),
        (0x2001, 0x0000..=0x01ff)           // protocol assignments: Teredo, ORCHID, benchmarks
            | (0x2001, 0x0db8)              // documentation
            | (0x2002, _)                   // 6to4: an IPv4 address inside
            | (0x2620, 0x004f)              // AS112
            | (0x3fff, 0x0000..=0x0fff) // documentation, RFC 9637
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: &str = "\
        0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 \
        127.1.2.3 168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 \
        192.0.0.1 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 \
        192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 \
        224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::2 ::127.0.0.1 \
        ::10.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 \
        ::ffff:0.0.0.0 ::ffff:0:8.8.8.8 64:ff9b::10.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::1 \
        100::1 100:0:0:1::1 2001::1 2001:0:53aa:64c:0:0:f5ff:fffe 2001:2::1 2001:10::1 \
        2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:808:808:: 2620:4f:8000::1 \
        3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ffff::1";

    #[test]
    fn the_corpus_of_private_addresses_is_refused() {
        for text in PRIVATE.split_whitespace() {
            assert_eq!(reach(text.parse().unwrap(), &[]), Reach::Refused, "{text}");
        }
    }

    #[test]
    fn public_addresses_are_reached() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:4860:4860::8888",
            "2001:200::1",
            "2606:4700::1111",
            "2a00::1",
            "3ffe::1",
        ] {
            assert_eq!(reach(text.parse().unwrap(), &[]), Reach::Public, "{text}");
        }
    }

    #[test]
    fn the_operator_allows_a_network_and_no_other() {
        let allowed = [
            "10.1.0.0/16".parse().unwrap(),
            "fd00:1::/32".parse().unwrap(),
        ];
        for (text, wanted) in [
            ("10.1.2.3", Reach::Allowed),
            ("::ffff:10.1.2.3", Reach::Allowed),
            ("10.2.0.1", Reach::Refused),
            ("fd00:1::9", Reach::Allowed),
            ("fd00:2::9", Reach::Refused),
            ("64:ff9b::10.1.2.3", Reach::Refused),
            ("1.1.1.1", Reach::Public),
        ] {
            assert_eq!(reach(text.parse().unwrap(), &allowed), wanted, "{text}");
        }
    }

    #[test]
    fn mail_goes_to_private_networks_but_not_to_the_metadata_of_a_cloud() {
        for text in [
            "127.0.0.1",
            "10.0.0.25",
            "192.0.2.1",
            "::1",
            "fd12::25",
            "8.8.8.8",
        ] {
            assert!(is_place(text.parse().unwrap()), "{text}");
        }
        for text in [
            "0.0.0.0",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "168.63.129.16",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "fd00:ec2::254",
        ] {
            assert!(!is_place(text.parse().unwrap()), "{text}");
        }
    }
}
