//! Brightness and colour in planes of ten bits, as AV1 has them, by the full range of ITU-R BT.601-7. Four pixels share their
//! colour.

use rav1e::prelude::Frame;

use super::Picture;

/// The numbers below are in parts of this.
const ONE: i32 = 1 << 16;
const HALF: i32 = ONE / 2;
/// The largest sample.
const MAX: i32 = 1023;
/// What a colour plane says of grey.
const GREY: i32 = 512;
/// What red, green and blue of eight bits give to brightness, to blue and to red of ten.
const BRIGHTNESS: [i32; 3] = [78_612, 154_331, 29_972];
const TO_BLUE: [i32; 3] = [-44_363, -87_094, 131_457];
const TO_RED: [i32; 3] = [131_457, -110_079, -21_378];
/// What they give back.
const FROM_BRIGHTNESS: i32 = 16_336;
const RED_FROM_RED: i32 = 22_904;
const GREEN_FROM_BLUE: i32 = -5_622;
const GREEN_FROM_RED: i32 = -11_666;
const BLUE_FROM_BLUE: i32 = 28_948;
/// A mixture of four samples is so many times as large as one.
const MIXED: i32 = 16;

/// Puts a picture of red, green and blue into the planes.
pub(super) fn fill(frame: &mut Frame<u16>, Picture { width, rgb, .. }: Picture<'_>) {
    let rows: Vec<&[u8]> = rgb.chunks_exact(width as usize * 3).collect();
    let [brightness, blue, red] = &mut frame.planes;
    for (samples, row) in brightness.rows_iter_mut().zip(&rows) {
        for (sample, pixel) in samples.iter_mut().zip(row.as_chunks::<3>().0) {
            *sample = ten_bits((weighed(BRIGHTNESS, pixel.map(i32::from)) + HALF) >> 16);
        }
    }
    for (plane, weights) in [(blue, TO_BLUE), (red, TO_RED)] {
        for (samples, square_rows) in plane.rows_iter_mut().zip(rows.chunks(2)) {
            for (sample, left) in samples.iter_mut().zip((0..width as usize * 3).step_by(6)) {
                let square = square_rows.iter().flat_map(|row| row[left..row.len().min(left + 6)].as_chunks::<3>().0);
                let (sum, count) = square.fold(([0; 3], 0), |(sum, count), pixel| {
                    ([0, 1, 2].map(|colour| sum[colour] + i32::from(pixel[colour])), count + 1)
                });
                *sample = ten_bits(GREY + ((weighed(weights, sum) / count + HALF) >> 16));
            }
        }
    }
}

/// The picture of such planes, as decoders show it: each pixel's colour is a mixture of the four samples around it.
pub(super) fn read(frame: &Frame<u16>, width: u32, height: u32) -> Vec<u8> {
    let [brightness, blue, red] = &frame.planes;
    let mut data = Vec::with_capacity(width as usize * height as usize * 3);
    let colours = [blue, red].map(|plane| {
        let samples = |row: &[u16]| row.iter().take(width.div_ceil(2) as usize).copied().map(i32::from).collect();
        plane.rows_iter().take(height.div_ceil(2) as usize).map(samples).collect::<Vec<Vec<i32>>>()
    });
    // The planes may be larger than the picture.
    for (y, bright) in brightness.rows_iter().enumerate().take(height as usize) {
        let [blue, red] = colours.each_ref().map(|rows| {
            let (near, far) = neighbours(y, rows.len());
            let mixed = rows[near].iter().zip(&rows[far]);
            mixed.map(|(near, far)| 3 * near + far).collect::<Vec<i32>>()
        });
        for (x, bright) in bright.iter().enumerate().take(width as usize) {
            let (near, far) = neighbours(x, blue.len());
            let [blue, red] = [&blue, &red].map(|row| 3 * row[near] + row[far] - MIXED * GREY);
            let bright = i32::from(*bright) * FROM_BRIGHTNESS + HALF;
            let sample = |colour: i32| eight_bits((bright + colour / MIXED) >> 16);
            data.extend([
                sample(RED_FROM_RED * red),
                sample(GREEN_FROM_BLUE * blue + GREEN_FROM_RED * red),
                sample(BLUE_FROM_BLUE * blue),
            ]);
        }
    }
    data
}

/// Which samples of colour are nearest to a place, of so many: of the nearest it has three quarters, of the next a quarter.
fn neighbours(place: usize, count: usize) -> (usize, usize) {
    let near = place / 2;
    let far = if place.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(count - 1) };
    (near, far)
}

fn weighed(weights: [i32; 3], [red, green, blue]: [i32; 3]) -> i32 {
    weights[0] * red + weights[1] * green + weights[2] * blue
}

fn ten_bits(sample: i32) -> u16 {
    u16::try_from(sample.clamp(0, MAX)).unwrap_or(0)
}

fn eight_bits(sample: i32) -> u8 {
    u8::try_from(sample.clamp(0, 255)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rav1e::prelude::ChromaSampling;

    use super::*;

    fn through_planes(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
        let mut frame = Frame::new_with_padding(width as usize, height as usize, ChromaSampling::Cs420, 0);
        fill(&mut frame, Picture { width, height, rgb });
        read(&frame, width, height)
    }

    /// Each colour of a grid through the whole cube, its edges among them, comes back; of odd sizes too.
    #[test]
    fn colours_come_back() {
        for (red, green, blue) in (0..9 * 9 * 9).map(|n| (n % 9, n / 9 % 9, n / 81)) {
            let pixel = [red, green, blue].map(|step: u16| u8::try_from(step * 255 / 8).unwrap());
            for (width, height) in [(2, 2), (3, 1), (1, 3), (5, 3)] {
                let shown = through_planes(width, height, &pixel.repeat(width as usize * height as usize));
                assert_eq!(shown.len(), width as usize * height as usize * 3);
                for (sample, expected) in shown.iter().zip(pixel.iter().cycle()) {
                    assert!(sample.abs_diff(*expected) <= 1, "{pixel:?} came back as {shown:?}");
                }
            }
        }
    }

    /// Four neighbours keep their brightness each.
    #[test]
    fn neighbours_keep_their_brightness() {
        let greys: Vec<u8> = [0, 80, 160, 255].into_iter().flat_map(|grey| [grey; 3]).collect();
        assert_eq!(through_planes(2, 2, &greys), greys);
    }
}
