//! From the bytes somebody sent to bare pixels, within limits that are asked before the pixels are.

use std::io::Cursor;

use image_webp::WebPDecoder;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::orientation::Orientation;
use super::{Decoded, Format, LONGEST_SIDE, MOST_BYTES, MOST_PIXELS, PictureError, Raster};

/// What a decoder may take beside the pixels themselves, in bytes.
const ROOM: usize = 32 * 1024 * 1024;
/// The most scans of a JPEG. Each goes over all pixels once more; a progressive one has about ten.
const MOST_SCANS: usize = 40;

/// Decodes.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureError::TooLarge);
    }
    match Format::of(bytes)? {
        Format::Png => png(bytes),
        Format::Jpeg => jpeg(bytes),
        Format::WebP => webp(bytes),
    }
}

/// Whether so large a picture is decoded at all.
fn within((width, height): (u32, u32)) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(PictureError::TooLarge);
    }
    Ok(())
}

fn png(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let limits = png::Limits { bytes: ROOM };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let head = decoder.read_header_info().map_err(damaged)?;
    within((head.width, head.height))?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    if info.animation_control.is_some() {
        return Err(PictureError::Animated);
    }
    let (width, height) = (info.width, info.height);
    let exif = info.exif_metadata.as_deref().unwrap_or_default();
    let orientation = Orientation::of(exif);
    let size = reader.output_buffer_size().ok_or(PictureError::TooLarge)?;
    let mut read = vec![0; size];
    reader.next_frame(&mut read).map_err(damaged)?;
    let pixels = match reader.output_color_type().0 {
        png::ColorType::Rgba => read,
        png::ColorType::Rgb => spread(&read, |[red, green, blue]| [red, green, blue, 255]),
        png::ColorType::GrayscaleAlpha => spread(&read, |[grey, cover]| [grey, grey, grey, cover]),
        png::ColorType::Grayscale => spread(&read, |[grey]| [grey, grey, grey, 255]),
        png::ColorType::Indexed => return Err(PictureError::Damaged),
    };
    whole((width, height), pixels, orientation)
}

fn jpeg(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let scans = bytes.windows(2).filter(|mark| mark == b"\xff\xda");
    if scans.take(MOST_SCANS + 1).count() > MOST_SCANS {
        return Err(PictureError::Damaged);
    }
    // The head of a JPEG is read whatever size it names; what is too large goes no further.
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_use_unsafe(false)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let head = decoder.decode_headers();
    let info = decoder.info();
    let size = info
        .as_ref()
        .map(|info| (u32::from(info.width), u32::from(info.height)));
    if let Some(size) = size {
        within(size)?;
    }
    head.map_err(|_| PictureError::Damaged)?;
    let size = size.ok_or(PictureError::Damaged)?;
    let orientation = decoder
        .exif()
        .map_or(Orientation::UPRIGHT, |exif| Orientation::of(exif));
    let read = decoder.decode().map_err(|_| PictureError::Damaged)?;
    let pixels = match decoder.output_colorspace() {
        Some(ColorSpace::RGB) => spread(&read, |[red, green, blue]| [red, green, blue, 255]),
        Some(ColorSpace::Luma) => spread(&read, |[grey]| [grey, grey, grey, 255]),
        _ => return Err(PictureError::Damaged),
    };
    whole(size, pixels, orientation)
}

fn webp(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let size = decoder.dimensions();
    within(size)?;
    if lossy_size(bytes).is_some_and(|frame| frame != size) {
        return Err(PictureError::Damaged);
    }
    if decoder.is_animated() {
        return Err(PictureError::Animated);
    }
    decoder.set_memory_limit(ROOM);
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = exif.map_or(Orientation::UPRIGHT, |exif| Orientation::of(&exif));
    let length = decoder.output_buffer_size().ok_or(PictureError::TooLarge)?;
    let mut read = vec![0; length];
    decoder.read_image(&mut read).map_err(damaged)?;
    let pixels = if decoder.has_alpha() {
        read
    } else {
        spread(&read, |[red, green, blue]| [red, green, blue, 255])
    };
    whole(size, pixels, orientation)
}

/// The size the lossy frame itself names (RFC 6386, section 9.1): an extended file may name another one in its
/// head, and the decoder compares them only when all is decoded.
pub(super) fn lossy_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 12_usize;
    loop {
        let start = at.checked_add(8)?;
        let head = bytes.get(at..start)?;
        if head.starts_with(b"VP8 ") {
            let side = |from: usize| {
                let two = bytes.get(start.checked_add(from)?..start.checked_add(from + 2)?)?;
                Some(u32::from(u16::from_le_bytes(two.try_into().ok()?) & 0x3fff))
            };
            return Some((side(6)?, side(8)?));
        }
        let length = u32::from_le_bytes(head.get(4..8)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        at = start.checked_add(length)?.checked_add(length % 2)?;
    }
}

/// Pixels of `N` bytes as pixels of four.
fn spread<const N: usize>(read: &[u8], to: impl Fn([u8; N]) -> [u8; 4]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(read.len() / N.max(1) * 4);
    for pixel in read.chunks_exact(N.max(1)) {
        if let Ok(pixel) = <[u8; N]>::try_from(pixel) {
            pixels.extend(to(pixel));
        }
    }
    pixels
}

fn whole(
    (width, height): (u32, u32),
    pixels: Vec<u8>,
    orientation: Orientation,
) -> Result<Decoded, PictureError> {
    let wanted = u64::from(width) * u64::from(height) * 4;
    if u64::try_from(pixels.len()) != Ok(wanted) {
        return Err(PictureError::Damaged);
    }
    let raster = Raster {
        width,
        height,
        pixels,
    };
    Ok(Decoded {
        raster,
        orientation,
    })
}
