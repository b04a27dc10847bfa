//! The documents: the tracking page, "link not available", and the staff app's shell.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::problem::ProblemCode;
use shared::public_tracking::{HERO_SIZES, PublicPhoto};

use super::SlugPath;
use crate::bundle::{self, Entry};
use crate::edge::{OwnBody, RequestContext};
use crate::error::ApiError;
use crate::random;
use crate::store::public::PublicReader;

const TRACKING: &str = include_str!("../../../../web/html/tracking.html");
const NOT_AVAILABLE: &str = include_str!("../../../../web/html/not-available.html");
const TOO_MANY_REQUESTS: &str = include_str!("../../../../web/html/too-many-requests.html");
const STAFF: &str = include_str!("../../../../web/html/staff.html");

/// `GET /t/{slug}`: the page with its content, or the one 404.
pub async fn tracking(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    path: web::Path<SlugPath>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let Some(content) = reader.page(&path.slug, now).await? else { return not_available().await };
    let data = serde_json::to_string(&content).map_err(ApiError::internal)?;
    let title = format!("{} · {}", content.vehicle.title, content.organization.name);
    let preload = content.hero_photo.as_ref().map(preload).unwrap_or_default();
    let values = [("title", escape_html(&title)), ("preload", preload), ("data", escape_json(&data))];
    document(TRACKING, &entries()?.tracking, StatusCode::OK, &values)
}

/// Lets the browser load the hero photo before the page's program has arrived, in the size that it will ask for.
fn preload(hero: &PublicPhoto) -> String {
    format!(
        "<link rel=\"preload\" as=\"image\" href=\"{}\" imagesrcset=\"{}\" imagesizes=\"{}\" fetchpriority=\"high\">",
        escape_html(&hero.src),
        escape_html(&hero.srcset),
        escape_html(HERO_SIZES)
    )
}

/// The one answer for everything that is dead or never was: same status, body and headers.
pub async fn not_available() -> Result<HttpResponse, ApiError> {
    let mut response = document(NOT_AVAILABLE, &entries()?.tracking, StatusCode::NOT_FOUND, &[])?;
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

/// The one answer for an address that asks too often: it does not depend on the slug.
pub fn too_many_requests(refusal: &ApiError) -> Result<HttpResponse, ApiError> {
    let seconds = refusal.retry_after_s().unwrap_or(1);
    let wait = if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") };
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = document(TOO_MANY_REQUESTS, &entries()?.tracking, status, &[("wait", wait)])?;
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

/// A page of the staff app, or its own "not found" with the true status.
pub fn unmatched(request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Err(ApiError::not_found());
    }
    let known = is_app_route(request.path());
    let status = if known { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = document(STAFF, &entries()?.staff, status, &[])?;
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

/// The routes of the staff app, as `web::app` has them.
fn is_app_route(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    matches!(
        parts.as_slice(),
        [] | ["sign-in" | "invite" | "vehicles" | "tracking-links" | "settings"]
            | ["vehicles", _]
            | ["settings", "organization" | "members" | "api-keys" | "webhooks" | "audit-log" | "account"]
            | ["settings", "webhooks", _]
    )
}

fn entries() -> Result<&'static bundle::Entries, ApiError> {
    bundle::entries().ok_or_else(|| {
        let detail = "This server was built without the web app. Run `cargo xtask bundle`, then build it again.";
        ApiError::new(ProblemCode::ServiceUnavailable).detail(detail)
    })
}

/// Fills a template and gives it its own nonce and policy (R-25).
fn document(
    template: &str,
    entry: &Entry,
    status: StatusCode,
    values: &[(&str, String)],
) -> Result<HttpResponse, ApiError> {
    // A page without a script needs no nonce, and the one 404 is the same bytes each time.
    let scripted = template.contains("{{nonce}}");
    let nonce = if scripted { STANDARD.encode(random::bytes::<18>()) } else { String::new() };
    let script_src = if scripted {
        format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; ")
    } else {
        String::new()
    };
    let policy = format!(
        "default-src 'none'; {script_src}style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    );
    let body = fill(template, |name| match name {
        "nonce" => Some(nonce.as_str()),
        "stylesheet" => Some(entry.stylesheet),
        "script" => Some(entry.script),
        "wasm" => Some(entry.wasm),
        name => values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str()),
    })
    .ok_or_else(|| ApiError::internal("a document's template has an unknown placeholder"))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body))
}

/// Replaces every `{{name}}` in one pass, so that what is filled in is never read as a placeholder itself.
fn fill<'a>(template: &'a str, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let mut parts = template.split("{{");
    let mut filled = String::with_capacity(template.len() * 2);
    filled.push_str(parts.next()?);
    for part in parts {
        let (name, rest) = part.split_once("}}")?;
        filled.push_str(value(name.trim())?);
        filled.push_str(rest);
    }
    Some(filled)
}

/// Text for HTML content and quoted attributes.
pub(crate) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// JSON for a script element: nothing in it can end the element or start a comment.
fn escape_json(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_never_a_placeholder() {
        let filled = fill("<a {{x}}>{{ y }}", |name| match name {
            "x" => Some("{{y}}"),
            "y" => Some("1"),
            _ => None,
        });
        assert_eq!(filled.as_deref(), Some("<a {{y}}>1"));
        assert_eq!(fill("{{unknown}}", |_| None), None);
    }

    #[test]
    fn json_cannot_leave_its_element() {
        let json = escape_json(r#"{"a":"</script><!--&\u2028"}"#);
        assert!(!json.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["a"], "</script><!--&\u{2028}");
    }

    #[test]
    fn the_shell_knows_the_app() {
        for path in ["/", "/vehicles", "/vehicles/veh_x", "/settings/organization", "/sign-in", "/invite"] {
            assert!(is_app_route(path), "{path}");
        }
        for path in ["/settings/api-keys", "/settings/webhooks", "/settings/webhooks/whk_x", "/settings/audit-log"] {
            assert!(is_app_route(path), "{path}");
        }
        for path in [
            "/settings/api-keys/key_x",
            "/settings/webhooks/a/b",
            "/vehicles/a/b",
            "/nothing",
            "/settings/x",
            "/wp-admin.php",
        ] {
            assert!(!is_app_route(path), "{path}");
        }
    }
}
