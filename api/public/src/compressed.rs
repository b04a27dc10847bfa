//! Content that consists of pieces, some of which are the same each time: these are compressed once, well, and the others quickly.
//! The pieces of a coding can be put one after the other because none refers to what stands before it.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::web::Bytes;
use api_http::error::ApiError;
use brotli::enc::BrotliEncoderParams;
use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress};
use tracking::Coding;

/// How well pieces that are the same each time are compressed with brotli, from 0 to 11; they are compressed once.
const BROTLI_FIXED: i32 = 9;
/// The same for what is compressed each time. Above it, each hundredth of the bytes costs a quarter of the time.
const BROTLI_FRESH: i32 = 3;
/// The whole content fits into a window of 2 to the power of this many bytes.
const BROTLI_WINDOW: i32 = 18;
/// An empty last meta-block (RFC 7932, section 9.2).
const BROTLI_END: u8 = 3;
/// From 0 to 9.
const GZIP_FRESH: u32 = 3;
/// A member without a name or a time, from an unknown system (RFC 1952, section 2.3).
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// An empty last block with fixed codes (RFC 1951, section 3.2.3).
const DEFLATE_END: [u8; 2] = [3, 0];

/// Text that is the same each time.
#[derive(Debug)]
pub struct Fixed {
    text: String,
    crc: Hasher,
    brotli_first: OnceLock<Vec<u8>>,
    brotli: OnceLock<Vec<u8>>,
    deflate: OnceLock<Vec<u8>>,
}

/// A part of the content.
#[derive(Debug)]
pub enum Piece<'a> {
    /// The same each time.
    Fixed(&'a Fixed),
    /// Something else each time, in parts.
    Fresh(Vec<&'a str>),
}

impl Fixed {
    /// Takes a text, which is not compressed yet.
    pub fn new(text: String) -> Self {
        let mut crc = Hasher::new();
        crc.update(text.as_bytes());
        Self { text, crc, brotli_first: OnceLock::new(), brotli: OnceLock::new(), deflate: OnceLock::new() }
    }
}

/// The content in a coding. The first piece has to be a fixed one, and not empty.
pub fn join<'a>(coding: Coding, pieces: impl Iterator<Item = Piece<'a>>) -> Result<Bytes, ApiError> {
    match coding {
        Coding::Brotli => join_brotli(pieces),
        Coding::Gzip => join_gzip(pieces),
        Coding::Identity => {
            let mut content = Vec::new();
            pieces.for_each(|piece| piece.each(|part| content.extend_from_slice(part)));
            Ok(content.into())
        }
    }
}

impl Piece<'_> {
    fn each(&self, mut what: impl FnMut(&[u8])) {
        match self {
            Self::Fixed(fixed) => what(fixed.text.as_bytes()),
            Self::Fresh(parts) => parts.iter().for_each(|part| what(part.as_bytes())),
        }
    }

    fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        self.each(|part| text.extend_from_slice(part));
        text
    }
}

fn join_brotli<'a>(pieces: impl Iterator<Item = Piece<'a>>) -> Result<Bytes, ApiError> {
    let mut stream = Vec::with_capacity(16 * 1024);
    for (number, piece) in pieces.enumerate() {
        match &piece {
            Piece::Fixed(fixed) => {
                let kept = if number == 0 { &fixed.brotli_first } else { &fixed.brotli };
                stream
                    .extend_from_slice(once(kept, || brotli_piece(fixed.text.as_bytes(), BROTLI_FIXED, number == 0))?);
            }
            Piece::Fresh(_) => stream.extend(brotli_piece(&piece.text(), BROTLI_FRESH, number == 0)?),
        }
    }
    stream.push(BROTLI_END);
    Ok(stream.into())
}

/// Meta-blocks that end at a byte, without the last one. The first piece begins with the window's size.
fn brotli_piece(text: &[u8], quality: i32, is_first: bool) -> Result<Vec<u8>, ApiError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: BROTLI_WINDOW,
        size_hint: text.len(),
        appendable: true,
        byte_align: true,
        // Where words of the built-in dictionary are depends on how much stands before.
        use_dictionary: is_first,
        catable: !is_first,
        bare_stream: !is_first,
        ..Default::default()
    };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), 4096, &parameters);
    writer.write_all(text).map_err(failed)?;
    let mut piece = writer.into_inner();
    if is_first && piece.pop() != Some(BROTLI_END) {
        return Err(ApiError::internal("the first piece does not end as it should"));
    }
    Ok(piece)
}

fn join_gzip<'a>(pieces: impl Iterator<Item = Piece<'a>>) -> Result<Bytes, ApiError> {
    let mut stream = Vec::with_capacity(16 * 1024);
    stream.extend_from_slice(&GZIP_HEAD);
    let (mut crc, mut bytes) = (Hasher::new(), 0);
    for piece in pieces {
        match &piece {
            Piece::Fixed(fixed) => {
                crc.combine(&fixed.crc);
                bytes += fixed.text.len();
                let compress = || deflate_piece(fixed.text.as_bytes(), Compression::best());
                stream.extend_from_slice(once(&fixed.deflate, compress)?);
            }
            Piece::Fresh(_) => {
                let text = piece.text();
                crc.update(&text);
                bytes += text.len();
                stream.extend(deflate_piece(&text, Compression::new(GZIP_FRESH))?);
            }
        }
    }
    stream.extend_from_slice(&DEFLATE_END);
    stream.extend_from_slice(&crc.finalize().to_le_bytes());
    stream.extend_from_slice(bytes.to_le_bytes().get(..4).unwrap_or_default());
    Ok(stream.into())
}

/// Blocks that end at a byte, without the last one.
fn deflate_piece(text: &[u8], level: Compression) -> Result<Vec<u8>, ApiError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut compress = Compress::new(level, false);
    let mut piece = Vec::with_capacity(text.len() + 64);
    compress.compress_vec(text, &mut piece, FlushCompress::Sync).map_err(failed)?;
    if usize::try_from(compress.total_in()) == Ok(text.len()) {
        Ok(piece)
    } else {
        Err(ApiError::internal("a piece was not compressed whole"))
    }
}

/// What is made once. A failure is not kept.
fn once(kept: &OnceLock<Vec<u8>>, make: impl FnOnce() -> Result<Vec<u8>, ApiError>) -> Result<&[u8], ApiError> {
    if let Some(piece) = kept.get() {
        return Ok(piece);
    }
    let piece = make()?;
    Ok(kept.get_or_init(|| piece))
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal(format!("a document cannot be compressed: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    /// Text that repeats itself, and text that does not, of any length.
    fn text(length: usize, seed: usize) -> String {
        (0..length)
            .map(|place| {
                let number = u8::try_from((place * place * 31 + place * seed) % 90).unwrap();
                if place % 200 < 100 {
                    "the vehicle is on board ".as_bytes()[place % 24] as char
                } else {
                    char::from(b' ' + number)
                }
            })
            .collect()
    }

    #[test]
    fn joined_pieces_are_one_stream() {
        for lengths in [[1, 0, 1, 0, 1], [1, 1, 1, 1, 1], [400, 60, 20_000, 9_000, 3], [70_000, 300_000, 1, 0, 90_000]]
        {
            let [head, one, middle, two, end] = lengths.map(|length| text(length, length + 7));
            let fixed = [Fixed::new(head.clone()), Fixed::new(middle.clone()), Fixed::new(end.clone())];
            let expected = [head, one.clone(), middle, two.clone(), end].concat();
            for coding in [Coding::Identity, Coding::Brotli, Coding::Gzip, Coding::Brotli, Coding::Gzip] {
                let (first, last) = two.split_at(two.len() / 2);
                let pieces = [
                    Piece::Fixed(&fixed[0]),
                    Piece::Fresh(vec![&one]),
                    Piece::Fixed(&fixed[1]),
                    Piece::Fresh(vec![first, last]),
                    Piece::Fixed(&fixed[2]),
                ];
                let content = join(coding, pieces.into_iter()).unwrap();
                let mut plain = Vec::new();
                match coding {
                    Coding::Identity => plain = content.to_vec(),
                    Coding::Brotli => drop(brotli::Decompressor::new(&*content, 4096).read_to_end(&mut plain).unwrap()),
                    // It fails unless length and checksum are right.
                    Coding::Gzip => drop(GzDecoder::new(&*content).read_to_end(&mut plain).unwrap()),
                }
                assert!(plain == expected.as_bytes(), "{coding:?} {lengths:?}");
            }
        }
    }
}
