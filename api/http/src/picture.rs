//! Picture answers: size and format, and the headers for a file that somebody uploaded.

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
use domain::picture::Format;
use pictures::Blobs;
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
    pub fn of_photo(request: &HttpRequest, storage_key: &'a str, own_width: i64, wanted: Option<u32>) -> Self {
        let widths = widths_of(own_width);
        let largest = widths.last().copied().unwrap_or_default();
        let width = widths.into_iter().find(|width| wanted.is_some_and(|wanted| *width >= wanted)).unwrap_or(largest);
        let format = if accepts_webp(request) { Format::WebP } else { Format::Jpeg };
        Self { storage_key, width, format }
    }
}

/// Whether a request accepts WebP by name (RFC 9110, section 12.5.1). With only `*/*` it gets a format that every
/// browser can show.
pub fn accepts_webp(request: &HttpRequest) -> bool {
    let values = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("image/webp"));
        named && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Answers with a logo.
pub async fn logo_picture(request: &HttpRequest, blobs: &Blobs, logo: &StoredLogo) -> Result<HttpResponse, ApiError> {
    let width = u32::try_from(logo.width).map_err(ApiError::internal)?;
    let format = if accepts_webp(request) { Format::WebP } else { logo.fallback };
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
    let version = format!("{storage_key} {width} {}", format.extension());
    let mut response = revalidated(request, &version, blobs.read(storage_key, width, format), format, name).await?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Answers with the preview of a photo, or 304 if the caller has it.
pub async fn preview(
    request: &HttpRequest,
    storage_key: &str,
    made: impl Future<Output = Result<Bytes, pictures::Error>>,
) -> Result<HttpResponse, ApiError> {
    revalidated(request, &format!("{storage_key} preview"), made, Format::Jpeg, "preview").await
}

/// A picture that is read only if the caller has no copy of this version. Every view revalidates it, so that a picture
/// disappears together with its page.
async fn revalidated(
    request: &HttpRequest,
    version: &str,
    read: impl Future<Output = Result<Bytes, pictures::Error>>,
    format: Format,
    name: &str,
) -> Result<HttpResponse, ApiError> {
    let digest = Sha256::digest(version);
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default()));
    let mut response = if has_copy(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        let disposition = format!("inline; filename=\"{name}.{}\"", format.extension());
        HttpResponse::Ok()
            .content_type(format.media_type())
            .insert_header((header::CONTENT_DISPOSITION, disposition))
            .body(read.await?)
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    // Opened on its own, the file can do nothing, whatever a browser takes it for.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn accepting(value: &'static str) -> HttpRequest {
        TestRequest::get().insert_header((header::ACCEPT, value)).to_http_request()
    }

    #[test]
    fn webp_is_for_who_names_it() {
        assert!(accepts_webp(&accepting("image/avif,image/webp,image/apng,*/*;q=0.8")));
        assert!(accepts_webp(&accepting("image/webp;q=0.5")));
        for other in ["*/*", "image/*", "image/jpeg", "image/webp;q=0", ""] {
            assert!(!accepts_webp(&accepting(other)), "{other}");
        }
    }

    #[test]
    fn the_size_is_the_smallest_that_is_wide_enough() {
        let request = accepting("image/webp");
        let width = |wanted| PictureFile::of_photo(&request, "key", 1000, wanted).width;
        assert_eq!(width(Some(1)), 320);
        assert_eq!(width(Some(640)), 640);
        assert_eq!(width(Some(641)), 1000);
        assert_eq!(width(Some(5000)), 1000);
        assert_eq!(width(None), 1000);
    }
}
