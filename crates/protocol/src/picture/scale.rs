//! A part of a picture, turned as it is shown, in another size.
//!
//! Every pixel that comes out is the mean of those it stands for, near ones counting more; first along the rows, then along
//! the columns. Colours are weighed with how much they cover, so that what nobody sees leaves no edge.

use super::{Decoded, Raster};

/// What one pixel of a row is made of: the first that counts, and what each one counts.
struct Share {
    first: u32,
    weights: Vec<f32>,
}

/// The part (`x`, `y`, `width`, `height`, as shown, and lying in it) in this size.
pub(super) fn scaled(
    decoded: &Decoded,
    (x, y, width, height): (u32, u32, u32, u32),
    size: (u32, u32),
) -> Raster {
    let (raster, turn) = (&decoded.raster, decoded.orientation);
    let taken = (raster.width, raster.height);
    let far = (x + width.saturating_sub(1), y + height.saturating_sub(1));
    let (one, other) = (turn.taken(taken, (x, y)), turn.taken(taken, far));
    let start = (one.0.min(other.0), one.1.min(other.1));
    let lengths = turn.shown((width, height));
    let (wide, high) = turn.shown(size);
    let columns = shares(start.0, lengths.0, wide);
    let rows = shares(start.1, lengths.1, high);
    let across = along_rows(raster, (start.1, lengths.1), &columns);
    let small = along_columns(&across, start.1, &rows, wide);
    turned(&small, |at| turn.taken((wide, high), at), size)
}

/// For each pixel of a line of `out` pixels, what it is made of, of the `length` pixels from `start` on.
fn shares(start: u32, length: u32, out: u32) -> Vec<Share> {
    let step = length as f32 / out.max(1) as f32;
    let reach = step.max(1.0);
    let share = |nth: u32| {
        let centre = (nth as f32 + 0.5) * step;
        let first = (centre - reach).floor().max(0.0) as u32;
        let last = ((centre + reach).ceil() as u32).min(length);
        let first = first.min(length.saturating_sub(1));
        let weigh = |one: u32| (1.0 - ((one as f32 + 0.5 - centre) / reach).abs()).max(0.0);
        let weights: Vec<f32> = (first..last.max(first + 1)).map(weigh).collect();
        let all: f32 = weights.iter().sum();
        let weights = if all > 0.0 {
            weights.iter().map(|one| one / all).collect()
        } else {
            vec![1.0]
        };
        Share {
            first: start + first,
            weights,
        }
    };
    (0..out).map(share).collect()
}

/// A pixel whose colours are weighed with its cover.
type Weighed = [f32; 4];

fn add(sum: &mut Weighed, pixel: Weighed, weight: f32) {
    for (sum, part) in sum.iter_mut().zip(pixel) {
        *sum += part * weight;
    }
}

fn weighed(pixel: &[u8]) -> Weighed {
    let [red, green, blue, cover] = <[u8; 4]>::try_from(pixel)
        .unwrap_or_default()
        .map(f32::from);
    let share = cover / 255.0;
    [red * share, green * share, blue * share, cover]
}

fn along_rows(raster: &Raster, (top, count): (u32, u32), columns: &[Share]) -> Vec<Vec<Weighed>> {
    let line = usize::try_from(raster.width).unwrap_or(0).max(1) * 4;
    let (top, count) = (top as usize, count as usize);
    let rows = raster.pixels.chunks_exact(line).skip(top).take(count);
    let pixel = |row: &[u8], share: &Share| {
        let mut sum = Weighed::default();
        let from = share.first as usize;
        let those = row.chunks_exact(4).skip(from).zip(&share.weights);
        for (pixel, weight) in those {
            add(&mut sum, weighed(pixel), *weight);
        }
        sum
    };
    rows.map(|row| columns.iter().map(|share| pixel(row, share)).collect())
        .collect()
}

fn along_columns(across: &[Vec<Weighed>], top: u32, rows: &[Share], wide: u32) -> Raster {
    let mut pixels = Vec::with_capacity(rows.len() * wide as usize * 4);
    for share in rows {
        let mut line = vec![Weighed::default(); wide as usize];
        let from = share.first.saturating_sub(top) as usize;
        for (row, weight) in across.iter().skip(from).zip(&share.weights) {
            for (sum, pixel) in line.iter_mut().zip(row) {
                add(sum, *pixel, *weight);
            }
        }
        pixels.extend(line.into_iter().flat_map(plain));
    }
    Raster {
        width: wide,
        height: u32::try_from(rows.len()).unwrap_or(0),
        pixels,
    }
}

fn plain([red, green, blue, cover]: Weighed) -> [u8; 4] {
    let colour = |part: f32| {
        if cover > 0.0 {
            (part * 255.0 / cover).round().clamp(0.0, 255.0) as u8
        } else {
            0
        }
    };
    let cover = cover.round().clamp(0.0, 255.0) as u8;
    [colour(red), colour(green), colour(blue), cover]
}

fn turned(
    small: &Raster,
    taken: impl Fn((u32, u32)) -> (u32, u32),
    (width, height): (u32, u32),
) -> Raster {
    let mut pixels = Vec::with_capacity(small.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let (x, y) = taken((x, y));
            let at = (y as usize * small.width as usize + x as usize) * 4;
            let pixel = small.pixels.get(at..at + 4).unwrap_or(&[0; 4]);
            pixels.extend_from_slice(pixel);
        }
    }
    Raster {
        width,
        height,
        pixels,
    }
}
