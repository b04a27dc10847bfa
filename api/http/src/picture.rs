//! Picture answers: size and format, and the headers for a file that somebody uploaded.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody, SizedStream};
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use shared::photo::widths_of;
use utoipa::{IntoParams, ToSchema};

use crate::error::ApiError;
use crate::extract::has_copy;
use domain::picture::{AvifWidths, Format};
use pictures::Blobs;
use pictures::blobs::Content;
use store::logos::StoredLogo;

/// The size of a photo that is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SizeQuery {
    /// Width in pixels. The answer is the smallest size that is at least so wide, else the largest.
    #[param(minimum = 1, maximum = 100_000, example = 640)]
    #[serde(default, deserialize_with = "width")]
    pub width: Option<u32>,
}

fn width<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let width = i64::deserialize(deserializer)?;
    let width = u32::try_from(width).ok().filter(|width| (1..=100_000).contains(width));
    if width.is_some() { Ok(width) } else { Err(D::Error::custom("`width` is 1 to 100000")) }
}

/// The bytes of a picture.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer; the bytes are sent as they are")]
pub struct Picture(Vec<u8>);

/// The revision in the address of a logo.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RevisionQuery {
    /// Has no meaning of its own: it changes with the logo, so that caches fetch the new one.
    pub revision: Option<String>,
}

/// A file of a picture.
#[derive(Debug)]
pub struct PictureFile<'a> {
    /// Where the picture's files are.
    pub storage_key: &'a str,
    /// Which width.
    pub width: u32,
    /// Which format.
    pub format: Format,
}

impl<'a> PictureFile<'a> {
    /// The size and format of a photo that suit a request.
    pub fn of_photo(
        request: &HttpRequest,
        storage_key: &'a str,
        own_width: i64,
        avif_widths: Option<&AvifWidths>,
        wanted: Option<u32>,
    ) -> Self {
        let widths = widths_of(own_width);
        let largest = widths.last().copied().unwrap_or_default();
        let width = widths.into_iter().find(|width| wanted.is_some_and(|wanted| *width >= wanted)).unwrap_or(largest);
        let has_avif = avif_widths.is_some_and(|widths| widths.contains(width));
        let format = if has_avif && accepts(request, Format::Avif) {
            Format::Avif
        } else if accepts(request, Format::WebP) {
            Format::WebP
        } else {
            Format::Jpeg
        };
        Self { storage_key, width, format }
    }

    /// The same size as a client may have got it before.
    fn before(&self, request: &HttpRequest) -> Option<Self> {
        (self.format == Format::Avif && accepts(request, Format::WebP))
            .then_some(Self { format: Format::WebP, ..*self })
    }

    /// The entity tag (RFC 9110, section 8.8.3).
    fn tag(&self) -> String {
        tag(&format!("{} {} {}", self.storage_key, self.width, self.format.extension()))
    }
}

/// Whether a request accepts a format by name (RFC 9110, section 12.5.1). With only `*/*` it gets one that every browser can
/// show.
pub fn accepts(request: &HttpRequest, format: Format) -> bool {
    let values = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(format.media_type()));
        named && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Answers with a logo.
pub async fn logo_picture(request: &HttpRequest, blobs: &Blobs, logo: &StoredLogo) -> Result<HttpResponse, ApiError> {
    let width = u32::try_from(logo.width).map_err(ApiError::internal)?;
    let format = if accepts(request, Format::WebP) { Format::WebP } else { logo.fallback };
    picture(request, blobs, PictureFile { storage_key: &logo.storage_key, width, format }, "logo").await
}

/// Answers with a picture, or 304 if the caller has it.
pub async fn picture(
    request: &HttpRequest,
    blobs: &Blobs,
    file: PictureFile<'_>,
    name: &str,
) -> Result<HttpResponse, ApiError> {
    let PictureFile { storage_key, width, format } = file;
    // Whoever has the WebP keeps it when there is AVIF later: asking again would cost what it saves.
    let kept = file.before(request).map(|file| file.tag()).filter(|tag| has_copy(request, tag));
    let tag = kept.unwrap_or_else(|| file.tag());
    let mut response = revalidated(request, &tag, blobs.content(storage_key, width, format), format, name).await?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Answers with the preview of a photo, or 304 if the caller has it.
pub async fn preview(
    request: &HttpRequest,
    storage_key: &str,
    made: impl Future<Output = Result<Bytes, pictures::Error>>,
) -> Result<HttpResponse, ApiError> {
    let made = async { Ok(Content::Kept(made.await?)) };
    revalidated(request, &tag(&format!("{storage_key} preview")), made, Format::Jpeg, "preview").await
}

/// The entity tag of a version.
fn tag(version: &str) -> String {
    let digest = Sha256::digest(version);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default()))
}

/// A picture that is read only if the caller has no copy with this tag. Every view revalidates it, so that a picture
/// disappears together with its page.
async fn revalidated(
    request: &HttpRequest,
    tag: &str,
    read: impl Future<Output = Result<Content, pictures::Error>>,
    format: Format,
    name: &str,
) -> Result<HttpResponse, ApiError> {
    let mut response = if has_copy(request, tag) {
        HttpResponse::NotModified().finish()
    } else {
        let disposition = format!("inline; filename=\"{name}.{}\"", format.extension());
        let mut answer = HttpResponse::Ok();
        answer.content_type(format.media_type()).insert_header((header::CONTENT_DISPOSITION, disposition));
        match read.await? {
            Content::Kept(file) => answer.body(InPieces(file)),
            Content::Streamed { size_bytes, pieces } => answer.body(SizedStream::new(size_bytes, pieces)),
        }
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    // Opened on its own, the file can do nothing, whatever a browser takes it for.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// A file in memory that is given away piece by piece: the server copies each into its buffer for writing, which would have to grow
/// to the whole file otherwise, for each answer.
struct InPieces(Bytes);

/// The buffer holds so much before it is written (`HttpServer::h1_write_buffer_size`).
const PIECE_BYTES: usize = 32 * 1024;

impl MessageBody for InPieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len().try_into().unwrap_or(u64::MAX))
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let length = self.0.len().min(PIECE_BYTES);
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn accepting(value: &'static str) -> HttpRequest {
        TestRequest::get().insert_header((header::ACCEPT, value)).to_http_request()
    }

    #[test]
    fn a_format_is_for_who_names_it() {
        let browser = accepting("image/avif,image/webp,image/apng,*/*;q=0.8");
        assert!(accepts(&browser, Format::WebP) && accepts(&browser, Format::Avif));
        assert!(accepts(&accepting("image/webp;q=0.5"), Format::WebP));
        for other in ["*/*", "image/*", "image/jpeg", "image/webp;q=0, image/avif;q=0", ""] {
            assert!(!accepts(&accepting(other), Format::WebP), "{other}");
            assert!(!accepts(&accepting(other), Format::Avif), "{other}");
        }
    }

    #[test]
    fn avif_is_for_who_names_it_where_there_is_one() {
        let widths: AvifWidths = [640].into_iter().collect();
        let format =
            |accept, width, widths| PictureFile::of_photo(&accepting(accept), "key", 2048, widths, Some(width)).format;
        for (accept, format_at_640) in [
            ("image/avif,image/webp,*/*", Format::Avif),
            ("image/avif", Format::Avif),
            ("image/webp", Format::WebP),
            ("image/avif;q=0,image/webp", Format::WebP),
            ("*/*", Format::Jpeg),
        ] {
            assert_eq!(format(accept, 640, Some(&widths)), format_at_640, "{accept}");
            assert_ne!(format(accept, 1280, Some(&widths)), Format::Avif, "there is none");
            assert_ne!(format(accept, 640, None), Format::Avif, "it was not tried yet");
        }
    }

    #[test]
    fn the_size_is_the_smallest_that_is_wide_enough() {
        let request = accepting("image/webp");
        let width = |wanted| PictureFile::of_photo(&request, "key", 1000, None, wanted).width;
        assert_eq!(width(Some(1)), 320);
        assert_eq!(width(Some(640)), 640);
        assert_eq!(width(Some(641)), 1000);
        assert_eq!(width(Some(5000)), 1000);
        assert_eq!(width(None), 1000);
    }
}
