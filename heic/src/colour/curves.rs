//! From codes to light and back.

/// The light of the white of paper on a screen of high dynamic range, in cd/m² (ITU-R BT.2408).
const REFERENCE_WHITE: f32 = 203.0;
/// Up to here light is kept as it is; above, highlights are pressed together.
const KNEE: f32 = 0.75;
/// As many steps of light as codes need to be found again.
const STEPS: u16 = 4_096;

const PQ: u16 = 16;
const HLG: u16 = 18;

/// Whether white is not the lightest that a picture may have.
pub(crate) fn is_hdr(transfer: u16) -> bool {
    matches!(transfer, PQ | HLG)
}

/// The curve of a code point of ITU-T H.273, `None` if it is that of sRGB or made to be shown by it.
pub(crate) fn light_of(transfer: u16) -> Option<fn(f32) -> f32> {
    match transfer {
        4 => Some(|code| code.powf(2.2)),
        5 => Some(|code| code.powf(2.8)),
        8 => Some(|code| code),
        PQ => Some(pq),
        HLG => Some(hlg),
        _ => None,
    }
}

/// The curve of sRGB.
pub(crate) fn srgb(code: f32) -> f32 {
    if code <= 0.040_45 { code / 12.92 } else { ((code + 0.055) / 1.055).powf(2.4) }
}

/// SMPTE ST 2084, relative to reference white.
fn pq(code: f32) -> f32 {
    const M1: f32 = 0.159_301_76;
    const M2: f32 = 78.843_75;
    const C: [f32; 3] = [0.835_937_5, 18.851_563, 18.687_5];
    let power = code.powf(1.0 / M2);
    ((power - C[0]).max(0.0) / (C[1] - C[2] * power)).powf(1.0 / M1) * (10_000.0 / REFERENCE_WHITE)
}

/// ARIB STD-B67 on a screen of 1,000 cd/m², relative to reference white.
fn hlg(code: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 0.284_668_92;
    const C: f32 = 0.559_910_7;
    let scene = if code <= 0.5 { code * code / 3.0 } else { (((code - C) / A).exp() + B) / 12.0 };
    scene.powf(1.2) * (1_000.0 / REFERENCE_WHITE)
}

/// Presses what is lighter than the knee together, all colours of a pixel by the same factor.
pub(crate) fn compress(light: &mut [f32; 3]) {
    let most = light.iter().copied().fold(0.0, f32::max);
    if most > KNEE {
        let room = 1.0 - KNEE;
        let factor = (KNEE + room * (1.0 - (-(most - KNEE) / room / 2.0).exp())) / most;
        for part in light {
            *part *= factor;
        }
    }
}

/// The code of sRGB for each step of light.
pub(crate) fn srgb_codes() -> Vec<u8> {
    (0..=STEPS)
        .map(|step| {
            let light = f32::from(step) / f32::from(STEPS);
            let code = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
            rounded(code * 255.0).try_into().unwrap_or(u8::MAX)
        })
        .collect()
}

/// The code of an amount of light.
pub(crate) fn code(codes: &[u8], light: f32) -> u8 {
    codes.get(usize::from(rounded(light * f32::from(STEPS)))).copied().unwrap_or(u8::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts from floats stop at the ends of the range"
)]
fn rounded(value: f32) -> u16 {
    value.round() as u16
}
