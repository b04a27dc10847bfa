//! Compresses what staff and integrators read. Proxies are told not to (`no-transform`), because some of them hold back
//! events or change entity tags when they compress.
//!
//! Only answers to GET with a bearer token are compressed. The size of a compressed answer can give away a secret to
//! somebody who makes a browser send requests of his own with the victim's credentials and whose text stands beside the
//! secret (BREACH). No browser adds a bearer token by itself, and every secret that is handed out (access tokens, API keys,
//! webhook secrets) is in the answer to a POST.

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::route::Audience;

/// Smaller answers fit into one packet anyway.
const WORTHWHILE_BYTES: u64 = 1_024;

/// What decides about it, of the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Acceptance {
    /// Whether an answer may be compressed at all.
    is_candidate: bool,
    gzip: bool,
}

impl Acceptance {
    /// Reads it from a request.
    pub(super) fn of(method: &Method, audience: Audience, request: &impl actix_web::HttpMessage) -> Self {
        let is_candidate = audience == Audience::Api
            && matches!(*method, Method::GET | Method::HEAD)
            && request.headers().contains_key(header::AUTHORIZATION);
        let known = [Encoding::gzip(), Encoding::identity()];
        let accepted = AcceptEncoding::parse(request).ok();
        let best = accepted.and_then(|accepted| accepted.negotiate(known.iter()));
        Self { is_candidate, gzip: best == Some(Encoding::gzip()) }
    }
}

/// Compresses an answer, if that is worthwhile, and says what it depends on.
pub(super) fn compress(response: HttpResponse, acceptance: Acceptance) -> HttpResponse {
    if !acceptance.is_candidate || response.status() != StatusCode::OK || !is_plain_json(response.headers()) {
        return response;
    }
    let mut response = response;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let is_worthwhile = matches!(response.body().size(), BodySize::Sized(size) if size >= WORTHWHILE_BYTES);
    if !acceptance.gzip || !is_worthwhile {
        return response;
    }
    response.map_body(|head, body| {
        let body = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            Err(body) => return body,
        };
        let Some(packed) = gzip(&body) else { return body.boxed() };
        head.headers_mut().insert(header::CONTENT_ENCODING, ContentEncoding::Gzip.to_header_value());
        // Other bytes, so another strong tag (RFC 9110, section 8.8.3.3); both name the version.
        let tag = head.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()?.strip_suffix('"'));
        if let Some(Ok(tag)) = tag.map(|tag| HeaderValue::from_str(&format!("{tag}-gzip\""))) {
            head.headers_mut().insert(header::ETAG, tag);
        }
        packed.boxed()
    })
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    is_json && !headers.contains_key(header::CONTENT_ENCODING)
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(bytes).ok()?;
    writer.finish().ok()
}
