//! Where pictures are served. Who serves them is the business of their feature.

use people::PictureKey;
use people::pictures::Size;
use protocol::picture::SIDES;

/// Where a picture is, for lists and menus.
pub fn small(key: Option<&PictureKey>) -> Option<String> {
    key.map(|key| path(key, Size::Small))
}

/// Where a picture is, for the head of a page and for applications.
pub fn large(key: Option<&PictureKey>) -> Option<String> {
    key.map(|key| path(key, Size::Large))
}

fn path(key: &PictureKey, size: Size) -> String {
    let side = match size {
        Size::Small => SIDES.0,
        Size::Large => SIDES.1,
    };
    format!("/pictures/{key}/{side}")
}

/// The key and the size that the two last pieces of an address name.
pub fn named(key: &str, side: &str) -> Option<(PictureKey, Size)> {
    let size = match side {
        "64" => Size::Small,
        "256" => Size::Large,
        _ => return None,
    };
    PictureKey::parse(key).map(|key| (key, size))
}

#[cfg(test)]
mod tests {
    use base::random::Randomness;

    use super::*;

    #[test]
    fn an_address_names_key_and_size_and_is_read_back() {
        let key = PictureKey::fresh(&Randomness::seeded(3));
        for (address, size) in [
            (small(Some(&key)), Size::Small),
            (large(Some(&key)), Size::Large),
        ] {
            let address = address.unwrap();
            let pieces: Vec<&str> = address.split('/').collect();
            assert_eq!(named(pieces[2], pieces[3]), Some((key.clone(), size)));
        }
        assert_eq!(small(None), None);
        assert_eq!(named(&key.to_string(), "64.svg"), None);
        for odd in ["", "..", "AAAA", "%2e%2e", &"A".repeat(64)] {
            assert_eq!(named(odd, "64"), None, "{odd}");
        }
    }
}
