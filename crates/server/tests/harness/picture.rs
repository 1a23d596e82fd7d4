//! Pictures as people send them.

use image_webp::{ColorType, WebPEncoder};

/// What a camera notes about where it was.
pub const SECRET_PLACE: &[u8] = b"SECRET PLACE 52.2297 N 21.0122 E";

/// Pixels, red on the left and blue on the right.
fn colours(width: u16, height: u16) -> Vec<u8> {
    let row = (0..width).flat_map(|x| {
        if x < width / 2 {
            [220, 20, 20]
        } else {
            [20, 20, 220]
        }
    });
    row.collect::<Vec<u8>>().repeat(height.into())
}

/// A JPEG of this size.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    let kind = jpeg_encoder::ColorType::Rgb;
    encoder
        .encode(&colours(width, height), width, height, kind)
        .unwrap();
    file
}

/// The same with notes of the camera: how it was held, and where.
pub fn noted_jpeg(width: u16, height: u16, orientation: u16) -> Vec<u8> {
    let plain = jpeg(width, height);
    let mut notes = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    notes.extend(orientation.to_le_bytes());
    notes.extend([0; 6]);
    notes.extend(SECRET_PLACE);
    let mut file = b"\xff\xd8\xff\xe1".to_vec();
    file.extend(u16::try_from(notes.len() + 2).unwrap().to_be_bytes());
    file.extend(notes);
    file.extend(&plain[2..]);
    file
}

/// A PNG of this size.
pub fn png(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colours(width, height)).unwrap();
    writer.finish().unwrap();
    file
}

/// A WebP of this size.
pub fn webp(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = WebPEncoder::new(&mut file);
    let (pixels, kind) = (colours(width, height), ColorType::Rgb8);
    encoder
        .encode(&pixels, width.into(), height.into(), kind)
        .unwrap();
    file
}

/// Width and height that the head of a PNG names, without a pixel behind it.
pub fn hollow_png(side: u32) -> Vec<u8> {
    let mut file = png(40, 40);
    file[16..20].copy_from_slice(&side.to_be_bytes());
    file[20..24].copy_from_slice(&side.to_be_bytes());
    let crc = file[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    });
    file[29..33].copy_from_slice(&(!crc).to_be_bytes());
    file
}

/// Whether these bytes stand anywhere in it.
pub fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|part| part == what)
}
