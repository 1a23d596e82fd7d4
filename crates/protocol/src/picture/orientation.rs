//! How a camera was held: the one thing it notes that is heeded, before all of it is dropped (Exif 3.0, section 4.6.5,
//! tag 0x0112 of the first directory).

/// The orientation, 1 to 8 as Exif numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation(u8);

/// The most entries looked at.
const MOST_ENTRIES: u16 = 512;
const TAG: u16 = 0x0112;

impl Orientation {
    /// As it was taken.
    pub(super) const UPRIGHT: Self = Self(1);

    /// What a block of Exif says; upright when it says nothing that can be read.
    pub(super) fn of(exif: &[u8]) -> Self {
        let block = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        noted(block).unwrap_or(Self::UPRIGHT)
    }

    /// Width and height as they are shown.
    pub(super) const fn shown(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.0 >= 5 {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// Where a shown pixel lies in what was taken, which is so wide and high.
    pub(super) const fn taken(self, (width, height): (u32, u32), (x, y): (u32, u32)) -> (u32, u32) {
        let right = width.saturating_sub(1);
        let bottom = height.saturating_sub(1);
        match self.0 {
            2 => (right.saturating_sub(x), y),
            3 => (right.saturating_sub(x), bottom.saturating_sub(y)),
            4 => (x, bottom.saturating_sub(y)),
            5 => (y, x),
            6 => (y, bottom.saturating_sub(x)),
            7 => (right.saturating_sub(y), bottom.saturating_sub(x)),
            8 => (right.saturating_sub(y), x),
            _ => (x, y),
        }
    }
}

fn noted(block: &[u8]) -> Option<Orientation> {
    let little = match block.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes: [u8; 2] = block.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let high = u32::from(short(if little { 6 } else { 4 })?);
    let low = u32::from(short(if little { 4 } else { 6 })?);
    let directory = usize::try_from(high << 16 | low).ok()?;
    let entries = short(directory)?.min(MOST_ENTRIES);
    let first = directory.checked_add(2)?;
    let places = (0..usize::from(entries)).filter_map(|nth| first.checked_add(nth * 12));
    let found = places.into_iter().find(|at| short(*at) == Some(TAG))?;
    let value = short(found.checked_add(8)?)?;
    let value = u8::try_from(value).ok()?;
    (1..=8).contains(&value).then_some(Orientation(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(little: bool, tag: u16, value: u16) -> Vec<u8> {
        let short = |n: u16| {
            if little {
                n.to_le_bytes()
            } else {
                n.to_be_bytes()
            }
        };
        let long = |n: u32| {
            if little {
                n.to_le_bytes()
            } else {
                n.to_be_bytes()
            }
        };
        let mut block = if little {
            b"II".to_vec()
        } else {
            b"MM".to_vec()
        };
        block.extend(short(42));
        block.extend(long(8));
        block.extend(short(2));
        for (tag, value) in [(0x010f, 7), (tag, value)] {
            block.extend(short(tag));
            block.extend(short(3));
            block.extend(long(1));
            block.extend(short(value));
            block.extend(short(0));
        }
        block
    }

    #[test]
    fn it_is_read_in_both_byte_orders() {
        for little in [true, false] {
            for value in 1..=8 {
                let plain = block(little, TAG, value);
                assert_eq!(Orientation::of(&plain).0, u8::try_from(value).unwrap());
                let marked = [b"Exif\0\0".as_slice(), &plain].concat();
                assert_eq!(Orientation::of(&marked).0, u8::try_from(value).unwrap());
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_upright() {
        for value in [0, 9, 256, 65535] {
            assert_eq!(
                Orientation::of(&block(true, TAG, value)),
                Orientation::UPRIGHT
            );
        }
        assert_eq!(
            Orientation::of(&block(true, 0x0113, 6)),
            Orientation::UPRIGHT
        );
        let whole = block(false, TAG, 6);
        for end in 0..whole.len() - 3 {
            assert_eq!(
                Orientation::of(&whole[..end]),
                Orientation::UPRIGHT,
                "{end}"
            );
        }
    }

    #[test]
    fn the_shown_corner_lies_where_exif_says() {
        // Which corner of what was taken (3 wide, 2 high) is shown at the upper left.
        let corners = [
            (0, 0),
            (2, 0),
            (2, 1),
            (0, 1),
            (0, 0),
            (0, 1),
            (2, 1),
            (2, 0),
        ];
        for (value, corner) in (1..=8).zip(corners) {
            assert_eq!(Orientation(value).taken((3, 2), (0, 0)), corner, "{value}");
        }
        assert_eq!(Orientation(6).shown((3, 2)), (2, 3));
        // Turned to the right: what was at the lower left is at the upper left, and goes on upwards.
        assert_eq!(Orientation(6).taken((3, 2), (1, 0)), (0, 0));
        assert_eq!(Orientation(6).taken((3, 2), (0, 2)), (2, 1));
    }

    proptest! {
        #[test]
        fn every_pixel_is_shown_once(value in 1u8..=8, width in 1u32..7, height in 1u32..7) {
            let one = Orientation(value);
            let (wide, high) = one.shown((width, height));
            let mut seen = std::collections::BTreeSet::new();
            for y in 0..high {
                for x in 0..wide {
                    let (x, y) = one.taken((width, height), (x, y));
                    prop_assert!(x < width && y < height);
                    seen.insert((x, y));
                }
            }
            prop_assert_eq!(seen.len(), usize::try_from(width * height).unwrap());
        }

        #[test]
        fn nothing_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!((1..=8).contains(&Orientation::of(&bytes).0));
        }
    }
}
