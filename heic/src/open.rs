//! What a file shows first.

use heifer::heifer_isobmff::boxes::Property;
use heifer::heifer_isobmff::{HeifFile, ItemId};

use crate::capture;
use crate::colour::{Labels, is_rgb};
use crate::refusal::Refusal;
use crate::sequence;
use crate::source::{Pixels, Source};
use crate::tiles::Tiles;
use crate::view::View;
use crate::whole;

/// Opens what a file shows first.
pub(crate) fn open(bytes: &[u8]) -> Result<Source<'_>, Refusal> {
    let file = match HeifFile::parse(bytes) {
        Ok(file) => file,
        // A file without a still picture may be a sequence of them.
        Err(error) => return sequence::open(bytes).unwrap_or_else(|| Err(error.into())),
    };
    let id = file.primary_id;
    let icc_profile = file.icc_profile(id)?.filter(|profile| is_rgb(profile)).map(<[u8]>::to_vec);
    let capture_exif = file.exif(id)?.and_then(|exif| capture::only(&exif));
    let tile_ids = match &file.item(id)?.item_type.0 {
        b"hvc1" | b"hev1" => vec![id],
        b"grid" => file.referenced_items(id, b"dimg").to_vec(),
        b"iovl" | b"iden" => Vec::new(),
        _ => return Err(Refusal::OtherCodec),
    };
    let is_plain = !tile_ids.is_empty() && !has_alpha(&file, id)? && are_plain(&file, id, &tile_ids)?;
    let labels = Labels::of(&file, id, tile_ids.first().copied())?;
    let (pixels, view) = if is_plain {
        let properties: Vec<Property> = file.item_properties(id)?.cloned().collect();
        let tiles = Tiles::of(file, tile_ids, labels)?;
        let view = View::of(tiles.width, tiles.height).with(properties.iter())?;
        (Pixels::Tiles(tiles), view)
    } else {
        let raster = whole::decode(bytes, &file)?;
        let view = View::of(raster.width, raster.height);
        (Pixels::Whole(raster), view)
    };
    Ok(Source { pixels, view, labels, icc_profile, capture_exif })
}

/// Whether every tile is a picture that is shown as it is decoded.
fn are_plain(file: &HeifFile<'_>, picture: ItemId, tiles: &[ItemId]) -> Result<bool, Refusal> {
    for &tile in tiles {
        let is_coded = matches!(&file.item(tile)?.item_type.0, b"hvc1" | b"hev1");
        let mut properties = file.item_properties(tile)?;
        let moves = |property: &Property| {
            matches!(property, Property::CleanAperture { .. } | Property::Mirror(_))
                || matches!(property, Property::Rotation(quarters) if *quarters != 0)
        };
        if !is_coded || (tile != picture && (properties.any(moves) || has_alpha(file, tile)?)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether another picture says how transparent this one is. Gain maps, depths and mattes are other pictures, too: of them
/// nothing is shown.
fn has_alpha(file: &HeifFile<'_>, id: ItemId) -> Result<bool, Refusal> {
    const ALPHA: [&str; 2] = ["urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"];
    for auxiliary in file.referencing_items(id, b"auxl") {
        let mut properties = file.item_properties(auxiliary)?;
        if properties.any(|property| matches!(property, Property::AuxiliaryType(kind) if ALPHA.contains(&&**kind))) {
            return Ok(true);
        }
    }
    Ok(false)
}
