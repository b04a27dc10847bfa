//! From one set of primaries to that of sRGB, by light.

pub(crate) const IDENTITY: [[f32; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Display P3, of all iPhones.
const P3: [[f32; 3]; 3] =
    [[1.224_940_2, -0.224_940_2, 0.0], [-0.042_056_955, 1.042_057, 0.0], [-0.019_637_555, -0.078_636_05, 1.098_273_6]];

/// ITU-R BT.2020, of photos of high dynamic range.
const BT_2020: [[f32; 3]; 3] = [
    [1.660_491, -0.587_641_1, -0.072_849_86],
    [-0.124_550_47, 1.132_899_9, -0.008_349_422],
    [-0.018_150_763, -0.100_578_9, 1.118_729_7],
];

/// The way from a code point of ITU-T H.273; `None` if it is that of sRGB, or is shown by it.
pub(crate) fn to_srgb(primaries: u16) -> Option<[[f32; 3]; 3]> {
    match primaries {
        9 => Some(BT_2020),
        11 | 12 => Some(P3),
        _ => None,
    }
}
