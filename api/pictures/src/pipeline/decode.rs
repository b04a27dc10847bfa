//! From a file that was inspected to pixels, within a bound on memory.

use super::Rejection;
use super::exif;
use super::header::{Container, Header};
use super::jpeg;
use super::part::Size;
use super::pixels::{Decoded, swaps_sides};
use super::png_decode;
use super::webp_decode;
use super::webp_structure;

/// Decodes the picture and reads how it is to be shown. `needed` says how large the upright picture will be made at most:
/// a decoder that can makes it smaller at once.
pub(super) fn decode(bytes: &[u8], header: &Header<'_>, needed: fn(Size) -> Size) -> Result<Decoded, Rejection> {
    let orientation = exif::orientation(header.exif);
    let decoded = match header.container {
        Container::Jpeg => {
            let size = Size::new(header.width, header.height);
            let turned = swaps_sides(orientation);
            return jpeg::decode(
                bytes,
                if turned { needed(size.turned()).turned() } else { needed(size) },
                orientation,
            );
        }
        Container::WebP => {
            let webp = webp_structure::walk(bytes)?;
            let icc_profile = webp.icc_profile.map(<[u8]>::to_vec);
            Decoded::whole(webp_decode::decode(&webp)?, orientation, icc_profile)
        }
        Container::Png => {
            let (pixels, icc_profile) = png_decode::decode(bytes)?;
            Decoded::whole(pixels, orientation, icc_profile)
        }
    };
    // The walk and the decoder read the same header; were they to differ, the limits would have been checked in vain.
    if (decoded.pixels.width, decoded.pixels.height) != (header.width, header.height) {
        return Err(Rejection::Unreadable);
    }
    Ok(decoded)
}
