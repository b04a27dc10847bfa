//! Compresses a page once, not for each request. A request cannot influence the content of a page, so its compressed size
//! reveals nothing.

use std::io::Write;

use actix_web::http::header::{self, AcceptEncoding, Encoding, Header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponseBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;

use api_http::error::ApiError;
use tracking::Coding;

/// From 0 to 11. Above it, each hundredth of the bytes costs a quarter of the time.
const BROTLI_QUALITY: i32 = 3;
/// The whole page fits into a window of 2 to the power of this many bytes.
const BROTLI_WINDOW: i32 = 20;

/// The best one that the browser accepts (RFC 9110, section 12.5.3).
pub fn of(request: &HttpRequest) -> Coding {
    let known = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    match accepted.and_then(|accepted| accepted.negotiate(known.iter())) {
        Some(best) if best == Encoding::brotli() => Coding::Brotli,
        Some(best) if best == Encoding::gzip() => Coding::Gzip,
        _ => Coding::Identity,
    }
}

/// Compresses a document or its data.
pub fn encode(coding: Coding, content: Vec<u8>) -> Result<Bytes, ApiError> {
    let failed = |error: std::io::Error| ApiError::internal(format!("a document cannot be compressed: {error}"));
    Ok(Bytes::from(match coding {
        Coding::Brotli => {
            let mut writer = brotli::CompressorWriter::with_params(
                Vec::new(),
                4096,
                &brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: BROTLI_WINDOW,
                    size_hint: content.len(),
                    ..Default::default()
                },
            );
            writer.write_all(&content).map_err(failed)?;
            writer.into_inner()
        }
        Coding::Gzip => {
            let mut writer = GzEncoder::new(Vec::new(), Compression::default());
            writer.write_all(&content).map_err(failed)?;
            writer.finish().map_err(failed)?
        }
        Coding::Identity => content,
    }))
}

/// Says in which coding the body is.
pub fn set_headers(coding: Coding, answer: &mut HttpResponseBuilder) {
    match coding {
        Coding::Brotli => drop(answer.insert_header((header::CONTENT_ENCODING, "br"))),
        Coding::Gzip => drop(answer.insert_header((header::CONTENT_ENCODING, "gzip"))),
        Coding::Identity => {}
    }
}
