//! Sequences of pictures without a still one: of the first track with pictures, the first picture is shown.

use heifer::heifer_isobmff::boxes::{ColorInfo, HevcConfig, Property};
use heifer::heifer_isobmff::{BoxIter, FourCC};

use crate::colour::{Labels, is_rgb, nclx};
use crate::refusal::Refusal;
use crate::source::{Pixels, Source};
use crate::tiles::Tiles;
use crate::view::View;

/// What the sample entry of a picture has before its boxes.
const SAMPLE_ENTRY_BYTES: usize = 78;

/// Opens the first picture of a sequence; `None` if the file has none.
pub(crate) fn open(bytes: &[u8]) -> Option<Result<Source<'_>, Refusal>> {
    let tracks = within(bytes, &[b"moov"])?;
    let track = boxes(tracks).filter(|(name, _)| name.0 == *b"trak").find_map(|(_, track)| {
        let media = within(track, &[b"mdia"])?;
        let handler = within(media, &[b"hdlr"])?.get(8..12)?;
        matches!(handler, b"pict" | b"vide").then(|| Some((track, within(media, &[b"minf", b"stbl"])?)))?
    });
    track.map(|(track, table)| picture(bytes, track, table).unwrap_or(Err(Refusal::Damaged)))
}

/// `None` where the track is not whole.
fn picture<'a>(bytes: &'a [u8], track: &'a [u8], table: &'a [u8]) -> Option<Result<Source<'a>, Refusal>> {
    let entries = within(table, &[b"stsd"])?.get(8..)?;
    let (name, entry) = boxes(entries).next()?;
    if !matches!(&name.0, b"hvc1" | b"hev1") {
        return Some(Err(Refusal::OtherCodec));
    }
    let (width, height) = (short(entry, 24)?, short(entry, 26)?);
    let properties: Vec<Property> = boxes(entry.get(SAMPLE_ENTRY_BYTES..)?)
        .filter_map(|(name, content)| Property::parse(name, content).ok())
        .collect();
    let config = properties.iter().find_map(|property| match property {
        Property::HevcConfig(config) => Some(config),
        _ => None,
    })?;
    let labels = nclx(properties.iter()).unwrap_or_else(|| Labels::of_stream(config));
    let icc_profile = properties.iter().find_map(|property| match property {
        Property::Color(ColorInfo::Icc(profile)) => Some(profile.clone()),
        _ => None,
    });
    let stream = with_start_codes(config, first_sample(bytes, table)?)?;
    let view = View::of(width, height).with(turn(track).iter());
    Some(view.and_then(|view| {
        let pixels = Pixels::Tiles(Tiles::one(stream, width, height, labels)?);
        Ok(Source {
            pixels,
            view,
            labels,
            icc_profile: icc_profile.filter(|profile| is_rgb(profile)),
            capture_exif: None,
        })
    }))
}

/// The bytes of the first sample: those at the start of the first chunk.
fn first_sample<'a>(bytes: &'a [u8], table: &[u8]) -> Option<&'a [u8]> {
    let sizes = within(table, &[b"stsz"])?;
    let same_for_all = long(sizes, 4)?;
    let size = if same_for_all == 0 { long(sizes, 12)? } else { same_for_all };
    let start = match within(table, &[b"stco"]) {
        Some(chunks) => long(chunks, 8)?,
        None => u64::from_be_bytes(*within(table, &[b"co64"])?.get(8..)?.first_chunk()?),
    };
    let start = usize::try_from(start).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(size).ok()?)?)
}

/// The parameter sets and the units of a sample as the decoder wants them.
fn with_start_codes(config: &HevcConfig, mut sample: &[u8]) -> Option<Vec<u8>> {
    const START: [u8; 4] = [0, 0, 0, 1];
    let mut stream = Vec::with_capacity(sample.len() + 256);
    for unit in &config.nal_units {
        stream.extend(START);
        stream.extend(unit);
    }
    while !sample.is_empty() {
        let (length, rest) = sample.split_at_checked(config.nal_length_size.into())?;
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let (unit, rest) = rest.split_at_checked(length)?;
        stream.extend(START);
        stream.extend(unit);
        sample = rest;
    }
    Some(stream)
}

/// How the track's matrix turns its pictures.
fn turn(track: &[u8]) -> Option<Property> {
    let header = within(track, &[b"tkhd"])?;
    let at = if header.first() == Some(&1) { 52 } else { 40 };
    let sign = |number: usize| Some(i32::from_be_bytes(*header.get(at + number * 4..)?.first_chunk()?).signum());
    match [sign(0)?, sign(1)?, sign(3)?, sign(4)?] {
        [0, 1, -1, 0] => Some(Property::Rotation(3)),
        [-1, 0, 0, -1] => Some(Property::Rotation(2)),
        [0, -1, 1, 0] => Some(Property::Rotation(1)),
        _ => None,
    }
}

/// The boxes of some content, up to the first that is not whole.
fn boxes(content: &[u8]) -> impl Iterator<Item = (FourCC, &[u8])> {
    BoxIter::new(content).map_while(Result::ok).map(|one| (one.header.box_type, one.content))
}

/// The content of the first box of a name, in the first of the name before.
fn within<'a>(content: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(content, |content, name| boxes(content).find(|(found, _)| found.0 == **name).map(|(_, inner)| inner))
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?).into())
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?).into())
}
