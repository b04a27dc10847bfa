//! `POST /api/security-reports`: what a browser kept one of our pages from doing.
//!
//! A report names the page, and the page of a customer is a secret; whoever sends one may write anything into it. So
//! nothing of it is kept or logged as it came: only which of the known directives, which kind of thing on which kind of
//! page, and where in the source.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use shared::problem::ProblemCode;

use api_http::error::ApiError;
use api_http::extract;
use api_http::limits::Limits;
use api_http::middleware::RequestContext;

/// How many violations of one request are logged: a browser sends few, and the log is not for who sends many.
const MOST_LOGGED: usize = 4;

/// A body of `report-uri` (Content Security Policy Level 3, section 5.3).
#[derive(Debug, Deserialize)]
struct Single {
    #[serde(rename = "csp-report")]
    report: Violation,
}

/// One of the reports of the Reporting API.
#[derive(Debug, Deserialize)]
struct Reported {
    #[serde(rename = "type")]
    kind: String,
    body: Violation,
}

/// What is read of a violation, by its names in either form.
#[derive(Debug, Deserialize)]
struct Violation {
    #[serde(default, rename = "effective-directive", alias = "effectiveDirective")]
    directive: String,
    /// What older browsers say instead of it, with its sources.
    #[serde(default, rename = "violated-directive")]
    violated: String,
    #[serde(default, rename = "blocked-uri", alias = "blockedURL")]
    blocked: String,
    #[serde(default, rename = "document-uri", alias = "documentURL")]
    page: String,
    #[serde(default, rename = "line-number", alias = "lineNumber")]
    line: Option<u32>,
    #[serde(default, rename = "column-number", alias = "columnNumber")]
    column: Option<u32>,
}

/// Takes reports, 204; anything else is refused like everywhere.
pub async fn receive(
    request: HttpRequest,
    limits: web::Data<Limits>,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let context = RequestContext::of(&request);
    limits.tracking_urls.other(context.address, context.uptime)?;
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let bytes = extract::read(body.into_inner()).await?;
    let violations = match media_type.as_str() {
        "application/csp-report" => vec![extract::parse::<Single>(&bytes)?.report],
        "application/reports+json" => {
            let reports: Vec<Reported> = extract::parse(&bytes)?;
            reports.into_iter().filter(|report| report.kind == "csp-violation").map(|report| report.body).collect()
        }
        _ => return Err(ApiError::new(ProblemCode::UnsupportedMediaType)),
    };
    for violation in violations.iter().take(MOST_LOGGED) {
        tracing::warn!(
            request_id = context.request_id,
            directive = directive(&[&*violation.directive, " ", &violation.violated].concat()),
            blocked = blocked(&violation.blocked, &context.site().base_url),
            page = page(&violation.page, &context.site().base_url),
            line = violation.line,
            column = violation.column,
            "security policy violated"
        );
    }
    Ok(HttpResponse::NoContent().finish())
}

/// The first word, where it is a directive that our policies name or that their default stands for.
fn directive(given: &str) -> &'static str {
    const DIRECTIVES: [&str; 19] = [
        "base-uri",
        "child-src",
        "connect-src",
        "default-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src",
        "style-src-attr",
        "style-src-elem",
        "worker-src",
    ];
    let name = given.split_whitespace().next().unwrap_or("");
    DIRECTIVES.into_iter().find(|known| *known == name).unwrap_or("unknown")
}

/// What was kept from happening, by kind.
fn blocked(given: &str, base_url: &str) -> &'static str {
    let scheme = given.split(':').next().unwrap_or("");
    match (given, scheme) {
        ("inline", _) => "inline",
        ("eval", _) => "eval",
        ("wasm-eval", _) => "wasm-eval",
        (given, _) if of_this_server(given, base_url).is_some() => "own address",
        (_, "data") => "data",
        (_, "blob") => "blob",
        (_, "http" | "https" | "ws" | "wss") => "foreign address",
        (_, scheme) if scheme.ends_with("-extension") => "browser extension",
        _ => "unknown",
    }
}

/// The page on which it was, by kind.
fn page(given: &str, base_url: &str) -> &'static str {
    match of_this_server(given, base_url) {
        Some(path) if path.starts_with("/t/") => "/t/{slug}",
        Some(path) if path.starts_with("/docs") || path.starts_with("/problems/") => "/docs",
        Some(_) => "staff app",
        None => "unknown",
    }
}

/// The path of an address of this server.
fn of_this_server<'a>(given: &'a str, base_url: &str) -> Option<&'a str> {
    given.strip_prefix(base_url).filter(|path| path.is_empty() || path.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_one_of_our_own_words() {
        let base = "https://track.example";
        assert_eq!(directive("script-src-elem"), "script-src-elem");
        assert_eq!(directive("script-src 'self'"), "script-src");
        assert_eq!(directive("k7m2p9x4q8n3v6t1w5z0r2y8ca"), "unknown");
        for (given, kind) in [
            ("inline", "inline"),
            ("https://track.example/t/k7m2p9x4q8n3v6t1w5z0r2y8ca", "own address"),
            ("https://track.example.evil.example/x", "foreign address"),
            ("moz-extension://x/y", "browser extension"),
            ("data", "data"),
            ("", "unknown"),
        ] {
            assert_eq!(blocked(given, base), kind, "{given}");
        }
        for (given, kind) in [
            ("https://track.example/t/k7m2p9x4q8n3v6t1w5z0r2y8ca", "/t/{slug}"),
            ("https://track.example/docs/errors", "/docs"),
            ("https://track.example/vehicles", "staff app"),
            ("https://track.example.evil.example/t/x", "unknown"),
        ] {
            assert_eq!(page(given, base), kind, "{given}");
        }
    }
}
