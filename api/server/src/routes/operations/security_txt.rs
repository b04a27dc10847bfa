//! `GET /.well-known/security.txt` (RFC 9116): where to report vulnerabilities, if the operator has said so.

use std::fmt::Write;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use shared::time::Timestamp;

use api_http::error::ApiError;
use api_http::middleware::RequestContext;

/// Where it is.
pub const PATH: &str = "/.well-known/security.txt";

/// How long it is valid: it says what the settings say now. The RFC recommends less than a year (section 2.5.5).
const VALID_MS: i64 = 180 * 24 * 60 * 60 * 1000;

/// Who to write to, until when that is valid, in which language, and where this file is.
pub async fn security_txt(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let context = RequestContext::of(&request);
    let site = context.site();
    if site.security_contacts.is_empty() {
        return Err(ApiError::not_found());
    }
    let expires = Timestamp::from_unix_ms(context.now.unix_ms() + VALID_MS).unwrap_or(context.now);
    let mut text = String::new();
    for contact in &site.security_contacts {
        let _ = writeln!(text, "Contact: {contact}");
    }
    let _ = writeln!(text, "Expires: {expires}\nPreferred-Languages: en\nCanonical: {}{PATH}", site.base_url);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(text))
}
