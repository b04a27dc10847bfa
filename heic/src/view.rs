//! How the picture that is shown lies on the picture that is encoded: cropped, turned and mirrored, without moving a pixel.

use heifer::heifer_isobmff::boxes::Property;

use crate::refusal::Refusal;

/// A step on the encoded picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Step {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

impl Step {
    fn times(self, factor: i64) -> Self {
        Self { x: self.x * factor, y: self.y * factor }
    }

    fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }
}

/// Where on the encoded picture the pixels are that are shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct View {
    /// Shown pixels side by side.
    pub(crate) width: u32,
    /// Shown pixels one below the other.
    pub(crate) height: u32,
    /// The encoded pixel that is shown at the top left.
    origin: Step,
    /// What the next shown pixel to the right is on the encoded picture.
    right: Step,
    /// What the next shown pixel below is on the encoded picture.
    down: Step,
}

impl View {
    /// Everything, as it is encoded.
    pub(crate) fn of(width: u32, height: u32) -> Self {
        Self { width, height, origin: Step { x: 0, y: 0 }, right: Step { x: 1, y: 0 }, down: Step { x: 0, y: 1 } }
    }

    /// Applies those of a picture's properties that say how it is shown, in their order.
    pub(crate) fn with<'a>(self, properties: impl Iterator<Item = &'a Property>) -> Result<Self, Refusal> {
        properties.into_iter().try_fold(self, |view, property| match property {
            Property::Rotation(quarters) => Ok((0..quarters % 4).fold(view, |view, _| view.turned_left())),
            Property::Mirror(true) => Ok(view.upside_down()),
            Property::Mirror(false) => Ok(view.mirrored()),
            &Property::CleanAperture { width, height, horiz_offset, vert_offset } => {
                let (left, width) = aperture(view.width, width, horiz_offset)?;
                let (top, height) = aperture(view.height, height, vert_offset)?;
                let origin = view.at(left, top);
                Ok(Self { width, height, origin, ..view })
            }
            _ => Ok(view),
        })
    }

    /// The encoded pixel of a shown one.
    pub(crate) fn at(&self, x: u32, y: u32) -> Step {
        self.origin.plus(self.right.times(x.into())).plus(self.down.times(y.into()))
    }

    /// Whether a shown row is an encoded column.
    pub(crate) fn is_turned(&self) -> bool {
        self.right.x == 0
    }

    /// What the next shown pixel to the right is on the encoded picture.
    pub(crate) fn right(&self) -> Step {
        self.right
    }

    fn turned_left(self) -> Self {
        let origin = self.at(self.width.saturating_sub(1), 0);
        Self { width: self.height, height: self.width, origin, right: self.down, down: self.right.times(-1) }
    }

    fn mirrored(self) -> Self {
        Self { origin: self.at(self.width.saturating_sub(1), 0), right: self.right.times(-1), ..self }
    }

    fn upside_down(self) -> Self {
        Self { origin: self.at(0, self.height.saturating_sub(1)), down: self.down.times(-1), ..self }
    }
}

/// Where a clean aperture begins on a side, and how long it is: its centre is given from the centre of the side. What lies outside
/// the picture is left out, as viewers do.
fn aperture(side: u32, length: (u32, u32), offset: (i32, u32)) -> Result<(u32, u32), Refusal> {
    if length.1 == 0 || offset.1 == 0 {
        return Err(Refusal::Damaged);
    }
    let length = i64::from(length.0 / length.1);
    // Twice the distance, for centres lie between pixels.
    let twice = i64::from(side) - length + 2 * i64::from(offset.0) / i64::from(offset.1);
    let start = (twice / 2).clamp(0, side.into());
    let length = length.min(i64::from(side) - start);
    match (u32::try_from(start), u32::try_from(length)) {
        (Ok(start), Ok(length)) if length > 0 => Ok((start, length)),
        _ => Err(Refusal::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of pixels that are numbered row by row.
    fn shown(width: u32, height: u32, properties: &[Property]) -> Vec<Vec<i64>> {
        let view = View::of(width, height).with(properties.iter()).unwrap();
        let number = |at: Step| at.y * i64::from(width) + at.x;
        (0..view.height).map(|y| (0..view.width).map(|x| number(view.at(x, y))).collect()).collect()
    }

    #[test]
    fn turns_against_the_clock() {
        assert_eq!(shown(3, 2, &[Property::Rotation(0)]), [[0, 1, 2], [3, 4, 5]]);
        assert_eq!(shown(3, 2, &[Property::Rotation(1)]), [[2, 5], [1, 4], [0, 3]]);
        assert_eq!(shown(3, 2, &[Property::Rotation(2)]), [[5, 4, 3], [2, 1, 0]]);
        assert_eq!(shown(3, 2, &[Property::Rotation(3)]), [[3, 0], [4, 1], [5, 2]]);
    }

    #[test]
    fn mirrors_after_what_came_before() {
        assert_eq!(shown(3, 2, &[Property::Mirror(false)]), [[2, 1, 0], [5, 4, 3]]);
        assert_eq!(shown(3, 2, &[Property::Mirror(true)]), [[3, 4, 5], [0, 1, 2]]);
        assert_eq!(shown(3, 2, &[Property::Rotation(1), Property::Mirror(false)]), [[5, 2], [4, 1], [3, 0]]);
        assert_eq!(shown(3, 2, &[Property::Mirror(false), Property::Rotation(1)]), [[0, 3], [1, 4], [2, 5]]);
    }

    #[test]
    fn crops_around_a_centre() {
        // libheif pads to even sizes, and says so with halves.
        let odd =
            Property::CleanAperture { width: (3, 1), height: (1, 1), horiz_offset: (-1, 2), vert_offset: (-1, 2) };
        assert_eq!(shown(4, 2, std::slice::from_ref(&odd)), [[0, 1, 2]]);
        assert_eq!(shown(4, 2, &[odd, Property::Rotation(1)]), [[2], [1], [0]]);
        let larger =
            Property::CleanAperture { width: (9, 1), height: (2, 1), horiz_offset: (0, 1), vert_offset: (0, 1) };
        assert_eq!(shown(2, 2, &[larger]), [[0, 1], [2, 3]]);
        let nothing =
            Property::CleanAperture { width: (1, 1), height: (1, 1), horiz_offset: (9, 1), vert_offset: (0, 1) };
        assert!(View::of(4, 2).with([nothing].iter()).is_err());
    }
}
