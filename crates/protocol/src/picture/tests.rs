use std::io::Cursor;

use image_webp::{ColorType, WebPDecoder, WebPEncoder};
use proptest::prelude::*;

use super::*;

type Rgba = [u8; 4];

const RED: Rgba = [220, 20, 20, 255];
const GREEN: Rgba = [20, 200, 20, 255];
const BLUE: Rgba = [20, 20, 220, 255];
const WHITE: Rgba = [250, 250, 250, 255];

fn raster((width, height): (u32, u32), colour: impl Fn(u32, u32) -> Rgba) -> Raster {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = places.flat_map(|(x, y)| colour(x, y)).collect();
    Raster {
        width,
        height,
        pixels,
    }
}

/// Four quarters: red and green above, blue and white below.
fn quarters(width: u32, height: u32) -> Raster {
    raster((width, height), |x, y| {
        match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        }
    })
}

fn png_of(raster: &Raster) -> Vec<u8> {
    encode::png(raster).unwrap()
}

fn jpeg_of(raster: &Raster) -> Vec<u8> {
    encode::jpeg(raster).unwrap()
}

fn webp_of(raster: &Raster) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = WebPEncoder::new(&mut file);
    let size = (raster.width, raster.height);
    encoder
        .encode(&raster.pixels, size.0, size.1, ColorType::Rgba8)
        .unwrap();
    file
}

/// A block of Exif with this orientation, a place on earth and a comment.
fn exif(orientation: u16) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    block.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
    block.extend(orientation.to_be_bytes());
    block.extend([0, 0]);
    // GPSInfo, and what a GPS directory would hold.
    block.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0x26, 0, 0, 0, 0]);
    block.extend(b"N\x00\x34\x1f\x00E\x15\x02 SECRET PLACE 52.2297 N 21.0122 E");
    block
}

/// A JPEG into which a camera wrote its notes.
fn noted_jpeg(raster: &Raster, orientation: u16) -> Vec<u8> {
    let plain = jpeg_of(raster);
    let notes = exif(orientation);
    let mut file = b"\xff\xd8\xff\xe1".to_vec();
    file.extend(u16::try_from(notes.len() + 2).unwrap().to_be_bytes());
    file.extend(notes);
    file.extend(&plain[2..]);
    file
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(content);
    let mut crc = 0xffff_ffff_u32;
    for byte in &chunk[4..] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    chunk.extend((!crc).to_be_bytes());
    chunk
}

fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 6, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &head)].concat()
}

/// Puts a chunk behind the head of a PNG.
fn with_chunk(png: &[u8], kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&png[..33], &chunk(kind, content), &png[33..]].concat()
}

fn seen(file: &[u8]) -> Raster {
    decode::decode(file).unwrap().raster
}

fn at(raster: &Raster, x: u32, y: u32) -> Rgba {
    let start = usize::try_from((y * raster.width + x) * 4).unwrap();
    raster.pixels[start..start + 4].try_into().unwrap()
}

fn is_near(one: Rgba, other: Rgba) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| one.abs_diff(other) <= 12)
}

/// The colours of the four quarters, row by row.
fn corners(file: &[u8]) -> [Rgba; 4] {
    let raster = seen(file);
    let (near, far) = (raster.width / 4, raster.width * 3 / 4);
    [(near, near), (far, near), (near, far), (far, far)].map(|(x, y)| at(&raster, x, y))
}

fn assert_corners(file: &[u8], wanted: [Rgba; 4]) {
    let found = corners(file);
    let near = found
        .iter()
        .zip(wanted)
        .all(|(one, other)| is_near(*one, other));
    assert!(near, "{found:?} instead of {wanted:?}");
}

#[test]
fn every_format_becomes_the_same_photo() {
    let drawn = quarters(300, 200);
    for (sent, format) in [
        (png_of(&drawn), Format::Png),
        (jpeg_of(&drawn), Format::Jpeg),
        (webp_of(&drawn), Format::WebP),
    ] {
        assert_eq!(Format::of(&sent), Ok(format));
        let made = photo(&sent, None).unwrap();
        for (file, side) in [(&made.small, 64), (&made.large, 256)] {
            let raster = seen(file);
            assert_eq!((raster.width, raster.height), (side, side), "{format:?}");
            assert_eq!(Format::of(file), Ok(Format::Jpeg));
            assert_corners(file, [RED, GREEN, BLUE, WHITE]);
        }
        assert!(made.small.len() < 4_000 && made.large.len() < 20_000);
    }
}

#[test]
fn the_part_that_was_chosen_is_kept() {
    let sent = png_of(&quarters(400, 200));
    let part = |x, y, side| Some(Part { x, y, side });
    let red = photo(&sent, part(0, 0, 100)).unwrap();
    assert_corners(&red.large, [RED; 4]);
    let white = photo(&sent, part(300, 100, 100)).unwrap();
    assert_corners(&white.large, [WHITE; 4]);
    let middle = photo(&sent, part(100, 0, 200)).unwrap();
    assert_eq!(middle, photo(&sent, None).unwrap());
    for wrong in [
        part(301, 0, 100),
        part(0, 101, 100),
        part(0, 0, 201),
        part(0, 0, 31),
        part(0, 0, 0),
        part(u32::MAX, 0, 100),
        part(1, 1, u32::MAX),
    ] {
        assert_eq!(
            photo(&sent, wrong).unwrap_err(),
            PictureError::Part,
            "{wrong:?}"
        );
    }
}

#[test]
fn it_is_turned_as_the_camera_was_held() {
    let drawn = quarters(200, 200);
    let (r, g, b, w) = (RED, GREEN, BLUE, WHITE);
    let wanted = [
        [r, g, b, w],
        [g, r, w, b],
        [w, b, g, r],
        [b, w, r, g],
        [r, b, g, w],
        [b, r, w, g],
        [w, g, b, r],
        [g, w, r, b],
    ];
    for (value, wanted) in (1..).zip(wanted) {
        let made = photo(&noted_jpeg(&drawn, value), None).unwrap();
        assert_corners(&made.large, wanted);
    }
    // The part is one of the picture as it is shown: lying 400 × 200, it stands 200 × 400.
    let lying = noted_jpeg(&quarters(400, 200), 6);
    let below = Part {
        x: 0,
        y: 300,
        side: 100,
    };
    assert_corners(&photo(&lying, Some(below)).unwrap().large, [WHITE; 4]);
    assert!(
        photo(
            &lying,
            Some(Part {
                x: 300,
                y: 0,
                side: 100
            })
        )
        .is_err()
    );
    let png = with_chunk(&png_of(&drawn), b"eXIf", &exif(3)[6..]);
    assert_corners(&photo(&png, None).unwrap().large, [w, b, g, r]);
}

#[test]
fn nothing_but_the_pixels_is_kept() {
    let drawn = quarters(200, 200);
    let script = b"<script>alert(1)</script>";
    let mut tail = noted_jpeg(&drawn, 1);
    tail.extend(script);
    let texted = with_chunk(
        &png_of(&drawn),
        b"tEXt",
        b"Comment\0SECRET PLACE <script>alert(1)</script>",
    );
    let profiled = with_chunk(&png_of(&drawn), b"eXIf", &exif(1)[6..]);
    for sent in [tail, texted, profiled] {
        let contains = |file: &[u8], what: &[u8]| file.windows(what.len()).any(|part| part == what);
        assert!(contains(&sent, b"SECRET PLACE"));
        for made in [photo(&sent, None).unwrap(), logo(&sent).unwrap()] {
            for file in [&made.small, &made.large] {
                for what in [
                    b"SECRET".as_slice(),
                    b"script",
                    b"Exif",
                    b"eXIf",
                    b"GPS",
                    b"tEXt",
                ] {
                    assert!(!contains(file, what));
                }
            }
        }
    }
}

#[test]
fn a_logo_keeps_its_shape_and_what_one_sees_through() {
    let clear = |x: u32, _| if x < 300 { [0, 0, 0, 0] } else { BLUE };
    let made = logo(&png_of(&raster((600, 200), clear))).unwrap();
    let (small, large) = (seen(&made.small), seen(&made.large));
    assert_eq!((small.width, small.height), (64, 21));
    assert_eq!((large.width, large.height), (256, 85));
    assert_eq!(at(&large, 10, 10), [0, 0, 0, 0]);
    assert!(is_near(at(&large, 240, 10), BLUE));
    // No dark edge where the colour begins: what nobody sees is not mixed in.
    let edge = (120..136)
        .map(|x| at(&large, x, 40))
        .filter(|pixel| pixel[3] > 0);
    assert!(
        edge.into_iter()
            .all(|[red, green, blue, _]| is_near([red, green, blue, 255], BLUE))
    );
    let little = logo(&png_of(&quarters(40, 40))).unwrap();
    assert_eq!(seen(&little.large).width, 40, "never made larger");
    assert_eq!(Format::of(&little.small), Ok(Format::Png));
    let through = photo(&png_of(&raster((64, 64), |_, _| [9, 9, 9, 0])), None).unwrap();
    assert!(
        is_near(at(&seen(&through.large), 9, 9), [255; 4]),
        "white beneath"
    );
}

#[test]
fn what_is_none_is_told_by_its_bytes() {
    for (sent, why) in [
        (b"".as_slice(), PictureError::Kind),
        (b"GIF89a\x01\0\x01\0", PictureError::Kind),
        (
            b"<!doctype html><script>alert(1)</script>",
            PictureError::Kind,
        ),
        (b"BM\x36\0\0\0", PictureError::Kind),
        (b"RIFF\0\0\0\0WAVE", PictureError::Kind),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            PictureError::Svg,
        ),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<SVG width='1'>",
            PictureError::Svg,
        ),
    ] {
        assert_eq!(photo(sent, None).unwrap_err(), why);
        assert_eq!(logo(sent).unwrap_err(), why);
    }
}

#[test]
fn too_many_pixels_are_refused_by_the_head_alone() {
    for (width, height) in [
        (60_000, 60_000),
        (12_001, 40),
        (5_001, 5_001),
        (1 << 30, 1 << 30),
    ] {
        // No pixel follows: whoever decoded would find it damaged.
        assert_eq!(
            photo(&png_head(width, height), None).unwrap_err(),
            PictureError::TooLarge
        );
    }
    assert_eq!(
        photo(&png_head(0, 9), None).unwrap_err(),
        PictureError::Damaged
    );
    let mut jpeg = jpeg_of(&quarters(64, 64));
    let frame = jpeg
        .windows(2)
        .position(|mark| mark == b"\xff\xc0")
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(photo(&jpeg, None).unwrap_err(), PictureError::TooLarge);
    // An extended WebP of 16384 × 16384, and a lossless one of 16000 × 16000.
    let extended = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0";
    assert!(photo(extended, None).is_err());
    let mut lossless = webp_of(&quarters(64, 64));
    let head: u32 = 15_999 | 15_999 << 14;
    lossless[21..25].copy_from_slice(&head.to_le_bytes());
    assert_eq!(photo(&lossless, None).unwrap_err(), PictureError::TooLarge);
    let long = [png_of(&quarters(64, 64)), vec![0; MOST_BYTES]].concat();
    assert_eq!(photo(&long, None).unwrap_err(), PictureError::TooLarge);
}

#[test]
fn a_small_file_that_unpacks_to_much_stays_within_the_room() {
    // 8 MB of zeros in a few KB: in the pixels, in a text, in a profile, in Exif.
    let zeros = vec![0; 8 << 20];
    let packed = {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 1 << 11, 1 << 10);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&zeros)
            .unwrap();
        file
    };
    assert!(packed.len() < 80_000);
    // The same pixels under a head that says 40 × 40.
    let mut lying = png_head(40, 40);
    lying.extend(&packed[33..]);
    let small = photo(&lying, None);
    assert!(small.is_ok() || small == Err(PictureError::Damaged));
    for kind in [b"zTXt", b"iCCP", b"eXIf", b"iTXt"] {
        let heavy = with_chunk(&png_of(&quarters(64, 64)), kind, &zeros);
        let read = photo(&heavy, None);
        assert!(
            read.is_ok() || read == Err(PictureError::Damaged),
            "{kind:?}"
        );
    }
}

#[test]
fn many_scans_are_refused_before_they_are_read() {
    let mut sent = jpeg_of(&quarters(64, 64));
    let scan = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0";
    sent.extend(scan.repeat(60));
    assert_eq!(photo(&sent, None).unwrap_err(), PictureError::Damaged);
}

#[test]
fn what_moves_is_refused() {
    let still = png_of(&quarters(64, 64));
    let moving = with_chunk(&still, b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(photo(&moving, None).unwrap_err(), PictureError::Animated);
    let still = webp_of(&quarters(64, 64));
    let image = &still[12..];
    let mut frame = b"ANMF".to_vec();
    frame.extend(u32::try_from(image.len() + 16).unwrap().to_le_bytes());
    frame.extend([0; 6]);
    frame.extend([63, 0, 0, 63, 0, 0, 100, 0, 0, 0]);
    frame.extend(image);
    let mut body =
        b"WEBPVP8X\x0a\0\0\0\x02\0\0\0\x3f\0\0\x3f\0\0ANIM\x06\0\0\0\0\0\0\0\0\0".to_vec();
    body.extend(&frame);
    body.extend(&frame);
    let mut moving = b"RIFF".to_vec();
    moving.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    moving.extend(body);
    assert!(
        WebPDecoder::new(Cursor::new(&moving))
            .unwrap()
            .is_animated()
    );
    assert_eq!(photo(&moving, None).unwrap_err(), PictureError::Animated);
}

#[test]
fn what_is_too_small_is_refused() {
    for size in [(31, 400), (400, 31), (1, 1)] {
        let sent = png_of(&raster(size, |_, _| RED));
        assert_eq!(photo(&sent, None).unwrap_err(), PictureError::TooSmall);
        assert_eq!(logo(&sent).unwrap_err(), PictureError::TooSmall);
    }
    let least = png_of(&raster((32, 32), |_, _| RED));
    assert_corners(&photo(&least, None).unwrap().large, [RED; 4]);
}

#[test]
fn grey_and_narrow_colours_are_read() {
    let file = |kind, depth, content: &[u8]| {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 40, 40);
        encoder.set_color(kind);
        encoder.set_depth(depth);
        if kind == png::ColorType::Indexed {
            encoder.set_palette(vec![220, 20, 20, 20, 200, 20]);
        }
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(content).unwrap();
        writer.finish().unwrap();
        file
    };
    use png::{BitDepth, ColorType as Kind};
    for (sent, wanted) in [
        (
            file(Kind::Grayscale, BitDepth::Eight, &[100; 1600]),
            [100, 100, 100, 255],
        ),
        (file(Kind::Grayscale, BitDepth::One, &[255; 200]), [255; 4]),
        (
            file(
                Kind::GrayscaleAlpha,
                BitDepth::Eight,
                &[100, 255].repeat(1600),
            ),
            [100, 100, 100, 255],
        ),
        (
            file(
                Kind::Rgb,
                BitDepth::Sixteen,
                &[0, 0, 200, 0, 0, 0].repeat(1600),
            ),
            [0, 200, 0, 255],
        ),
        (file(Kind::Indexed, BitDepth::One, &[0xff; 200]), GREEN),
    ] {
        assert_corners(&photo(&sent, None).unwrap().large, [wanted; 4]);
    }
}

#[test]
fn what_is_cut_off_or_bent_never_breaks_anything() {
    let drawn = quarters(48, 48);
    for whole in [png_of(&drawn), webp_of(&drawn), noted_jpeg(&drawn, 6)] {
        for end in (0..whole.len()).step_by(23) {
            let _ = photo(&whole[..end], None);
        }
        for place in (0..whole.len()).step_by(5) {
            let mut bent = whole.clone();
            bent[place] ^= 0x55;
            let _ = logo(&bent);
        }
    }
    assert_eq!(
        photo(&png_of(&drawn)[..60], None).unwrap_err(),
        PictureError::Damaged
    );
    assert_eq!(
        photo(&webp_of(&drawn)[..30], None).unwrap_err(),
        PictureError::Damaged
    );
    assert_eq!(
        photo(&jpeg_of(&drawn)[..30], None).unwrap_err(),
        PictureError::Damaged
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_part_of_any_size_becomes_two_squares(width in 32u32..90, height in 32u32..90, x in 0u32..60, y in 0u32..60,
        side in 30u32..90, turn in 1u16..=8) {
        let sent = noted_jpeg(&quarters(width, height), turn);
        let (wide, high) = if turn >= 5 { (height, width) } else { (width, height) };
        let lies = side >= 32 && x + side <= wide && y + side <= high;
        match photo(&sent, Some(Part { x, y, side })) {
            Ok(made) => {
                prop_assert!(lies);
                prop_assert_eq!(seen(&made.small).width, 64);
                prop_assert_eq!(seen(&made.large).height, 256);
            }
            Err(why) => prop_assert!(!lies && why == PictureError::Part),
        }
    }

    #[test]
    fn nonsense_behind_a_true_beginning_is_refused(start in 0usize..3, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let starts = [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff\xe0", b"RIFF\xff\0\0\0WEBPVP8L"];
        prop_assert!(photo(&[starts[start], &bytes].concat(), None).is_err());
    }
}

/// An extended file tells a small canvas, and its frame an enormous one: known before anything is decoded.
#[test]
fn the_frame_of_a_lossy_webp_is_as_large_as_its_canvas() {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [name.as_slice(), &length, body].concat()
    };
    let canvas = [0, 0, 0, 0, 99, 0, 0, 99, 0, 0];
    let frame = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f, 0, 0];
    let chunks = [
        chunk(b"VP8X", &canvas),
        chunk(b"ICCP", b"odd!"),
        chunk(b"VP8 ", &frame),
    ]
    .concat();
    let body = [b"WEBP".as_slice(), &chunks].concat();
    let file = chunk(b"RIFF", &body);
    assert_eq!(super::decode::lossy_size(&file), Some((0x3fff, 0x3fff)));
    assert_eq!(photo(&file, None).unwrap_err(), PictureError::Damaged);
    for end in 0..file.len() {
        let _ = super::decode::lossy_size(&file[..end]);
    }
    assert_eq!(super::decode::lossy_size(&webp_of(&quarters(64, 64))), None);
}
