//! Pictures that people send: a photo, a logo. Whatever comes in is decoded to bare pixels and written anew, small;
//! nothing else of it is kept, neither what a camera noted nor what somebody hid.
//!
//! The kind is told by the first bytes and by nothing a request says. How large a picture is, is known from
//! its head, and held against the limits before a pixel is decoded. PNG (ISO/IEC 15948), JPEG (ITU-T T.81) and WebP
//! (RFC 9649) are taken, from decoders that hold no unsafe code; SVG is a program and is not.

mod decode;
mod encode;
mod orientation;
mod scale;
#[cfg(test)]
mod tests;

use thiserror::Error;

use orientation::Orientation;

/// The most bytes taken.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels decoded: what the main camera of a telephone takes. Up to nine bytes each while it is
/// decoded.
pub const MOST_PIXELS: u64 = 25_000_000;
/// The longest side decoded.
pub const LONGEST_SIDE: u32 = 12_000;
/// The shortest side of a photo, and the side of its part that is kept.
pub const SHORTEST_SIDE: u32 = 32;
/// The sides of what comes out, in pixels: twice what lists show, and what applications get.
pub const SIDES: (u32, u32) = (64, 256);

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// It begins like none of the formats that are taken.
    #[error("it is neither PNG nor JPEG nor WebP")]
    Kind,
    /// It is a drawing in SVG, which may hold programs.
    #[error("it is SVG")]
    Svg,
    /// It has too many bytes or too many pixels.
    #[error("it is too large")]
    TooLarge,
    /// It has too few pixels.
    #[error("it is too small")]
    TooSmall,
    /// It moves.
    #[error("it is animated")]
    Animated,
    /// It cannot be decoded.
    #[error("it is damaged")]
    Damaged,
    /// The part that was chosen does not lie in it.
    #[error("the part does not lie in it")]
    Part,
}

/// A square part of a photo, in pixels of the picture as it is shown, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// The side of the square.
    pub side: u32,
}

/// The formats that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// ISO/IEC 15948.
    Png,
    /// ITU-T T.81.
    Jpeg,
    /// RFC 9649.
    WebP,
}

/// What is made of a picture: the same twice, as files.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// At most [`SIDES`]`.0` pixels wide and high.
    pub small: Vec<u8>,
    /// At most [`SIDES`]`.1` pixels wide and high.
    pub large: Vec<u8>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "[{} and {} bytes]", self.small.len(), self.large.len())
    }
}

/// Pixels, four bytes each: red, green, blue, and how much of it covers what lies beneath.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Raster {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// A picture as it was sent, decoded.
#[derive(Clone, Debug)]
struct Decoded {
    raster: Raster,
    orientation: Orientation,
}

impl Decoded {
    /// Width and height as it is shown.
    const fn shown(&self) -> (u32, u32) {
        self.orientation
            .shown((self.raster.width, self.raster.height))
    }
}

impl Format {
    /// The format of something that begins so.
    ///
    /// # Errors
    /// [`PictureError::Svg`], [`PictureError::Kind`].
    pub fn of(bytes: &[u8]) -> Result<Self, PictureError> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        let head = bytes.get(..1024).unwrap_or(bytes);
        let is_drawing = head
            .windows(4)
            .any(|part| part.eq_ignore_ascii_case(b"<svg"));
        Err(if is_drawing {
            PictureError::Svg
        } else {
            PictureError::Kind
        })
    }
}

/// A photo: the part that was chosen, or the square in the middle, as JPEG. What one can see through is white.
///
/// # Errors
/// [`PictureError`].
pub fn photo(bytes: &[u8], part: Option<Part>) -> Result<Made, PictureError> {
    let decoded = decode::decode(bytes)?;
    let (width, height) = decoded.shown();
    if width.min(height) < SHORTEST_SIDE {
        return Err(PictureError::TooSmall);
    }
    let part = part.unwrap_or_else(|| middle(width, height));
    if part.side < SHORTEST_SIDE || !lies_in(part, (width, height)) {
        return Err(PictureError::Part);
    }
    let cut = (part.x, part.y, part.side, part.side);
    let made = |side| encode::jpeg(&scale::scaled(&decoded, cut, (side, side)));
    Ok(Made {
        small: made(SIDES.0)?,
        large: made(SIDES.1)?,
    })
}

/// A logo: the whole picture, never made larger, as PNG, so that one can see through it where one could.
///
/// # Errors
/// [`PictureError`].
pub fn logo(bytes: &[u8]) -> Result<Made, PictureError> {
    let decoded = decode::decode(bytes)?;
    let (width, height) = decoded.shown();
    if width.min(height) < SHORTEST_SIDE {
        return Err(PictureError::TooSmall);
    }
    let cut = (0, 0, width, height);
    let made = |side| {
        encode::png(&scale::scaled(
            &decoded,
            cut,
            fitting((width, height), side),
        ))
    };
    Ok(Made {
        small: made(SIDES.0)?,
        large: made(SIDES.1)?,
    })
}

/// The square in the middle.
fn middle(width: u32, height: u32) -> Part {
    let side = width.min(height);
    Part {
        x: width.saturating_sub(side) / 2,
        y: height.saturating_sub(side) / 2,
        side,
    }
}

fn lies_in(part: Part, (width, height): (u32, u32)) -> bool {
    let ends = |from: u32| from.checked_add(part.side);
    ends(part.x).is_some_and(|end| end <= width) && ends(part.y).is_some_and(|end| end <= height)
}

/// The largest size of the same shape in a square of this side.
fn fitting((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= side {
        return (width, height);
    }
    let shorten = |length: u32| {
        let exact = u64::from(length) * u64::from(side) / u64::from(longer);
        u32::try_from(exact).unwrap_or(side).max(1)
    };
    (shorten(width), shorten(height))
}
