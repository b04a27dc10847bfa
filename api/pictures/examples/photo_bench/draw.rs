//! Pictures with what makes photographs hard to compress: soft gradients, hard edges, texture at every scale and the
//! noise of a sensor. Drawn from arithmetic alone, so that every machine measures the same ones.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "coordinates and samples are small and clamped before they become integers"
)]

/// A car in a yard under clouds, as red, green and blue.
pub fn car(width: u32, height: u32) -> Vec<u8> {
    let mut data = Vec::with_capacity(width as usize * height as usize * 3);
    // Texture is tied to the frame, grain to the pixels: a larger picture shows more, not the same again.
    let scale = 1.0 / height as f32;
    for y in 0..height {
        for x in 0..width {
            let colour = scene(x as f32 * scale, y as f32 * scale);
            for (sample, value) in (0..).zip(colour) {
                let grain =
                    noise(x, y, 90 + sample) + noise(x, y, 95 + sample) + noise(x / 2, y / 2, 99 + sample) - 1.5;
                data.push(((value + grain * 0.025).clamp(0.0, 1.0) * 255.0) as u8);
            }
        }
    }
    data
}

fn scene(x: f32, y: f32) -> [f32; 3] {
    let car = body(x, y);
    if let Some(colour) = car {
        return colour;
    }
    if y < 0.42 {
        let cloud = (fractal(x * 3.0, y * 6.0, 1, 7) * 2.2 - 0.8).clamp(0.0, 1.0);
        let sky = [0.35 + y * 0.6, 0.55 + y * 0.5, 0.88];
        let hedge = 0.36 + 0.08 * fractal(x * 9.0, 0.0, 3, 5);
        if y < hedge {
            return sky.map(|part| part + (0.95 - part) * cloud);
        }
        let leaf = fractal(x * 60.0, y * 60.0, 4, 6).powf(2.0);
        return [leaf * 0.5, leaf * 0.8, leaf * 0.35];
    }
    let shadow = if (0.2..1.15).contains(&x) && (0.72..0.79).contains(&y) { 0.35 } else { 1.0 };
    let asphalt = (0.3 + 0.35 * fractal(x * 90.0, y * 160.0, 5, 6) - 0.1 * y) * shadow;
    let line = (x * 4.0 + y * 2.0).fract() < 0.05 && y > 0.8;
    if line { [0.9, 0.88, 0.8] } else { [asphalt, asphalt * 0.98, asphalt * 0.95] }
}

/// The car's colour where it covers the point.
fn body(x: f32, y: f32) -> Option<[f32; 3]> {
    for wheel in [0.38, 0.95] {
        let radius = ((x - wheel).powi(2) + (y - 0.72).powi(2)).sqrt();
        if radius < 0.085 {
            let spoke = ((y - 0.72).atan2(x - wheel) * 5.0 / std::f32::consts::PI).fract().abs() < 0.45;
            return Some(match (radius < 0.055, spoke) {
                (true, true) => [0.75, 0.76, 0.78],
                (true, false) => [0.12, 0.12, 0.13],
                (false, _) => [0.06 + 0.05 * fractal(x * 200.0, y * 200.0, 6, 3); 3],
            });
        }
    }
    let roof = 0.40 + ((x - 0.68).abs() / 0.3).powi(4) * 0.12;
    let side = 0.52 + ((x - 0.66).abs() / 0.52).powi(6) * 0.1;
    if (0.44..0.92).contains(&x) && y > roof && y < 0.54 {
        let pillar = ((x - 0.44) * 6.0).fract() < 0.06;
        let mirrored = fractal(x * 8.0, y * 20.0, 7, 5) * 0.5;
        let glass = if y < roof + 0.015 || pillar {
            [0.5, 0.05, 0.06]
        } else {
            [mirrored * 0.6, mirrored * 0.7, mirrored * 0.8]
        };
        return Some(glass);
    }
    if (0.15..1.18).contains(&x) && y > side && y < 0.74 {
        let light = 0.35 + 0.65 * (-((y - 0.57) / 0.03).powi(2)).exp() + 0.12 * fractal(x * 12.0, y * 4.0, 8, 4);
        let seam = ((x - 0.15) * 3.4).fract() < 0.006;
        let dirt = 0.9 + 0.1 * fractal(x * 80.0, y * 80.0, 9, 4);
        return Some(if seam { [0.08, 0.02, 0.02] } else { [0.85 * light * dirt, 0.10 * light * dirt, 0.12 * light] });
    }
    None
}

/// Noise at several scales, each half as large and somewhat weaker; between 0 and 1.
fn fractal(x: f32, y: f32, seed: u32, octaves: u32) -> f32 {
    let (mut sum, mut weight, mut total) = (0.0, 1.0, 0.0);
    let (mut x, mut y) = (x, y);
    for octave in 0..octaves {
        sum += weight * smooth(x, y, seed + octave * 16);
        total += weight;
        (x, y, weight) = (x * 2.03, y * 2.03, weight * 0.6);
    }
    sum / total
}

fn smooth(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |part: f32| part * part * (3.0 - 2.0 * part);
    let (across, down) = (ease(x - left), ease(y - top));
    let (column, row) = (left as u32, top as u32);
    let mix = |from: f32, to: f32, part: f32| from + (to - from) * part;
    mix(
        mix(noise(column, row, seed), noise(column + 1, row, seed), across),
        mix(noise(column, row + 1, seed), noise(column + 1, row + 1, seed), across),
        down,
    )
}

/// A number between 0 and 1 that depends on its arguments alone.
fn noise(x: u32, y: u32, seed: u32) -> f32 {
    let mut mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2_ae3d);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x2c1b_3c6d);
    mixed ^= mixed >> 12;
    mixed = mixed.wrapping_mul(0x297a_2d39);
    mixed ^= mixed >> 15;
    (mixed >> 8) as f32 / 16_777_216.0
}
