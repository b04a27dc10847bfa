//! The colours that stand in a photo's place while it loads: a grid so coarse that nothing can be made out.

use super::pixels::Pixels;

const COLUMNS: u32 = 4;
const ROWS: u32 = 3;
const SAMPLES: usize = 3;

/// The average colours of the grid's cells, row by row; the picture has red, green and blue. Averaged in linear light,
/// as the eye does from afar.
pub(super) fn grid(pixels: &Pixels) -> [u8; 36] {
    let linear: Vec<f32> = (0..=u8::MAX).map(|value| to_linear(f32::from(value) / 255.0)).collect();
    let mut grid = [0; 36];
    for (cell, colour) in (0..).zip(grid.chunks_exact_mut(SAMPLES)) {
        let columns = span(cell % COLUMNS, COLUMNS, pixels.width);
        let mut sums = [0.0_f32; SAMPLES];
        let mut count = 0.0_f32;
        for y in span(cell / COLUMNS, ROWS, pixels.height) {
            let row = y as usize * pixels.width as usize;
            for pixel in pixels.data[(row + columns.start as usize) * SAMPLES..(row + columns.end as usize) * SAMPLES]
                .chunks_exact(SAMPLES)
            {
                for (sum, sample) in sums.iter_mut().zip(pixel) {
                    *sum += linear[usize::from(*sample)];
                }
                count += 1.0;
            }
        }
        for (sample, sum) in colour.iter_mut().zip(sums) {
            *sample = from_linear(sum / count);
        }
    }
    grid
}

/// The part of `length` that a cell covers: at least one pixel, shared when there are fewer pixels than cells.
fn span(cell: u32, cells: u32, length: u32) -> std::ops::Range<u32> {
    let start = cell * length / cells;
    start..((cell + 1) * length / cells).max(start + 1)
}

fn to_linear(value: f32) -> f32 {
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255 and rounded before")]
fn from_linear(value: f32) -> u8 {
    let encoded = if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
    (encoded.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::super::pixels::{Pixels, Samples};
    use super::grid;

    fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Pixels {
        let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
        Pixels { width, height, samples: Samples::Rgb, data }
    }

    #[test]
    fn a_plain_picture_is_one_colour() {
        for (width, height) in [(1, 1), (2, 5), (4, 3), (321, 77)] {
            assert_eq!(grid(&picture(width, height, |_, _| [10, 200, 77])), [10, 200, 77].repeat(12)[..]);
        }
    }

    #[test]
    fn cells_stand_row_by_row() {
        let cells =
            grid(&picture(8, 6, |x, y| [u8::try_from(x / 2).unwrap() * 50, u8::try_from(y / 2).unwrap() * 50, 0]));
        assert_eq!(cells[..12], [0, 0, 0, 50, 0, 0, 100, 0, 0, 150, 0, 0]);
        assert_eq!(cells[33..], [150, 100, 0]);
    }

    #[test]
    fn light_is_averaged_rather_than_its_code() {
        let cells = grid(&picture(8, 6, |x, _| [if x % 2 == 0 { 0 } else { 255 }; 3]));
        assert_eq!(cells[0], 188);
    }
}
