//! From bare pixels to the files we keep: nothing stands in them but the pixels.

use super::{PictureError, Raster};

/// How exact the JPEG is, of 100.
const QUALITY: u8 = 86;

/// As JPEG, on white.
pub(super) fn jpeg(raster: &Raster) -> Result<Vec<u8>, PictureError> {
    let on_white = |part: u8, cover: u8| {
        let (part, cover) = (u32::from(part), u32::from(cover));
        u8::try_from((part * cover + 255 * (255 - cover)) / 255).unwrap_or(255)
    };
    let mut colours = Vec::with_capacity(raster.pixels.len() / 4 * 3);
    for pixel in raster.pixels.chunks_exact(4) {
        if let [red, green, blue, cover] = pixel {
            colours.extend([red, green, blue].map(|part| on_white(*part, *cover)));
        }
    }
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, QUALITY);
    let size = (u16::try_from(raster.width), u16::try_from(raster.height));
    let (Ok(width), Ok(height)) = size else {
        return Err(PictureError::TooLarge);
    };
    let done = encoder.encode(&colours, width, height, jpeg_encoder::ColorType::Rgb);
    done.map_err(|_| PictureError::Damaged)?;
    Ok(file)
}

/// As PNG.
pub(super) fn png(raster: &Raster) -> Result<Vec<u8>, PictureError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, raster.width, raster.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let damaged = |_| PictureError::Damaged;
    let mut writer = encoder.write_header().map_err(damaged)?;
    writer.write_image_data(&raster.pixels).map_err(damaged)?;
    writer.finish().map_err(damaged)?;
    Ok(file)
}
