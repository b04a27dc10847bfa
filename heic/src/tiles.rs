//! Pictures that are decoded tile by tile: phones split their photos into tiles of 512 x 512, and what is not split is one tile.

use heifer::color::{ColorParams, frame_to_rgba_into};
use heifer::heifer_hevc_dec::decoder::{DecodeOptions, decode_picture};
use heifer::heifer_isobmff::{HeifFile, ItemId};

use crate::colour::Labels;
use crate::refusal::Refusal;

/// The most pixels of one tile: what the levels of HEVC allow for a picture, which is decoded as a whole.
const MAX_TILE_PIXELS: u64 = 36_000_000;

/// A picture made of tiles of one size, row by row.
pub(crate) struct Tiles<'a> {
    /// Width of the whole picture in pixels.
    pub(crate) width: u32,
    /// Height of the whole picture in pixels.
    pub(crate) height: u32,
    pub(crate) tile_width: u32,
    pub(crate) tile_height: u32,
    columns: u32,
    streams: Streams<'a>,
    labels: Labels,
}

/// Where the tiles are encoded.
enum Streams<'a> {
    Items(Box<HeifFile<'a>>, Vec<ItemId>),
    One(Vec<u8>),
}

impl<'a> Tiles<'a> {
    /// The tiles of a file's picture, or the picture itself.
    pub(crate) fn of(file: HeifFile<'a>, ids: Vec<ItemId>, labels: Labels) -> Result<Self, Refusal> {
        let first = *ids.first().ok_or(Refusal::Damaged)?;
        let (tile_width, tile_height) = file.image_size(first)?.ok_or(Refusal::Damaged)?;
        let (width, height, columns, rows) = if first == file.primary_id {
            (tile_width, tile_height, 1, 1)
        } else {
            let grid = file.grid(file.primary_id)?;
            (grid.output_width, grid.output_height, u32::from(grid.columns), u32::from(grid.rows))
        };
        let tiles = Self {
            width,
            height,
            tile_width,
            tile_height,
            columns,
            streams: Streams::Items(Box::new(file), ids),
            labels,
        };
        let covers = |tile: u32, count: u32, side: u32| u64::from(tile) * u64::from(count) >= u64::from(side);
        let is_sound = tiles.count() == u64::from(columns) * u64::from(rows)
            && covers(tile_width, columns, width)
            && covers(tile_height, rows, height);
        tiles.checked(is_sound)
    }

    /// A picture of one tile, given as HEVC with start codes.
    pub(crate) fn one(stream: Vec<u8>, width: u32, height: u32, labels: Labels) -> Result<Self, Refusal> {
        let streams = Streams::One(stream);
        Self { width, height, tile_width: width, tile_height: height, columns: 1, streams, labels }.checked(true)
    }

    fn count(&self) -> u64 {
        match &self.streams {
            Streams::Items(_, ids) => ids.len() as u64,
            Streams::One(_) => 1,
        }
    }

    fn checked(self, is_sound: bool) -> Result<Self, Refusal> {
        let tile_pixels = u64::from(self.tile_width) * u64::from(self.tile_height);
        if !is_sound || tile_pixels == 0 || self.width == 0 || self.height == 0 {
            return Err(Refusal::Damaged);
        }
        if tile_pixels > MAX_TILE_PIXELS {
            return Err(Refusal::TooLarge { width: self.width, height: self.height });
        }
        Ok(self)
    }

    /// Decodes a tile into rows of red, green, blue and opacity: as many as fit.
    pub(crate) fn decode(&self, column: u32, row: u32, rows: &mut [&mut [u8]]) -> Result<(), Refusal> {
        let frame = {
            let max_pixels = MAX_TILE_PIXELS + MAX_TILE_PIXELS / 8;
            let options = DecodeOptions { max_pixels, ..DecodeOptions::default() };
            match &self.streams {
                Streams::One(stream) => decode_picture(stream, options)?,
                Streams::Items(file, ids) => {
                    let number = usize::try_from(u64::from(row) * u64::from(self.columns) + u64::from(column));
                    let id = number.ok().and_then(|number| ids.get(number)).ok_or(Refusal::Damaged)?;
                    decode_picture(&file.hevc_bitstream(*id)?, options)?
                }
            }
        };
        let width = rows.first().map_or(0, |row| row.len() / 4);
        let [frame_width, frame_height] = [frame.widths[0], frame.heights[0]].map(|side| side as usize);
        if frame_width < width || frame_height < rows.len() {
            return Err(Refusal::Damaged);
        }
        let labels = self.labels.or_of(&frame)?;
        let parameters = ColorParams { matrix: labels.matrix, full_range: labels.is_full_range };
        let height = rows.len();
        frame_to_rgba_into(&frame, parameters, rows, width, height);
        Ok(())
    }
}
