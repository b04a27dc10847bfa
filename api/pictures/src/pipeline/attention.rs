//! Which part of a photo matters where not all of it can be shown.
//!
//! Vehicles stand out from what is around them, in the middle or a little below it. So the part is taken that has most of
//! what differs from its surroundings, seen small, where gravel and leaves are even; and the middle where nothing does.

use super::Rejection;
use super::part::{Size, Window};
use super::pixels::Pixels;
use super::resize;

/// The longer side of the photo as it is looked at, in pixels: a car is a shape in it, and gravel a colour.
const SEEN: u32 = 64;
/// Where vehicles are, from the top, in hundredths of the height; and from the left, in hundredths of the width.
const USUAL_PLACE: (u64, u64) = (50, 56);
/// At least one part of so many stays of a photo, even if it is not filled then.
const LEAST_PART: u32 = 2;
/// Strips at the sides that would be narrower than one part of so many are cut off with the rest: they look like a mistake.
const NARROW: u32 = 20;

/// The part of a picture to show in a room of these proportions.
pub(super) fn window(pixels: &Pixels, room: Size) -> Result<Window, Rejection> {
    let whole = Window { left: 0, top: 0, width: pixels.width, height: pixels.height };
    let part = part_of(pixels.size(), room);
    if part == pixels.size() {
        return Ok(whole);
    }
    let Size { width, height } = part;
    let seen = look(pixels)?;
    Ok(if height < pixels.height {
        let rows: Vec<u64> = (0..seen.height).map(|y| (0..seen.width).map(|x| seen.at(x, y)).sum()).collect();
        Window { top: place(&rows, USUAL_PLACE.1, height, pixels.height), height, ..whole }
    } else {
        let columns: Vec<u64> = (0..seen.width).map(|x| (0..seen.height).map(|y| seen.at(x, y)).sum()).collect();
        Window { left: place(&columns, USUAL_PLACE.0, width, pixels.width), width, ..whole }
    })
}

/// How large a part fills the room, or as much of it as half of the picture does.
fn part_of(whole: Size, room: Size) -> Size {
    let Size { width, height } = whole;
    let fitting = |side: u32, by: u32, of: u32| {
        let exact = u64::from(side) * u64::from(by) / u64::from(of);
        u32::try_from(exact).unwrap_or(u32::MAX).max(1)
    };
    let enough = |filling: u32, whole: u32| {
        let least = whole.div_ceil(LEAST_PART);
        let is_narrow = u64::from(least - least.min(filling)) * u64::from(NARROW) < u64::from(least);
        if is_narrow { filling } else { least }
    };
    if u64::from(width) * u64::from(room.height) >= u64::from(height) * u64::from(room.width) {
        Size::new(enough(fitting(height, room.width, room.height).min(width), width), height)
    } else {
        Size::new(width, enough(fitting(width, room.height, room.width).min(height), height))
    }
}

/// How much each place of a small picture stands out.
struct Seen {
    width: u32,
    height: u32,
    differences: Vec<u64>,
}

impl Seen {
    fn at(&self, x: u32, y: u32) -> u64 {
        self.differences.get((y * self.width + x) as usize).copied().unwrap_or_default()
    }
}

/// Looks at a picture: a place stands out by its difference from its neighbours, and from both ends of its row, where sky,
/// walls and ground are, and vehicles seldom.
fn look(pixels: &Pixels) -> Result<Seen, Rejection> {
    let longer = pixels.width.max(pixels.height);
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(SEEN) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(SEEN).clamp(2, SEEN)
    };
    let (width, height) = (side(pixels.width), side(pixels.height));
    let small = resize::shrunk(pixels, Size::new(width, height))?;
    let colour = |x: u32, y: u32| {
        let start = (y * width + x) as usize * 3;
        [0, 1, 2].map(|sample| small.data.get(start + sample).copied().unwrap_or_default())
    };
    let differences = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| {
            let own = colour(x, y);
            let next = difference(own, colour((x + 1).min(width - 1), y));
            let below = difference(own, colour(x, (y + 1).min(height - 1)));
            let ends = difference(own, colour(0, y)).min(difference(own, colour(width - 1, y)));
            2 * (next + below) + ends
        })
        .collect();
    Ok(Seen { width, height, differences })
}

fn difference(one: [u8; 3], other: [u8; 3]) -> u64 {
    one.into_iter().zip(other).map(|(one, other)| u64::from(one.abs_diff(other))).sum()
}

/// Where a part of `length` of `whole` pixels begins that has most of what stands out, weighed by how far it is from the
/// usual place.
fn place(lines: &[u64], usual: u64, length: u32, whole: u32) -> u32 {
    let count = lines.len() as u64;
    // Something is everywhere, so that the usual place decides where nothing stands out.
    let floor = lines.iter().sum::<u64>() / count.max(1) / 2 + 1;
    let weighed: Vec<u64> = lines
        .iter()
        .zip(0_u64..)
        .map(|(line, index)| {
            let from_usual = ((2 * index + 1) * 50).abs_diff(usual * count) / count.max(1);
            let weight = 100_u64.saturating_sub(from_usual * from_usual / 40).max(5);
            (line + floor) * weight
        })
        .collect();
    let last = whole - length;
    // Every line of the small picture is a place to begin at, and the last one that there is.
    let begins = (0..count).map(|index| u64::from(whole) * index / count.max(1));
    let begins = begins.filter_map(|begin| u32::try_from(begin).ok()).filter(|begin| *begin < last).chain([last]);
    let usual_begin = i64::try_from(u64::from(whole) * usual / 100).unwrap_or(0) - i64::from(length / 2);
    let best = begins.max_by_key(|begin| {
        (covered(&weighed, *begin, length, whole), std::cmp::Reverse((i64::from(*begin) - usual_begin).abs()))
    });
    best.unwrap_or(0)
}

/// How much lies between `begin` and `begin + length` of `whole`, lines at the ends in parts.
fn covered(lines: &[u64], begin: u32, length: u32, whole: u32) -> u64 {
    let count = lines.len() as u64;
    let (from, to) = (u64::from(begin) * count, (u64::from(begin) + u64::from(length)) * count);
    let whole = u64::from(whole);
    let part = |index: u64| to.min((index + 1) * whole).saturating_sub(from.max(index * whole));
    lines.iter().zip(0_u64..).map(|(line, index)| line * (part(index) * 64 / whole)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::pixels::Samples;
    use super::*;

    const ROOM: Size = Size::new(1200, 630);

    /// A photo with a car of these bounds in it: a body, windows and wheels, on plain ground below a plain sky.
    fn scene(width: u32, height: u32, car: &Window) -> Pixels {
        let mut data = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let ground = y * 3 > height * 2;
                let inside =
                    (car.left..car.left + car.width).contains(&x) && (car.top..car.top + car.height).contains(&y);
                let speckle = u8::try_from((x * 7 + y * 13) % 24).unwrap();
                data.extend_from_slice(&match (inside, ground) {
                    (true, _) if (y - car.top) * 5 > car.height * 4 => [20, 20, 22],
                    (true, _) if (y - car.top) * 3 < car.height => [60, 70, 80],
                    (true, _) => [170, 30, 25],
                    (false, true) => [120 + speckle, 118 + speckle, 110 + speckle],
                    (false, false) => [190, 200, 215],
                });
            }
        }
        Pixels { width, height, samples: Samples::Rgb, data }
    }

    fn holds(window: &Window, car: &Window) -> bool {
        window.left <= car.left
            && window.top <= car.top
            && window.left + window.width >= car.left + car.width
            && window.top + window.height >= car.top + car.height
    }

    #[test]
    fn the_car_stays_wherever_it_stands() {
        for (width, height) in [(1280, 960), (1280, 853), (960, 1280), (720, 1280), (1000, 1000)] {
            for from_top in [5, 20, 35, 50] {
                let top = height * from_top / 100;
                let car = Window { left: width / 6, top, width: width * 2 / 3, height: width / 4 };
                let window = window(&scene(width, height, &car), ROOM).unwrap();
                assert!(holds(&window, &car), "{width} x {height}: {car:?} is not in {window:?}");
            }
        }
    }

    #[test]
    fn a_car_at_one_end_of_a_panorama_stays() {
        for left in [0, 60, 600, 1400] {
            let car = Window { left, top: 150, width: 600, height: 260 };
            let window = window(&scene(2048, 500, &car), ROOM).unwrap();
            assert!(holds(&window, &car), "{car:?} is not in {window:?}");
        }
    }

    #[test]
    fn where_nothing_stands_out_the_usual_place_is_taken() {
        let plain = Pixels { width: 400, height: 400, samples: Samples::Rgb, data: vec![90; 400 * 400 * 3] };
        let Window { left, top, width, height } = window(&plain, ROOM).unwrap();
        assert_eq!((left, width, height), (0, 400, 210));
        assert!((100..=140).contains(&top), "{top}");
    }

    #[test]
    fn half_of_a_photo_stays_at_least() {
        let part_of = |whole: (u32, u32), room| {
            let part = part_of(Size::new(whole.0, whole.1), room);
            (part.width, part.height)
        };
        assert_eq!(part_of((1200, 630), ROOM), (1200, 630));
        assert_eq!(part_of((1280, 960), ROOM), (1280, 672));
        assert_eq!(part_of((1000, 1000), ROOM), (1000, 525));
        assert_eq!(part_of((960, 1280), ROOM), (960, 640));
        assert_eq!(part_of((3000, 500), ROOM), (1500, 500));
        assert_eq!(part_of((1000, 1060), ROOM), (1000, 525), "no narrow strips at the sides");
        assert_eq!(part_of((1, 12_000), ROOM), (1, 6000));
        assert_eq!(part_of((1, 1), ROOM), (1, 1));
        assert_eq!(part_of((2048, 1), ROOM), (1024, 1));
    }
}
