//! The shown rows of a picture, from the top: tiles are decoded when a row needs them, and dropped when none does.

use crate::refusal::Refusal;
use crate::source::{Pixels, Source};
use crate::tiles::Tiles;
use crate::whole::Raster;

/// Hands out rows.
pub(crate) struct Rows<'a> {
    source: &'a Source<'a>,
    band: Option<Band>,
}

/// A row of tiles, or a column of them if the picture is turned.
struct Band {
    number: u32,
    raster: Raster,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(source: &'a Source<'a>) -> Self {
        Self { source, band: None }
    }

    /// Replaces `pixels` by those of a shown row: red, green and blue.
    pub(crate) fn read(&mut self, y: u32, pixels: &mut Vec<[u8; 3]>) -> Result<(), Refusal> {
        let view = &self.source.view;
        let (first, right) = (view.at(0, y), view.right());
        let (raster, left, top) = match &self.source.pixels {
            Pixels::Whole(raster) => (raster, 0, 0),
            Pixels::Tiles(tiles) => {
                let (at, side) =
                    if view.is_turned() { (first.x, tiles.tile_width) } else { (first.y, tiles.tile_height) };
                let number = u32::try_from(at / i64::from(side)).map_err(|_| Refusal::Damaged)?;
                let band = match self.band.take() {
                    Some(band) if band.number == number => band,
                    // What is not needed any more is dropped before the next tiles are decoded.
                    _ => Band { number, raster: band(tiles, number, view.is_turned())? },
                };
                let start = i64::from(number) * i64::from(side);
                let corner = if view.is_turned() { (start, 0) } else { (0, start) };
                (&self.band.insert(band).raster, corner.0, corner.1)
            }
        };
        let stride = i64::from(raster.width) * 4;
        let step = right.y * stride + right.x * 4;
        let mut at = (first.y - top) * stride + (first.x - left) * 4;
        pixels.clear();
        for _ in 0..view.width {
            let pixel = usize::try_from(at).ok().and_then(|at| raster.rgba.get(at..at + 3));
            pixels.push(pixel.and_then(|pixel| pixel.try_into().ok()).ok_or(Refusal::Damaged)?);
            at += step;
        }
        Ok(())
    }
}

/// Decodes the tiles of a band.
fn band(tiles: &Tiles<'_>, number: u32, is_column: bool) -> Result<Raster, Refusal> {
    let within = |tile: u32, number: u32, side: u32| {
        let start = u64::from(tile) * u64::from(number);
        u32::try_from(u64::from(side).saturating_sub(start)).unwrap_or(u32::MAX).min(tile)
    };
    let (width, height) = if is_column {
        (within(tiles.tile_width, number, tiles.width), tiles.height)
    } else {
        (tiles.width, within(tiles.tile_height, number, tiles.height))
    };
    let stride = width as usize * 4;
    let mut rgba = vec![0; stride * height as usize];
    if rgba.is_empty() {
        return Err(Refusal::Damaged);
    }
    if is_column {
        for (row, part) in rgba.chunks_mut(stride * tiles.tile_height as usize).enumerate() {
            let mut rows: Vec<_> = part.chunks_exact_mut(stride).collect();
            tiles.decode(number, u32::try_from(row).unwrap_or(u32::MAX), &mut rows)?;
        }
    } else {
        let tile_stride = tiles.tile_width as usize * 4;
        for column in 0..tiles.width.div_ceil(tiles.tile_width) {
            let start = column as usize * tile_stride;
            let end = stride.min(start + tile_stride);
            let mut rows: Vec<_> = rgba.chunks_exact_mut(stride).filter_map(|row| row.get_mut(start..end)).collect();
            tiles.decode(column, number, &mut rows)?;
        }
    }
    Ok(Raster { width, height, rgba })
}
