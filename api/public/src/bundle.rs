//! The web app inside the binary: hashed names, compressed ahead of time, never changing.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};

use api_http::error::ApiError;

/// The documents' entry points.
#[derive(Debug)]
pub struct Entries {
    /// The staff app.
    pub staff: Entry,
    /// The tracking page.
    pub tracking: Entry,
}

/// What a document loads.
#[derive(Debug)]
pub struct Entry {
    /// URL of the script that starts it.
    pub script: &'static str,
    /// URL of the script that stands in the document itself; only the tracking page has one.
    pub heart: Option<&'static str>,
    /// URL of the script that does what can be done before the program is there, which stands in the document itself; only
    /// the staff app has one.
    pub early: Option<&'static str>,
    /// URL of the worker that converts pictures; only the staff app has one.
    pub converter: Option<&'static str>,
    /// URL of the service worker's text, which is handed out at [`WORKER_PATH`]; only the staff app has one.
    pub worker: Option<&'static str>,
    /// URL of the manifest by which systems install the app; only the staff app has one.
    pub manifest: Option<&'static str>,
    /// URL of the icon of systems that read no manifest; only the staff app has one.
    pub touch_icon: Option<&'static str>,
    /// URL of the WebAssembly.
    pub wasm: &'static str,
    /// URL of the style sheet.
    pub stylesheet: &'static str,
    /// URL of the style sheet that comes with the parts; only the staff app has one.
    pub later_stylesheet: Option<&'static str>,
    /// What the parts of the program load that are loaded when they are opened; only the staff app has parts.
    pub parts: &'static [Part],
}

/// A part of a program.
#[derive(Debug)]
pub struct Part {
    name: &'static str,
    files: &'static [&'static str],
}

impl Entry {
    /// URLs of what a part of the program loads.
    pub fn part(&self, name: &str) -> &'static [&'static str] {
        self.parts.iter().find(|part| part.name == name).map_or(&[], |part| part.files)
    }
}

/// A file in three encodings.
#[derive(Debug)]
pub struct File {
    path: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

mod generated {
    use super::Entries;
    #[cfg_attr(
        not(bundled),
        expect(unused_imports, reason = "without the bundle there is no entry to write down")
    )]
    use super::Entry;
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
}

/// The entry points; none when the binary was built without the bundle.
pub fn entries() -> Option<&'static Entries> {
    generated::ENTRIES.as_ref()
}

/// The text of a file of the bundle.
pub fn text(path: &str) -> Option<&'static str> {
    let file = generated::FILES.iter().find(|file| file.path == path)?;
    std::str::from_utf8(file.plain).ok()
}

/// The names of all assets.
pub fn names() -> impl Iterator<Item = &'static str> {
    generated::FILES.iter().filter_map(|file| file.path.strip_prefix("/assets/"))
}

/// What the names of assets begin with that this server does not hand out.
#[derive(Debug, Clone, Copy)]
pub struct Withheld(pub &'static [&'static str]);

/// The decoder of HEIC photos, where it is switched off.
pub const HEIC: Withheld = Withheld(&["heic-"]);

/// `GET /assets/{name}`
pub async fn asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let withheld = request.app_data::<web::Data<Withheld>>().map_or(&[][..], |withheld| withheld.get_ref().0);
    if withheld.iter().any(|start| name.starts_with(start)) {
        return Err(ApiError::not_found());
    }
    let path = format!("/assets/{name}");
    let file = generated::FILES.iter().find(|file| file.path == path).ok_or_else(ApiError::not_found)?;
    let mut response = HttpResponse::Ok();
    response
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    if is_worker(file.path) {
        response.insert_header((header::CONTENT_SECURITY_POLICY, WORKER_POLICY));
    }
    Ok(if accepts(request.headers(), "br") {
        response.insert_header((header::CONTENT_ENCODING, "br")).body(file.brotli)
    } else if accepts(request.headers(), "gzip") {
        response.insert_header((header::CONTENT_ENCODING, "gzip")).body(file.gzip)
    } else {
        response.body(file.plain)
    })
}

/// Where the service worker of the staff app is: a name that stays, so that browsers find the next version of it.
pub const WORKER_PATH: &str = "/vehicles/worker.js";

/// All that the service worker may control: the pages of vehicles. Browsers refuse it any other scope, so no tracking page can come under
/// it, whatever a script asks for.
pub const WORKER_SCOPE: &str = "/vehicles";

/// `GET /vehicles/worker.js`
pub async fn worker() -> Result<HttpResponse, ApiError> {
    let path = entries().and_then(|entries| entries.staff.worker).ok_or_else(ApiError::not_found)?;
    let script = text(path).ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        // Every look for another version has to find it.
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header(("service-worker-allowed", WORKER_SCOPE))
        .insert_header((header::CONTENT_SECURITY_POLICY, SERVICE_WORKER_POLICY))
        .body(script))
}

/// What the service worker may do, which has the policy of its own file: fetch from here. Nothing else runs in it.
const SERVICE_WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                                     frame-ancestors 'none'";

/// What a worker may do, which has the policy of its own file and not that of the document that starts it: load and compile a
/// decoder of ours.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
                             form-action 'none'; frame-ancestors 'none'";

fn is_worker(path: &str) -> bool {
    entries().is_some_and(|entries| entries.staff.converter == Some(path))
}

/// Whether `Accept-Encoding` names a coding without refusing it by `q=0` (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_refused_coding_is_not_used() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br;q=0"));
        assert!(accepts(&headers, "gzip"));
        assert!(!accepts(&headers, "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
